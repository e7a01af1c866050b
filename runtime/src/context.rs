//! The context of a thread: everything mutable that the runtime has. Begins with the part that compiled code knows.

use crate::builtins::{Intrinsic, Names};
use crate::handle::Obj;
use crate::heap::Heap;
use crate::options::Options;
use crate::shape::ShapeTable;
use crate::string::StringTable;
use jsc_abi::Value;
use jsc_abi::layout::{ContextHeader, Program};

/// One per thread, passed as pointer everywhere.
#[repr(C)]
pub struct Context {
    /// First, so that a `*mut ContextHeader` is a `*mut Context`.
    pub header: ContextHeader,
    pub heap: Heap,
    pub shapes: ShapeTable,
    /// Predicted shapes of the program that have or may get shapes.
    pub templates: crate::template::Templates,
    pub strings: StringTable,
    /// Property names that the runtime itself uses.
    pub names: Names,
    /// Built on first use; `EMPTY` until then. Roots.
    pub intrinsics: [Value; Intrinsic::COUNT],
    /// Programs loaded so far; their constants, top-level bindings and site values are roots.
    pub programs: Vec<Box<Program>>,
    /// Registers of interpreted frames.
    pub stack: crate::interpreter::stack::RegisterStack,
    pub options: Options,
    /// State of built-ins that live outside the heap (compiled regular expressions, console indentation...).
    pub builtins: crate::builtins::State,
    /// The interpreter's loop.
    pub(crate) run: crate::interpreter::Run,
    /// What is recorded of the program, if anything.
    pub(crate) profile: Option<Box<crate::profile::Profile>>,
    /// Called once before the process ends.
    pub(crate) at_exit: Option<fn(&mut Context)>,
    /// How the running generator gives its next result.
    pub(crate) results: crate::generator::Results,
    /// What the census counts, and where stress makes guards fail.
    pub exits: crate::exit::State,
    /// Number of collections etc. is in `heap`; this is when the context was made.
    pub start: std::time::Instant,
    /// Until the program began to run.
    pub start_up: std::time::Duration,
}

impl Context {
    /// The context behind the pointer that compiled code and entries pass around.
    /// # Safety
    /// `header` came from a live `Context`.
    #[inline(always)]
    pub unsafe fn from_header<'a>(header: *mut ContextHeader) -> &'a mut Context {
        &mut *(header as *mut Context)
    }

    /// The intrinsic object, built now if this is its first use.
    #[inline]
    pub fn intrinsic(&mut self, which: Intrinsic) -> Obj {
        let v = self.intrinsics[which as usize];
        if v.is_empty() {
            return crate::builtins::build_intrinsic(self, which);
        }
        // SAFETY: the table holds objects only, and is a root.
        unsafe { crate::Gc::from_ptr(v.as_ptr()) }
    }
}
