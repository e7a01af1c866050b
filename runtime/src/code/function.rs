//! Closures, and what belongs to functions: home object, name, `super`, the checks of constructors.

use crate::builtins::Intrinsic;
use crate::context::Context;
use crate::error::{JsResult, Throw};
use crate::handle::{Func, Gc, ValueExt};
use crate::object::create::function_shape;
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::Value;
use jsc_abi::layout::*;

/// Which of the shapes for functions a closure gets.
fn shape_of_closure(flags: u32) -> usize {
    if flags & function_flag::GENERATOR != 0 {
        function_shape::GENERATOR
    } else if flags & function_flag::CLASS_CONSTRUCTOR != 0 {
        function_shape::CLASS
    } else if flags & function_flag::CONSTRUCTOR != 0 {
        function_shape::CONSTRUCTOR
    } else {
        function_shape::PLAIN
    }
}

impl Context {
    /// A closure of function number `index` over `environment` (undefined: none).
    /// # Safety
    /// The program has that function.
    #[inline]
    pub unsafe fn create_closure(&mut self, program: *const Program, index: u32, environment: Value) -> Func {
        let code = self.program_code(program, index);
        self.new_function(code, environment, shape_of_closure((*code).flags))
    }

    /// MakeMethod's second half: `home` becomes the [[HomeObject]] of `function`.
    pub fn make_method(&mut self, function: Value, home: Value) {
        if let Some(f) = function.as_function() {
            self.set_home_object(f, home);
        }
    }

    /// [SetFunctionName](https://tc39.es/ecma262/#sec-setfunctionname) of an anonymous closure of the program: prefix 0
    /// none, 1 "get", 2 "set". Other values are left alone.
    pub fn set_function_name(&mut self, function: Value, key: Value, prefix: u32) -> JsResult<()> {
        let Some(f) = function.as_function() else { return Ok(()) };
        // SAFETY: `code` is never null.
        let code = unsafe { &*f.code };
        if code.function.is_null() || code.name != self.names.empty.value() {
            return Ok(());
        }
        let name_key = PropertyKey::from_interned(self.names.name);
        // A class may have defined its own static `name`.
        match self.shape_of(f.object()).lookup(name_key) {
            Some(p) if p.attributes & attribute::SPECIAL != 0 => {}
            _ => return Ok(()),
        }
        let key = self.to_property_key(key)?;
        let prefix = match prefix {
            1 => Some("get"),
            2 => Some("set"),
            _ => None,
        };
        let name = self.function_name(key, prefix);
        self.materialize_function_property(f, name_key, name.value());
        Ok(())
    }

    /// [GetSuperBase](https://tc39.es/ecma262/#sec-getsuperbase) of a method: an object or null.
    pub fn super_base(&mut self, function: Value) -> JsResult {
        let home = match function.as_function() {
            Some(f) => self.home_object(f),
            None => Value::UNDEFINED,
        };
        match home.as_object() {
            Some(home) => Ok(self.get_prototype_of(home)?.map_or(Value::NULL, Value::from)),
            None => Ok(Value::UNDEFINED),
        }
    }

    /// [GetSuperConstructor](https://tc39.es/ecma262/#sec-getsuperconstructor), with the TypeError that the call would
    /// give if it is no constructor.
    pub fn super_constructor(&mut self, function: Value) -> JsResult {
        let Some(f) = function.as_object() else { return Ok(Value::UNDEFINED) };
        let parent = self.get_prototype_of(f)?.map_or(Value::NULL, Value::from);
        if parent.is_constructor() {
            return Ok(parent);
        }
        // A function is named, and one without a name, such as %Function.prototype%, is "null".
        let shown = match parent.as_function() {
            Some(_) => self.function_display_name(parent),
            None => self.display_for_error(parent),
        };
        let shown = if shown.is_empty() { "null".to_string() } else { shown };
        let class = match self.function_display_name(function) {
            name if name.is_empty() => "anonymous class".to_string(),
            name => name,
        };
        Err(self.type_error(format_args!("Super constructor {shown} of {class} is not a constructor")))
    }

    /// The `name` property of a function if it is a string, without running anything.
    pub(crate) fn function_display_name(&mut self, function: Value) -> String {
        let Some(f) = function.as_function() else { return String::new() };
        let key = PropertyKey::from_interned(self.names.name);
        let name = match self.own_property(f.object(), key) {
            Ok(crate::object::Own::Data(v, _)) => v,
            // SAFETY: `code` is never null.
            _ => unsafe { (*f.code).name },
        };
        self.display_string(name)
    }

    /// TypeError: a class constructor was called without `new`.
    #[cold]
    pub fn class_call_error(&mut self, callee: Func) -> Throw {
        let name = self.function_display_name(callee.value());
        let what = if name.is_empty() { "constructors".to_string() } else { format!("constructor {name}") };
        self.type_error(format_args!("Class {what} cannot be invoked without 'new'"))
    }

    /// What a derived constructor that returns `value` gives ([[Construct]], steps 10 to 14). `this` is EMPTY if `super`
    /// was not called.
    pub fn check_constructor_return(&mut self, value: Value, this: Value) -> JsResult {
        if value.is_object() {
            return Ok(value);
        }
        if !value.is_undefined() {
            return Err(self.type_error("Derived constructors may only return object or undefined"));
        }
        if this.is_empty() {
            return Err(self.uninitialized_this_error());
        }
        Ok(this)
    }

    /// A new private name. `description` is a string such as "#x".
    pub fn new_private_name(&mut self, description: Value) -> Value {
        let p = self.alloc_cell(size_of::<Symbol>(), jsc_abi::CellKind::Symbol, shape_id::SYMBOL, 0) as *mut Symbol;
        // SAFETY: a fresh cell of that size.
        unsafe {
            (*p).description = description;
            (*p).hash = (p as usize >> 4) as u32;
            (*p).flags = symbol_flag::PRIVATE;
        }
        Value::from_cell(p)
    }

    /// The object that generators of this function have as prototype.
    pub(crate) fn generator_prototype(&mut self, f: Func) -> crate::Obj {
        let key = PropertyKey::from_interned(self.names.prototype);
        match self.get(f.object(), key) {
            Ok(v) if v.is_object() => unsafe { Gc::from_ptr(v.as_ptr()) },
            _ => self.intrinsic(Intrinsic::GeneratorPrototype),
        }
    }
}
