//! Defines the leaves that `runtime/hot/src/memory.rs` declares: each is one access with its alias class, always inlined.
//! Everything else that the LLVM room loads and stores bears the same classes.

use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::types::{BasicType, BasicTypeEnum};
use inkwell::values::{AnyValueEnum, BasicValue, BasicValueEnum, InstructionValue, MetadataValue};
use std::collections::HashMap;

macro_rules! leaf_list {
    ($($(#[doc = $doc:literal])* $load:ident $store:ident $ty:ident;)*) => {
        const LEAVES: &[(&str, &str, &str)] = &[$((stringify!($load), stringify!($store), stringify!($ty))),*];
    };
}
jsc_abi::for_each_leaf!(leaf_list);

/// The alias classes as TBAA access tags.
pub struct AliasClasses<'ctx> {
    /// By class: its type, and the tag of accesses.
    tags: HashMap<String, (MetadataValue<'ctx>, MetadataValue<'ctx>)>,
    kind: u32,
    context: &'ctx Context,
}

impl<'ctx> AliasClasses<'ctx> {
    pub fn new(context: &'ctx Context) -> Self {
        AliasClasses { tags: HashMap::new(), kind: context.get_kind_id("tbaa"), context }
    }

    /// The access tag of a class: below `parent`, or one that no other class overlaps.
    fn tag(&mut self, class: &str, parent: Option<&str>) -> MetadataValue<'ctx> {
        if let Some((_, tag)) = self.tags.get(class) {
            return *tag;
        }
        let c = self.context;
        let parent = match parent {
            Some(parent) => {
                self.tag(parent, None);
                self.tags[parent].0
            }
            None => c.metadata_node(&[c.metadata_string("jsc").into()]),
        };
        let zero = c.i64_type().const_zero();
        let node = c.metadata_node(&[c.metadata_string(class).into(), parent.into(), zero.into()]);
        let tag = c.metadata_node(&[node.into(), node.into(), zero.into()]);
        self.tags.insert(class.to_string(), (node, tag));
        tag
    }

    /// Says that the load or store touches slots of properties with this name only (a constant of the program). What knows no
    /// name may touch them, too.
    pub fn mark_slot(&mut self, access: InstructionValue<'ctx>, name: u64) {
        let tag = self.tag(&format!("slot {name}"), Some("slot"));
        access.set_metadata(tag, self.kind).expect("a load or store takes metadata");
    }

    /// Says that the load or store touches memory of this class only.
    pub fn mark(&mut self, access: InstructionValue<'ctx>, class: &str) {
        let tag = self.tag(class, None);
        access.set_metadata(tag, self.kind).expect("a load or store takes metadata");
    }
}

/// `load_slot_u64` → `slot`
fn class_of(leaf: &str) -> &str {
    let body = leaf.strip_prefix("load_").expect("leaves are named load_CLASS_TYPE");
    &body[..body.rfind('_').expect("leaves are named load_CLASS_TYPE")]
}

/// Gives every leaf that the module declares its body.
pub fn define_leaves<'ctx>(context: &'ctx Context, module: &Module<'ctx>, classes: &mut AliasClasses<'ctx>) {
    let builder = context.create_builder();
    for (load, store, ty) in LEAVES {
        let ty: BasicTypeEnum = match *ty {
            "u8" => context.i8_type().as_basic_type_enum(),
            "u16" => context.i16_type().as_basic_type_enum(),
            "u32" => context.i32_type().as_basic_type_enum(),
            _ => context.i64_type().as_basic_type_enum(),
        };
        let class = class_of(load);
        if let Some(f) = module.get_function(&format!("jsc_leaf_{load}")) {
            builder.position_at_end(context.append_basic_block(f, ""));
            let p = f.get_nth_param(0).expect("a load takes a pointer").into_pointer_value();
            let v: BasicValueEnum = builder.build_load(ty, p, "").expect("positioned");
            classes.mark(v.as_instruction_value().expect("a load"), class);
            builder.build_return(Some(&v)).expect("positioned");
            finish(context, f);
        }
        if let Some(f) = module.get_function(&format!("jsc_leaf_{store}")) {
            builder.position_at_end(context.append_basic_block(f, ""));
            let p = f.get_nth_param(0).expect("a store takes a pointer").into_pointer_value();
            let v = f.get_nth_param(1).expect("a store takes a value");
            let s = builder.build_store(p, v).expect("positioned");
            classes.mark(s, class);
            builder.build_return(None).expect("positioned");
            finish(context, f);
        }
    }
}

/// Says that the write barrier's slow path changes headers only (and what belongs to the collector), so that lengths and storage
/// pointers stay known over stores.
pub fn mark_barriers<'ctx>(module: &Module<'ctx>, classes: &mut AliasClasses<'ctx>) {
    let Some(remember) = module.get_function("jsc_rt_remember") else { return };
    let mut at = remember.as_global_value().as_pointer_value().get_first_use();
    while let Some(used) = at {
        if let AnyValueEnum::InstructionValue(call) = used.get_user() {
            classes.mark(call, "header");
        }
        at = used.get_next_use();
    }
}

fn finish<'ctx>(context: &'ctx Context, f: inkwell::values::FunctionValue<'ctx>) {
    f.set_linkage(Linkage::Internal);
    super::module::add_attribute(context, f, "alwaysinline");
}
