//! Values as V8 words them in error messages, without running any program code.

use crate::context::Context;
use crate::handle::{Obj, Str, ValueExt};
use crate::object::key::PropertyKey;
use jsc_abi::{CellKind, Value};

/// Prototype chains longer than this are not searched for a message.
const CHAIN_MAX: usize = 100;

impl Context {
    /// The value for a message: strings as they are, `#<Foo>` for an object of class Foo, `[object Foo]` for one with a
    /// `toString` of its own, `Error: message` for errors, `function f` for functions.
    pub fn display_for_error(&mut self, v: Value) -> String {
        if let Some(o) = v.as_object() {
            return self.display_object(o);
        }
        if let Some(s) = v.as_symbol() {
            return self.symbol_descriptive_string(s).to_rust(self);
        }
        match self.to_string(v) {
            Ok(s) => s.to_rust(self),
            Err(_) => {
                self.take_exception();
                String::new()
            }
        }
    }

    fn display_object(&mut self, o: Obj) -> String {
        if o.kind() == CellKind::Proxy {
            return "#<Object>".to_owned();
        }
        if o.is_callable() {
            return match o.value().as_function() {
                Some(f) => self.function_text(f).to_rust(self),
                None => String::new(),
            };
        }
        if o.kind() == CellKind::Error {
            let name = self.display_data_string(o, self.names.name).unwrap_or_else(|| "Error".to_owned());
            let message = self.display_data_string(o, self.names.message).unwrap_or_default();
            return match (name.is_empty(), message.is_empty()) {
                (true, _) => message,
                (_, true) => name,
                _ => format!("{name}: {message}"),
            };
        }
        let class = match self.display_data(o, self.names.constructor).and_then(|c| c.as_object()) {
            Some(c) if c.is_callable() && c.kind() != CellKind::Proxy => {
                self.display_data_string(c, self.names.name).filter(|name| !name.is_empty())
            }
            _ => None,
        };
        let to_string = self.display_data(o, self.names.to_string);
        let prototype = self.intrinsic(crate::Intrinsic::ObjectPrototype);
        let plain = self.display_data(prototype, self.names.to_string);
        match class {
            Some(class) if to_string.is_some() && to_string == plain => format!("#<{class}>"),
            Some(class) => format!("[object {class}]"),
            None => "[object Object]".to_owned(),
        }
    }

    fn display_data_string(&mut self, o: Obj, name: Str) -> Option<String> {
        let s = self.display_data(o, name)?.as_string()?;
        Some(s.to_rust(self))
    }

    /// The value of a data property of the object or its prototypes; none if it is an accessor, or behind a proxy.
    fn display_data(&mut self, o: Obj, name: Str) -> Option<Value> {
        let key = PropertyKey::from_interned(name);
        let mut holder = Some(o);
        for _ in 0..CHAIN_MAX {
            let h = holder?;
            if h.kind() == CellKind::Proxy {
                return None;
            }
            match self.get_own_property(h, key) {
                Ok(Some(descriptor)) => return descriptor.value,
                Ok(None) => {}
                Err(_) => {
                    self.take_exception();
                    return None;
                }
            }
            holder = self.get_prototype_of(h).unwrap_or(None);
        }
        None
    }
}
