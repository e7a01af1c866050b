//! `instanceof` and `in`.

use crate::builtins::WellKnown;
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Obj, ValueExt};
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

impl Context {
    /// [InstanceofOperator](https://tc39.es/ecma262/#sec-instanceofoperator)
    pub fn instance_of(&mut self, v: Value, target: Value) -> JsResult<bool> {
        let Some(constructor) = target.as_object() else {
            return Err(self.type_error("Right-hand side of 'instanceof' is not an object"));
        };
        if let Some(result) = self.quick_instance_of(v, constructor) {
            return Ok(result);
        }
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

    /// The usual case: a closure whose `Symbol.hasInstance` is the original one, and objects without proxies among their
    /// prototypes.
    fn quick_instance_of(&mut self, v: Value, constructor: Obj) -> Option<bool> {
        let f = constructor.value().as_function()?;
        // SAFETY: `code` is never null, `extra` is checked.
        let prototype = unsafe {
            if f.extra.is_null() || (*f.code).flags & function_flag::BUILTIN != 0 {
                return None;
            }
            (*f.extra).prototype
        };
        let at = (constructor.header.shape as usize) % self.builtins.ordinary_has_instance.len();
        if self.builtins.ordinary_has_instance[at] != (constructor.header.shape, self.header.prototype_epoch)
            && !self.has_ordinary_has_instance(constructor)
        {
            return None;
        }
        let prototype = prototype.as_object()?;
        let Some(mut o) = v.as_object() else { return Some(false) };
        loop {
            if o.kind() == CellKind::Proxy {
                return None;
            }
            match self.shape_of(o).prototype.as_object() {
                None => return Some(false),
                Some(p) if p == prototype => return Some(true),
                Some(p) => o = p,
            }
        }
    }

    /// Whether `prototype` of the function is where functions keep it, and its `Symbol.hasInstance` the original. Remembers
    /// the shape if it proves that.
    #[cold]
    fn has_ordinary_has_instance(&mut self, constructor: Obj) -> bool {
        let shape = self.shape_of(constructor);
        let prototype = shape.lookup(PropertyKey::from_interned(self.names.prototype));
        if prototype.is_none_or(|p| p.attributes & attribute::SPECIAL == 0) {
            return false;
        }
        let symbol = self.well_known(WellKnown::HasInstance);
        let key = PropertyKey::from_symbol(symbol);
        let mut at = Some(constructor);
        while let Some(o) = at {
            if o.kind() == CellKind::Proxy {
                return false;
            }
            if let Some(p) = self.shape_of(o).lookup(key) {
                if o != self.intrinsic(crate::builtins::Intrinsic::FunctionPrototype) || p.attributes != 0 {
                    return false;
                }
                let id = constructor.header.shape;
                if !self.shapes.is_unique(id) || constructor.has_flag(object_flag::IS_PROTOTYPE) {
                    let known = &mut self.builtins.ordinary_has_instance;
                    let slot = id as usize % known.len();
                    known[slot] = (id, self.header.prototype_epoch);
                }
                return true;
            }
            at = self.prototype(o);
        }
        false
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
        self.has_by_common_way(o, key)
    }
}
