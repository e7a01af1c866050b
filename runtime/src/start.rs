//! Making a context: the first thing that a produced executable does, so it makes only what every program needs.

use crate::builtins::{Intrinsic, Names, State, global};
use crate::context::Context;
use crate::heap::Heap;
use crate::interpreter::stack::RegisterStack;
use crate::object::storage::empty_storage;
use crate::options::Options;
use crate::shape::ShapeTable;
use crate::string::StringTable;
use crate::template::Templates;
use core::ptr;
use jsc_abi::Value;
use jsc_abi::layout::*;
use std::time::Instant;

/// Native stack that stays free below the limit: for making the RangeError of a full stack, for signal handlers, and for
/// leaf functions that do not check.
const STACK_RESERVE: usize = 256 << 10;

/// Lowest address of the calling thread's stack, as far as the system would let it grow; 0 if it does not say.
fn stack_end() -> usize {
    // SAFETY: plain queries about the calling thread. For the main thread, the C library asks getrlimit.
    unsafe {
        let mut attributes: libc::pthread_attr_t = core::mem::zeroed();
        if libc::pthread_getattr_np(libc::pthread_self(), &mut attributes) != 0 {
            return 0;
        }
        let mut low = ptr::null_mut();
        let mut size = 0;
        let failed = libc::pthread_attr_getstack(&attributes, &mut low, &mut size) != 0;
        libc::pthread_attr_destroy(&mut attributes);
        if failed { 0 } else { low as usize }
    }
}

/// The address that JavaScript frames may not go below: `stack_kib` from here, or less if the stack is not that large.
fn stack_limit(stack_kib: u64) -> usize {
    let here = 0u8;
    let here = &raw const here as usize;
    let wanted = here.saturating_sub((stack_kib as usize).saturating_mul(1 << 10));
    wanted.max(stack_end().saturating_add(STACK_RESERVE)).min(here)
}

impl Context {
    /// A context for the calling thread, with its global object. It does not move.
    pub fn new(options: Options) -> Box<Context> {
        let mut ctx = Context::with_templates(options, 0);
        ctx.builtins.regexp.engine = Some(&crate::builtins::regexp::ENGINE);
        ctx
    }

    /// The same with room for so many predicted shapes, and without the engine of regular expressions.
    pub fn with_templates(options: Options, template_count: u32) -> Box<Context> {
        let start = Instant::now();
        let mut heap = Heap::new(&options);
        let mut strings = StringTable::new();
        let names = Names::new(&mut strings, &mut heap);
        let mut header = ContextHeader {
            exception: Value::EMPTY,
            // No activation. Whatever notes a pc in the innermost frame runs in one.
            frame: ptr::null_mut(),
            stack_limit: stack_limit(options.stack),
            prototype_epoch: 1,
            prototypes_have_elements: 0,
            empty_storage: empty_storage(),
            global: Value::UNDEFINED,
            program: ptr::null(),
            array_iterator_next: crate::builtins::iterator::array_iterator_next_entry() as usize as u64,
            array_iterator_next_function: Value::UNDEFINED,
            array_iteration: ArrayIteration {
                epoch: 0,
                shape: 0,
                values_offset: 0,
                next_offset: 0,
                array_prototype: ptr::null_mut(),
                iterator_prototype: ptr::null_mut(),
                values: Value::UNDEFINED,
            },
            single_characters: strings.single_characters(),
            object_literal_shapes: [0; 17],
            array_shape: 0,
            function_shapes: [0; 4],
            guard_countdown: u32::MAX,
            bump: [BumpInterval { cursor: ptr::null_mut(), end: ptr::null_mut() }; MAX_BUMP_SIZE / CELL_ALIGN + 1],
        };
        Heap::init_bump(&mut header);
        let mut ctx = Box::new(Context {
            header,
            heap,
            shapes: ShapeTable::new(template_count),
            templates: Templates::default(),
            strings,
            names,
            intrinsics: [Value::EMPTY; Intrinsic::COUNT],
            programs: Vec::new(),
            stack: RegisterStack::new(options.stack),
            options,
            builtins: State::default(),
            run: crate::interpreter::PLAIN,
            profile: None,
            at_exit: None,
            results: Default::default(),
            exits: crate::exit::State::default(),
            start,
            start_up: std::time::Duration::ZERO,
        });
        ctx.reload_guard_countdown();
        global::init_global(&mut ctx);
        ctx
    }
}
