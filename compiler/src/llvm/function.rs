//! A SIR function as LLVM functions: its frame, blocks, phis and exceptional edges.
//!
//! A generic function becomes
//! - `js.NAME.direct (ctx, callee, this, new.target, parameters...)`, the body, if it does not look at `argv`;
//! - `js.NAME.typed (ctx, callee, this, new.target, unboxed parameters...)`, the body in its place, if it is speculative and has a
//!   signature (`typed.rs`); and
//! - `js.NAME`, an `Entry`, which loads the parameters and calls the body (or is the body).
//!
//! A resume form becomes `js.NAME.resume`, a `ResumeEntry`, which branches on the entry number. Where there is a speculative one, the
//! generic one is `js.NAME.generic.resume`: the speculative one goes there if its fuse is blown, and for entries that it does not have.
//!
//! The frame record is on the stack, linked into the context while the function runs. Its pc is stored before runtime calls
//! that may throw; fast paths store it where they leave for a slow path.

use super::Program;
use super::module::{Unit, add_attribute};
use super::speculative::{ExitBlock, buffer_size, foreign_nans};
use super::target::TargetOptions;
use super::typed::{self, UncheckedCall};
use crate::sir::speculate::signature::{MAX_PARAMETERS, Signature};
use crate::sir::{self, Edge, Form, Op};
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::basic_block::BasicBlock;
use inkwell::module::Linkage;
use inkwell::values::{BasicValue, BasicValueEnum, FloatValue, FunctionValue, IntValue, PhiValue, PointerValue};
use inkwell::{GlobalVisibility, IntPredicate};
use jsc_abi::exit::{ENTRY_FUSE_LIMIT, INLINED_PC, InlinedPosition, RESUMED_PC};
use jsc_abi::layout::*;
use jsc_abi::value::Value as JsValue;
use std::cell::RefCell;
use std::collections::HashMap;
use std::mem::{offset_of, size_of};

/// Where the parts of the activation are.
pub struct Activation<'ctx> {
    pub ctx: PointerValue<'ctx>,
    pub callee: PointerValue<'ctx>,
    pub this: IntValue<'ctx>,
    pub new_target: IntValue<'ctx>,
    /// Only if the function looks at its arguments as a list.
    pub argv: Option<(PointerValue<'ctx>, IntValue<'ctx>)>,
    /// Parameters by register of a direct or typed entry.
    pub parameters: Vec<BasicValueEnum<'ctx>>,
    /// Of a resume form: its `ResumeFrame`, and frame memory.
    pub frame: Option<PointerValue<'ctx>>,
    pub registers: Option<PointerValue<'ctx>>,
    pub record: Option<PointerValue<'ctx>>,
    previous: Option<PointerValue<'ctx>>,
}

pub struct Emitter<'u, 'ctx> {
    pub unit: &'u Unit<'ctx>,
    pub program: &'u Program<'u>,
    pub sir: &'u sir::Function,
    pub function: FunctionValue<'ctx>,
    pub act: Activation<'ctx>,
    pub values: Vec<Option<BasicValueEnum<'ctx>>>,
    blocks: Vec<Option<BasicBlock<'ctx>>>,
    phis: Vec<Vec<PhiValue<'ctx>>>,
    /// Where an exception leaves the function.
    leave: Option<BasicBlock<'ctx>>,
    /// Room for the arguments of a call.
    pub arguments: Option<PointerValue<'ctx>>,
    /// The block being emitted is worth inlined fast paths.
    pub is_hot: bool,
    /// The instruction behind the present one.
    pub next: Option<sir::Inst>,
    /// The `array_get` right before, if the guard on its result has to tell holes.
    pub unchecked_hole: Option<sir::Inst>,
    /// The call right before, if the guard on its result has to tell exceptions.
    pub unchecked_call: Option<UncheckedCall<'ctx>>,
    /// Of a typed entry.
    pub signature: Option<&'u Signature>,
    /// By value: whether it may be a NaN that must not be boxed as it is.
    pub may_be_foreign_nan: Vec<bool>,
    /// Doubles of guarded numbers.
    pub doubles: HashMap<sir::Value, FloatValue<'ctx>>,
    /// The entry that the block being emitted belongs to, if it is one at a loop header: its position in the list.
    pub entry: Option<usize>,
    /// Exits so far.
    pub exits: Vec<ExitBlock<'ctx>>,
    /// Where exits store what is live.
    pub exit_buffer: Option<PointerValue<'ctx>>,
    /// What pcs of inlined activations stand for (`InlinedPosition`).
    positions: RefCell<Vec<InlinedPosition>>,
}

/// True if the function can have a direct entry: nothing in it asks for `argv`.
pub fn can_be_direct(f: &sir::Function) -> bool {
    !f.form.is_resumed()
        && f.parameter_count <= MAX_PARAMETERS
        && !f
            .layout
            .iter()
            .flat_map(|b| &f.block(*b).insts)
            .any(|i| matches!(f.inst(*i).op, Op::CreateArguments | Op::CreateMappedArguments | Op::CreateRest))
}

/// Emits all LLVM functions of one SIR function.
pub fn emit<'u, 'ctx>(unit: &'u Unit<'ctx>, program: &'u Program<'u>, f: &'u sir::Function, _options: &TargetOptions) {
    let info = &program.functions[f.index as usize];
    match f.form {
        Form::Resume | Form::SpeculativeResume => {
            let symbol = match f.form == Form::Resume && info.resumes_speculatively {
                true => info.fallback_resume_symbol(),
                false => info.resume_symbol(),
            };
            let function = unit.program_function(&symbol, unit.resume_type());
            let entry = begin(unit, function, f.index);
            let b = &unit.builder;
            b.position_at_end(entry);
            let pointer = |i| function.get_nth_param(i).unwrap().into_pointer_value();
            let (ctx, frame) = (pointer(0), pointer(1));
            let field = |offset: usize| unit.offset(frame, offset as u64);
            let load_ptr = |offset| b.build_load(unit.ptr, field(offset), "").unwrap().into_pointer_value();
            let load_int = |offset| b.build_load(unit.i64, field(offset), "").unwrap().into_int_value();
            let act = Activation {
                ctx,
                callee: load_ptr(offset_of!(ResumeFrame, callee)),
                this: load_int(offset_of!(ResumeFrame, this)),
                new_target: load_int(offset_of!(ResumeFrame, new_target)),
                argv: None,
                parameters: Vec::new(),
                frame: Some(frame),
                registers: Some(load_ptr(offset_of!(ResumeFrame, registers))),
                record: None,
                previous: None,
            };
            let number = function.get_nth_param(2).unwrap().into_int_value();
            body(Emitter::new(unit, program, f, function, act), Some(number));
        }
        Form::Generic | Form::Speculative => {
            let is_fallback = f.form == Form::Generic && info.speculative;
            let entry_symbol = if is_fallback { info.fallback_symbol() } else { info.entry_symbol() };
            let direct_symbol = if is_fallback { info.fallback_direct_symbol() } else { info.direct_symbol() };
            if is_fallback && info.direct {
                // Only ever called by the speculative form.
                let direct = unit.program_function(&direct_symbol, unit.direct_type(f.parameter_count));
                direct_body(unit, program, f, direct, None);
                return;
            }
            let entry_function = unit.program_function(&entry_symbol, unit.entry_type());
            let entry = begin(unit, entry_function, f.index);
            let pointer = |i| entry_function.get_nth_param(i).unwrap().into_pointer_value();
            let int = |i| entry_function.get_nth_param(i).unwrap().into_int_value();
            let (ctx, callee, this, argv, argc, new_target) =
                (pointer(0), pointer(1), int(2), pointer(3), int(4), int(5));
            let b = &unit.builder;
            b.position_at_end(entry);
            if !info.direct {
                let act = Activation {
                    ctx,
                    callee,
                    this,
                    new_target,
                    argv: Some((argv, argc)),
                    parameters: Vec::new(),
                    frame: None,
                    registers: None,
                    record: None,
                    previous: None,
                };
                body(Emitter::new(unit, program, f, entry_function, act), None);
                return;
            }
            let direct = unit.program_function(&direct_symbol, unit.direct_type(f.parameter_count));
            let mut args: Vec<inkwell::values::BasicMetadataValueEnum> =
                vec![ctx.into(), callee.into(), this.into(), new_target.into()];
            for i in 0..f.parameter_count {
                args.push(load_argument(unit, entry_function, argv, argc, i).into());
            }
            let call = b.build_call(direct, &args, "").unwrap();
            call.set_tail_call(true);
            let result = call.try_as_basic_value().expect_basic("a value");
            b.build_return(Some(&result)).unwrap();

            match info.signature.as_ref().filter(|_| f.form == Form::Speculative) {
                None => direct_body(unit, program, f, direct, None),
                Some(signature) => {
                    typed::direct_entry(unit, program, f, direct, signature);
                    let typed = unit.program_function(&info.typed_symbol(), unit.typed_type(signature));
                    direct_body(unit, program, f, typed, Some(signature));
                }
            }
        }
    }
}

/// The body of a function that takes its parameters one by one.
fn direct_body<'u, 'ctx>(
    unit: &'u Unit<'ctx>,
    program: &'u Program<'u>,
    f: &'u sir::Function,
    direct: FunctionValue<'ctx>,
    signature: Option<&'u Signature>,
) {
    let entry = begin(unit, direct, f.index);
    unit.builder.position_at_end(entry);
    let mut e = Emitter::new(unit, program, f, direct, Activation::of_direct(direct, f.parameter_count));
    e.signature = signature;
    body(e, None);
}

impl<'ctx> Activation<'ctx> {
    /// In a function that takes its parameters one by one.
    pub fn of_direct(direct: FunctionValue<'ctx>, parameter_count: u32) -> Activation<'ctx> {
        let pointer = |i| direct.get_nth_param(i).unwrap().into_pointer_value();
        let int = |i| direct.get_nth_param(i).unwrap().into_int_value();
        Activation {
            ctx: pointer(0),
            callee: pointer(1),
            this: int(2),
            new_target: int(3),
            argv: None,
            parameters: (0..parameter_count).map(|i| direct.get_nth_param(4 + i).unwrap()).collect(),
            frame: None,
            registers: None,
            record: None,
            previous: None,
        }
    }
}

pub fn begin<'ctx>(unit: &Unit<'ctx>, function: FunctionValue<'ctx>, index: u32) -> BasicBlock<'ctx> {
    function.set_linkage(Linkage::External);
    function.as_global_value().set_visibility(GlobalVisibility::Hidden);
    add_attribute(unit.context, function, "nounwind");
    // What is read of the context in a loop may be read in front of it.
    let kind = Attribute::get_named_enum_kind_id("dereferenceable");
    let context = unit.context.create_enum_attribute(kind, std::mem::size_of::<ContextHeader>() as u64);
    function.add_attribute(AttributeLoc::Param(0), context);
    unit.begin_function_lines(function, index);
    unit.context.append_basic_block(function, "entry")
}

/// Argument `i` of an argument list, or undefined.
pub fn load_argument<'ctx>(
    unit: &Unit<'ctx>,
    function: FunctionValue<'ctx>,
    argv: PointerValue<'ctx>,
    argc: IntValue<'ctx>,
    i: u32,
) -> IntValue<'ctx> {
    let b = &unit.builder;
    let before = b.get_insert_block().unwrap();
    let present = unit.context.append_basic_block(function, "");
    let after = unit.context.append_basic_block(function, "");
    let enough = b.build_int_compare(IntPredicate::UGT, argc, unit.i64.const_int(i as u64, false), "").unwrap();
    b.build_conditional_branch(enough, present, after).unwrap();
    b.position_at_end(present);
    let v = b.build_load(unit.i64, unit.offset(argv, 8 * i as u64), "").unwrap();
    b.build_unconditional_branch(after).unwrap();
    b.position_at_end(after);
    let phi = b.build_phi(unit.i64, "").unwrap();
    phi.add_incoming(&[(&v, present), (&unit.i64.const_int(JsValue::UNDEFINED.0, false), before)]);
    phi.as_basic_value().into_int_value()
}

impl<'ctx> Unit<'ctx> {
    /// `base` plus bytes.
    pub fn offset(&self, base: PointerValue<'ctx>, bytes: u64) -> PointerValue<'ctx> {
        if bytes == 0 {
            return base;
        }
        // SAFETY: plain address arithmetic; the emitter keeps to the layouts of jsc-abi.
        unsafe {
            self.builder
                .build_in_bounds_gep(self.context.i8_type(), base, &[self.i64.const_int(bytes, false)], "")
                .expect("positioned")
        }
    }
}

fn body<'u, 'ctx>(mut e: Emitter<'u, 'ctx>, resume_entry: Option<IntValue<'ctx>>) {
    let (unit, program, f, function) = (e.unit, e.program, e.sir, e.function);
    let record = e.reserve();
    if f.form.speculates() {
        e.leave_if_blown();
    }
    if let Some(record) = record {
        e.prologue(record);
    }
    let start = unit.builder.get_insert_block().unwrap();
    for &block in &f.layout {
        let bb = unit.context.append_basic_block(function, &format!("b{}", block.0));
        e.blocks[block.index()] = Some(bb);
        unit.builder.position_at_end(bb);
        for &p in &f.block(block).params {
            let phi = unit.builder.build_phi(unit.held_as(f.ty(p).repr), "").unwrap();
            e.values[p.index()] = Some(phi.as_basic_value());
            e.phis[block.index()].push(phi);
        }
    }
    unit.builder.position_at_end(start);
    match resume_entry {
        None => {
            unit.builder.build_unconditional_branch(e.block(f.entry)).unwrap();
        }
        Some(number) => {
            let none = unit.context.append_basic_block(function, "no_entry");
            let mut cases = Vec::new();
            for (n, (number, b)) in f.entries.iter().enumerate() {
                let entered = e.entry_unless_blown(n, e.block(*b), none);
                cases.push((unit.i32.const_int(*number as u64, false), entered));
            }
            unit.builder.position_at_end(start);
            unit.builder.build_switch(number, none, &cases).unwrap();
            unit.builder.position_at_end(none);
            match f.form {
                Form::SpeculativeResume => {
                    e.unlink();
                    e.fall_back();
                }
                _ => {
                    unit.builder.build_unreachable().unwrap();
                }
            }
        }
    }
    for &block in &f.layout {
        unit.builder.position_at_end(e.block(block));
        let data = f.block(block);
        // In code that only runs once predictions have failed, fast paths are inlined in loops at most.
        e.is_hot = !data.cold
            && match program.is_fallback(f) {
                true => program.inline_in_fallbacks && data.loop_depth > 0,
                false => program.inline_everywhere || program.functions[f.index as usize].hot || data.loop_depth > 0,
            };
        e.entry = f.entries.iter().position(|entry| entry.1 == block).filter(|_| e.counts_entries());
        for (n, &inst) in data.insts.iter().enumerate() {
            e.next = data.insts.get(n + 1).copied();
            let data = f.inst(inst);
            unit.set_line(f.function_of(data), data.pc);
            e.instruction(inst);
        }
    }
    e.define_positions();
}

impl<'u, 'ctx> Emitter<'u, 'ctx> {
    /// Before anything is emitted.
    pub fn new(
        unit: &'u Unit<'ctx>,
        program: &'u Program<'u>,
        f: &'u sir::Function,
        function: FunctionValue<'ctx>,
        act: Activation<'ctx>,
    ) -> Emitter<'u, 'ctx> {
        Emitter {
            unit,
            program,
            sir: f,
            function,
            act,
            values: vec![None; f.values.len()],
            blocks: vec![None; f.blocks.len()],
            phis: vec![Vec::new(); f.blocks.len()],
            leave: None,
            arguments: None,
            is_hot: false,
            next: None,
            unchecked_hole: None,
            unchecked_call: None,
            signature: None,
            may_be_foreign_nan: foreign_nans(f),
            doubles: HashMap::new(),
            entry: None,
            exits: Vec::new(),
            exit_buffer: None,
            positions: RefCell::new(Vec::new()),
        }
    }
}

impl<'ctx> Emitter<'_, 'ctx> {
    pub fn block(&self, b: sir::Block) -> BasicBlock<'ctx> {
        self.blocks[b.index()].expect("the layout lists every reachable block")
    }

    fn field(&self, offset: usize) -> PointerValue<'ctx> {
        self.unit.offset(self.act.ctx, offset as u64)
    }

    fn insts(&self) -> impl Iterator<Item = &sir::InstData> {
        self.sir.layout.iter().flat_map(|b| &self.sir.block(*b).insts).map(|i| self.sir.inst(*i))
    }

    /// Room in the frame, in the entry block: for call arguments, exits and the frame record.
    fn reserve(&mut self) -> Option<PointerValue<'ctx>> {
        let (b, unit) = (&self.unit.builder, self.unit);
        let arguments = self
            .insts()
            .map(|i| match i.op {
                Op::InitialYield => self.sir.register_count as usize,
                Op::Call | Op::Construct | Op::CallKnown => i.args.len().saturating_sub(2),
                Op::Concat | Op::NewObjectWith | Op::NewLiteral | Op::NewArrayWith | Op::CopyDataProperties => {
                    i.args.len()
                }
                _ => 0,
            })
            .max()
            .unwrap_or(0);
        if arguments > 0 {
            let ty = unit.i64.array_type(arguments as u32);
            self.arguments = Some(b.build_alloca(ty, "arguments").unwrap());
        }
        if let Some(words) = buffer_size(self.sir) {
            self.exit_buffer = Some(b.build_alloca(unit.i64.array_type(words as u32), "exit").unwrap());
        }
        if !self.insts().any(|i| i.op.effects().throws || i.op.effects().runs_js || i.op.effects().exits) {
            return None;
        }
        // Behind the record, callees of inlined activations.
        let ty = unit.i64.array_type((size_of::<FrameRecord>() / 8 + self.sir.inlined.len()) as u32);
        Some(b.build_alloca(ty, "frame").unwrap())
    }

    /// Stack check; links the frame record.
    fn prologue(&mut self, record: PointerValue<'ctx>) {
        let (b, unit) = (&self.unit.builder, self.unit);
        // Too deep?
        let limit =
            b.build_load(unit.i64, self.field(offset_of!(ContextHeader, stack_limit)), "").unwrap().into_int_value();
        let here = b.build_ptr_to_int(record, unit.i64, "").unwrap();
        let deep = b.build_int_compare(IntPredicate::ULT, here, limit, "").unwrap();
        let overflow = unit.context.append_basic_block(self.function, "overflow");
        let fine = unit.context.append_basic_block(self.function, "fine");
        let branch = b.build_conditional_branch(deep, overflow, fine).unwrap();
        self.unlikely(branch);
        b.position_at_end(overflow);
        b.build_call(unit.runtime("throw_stack_overflow"), &[self.act.ctx.into()], "").unwrap();
        self.build_return(unit.i64.const_int(JsValue::EXCEPTION.0, false));
        b.position_at_end(fine);
        let link = self.field(offset_of!(ContextHeader, frame));
        let previous = b.build_load(unit.ptr, link, "").unwrap();
        self.mark(previous.as_instruction_value().unwrap(), "context");
        let store = |offset: usize, v: BasicValueEnum<'ctx>| {
            let s = b.build_store(unit.offset(record, offset as u64), v).unwrap();
            self.mark(s, "context");
        };
        store(offset_of!(FrameRecord, previous), previous);
        store(offset_of!(FrameRecord, callee), self.act.callee.into());
        // pc 0 and the kind in one word.
        store(offset_of!(FrameRecord, pc), unit.i64.const_int((FrameKind::Native as u64) << 32, false).into());
        let s = b.build_store(link, record).unwrap();
        self.mark(s, "context");
        self.act.previous = Some(previous.into_pointer_value());
        self.act.record = Some(record);
    }

    pub fn mark(&self, access: inkwell::values::InstructionValue<'ctx>, class: &str) {
        self.unit.classes.borrow_mut().mark(access, class);
    }

    /// Branch weights: the first target is hardly ever taken.
    pub fn unlikely(&self, branch: inkwell::values::InstructionValue<'ctx>) {
        self.weigh(branch, [1, 2000]);
    }

    /// Branch weights: how often each target is taken, in proportion.
    fn weigh(&self, branch: inkwell::values::InstructionValue<'ctx>, weights: [u32; 2]) {
        let c = self.unit.context;
        let [yes, no] = weights.map(|n| self.unit.i32.const_int(n.into(), false).into());
        let node = c.metadata_node(&[c.metadata_string("branch_weights").into(), yes, no]);
        branch.set_metadata(node, c.get_kind_id("prof")).expect("a branch takes metadata");
    }

    /// Notes the pc for stack traces, before a call that may throw.
    pub fn note_pc(&self, d: &sir::InstData) {
        self.note_virtual_pc(self.virtual_pc(d));
    }

    pub fn note_virtual_pc(&self, pc: u32) {
        if let Some(record) = self.act.record {
            let at = self.unit.offset(record, offset_of!(FrameRecord, pc) as u64);
            let s = self.unit.builder.build_store(at, self.unit.i32.const_int(pc as u64, false)).unwrap();
            self.mark(s, "context");
        }
    }

    /// The pc that the frame record is to hold: in inlined code the number of a position, marked by the uppermost bit.
    pub fn virtual_pc(&self, d: &sir::InstData) -> u32 {
        self.position(d.inlined, d.pc)
    }

    fn position(&self, inlined: u32, pc: u32) -> u32 {
        if inlined == 0 {
            return pc;
        }
        let sir::Inlined { function, caller, pc: call } = self.sir.inlined[inlined as usize - 1];
        let position = InlinedPosition { function, pc, caller: self.position(caller, call), slot: inlined - 1 };
        let mut positions = self.positions.borrow_mut();
        let number = positions.iter().position(|p| *p == position).unwrap_or_else(|| {
            positions.push(position);
            positions.len() - 1
        });
        INLINED_PC | if self.sir.form.is_resumed() { RESUMED_PC } else { 0 } | number as u32
    }

    /// The table of positions, if there are any.
    fn define_positions(&self) {
        if !self.sir.form.speculates() || self.sir.inlined.is_empty() {
            return;
        }
        let (unit, info) = (self.unit, &self.program.functions[self.sir.index as usize]);
        let number = |n: u32| unit.i32.const_int(n as u64, false);
        let words: Vec<_> =
            (self.positions.borrow().iter()).flat_map(|p| [p.function, p.pc, p.caller, p.slot]).map(number).collect();
        let global = unit.module.add_global(
            unit.i32.array_type(words.len() as u32),
            None,
            &info.positions_symbol(self.sir.form.is_resumed()),
        );
        global.set_initializer(&unit.i32.const_array(&words));
        global.set_constant(true);
        global.set_visibility(GlobalVisibility::Hidden);
    }

    /// At the start of a speculative form: if it was left too often, the generic form does the call.
    fn leave_if_blown(&mut self) {
        let (b, unit) = (&self.unit.builder, self.unit);
        let blown = self.is_blown();
        let fallback = unit.context.append_basic_block(self.function, "blown");
        let next = unit.context.append_basic_block(self.function, "");
        let branch = b.build_conditional_branch(blown, fallback, next).unwrap();
        self.unlikely(branch);
        b.position_at_end(fallback);
        self.fall_back();
        b.position_at_end(next);
    }

    /// Whether the entries have fuses of their own: those at loop headers, for there the interpreter would come back at once and with
    /// the same values.
    fn counts_entries(&self) -> bool {
        self.sir.form == Form::SpeculativeResume && self.sir.flags & function_flag::GENERATOR == 0
    }

    /// Where entry number `n` of the list, the block `to`, begins: where exits were all that it led to, at `other`.
    fn entry_unless_blown(&self, n: usize, to: BasicBlock<'ctx>, other: BasicBlock<'ctx>) -> BasicBlock<'ctx> {
        if !self.counts_entries() {
            return to;
        }
        let (b, unit) = (&self.unit.builder, self.unit);
        let block = unit.context.append_basic_block(self.function, "enter");
        b.position_at_end(block);
        let blown = self.reaches(self.entry_fuse(n), ENTRY_FUSE_LIMIT);
        let branch = b.build_conditional_branch(blown, other, to).unwrap();
        self.unlikely(branch);
        block
    }

    /// Returns what the generic form returns.
    fn fall_back(&self) {
        let (b, unit) = (&self.unit.builder, self.unit);
        let info = &self.program.functions[self.sir.index as usize];
        let target = match info.direct {
            _ if self.sir.form.is_resumed() => {
                unit.program_function(&info.fallback_resume_symbol(), unit.resume_type())
            }
            true => unit.program_function(&info.fallback_direct_symbol(), unit.direct_type(self.sir.parameter_count)),
            false => unit.program_function(&info.fallback_symbol(), unit.entry_type()),
        };
        let mut args: Vec<inkwell::values::BasicMetadataValueEnum> =
            self.function.get_param_iter().map(|p| p.into()).collect();
        if let Some(signature) = self.signature {
            for ((arg, held), repr) in args[4..].iter_mut().zip(&self.act.parameters).zip(&signature.parameters) {
                *arg = self.box_held(*held, *repr, false).into();
            }
        }
        let call = b.build_call(target, &args, "").unwrap();
        call.set_tail_call(true);
        let result = call.try_as_basic_value().expect_basic("a value");
        self.build_return(result.into_int_value());
    }

    pub fn unlink(&self) {
        if let Some(previous) = self.act.previous {
            let s = self.unit.builder.build_store(self.field(offset_of!(ContextHeader, frame)), previous).unwrap();
            self.mark(s, "context");
        }
    }

    pub fn return_value(&self, v: IntValue<'ctx>) {
        self.unlink();
        self.build_return(v);
    }

    /// The block that leaves the function with an exception.
    fn leave(&mut self) -> BasicBlock<'ctx> {
        if let Some(b) = self.leave {
            return b;
        }
        let here = self.unit.builder.get_insert_block().unwrap();
        let block = self.unit.context.append_basic_block(self.function, "leave");
        self.unit.builder.position_at_end(block);
        self.return_value(self.unit.i64.const_int(JsValue::EXCEPTION.0, false));
        self.unit.builder.position_at_end(here);
        self.leave = Some(block);
        block
    }

    /// Records that the present LLVM block jumps along `edge`.
    fn add_incoming(&self, edge: &Edge, from: BasicBlock<'ctx>) {
        for (phi, arg) in self.phis[edge.block.index()].iter().zip(&edge.args) {
            let v = self.values[arg.index()].expect("an argument is defined before its edge");
            phi.add_incoming(&[(&v as &dyn BasicValue, from)]);
        }
    }

    pub fn jump(&self, edge: &Edge) {
        let from = self.unit.builder.get_insert_block().unwrap();
        self.add_incoming(edge, from);
        self.unit.builder.build_unconditional_branch(self.block(edge.block)).unwrap();
    }

    pub fn branch(&self, condition: IntValue<'ctx>, weights: Option<[u32; 2]>, yes: &Edge, no: &Edge) {
        let b = &self.unit.builder;
        let from = b.get_insert_block().unwrap();
        let (yes_block, no_block) = (self.block(yes.block), self.block(no.block));
        if yes_block == no_block {
            // Two edges to one block need two predecessors.
            let between = self.unit.context.append_basic_block(self.function, "");
            b.build_conditional_branch(condition, between, no_block).unwrap();
            self.add_incoming(no, from);
            b.position_at_end(between);
            self.jump(yes);
            return;
        }
        self.add_incoming(yes, from);
        self.add_incoming(no, from);
        let branch = b.build_conditional_branch(condition, yes_block, no_block).unwrap();
        let cold = |e: &Edge| self.sir.block(e.block).cold;
        match (weights, cold(yes), cold(no)) {
            (Some(weights), ..) => self.weigh(branch, weights),
            (None, true, false) => self.unlikely(branch),
            (None, false, true) => self.weigh(branch, [2000, 1]),
            _ => {}
        }
    }

    /// Where control goes if `threw`; emission goes on where it did not.
    pub fn check(&mut self, threw: IntValue<'ctx>, handler: Option<&Edge>) {
        let target = match handler {
            Some(edge) => {
                let from = self.unit.builder.get_insert_block().unwrap();
                self.add_incoming(edge, from);
                self.block(edge.block)
            }
            None => self.leave(),
        };
        let next = self.unit.context.append_basic_block(self.function, "");
        let branch = self.unit.builder.build_conditional_branch(threw, target, next).unwrap();
        self.unlikely(branch);
        self.unit.builder.position_at_end(next);
    }

    /// The exception is in the context: go to the handler or leave. Ends the block.
    pub fn threw(&mut self, handler: Option<&Edge>) {
        match handler {
            Some(edge) => self.jump(edge),
            None => {
                let leave = self.leave();
                self.unit.builder.build_unconditional_branch(leave).unwrap();
            }
        }
    }
}
