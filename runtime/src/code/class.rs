//! [ClassDefinitionEvaluation](https://tc39.es/ecma262/#sec-runtime-semantics-classdefinitionevaluation): constructor and
//! prototype object. Elements follow as opcodes of their own.

use crate::builtins::{Intrinsic, METHOD};
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::ValueExt;
use crate::object::create::{function_shape, variant};
use crate::object::key::PropertyKey;
use jsc_abi::layout::*;
use jsc_abi::{CellKind, Value};

impl Context {
    /// The constructor of a class; function number `index` is its code. `parent` EMPTY: no heritage. Its prototype object
    /// is the home object of the constructor.
    /// # Safety
    /// The program has that function.
    pub unsafe fn create_class(
        &mut self,
        program: *const Program,
        parent: Value,
        index: u32,
        environment: Value,
    ) -> JsResult {
        // 8. Let protoParent and constructorParent be as ClassHeritage says.
        let (prototype_parent, constructor_parent) = if parent.is_empty() {
            (Some(self.intrinsic(Intrinsic::ObjectPrototype)), None)
        } else if parent.is_null() {
            (None, None)
        } else if !parent.is_constructor() {
            let shown = self.display_for_error(parent);
            return Err(self.type_error(format_args!("Class extends value {shown} is not a constructor or null")));
        } else {
            let constructor = parent.as_object().expect("constructors are objects");
            let prototype = self.get(constructor, PropertyKey::from_interned(self.names.prototype))?;
            let prototype = match prototype.as_object() {
                Some(p) => Some(p),
                None if prototype.is_null() => None,
                None => {
                    let shown = self.display_for_error(prototype);
                    return Err(self.type_error(format_args!(
                        "Class extends value does not have valid prototype property {shown}"
                    )));
                }
            };
            (prototype, Some(constructor))
        };
        // 9. Let proto be OrdinaryObjectCreate(protoParent).
        let prototype = self.new_object(prototype_parent);
        // 14. Let F be the closure, with constructorParent as prototype.
        let code = self.program_code(program, index);
        let f = match constructor_parent {
            None => self.new_function(code, environment, function_shape::CLASS),
            Some(_) => {
                let shape = self.root_shape(CellKind::Function, constructor_parent, 0, variant::CLASS);
                self.new_function_with_shape(code, environment, shape)
            }
        };
        // 15. MakeConstructor, 17. MakeMethod, 19. CreateMethodProperty(proto, "constructor", F).
        self.set_function_prototype(f, prototype.value());
        self.set_home_object(f, prototype.value());
        let key = PropertyKey::from_interned(self.names.constructor);
        self.define_builtin(prototype, key, f.value(), METHOD);
        Ok(f.value())
    }

    /// The prototype object of a class just created.
    pub fn class_prototype(&mut self, class: Value) -> Value {
        match class.as_function() {
            Some(f) => self.function_prototype(f),
            None => Value::UNDEFINED,
        }
    }
}
