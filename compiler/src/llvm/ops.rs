//! Emits each SIR op. On hot paths an operation with a fast path becomes the function of `runtime/hot` (inlined by LLVM), on
//! cold ones a call of the runtime function of the same name, which does everything.

use super::function::Emitter;
use super::symbol;
use crate::sir::{Inst, InstData, Kinds, Op, Value};
use inkwell::values::{BasicMetadataValueEnum, BasicValueEnum, FloatValue, IntValue, PointerValue};
use inkwell::{FloatPredicate, IntPredicate};
use jsc_abi::layout::*;
use jsc_abi::runtime_functions::CONDITION_THREW;
use jsc_abi::value::{CANONICAL_NAN, DOUBLE_OFFSET, INT32_TAG, Value as JsValue};
use std::mem::{offset_of, size_of};

type Args<'ctx> = Vec<BasicMetadataValueEnum<'ctx>>;

impl<'ctx> Emitter<'_, 'ctx> {
    pub fn value(&self, v: Value) -> BasicValueEnum<'ctx> {
        self.values[v.index()].expect("a value is emitted before its uses")
    }

    pub fn int(&self, v: Value) -> IntValue<'ctx> {
        self.value(v).into_int_value()
    }

    pub fn float(&self, v: Value) -> FloatValue<'ctx> {
        self.value(v).into_float_value()
    }

    pub fn u32(&self, v: u64) -> IntValue<'ctx> {
        self.unit.i32.const_int(v & 0xFFFF_FFFF, false)
    }

    pub fn u64(&self, v: u64) -> IntValue<'ctx> {
        self.unit.i64.const_int(v, false)
    }

    fn callee_value(&self) -> IntValue<'ctx> {
        self.unit.builder.build_ptr_to_int(self.act.callee, self.unit.i64, "").unwrap()
    }

    /// The property cache number `site` of the function that an instruction belongs to.
    pub fn site(&self, d: &InstData, site: u64) -> PointerValue<'ctx> {
        let index = self.program.functions[self.sir.function_of(d) as usize].feedback_base as u64 + site;
        let base = self.unit.data(symbol::FEEDBACK).as_pointer_value();
        self.unit.offset(base, index * size_of::<PropertyCache>() as u64)
    }

    pub fn load(&self, at: PointerValue<'ctx>, class: &str) -> IntValue<'ctx> {
        let v = self.unit.builder.build_load(self.unit.i64, at, "").unwrap();
        self.mark(v.as_instruction_value_checked(), class);
        v.into_int_value()
    }

    /// A value of the program's constant table.
    fn program_constant(&self, k: u64) -> IntValue<'ctx> {
        let base = self.unit.data(symbol::CONSTANTS).as_pointer_value();
        let v = self.unit.builder.build_load(self.unit.i64, self.unit.offset(base, 8 * k), "").unwrap();
        // Filled before any code of the program runs.
        let empty = self.unit.context.metadata_node(&[]);
        v.as_instruction_value_checked().set_metadata(empty, self.unit.context.get_kind_id("invariant.load")).unwrap();
        v.into_int_value()
    }

    /// Calls a runtime function; `None` for void.
    pub fn runtime(&self, name: &'static str, args: Args<'ctx>) -> Option<BasicValueEnum<'ctx>> {
        let call = self.unit.builder.build_call(self.unit.runtime(name), &args, "").unwrap();
        call.try_as_basic_value().basic()
    }

    pub fn with_ctx(&self, rest: &[BasicMetadataValueEnum<'ctx>]) -> Args<'ctx> {
        let mut args: Args = vec![self.act.ctx.into()];
        args.extend_from_slice(rest);
        args
    }

    /// An operation with a fast path that returns an `Outcome`: inlined on hot blocks, else the runtime function.
    fn value_operation(&mut self, name: &'static str, d: &InstData, rest: &[BasicMetadataValueEnum<'ctx>]) {
        let v = self.fast_or_runtime(name, self.virtual_pc(d), rest);
        if !v.is_struct_value() {
            return self.checked_value(d, v);
        }
        let b = &self.unit.builder;
        let outcome = v.into_struct_value();
        let value = b.build_extract_value(outcome, 0, "").unwrap();
        let threw = b.build_extract_value(outcome, 1, "").unwrap().into_int_value();
        let threw = b.build_int_compare(IntPredicate::NE, threw, self.u64(0), "").unwrap();
        self.check(threw, d.handler.as_ref());
        self.set(d, value);
    }

    /// The fast path on hot blocks, else the runtime function. Both take (ctx, rest...), the fast path its pc behind ctx.
    fn fast_or_runtime(
        &self,
        name: &'static str,
        pc: u32,
        rest: &[BasicMetadataValueEnum<'ctx>],
    ) -> BasicValueEnum<'ctx> {
        if self.is_hot && self.unit.has_hot(name) {
            let mut args: Args = vec![self.act.ctx.into(), self.u32(pc as u64).into()];
            args.extend_from_slice(rest);
            let call = self.unit.builder.build_call(self.unit.hot(name), &args, "").unwrap();
            return call.try_as_basic_value().expect_basic("fast paths return something");
        }
        self.note_virtual_pc(pc);
        self.runtime(name, self.with_ctx(rest)).expect("returns something")
    }

    /// Stores values where callees find their arguments.
    fn spill(&self, values: &[Value]) -> PointerValue<'ctx> {
        let Some(base) = self.arguments else { return self.unit.ptr.const_null() };
        for (i, v) in values.iter().enumerate() {
            let s = self.unit.builder.build_store(self.unit.offset(base, 8 * i as u64), self.boxed(*v)).unwrap();
            self.mark(s, "arguments");
        }
        base
    }

    /// A result that may be EXCEPTION.
    pub fn checked_value(&mut self, d: &InstData, v: BasicValueEnum<'ctx>) {
        let v = v.into_int_value();
        let b = &self.unit.builder;
        let threw = b.build_int_compare(IntPredicate::EQ, v, self.u64(JsValue::EXCEPTION.0), "").unwrap();
        self.check(threw, d.handler.as_ref());
        self.set(d, v.into());
    }

    /// A Status: 1 threw.
    fn checked_status(&mut self, d: &InstData, v: BasicValueEnum<'ctx>) {
        let threw = self.unit.builder.build_int_compare(IntPredicate::NE, v.into_int_value(), self.u32(0), "").unwrap();
        self.check(threw, d.handler.as_ref());
    }

    /// A Condition: 0, 1, or 2 for threw. `may_throw` false: never 2.
    fn checked_condition(&mut self, d: &InstData, v: BasicValueEnum<'ctx>, may_throw: bool) {
        let v = v.into_int_value();
        if may_throw {
            let b = &self.unit.builder;
            let threw = b.build_int_compare(IntPredicate::EQ, v, self.u32(CONDITION_THREW as u64), "").unwrap();
            self.check(threw, d.handler.as_ref());
        }
        let c = self.unit.builder.build_int_compare(IntPredicate::NE, v, self.u32(0), "").unwrap();
        self.set(d, c.into());
    }

    pub fn set(&mut self, d: &InstData, v: BasicValueEnum<'ctx>) {
        self.values[d.result.expect("the op has a result").index()] = Some(v);
    }

    pub fn metadata(&self, args: &[Value]) -> Args<'ctx> {
        args.iter().map(|v| self.value(*v).into()).collect()
    }

    /// `foreign_nan`: the double may be a NaN with bits that collide with a tag.
    pub fn box_double(&self, d: FloatValue<'ctx>, foreign_nan: bool) -> IntValue<'ctx> {
        let b = &self.unit.builder;
        let mut bits = b.build_bit_cast(d, self.unit.i64, "").unwrap().into_int_value();
        if foreign_nan {
            let nan = b.build_float_compare(FloatPredicate::UNO, d, d, "").unwrap();
            bits = b.build_select(nan, self.u64(CANONICAL_NAN), bits, "").unwrap().into_int_value();
        }
        b.build_int_add(bits, self.u64(DOUBLE_OFFSET), "").unwrap()
    }

    /// Whether a boxed value is a number in double form: one subtraction and comparison.
    pub fn is_double(&self, v: IntValue<'ctx>) -> IntValue<'ctx> {
        let b = &self.unit.builder;
        let bits = b.build_int_sub(v, self.u64(DOUBLE_OFFSET), "").unwrap();
        b.build_int_compare(IntPredicate::ULT, bits, self.u64(INT32_TAG - DOUBLE_OFFSET), "").unwrap()
    }

    /// The double of a boxed number in either form; mostly it is in double form.
    pub fn unbox_number(&self, v: IntValue<'ctx>) -> FloatValue<'ctx> {
        let (b, f64) = (&self.unit.builder, self.unit.context.f64_type());
        let bits = b.build_int_sub(v, self.u64(DOUBLE_OFFSET), "").unwrap();
        let from_bits = b.build_bit_cast(bits, f64, "").unwrap().into_float_value();
        let is_double = self.is_double(v);
        let here = b.get_insert_block().unwrap();
        let int = self.unit.context.append_basic_block(self.function, "");
        let next = self.unit.context.append_basic_block(self.function, "");
        let branch = b.build_conditional_branch(is_double, next, int).unwrap();
        self.likely(branch);
        b.position_at_end(int);
        let low = b.build_int_truncate(v, self.unit.i32, "").unwrap();
        let from_int = b.build_signed_int_to_float(low, f64, "").unwrap();
        b.build_unconditional_branch(next).unwrap();
        b.position_at_end(next);
        let phi = b.build_phi(f64, "").unwrap();
        phi.add_incoming(&[(&from_bits, here), (&from_int, int)]);
        phi.as_basic_value().into_float_value()
    }

    /// Of a boxed boolean.
    pub fn is_true(&self, v: IntValue<'ctx>) -> IntValue<'ctx> {
        self.unit.builder.build_int_compare(IntPredicate::EQ, v, self.u64(JsValue::TRUE.0), "").unwrap()
    }

    /// ToInt32: the low half of the double as int64; magnitudes beyond that go to the runtime.
    fn double_to_int32(&self, d: FloatValue<'ctx>) -> IntValue<'ctx> {
        let b = &self.unit.builder;
        let f64 = self.unit.context.f64_type();
        let here = b.get_insert_block().unwrap();
        let slow = self.unit.context.append_basic_block(self.function, "");
        let next = self.unit.context.append_basic_block(self.function, "");
        let low = b.build_float_compare(FloatPredicate::OGT, d, f64.const_float(-9.2e18), "").unwrap();
        let high = b.build_float_compare(FloatPredicate::OLT, d, f64.const_float(9.2e18), "").unwrap();
        let outside = b.build_not(b.build_and(low, high, "").unwrap(), "").unwrap();
        // Out of range the conversion is poison, and that result is not used.
        let wide = b.build_float_to_signed_int(d, self.unit.i64, "").unwrap();
        let fast = b.build_int_truncate(wide, self.unit.i32, "").unwrap();
        let branch = b.build_conditional_branch(outside, slow, next).unwrap();
        self.unlikely(branch);
        b.position_at_end(slow);
        let v = self.runtime("double_to_int32", vec![d.into()]).unwrap();
        b.build_unconditional_branch(next).unwrap();
        b.position_at_end(next);
        let phi = b.build_phi(self.unit.i32, "").unwrap();
        phi.add_incoming(&[(&fast, here), (&v, slow)]);
        phi.as_basic_value().into_int_value()
    }

    pub fn instruction(&mut self, inst: Inst) {
        let sir = self.sir;
        let d = sir.inst(inst);
        let unit = self.unit;
        let b = &unit.builder;
        let imm = |i: usize| d.immediates[i];
        match d.op {
            // ---- constants ----
            Op::ConstValue => self.set(d, self.u64(imm(0)).into()),
            Op::ConstI32 => self.set(d, self.u32(imm(0)).into()),
            Op::ConstF64 => {
                let v = unit.context.f64_type().const_float(f64::from_bits(imm(0)));
                self.set(d, v.into());
            }
            Op::ConstBool => self.set(d, unit.i1.const_int(imm(0), false).into()),
            Op::ConstProgram => {
                let v = self.program_constant(imm(0));
                self.set(d, v.into());
            }

            // ---- representation ----
            Op::BoxI32 | Op::BoxF64 | Op::BoxBool => {
                let v = self.boxed(d.args[0]);
                self.set(d, v.into());
            }
            Op::UnboxI32 => {
                let v = b.build_int_truncate(self.int(d.args[0]), unit.i32, "").unwrap();
                self.set(d, v.into());
            }
            Op::UnboxF64 => {
                // A guard may have found it already.
                let v = match self.doubles.get(&d.args[0]) {
                    Some(double) => *double,
                    None if self.sir.ty(d.args[0]).kinds.is_subset(Kinds::DOUBLE) => {
                        let bits = b.build_int_sub(self.int(d.args[0]), self.u64(DOUBLE_OFFSET), "").unwrap();
                        b.build_bit_cast(bits, unit.context.f64_type(), "").unwrap().into_float_value()
                    }
                    None => self.unbox_number(self.int(d.args[0])),
                };
                self.set(d, v.into());
            }
            Op::UnboxBool => {
                let v = self.is_true(self.int(d.args[0]));
                self.set(d, v.into());
            }
            Op::I32ToF64 => {
                let v = b.build_signed_int_to_float(self.int(d.args[0]), unit.context.f64_type(), "").unwrap();
                self.set(d, v.into());
            }
            Op::F64ToI32 => {
                let v = self.double_to_int32(self.float(d.args[0]));
                self.set(d, v.into());
            }

            // ---- arithmetic on known representations ----
            Op::AddI32 | Op::SubI32 | Op::AndI32 | Op::OrI32 | Op::XorI32 | Op::ShlI32 | Op::ShrI32 => {
                let (x, y) = (self.int(d.args[0]), self.int(d.args[1]));
                let count = || b.build_and(y, self.u32(31), "").unwrap();
                let v = match d.op {
                    Op::AddI32 => b.build_int_add(x, y, ""),
                    Op::SubI32 => b.build_int_sub(x, y, ""),
                    Op::AndI32 => b.build_and(x, y, ""),
                    Op::OrI32 => b.build_or(x, y, ""),
                    Op::XorI32 => b.build_xor(x, y, ""),
                    Op::ShlI32 => b.build_left_shift(x, count(), ""),
                    _ => b.build_right_shift(x, count(), true, ""),
                };
                self.set(d, v.unwrap().into());
            }
            Op::UshrF64 => {
                let (x, y) = (self.int(d.args[0]), self.int(d.args[1]));
                let count = b.build_and(y, self.u32(31), "").unwrap();
                let v = b.build_right_shift(x, count, false, "").unwrap();
                let v = b.build_unsigned_int_to_float(v, unit.context.f64_type(), "").unwrap();
                self.set(d, v.into());
            }
            Op::AddF64 | Op::SubF64 | Op::MulF64 | Op::DivF64 => {
                let (x, y) = (self.float(d.args[0]), self.float(d.args[1]));
                let v = match d.op {
                    Op::AddF64 => b.build_float_add(x, y, ""),
                    Op::SubF64 => b.build_float_sub(x, y, ""),
                    Op::MulF64 => b.build_float_mul(x, y, ""),
                    _ => b.build_float_div(x, y, ""),
                };
                self.set(d, v.unwrap().into());
            }
            Op::RemF64 => {
                let v = self.runtime("fmod", self.metadata(&d.args)).unwrap();
                self.set(d, v);
            }
            Op::NegF64 => {
                let v = b.build_float_neg(self.float(d.args[0]), "").unwrap();
                self.set(d, v.into());
            }
            Op::LessI32 | Op::LessEqualI32 | Op::EqualI32 => {
                let predicate = match d.op {
                    Op::LessI32 => IntPredicate::SLT,
                    Op::LessEqualI32 => IntPredicate::SLE,
                    _ => IntPredicate::EQ,
                };
                let v = b.build_int_compare(predicate, self.int(d.args[0]), self.int(d.args[1]), "").unwrap();
                self.set(d, v.into());
            }
            Op::LessF64 | Op::LessEqualF64 | Op::EqualF64 => {
                let predicate = match d.op {
                    Op::LessF64 => FloatPredicate::OLT,
                    Op::LessEqualF64 => FloatPredicate::OLE,
                    _ => FloatPredicate::OEQ,
                };
                let v = b.build_float_compare(predicate, self.float(d.args[0]), self.float(d.args[1]), "").unwrap();
                self.set(d, v.into());
            }
            Op::NotBool => {
                let v = b.build_not(self.int(d.args[0]), "").unwrap();
                self.set(d, v.into());
            }

            // ---- arithmetic on anything: fast path and runtime function of the op's name ----
            Op::Add
            | Op::Sub
            | Op::Mul
            | Op::Div
            | Op::Rem
            | Op::Exp
            | Op::BitAnd
            | Op::BitOr
            | Op::BitXor
            | Op::Shl
            | Op::Shr
            | Op::Ushr
            | Op::Neg
            | Op::BitNot
            | Op::Inc
            | Op::Dec
            | Op::ToNumber
            | Op::ToNumeric
            | Op::ToString
            | Op::ToPropertyKey => {
                let rest = self.metadata(&d.args);
                self.value_operation(d.op.name(), d, &rest);
            }
            Op::Concat => self.call_with_list("concat", d, &[], &d.args, &[]),

            // ---- tests ----
            Op::ToBoolean => {
                let a = self.value(d.args[0]).into();
                let v = if self.is_hot {
                    let call = b.build_call(unit.hot("to_boolean"), &[a], "").unwrap();
                    call.try_as_basic_value().expect_basic("a condition")
                } else {
                    self.runtime("to_boolean", vec![a]).unwrap()
                };
                self.checked_condition(d, v, false);
            }
            Op::TypeOf => {
                let v = self.runtime("type_of", self.with_ctx(&self.metadata(&d.args))).unwrap();
                self.set(d, v);
            }
            Op::IsUndefined | Op::IsEmpty => {
                let marker = if d.op == Op::IsEmpty { JsValue::EMPTY } else { JsValue::UNDEFINED };
                let v = b.build_int_compare(IntPredicate::EQ, self.int(d.args[0]), self.u64(marker.0), "").unwrap();
                self.set(d, v.into());
            }
            Op::IsNullish => {
                let masked = b.build_and(self.int(d.args[0]), self.u64(!0x8), "").unwrap();
                let v = b.build_int_compare(IntPredicate::EQ, masked, self.u64(JsValue::NULL.0), "").unwrap();
                self.set(d, v.into());
            }
            Op::Less
            | Op::LessEqual
            | Op::Greater
            | Op::GreaterEqual
            | Op::Equal
            | Op::HasProperty
            | Op::InstanceOf => {
                let v = self.fast_or_runtime(d.op.name(), self.virtual_pc(d), &self.metadata(&d.args));
                self.checked_condition(d, v, true);
            }
            Op::StrictEqual => {
                let args = self.with_ctx(&self.metadata(&d.args));
                let v = if self.is_hot {
                    b.build_call(unit.hot("strict_equal"), &args, "")
                        .unwrap()
                        .try_as_basic_value()
                        .expect_basic("a condition")
                } else {
                    self.runtime("strict_equal", args).unwrap()
                };
                self.checked_condition(d, v, false);
            }

            // ---- the activation ----
            Op::ParameterI32 | Op::ParameterF64 | Op::ParameterBool => {
                self.set(d, self.act.parameters[imm(0) as usize])
            }
            Op::Parameter => {
                let i = imm(0) as usize;
                let v = match (self.act.parameters.get(i), self.act.argv) {
                    (Some(v), _) => v.into_int_value(),
                    (None, Some((argv, argc))) => {
                        super::function::load_argument(unit, self.function, argv, argc, i as u32)
                    }
                    (None, None) => unreachable!("a resume form reads parameters from frame memory"),
                };
                self.set(d, v.into());
            }
            Op::This => self.set(d, self.act.this.into()),
            Op::ThisSloppy => {
                let v = self.allocating("load_this_sloppy", self.with_ctx(&[self.act.this.into()]));
                self.set(d, v);
            }
            Op::Callee => {
                let v = self.callee_value();
                self.set(d, v.into());
            }
            Op::NewTarget => self.set(d, self.act.new_target.into()),
            Op::ClosureEnvironment => {
                let at = unit.offset(self.act.callee, offset_of!(Function, environment) as u64);
                let v = self.load(at, "internal");
                self.set(d, v.into());
            }
            Op::SuperBase => self.value_call("load_super_base", d),
            Op::SuperConstructor => self.value_call("load_super_constructor", d),
            Op::CreateArguments => {
                let (argv, argc) = self.act.argv.expect("such a function has no direct entry");
                let args = self.with_ctx(&[self.callee_value().into(), argv.into(), argc.into()]);
                let v = self.runtime("create_arguments", args).unwrap();
                self.set(d, v);
            }
            Op::CreateMappedArguments => {
                let (argv, argc) = self.act.argv.expect("such a function has no direct entry");
                let args = self.with_ctx(&[
                    self.callee_value().into(),
                    argv.into(),
                    argc.into(),
                    self.value(d.args[0]).into(),
                    self.u32(imm(0)).into(),
                    self.u32(imm(1)).into(),
                ]);
                let v = self.runtime("create_mapped_arguments", args).unwrap();
                self.set(d, v);
            }
            Op::CreateRest => {
                let (argv, argc) = self.act.argv.expect("such a function has no direct entry");
                let args = self.with_ctx(&[argv.into(), argc.into(), self.u32(imm(0)).into()]);
                let v = self.runtime("create_rest", args).unwrap();
                self.set(d, v);
            }
            Op::CheckConstructorCall => {
                // Inline: is new.target undefined?
                let undefined = self.u64(JsValue::UNDEFINED.0);
                let missing = b.build_int_compare(IntPredicate::EQ, self.act.new_target, undefined, "").unwrap();
                self.throw_if(missing, d, "check_constructor_call", |e| {
                    e.with_ctx(&[e.callee_value().into(), e.act.new_target.into()])
                });
            }
            Op::CheckConstructorReturn => self.value_call("check_constructor_return", d),

            // ---- environments and bindings ----
            Op::NewEnvironment => {
                let args = self.with_ctx(&[self.value(d.args[0]).into(), self.u32(imm(0)).into()]);
                let v = self.allocating("new_environment", args);
                self.set(d, v);
            }
            Op::CloneEnvironment => {
                let v = self.runtime("clone_environment", self.with_ctx(&self.metadata(&d.args))).unwrap();
                self.set(d, v);
            }
            Op::GetEnvironmentSlot => {
                let at = self.environment_slot(d.args[0], imm(0), imm(1)).1;
                let v = self.load(at, "environment");
                self.set(d, v.into());
            }
            Op::SetEnvironmentSlot => {
                let (environment, at) = self.environment_slot(d.args[0], imm(0), imm(1));
                let s = b.build_store(at, self.value(d.args[1])).unwrap();
                self.mark(s, "environment");
                b.build_call(unit.hot("write_barrier"), &[self.act.ctx.into(), environment.into()], "").unwrap();
            }
            Op::GetTop => {
                let at = unit.offset(unit.data(symbol::TOP).as_pointer_value(), 8 * imm(0));
                let v = self.load(at, "top");
                self.set(d, v.into());
            }
            Op::SetTop => {
                // No barrier: top-level bindings are roots.
                let at = unit.offset(unit.data(symbol::TOP).as_pointer_value(), 8 * imm(0));
                let s = b.build_store(at, self.value(d.args[0])).unwrap();
                self.mark(s, "top");
            }
            Op::GetGlobal => {
                let mut rest: Args =
                    vec![self.u32(imm(0)).into(), self.site(d, imm(1)).into(), self.u32(imm(2)).into()];
                if self.is_hot {
                    let global =
                        self.load(unit.offset(self.act.ctx, offset_of!(ContextHeader, global) as u64), "context");
                    rest.insert(0, global.into());
                }
                self.value_operation("get_global", d, &rest);
            }
            Op::SetGlobal => {
                self.note_pc(d);
                let args = self.with_ctx(&[
                    self.u32(imm(0)).into(),
                    self.value(d.args[0]).into(),
                    self.u32(imm(2)).into(),
                    self.site(d, imm(1)).into(),
                ]);
                let v = self.runtime("set_global", args).unwrap();
                self.checked_status(d, v);
            }
            Op::DeleteGlobal => {
                self.note_pc(d);
                let v = self.runtime("delete_global", self.with_ctx(&[self.u32(imm(0)).into()])).unwrap();
                self.checked_condition(d, v, true);
            }
            Op::CheckInitialized | Op::CheckThisInitialized => {
                let empty = self.u64(JsValue::EMPTY.0);
                let missing = b.build_int_compare(IntPredicate::EQ, self.int(d.args[0]), empty, "").unwrap();
                let (name, immediates) = if d.op == Op::CheckInitialized {
                    ("throw_uninitialized", Some(imm(0)))
                } else {
                    ("throw_this_uninitialized", None)
                };
                self.throw_if(missing, d, name, |e| match immediates {
                    Some(n) => e.with_ctx(&[e.u32(n).into()]),
                    None => e.with_ctx(&[]),
                });
            }

            // ---- properties ----
            Op::GetByName => {
                let rest = [self.value(d.args[0]).into(), self.u32(imm(0)).into(), self.site(d, imm(1)).into()];
                self.value_operation("get_by_name", d, &rest);
            }
            Op::GetLength => {
                let rest = [self.value(d.args[0]).into(), self.site(d, imm(0)).into()];
                self.value_operation("get_length", d, &rest);
            }
            Op::SetByName => {
                let rest = [
                    self.value(d.args[0]).into(),
                    self.u32(imm(0)).into(),
                    self.value(d.args[1]).into(),
                    self.site(d, imm(1)).into(),
                    self.u32(imm(2)).into(),
                ];
                let v = self.fast_or_runtime("set_by_name", self.virtual_pc(d), &rest);
                self.checked_status(d, v);
            }
            Op::GetByValue => {
                let mut rest = self.metadata(&d.args);
                rest.push(self.site(d, imm(0)).into());
                self.value_operation("get_by_value", d, &rest);
            }
            Op::SetByValue => {
                let mut rest = self.metadata(&d.args);
                rest.push(self.site(d, imm(0)).into());
                rest.push(self.u32(imm(1)).into());
                let v = self.fast_or_runtime("set_by_value", self.virtual_pc(d), &rest);
                self.checked_status(d, v);
            }
            Op::GetPrivate => {
                let mut rest = self.metadata(&d.args);
                rest.push(self.site(d, imm(0)).into());
                self.value_operation("get_private", d, &rest);
            }
            Op::SetPrivate => {
                let mut rest = self.metadata(&d.args);
                rest.push(self.site(d, imm(0)).into());
                let v = self.fast_or_runtime("set_private", self.virtual_pc(d), &rest);
                self.checked_status(d, v);
            }
            Op::DefineByName => {
                let rest = [
                    self.value(d.args[0]).into(),
                    self.u32(imm(0)).into(),
                    self.value(d.args[1]).into(),
                    self.site(d, imm(1)).into(),
                ];
                let v = self.fast_or_runtime("define_by_name", self.virtual_pc(d), &rest);
                self.checked_status(d, v);
            }
            Op::GetSuper => self.value_call("get_super", d),
            Op::SetSuper => self.status_call("set_super", d, &[imm(0)]),
            Op::DeleteByValue => {
                self.note_pc(d);
                let mut rest = self.metadata(&d.args);
                rest.push(self.u32(imm(0)).into());
                let v = self.runtime("delete_by_value", self.with_ctx(&rest)).unwrap();
                self.checked_condition(d, v, true);
            }
            Op::DefinePrivateField => {
                self.note_pc(d);
                let mut rest = self.metadata(&d.args);
                rest.push(self.site(d, imm(0)).into());
                let v = self.runtime("define_private_field", self.with_ctx(&rest)).unwrap();
                self.checked_status(d, v);
            }
            Op::DefinePrivateMethod => self.status_call("define_private_method", d, &[imm(0)]),
            Op::HasPrivate => {
                self.note_pc(d);
                let v = self.runtime("has_private", self.with_ctx(&self.metadata(&d.args))).unwrap();
                self.checked_condition(d, v, true);
            }
            Op::NewPrivateName => self.nothrow_call("new_private_name", d, &[imm(0)]),
            Op::DefineByValue => self.status_call("define_by_value", d, &[]),
            Op::DefineMethod => self.status_call("define_method", d, &[]),
            Op::DefineGetter => self.status_call("define_getter", d, &[imm(0)]),
            Op::DefineSetter => self.status_call("define_setter", d, &[imm(0)]),
            Op::SetLiteralPrototype => self.status_call("set_literal_prototype", d, &[]),
            Op::CopyDataProperties => {
                let list = self.spill(&d.args[2..]);
                self.note_pc(d);
                let mut rest = self.metadata(&d.args[..2]);
                rest.push(list.into());
                rest.push(self.u64(d.args.len() as u64 - 2).into());
                let v = self.runtime("copy_data_properties", self.with_ctx(&rest)).unwrap();
                self.checked_status(d, v);
            }

            // ---- objects, functions, classes ----
            Op::NewObject => {
                let args = self.with_ctx(&[self.u32(imm(0)).into()]);
                let v = self.allocating("new_object", args);
                self.set(d, v);
            }
            Op::NewObjectWith => self.new_object_with(d, imm(0), imm(1)),
            Op::NewArray => {
                let v = self.allocating("new_array", self.with_ctx(&[self.u32(imm(0)).into()]));
                self.set(d, v);
            }
            Op::NewArrayWith => self.new_array_with(d),
            Op::ArrayPush => self.status_call("array_push", d, &[]),
            Op::ArrayPushSpread => self.status_call("array_push_spread", d, &[]),
            Op::CreateClosure => {
                let args = self.with_ctx(&[self.u32(imm(0)).into(), self.value(d.args[0]).into()]);
                let v = self.allocating("create_closure", args);
                self.set(d, v);
            }
            Op::SetHomeObject => {
                self.runtime("set_home_object", self.with_ctx(&self.metadata(&d.args)));
            }
            Op::SetFunctionName => {
                let mut rest = self.metadata(&d.args);
                rest.push(self.u32(imm(0)).into());
                self.runtime("set_function_name", self.with_ctx(&rest));
            }
            Op::CreateClass => {
                self.note_pc(d);
                let rest = [self.value(d.args[0]).into(), self.u32(imm(0)).into(), self.value(d.args[1]).into()];
                let v = self.runtime("create_class", self.with_ctx(&rest)).unwrap();
                self.checked_value(d, v);
            }
            Op::GetClassPrototype => self.nothrow_call("get_class_prototype", d, &[]),
            Op::CreateRegExp => {
                self.note_pc(d);
                let v = self.runtime("create_regexp", self.with_ctx(&[self.u32(imm(0)).into()])).unwrap();
                self.checked_value(d, v);
            }
            Op::GetTemplateObject => self.nothrow_call("get_template_object", d, &[imm(0)]),

            // ---- calls ----
            Op::Call => self.call(d),
            Op::Construct => {
                let argv = self.spill(&d.args[2..]);
                self.note_pc(d);
                let rest = [
                    self.value(d.args[0]).into(),
                    argv.into(),
                    self.u64(d.args.len() as u64 - 2).into(),
                    self.value(d.args[1]).into(),
                ];
                let v = self.allocating("construct", self.with_ctx(&rest));
                self.checked_value(d, v);
            }
            Op::CallArray => self.value_call("call_array", d),
            Op::ConstructArray => self.value_call("construct_array", d),
            Op::Catch => self.nothrow_call("catch", d, &[]),

            // ---- iteration ----
            Op::GetIterator => self.value_call("get_iterator", d),
            Op::IteratorNext => self.value_operation("iterator_next", d, &self.metadata(&d.args)),
            Op::IteratorClose => self.status_call("iterator_close", d, &[]),
            Op::IteratorCloseSilently => {
                self.note_pc(d);
                self.runtime("iterator_close_silently", self.with_ctx(&self.metadata(&d.args)));
            }
            Op::ForInStart => self.value_call("for_in_start", d),
            Op::ForInNext => self.value_call("for_in_next", d),
            Op::CheckObject => self.status_call("check_object", d, &[imm(0)]),
            Op::CheckObjectCoercible => {
                let masked = b.build_and(self.int(d.args[0]), self.u64(!0x8), "").unwrap();
                let nullish = b.build_int_compare(IntPredicate::EQ, masked, self.u64(JsValue::NULL.0), "").unwrap();
                let value = self.value(d.args[0]).into();
                self.throw_if(nullish, d, "check_object_coercible", |e| e.with_ctx(&[value]));
            }
            Op::CreateIteratorResult => self.nothrow_call("create_iterator_result", d, &[imm(0)]),

            // ---- frame memory ----
            Op::LoadRegister => {
                let registers = self.act.registers.expect("only resume forms have frame memory");
                let v = self.load(unit.offset(registers, 8 * imm(0)), "registers");
                self.set(d, v.into());
            }
            Op::StoreRegister => {
                let registers = self.act.registers.expect("only resume forms have frame memory");
                let s = b.build_store(unit.offset(registers, 8 * imm(0)), self.value(d.args[0])).unwrap();
                self.mark(s, "registers");
            }
            Op::InitialYield => self.initial_yield(d),
            Op::Suspend => {
                let frame = self.function.get_nth_param(1).unwrap();
                let args = self.with_ctx(&[frame.into(), self.u32(imm(0)).into(), self.u32(imm(1)).into()]);
                self.runtime("suspend", args);
            }

            // ---- predictions ----
            Op::Checkpoint => unreachable!("`ranges` removes them"),
            Op::GuardKind
            | Op::GuardShape
            | Op::GuardCell
            | Op::GuardFunction
            | Op::GuardBuiltin
            | Op::GuardRange
            | Op::AddI32Checked
            | Op::SubI32Checked
            | Op::MulI32Checked
            | Op::RemI32Checked
            | Op::F64ToIndex
            | Op::F64ToI32Exact
            | Op::MulI32
            | Op::ClzI32
            | Op::MathF64
            | Op::MinF64
            | Op::MaxF64
            | Op::LoadSlot
            | Op::StoreSlot
            | Op::SetShape
            | Op::LoadMethod
            | Op::RefineFunction
            | Op::CheckAddable
            | Op::LoadProperty
            | Op::LoadGlobal
            | Op::HasShape
            | Op::HasFunction
            | Op::HasCell
            | Op::EnterInlined
            | Op::NewInstance
            | Op::CheckInstance
            | Op::NewLiteral
            | Op::Rebuilt
            | Op::RebuiltLiteral
            | Op::ArrayLength
            | Op::ArrayGet
            | Op::ArrayHas
            | Op::NewArrayFor
            | Op::CheckSpecies
            | Op::ArrayPop
            | Op::ArrayIterator
            | Op::ArrayIteratorMethod
            | Op::GuardArrayIteration
            | Op::ArrayIteratorNext
            | Op::ArrayIteratorClose
            | Op::ArraySet
            | Op::ArrayAppend
            | Op::TypedLength
            | Op::TypedGetI32
            | Op::TypedGetF64
            | Op::TypedSetI32
            | Op::TypedSetF64
            | Op::StringLength
            | Op::StringGet
            | Op::CharCodeAt
            | Op::FunctionEnvironment => self.speculative(d),

            // ---- control ----
            Op::Jump => self.jump(&d.targets[0]),
            Op::Branch => self.branch(self.int(d.args[0]), d.weights, &d.targets[0], &d.targets[1]),
            Op::CallKnown => self.call_known(inst),
            Op::ReturnValue => self.return_result(d.args[0]),
            Op::Throw => {
                self.note_pc(d);
                self.runtime("throw", self.with_ctx(&self.metadata(&d.args)));
                self.threw(d.handler.as_ref());
            }
            Op::ThrowError => {
                self.note_pc(d);
                self.runtime("throw_error", self.with_ctx(&[self.u32(imm(0)).into(), self.u32(imm(1)).into()]));
                self.threw(d.handler.as_ref());
            }
        }
    }

    /// name(ctx, inputs...) -> Value that may be EXCEPTION.
    fn value_call(&mut self, name: &'static str, d: &InstData) {
        self.note_pc(d);
        let v = self.runtime(name, self.with_ctx(&self.metadata(&d.args))).unwrap();
        self.checked_value(d, v);
    }

    /// name(ctx, inputs..., immediates...) -> Status.
    fn status_call(&mut self, name: &'static str, d: &InstData, immediates: &[u64]) {
        self.note_pc(d);
        let mut rest = self.metadata(&d.args);
        rest.extend(immediates.iter().map(|i| BasicMetadataValueEnum::from(self.u32(*i))));
        let v = self.runtime(name, self.with_ctx(&rest)).unwrap();
        self.checked_status(d, v);
    }

    /// name(ctx, inputs..., immediates...) -> Value, never EXCEPTION.
    fn nothrow_call(&mut self, name: &'static str, d: &InstData, immediates: &[u64]) {
        let mut rest = self.metadata(&d.args);
        rest.extend(immediates.iter().map(|i| BasicMetadataValueEnum::from(self.u32(*i))));
        let v = self.runtime(name, self.with_ctx(&rest)).unwrap();
        self.set(d, v);
    }

    /// name(ctx, first..., list, count, last...) -> Value that may be EXCEPTION.
    fn call_with_list(
        &mut self,
        name: &'static str,
        d: &InstData,
        first: &[BasicMetadataValueEnum<'ctx>],
        list: &[Value],
        last: &[BasicMetadataValueEnum<'ctx>],
    ) {
        let at = self.spill(list);
        self.note_pc(d);
        let mut rest = first.to_vec();
        rest.push(at.into());
        rest.push(self.u64(list.len() as u64).into());
        rest.extend_from_slice(last);
        let v = self.runtime(name, self.with_ctx(&rest)).unwrap();
        self.checked_value(d, v);
    }

    /// Calls `name`, which throws, if `condition`.
    fn throw_if(
        &mut self,
        condition: IntValue<'ctx>,
        d: &InstData,
        name: &'static str,
        args: impl FnOnce(&Self) -> Args<'ctx>,
    ) {
        let b = &self.unit.builder;
        let throwing = self.unit.context.append_basic_block(self.function, "");
        let next = self.unit.context.append_basic_block(self.function, "");
        let branch = b.build_conditional_branch(condition, throwing, next).unwrap();
        self.unlikely(branch);
        b.position_at_end(throwing);
        self.note_pc(d);
        let args = args(self);
        self.runtime(name, args);
        self.threw(d.handler.as_ref());
        b.position_at_end(next);
    }

    /// An allocation that has a fast path of the same name without pc.
    pub(super) fn allocating(&self, name: &'static str, args: Args<'ctx>) -> BasicValueEnum<'ctx> {
        if self.is_hot {
            let call = self.unit.builder.build_call(self.unit.hot(name), &args, "").unwrap();
            return call.try_as_basic_value().expect_basic("a value");
        }
        self.runtime(name, args).expect("a value")
    }

    /// Environment `depth` parents up (as pointer), and the address of its slot.
    fn environment_slot(&self, v: Value, depth: u64, slot: u64) -> (PointerValue<'ctx>, PointerValue<'ctx>) {
        let b = &self.unit.builder;
        let mut e = b.build_int_to_ptr(self.int(v), self.unit.ptr, "").unwrap();
        for _ in 0..depth {
            let parent = self.load(self.unit.offset(e, offset_of!(Environment, parent) as u64), "environment");
            e = b.build_int_to_ptr(parent, self.unit.ptr, "").unwrap();
        }
        (e, self.unit.offset(e, ENVIRONMENT_SLOTS_OFFSET as u64 + 8 * slot))
    }

    /// The site's first way remembers the literal's shape: allocate and fill inline.
    pub(super) fn new_object_with(&mut self, d: &InstData, keys: u64, site: u64) {
        let (b, unit) = (&self.unit.builder, self.unit);
        let n = d.args.len();
        let site = self.site(d, site);
        let slow_call = |e: &Self| {
            let list = e.spill(&d.args);
            let args = e.with_ctx(&[e.u32(keys).into(), list.into(), e.u64(n as u64).into(), site.into()]);
            e.runtime("new_object_with", args).unwrap()
        };
        if !self.is_hot || n > 14 {
            let v = slow_call(self);
            self.set(d, v);
            return;
        }
        let shape_at = unit.offset(site, offset_of!(CacheWay, shape) as u64);
        let shape = b.build_load(unit.i32, shape_at, "").unwrap();
        self.mark(shape.as_instruction_value_checked(), "cache");
        let shape = shape.into_int_value();
        let mut unknown = b.build_int_compare(IntPredicate::EQ, shape, self.u32(0), "").unwrap();
        // Fields that the shape has as doubles, where the values may be something else.
        let is_double = |v: &Value| self.sir.ty(*v).kinds.is_subset(Kinds::DOUBLE);
        let others = (0..n).filter(|i| !is_double(&d.args[*i])).fold(0u64, |bits, i| bits | 1 << i);
        if others != 0 {
            let doubles_at = unit.offset(site, offset_of!(CacheWay, offset) as u64);
            let doubles = b.build_load(unit.i32, doubles_at, "").unwrap();
            self.mark(doubles.as_instruction_value_checked(), "cache");
            let wrong = b.build_and(doubles.into_int_value(), self.u32(others), "").unwrap();
            let wrong = b.build_int_compare(IntPredicate::NE, wrong, self.u32(0), "").unwrap();
            unknown = b.build_or(unknown, wrong, "").unwrap();
        }
        let slow = unit.context.append_basic_block(self.function, "");
        let fast = unit.context.append_basic_block(self.function, "");
        let next = unit.context.append_basic_block(self.function, "");
        let branch = b.build_conditional_branch(unknown, slow, fast).unwrap();
        self.unlikely(branch);
        b.position_at_end(slow);
        let from_slow = slow_call(self);
        let slow_end = b.get_insert_block().unwrap();
        b.build_unconditional_branch(next).unwrap();
        b.position_at_end(fast);
        let args = self.with_ctx(&[shape.into(), self.u32(n as u64).into()]);
        let cell = b.build_call(unit.hot("new_object_of_shape"), &args, "").unwrap();
        let cell = cell.try_as_basic_value().expect_basic("a cell").into_pointer_value();
        for (i, v) in d.args.iter().enumerate() {
            let at = unit.offset(cell, (size_of::<Object>() + 8 * i) as u64);
            let s = b.build_store(at, self.value(*v)).unwrap();
            self.mark(s, "slot");
        }
        let from_fast = b.build_ptr_to_int(cell, unit.i64, "").unwrap();
        let fast_end = b.get_insert_block().unwrap();
        b.build_unconditional_branch(next).unwrap();
        b.position_at_end(next);
        let phi = b.build_phi(unit.i64, "").unwrap();
        phi.add_incoming(&[(&from_slow, slow_end), (&from_fast, fast_end)]);
        self.set(d, phi.as_basic_value());
    }

    /// An array literal: allocated and filled inline.
    fn new_array_with(&mut self, d: &InstData) {
        let (b, unit) = (&self.unit.builder, self.unit);
        let n = d.args.len();
        let slow_call = |e: &Self| {
            let list = e.spill(&d.args);
            e.runtime("new_array_with", e.with_ctx(&[list.into(), e.u64(n as u64).into()])).unwrap()
        };
        if !self.is_hot || n == 0 || n > jsc_hot::allocate::MAX_INLINE_ELEMENTS as usize {
            let v = slow_call(self);
            self.set(d, v);
            return;
        }
        let slow = unit.context.append_basic_block(self.function, "");
        let fast = unit.context.append_basic_block(self.function, "");
        let next = unit.context.append_basic_block(self.function, "");
        let args = self.with_ctx(&[self.u32(n as u64).into()]);
        let array = b.build_call(unit.hot("new_array_of"), &args, "").unwrap();
        let array = array.try_as_basic_value().expect_basic("an array").into_int_value();
        let none = b.build_int_compare(IntPredicate::EQ, array, self.u64(JsValue::EMPTY.0), "").unwrap();
        let branch = b.build_conditional_branch(none, slow, fast).unwrap();
        self.unlikely(branch);
        b.position_at_end(slow);
        let from_slow = slow_call(self);
        let slow_end = b.get_insert_block().unwrap();
        b.build_unconditional_branch(next).unwrap();
        b.position_at_end(fast);
        let cell = b.build_int_to_ptr(array, unit.ptr, "").unwrap();
        let elements = self.load(unit.offset(cell, offset_of!(Object, storage) as u64), "storage");
        let elements = b.build_int_to_ptr(elements, unit.ptr, "").unwrap();
        for (i, v) in d.args.iter().enumerate() {
            let s = b.build_store(unit.offset(elements, 8 * i as u64), self.value(*v)).unwrap();
            self.mark(s, "element");
        }
        b.build_unconditional_branch(next).unwrap();
        b.position_at_end(next);
        let phi = b.build_phi(unit.i64, "").unwrap();
        phi.add_incoming(&[(&from_slow, slow_end), (&array, fast)]);
        self.set(d, phi.as_basic_value());
    }

    /// [[Call]]: directly if the callee is the function that the facts predict, else through its entry.
    fn call(&mut self, d: &InstData) {
        let (b, unit) = (&self.unit.builder, self.unit);
        let count = d.args.len() - 2;
        let (callee, this) = (self.int(d.args[0]), self.int(d.args[1]));
        self.note_pc(d);
        let known = self.predicted_callee(d.args[0]).filter(|f| {
            let info = &self.program.functions[*f as usize];
            info.direct
                && info.native
                && info.flags & (function_flag::CLASS_CONSTRUCTOR | function_flag::GENERATOR) == 0
        });
        let Some(known) = known else {
            let v = self.indirect_call(d, callee, this, count);
            self.checked_value(d, v);
            return;
        };
        let info = &self.program.functions[known as usize];
        let other = unit.context.append_basic_block(self.function, "");
        let test = unit.context.append_basic_block(self.function, "");
        let direct = unit.context.append_basic_block(self.function, "");
        let next = unit.context.append_basic_block(self.function, "");
        // Is it a function object of the code predicted?
        let not_cell = b
            .build_int_compare(
                IntPredicate::NE,
                b.build_and(callee, self.u64(jsc_abi::value::NOT_CELL_MASK), "").unwrap(),
                self.u64(0),
                "",
            )
            .unwrap();
        let branch = b.build_conditional_branch(not_cell, other, test).unwrap();
        self.unlikely(branch);
        b.position_at_end(test);
        let cell = b.build_int_to_ptr(callee, unit.ptr, "").unwrap();
        let kind_at = unit.offset(cell, offset_of!(CellHeader, kind) as u64);
        let kind = b.build_load(unit.context.i8_type(), kind_at, "").unwrap();
        self.mark(kind.as_instruction_value_checked(), "header");
        // The code pointer may be read whatever the cell is: cells have at least 16 bytes, so look only if it is a function.
        let function_kind = unit.context.i8_type().const_int(jsc_abi::CellKind::Function as u64, false);
        let is_function = b.build_int_compare(IntPredicate::EQ, kind.into_int_value(), function_kind, "").unwrap();
        let test_code = unit.context.append_basic_block(self.function, "");
        b.build_conditional_branch(is_function, test_code, other).unwrap();
        b.position_at_end(test_code);
        let code = self.load(unit.offset(cell, offset_of!(Function, code) as u64), "internal");
        let expected =
            unit.offset(unit.data(symbol::CODES).as_pointer_value(), known as u64 * size_of::<Code>() as u64);
        let expected = b.build_ptr_to_int(expected, unit.i64, "").unwrap();
        let same = b.build_int_compare(IntPredicate::NE, code, expected, "").unwrap();
        let branch = b.build_conditional_branch(same, other, direct).unwrap();
        self.unlikely(branch);

        b.position_at_end(direct);
        let target = unit.program_function(&info.direct_symbol(), unit.direct_type(info.parameter_count));
        let mut args: Args = vec![self.act.ctx.into(), cell.into(), this.into(), self.u64(JsValue::UNDEFINED.0).into()];
        for i in 0..info.parameter_count as usize {
            args.push(match d.args.get(2 + i) {
                Some(v) => self.value(*v).into(),
                None => self.u64(JsValue::UNDEFINED.0).into(),
            });
        }
        let call = b.build_call(target, &args, "").unwrap();
        let from_direct = call.try_as_basic_value().expect_basic("a value");
        b.build_unconditional_branch(next).unwrap();

        b.position_at_end(other);
        let from_other = self.indirect_call(d, callee, this, count);
        let other_end = b.get_insert_block().unwrap();
        b.build_unconditional_branch(next).unwrap();
        b.position_at_end(next);
        let phi = b.build_phi(unit.i64, "").unwrap();
        phi.add_incoming(&[(&from_direct, direct), (&from_other, other_end)]);
        self.checked_value(d, phi.as_basic_value());
    }

    pub fn indirect_call(
        &self,
        d: &InstData,
        callee: IntValue<'ctx>,
        this: IntValue<'ctx>,
        count: usize,
    ) -> BasicValueEnum<'ctx> {
        let argv = self.spill(&d.args[2..]);
        let args = self.with_ctx(&[callee.into(), this.into(), argv.into(), self.u64(count as u64).into()]);
        if self.is_hot {
            let call = self.unit.builder.build_call(self.unit.hot("call"), &args, "").unwrap();
            return call.try_as_basic_value().expect_basic("a value");
        }
        self.runtime("call", args).expect("a value")
    }

    /// The function that a callee is predicted to be a closure of.
    fn predicted_callee(&self, callee: Value) -> Option<u32> {
        let d = self.sir.definition(callee)?;
        match d.op {
            Op::GetTop => self.program.top_functions.get(&(d.immediates[0] as u32)).copied(),
            Op::CreateClosure => Some(d.immediates[0] as u32),
            Op::Callee => Some(self.sir.index),
            _ => None,
        }
    }

    /// Writes the live registers where the runtime copies them from, and makes the generator.
    fn initial_yield(&mut self, d: &InstData) {
        let (b, unit) = (&self.unit.builder, self.unit);
        let count = self.sir.register_count as u64;
        let base = self.arguments.unwrap_or_else(|| unit.ptr.const_null());
        for r in 0..count {
            b.build_store(unit.offset(base, 8 * r), self.u64(JsValue::UNDEFINED.0)).unwrap();
        }
        for (r, v) in self.sir.register_lists[d.immediates[2] as usize].iter().zip(&d.args) {
            b.build_store(unit.offset(base, 8 * *r as u64), self.value(*v)).unwrap();
        }
        self.note_pc(d);
        let args = self.with_ctx(&[
            self.callee_value().into(),
            self.act.this.into(),
            self.act.new_target.into(),
            base.into(),
            self.u64(count).into(),
            self.u32(d.immediates[0]).into(),
            self.u32(d.immediates[1]).into(),
        ]);
        let v = self.runtime("initial_yield", args).unwrap();
        self.checked_value(d, v);
    }
}

/// The instruction behind a value that was just emitted.
trait AsInstruction<'ctx> {
    fn as_instruction_value_checked(&self) -> inkwell::values::InstructionValue<'ctx>;
}

impl<'ctx> AsInstruction<'ctx> for BasicValueEnum<'ctx> {
    fn as_instruction_value_checked(&self) -> inkwell::values::InstructionValue<'ctx> {
        use inkwell::values::BasicValue;
        self.as_instruction_value().expect("a load is an instruction")
    }
}
