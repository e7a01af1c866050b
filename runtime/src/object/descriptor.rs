//! Property Descriptors.

use crate::context::Context;
use crate::error::JsResult;
use crate::handle::ValueExt;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::Value;

/// A Property Descriptor; absent fields are `None`.
#[derive(Clone, Copy, Default, Debug)]
pub struct PropertyDescriptor {
    pub value: Option<Value>,
    pub get: Option<Value>,
    pub set: Option<Value>,
    pub writable: Option<bool>,
    pub enumerable: Option<bool>,
    pub configurable: Option<bool>,
}

impl PropertyDescriptor {
    /// A full data descriptor.
    pub fn data(value: Value, attributes: u8) -> PropertyDescriptor {
        PropertyDescriptor {
            value: Some(value),
            get: None,
            set: None,
            writable: Some(attributes & attribute::WRITABLE != 0),
            enumerable: Some(attributes & attribute::ENUMERABLE != 0),
            configurable: Some(attributes & attribute::CONFIGURABLE != 0),
        }
    }

    /// A full accessor descriptor; get and set are functions or undefined.
    pub fn accessor(get: Value, set: Value, attributes: u8) -> PropertyDescriptor {
        PropertyDescriptor {
            value: None,
            get: Some(get),
            set: Some(set),
            writable: None,
            enumerable: Some(attributes & attribute::ENUMERABLE != 0),
            configurable: Some(attributes & attribute::CONFIGURABLE != 0),
        }
    }

    /// IsAccessorDescriptor
    pub fn is_accessor(&self) -> bool {
        self.get.is_some() || self.set.is_some()
    }

    /// IsDataDescriptor
    pub fn is_data(&self) -> bool {
        self.value.is_some() || self.writable.is_some()
    }

    /// The attribute bits, absent fields counting as false.
    pub fn attributes(&self) -> u8 {
        let mut a = 0;
        if self.writable == Some(true) {
            a |= attribute::WRITABLE;
        }
        if self.enumerable == Some(true) {
            a |= attribute::ENUMERABLE;
        }
        if self.configurable == Some(true) {
            a |= attribute::CONFIGURABLE;
        }
        a
    }

    pub fn is_enumerable(&self) -> bool {
        self.enumerable == Some(true)
    }
}

impl Context {
    /// ToPropertyDescriptor
    pub fn to_property_descriptor(&mut self, v: Value) -> JsResult<PropertyDescriptor> {
        let Some(o) = v.as_object() else {
            let shown = self.display_for_error(v);
            return Err(self.type_error(format_args!("Property description must be an object: {shown}")));
        };
        let mut d = PropertyDescriptor::default();
        let n = &self.names;
        let (enumerable, configurable, value, writable, get, set) =
            (n.enumerable, n.configurable, n.value, n.writable, n.get, n.set);
        let field = |ctx: &mut Context, name| -> JsResult<Option<Value>> {
            let key = PropertyKey::from_interned(name);
            if ctx.has_property(o, key)? { Ok(Some(ctx.get(o, key)?)) } else { Ok(None) }
        };
        d.enumerable = field(self, enumerable)?.map(|v| self.to_boolean(v));
        d.configurable = field(self, configurable)?.map(|v| self.to_boolean(v));
        d.value = field(self, value)?;
        d.writable = field(self, writable)?.map(|v| self.to_boolean(v));
        d.get = field(self, get)?;
        if let Some(get) = d.get
            && !get.is_undefined()
            && !get.is_callable()
        {
            let shown = self.display_for_error(get);
            return Err(self.type_error(format_args!("Getter must be a function: {shown}")));
        }
        d.set = field(self, set)?;
        if let Some(set) = d.set
            && !set.is_undefined()
            && !set.is_callable()
        {
            let shown = self.display_for_error(set);
            return Err(self.type_error(format_args!("Setter must be a function: {shown}")));
        }
        if d.is_accessor() && d.is_data() {
            let shown = self.display_for_error(v);
            return Err(self.type_error(format_args!(
                "Invalid property descriptor. Cannot both specify accessors and a value or writable attribute, {shown}"
            )));
        }
        Ok(d)
    }

    /// FromPropertyDescriptor
    pub fn from_property_descriptor(&mut self, d: Option<PropertyDescriptor>) -> JsResult {
        let Some(d) = d else { return Ok(Value::UNDEFINED) };
        let o = self.new_plain_object();
        let n = &self.names;
        let fields = [
            (n.value, d.value),
            (n.writable, d.writable.map(Value::from_bool)),
            (n.get, d.get),
            (n.set, d.set),
            (n.enumerable, d.enumerable.map(Value::from_bool)),
            (n.configurable, d.configurable.map(Value::from_bool)),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                self.create_data_property_or_throw(o, PropertyKey::from_interned(name), value)?;
            }
        }
        Ok(o.value())
    }
}
