//! `instanceof` and `in`.

use crate::builtins::WellKnown;
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Obj, ValueExt};
use crate::object::key::PropertyKey;
use jsc_abi::{CellKind, Value};

impl Context {
    /// [InstanceofOperator](https://tc39.es/ecma262/#sec-instanceofoperator)
    pub fn instance_of(&mut self, v: Value, target: Value) -> JsResult<bool> {
        let Some(constructor) = target.as_object() else {
            return Err(self.type_error("Right-hand side of 'instanceof' is not an object"));
        };
        let symbol = self.well_known(WellKnown::HasInstance);
        let handler = self.get_method(target, PropertyKey::from_symbol(symbol))?;
        if let Some(handler) = handler {
            let result = self.call(handler.value(), target, &[v])?;
            return Ok(self.to_boolean(result));
        }
        if !constructor.is_callable() {
            return Err(self.type_error("Right-hand side of 'instanceof' is not callable"));
        }
        self.ordinary_has_instance(target, v)
    }

    /// [OrdinaryHasInstance](https://tc39.es/ecma262/#sec-ordinaryhasinstance)
    pub fn ordinary_has_instance(&mut self, constructor: Value, v: Value) -> JsResult<bool> {
        let Some(c) = constructor.as_object().filter(|c| c.is_callable()) else {
            return Ok(false);
        };
        if let Some(target) = self.bound_target(c) {
            return self.instance_of(v, target);
        }
        let Some(mut o) = v.as_object() else {
            return Ok(false);
        };
        let prototype = self.get(c, PropertyKey::from_interned(self.names.prototype))?;
        let Some(prototype) = prototype.as_object() else {
            let shown = self.display_for_error(prototype);
            return Err(
                self.type_error(format_args!("Function has non-object prototype '{shown}' in instanceof check"))
            );
        };
        loop {
            match self.parent_of(o)? {
                None => return Ok(false),
                Some(p) if p == prototype => return Ok(true),
                Some(p) => o = p,
            }
        }
    }

    #[inline]
    fn parent_of(&mut self, o: Obj) -> JsResult<Option<Obj>> {
        if o.kind() == CellKind::Proxy { self.get_prototype_of(o) } else { Ok(self.prototype(o)) }
    }

    /// `key in object`
    pub fn has_property_in(&mut self, key: Value, object: Value) -> JsResult<bool> {
        let Some(o) = object.as_object() else {
            let (key, object) = (self.display_for_error(key), self.display_for_error(object));
            return Err(self.type_error(format_args!("Cannot use 'in' operator to search for '{key}' in {object}")));
        };
        let key = self.to_property_key(key)?;
        self.has_property(o, key)
    }
}
