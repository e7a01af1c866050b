//! One LLVM module (a code generation unit): the fast paths from `runtime/hot` linked in as internal functions, runtime
//! functions and program data declared.

use super::debug::DebugInfo;
use super::memory::{AliasClasses, define_leaves, mark_barriers};
use crate::sir::Repr;
use crate::sir::speculate::signature::{ResultForm, Signature as CallSignature};
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::{Linkage, Module};
use inkwell::types::{BasicMetadataTypeEnum, BasicType, BasicTypeEnum, FunctionType, IntType, PointerType};
use inkwell::values::{FunctionValue, GlobalValue};
use inkwell::{AddressSpace, GlobalVisibility};
use jsc_abi::runtime_functions::{RUNTIME_FUNCTIONS, Signature};
use std::cell::RefCell;
use std::collections::HashMap;

/// `runtime/hot` compiled with `--cfg bitcode` by the build script.
static HOT_BITCODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/hot.bc"));

pub fn add_attribute<'ctx>(context: &'ctx Context, f: FunctionValue<'ctx>, name: &str) {
    f.add_attribute(AttributeLoc::Function, enum_attribute(context, name));
}

pub fn enum_attribute(context: &Context, name: &str) -> Attribute {
    let kind = Attribute::get_named_enum_kind_id(name);
    debug_assert!(kind != 0, "LLVM knows no attribute {name}");
    context.create_enum_attribute(kind, 0)
}

/// A module under construction, with what every emitter needs.
pub struct Unit<'ctx> {
    pub context: &'ctx Context,
    pub module: Module<'ctx>,
    pub builder: Builder<'ctx>,
    pub classes: RefCell<AliasClasses<'ctx>>,
    pub i64: IntType<'ctx>,
    pub i32: IntType<'ctx>,
    pub i1: IntType<'ctx>,
    pub ptr: PointerType<'ctx>,
    /// With `-g`.
    pub debug: Option<DebugInfo<'ctx>>,
    runtime: RefCell<HashMap<&'static str, FunctionValue<'ctx>>>,
}

impl<'ctx> Unit<'ctx> {
    /// An empty module with the fast paths.
    pub fn new(context: &'ctx Context, name: &str) -> Unit<'ctx> {
        let buffer = MemoryBuffer::create_from_memory_range_copy(HOT_BITCODE, "hot");
        let module = Module::parse_bitcode_from_buffer(&buffer, context)
            .unwrap_or_else(|e| panic!("the bitcode of runtime/hot does not fit the linked LLVM: {e}"));
        module.set_name(name);
        module.set_source_file_name(name);
        let mut classes = AliasClasses::new(context);
        define_leaves(context, &module, &mut classes);
        mark_barriers(&module, &mut classes);
        let mut f = module.get_first_function();
        while let Some(function) = f {
            let name = function.get_name().to_string_lossy().into_owned();
            if name.starts_with("jsc_hot_") {
                function.set_linkage(Linkage::Internal);
                add_attribute(context, function, "alwaysinline");
            } else if let Some(name) = name.strip_prefix("jsc_rt_") {
                add_attribute(context, function, "nounwind");
                if is_slow_path(name) {
                    add_attribute(context, function, "cold");
                }
            }
            f = function.get_next_function();
        }
        Unit {
            context,
            builder: context.create_builder(),
            classes: RefCell::new(classes),
            i64: context.i64_type(),
            i32: context.i32_type(),
            i1: context.bool_type(),
            ptr: context.ptr_type(AddressSpace::default()),
            debug: None,
            runtime: RefCell::new(HashMap::new()),
            module,
        }
    }

    /// A fast path of `runtime/hot`.
    pub fn hot(&self, name: &str) -> FunctionValue<'ctx> {
        self.module.get_function(&format!("jsc_hot_{name}")).unwrap_or_else(|| panic!("runtime/hot has no {name}"))
    }

    pub fn has_hot(&self, name: &str) -> bool {
        self.module.get_function(&format!("jsc_hot_{name}")).is_some()
    }

    /// Declares a runtime function as the list says.
    pub fn runtime(&self, name: &'static str) -> FunctionValue<'ctx> {
        if let Some(f) = self.runtime.borrow().get(name) {
            return *f;
        }
        let symbol = format!("jsc_rt_{name}");
        let f = self.module.get_function(&symbol).unwrap_or_else(|| {
            let f = self.module.add_function(&symbol, self.signature(name), Some(Linkage::External));
            add_attribute(self.context, f, "nounwind");
            if name.starts_with("throw") {
                add_attribute(self.context, f, "cold");
            }
            f
        });
        self.runtime.borrow_mut().insert(name, f);
        f
    }

    /// The list's line for a runtime function.
    pub fn runtime_signature(name: &str) -> &'static Signature {
        RUNTIME_FUNCTIONS.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("no runtime function {name}"))
    }

    fn signature(&self, name: &str) -> FunctionType<'ctx> {
        let s = Unit::runtime_signature(name);
        let arguments: Vec<BasicMetadataTypeEnum> = s
            .arguments
            .iter()
            .map(|a| match *a {
                "u32" | "i32" => self.i32.into(),
                "u64" | "Value" => self.i64.into(),
                "f64" => self.context.f64_type().into(),
                _ => self.ptr.into(),
            })
            .collect();
        match s.result {
            "" => self.context.void_type().fn_type(&arguments, false),
            "Value" => self.i64.fn_type(&arguments, false),
            "f64" => self.context.f64_type().fn_type(&arguments, false),
            "Status" | "Condition" | "u32" | "i32" => self.i32.fn_type(&arguments, false),
            _ => self.ptr.fn_type(&arguments, false),
        }
    }

    /// `Entry`: (ctx, callee, this, argv, argc, new.target) -> value
    pub fn entry_type(&self) -> FunctionType<'ctx> {
        let (p, v) = (self.ptr.into(), self.i64.into());
        self.i64.fn_type(&[p, p, v, p, v, v], false)
    }

    /// `ResumeEntry`: (ctx, frame, entry) -> value
    pub fn resume_type(&self) -> FunctionType<'ctx> {
        let p = self.ptr.into();
        self.i64.fn_type(&[p, p, self.i32.into()], false)
    }

    /// Direct call: (ctx, callee, this, new.target, arguments...) -> value
    pub fn direct_type(&self, parameters: u32) -> FunctionType<'ctx> {
        let (p, v) = (self.ptr.into(), self.i64.into());
        let mut types: Vec<BasicMetadataTypeEnum> = vec![p, p, v, v];
        types.extend((0..parameters).map(|_| v));
        self.i64.fn_type(&types, false)
    }

    /// Typed call: as a direct call, parameters and result as the signature says. A result that may be a double is a pair: 0 and the
    /// double, or else what a direct call gives and nothing.
    pub fn typed_type(&self, signature: &CallSignature) -> FunctionType<'ctx> {
        let (p, v) = (self.ptr.into(), self.i64.into());
        let mut types: Vec<BasicMetadataTypeEnum> = vec![p, p, v, v];
        types.extend(signature.parameters.iter().map(|repr| BasicMetadataTypeEnum::from(self.held_as(*repr))));
        match signature.result {
            ResultForm::Boxed => self.i64.fn_type(&types, false),
            ResultForm::Double | ResultForm::Number => self
                .context
                .struct_type(&[self.i64.into(), self.context.f64_type().into()], false)
                .fn_type(&types, false),
        }
    }

    /// The type of values of a representation.
    pub fn held_as(&self, repr: Repr) -> BasicTypeEnum<'ctx> {
        match repr {
            Repr::Boxed => self.i64.into(),
            Repr::I32 => self.i32.into(),
            Repr::F64 => self.context.f64_type().into(),
            Repr::Bool => self.i1.into(),
            Repr::None => unreachable!("no value"),
        }
    }

    /// Data of the program that the image object defines (`link/image.rs`).
    pub fn data(&self, symbol: &str) -> GlobalValue<'ctx> {
        self.module.get_global(symbol).unwrap_or_else(|| {
            let g = self.module.add_global(self.context.i8_type().as_basic_type_enum(), None, symbol);
            g.set_linkage(Linkage::External);
            g.set_visibility(GlobalVisibility::Hidden);
            g.set_alignment(16);
            g
        })
    }

    /// A function of the program, defined here or in another unit.
    pub fn program_function(&self, symbol: &str, ty: FunctionType<'ctx>) -> FunctionValue<'ctx> {
        self.module
            .get_function(symbol)
            .unwrap_or_else(|| self.module.add_function(symbol, ty, Some(Linkage::External)))
    }
}

/// Runtime functions that are the slow path of a fast one: LLVM should lay them out of the way.
fn is_slow_path(name: &str) -> bool {
    !matches!(name, "call" | "fmod" | "strict_equal")
}
