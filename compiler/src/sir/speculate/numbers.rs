//! Arithmetic and comparisons on numbers.

use super::*;

impl<'a> Builder<'a> {
    pub(super) fn immediate(&mut self, op: Op, bits: u64) -> Value {
        self.emit(op, vec![], vec![bits]).expect("a constant has a result")
    }

    pub(super) fn constant_of(&self, v: Value) -> Option<JsValue> {
        self.function.definition(v).filter(|d| d.op == Op::ConstValue).map(|d| JsValue(d.immediates[0]))
    }

    /// An expected int32, unboxed.
    pub(super) fn as_i32(&mut self, v: Value) -> Value {
        if let Some(c) = self.constant_of(v).filter(|c| c.is_int32()) {
            return self.immediate(Op::ConstI32, c.as_int32() as i64 as u64);
        }
        if let Some(d) = self.function.definition(v).filter(|d| d.op == Op::BoxI32) {
            return d.args[0];
        }
        let v = self.guard(v, Kinds::INT32, ExitKind::Type);
        self.emit(Op::UnboxI32, vec![v], vec![]).expect("has a result")
    }

    /// An expected number as a double.
    pub(super) fn as_f64(&mut self, v: Value) -> Value {
        if let Some(c) = self.constant_of(v).filter(|c| c.is_number()) {
            return self.immediate(Op::ConstF64, c.as_number().to_bits());
        }
        if let Some(d) = self.function.definition(v).filter(|d| d.op == Op::BoxF64) {
            return d.args[0];
        }
        if self.is_expected(v, Kinds::INT32) {
            let i = self.as_i32(v);
            return self.emit(Op::I32ToF64, vec![i], vec![]).expect("has a result");
        }
        let v = self.guard(v, Kinds::NUMBER, ExitKind::Type);
        self.emit(Op::UnboxF64, vec![v], vec![]).expect("has a result")
    }

    /// An expected boolean, unboxed.
    pub(super) fn as_bool(&mut self, v: Value) -> Value {
        if let Some(c) = self.constant_of(v).filter(|c| c.is_bool()) {
            return self.immediate(Op::ConstBool, c.is_true() as u64);
        }
        if let Some(d) = self.function.definition(v).filter(|d| d.op == Op::BoxBool) {
            return d.args[0];
        }
        let v = self.guard(v, Kinds::BOOL, ExitKind::Type);
        self.emit(Op::UnboxBool, vec![v], vec![]).expect("has a result")
    }

    /// ToInt32 of an expected number.
    pub(super) fn truncated(&mut self, v: Value) -> Value {
        if let Some(c) = self.constant_of(v).filter(|c| c.is_number()) {
            return self.immediate(Op::ConstI32, crate::passes::fold::to_int32(c.as_number()) as i64 as u64);
        }
        if self.is_expected(v, Kinds::INT32) {
            return self.as_i32(v);
        }
        let d = self.as_f64(v);
        self.emit(Op::F64ToI32, vec![d], vec![]).expect("has a result")
    }

    /// An element key that is expected to be a number.
    pub(super) fn as_index(&mut self, v: Value) -> Value {
        if self.is_expected(v, Kinds::INT32) {
            return self.as_i32(v);
        }
        let d = self.as_f64(v);
        self.emit_exiting(Op::F64ToIndex, vec![d], vec![]).expect("has a result")
    }

    pub(super) fn box_i32(&mut self, v: Value) -> Option<Value> {
        self.emit(Op::BoxI32, vec![v], vec![])
    }

    pub(super) fn box_f64(&mut self, v: Value) -> Option<Value> {
        self.emit(Op::BoxF64, vec![v], vec![])
    }

    /// Arithmetic on numbers; whether it was done.
    pub(super) fn arithmetic(&mut self, op: Op, dst: u16, a: Value, b: Value) -> bool {
        if !self.is_expected(a, Kinds::NUMBER) || !self.is_expected(b, Kinds::NUMBER) {
            return false;
        }
        let int32s = self.is_expected(a, Kinds::INT32) && self.is_expected(b, Kinds::INT32);
        let predicted = self.predicted(self.a.pc).map(|p| p.kinds);
        let int_result = |default: bool| predicted.map_or(default, |k| k.is_subset(Kinds::INT32));
        let checked = match op {
            Op::Add | Op::Sub if int32s && int_result(true) => {
                Some(if op == Op::Add { Op::AddI32Checked } else { Op::SubI32Checked })
            }
            Op::Mul if int32s && int_result(false) => Some(Op::MulI32Checked),
            Op::Rem if int32s && int_result(true) => Some(Op::RemI32Checked),
            Op::Div if int32s && int_result(false) => Some(Op::DivI32Checked),
            _ => None,
        };
        let bitwise = match op {
            Op::BitAnd => Some(Op::AndI32),
            Op::BitOr => Some(Op::OrI32),
            Op::BitXor => Some(Op::XorI32),
            Op::Shl => Some(Op::ShlI32),
            Op::Shr => Some(Op::ShrI32),
            _ => None,
        };
        let floating = match op {
            Op::Add => Op::AddF64,
            Op::Sub => Op::SubF64,
            Op::Mul => Op::MulF64,
            Op::Div => Op::DivF64,
            _ => Op::RemF64,
        };
        let result = if let Some(op) = checked {
            let (x, y) = (self.as_i32(a), self.as_i32(b));
            let v = self.emit_exiting(op, vec![x, y], vec![]).expect("has a result");
            self.box_i32(v)
        } else if let Some(op) = bitwise {
            let (x, y) = (self.truncated(a), self.truncated(b));
            let v = self.emit(op, vec![x, y], vec![]).expect("has a result");
            self.box_i32(v)
        } else if op == Op::Ushr {
            self.unsigned_shift(a, b, int_result(false))
        } else {
            let (x, y) = (self.as_f64(a), self.as_f64(b));
            let v = self.emit(floating, vec![x, y], vec![]).expect("has a result");
            self.box_f64(v)
        };
        self.write(dst, result);
        true
    }

    pub(super) fn unsigned_shift(&mut self, a: Value, b: Value, int_result: bool) -> Option<Value> {
        let count = self.constant_of(b).filter(|c| c.is_int32()).map(|c| c.as_int32() & 31);
        let x = self.truncated(a);
        if let Some(count @ 1..) = count {
            let amount = self.immediate(Op::ConstI32, count as u64);
            let shifted = self.emit(Op::ShrI32, vec![x, amount], vec![]).expect("has a result");
            let mask = self.immediate(Op::ConstI32, (u32::MAX >> count) as u64);
            let v = self.emit(Op::AndI32, vec![shifted, mask], vec![]).expect("has a result");
            return self.box_i32(v);
        }
        let y = self.truncated(b);
        let v = self.emit(Op::UshrF64, vec![x, y], vec![]).expect("has a result");
        if int_result {
            let i = self.emit_exiting(Op::F64ToI32Exact, vec![v], vec![]).expect("has a result");
            return self.box_i32(i);
        }
        self.box_f64(v)
    }

    /// Operators with one input.
    pub(super) fn unary_arithmetic(&mut self, op: Op, dst: u16, src: u16) -> bool {
        let v = self.read(src);
        if !self.is_expected(v, Kinds::NUMBER) {
            return false;
        }
        match op {
            Op::Inc | Op::Dec => {
                let one = self.constant(JsValue::from_i32(1));
                self.arithmetic(if op == Op::Inc { Op::Add } else { Op::Sub }, dst, v, one)
            }
            Op::BitNot => {
                let ones = self.constant(JsValue::from_i32(-1));
                self.arithmetic(Op::BitXor, dst, v, ones)
            }
            Op::Neg => {
                let int = self.is_expected(v, Kinds::INT32)
                    && self.predicted(self.a.pc).is_some_and(|p| p.kinds.is_subset(Kinds::INT32));
                let result = if int {
                    let x = self.as_i32(v);
                    let minus = self.immediate(Op::ConstI32, -1i64 as u64);
                    let v = self.emit_exiting(Op::MulI32Checked, vec![x, minus], vec![]).expect("has a result");
                    self.box_i32(v)
                } else {
                    let x = self.as_f64(v);
                    let v = self.emit(Op::NegF64, vec![x], vec![]).expect("has a result");
                    self.box_f64(v)
                };
                self.write(dst, result);
                true
            }
            _ => {
                // ToNumber, ToNumeric.
                let int = self.is_expected(v, Kinds::INT32);
                let v = self.guard(v, if int { Kinds::INT32 } else { Kinds::NUMBER }, ExitKind::Type);
                if self.function.definition(v).is_some_and(|d| d.op == Op::GuardKind) {
                    // The guard stays though nobody uses the result: of objects, the conversion is seen.
                    self.emit(if int { Op::UnboxI32 } else { Op::UnboxF64 }, vec![v], vec![]);
                }
                self.write(dst, Some(v));
                true
            }
        }
    }

    /// A comparison, as a bool. `None`: nothing is predicted that helps.
    pub(super) fn comparison(&mut self, op: Op, lhs: u16, rhs: u16) -> Option<Value> {
        let (a, b) = (self.read(lhs), self.read(rhs));
        if !self.is_expected(a, Kinds::NUMBER) || !self.is_expected(b, Kinds::NUMBER) {
            return None;
        }
        let int32s = self.is_expected(a, Kinds::INT32) && self.is_expected(b, Kinds::INT32);
        let (mut x, mut y) = if int32s { (self.as_i32(a), self.as_i32(b)) } else { (self.as_f64(a), self.as_f64(b)) };
        if matches!(op, Op::Greater | Op::GreaterEqual) {
            std::mem::swap(&mut x, &mut y);
        }
        let op = match (op, int32s) {
            (Op::Less | Op::Greater, true) => Op::LessI32,
            (Op::Less | Op::Greater, false) => Op::LessF64,
            (Op::LessEqual | Op::GreaterEqual, true) => Op::LessEqualI32,
            (Op::LessEqual | Op::GreaterEqual, false) => Op::LessEqualF64,
            (_, true) => Op::EqualI32,
            (_, false) => Op::EqualF64,
        };
        self.emit(op, vec![x, y], vec![])
    }

    pub(super) fn speculative_test(&mut self, op: Op, dst: u16, lhs: u16, rhs: u16, negated: bool) -> bool {
        let Some(mut v) = self.comparison(op, lhs, rhs) else { return false };
        if negated {
            v = self.emit(Op::NotBool, vec![v], vec![]).expect("has a result");
        }
        let v = self.boxed(Some(v));
        self.write(dst, v);
        true
    }

    pub(super) fn speculative_branch(&mut self, id: BlockId, op: Op, lhs: u16, rhs: u16, sense: bool) -> bool {
        let Some(c) = self.comparison(op, lhs, rhs) else { return false };
        self.branch(id, c, sense);
        true
    }
}
