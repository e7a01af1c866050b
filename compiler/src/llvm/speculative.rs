//! Emits the ops of speculative code: guards, checked arithmetic, accesses to objects of known shape or kind; and the exits. The
//! contract of an exit is `jsc_abi::exit`.
//!
//! Each exit site is a constant `ExitSite` with a counter. Sites of one frame state share a cold block: it stores what the state
//! needs and calls the runtime.

use super::function::Emitter;
use super::symbol;
use crate::sir::{Definition, FRAME_PREFIX, FrameState, InstData, Kinds, Op, Repr, Value};
use inkwell::basic_block::BasicBlock;
use inkwell::intrinsics::Intrinsic;
use inkwell::module::Linkage;
use inkwell::types::BasicTypeEnum;
use inkwell::values::{
    BasicMetadataValueEnum, BasicValue, BasicValueEnum, FloatValue, IntValue, PhiValue, PointerValue,
};
use inkwell::{FloatPredicate, IntPredicate};
use jsc_abi::exit::{ExitKind, FUSE_LIMIT, Fuse, Location, RebuiltKind};
use jsc_abi::layout::function_flag::BUILTIN_FORM;
use jsc_abi::layout::*;
use jsc_abi::value::{DOUBLE_OFFSET, INT32_TAG, NOT_CELL_MASK, Value as JsValue};
use std::mem::{offset_of, size_of};

/// Exits of one frame state.
pub struct ExitBlock<'ctx> {
    state: FrameState,
    block: BasicBlock<'ctx>,
    /// The site's address, by where control comes from.
    site: PhiValue<'ctx>,
    map: PointerValue<'ctx>,
}

/// Words of the exit buffer before the state's values: callee, this and new.target of the function's own activation.
const BUFFER_PREFIX: usize = 3;

/// Words that the exits of a function store at most.
pub fn buffer_size(f: &crate::sir::Function) -> Option<usize> {
    let insts = f.layout.iter().flat_map(|b| &f.block(*b).insts).map(|i| f.inst(*i));
    let needed = |s: &FrameState| {
        let parts: usize = rebuilt(f, s).iter().map(|d| d.args.len()).sum();
        s.values.len() + parts + BUFFER_PREFIX
    };
    insts.filter_map(|d| d.state.as_ref()).map(|s| needed(s)).max()
}

/// Whether two `rebuilt` stand for one object.
fn is_same(a: &InstData, b: &InstData) -> bool {
    a.immediates.last() == b.immediates.last()
}

/// What the exit of a state makes: the objects it names, and those that these hold.
fn rebuilt<'f>(f: &'f crate::sir::Function, state: &FrameState) -> Vec<&'f InstData> {
    let of = |v: &Value| f.definition(*v).filter(|d| d.op.is_rebuilt());
    let mut found: Vec<&InstData> = Vec::new();
    let mut work: Vec<&InstData> = state.values.iter().filter_map(of).collect();
    while let Some(d) = work.pop() {
        if !found.iter().any(|e| is_same(e, d)) {
            found.push(d);
            work.extend(d.args.iter().filter_map(of));
        }
    }
    found
}

/// By value: whether it is a double that may be a NaN of foreign bits. Such come from typed arrays, and arithmetic hands them on. (What
/// arithmetic makes of other NaNs collides with no tag.)
pub fn foreign_nans(f: &crate::sir::Function) -> Vec<bool> {
    let mut foreign = vec![false; f.values.len()];
    let mut again = true;
    while std::mem::take(&mut again) {
        for i in f.layout.iter().flat_map(|b| &f.block(*b).insts) {
            let d = f.inst(*i);
            if let Some(v) = d.result.filter(|v| f.ty(*v).repr == Repr::F64 && !foreign[v.index()]) {
                let from_inputs = d.args.iter().any(|a| f.ty(*a).repr == Repr::F64 && foreign[a.index()]);
                if d.op == Op::TypedGetF64 || from_inputs {
                    foreign[v.index()] = true;
                    again = true;
                }
            }
            for e in d.targets.iter().chain(&d.handler) {
                for (p, a) in f.block(e.block).params.iter().zip(&e.args) {
                    again |= foreign[a.index()] && !std::mem::replace(&mut foreign[p.index()], true);
                }
            }
        }
    }
    foreign
}

impl<'ctx> Emitter<'_, 'ctx> {
    fn intrinsic(
        &self,
        name: &str,
        types: &[BasicTypeEnum<'ctx>],
        args: &[BasicMetadataValueEnum<'ctx>],
    ) -> BasicValueEnum<'ctx> {
        let f = Intrinsic::find(name).and_then(|i| i.get_declaration(&self.unit.module, types));
        let f = f.unwrap_or_else(|| panic!("LLVM has no {name}"));
        let call = self.unit.builder.build_call(f, args, "").expect("positioned");
        call.try_as_basic_value().expect_basic("an intrinsic with a result")
    }

    // ---- exits ----

    /// Goes on only if `ok`; else the function is left by an exit.
    pub fn exit_unless(&mut self, ok: IntValue<'ctx>, d: &InstData, kind: ExitKind) {
        let ok = self.stressed(ok);
        self.exit_unless_unstressed(ok, d, kind);
    }

    /// The same behind what must not be done twice.
    fn exit_unless_unstressed(&mut self, ok: IntValue<'ctx>, d: &InstData, kind: ExitKind) {
        let next = self.unit.context.append_basic_block(self.function, "");
        let exit = self.exit_block(d.state.as_ref().expect("verified SIR"));
        let site = self.exit_site(d, kind, self.exits[exit].map);
        let b = &self.unit.builder;
        let here = b.get_insert_block().expect("positioned");
        self.exits[exit].site.add_incoming(&[(&site, here)]);
        let branch = b.build_conditional_branch(ok, next, self.exits[exit].block).expect("positioned");
        self.likely(branch);
        b.position_at_end(next);
    }

    /// With stress guards: false every now and then.
    pub fn stressed(&self, ok: IntValue<'ctx>) -> IntValue<'ctx> {
        if !self.program.stress_guards {
            return ok;
        }
        let (b, unit) = (&self.unit.builder, self.unit);
        let at = unit.offset(self.act.ctx, offset_of!(ContextHeader, guard_countdown) as u64);
        let count = b.build_load(unit.i32, at, "").expect("positioned").into_int_value();
        let less = b.build_int_sub(count, self.u32(1), "").expect("positioned");
        b.build_store(at, less).expect("positioned");
        let zero = b.build_int_compare(IntPredicate::EQ, less, self.u32(0), "").expect("positioned");
        let here = b.get_insert_block().expect("positioned");
        let ask = unit.context.append_basic_block(self.function, "");
        let next = unit.context.append_basic_block(self.function, "");
        let branch = b.build_conditional_branch(zero, ask, next).expect("positioned");
        self.unlikely(branch);
        b.position_at_end(ask);
        let fails = self.runtime("guard_stress", vec![self.act.ctx.into()]).expect("a condition").into_int_value();
        let passes = b.build_int_compare(IntPredicate::EQ, fails, self.u32(0), "").expect("positioned");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(next);
        let phi = b.build_phi(unit.i1, "").expect("positioned");
        phi.add_incoming(&[(&unit.i1.const_int(1, false), here), (&passes, ask)]);
        b.build_and(ok, phi.as_basic_value().into_int_value(), "").expect("positioned")
    }

    /// The block for a frame state, by its number in `exits`.
    fn exit_block(&mut self, state: &FrameState) -> usize {
        if let Some(n) = self.exits.iter().rposition(|e| e.state == *state) {
            return n;
        }
        let b = &self.unit.builder;
        let here = b.get_insert_block().expect("positioned");
        let block = self.unit.context.append_basic_block(self.function, "exit");
        b.position_at_end(block);
        let site = b.build_phi(self.unit.ptr, "").expect("positioned");
        let map = self.fill_exit(state, site.as_basic_value().into_pointer_value());
        b.position_at_end(here);
        self.exits.push(ExitBlock { state: state.clone(), block, site, map });
        self.exits.len() - 1
    }

    /// Stores the values of a state, calls the runtime, returns what it returns. The result is the frame map.
    fn fill_exit(&mut self, state: &FrameState, site: PointerValue<'ctx>) -> PointerValue<'ctx> {
        let (b, unit) = (&self.unit.builder, self.unit);
        let buffer = self.exit_buffer.expect("a function with exits has a buffer");
        let store = |n: usize, v: BasicValueEnum<'ctx>| {
            let s = b.build_store(unit.offset(buffer, 8 * n as u64), v).expect("positioned");
            self.mark(s, "exit");
        };
        store(0, self.act.callee.into());
        store(1, self.act.this.into());
        store(2, self.act.new_target.into());
        let mut next = BUFFER_PREFIX;
        let objects = rebuilt(self.sir, state);
        let mut location = |v: Value, words: &mut Vec<u32>| {
            if let Some(d) = self.sir.definition(v) {
                let bits = match d.op {
                    Op::ConstValue => Some(d.immediates[0]),
                    Op::ConstI32 => Some(JsValue::from_i32(d.immediates[0] as i32).0),
                    Op::ConstBool => Some(JsValue::from_bool(d.immediates[0] != 0).0),
                    Op::ConstF64 => Some(JsValue::from_f64(f64::from_bits(d.immediates[0])).0),
                    _ => None,
                };
                if let Some(bits) = bits {
                    words.extend([Location::Immediate.word(0), bits as u32, (bits >> 32) as u32]);
                    return;
                }
                if d.op == Op::ConstProgram {
                    words.push(Location::Constant.word(d.immediates[0] as u32));
                    return;
                }
            }
            if let Some(made) = self.sir.definition(v).filter(|d| d.op.is_rebuilt()) {
                let n = objects.iter().position(|d| is_same(d, made)).expect("all that are named were gathered");
                words.push(Location::Object.word(n as u32));
                return;
            }
            let held = self.value(v);
            let (tag, held) = match self.sir.ty(v).repr {
                Repr::I32 => (Location::Int32, held),
                Repr::F64 => (Location::Double, held),
                Repr::Bool => {
                    let wide = b.build_int_z_extend(held.into_int_value(), unit.i64, "").expect("positioned");
                    (Location::Bool, wide.into())
                }
                _ => (Location::Boxed, held),
            };
            store(next, held);
            words.push(tag.word(next as u32));
            next += 1;
        };
        // The activation of a built-in's bytecode form gets a closure of it: of the built-in itself there is no bytecode.
        let is_form = |function: u32| self.program.functions[function as usize].flags & BUILTIN_FORM != 0;
        let forms = state.frames.iter().skip(1).map(|frame| frame.function).filter(|f| is_form(*f));
        let mut forms: Vec<u32> = forms.collect();
        forms.sort_unstable();
        forms.dedup();
        let mut words = vec![(objects.len() + forms.len()) as u32];
        for d in &objects {
            let kind = if d.op == Op::Rebuilt { RebuiltKind::Template } else { RebuiltKind::Literal };
            words.extend([kind as u32, d.immediates[0] as u32, d.args.len() as u32]);
            for v in &d.args {
                let unboxed = self.sir.definition(*v).filter(|d| matches!(d.op, Op::BoxI32 | Op::BoxF64 | Op::BoxBool));
                location(unboxed.map_or(*v, |d| d.args[0]), &mut words);
            }
        }
        for form in &forms {
            let undefined = JsValue::UNDEFINED.0;
            words.extend([RebuiltKind::Closure as u32, *form, 1]);
            words.extend([Location::Immediate.word(0), undefined as u32, (undefined >> 32) as u32]);
        }
        words.push(state.frames.len() as u32);
        let mut values = state.values.iter().copied();
        for (n, frame) in state.frames.iter().enumerate() {
            words.extend([frame.function, frame.pc]);
            if n == 0 {
                let [callee, this, new_target] = [0, 1, 2].map(|i| Location::Boxed.word(i));
                words.extend([this, callee, new_target]);
            } else {
                let prefix: Vec<Value> = values.by_ref().take(FRAME_PREFIX).collect();
                location(prefix[1], &mut words);
                match forms.binary_search(&frame.function) {
                    Ok(n) => words.push(Location::Object.word((objects.len() + n) as u32)),
                    Err(_) => location(prefix[0], &mut words),
                }
                location(prefix[2], &mut words);
            }
            words.push(frame.registers.len() as u32);
            for &r in &frame.registers {
                words.push(r as u32);
                location(values.next().expect("verified SIR"), &mut words);
            }
        }
        let result = match self.act.frame {
            Some(frame) => self.runtime("exit_resumed", self.with_ctx(&[site.into(), buffer.into(), frame.into()])),
            None => {
                let (argv, argc) = self.act.argv.unwrap_or((unit.ptr.const_null(), unit.i64.const_zero()));
                self.runtime("exit", self.with_ctx(&[site.into(), buffer.into(), argv.into(), argc.into()]))
            }
        };
        let result = result.expect("a value").into_int_value();
        self.return_value(result);
        let words: Vec<IntValue> = words.iter().map(|w| self.u32(*w as u64)).collect();
        let map = unit.module.add_global(unit.i32.array_type(words.len() as u32), None, "map");
        map.set_initializer(&unit.i32.const_array(&words));
        map.set_constant(true);
        map.set_unnamed_addr(true);
        map.set_linkage(Linkage::Private);
        map.as_pointer_value()
    }

    /// The `ExitSite` of an instruction.
    fn exit_site(&mut self, d: &InstData, kind: ExitKind, map: PointerValue<'ctx>) -> PointerValue<'ctx> {
        let unit = self.unit;
        let counter = unit.module.add_global(unit.i32.array_type(2), None, "exits");
        counter.set_initializer(&unit.i32.array_type(2).const_zero());
        counter.set_linkage(Linkage::Private);
        let function = self.sir.function_of(d);
        let fuse = self.entry.map_or_else(|| self.fuse(), |n| self.entry_fuse(n));
        let site = unit.context.const_struct(
            &[
                map.into(),
                counter.as_pointer_value().into(),
                fuse.into(),
                self.u32(kind as u64).into(),
                self.u32(function as u64).into(),
                self.u32(d.pc as u64).into(),
                self.u32(0).into(),
            ],
            false,
        );
        let global = unit.module.add_global(site.get_type(), None, "site");
        global.set_initializer(&site);
        global.set_constant(true);
        global.set_linkage(Linkage::Private);
        global.as_pointer_value()
    }

    /// The form's `Fuse`.
    fn fuse(&self) -> PointerValue<'ctx> {
        let info = &self.program.functions[self.sir.index as usize];
        self.fuses(&info.fuse_symbol(self.sir.form.is_resumed()), 1)
    }

    /// That of the entry with number `n` in the list.
    pub fn entry_fuse(&self, n: usize) -> PointerValue<'ctx> {
        let info = &self.program.functions[self.sir.index as usize];
        let fuses = self.fuses(&info.entry_fuses_symbol(), self.sir.entries.len());
        self.unit.offset(fuses, (n * size_of::<Fuse>()) as u64)
    }

    fn fuses(&self, name: &str, count: usize) -> PointerValue<'ctx> {
        let global = self.unit.module.get_global(name).unwrap_or_else(|| {
            let ty = self.unit.i32.array_type(count as u32);
            let g = self.unit.module.add_global(ty, None, name);
            g.set_initializer(&ty.const_zero());
            g.set_linkage(Linkage::Internal);
            g
        });
        global.as_pointer_value()
    }

    /// Whether the function was left by exits so often that it is not worth entering any more.
    pub fn is_blown(&self) -> IntValue<'ctx> {
        self.reaches(self.fuse(), FUSE_LIMIT)
    }

    /// Whether a fuse has counted so many exits.
    pub fn reaches(&self, fuse: PointerValue<'ctx>, limit: u32) -> IntValue<'ctx> {
        let b = &self.unit.builder;
        let exits = b.build_load(self.unit.i32, fuse, "").expect("positioned");
        self.mark(exits.as_instruction_value().expect("a load"), "exit");
        let limit = self.u32(limit as u64);
        b.build_int_compare(IntPredicate::UGE, exits.into_int_value(), limit, "").expect("positioned")
    }

    pub fn likely(&self, branch: inkwell::values::InstructionValue<'ctx>) {
        let c = self.unit.context;
        let node = c.metadata_node(&[
            c.metadata_string("branch_weights").into(),
            self.u32(1_000_000).into(),
            self.u32(1).into(),
        ]);
        branch.set_metadata(node, c.get_kind_id("prof")).expect("a branch takes metadata");
    }

    // ---- tests ----

    fn compare(&self, predicate: IntPredicate, a: IntValue<'ctx>, b: IntValue<'ctx>) -> IntValue<'ctx> {
        self.unit.builder.build_int_compare(predicate, a, b, "").expect("positioned")
    }

    fn and(&self, a: IntValue<'ctx>, b: IntValue<'ctx>) -> IntValue<'ctx> {
        self.unit.builder.build_and(a, b, "").expect("positioned")
    }

    fn not(&self, a: IntValue<'ctx>) -> IntValue<'ctx> {
        self.unit.builder.build_not(a, "").expect("positioned")
    }

    fn is_cell(&self, v: IntValue<'ctx>) -> IntValue<'ctx> {
        let masked = self.and(v, self.u64(NOT_CELL_MASK));
        self.compare(IntPredicate::EQ, masked, self.u64(0))
    }

    pub fn pointer(&self, v: Value) -> PointerValue<'ctx> {
        self.unit.builder.build_int_to_ptr(self.int(v), self.unit.ptr, "").expect("positioned")
    }

    fn load_as(&self, ty: inkwell::types::IntType<'ctx>, at: PointerValue<'ctx>, class: &str) -> IntValue<'ctx> {
        let v = self.unit.builder.build_load(ty, at, "").expect("positioned");
        self.mark(v.as_instruction_value().expect("a load"), class);
        v.into_int_value()
    }

    fn cell_kind(&self, cell: PointerValue<'ctx>) -> IntValue<'ctx> {
        let at = self.unit.offset(cell, offset_of!(CellHeader, kind) as u64);
        self.load_as(self.unit.context.i8_type(), at, "header")
    }

    /// Exits unless the value, of which `known` is known, is a cell.
    fn require_cell(&mut self, v: Value, d: &InstData, kind: ExitKind) -> PointerValue<'ctx> {
        if !self.sir.ty(v).kinds.is_subset(Kinds::CELL) {
            let ok = self.is_cell(self.int(v));
            self.exit_unless(ok, d, kind);
        }
        self.pointer(v)
    }

    /// Whether a value, one of `known`, is one of `kinds`.
    pub fn is_of_kinds(&self, v: IntValue<'ctx>, known: Kinds, kinds: Kinds) -> IntValue<'ctx> {
        let wanted = Kinds(known.0 & kinds.0);
        if known.without(Kinds::EMPTY).is_subset(wanted) {
            return self.compare(IntPredicate::NE, v, self.u64(JsValue::EMPTY.0));
        }
        let mut tests: Vec<IntValue> = Vec::new();
        let has = |k: Kinds| wanted.intersects(k);
        let equals = |x: JsValue| self.compare(IntPredicate::EQ, v, self.u64(x.0));
        if Kinds::NUMBER.is_subset(wanted) {
            let tag = self.and(v, self.u64(INT32_TAG));
            tests.push(self.compare(IntPredicate::NE, tag, self.u64(0)));
        } else if has(Kinds::INT32) {
            tests.push(self.compare(IntPredicate::UGE, v, self.u64(INT32_TAG)));
        } else if has(Kinds::DOUBLE) {
            let tag = self.and(v, self.u64(INT32_TAG));
            let number = self.compare(IntPredicate::NE, tag, self.u64(0));
            let double = self.compare(IntPredicate::ULT, v, self.u64(INT32_TAG));
            tests.push(self.and(number, double));
        }
        if has(Kinds::BOOL) {
            let masked = self.and(v, self.u64(!1));
            tests.push(self.compare(IntPredicate::EQ, masked, self.u64(JsValue::FALSE.0)));
        }
        if has(Kinds::UNDEFINED) {
            tests.push(equals(JsValue::UNDEFINED));
        }
        if has(Kinds::NULL) {
            tests.push(equals(JsValue::NULL));
        }
        if has(Kinds::EMPTY) {
            tests.push(equals(JsValue::EMPTY));
        }
        let b = &self.unit.builder;
        let immediate = tests.into_iter().reduce(|x, y| b.build_or(x, y, "").expect("positioned"));
        let immediate = immediate.unwrap_or(self.unit.i1.const_zero());
        if !has(Kinds::CELL) {
            return immediate;
        }
        if Kinds::CELL.is_subset(wanted) {
            return b.build_or(immediate, self.is_cell(v), "").expect("positioned");
        }
        let here = b.get_insert_block().expect("positioned");
        let cell = self.unit.context.append_basic_block(self.function, "");
        let next = self.unit.context.append_basic_block(self.function, "");
        b.build_conditional_branch(self.is_cell(v), cell, next).expect("positioned");
        b.position_at_end(cell);
        let kind = self.cell_kind(b.build_int_to_ptr(v, self.unit.ptr, "").expect("positioned"));
        let i8 = self.unit.context.i8_type();
        let mut tests: Vec<IntValue> = Vec::new();
        for (bit, cell_kind) in [
            (Kinds::STRING, jsc_abi::CellKind::String),
            (Kinds::SYMBOL, jsc_abi::CellKind::Symbol),
            (Kinds::BIGINT, jsc_abi::CellKind::BigInt),
        ] {
            if has(bit) {
                tests.push(self.compare(IntPredicate::EQ, kind, i8.const_int(cell_kind as u64, false)));
            }
        }
        if has(Kinds::OBJECT) {
            let first = i8.const_int(jsc_abi::CellKind::Object as u64, false);
            tests.push(self.compare(IntPredicate::UGE, kind, first));
        }
        let of_cell =
            tests.into_iter().reduce(|x, y| b.build_or(x, y, "").expect("positioned")).expect("one is wanted");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(next);
        let phi = b.build_phi(self.unit.i1, "").expect("positioned");
        phi.add_incoming(&[(&immediate, here), (&of_cell, cell)]);
        phi.as_basic_value().into_int_value()
    }

    /// Exits unless a value is a number; its double. Mostly it is in double form: then one comparison serves for both.
    fn guard_number(&mut self, v: IntValue<'ctx>, d: &InstData, exit: ExitKind) -> FloatValue<'ctx> {
        let (b, unit) = (&self.unit.builder, self.unit);
        let f64_type = unit.context.f64_type();
        let bits = b.build_int_sub(v, self.u64(DOUBLE_OFFSET), "").expect("positioned");
        let from_bits = b.build_bit_cast(bits, f64_type, "").expect("positioned");
        let is_double = self.is_double(v);
        let here = b.get_insert_block().expect("positioned");
        let other = unit.context.append_basic_block(self.function, "");
        let next = unit.context.append_basic_block(self.function, "");
        let branch = b.build_conditional_branch(is_double, next, other).expect("positioned");
        self.likely(branch);
        b.position_at_end(other);
        self.look_at_unchecked(v);
        // OPTIMIZATION: of the bits, which are no double's here. (LLVM would make one register of `INT32_TAG` and the offset, which are
        // nearly the same but for the sign, and then each double takes an instruction more.)
        let end = INT32_TAG.wrapping_sub(DOUBLE_OFFSET) + (1 << 32);
        let is_int = self.compare(IntPredicate::ULT, bits, self.u64(end));
        self.exit_unless(is_int, d, exit);
        let low = b.build_int_truncate(v, unit.i32, "").expect("positioned");
        let from_int = b.build_signed_int_to_float(low, f64_type, "").expect("positioned");
        let int_end = b.get_insert_block().expect("positioned");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(next);
        let phi = b.build_phi(f64_type, "").expect("positioned");
        phi.add_incoming(&[(&from_bits, here), (&from_int, int_end)]);
        phi.as_basic_value().into_float_value()
    }

    // ---- ops ----

    /// Emits an op of speculative code.
    pub fn speculative(&mut self, d: &InstData) {
        let unit = self.unit;
        let b = &unit.builder;
        let imm = |i: usize| d.immediates[i];
        let f64_type = unit.context.f64_type();
        match d.op {
            Op::GuardKind => {
                let known = self.sir.ty(d.args[0]).kinds;
                let kinds = Kinds(imm(0) as u16);
                let v = self.int(d.args[0]);
                let exit = ExitKind::ALL.get(imm(1) as usize).copied().unwrap_or(ExitKind::Type);
                if self.guard_double_of_call(d, exit) {
                    return;
                }
                if Kinds(known.0 & kinds.0) == Kinds::NUMBER
                    && !known.is_subset(Kinds::NUMBER)
                    && !self.program.stress_guards
                {
                    let double = self.guard_number(v, d, exit);
                    self.doubles.insert(d.result.expect("a guard has a result"), double);
                } else if self.unchecked_hole.is_some() || self.unchecked_call.is_some() {
                    let ok = self.is_of_kinds(v, known, kinds);
                    let [other, next] = [0; 2].map(|_| unit.context.append_basic_block(self.function, ""));
                    let branch = b.build_conditional_branch(ok, next, other).expect("positioned");
                    self.likely(branch);
                    b.position_at_end(other);
                    self.look_at_unchecked(v);
                    self.exit_unless(unit.i1.const_zero(), d, exit);
                    b.build_unconditional_branch(next).expect("positioned");
                    b.position_at_end(next);
                } else {
                    let ok = self.is_of_kinds(v, known, kinds);
                    self.exit_unless(ok, d, exit);
                }
                self.set(d, v.into());
            }
            Op::GuardShape => {
                let cell = self.require_cell(d.args[0], d, ExitKind::Shape);
                let shape = self.load_as(unit.i32, cell, "header");
                let ok =
                    self.compare(IntPredicate::EQ, shape, self.u32(jsc_abi::shape_template_id(imm(0) as u32) as u64));
                self.exit_unless(ok, d, ExitKind::Shape);
                self.set(d, self.value(d.args[0]));
            }
            Op::GuardCell => {
                let cell = self.require_cell(d.args[0], d, ExitKind::Type);
                let kind = self.cell_kind(cell);
                let ok = self.compare(IntPredicate::EQ, kind, unit.context.i8_type().const_int(imm(0), false));
                self.exit_unless(ok, d, ExitKind::Type);
                self.set(d, self.value(d.args[0]));
            }
            Op::GuardFunction => {
                // Of a function that calls itself, mostly it is the same closure.
                let next = (imm(0) == u64::from(self.sir.index) && !self.program.stress_guards).then(|| {
                    let own = b.build_ptr_to_int(self.act.callee, unit.i64, "").expect("positioned");
                    let same = self.compare(IntPredicate::EQ, self.int(d.args[0]), own);
                    let [other, next] = [0; 2].map(|_| unit.context.append_basic_block(self.function, ""));
                    let branch = b.build_conditional_branch(same, next, other).expect("positioned");
                    self.likely(branch);
                    b.position_at_end(other);
                    next
                });
                let cell = self.require_cell(d.args[0], d, ExitKind::CallTarget);
                let kind = self.cell_kind(cell);
                let function = unit.context.i8_type().const_int(jsc_abi::CellKind::Function as u64, false);
                let ok = self.compare(IntPredicate::EQ, kind, function);
                self.exit_unless(ok, d, ExitKind::CallTarget);
                let code = self.load(unit.offset(cell, offset_of!(Function, code) as u64), "internal");
                let codes = unit.data(symbol::CODES).as_pointer_value();
                let expected = unit.offset(codes, imm(0) * size_of::<Code>() as u64);
                let expected = b.build_ptr_to_int(expected, unit.i64, "").expect("positioned");
                let ok = self.compare(IntPredicate::EQ, code, expected);
                self.exit_unless(ok, d, ExitKind::CallTarget);
                if let Some(next) = next {
                    b.build_unconditional_branch(next).expect("positioned");
                    b.position_at_end(next);
                }
                self.set(d, self.value(d.args[0]));
            }
            Op::GuardBuiltin => {
                let cell = self.require_cell(d.args[0], d, ExitKind::CallTarget);
                let kind = self.cell_kind(cell);
                let function = unit.context.i8_type().const_int(jsc_abi::CellKind::Function as u64, false);
                let ok = self.compare(IntPredicate::EQ, kind, function);
                self.exit_unless(ok, d, ExitKind::CallTarget);
                let code = self.load(unit.offset(cell, offset_of!(Function, code) as u64), "internal");
                let code = b.build_int_to_ptr(code, unit.ptr, "").expect("positioned");
                let known = self.load_as(unit.i32, unit.offset(code, offset_of!(Code, known) as u64), "internal");
                let ok = self.compare(IntPredicate::EQ, known, self.u32(imm(0)));
                self.exit_unless(ok, d, ExitKind::CallTarget);
                self.set(d, self.value(d.args[0]));
            }
            Op::GuardRange => {
                let (x, low, high) = (self.int(d.args[0]), imm(0) as u32, imm(1) as u32);
                // Bounds of int32's own need no look; of two, one comparison.
                let ok = match (low as i32, high as i32) {
                    (low, i32::MAX) => self.compare(IntPredicate::SGE, x, self.u32(low as u32 as u64)),
                    (i32::MIN, high) => self.compare(IntPredicate::SLE, x, self.u32(high as u32 as u64)),
                    _ => {
                        let above = b.build_int_sub(x, self.u32(low.into()), "").expect("positioned");
                        self.compare(IntPredicate::ULE, above, self.u32(high.wrapping_sub(low).into()))
                    }
                };
                self.exit_unless(ok, d, ExitKind::Range);
                self.set(d, x.into());
            }
            Op::AddI32Checked | Op::SubI32Checked | Op::MulI32Checked => {
                let name = match d.op {
                    Op::AddI32Checked => "llvm.sadd.with.overflow",
                    Op::SubI32Checked => "llvm.ssub.with.overflow",
                    _ => "llvm.smul.with.overflow",
                };
                let (x, y) = (self.int(d.args[0]), self.int(d.args[1]));
                let pair = self.intrinsic(name, &[unit.i32.into()], &[x.into(), y.into()]).into_struct_value();
                let v = b.build_extract_value(pair, 0, "").expect("a pair");
                let over = b.build_extract_value(pair, 1, "").expect("a pair").into_int_value();
                self.exit_unless(self.not(over), d, ExitKind::Overflow);
                if d.op == Op::MulI32Checked {
                    self.exit_if_minus_zero(v.into_int_value(), d, |_| b.build_or(x, y, "").expect("positioned"));
                }
                self.set(d, v);
            }
            Op::RemI32Checked => {
                let (x, y) = (self.int(d.args[0]), self.int(d.args[1]));
                let ok = self.compare(IntPredicate::SGT, y, self.u32(0));
                self.exit_unless(ok, d, ExitKind::MinusZero);
                let v = b.build_int_signed_rem(x, y, "").expect("positioned");
                self.exit_if_minus_zero(v, d, |_| x);
                self.set(d, v.into());
            }
            Op::F64ToIndex | Op::F64ToI32Exact => {
                let x = self.float(d.args[0]);
                let v = self.exact_int32(x, d.op == Op::F64ToIndex, d);
                self.set(d, v.into());
            }
            Op::MulI32 => {
                let v = b.build_int_mul(self.int(d.args[0]), self.int(d.args[1]), "").expect("positioned");
                self.set(d, v.into());
            }
            Op::ClzI32 => {
                let x = self.value(d.args[0]);
                let v = self.intrinsic("llvm.ctlz", &[unit.i32.into()], &[x.into(), unit.i1.const_zero().into()]);
                self.set(d, v);
            }
            Op::MinF64 | Op::MaxF64 => {
                let name = if d.op == Op::MinF64 { "llvm.minimum" } else { "llvm.maximum" };
                let args = self.metadata(&d.args);
                let v = self.intrinsic(name, &[f64_type.into()], &args);
                self.set(d, v);
            }
            Op::MathF64 => {
                let function = jsc_abi::builtin::MATH[imm(0) as usize];
                let args = self.metadata(&d.args);
                let v = match function {
                    "sqrt" | "fabs" | "floor" | "ceil" | "trunc" => {
                        self.intrinsic(&format!("llvm.{function}"), &[f64_type.into()], &args)
                    }
                    _ => {
                        let mut args = args;
                        args.push(self.u32(imm(0)).into());
                        self.runtime("math_f64", args).expect("a double")
                    }
                };
                self.set(d, v);
            }
            Op::LoadSlot => {
                let at = self.slot_address(d.args[0], imm(0));
                let v = b.build_load(unit.i64, at, "").expect("positioned");
                unit.classes.borrow_mut().mark_slot(v.as_instruction_value().expect("a load"), imm(1));
                self.set(d, v);
            }
            Op::StoreSlot => {
                let at = self.slot_address(d.args[0], imm(0));
                let s = b.build_store(at, self.value(d.args[1])).expect("positioned");
                unit.classes.borrow_mut().mark_slot(s, imm(1));
                if self.barrier(d.args[1]) {
                    let cell = self.pointer(d.args[0]);
                    b.build_call(unit.hot("write_barrier"), &[self.act.ctx.into(), cell.into()], "")
                        .expect("positioned");
                }
            }
            Op::SetShape => {
                let shape = self.u32(jsc_abi::shape_template_id(imm(0) as u32) as u64);
                let s = b.build_store(self.pointer(d.args[0]), shape).expect("positioned");
                self.mark(s, "header");
            }
            Op::CheckAddable => self.check_addable(d),
            Op::LoadMethod => self.method(d),
            Op::RefineFunction => self.set(d, self.value(d.args[0])),
            Op::LoadProperty => {
                let object = self.require_cell(d.args[0], d, ExitKind::Type);
                let args = [self.value(d.args[0]).into(), self.u32(imm(0)).into()];
                self.by_first_way(d, object, self.site(d, imm(1)), "find_property", &args);
            }
            Op::LoadGlobal => {
                let at = unit.offset(self.act.ctx, offset_of!(ContextHeader, global) as u64);
                let global = self.load(at, "context");
                let object = b.build_int_to_ptr(global, unit.ptr, "").expect("positioned");
                self.by_first_way(d, object, self.site(d, imm(1)), "find_global", &[self.u32(imm(0)).into()]);
            }
            Op::HasFunction => {
                let v = self.int(d.args[0]);
                let here = b.get_insert_block().expect("positioned");
                let [cell_block, code_block, next] =
                    [0, 1, 2].map(|_| unit.context.append_basic_block(self.function, ""));
                b.build_conditional_branch(self.is_cell(v), cell_block, next).expect("positioned");
                b.position_at_end(cell_block);
                let cell = self.pointer(d.args[0]);
                let function = unit.context.i8_type().const_int(jsc_abi::CellKind::Function as u64, false);
                let is_function = self.compare(IntPredicate::EQ, self.cell_kind(cell), function);
                b.build_conditional_branch(is_function, code_block, next).expect("positioned");
                b.position_at_end(code_block);
                let code = self.load(unit.offset(cell, offset_of!(Function, code) as u64), "internal");
                let codes = unit.data(symbol::CODES).as_pointer_value();
                let expected = unit.offset(codes, imm(0) * size_of::<Code>() as u64);
                let expected = b.build_ptr_to_int(expected, unit.i64, "").expect("positioned");
                let same = self.compare(IntPredicate::EQ, code, expected);
                b.build_unconditional_branch(next).expect("positioned");
                b.position_at_end(next);
                let phi = b.build_phi(unit.i1, "").expect("positioned");
                let no = unit.i1.const_zero();
                phi.add_incoming(&[(&no, here), (&no, cell_block), (&same, code_block)]);
                self.set(d, phi.as_basic_value());
            }
            Op::HasCell => {
                let kind = self.cell_kind(self.pointer(d.args[0]));
                let v = self.compare(IntPredicate::EQ, kind, unit.context.i8_type().const_int(imm(0), false));
                self.set(d, v.into());
            }
            Op::HasShape => {
                let shape = self.load_as(unit.i32, self.pointer(d.args[0]), "header");
                let wanted = self.u32(jsc_abi::shape_template_id(imm(0) as u32) as u64);
                let v = self.compare(IntPredicate::EQ, shape, wanted);
                self.set(d, v.into());
            }
            Op::EnterInlined => {
                if let Some(record) = self.act.record {
                    let at = size_of::<FrameRecord>() as u64 + 8 * (imm(0) - 1);
                    let s = b.build_store(unit.offset(record, at), self.value(d.args[0])).expect("positioned");
                    self.mark(s, "context");
                }
            }
            Op::NewInstance | Op::CheckInstance => self.new_instance(d),
            // Exits that need the object describe it themselves.
            Op::Rebuilt | Op::RebuiltLiteral => self.set(d, self.u64(JsValue::UNDEFINED.0).into()),
            Op::NewLiteral => self.new_object_with(d, imm(1), imm(2)),
            Op::ArrayLength => {
                let storage = self.storage(d.args[0]);
                let length = self.storage_field(storage, offset_of!(StorageHeader, length));
                let ok = self.compare(IntPredicate::SGE, length, self.u32(0));
                self.exit_unless(ok, d, ExitKind::Overflow);
                if imm(0) != 0 {
                    let dense = self.storage_field(storage, offset_of!(StorageHeader, dense));
                    let ok = self.compare(IntPredicate::EQ, length, dense);
                    self.exit_unless(ok, d, ExitKind::Bounds);
                }
                self.set(d, length.into());
            }
            Op::ArrayGet => {
                let storage = self.storage(d.args[0]);
                let index = self.int(d.args[1]);
                let inside = self.inside(imm(0), |e| {
                    let dense = e.storage_field(storage, offset_of!(StorageHeader, dense));
                    e.compare(IntPredicate::ULT, index, dense)
                });
                // A hole is no number: where the next thing is to look for one, that comes first.
                let result = d.result.expect("it has one");
                let guarded = self.next.map(|i| self.sir.inst(i)).is_some_and(|next| {
                    let kinds = Kinds(next.immediates.first().map_or(0, |kinds| *kinds as u16));
                    next.op == Op::GuardKind && next.args[0] == result && kinds.is_subset(Kinds::NUMBER)
                });
                if guarded || self.program.stress_guards {
                    self.exit_unless(inside, d, ExitKind::Bounds);
                    let v = self.load(self.element_address(storage, index, 8), "element");
                    self.set(d, v.into());
                    match self.sir.values[result.index()].definition {
                        Definition::Result(inst) if !self.program.stress_guards => self.unchecked_hole = Some(inst),
                        _ => self.exit_at_hole(v, d),
                    }
                    return;
                }
                let (v, there, missing) = self.element_if_any(d, index, inside, ExitKind::Bounds);
                let phi = b.build_phi(unit.i64, "").expect("positioned");
                phi.add_incoming(&[(&v, there), (&self.u64(JsValue::UNDEFINED.0), missing)]);
                self.set(d, phi.as_basic_value());
            }
            Op::ArrayHas => {
                let storage = self.storage(d.args[0]);
                let index = self.int(d.args[1]);
                let inside = self.inside(imm(0), |e| {
                    let dense = e.storage_field(storage, offset_of!(StorageHeader, dense));
                    e.compare(IntPredicate::ULT, index, dense)
                });
                let (_, there, missing) = self.element_if_any(d, index, inside, ExitKind::Hole);
                let phi = b.build_phi(unit.i1, "").expect("positioned");
                let [found, not] = [1, 0].map(|c| unit.i1.const_int(c, false));
                phi.add_incoming(&[(&found, there), (&not, missing)]);
                self.set(d, phi.as_basic_value());
            }
            Op::NewArrayFor => {
                let storage = self.storage(d.args[0]);
                let dense = self.storage_field(storage, offset_of!(StorageHeader, dense));
                let v = self.allocating("new_array", self.with_ctx(&[dense.into()]));
                self.set(d, v);
            }
            Op::CheckSpecies => {
                let args = self.with_ctx(&[self.pointer(d.args[0]).into()]);
                let ordinary = self.runtime("species_is_array", args).expect("a condition").into_int_value();
                let ok = self.compare(IntPredicate::NE, ordinary, self.u32(0));
                self.exit_unless(ok, d, ExitKind::Prototype);
            }
            Op::ArrayIterator => {
                let args = self.with_ctx(&[self.pointer(d.args[0]).into()]);
                let v = self.fast_call("array_iterator", args);
                let ok = self.compare(IntPredicate::NE, v, self.u64(JsValue::EMPTY.0));
                self.exit_unless(ok, d, ExitKind::Prototype);
                self.set(d, v.into());
            }
            Op::ArrayIteratorMethod => {
                let at = offset_of!(ContextHeader, array_iterator_next_function) as u64;
                let v = self.load(unit.offset(self.act.ctx, at), "context");
                self.set(d, v.into());
            }
            Op::ArrayIteratorNext => {
                // As with `array_append`.
                if self.program.stress_guards {
                    self.exit_unless(unit.i1.const_int(1, false), d, ExitKind::Hole);
                }
                // The array, if the iterator was made here: only a step says that it is done, and none is made after that.
                let made = self.sir.definition(d.args[0]).filter(|made| made.op == Op::ArrayIterator);
                let iterator = self.pointer(d.args[0]);
                let array = match made {
                    Some(made) => self.pointer(made.args[0]),
                    None => {
                        let iterated = unit.offset(iterator, offset_of!(ArrayIterator, iterated) as u64);
                        let iterated = self.load(iterated, "iterator");
                        let ok = self.compare(IntPredicate::NE, iterated, self.u64(JsValue::EMPTY.0));
                        self.exit_unless_unstressed(ok, d, ExitKind::Hole);
                        let array = b.build_int_to_ptr(iterated, unit.ptr, "").expect("positioned");
                        let kind = unit.context.i8_type().const_int(jsc_abi::CellKind::Array as u64, false);
                        let ok = self.compare(IntPredicate::EQ, self.cell_kind(array), kind);
                        self.exit_unless_unstressed(ok, d, ExitKind::Type);
                        array
                    }
                };
                let args: Vec<BasicMetadataValueEnum> = vec![iterator.into(), array.into()];
                let call = b.build_call(unit.hot("array_iterator_step_over"), &args, "").expect("positioned");
                let outcome = call.try_as_basic_value().expect_basic("an outcome").into_struct_value();
                let v = b.build_extract_value(outcome, 0, "").expect("a pair");
                let failed = b.build_extract_value(outcome, 1, "").expect("a pair").into_int_value();
                let ok = self.compare(IntPredicate::EQ, failed, self.u64(0));
                self.exit_unless_unstressed(ok, d, ExitKind::Hole);
                self.set(d, v);
            }
            Op::GuardArrayIteration => {
                let args = self.with_ctx(&[self.value(d.args[0]).into(), self.value(d.args[1]).into()]);
                let call = b.build_call(unit.hot("is_array_iteration"), &args, "").expect("positioned");
                let is = call.try_as_basic_value().expect_basic("a condition").into_int_value();
                let ok = self.compare(IntPredicate::NE, is, self.u32(0));
                self.exit_unless(ok, d, ExitKind::Type);
                self.set(d, self.value(d.args[0]));
            }
            Op::ArrayIteratorClose => {
                let args = self.with_ctx(&[self.value(d.args[0]).into()]);
                let silent = self.fast_call("closes_silently", args);
                let ok = self.compare(IntPredicate::NE, silent, self.u32(0));
                self.exit_unless(ok, d, ExitKind::Prototype);
            }
            Op::ArraySet => {
                let (array, barrier) = (self.pointer(d.args[0]), self.barrier(d.args[2]));
                let args = self.with_ctx(&[array.into(), self.value(d.args[1]).into(), self.value(d.args[2]).into()]);
                let done = match imm(0) != 0 {
                    true => self.array_operation("array_set", args, barrier),
                    false => self.array_operation("array_overwrite", args, barrier),
                };
                let ok = self.compare(IntPredicate::NE, done, self.u32(0));
                self.exit_unless(ok, d, ExitKind::Bounds);
            }
            Op::ArrayAppend => {
                // Under stress the guard fails before anything is done, for it cannot be done again.
                if self.program.stress_guards {
                    self.exit_unless(unit.i1.const_int(1, false), d, ExitKind::Bounds);
                }
                let (array, barrier) = (self.pointer(d.args[0]), self.barrier(d.args[1]));
                let args = self.with_ctx(&[array.into(), self.value(d.args[1]).into()]);
                let length = self.array_operation("array_append", args, barrier);
                let ok = self.compare(IntPredicate::NE, length, self.u32(0));
                self.exit_unless_unstressed(ok, d, ExitKind::Bounds);
                self.set(d, length.into());
            }
            Op::ArrayPop => {
                // As above.
                if self.program.stress_guards {
                    self.exit_unless(unit.i1.const_int(1, false), d, ExitKind::Bounds);
                }
                let args = self.with_ctx(&[self.pointer(d.args[0]).into()]);
                let v = match self.is_hot {
                    true => {
                        let call = b.build_call(unit.hot("array_pop"), &args, "").expect("positioned");
                        call.try_as_basic_value().expect_basic("a value").into_int_value()
                    }
                    false => self.runtime("array_pop", args).expect("a value").into_int_value(),
                };
                let ok = self.compare(IntPredicate::NE, v, self.u64(JsValue::EMPTY.0));
                self.exit_unless_unstressed(ok, d, ExitKind::Hole);
                self.set(d, v.into());
            }
            Op::TypedLength => {
                let args = self.with_ctx(&[self.value(d.args[0]).into(), self.site(d, imm(0)).into()]);
                let call = b.build_call(unit.hot("typed_length_is_original"), &args, "").expect("positioned");
                let original = call.try_as_basic_value().expect_basic("a condition").into_int_value();
                let ok = self.compare(IntPredicate::NE, original, original.get_type().const_zero());
                self.exit_unless(ok, d, ExitKind::Prototype);
                let cell = self.pointer(d.args[0]);
                let length = self.load(unit.offset(cell, offset_of!(TypedArray, length) as u64), "internal");
                let ok = self.compare(IntPredicate::ULE, length, self.u64(i32::MAX as u64));
                self.exit_unless(ok, d, ExitKind::Overflow);
                let v = b.build_int_truncate(length, unit.i32, "").expect("positioned");
                self.set(d, v.into());
            }
            Op::TypedGetI32 | Op::TypedGetF64 => {
                let cell = self.pointer(d.args[0]);
                let inside = self.inside(imm(1), |e| e.typed_bounds(cell, e.int(d.args[1])));
                self.exit_unless(inside, d, ExitKind::Bounds);
                let v = self.typed_load(cell, self.int(d.args[1]), imm(0));
                self.set(d, v);
            }
            Op::TypedSetI32 | Op::TypedSetF64 => {
                let cell = self.pointer(d.args[0]);
                let inside = self.inside(imm(1), |e| e.typed_bounds(cell, e.int(d.args[1])));
                let store = unit.context.append_basic_block(self.function, "");
                let next = unit.context.append_basic_block(self.function, "");
                b.build_conditional_branch(inside, store, next).expect("positioned");
                b.position_at_end(store);
                self.typed_store(cell, self.int(d.args[1]), self.value(d.args[2]), imm(0));
                b.build_unconditional_branch(next).expect("positioned");
                b.position_at_end(next);
            }
            Op::StringLength => {
                let cell = self.pointer(d.args[0]);
                let v = self.load_as(unit.i32, unit.offset(cell, offset_of!(JsString, length) as u64), "internal");
                self.set(d, v.into());
            }
            Op::StringGet => {
                let cell = self.pointer(d.args[0]);
                let v = self.fast_call("string_get", self.with_ctx(&[cell.into(), self.value(d.args[1]).into()]));
                let ok = self.compare(IntPredicate::NE, v, self.u64(JsValue::EMPTY.0));
                self.exit_unless(ok, d, ExitKind::Bounds);
                self.set(d, v.into());
            }
            Op::CharCodeAt => {
                let cell = self.pointer(d.args[0]);
                let index = self.int(d.args[1]);
                let ok = self.inside(imm(0), |e| {
                    let at = unit.offset(cell, offset_of!(JsString, length) as u64);
                    e.compare(IntPredicate::ULT, index, e.load_as(unit.i32, at, "internal"))
                });
                self.exit_unless(ok, d, ExitKind::Bounds);
                let args = self.with_ctx(&[cell.into(), index.into()]);
                let call = b.build_call(unit.hot("char_code_at"), &args, "").expect("positioned");
                self.set(d, call.try_as_basic_value().expect_basic("an int32"));
            }
            Op::FunctionEnvironment => {
                let cell = self.pointer(d.args[0]);
                let v = self.load(unit.offset(cell, offset_of!(Function, environment) as u64), "internal");
                self.set(d, v.into());
            }
            op => unreachable!("{} is no op of speculative code", op.name()),
        }
    }

    /// That an array, which does not have this element where dense elements are, has it nowhere: all are there, and prototypes have none.
    fn is_missing(&self, array: Value, index: IntValue<'ctx>) -> IntValue<'ctx> {
        let (b, unit) = (&self.unit.builder, self.unit);
        let cell = self.pointer(array);
        let i8 = unit.context.i8_type();
        let flags = self.load_as(i8, unit.offset(cell, offset_of!(CellHeader, flags) as u64), "header");
        let sparse = b.build_and(flags, i8.const_int(object_flag::SPARSE as u64, false), "").expect("positioned");
        let dense = self.compare(IntPredicate::EQ, sparse, i8.const_zero());
        let at = unit.offset(self.act.ctx, offset_of!(ContextHeader, prototypes_have_elements) as u64);
        let inherited = self.load_as(unit.i32, at, "context");
        let none = self.compare(IntPredicate::EQ, inherited, self.u32(0));
        let element = self.compare(IntPredicate::SGE, index, self.u32(0));
        self.and(self.and(dense, none), element)
    }

    /// `check_addable`: what the runtime found out for this shape and name is good until the epoch changes.
    fn check_addable(&mut self, d: &InstData) {
        let (b, unit) = (&self.unit.builder, self.unit);
        let name = format!("addable.{}.{}", d.immediates[0], d.immediates[1]);
        let cache = self.zeroed(&name, size_of::<InheritedCache>());
        let filled = unit.offset(cache, offset_of!(InheritedCache, epoch) as u64);
        let [fast, next] = self.if_same_epoch(filled);
        let shape = self.u32(jsc_abi::shape_template_id(d.immediates[0] as u32) as u64);
        let args = self.with_ctx(&[shape.into(), self.u32(d.immediates[1]).into(), cache.into()]);
        let found = self.runtime("find_addable", args).expect("a result").into_int_value();
        let ok = self.compare(IntPredicate::NE, found, self.u32(0));
        self.exit_unless(ok, d, ExitKind::Prototype);
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(fast);
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(next);
    }

    /// Looks for element `index` of the array that is the first input; where it is `inside` and no hole, it is there, else it exits unless
    /// no prototype has it either. Goes on in a block of its own: the element, where it was found, and where not.
    fn element_if_any(
        &mut self,
        d: &InstData,
        index: IntValue<'ctx>,
        inside: IntValue<'ctx>,
        exit: ExitKind,
    ) -> (IntValue<'ctx>, BasicBlock<'ctx>, BasicBlock<'ctx>) {
        let (b, unit) = (&self.unit.builder, self.unit);
        let storage = self.storage(d.args[0]);
        let [there, missing, next] = [0; 3].map(|_| unit.context.append_basic_block(self.function, ""));
        let branch = b.build_conditional_branch(inside, there, missing).expect("positioned");
        self.likely(branch);
        b.position_at_end(there);
        let v = self.load(self.element_address(storage, index, 8), "element");
        let ok = self.compare(IntPredicate::NE, v, self.u64(JsValue::EMPTY.0));
        let branch = b.build_conditional_branch(ok, next, missing).expect("positioned");
        self.likely(branch);
        b.position_at_end(missing);
        let nowhere = self.is_missing(d.args[0], index);
        self.exit_unless(nowhere, d, exit);
        let missing = b.get_insert_block().expect("positioned");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(next);
        (v, there, missing)
    }

    /// `load_method`: as above, and what is there is known as well.
    fn method(&mut self, d: &InstData) {
        let (b, unit) = (&self.unit.builder, self.unit);
        let (shape, name, function) = (d.immediates[0], d.immediates[1], d.immediates[2]);
        let cache = self.zeroed(&format!("method.{shape}.{name}.{function}"), size_of::<MethodCache>());
        let filled = unit.offset(cache, offset_of!(MethodCache, epoch) as u64);
        let [fast, next] = self.if_same_epoch(filled);
        let shape = self.u32(jsc_abi::shape_template_id(shape as u32) as u64);
        let code = unit.offset(unit.data(symbol::CODES).as_pointer_value(), function * size_of::<Code>() as u64);
        let args = self.with_ctx(&[shape.into(), self.u32(name).into(), code.into(), cache.into()]);
        let found = self.runtime("find_method", args).expect("a value").into_int_value();
        let ok = self.compare(IntPredicate::NE, found, self.u64(JsValue::EMPTY.0));
        self.exit_unless(ok, d, ExitKind::Prototype);
        let slow_end = b.get_insert_block().expect("positioned");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(fast);
        let there = self.load(unit.offset(cache, offset_of!(MethodCache, method) as u64), "cache");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(next);
        let phi = b.build_phi(unit.i64, "").expect("positioned");
        phi.add_incoming(&[(&there, fast), (&found, slow_end)]);
        self.set(d, phi.as_basic_value());
    }

    /// Zeroed memory of the unit with this name.
    fn zeroed(&self, name: &str, size: usize) -> PointerValue<'ctx> {
        let unit = self.unit;
        let global = unit.module.get_global(name).unwrap_or_else(|| {
            let ty = unit.i64.array_type((size / 8) as u32);
            let g = unit.module.add_global(ty, None, name);
            g.set_initializer(&ty.const_zero());
            g.set_linkage(Linkage::Internal);
            g
        });
        global.as_pointer_value()
    }

    /// Compares the epoch of prototypes with the one that is noted at `filled`. What comes next is for another epoch. Blocks: for the same,
    /// and where both go on.
    fn if_same_epoch(&self, filled: PointerValue<'ctx>) -> [BasicBlock<'ctx>; 2] {
        let (b, unit) = (&self.unit.builder, self.unit);
        let at = unit.offset(self.act.ctx, offset_of!(ContextHeader, prototype_epoch) as u64);
        let epoch = self.load_as(unit.i32, at, "context");
        let same = self.compare(IntPredicate::EQ, epoch, self.load_as(unit.i32, filled, "cache"));
        let [fast, slow, next] = [0; 3].map(|_| unit.context.append_basic_block(self.function, ""));
        let branch = b.build_conditional_branch(same, fast, slow).expect("positioned");
        self.likely(branch);
        b.position_at_end(slow);
        [fast, next]
    }

    /// Reads a property of `object` where the first way of a cache says, or where the runtime finds it.
    fn by_first_way(
        &mut self,
        d: &InstData,
        object: PointerValue<'ctx>,
        site: PointerValue<'ctx>,
        slow: &'static str,
        args: &[BasicMetadataValueEnum<'ctx>],
    ) {
        let (b, unit) = (&self.unit.builder, self.unit);
        let way = b
            .build_call(unit.hot("first_way_of_cell"), &self.with_ctx(&[object.into(), site.into()]), "")
            .expect("positioned")
            .try_as_basic_value()
            .expect_basic("an address")
            .into_pointer_value();
        let hit = b.build_is_not_null(way, "").expect("positioned");
        let [fast, miss, next] = [0; 3].map(|_| unit.context.append_basic_block(self.function, ""));
        let branch = b.build_conditional_branch(hit, fast, miss).expect("positioned");
        self.likely(branch);
        b.position_at_end(miss);
        let mut all = self.with_ctx(args);
        all.push(site.into());
        let found = self.runtime(slow, all).expect("a value").into_int_value();
        let ok = self.compare(IntPredicate::NE, found, self.u64(JsValue::EMPTY.0));
        self.exit_unless(ok, d, ExitKind::Prototype);
        let miss_end = b.get_insert_block().expect("positioned");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(fast);
        let there = self.load(way, "slot");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(next);
        let phi = b.build_phi(unit.i64, "").expect("positioned");
        phi.add_incoming(&[(&there, fast), (&found, miss_end)]);
        self.set(d, phi.as_basic_value());
    }

    /// `new_instance` and `check_instance`
    fn new_instance(&mut self, d: &InstData) {
        let (b, unit) = (&self.unit.builder, self.unit);
        let function = self.pointer(d.args[0]);
        let extra = self.load(unit.offset(function, offset_of!(Function, extra) as u64), "internal");
        let wanted = self.u32(jsc_abi::shape_template_id(d.immediates[0] as u32) as u64);
        let [look, fast, slow, next] = [0; 4].map(|_| unit.context.append_basic_block(self.function, ""));
        let some = self.compare(IntPredicate::NE, extra, self.u64(0));
        let branch = b.build_conditional_branch(some, look, slow).expect("positioned");
        self.likely(branch);
        b.position_at_end(look);
        let extra = b.build_int_to_ptr(extra, unit.ptr, "").expect("positioned");
        let at = unit.offset(extra, offset_of!(FunctionExtra, construct_shape) as u64);
        let shape = self.load_as(unit.i32, at, "internal");
        let same = self.compare(IntPredicate::EQ, shape, wanted);
        let branch = b.build_conditional_branch(same, fast, slow).expect("positioned");
        self.likely(branch);
        // The first instance, as a rule.
        b.position_at_end(slow);
        let args = self.with_ctx(&[self.value(d.args[0]).into()]);
        let made = self.runtime("create_this", args).expect("a value").into_int_value();
        let is_cell = self.is_cell(made);
        self.exit_unless(is_cell, d, ExitKind::Shape);
        let cell = b.build_int_to_ptr(made, unit.ptr, "").expect("positioned");
        let same = self.compare(IntPredicate::EQ, self.load_as(unit.i32, cell, "header"), wanted);
        self.exit_unless(same, d, ExitKind::Shape);
        let slow_end = b.get_insert_block().expect("positioned");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(fast);
        if d.op == Op::CheckInstance {
            b.build_unconditional_branch(next).expect("positioned");
            b.position_at_end(next);
            return;
        }
        let args = self.with_ctx(&[wanted.into(), self.u32(d.immediates[1]).into()]);
        let call = b.build_call(unit.hot("new_object_of_shape"), &args, "").expect("positioned");
        let cell = call.try_as_basic_value().expect_basic("a cell").into_pointer_value();
        let new = b.build_ptr_to_int(cell, unit.i64, "").expect("positioned");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(next);
        let phi = b.build_phi(unit.i64, "").expect("positioned");
        phi.add_incoming(&[(&made, slow_end), (&new, fast)]);
        self.set(d, phi.as_basic_value());
    }

    /// Exits if an int32 result is 0 and `sign` is negative. Few results are 0, so that is asked first.
    fn exit_if_minus_zero(&mut self, result: IntValue<'ctx>, d: &InstData, sign: impl FnOnce(&Self) -> IntValue<'ctx>) {
        let (b, unit) = (&self.unit.builder, self.unit);
        let zero = self.compare(IntPredicate::EQ, result, self.u32(0));
        let look = unit.context.append_basic_block(self.function, "");
        let next = unit.context.append_basic_block(self.function, "");
        let branch = b.build_conditional_branch(zero, look, next).expect("positioned");
        self.unlikely(branch);
        b.position_at_end(look);
        let sign = sign(self);
        let ok = self.compare(IntPredicate::SGE, sign, self.u32(0));
        self.exit_unless(ok, d, ExitKind::MinusZero);
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(next);
    }

    /// The double without its fraction. Out of range this gives the least int32, which is not the double.
    pub fn truncated_int32(&self, x: FloatValue<'ctx>) -> IntValue<'ctx> {
        let vector = self.unit.context.f64_type().vec_type(2).get_undef();
        let vector = self.unit.builder.build_insert_element(vector, x, self.u32(0), "").expect("positioned");
        self.intrinsic("llvm.x86.sse2.cvttsd2si", &[], &[vector.into()]).into_int_value()
    }

    /// The double as an int32, or an exit.
    fn exact_int32(&mut self, x: FloatValue<'ctx>, minus_zero: bool, d: &InstData) -> IntValue<'ctx> {
        let (b, unit) = (&self.unit.builder, self.unit);
        let f64_type = unit.context.f64_type();
        let v = self.truncated_int32(x);
        let back = b.build_signed_int_to_float(v, f64_type, "").expect("positioned");
        let ok = b.build_float_compare(FloatPredicate::OEQ, back, x, "").expect("positioned");
        self.exit_unless(ok, d, ExitKind::Inexact);
        if !minus_zero {
            let bits = b.build_bit_cast(x, unit.i64, "").expect("positioned").into_int_value();
            let ok = self.compare(IntPredicate::NE, bits, self.u64(1 << 63));
            self.exit_unless(ok, d, ExitKind::MinusZero);
        }
        v
    }

    /// Whether a store of this value needs the write barrier: it may be a cell.
    fn barrier(&self, v: Value) -> bool {
        let cells = Kinds(Kinds::OBJECT.0 | Kinds::STRING.0 | Kinds::SYMBOL.0 | Kinds::BIGINT.0);
        self.sir.ty(v).kinds.intersects(cells)
    }

    /// The fast path on hot blocks, else the runtime function.
    fn fast_call(&self, name: &'static str, args: Vec<BasicMetadataValueEnum<'ctx>>) -> IntValue<'ctx> {
        if !self.is_hot {
            return self.runtime(name, args).expect("a number").into_int_value();
        }
        let call = self.unit.builder.build_call(self.unit.hot(name), &args, "").expect("positioned");
        call.try_as_basic_value().expect_basic("a number").into_int_value()
    }

    /// A store into an array, likewise.
    fn array_operation(
        &self,
        name: &'static str,
        mut args: Vec<BasicMetadataValueEnum<'ctx>>,
        barrier: bool,
    ) -> IntValue<'ctx> {
        if !self.is_hot && name != "array_overwrite" {
            return self.runtime(name, args).expect("a number").into_int_value();
        }
        args.push(self.u32(barrier as u64).into());
        let call = self.unit.builder.build_call(self.unit.hot(name), &args, "").expect("positioned");
        call.try_as_basic_value().expect_basic("a number").into_int_value()
    }

    fn exit_at_hole(&mut self, v: IntValue<'ctx>, d: &InstData) {
        let ok = self.compare(IntPredicate::NE, v, self.u64(JsValue::EMPTY.0));
        self.exit_unless(ok, d, ExitKind::Hole);
    }

    /// The test that the `array_get` or the call right before has left to its guard.
    fn look_at_unchecked(&mut self, v: IntValue<'ctx>) {
        self.check_unchecked_call(v);
        if let Some(get) = self.unchecked_hole.take() {
            self.exit_at_hole(v, self.sir.inst(get));
        }
    }

    fn storage(&self, object: Value) -> PointerValue<'ctx> {
        let cell = self.pointer(object);
        let storage = self.load(self.unit.offset(cell, offset_of!(Object, storage) as u64), "storage");
        self.unit.builder.build_int_to_ptr(storage, self.unit.ptr, "").expect("positioned")
    }

    /// `base` plus a signed number of bytes.
    fn displaced(&self, base: PointerValue<'ctx>, bytes: i64) -> PointerValue<'ctx> {
        let by = self.unit.i64.const_int(bytes as u64, true);
        // SAFETY: plain address arithmetic; the emitter keeps to the layouts of jsc-abi.
        unsafe {
            self.unit.builder.build_in_bounds_gep(self.unit.context.i8_type(), base, &[by], "").expect("positioned")
        }
    }

    fn storage_field(&self, storage: PointerValue<'ctx>, field: usize) -> IntValue<'ctx> {
        let at = self.displaced(storage, field as i64 - STORAGE_HEADER_SIZE as i64);
        self.load_as(self.unit.i32, at, "length")
    }

    /// `base` plus `index` (an int32 that is not negative) times `size` bytes.
    fn element_address(&self, base: PointerValue<'ctx>, index: IntValue<'ctx>, size: u64) -> PointerValue<'ctx> {
        let b = &self.unit.builder;
        let wide = b.build_int_z_extend(index, self.unit.i64, "").expect("positioned");
        let by = b.build_int_mul(wide, self.u64(size), "").expect("positioned");
        // SAFETY: the index was checked against the number of elements.
        unsafe { b.build_in_bounds_gep(self.unit.context.i8_type(), base, &[by], "").expect("positioned") }
    }

    fn slot_address(&self, object: Value, offset: u64) -> PointerValue<'ctx> {
        let offset = offset as i64;
        match offset >= 0 {
            true => self.displaced(self.pointer(object), offset),
            false => self.displaced(self.storage(object), offset),
        }
    }

    /// Whether an index is in bounds, unless that is known.
    fn inside(&self, is_known: u64, test: impl FnOnce(&Self) -> IntValue<'ctx>) -> IntValue<'ctx> {
        if is_known != 0 { self.unit.i1.const_all_ones() } else { test(self) }
    }

    fn typed_bounds(&self, cell: PointerValue<'ctx>, index: IntValue<'ctx>) -> IntValue<'ctx> {
        let length = self.load(self.unit.offset(cell, offset_of!(TypedArray, length) as u64), "internal");
        let wide = self.unit.builder.build_int_z_extend(index, self.unit.i64, "").expect("positioned");
        // (A negative index is a large unsigned one, and typed arrays are shorter than 2^31 or checked here all the same.)
        let inside = self.compare(IntPredicate::ULT, wide, length);
        let positive = self.compare(IntPredicate::SGE, index, self.u32(0));
        self.and(inside, positive)
    }

    fn typed_address(&self, cell: PointerValue<'ctx>, index: IntValue<'ctx>, size: u64) -> PointerValue<'ctx> {
        let data = self.load(self.unit.offset(cell, offset_of!(TypedArray, data) as u64), "internal");
        let data = self.unit.builder.build_int_to_ptr(data, self.unit.ptr, "").expect("positioned");
        self.element_address(data, index, size)
    }

    fn typed_load(&self, cell: PointerValue<'ctx>, index: IntValue<'ctx>, kind: u64) -> BasicValueEnum<'ctx> {
        use jsc_abi::CellKind as K;
        let (b, unit, c) = (&self.unit.builder, self.unit, self.unit.context);
        let int = |ty, size| self.load_as(ty, self.typed_address(cell, index, size), "bytes");
        let signed = |v: IntValue<'ctx>| b.build_int_s_extend(v, unit.i32, "").expect("positioned").into();
        let unsigned = |v: IntValue<'ctx>| b.build_int_z_extend(v, unit.i32, "").expect("positioned").into();
        let is = |k: K| kind == k as u64;
        if is(K::Int8Array) {
            signed(int(c.i8_type(), 1))
        } else if is(K::Uint8Array) || is(K::Uint8ClampedArray) {
            unsigned(int(c.i8_type(), 1))
        } else if is(K::Int16Array) {
            signed(int(c.i16_type(), 2))
        } else if is(K::Uint16Array) {
            unsigned(int(c.i16_type(), 2))
        } else if is(K::Int32Array) {
            int(unit.i32, 4).into()
        } else if is(K::Uint32Array) {
            b.build_unsigned_int_to_float(int(unit.i32, 4), c.f64_type(), "").expect("positioned").into()
        } else {
            let ty = if is(K::Float32Array) { c.f32_type() } else { c.f64_type() };
            let size = if is(K::Float32Array) { 4 } else { 8 };
            let v = b.build_load(ty, self.typed_address(cell, index, size), "").expect("positioned");
            self.mark(v.as_instruction_value().expect("a load"), "bytes");
            match is(K::Float32Array) {
                true => b.build_float_ext(v.into_float_value(), c.f64_type(), "").expect("positioned").into(),
                false => v,
            }
        }
    }

    fn typed_store(&self, cell: PointerValue<'ctx>, index: IntValue<'ctx>, v: BasicValueEnum<'ctx>, kind: u64) {
        use jsc_abi::CellKind as K;
        let (b, c) = (&self.unit.builder, self.unit.context);
        let is = |k: K| kind == k as u64;
        let narrow = |ty: inkwell::types::IntType<'ctx>| {
            b.build_int_truncate(v.into_int_value(), ty, "").expect("positioned").into()
        };
        let (v, size): (BasicValueEnum, u64) = if is(K::Int8Array) || is(K::Uint8Array) {
            (narrow(c.i8_type()), 1)
        } else if is(K::Int16Array) || is(K::Uint16Array) {
            (narrow(c.i16_type()), 2)
        } else if is(K::Float32Array) {
            (b.build_float_trunc(v.into_float_value(), c.f32_type(), "").expect("positioned").into(), 4)
        } else if is(K::Float64Array) {
            (v, 8)
        } else {
            (v, 4)
        };
        let s = b.build_store(self.typed_address(cell, index, size), v).expect("positioned");
        self.mark(s, "bytes");
    }
}
