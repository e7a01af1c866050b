//! Property operations that have no cache: `super`, `delete`.

use crate::context::Context;
use crate::error::JsResult;
use crate::handle::ValueExt;
use jsc_abi::Value;

impl Context {
    /// base.[[Get]](key, this)
    pub fn get_super(&mut self, base: Value, key: Value, this: Value) -> JsResult {
        let key = self.to_property_key(key)?;
        match base.as_object() {
            Some(base) => self.get_by_common_way(base, key, this),
            None => Err(self.throw_read_of_nullish(base, key)),
        }
    }

    /// base.[[Set]](key, value, this)
    pub fn set_super(&mut self, base: Value, key: Value, value: Value, this: Value, strict: bool) -> JsResult<()> {
        let key = self.to_property_key(key)?;
        let Some(base) = base.as_object() else { return Err(self.throw_set_of_nullish(base, key)) };
        if !self.set_with_receiver(base, key, value, this)? && strict {
            return Err(self.throw_failed_set(this, key));
        }
        Ok(())
    }

    /// `delete object[key]`
    pub fn delete_by_value(&mut self, object: Value, key: Value, strict: bool) -> JsResult<bool> {
        if object.is_nullish() {
            let key = self.to_property_key(key)?;
            let name = self.key_to_display(key);
            let shown = if object.is_null() { "null" } else { "undefined" };
            return Err(self.type_error(format_args!(
                "Cannot convert undefined or null to object (deleting '{name}' of {shown})"
            )));
        }
        let o = self.to_object(object)?;
        let key = self.to_property_key(key)?;
        if strict {
            self.delete_or_throw(o, key)?;
            return Ok(true);
        }
        self.delete(o, key)
    }
}
