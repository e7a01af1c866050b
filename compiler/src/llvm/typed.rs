//! Calls of known functions that hand over numbers and booleans unboxed, as the callee's signature says
//! (`sir/speculate/signature.rs`): the typed entry as callers and callee see it.
//!
//! A typed entry that gives doubles returns a pair: 0 and the double; or a boxed value that is something else, EXCEPTION too.

use super::Program;
use super::function::{Activation, Emitter, begin};
use super::module::Unit;
use crate::sir::speculate::signature::{ResultForm, Signature};
use crate::sir::{self, InstData, Kinds, Op, Repr, Value};
use inkwell::values::{BasicMetadataValueEnum, BasicValueEnum, FloatValue, FunctionValue, IntValue, StructValue};
use inkwell::{FloatPredicate, IntPredicate};
use jsc_abi::exit::ExitKind;
use jsc_abi::value::{CANONICAL_NAN, DOUBLE_OFFSET, INT32_TAG, Value as JsValue};

/// A call whose result the guard right behind it is to look at: only if that fails, there may be an exception.
pub struct UncheckedCall<'ctx> {
    call: sir::Inst,
    /// Of a typed call that gives a double, the pair.
    pair: Option<(IntValue<'ctx>, FloatValue<'ctx>)>,
}

/// The direct entry of a function with a typed entry: calls that if the arguments are what was predicted, else the generic form.
pub fn direct_entry<'u, 'ctx>(
    unit: &'u Unit<'ctx>,
    program: &'u Program<'u>,
    f: &'u sir::Function,
    direct: FunctionValue<'ctx>,
    signature: &'u Signature,
) {
    let entry = begin(unit, direct, f.index);
    let b = &unit.builder;
    b.position_at_end(entry);
    let info = &program.functions[f.index as usize];
    let e = Emitter::new(unit, program, f, direct, Activation::of_direct(direct, f.parameter_count));
    let other = unit.context.append_basic_block(direct, "other");
    let parameters: Vec<IntValue> = e.act.parameters.iter().map(|p| p.into_int_value()).collect();
    for (v, repr) in parameters.iter().zip(&signature.parameters) {
        let kinds = match repr {
            Repr::I32 => Kinds::INT32,
            Repr::F64 => Kinds::NUMBER,
            Repr::Bool => Kinds::BOOL,
            _ => continue,
        };
        let ok = e.is_of_kinds(*v, Kinds::ANY, kinds);
        let ok = e.stressed(ok);
        let next = unit.context.append_basic_block(direct, "");
        let branch = b.build_conditional_branch(ok, next, other).expect("positioned");
        e.likely(branch);
        b.position_at_end(next);
    }
    let mut args: Vec<BasicMetadataValueEnum> = direct.get_param_iter().take(4).map(|p| p.into()).collect();
    for (v, repr) in parameters.iter().zip(&signature.parameters) {
        args.push(match repr {
            Repr::I32 => b.build_int_truncate(*v, unit.i32, "").expect("positioned").into(),
            Repr::F64 => e.unbox_number(*v).into(),
            Repr::Bool => e.is_true(*v).into(),
            _ => (*v).into(),
        });
    }
    let typed = unit.program_function(&info.typed_symbol(), unit.typed_type(signature));
    let call = b.build_call(typed, &args, "").expect("positioned");
    let result = call.try_as_basic_value().expect_basic("a result");
    match signature.result {
        ResultForm::Boxed => {
            call.set_tail_call(true);
            b.build_return(Some(&result)).expect("positioned");
        }
        form => {
            let (status, double) = e.parts(result.into_struct_value());
            let is_double = b.build_int_compare(IntPredicate::EQ, status, e.u64(0), "").expect("positioned");
            let boxed = e.boxed_result(double, form);
            let v = b.build_select(is_double, boxed, status, "").expect("positioned");
            b.build_return(Some(&v)).expect("positioned");
        }
    }
    b.position_at_end(other);
    let fallback = unit.program_function(&info.fallback_direct_symbol(), unit.direct_type(f.parameter_count));
    let args: Vec<BasicMetadataValueEnum> = direct.get_param_iter().map(|p| p.into()).collect();
    let call = b.build_call(fallback, &args, "").expect("positioned");
    call.set_tail_call(true);
    b.build_return(Some(&call.try_as_basic_value().expect_basic("a value"))).expect("positioned");
}

impl<'ctx> Emitter<'_, 'ctx> {
    fn parts(&self, pair: StructValue<'ctx>) -> (IntValue<'ctx>, FloatValue<'ctx>) {
        let b = &self.unit.builder;
        let status = b.build_extract_value(pair, 0, "").expect("a pair").into_int_value();
        (status, b.build_extract_value(pair, 1, "").expect("a pair").into_float_value())
    }

    /// A double that a call gave, boxed.
    fn boxed_result(&self, double: FloatValue<'ctx>, form: ResultForm) -> IntValue<'ctx> {
        let (b, unit) = (&self.unit.builder, self.unit);
        let boxed = self.box_double(double, false);
        if form != ResultForm::Number {
            return boxed;
        }
        let int = self.truncated_int32(double);
        let back = b.build_signed_int_to_float(int, unit.context.f64_type(), "").expect("positioned");
        // By their bits: -0 is no int32.
        let [x, y] = [double, back].map(|d| b.build_bit_cast(d, unit.i64, "").expect("positioned").into_int_value());
        let same = b.build_int_compare(IntPredicate::EQ, x, y, "").expect("positioned");
        let wide = b.build_int_z_extend(int, unit.i64, "").expect("positioned");
        let as_int = b.build_or(wide, self.u64(INT32_TAG), "").expect("positioned");
        b.build_select(same, as_int, boxed, "").expect("positioned").into_int_value()
    }

    /// `v`, boxed if it is not.
    pub fn boxed(&self, v: Value) -> IntValue<'ctx> {
        self.box_held(self.value(v), self.sir.ty(v).repr, self.may_be_foreign_nan[v.index()])
    }

    /// A value of a representation, boxed.
    pub fn box_held(&self, held: BasicValueEnum<'ctx>, repr: Repr, foreign_nan: bool) -> IntValue<'ctx> {
        let (b, unit) = (&self.unit.builder, self.unit);
        let tagged = |tag: u64| {
            let wide = b.build_int_z_extend(held.into_int_value(), unit.i64, "").expect("positioned");
            b.build_or(wide, self.u64(tag), "").expect("positioned")
        };
        match repr {
            Repr::I32 => tagged(INT32_TAG),
            Repr::Bool => tagged(JsValue::FALSE.0),
            Repr::F64 => self.box_double(held.into_float_value(), foreign_nan),
            _ => held.into_int_value(),
        }
    }

    /// A double for a callee or a caller, who box it as it is.
    fn canonical(&self, v: Value) -> FloatValue<'ctx> {
        let (b, x) = (&self.unit.builder, self.float(v));
        if !self.may_be_foreign_nan[v.index()] {
            return x;
        }
        let nan = b.build_float_compare(FloatPredicate::UNO, x, x, "").expect("positioned");
        let canonical = self.unit.i64.const_int(CANONICAL_NAN, false);
        let canonical = b.build_bit_cast(canonical, x.get_type(), "").expect("positioned");
        b.build_select(nan, canonical.into_float_value(), x, "").expect("positioned").into_float_value()
    }

    /// Whether the arguments of a call are held as a signature says.
    fn fits(&self, d: &InstData, signature: &Signature) -> bool {
        signature.parameters.iter().enumerate().all(|(n, repr)| {
            let have = d.args.get(2 + n).map_or(Repr::Boxed, |v| self.sir.ty(*v).repr);
            *repr == Repr::Boxed || *repr == have
        })
    }

    /// A call of a closure that is known to be one of a function: no test is left.
    pub fn call_known(&mut self, inst: sir::Inst) {
        let d = self.sir.inst(inst);
        let (b, unit) = (&self.unit.builder, self.unit);
        let info = &self.program.functions[d.immediates[0] as usize];
        self.note_pc(d);
        if !(info.direct && info.native) {
            let v = self.indirect_call(d, self.int(d.args[0]), self.int(d.args[1]), d.args.len() - 2);
            self.result_of_call(inst, v.into_int_value());
            return;
        }
        let signature = info.signature.as_ref().filter(|s| self.fits(d, s));
        let target = match signature {
            Some(s) => unit.program_function(&info.typed_symbol(), unit.typed_type(s)),
            None => unit.program_function(&info.direct_symbol(), unit.direct_type(info.parameter_count)),
        };
        let undefined = self.u64(JsValue::UNDEFINED.0);
        let mut args: Vec<BasicMetadataValueEnum> =
            vec![self.act.ctx.into(), self.pointer(d.args[0]).into(), self.value(d.args[1]).into(), undefined.into()];
        for n in 0..info.parameter_count as usize {
            let repr = signature.map_or(Repr::Boxed, |s| s.parameters[n]);
            args.push(match d.args.get(2 + n) {
                None => undefined.into(),
                Some(v) if repr == Repr::Boxed => self.boxed(*v).into(),
                Some(v) if repr == Repr::F64 => self.canonical(*v).into(),
                Some(v) => self.value(*v).into(),
            });
        }
        let call = b.build_call(target, &args, "").expect("positioned");
        let v = call.try_as_basic_value().expect_basic("a result");
        match signature.map_or(ResultForm::Boxed, |s| s.result) {
            ResultForm::Boxed => self.result_of_call(inst, v.into_int_value()),
            form => self.double_of_call(inst, v.into_struct_value(), form),
        }
    }

    /// Kinds that the instruction behind a call guards its result to be, if that test tells an exception from them.
    fn guarded_kinds(&self, d: &InstData) -> Option<Kinds> {
        let next = self.sir.inst(self.next?);
        let result = d.result.expect("calls have one");
        let kinds = Kinds(next.immediates.first().map_or(0, |kinds| *kinds as u16));
        let tells = kinds.is_subset(Kinds::NUMBER) || kinds == Kinds::BOOL;
        let is_test = !self.sir.ty(result).kinds.without(Kinds::EMPTY).is_subset(kinds);
        let guards = next.op == Op::GuardKind && next.args[0] == result && tells && is_test;
        (guards && !self.program.stress_guards).then_some(kinds)
    }

    /// A boxed result, or EXCEPTION.
    fn result_of_call(&mut self, inst: sir::Inst, v: IntValue<'ctx>) {
        let d = self.sir.inst(inst);
        if self.guarded_kinds(d).is_none() {
            return self.checked_value(d, v.into());
        }
        self.set(d, v.into());
        self.unchecked_call = Some(UncheckedCall { call: inst, pair: None });
    }

    /// A pair.
    fn double_of_call(&mut self, inst: sir::Inst, pair: StructValue<'ctx>, form: ResultForm) {
        let d = self.sir.inst(inst);
        let (b, unit) = (&self.unit.builder, self.unit);
        let (status, double) = self.parts(pair);
        if self.guarded_kinds(d).is_some_and(|kinds| Kinds::DOUBLE.is_subset(kinds)) {
            self.set(d, status.into());
            self.unchecked_call = Some(UncheckedCall { call: inst, pair: Some((status, double)) });
            return;
        }
        let is_double = b.build_int_compare(IntPredicate::EQ, status, self.u64(0), "").expect("positioned");
        let [fast, other, next] = [0; 3].map(|_| unit.context.append_basic_block(self.function, ""));
        let branch = b.build_conditional_branch(is_double, fast, other).expect("positioned");
        self.likely(branch);
        b.position_at_end(other);
        let threw = b.build_int_compare(IntPredicate::EQ, status, self.u64(JsValue::EXCEPTION.0), "");
        self.check(threw.expect("positioned"), d.handler.as_ref());
        let other_end = b.get_insert_block().expect("positioned");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(fast);
        let boxed = self.boxed_result(double, form);
        let fast_end = b.get_insert_block().expect("positioned");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(next);
        let phi = b.build_phi(unit.i64, "").expect("positioned");
        phi.add_incoming(&[(&boxed, fast_end), (&status, other_end)]);
        self.set(d, phi.as_basic_value());
    }

    /// Where a guard has found something else: the test for an exception that a call right before has left to it.
    pub fn check_unchecked_call(&mut self, v: IntValue<'ctx>) {
        if let Some(unchecked) = self.unchecked_call.take() {
            let b = &self.unit.builder;
            let threw = b.build_int_compare(IntPredicate::EQ, v, self.u64(JsValue::EXCEPTION.0), "");
            self.check(threw.expect("positioned"), self.sir.inst(unchecked.call).handler.as_ref());
        }
    }

    /// A guard that the result of a typed call right before is a number. False if there is no such call.
    pub fn guard_double_of_call(&mut self, d: &InstData, exit: ExitKind) -> bool {
        let Some(UncheckedCall { call, pair: Some((status, double)) }) = self.unchecked_call else { return false };
        let call = self.sir.inst(call);
        let (b, unit) = (&self.unit.builder, self.unit);
        let is_double = b.build_int_compare(IntPredicate::EQ, status, self.u64(0), "").expect("positioned");
        let here = b.get_insert_block().expect("positioned");
        let [other, next] = [0; 2].map(|_| unit.context.append_basic_block(self.function, ""));
        let branch = b.build_conditional_branch(is_double, next, other).expect("positioned");
        self.likely(branch);
        b.position_at_end(other);
        self.check_unchecked_call(status);
        let ok = self.is_of_kinds(status, Kinds::ANY, Kinds(d.immediates[0] as u16));
        // What else it gave is named by the state of this exit only: behind it, the same value is the double.
        let exits = self.exits.len();
        self.exit_unless(ok, d, exit);
        self.exits.truncate(exits);
        let number = self.unbox_number(status);
        let other_end = b.get_insert_block().expect("positioned");
        b.build_unconditional_branch(next).expect("positioned");
        b.position_at_end(next);
        let phi = b.build_phi(double.get_type(), "").expect("positioned");
        phi.add_incoming(&[(&double, here), (&number, other_end)]);
        let double = phi.as_basic_value().into_float_value();
        let boxed = self.box_double(double, false);
        self.set(call, boxed.into());
        self.set(d, boxed.into());
        self.doubles.insert(d.result.expect("a guard has a result"), double);
        true
    }

    /// Returns a boxed value as the function's callers want it; the frame record is unlinked.
    pub fn build_return(&self, v: IntValue<'ctx>) {
        let b = &self.unit.builder;
        match self.signature.map_or(ResultForm::Boxed, |s| s.result) {
            ResultForm::Boxed => b.build_return(Some(&v)),
            _ => b.build_aggregate_return(&[v.into(), self.unit.context.f64_type().const_zero().into()]),
        }
        .expect("positioned");
    }

    /// `return_value`
    pub fn return_result(&mut self, v: Value) {
        if self.signature.is_none_or(|s| s.result == ResultForm::Boxed) {
            return self.return_value(self.int(v));
        }
        let (b, unit) = (&self.unit.builder, self.unit);
        let f64_type = unit.context.f64_type();
        let from_int = |i: IntValue<'ctx>| b.build_signed_int_to_float(i, f64_type, "").expect("positioned");
        let made = self.sir.definition(v);
        let constant = made.filter(|d| d.op == Op::ConstValue).map(|d| JsValue(d.immediates[0]));
        let (status, double) = match made.map(|d| d.op) {
            Some(Op::BoxF64) => (self.u64(0), self.canonical(made.expect("as above").args[0])),
            Some(Op::BoxI32) => (self.u64(0), from_int(self.int(made.expect("as above").args[0]))),
            _ if constant.is_some_and(|c| c.is_number()) => {
                (self.u64(0), f64_type.const_float(constant.expect("as above").as_number()))
            }
            _ if self.doubles.contains_key(&v) => (self.u64(0), self.doubles[&v]),
            _ => {
                let boxed = self.int(v);
                let bits = b.build_int_sub(boxed, self.u64(DOUBLE_OFFSET), "").expect("positioned");
                let double = b.build_bit_cast(bits, f64_type, "").expect("positioned").into_float_value();
                let is_double = self.is_double(boxed);
                let status = b.build_select(is_double, self.u64(0), boxed, "").expect("positioned");
                (status.into_int_value(), double)
            }
        };
        self.unlink();
        b.build_aggregate_return(&[status.into(), double.into()]).expect("positioned");
    }
}
