//! The bytecode interpreter: how a closure is entered, the dispatch loop, and unwinding. What each opcode does is in
//! the family files, one function for each opcode, under the opcode's name.
//!
//! Calls from bytecode to bytecode do not recurse on the native stack: `call` pushes a frame on the register stack and
//! the loop goes on in the callee. Only entering from outside (a built-in, native code) starts a new loop.

mod activation;
mod arithmetic;
mod call;
mod constants;
mod environment;
mod iteration;
mod jump;
mod object;
mod property;
pub mod stack;
mod suspension;
mod test;
#[cfg(test)]
mod tests;

use crate::context::Context;
use crate::error::{JsResult, Throw};
use crate::handle::{Func, Gc, Str};
use crate::profile::{self, Watch};
use jsc_abi::Value;
use jsc_abi::layout::*;
use jsc_abi::opcode::{Const, Op, Range, Read, Slot, Write};
use jsc_abi::runtime_functions::Status;
use stack::{InterpreterFrame, frame_of};

/// What the dispatch loop keeps in machine registers. Handlers take it by reference and are inlined, so that it stays
/// there; it must not be passed to a function that is not.
struct Activation {
    ctx: *mut Context,
    /// Start of the bytecode.
    code: *const u16,
    /// Of the present instruction, in code units; handlers move it on.
    pc: usize,
    registers: *mut Value,
    /// What `Flow::Leave` leaves with.
    result: Value,
}

/// What the loop does after an instruction.
enum Flow {
    /// Go on at `pc`.
    Next,
    /// The context holds an exception, and `record.pc` of the frame says where.
    Throw,
    /// Return `result` to whoever started the loop; the frame is popped.
    Leave,
}

impl Activation {
    /// Points to the present instruction.
    #[inline(always)]
    unsafe fn at(&self) -> *const u16 {
        self.code.add(self.pc)
    }

    #[inline(always)]
    unsafe fn get(&self, r: Read) -> Value {
        *self.registers.add(r.0 as usize)
    }

    #[inline(always)]
    unsafe fn set(&mut self, r: Write, v: Value) {
        debug_assert!(!v.is_exception());
        *self.registers.add(r.0 as usize) = v;
    }

    #[inline(always)]
    unsafe fn frame(&self) -> *mut InterpreterFrame {
        frame_of(self.registers)
    }

    #[inline(always)]
    unsafe fn constant(&self, c: Const) -> Value {
        *(*self.frame()).constants.add(c.0 as usize)
    }

    /// A constant that is an interned string.
    #[inline(always)]
    unsafe fn name(&self, c: Const) -> Str {
        Gc::from_ptr(self.constant(c).as_ptr())
    }

    #[inline(always)]
    unsafe fn cache(&self, s: Slot) -> *mut PropertyCache {
        (*self.frame()).feedback.add(s.0 as usize)
    }

    #[inline(always)]
    unsafe fn callee(&self) -> Func {
        Gc::from_ptr((*self.frame()).record.callee)
    }

    #[inline(always)]
    unsafe fn program(&self) -> *const Program {
        (*(*(*self.frame()).record.callee).code).program
    }

    /// The range's values. They stay valid, and unchanged, for as long as the activation is at this instruction.
    #[inline(always)]
    unsafe fn range<'a>(&self, r: Range) -> &'a [Value] {
        core::slice::from_raw_parts(self.registers.add(r.first as usize), r.count as usize)
    }

    #[inline(always)]
    unsafe fn arguments<'a>(&self) -> &'a [Value] {
        let frame = self.frame();
        if (*frame).argc == 0 { &[] } else { core::slice::from_raw_parts((*frame).argv, (*frame).argc) }
    }

    /// Must come before anything that may throw, call or allocate.
    #[inline(always)]
    unsafe fn save_pc(&self) {
        (*self.frame()).record.pc = self.pc as u32;
    }

    /// The context as compiled code knows it.
    #[inline(always)]
    fn header(&self) -> *mut ContextHeader {
        self.ctx as *mut ContextHeader
    }

    /// The context, after saving the pc.
    #[inline(always)]
    unsafe fn context<'a>(&self) -> &'a mut Context {
        self.save_pc();
        &mut *self.ctx
    }

    /// Goes on with the next instruction; this one has `length` code units.
    #[inline(always)]
    fn next(&mut self, length: usize) -> Flow {
        self.pc += length;
        Flow::Next
    }

    /// Writes the result, if there is one, and goes on.
    #[inline(always)]
    unsafe fn finish(&mut self, dst: Write, result: JsResult, length: usize) -> Flow {
        match result {
            Ok(v) => {
                self.set(dst, v);
                self.next(length)
            }
            Err(_) => Flow::Throw,
        }
    }

    /// The same for a result as compiled code gets it: EXCEPTION if there is none.
    #[inline(always)]
    unsafe fn deliver(&mut self, dst: Write, outcome: impl Into<jsc_hot::Outcome>, length: usize) -> Flow {
        let outcome = outcome.into();
        if outcome.threw != 0 {
            return Flow::Throw;
        }
        self.set(dst, outcome.value);
        self.next(length)
    }

    /// Goes on unless the operation threw.
    #[inline(always)]
    fn done(&mut self, status: Status, length: usize) -> Flow {
        if status != 0 { Flow::Throw } else { self.next(length) }
    }

    #[inline(always)]
    unsafe fn finish_bool(&mut self, dst: Write, result: JsResult<bool>, length: usize) -> Flow {
        self.finish(dst, result.map(Value::from_bool), length)
    }

    #[inline(always)]
    unsafe fn finish_unit(&mut self, result: JsResult<()>, length: usize) -> Flow {
        match result {
            Ok(()) => self.next(length),
            Err(_) => Flow::Throw,
        }
    }

    #[inline(always)]
    unsafe fn throw(&mut self, _: Throw) -> Flow {
        Flow::Throw
    }
}

/// The entry of every interpreted closure.
/// # Safety
/// As [`Entry`]; `callee` has bytecode.
pub unsafe extern "C" fn enter(
    header: *mut ContextHeader,
    callee: *mut Function,
    this: Value,
    argv: *const Value,
    argc: usize,
    new_target: Value,
) -> Value {
    let ctx = header as *mut Context;
    let marker = 0u8;
    if (&raw const marker as usize) < (*header).stack_limit {
        (*ctx).throw_stack_overflow();
        return Value::EXCEPTION;
    }
    let registers = stack::push(ctx, callee, this, argv, argc, new_target, false);
    if registers.is_null() {
        (*ctx).throw_stack_overflow();
        return Value::EXCEPTION;
    }
    let frame = frame_of(registers);
    (*frame).caller = core::ptr::null_mut();
    ((*ctx).run)(ctx, registers, 0)
}

/// Goes on at `pc` in an activation that something else has run so far: pushes a frame for it, with a copy of its
/// registers. `generator` is the generator object that the activation belongs to, or EMPTY.
/// # Safety
/// All that `state` holds is live; its registers are the callee's `register_count`, `pc` is an instruction of it.
pub(crate) unsafe fn resume(ctx: &mut Context, state: &ResumeFrame, generator: Value, pc: u32) -> Value {
    let marker = 0u8;
    let registers = if (&raw const marker as usize) < ctx.header.stack_limit {
        core::ptr::null_mut()
    } else {
        stack::push(ctx, state.callee, state.this, state.argv, state.argc, state.new_target, false)
    };
    if registers.is_null() {
        ctx.throw_stack_overflow();
        return Value::EXCEPTION;
    }
    let frame = frame_of(registers);
    (*frame).caller = core::ptr::null_mut();
    (*frame).generator = generator;
    core::ptr::copy_nonoverlapping(state.registers, registers, (*(*state.callee).code).register_count as usize);
    (ctx.run)(ctx, registers, pc as usize)
}

/// Goes on at `pc` in the topmost frame, whose registers these are. It returns to the frames that `caller` names, and the
/// last of them from here.
/// # Safety
/// `registers` came from `stack::push` with its frame's fields filled; `pc` is an instruction of its function.
pub(crate) unsafe fn go_on(ctx: &mut Context, registers: *mut Value, pc: u32) -> Value {
    (ctx.run)(ctx, registers, pc as usize)
}

/// A dispatch loop: context, registers of the topmost frame, pc.
pub(crate) type Run = unsafe fn(*mut Context, *mut Value, usize) -> Value;

/// The loop that contexts have.
pub(crate) const PLAIN: Run = run::<false>;
/// The loop that shows `profile` each instruction. Executables do not name it, so that their linker drops it.
pub(crate) const PROFILING: Run = run::<true>;

/// Where the loop goes on after an exception.
struct Landing {
    registers: *mut Value,
    pc: usize,
}

/// Looks for a handler in this activation and those that called it within the same loop; pops what has none.
#[cold]
#[inline(never)]
unsafe fn unwind(ctx: *mut Context, mut registers: *mut Value) -> Option<Landing> {
    loop {
        let frame = frame_of(registers);
        debug_assert!(core::ptr::eq((*ctx).header.frame, &raw const (*frame).record));
        let code = (*(*frame).record.callee).code;
        let image = (*(*code).program).image;
        if let Some(pc) = (*image).handler(&*(*code).function, (*frame).record.pc) {
            return Some(Landing { registers, pc: pc as usize });
        }
        let caller = (*frame).caller;
        stack::pop(ctx, registers);
        if caller.is_null() {
            return None;
        }
        registers = caller;
    }
}

/// The dispatch loop. Runs the topmost frame until it returns.
#[inline(never)]
unsafe fn run<const PROFILE: bool>(ctx: *mut Context, registers: *mut Value, pc: usize) -> Value {
    let mut a = Activation { ctx, code: (*frame_of(registers)).code, pc, registers, result: Value::UNDEFINED };
    let mut watch = Watch::new();
    loop {
        'dispatch: loop {
            macro_rules! step {
                ($family:ident::$handler:ident) => {
                    match $family::$handler(&mut a) {
                        Flow::Next => continue 'dispatch,
                        Flow::Throw => break 'dispatch,
                        Flow::Leave => return a.result,
                    }
                };
            }
            debug_assert!((*a.at() as usize) < Op::COUNT);
            if PROFILE && watch.wants(a.registers, a.pc) {
                profile::step(&mut *ctx, &mut watch, a.registers, a.pc);
            }
            // SAFETY: bytecode was verified when it was made: at every pc that is reached there is an opcode.
            let op = core::mem::transmute::<u16, Op>(*a.at());
            match op {
                Op::Mov => step!(constants::mov),
                Op::LoadConst => step!(constants::load_const),
                Op::LoadInt => step!(constants::load_int),
                Op::LoadUndefined => step!(constants::load_undefined),
                Op::LoadNull => step!(constants::load_null),
                Op::LoadTrue => step!(constants::load_true),
                Op::LoadFalse => step!(constants::load_false),
                Op::LoadEmpty => step!(constants::load_empty),

                Op::LoadThis => step!(activation::load_this),
                Op::LoadThisSloppy => step!(activation::load_this_sloppy),
                Op::LoadCallee => step!(activation::load_callee),
                Op::LoadNewTarget => step!(activation::load_new_target),
                Op::LoadEnvironment => step!(activation::load_environment),
                Op::LoadSuperBase => step!(activation::load_super_base),
                Op::LoadSuperConstructor => step!(activation::load_super_constructor),
                Op::CreateArguments => step!(activation::create_arguments),
                Op::CreateMappedArguments => step!(activation::create_mapped_arguments),
                Op::CreateRest => step!(activation::create_rest),
                Op::CheckConstructorCall => step!(activation::check_constructor_call),
                Op::CheckConstructorReturn => step!(activation::check_constructor_return),

                Op::NewEnvironment => step!(environment::new_environment),
                Op::CloneEnvironment => step!(environment::clone_environment),
                Op::GetEnvironmentSlot => step!(environment::get_environment_slot),
                Op::SetEnvironmentSlot => step!(environment::set_environment_slot),
                Op::GetTop => step!(environment::get_top),
                Op::SetTop => step!(environment::set_top),
                Op::GetGlobal => step!(environment::get_global),
                Op::GetGlobalOrUndefined => step!(environment::get_global_or_undefined),
                Op::SetGlobal => step!(environment::set_global),
                Op::DeleteGlobal => step!(environment::delete_global),
                Op::CheckInitialized => step!(environment::check_initialized),
                Op::CheckThisInitialized => step!(environment::check_this_initialized),
                Op::ThrowError => step!(environment::throw_error),

                Op::Add => step!(arithmetic::add),
                Op::Sub => step!(arithmetic::sub),
                Op::Mul => step!(arithmetic::mul),
                Op::Div => step!(arithmetic::div),
                Op::Rem => step!(arithmetic::rem),
                Op::Exp => step!(arithmetic::exp),
                Op::BitAnd => step!(arithmetic::bit_and),
                Op::BitOr => step!(arithmetic::bit_or),
                Op::BitXor => step!(arithmetic::bit_xor),
                Op::Shl => step!(arithmetic::shl),
                Op::Shr => step!(arithmetic::shr),
                Op::Ushr => step!(arithmetic::ushr),
                Op::AddInt => step!(arithmetic::add_int),
                Op::SubInt => step!(arithmetic::sub_int),
                Op::MulInt => step!(arithmetic::mul_int),
                Op::BitAndInt => step!(arithmetic::bit_and_int),
                Op::BitOrInt => step!(arithmetic::bit_or_int),
                Op::ShlInt => step!(arithmetic::shl_int),
                Op::ShrInt => step!(arithmetic::shr_int),
                Op::UshrInt => step!(arithmetic::ushr_int),
                Op::Neg => step!(arithmetic::neg),
                Op::BitNot => step!(arithmetic::bit_not),
                Op::Inc => step!(arithmetic::inc),
                Op::Dec => step!(arithmetic::dec),
                Op::ToNumber => step!(arithmetic::to_number),
                Op::ToNumeric => step!(arithmetic::to_numeric),
                Op::ToString => step!(arithmetic::to_string),
                Op::ToPropertyKey => step!(arithmetic::to_property_key),
                Op::Concat => step!(arithmetic::concat),

                Op::Not => step!(test::not),
                Op::TypeOf => step!(test::type_of),
                Op::Less => step!(test::less),
                Op::LessEqual => step!(test::less_equal),
                Op::Greater => step!(test::greater),
                Op::GreaterEqual => step!(test::greater_equal),
                Op::Equal => step!(test::equal),
                Op::NotEqual => step!(test::not_equal),
                Op::StrictEqual => step!(test::strict_equal),
                Op::StrictNotEqual => step!(test::strict_not_equal),
                Op::HasProperty => step!(test::has_property),
                Op::InstanceOf => step!(test::instance_of),

                Op::Jump => step!(jump::jump),
                Op::LoopHeader => {
                    if PROFILE {
                        profile::round(&mut *ctx, &mut watch, a.pc);
                    }
                    step!(jump::loop_header)
                }
                Op::JumpIfTrue => step!(jump::jump_if_true),
                Op::JumpIfFalse => step!(jump::jump_if_false),
                Op::JumpIfUndefined => step!(jump::jump_if_undefined),
                Op::JumpIfNotUndefined => step!(jump::jump_if_not_undefined),
                Op::JumpIfNullish => step!(jump::jump_if_nullish),
                Op::JumpIfNotNullish => step!(jump::jump_if_not_nullish),
                Op::JumpIfEmpty => step!(jump::jump_if_empty),
                Op::JumpIfNotEmpty => step!(jump::jump_if_not_empty),
                Op::JumpIfLess => step!(jump::jump_if_less),
                Op::JumpIfNotLess => step!(jump::jump_if_not_less),
                Op::JumpIfLessEqual => step!(jump::jump_if_less_equal),
                Op::JumpIfNotLessEqual => step!(jump::jump_if_not_less_equal),
                Op::JumpIfGreater => step!(jump::jump_if_greater),
                Op::JumpIfNotGreater => step!(jump::jump_if_not_greater),
                Op::JumpIfGreaterEqual => step!(jump::jump_if_greater_equal),
                Op::JumpIfNotGreaterEqual => step!(jump::jump_if_not_greater_equal),
                Op::JumpIfEqual => step!(jump::jump_if_equal),
                Op::JumpIfNotEqual => step!(jump::jump_if_not_equal),
                Op::JumpIfStrictEqual => step!(jump::jump_if_strict_equal),
                Op::JumpIfStrictNotEqual => step!(jump::jump_if_strict_not_equal),

                Op::GetByName => step!(property::get_by_name),
                Op::GetLength => step!(property::get_length),
                Op::SetByName => step!(property::set_by_name),
                Op::SetByNameSloppy => step!(property::set_by_name_sloppy),
                Op::GetByValue => step!(property::get_by_value),
                Op::SetByValue => step!(property::set_by_value),
                Op::SetByValueSloppy => step!(property::set_by_value_sloppy),
                Op::GetSuper => step!(property::get_super),
                Op::SetSuper => step!(property::set_super),
                Op::DeleteByValue => step!(property::delete_by_value),
                Op::GetPrivate => step!(property::get_private),
                Op::SetPrivate => step!(property::set_private),
                Op::DefinePrivateField => step!(property::define_private_field),
                Op::DefinePrivateMethod => step!(property::define_private_method),
                Op::HasPrivate => step!(property::has_private),
                Op::NewPrivateName => step!(property::new_private_name),

                Op::NewObject => step!(object::new_object),
                Op::NewObjectWith => step!(object::new_object_with),
                Op::NewArray => step!(object::new_array),
                Op::NewArrayWith => step!(object::new_array_with),
                Op::ArrayPush => step!(object::array_push),
                Op::ArrayPushSpread => step!(object::array_push_spread),
                Op::DefineByName => step!(object::define_by_name),
                Op::DefineByValue => step!(object::define_by_value),
                Op::DefineMethod => step!(object::define_method),
                Op::DefineGetter => step!(object::define_getter),
                Op::DefineSetter => step!(object::define_setter),
                Op::SetLiteralPrototype => step!(object::set_literal_prototype),
                Op::CopyDataProperties => step!(object::copy_data_properties),
                Op::CreateClosure => step!(object::create_closure),
                Op::SetHomeObject => step!(object::set_home_object),
                Op::SetFunctionName => step!(object::set_function_name),
                Op::CreateClass => step!(object::create_class),
                Op::GetClassPrototype => step!(object::get_class_prototype),
                Op::CreateRegExp => step!(object::create_regexp),
                Op::GetTemplateObject => step!(object::get_template_object),

                Op::Call => step!(call::call),
                Op::Construct => step!(call::construct),
                Op::CallArray => step!(call::call_array),
                Op::ConstructArray => step!(call::construct_array),
                Op::ReturnValue => step!(call::return_value),
                Op::Throw => step!(call::throw),
                Op::Catch => step!(call::catch),

                Op::GetIterator => step!(iteration::get_iterator),
                Op::IteratorNext => step!(iteration::iterator_next),
                Op::IteratorClose => step!(iteration::iterator_close),
                Op::IteratorCloseSilently => step!(iteration::iterator_close_silently),
                Op::ForInStart => step!(iteration::for_in_start),
                Op::ForInNext => step!(iteration::for_in_next),
                Op::CheckObject => step!(iteration::check_object),
                Op::CheckObjectCoercible => step!(iteration::check_object_coercible),

                Op::InitialYield => step!(suspension::initial_yield),
                Op::YieldValue => step!(suspension::yield_value),
                Op::CreateIteratorResult => step!(suspension::create_iterator_result),
                Op::Nop => step!(suspension::nop),
            }
        }
        match unwind(ctx, a.registers) {
            None => return Value::EXCEPTION,
            Some(landing) => {
                a.registers = landing.registers;
                a.pc = landing.pc;
                a.code = (*a.frame()).code;
            }
        }
    }
}
