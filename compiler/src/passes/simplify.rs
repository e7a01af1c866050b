//! Constants folded, and identities that hold exactly in JavaScript: no operation that may run user code, throw, or make another
//! number is lost. Works on kinds that `infer` found. What follows from an input being simplified is seen in the same sweep.

use super::PassContext;
use super::edit::{self, Replacements};
use super::effects::effects;
use super::fold;
use super::infer::{kinds_of, result_kinds, shift_count};
use crate::sir::{Function, Inst, Kinds, Op, Value};
use jsc_abi::CellKind;
use jsc_abi::Value as JsValue;
use jsc_abi::image::writer::ConstantData;

/// Levels of sums looked through: 2^16 integers below 2^33 give one below 2^49.
const MAX_EXACT_DEPTH: u32 = 16;

const NULLISH: Kinds = Kinds(Kinds::UNDEFINED.0 | Kinds::NULL.0);

pub fn run(f: &mut Function, context: &PassContext) -> bool {
    let mut s = Simplifier { replacements: Replacements::new(f), f, context, added: Vec::new(), changed: false };
    let mut folded_branch = false;
    for b in s.f.reverse_postorder() {
        let insts = std::mem::take(&mut s.f.blocks[b.index()].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for i in insts {
            folded_branch |= s.branch(i);
            let keep = s.inst(i);
            kept.append(&mut s.added);
            if keep {
                kept.push(i);
            }
        }
        s.f.blocks[b.index()].insts = kept;
    }
    let Simplifier { replacements, f, changed, .. } = s;
    replacements.apply(f);
    if changed || folded_branch {
        // Of what is not reached any more, no use is left to verify.
        edit::remove_unreachable(f);
    }
    changed || folded_branch
}

/// What becomes of an instruction.
enum Outcome {
    Keep,
    /// It does nothing.
    Remove,
    /// Its result is this value.
    Same(Value),
    /// Its result is this constant (of the representation that it has).
    Boxed(JsValue),
    Bool(bool),
    I32(i32),
    F64(f64),
    /// It is this simpler op.
    Op(Op, Vec<Value>),
}

use Outcome::*;

struct Simplifier<'a> {
    f: &'a mut Function,
    context: &'a PassContext<'a>,
    replacements: Replacements,
    /// Instructions to be put before the present one.
    added: Vec<Inst>,
    changed: bool,
}

impl Simplifier<'_> {
    /// Frame states name what is unboxed as it is, so that exits keep no box alive.
    fn unbox_state(&mut self, i: Inst) {
        for n in 0..self.f.inst(i).state.as_ref().map_or(0, |s| s.values.len()) {
            let v = self.f.inst(i).state.as_ref().expect("as above").values[n];
            let boxing = self.f.definition(v).filter(|d| matches!(d.op, Op::BoxI32 | Op::BoxF64 | Op::BoxBool));
            if let Some(unboxed) = boxing.map(|d| d.args[0]) {
                self.f.inst_mut(i).state.as_mut().expect("as above").values[n] = unboxed;
                self.changed = true;
            }
        }
    }

    /// Whether the instruction stays, perhaps changed.
    fn inst(&mut self, i: Inst) -> bool {
        for v in edit::uses_mut(&mut self.f.insts[i.index()]) {
            *v = self.replacements.resolve(*v);
        }
        self.unbox_state(i);
        // One step may allow another: `equal` becomes `strict_equal` becomes `false`.
        loop {
            let result = self.f.inst(i).result;
            let (op, immediate) = match self.outcome(i) {
                Keep => break,
                Remove => {
                    self.changed = true;
                    return false;
                }
                Same(v) => {
                    let result = result.expect("what is the same as a value is one");
                    // A wider value would belie the types of what it flows to. So it stays.
                    if !self.f.ty(v).kinds.is_subset(self.f.ty(result).kinds) {
                        break;
                    }
                    self.changed = true;
                    self.replacements.replace(result, v);
                    return false;
                }
                Op(op, args) => {
                    self.changed = true;
                    let data = self.f.inst_mut(i);
                    data.op = op;
                    data.args = args;
                    data.immediates.clear();
                    if !op.effects().throws {
                        data.handler = None;
                    }
                    if !op.effects().exits {
                        data.state = None;
                    }
                    continue;
                }
                Boxed(v) if !kinds_of(v).is_subset(self.kinds(result.expect("a constant is a result"))) => break,
                Boxed(v) => (Op::ConstValue, v.0),
                Bool(x) => (Op::ConstBool, x as u64),
                I32(x) => (Op::ConstI32, x as i64 as u64),
                F64(x) => (Op::ConstF64, if x.is_nan() { jsc_abi::value::CANONICAL_NAN } else { x.to_bits() }),
            };
            self.changed = true;
            let data = self.f.inst_mut(i);
            data.op = op;
            data.args.clear();
            data.immediates = vec![immediate];
            data.handler = None;
            data.state = None;
            if let (Op::ConstValue, Some(v)) = (op, result) {
                self.f.values[v.index()].ty.kinds = kinds_of(JsValue(immediate));
            }
            break;
        }
        let data = self.f.inst(i);
        if data.handler.is_some() && !effects(self.f, data).throws {
            self.f.inst_mut(i).handler = None;
            self.changed = true;
        }
        true
    }

    /// Branches whose way is known, or whose condition is turned round.
    fn branch(&mut self, i: Inst) -> bool {
        if self.f.inst(i).op != Op::Branch {
            return false;
        }
        let mut changed = false;
        loop {
            let condition = self.replacements.resolve(self.f.inst(i).args[0]);
            let Some((op, args, immediates)) =
                self.f.definition(condition).map(|d| (d.op, d.args.clone(), d.immediates.clone()))
            else {
                return changed;
            };
            let data = self.f.inst_mut(i);
            match op {
                Op::NotBool => {
                    data.args[0] = args[0];
                    data.targets.swap(0, 1);
                    data.weights = data.weights.map(|[yes, no]| [no, yes]);
                }
                Op::ConstBool => {
                    data.op = Op::Jump;
                    data.args.clear();
                    data.weights = None;
                    data.targets.remove(if immediates[0] != 0 { 1 } else { 0 });
                    return true;
                }
                _ => return changed,
            }
            changed = true;
        }
    }

    fn kinds(&self, v: Value) -> Kinds {
        self.f.ty(v).kinds
    }

    /// Every value that `v` may be is of these kinds (and it may be one at all).
    fn is(&self, v: Value, kinds: Kinds) -> bool {
        let k = self.kinds(v);
        k != Kinds::NONE && k.is_subset(kinds)
    }

    fn may_be(&self, v: Value, kinds: Kinds) -> bool {
        self.kinds(v).intersects(kinds)
    }

    /// The op that makes `v`, with its first input.
    fn made_by(&self, v: Value) -> Option<(Op, Option<Value>)> {
        self.f.definition(v).map(|d| (d.op, d.args.first().copied()))
    }

    /// The input of the op that makes `v`, if it is `op`.
    fn input_of(&self, v: Value, op: Op) -> Option<Value> {
        self.made_by(v).filter(|m| m.0 == op).and_then(|m| m.1)
    }

    fn immediate_of(&self, v: Value, op: Op) -> Option<u64> {
        self.f.definition(v).filter(|d| d.op == op).map(|d| d.immediates[0])
    }

    fn constant(&self, v: Value) -> Option<JsValue> {
        self.immediate_of(v, Op::ConstValue).map(JsValue)
    }

    fn constant_f64(&self, v: Value) -> Option<f64> {
        self.immediate_of(v, Op::ConstF64).map(f64::from_bits)
    }

    fn constant_i32(&self, v: Value) -> Option<i32> {
        self.immediate_of(v, Op::ConstI32).map(|n| n as i32)
    }

    /// `v` is the constant number `d` (and -0 is not 0).
    fn is_number(&self, v: Value, d: f64) -> bool {
        self.constant(v).is_some_and(|c| c.is_number() && c.as_number().to_bits() == d.to_bits())
    }

    /// Puts a new instruction before the present one.
    fn add(&mut self, op: Op, args: Vec<Value>, pc: u32) -> Value {
        let i = self.f.new_inst(op, args, vec![], pc);
        let v = self.f.inst(i).result.expect("only ops with a result are added");
        self.f.values[v.index()].ty.kinds = result_kinds(self.f, self.f.inst(i), self.context);
        self.added.push(i);
        v
    }

    fn outcome(&mut self, i: Inst) -> Outcome {
        let data = self.f.inst(i);
        let (op, pc) = (data.op, data.pc);
        match data.args[..] {
            // As an immediate its kind and value are known to all.
            [] if op == Op::ConstProgram => match self.context.constants.get(data.immediates[0] as usize) {
                Some(ConstantData::Number(d)) => Boxed(JsValue::from_number(*d)),
                _ => Keep,
            },
            [a] if op == Op::GuardKind => match self.is(a, Kinds(data.immediates[0] as u16)) {
                true => Same(a),
                false => Keep,
            },
            [a] if op == Op::GuardCell && data.immediates[0] == CellKind::Array as u64 && self.is_new_array(a) => {
                Same(a)
            }
            [a] => self.of_one(op, a, pc),
            [a, b] if op == Op::GuardArrayIteration && self.is_new_iterator(a, b) => Same(a),
            [a, b] => self.of_two(op, a, b, pc),
            _ => Keep,
        }
    }

    fn is_new_iterator(&self, iterator: Value, next: Value) -> bool {
        let made = matches!(self.made_by(iterator), Some((Op::ArrayIterator, _)));
        made && self.input_of(next, Op::ArrayIteratorMethod) == Some(iterator)
    }

    fn is_new_array(&self, v: Value) -> bool {
        matches!(self.made_by(v), Some((Op::NewArray | Op::NewArrayWith | Op::NewArrayFor | Op::CreateRest, _)))
    }

    fn of_one(&mut self, op: Op, a: Value, pc: u32) -> Outcome {
        let kinds = self.kinds(a);
        if let Some(c) = self.constant(a)
            && let Some(result) = fold::unary(op, c)
        {
            return Boxed(result);
        }
        // A test that is true of some kinds and of no others.
        let test = |of: Kinds| match () {
            () if kinds == Kinds::NONE => Keep,
            () if kinds.is_subset(of) => Bool(true),
            () if !kinds.intersects(of) => Bool(false),
            () => Keep,
        };
        match op {
            Op::ToNumber if self.is(a, Kinds::NUMBER) => Same(a),
            Op::ToNumeric if self.is(a, Kinds::NUMERIC) => Same(a),
            Op::ToString | Op::Concat if self.is(a, Kinds::STRING) => Same(a),
            Op::ToPropertyKey if self.is(a, Kinds::STRING.union(Kinds::SYMBOL)) => Same(a),
            Op::Neg if self.is(a, Kinds::NUMBER) => self.undo(a, Op::Neg, Kinds::NUMBER),
            Op::BitNot if self.is(a, Kinds::INT32) => self.undo(a, Op::BitNot, Kinds::INT32),

            Op::IsUndefined => test(Kinds::UNDEFINED),
            Op::IsNullish => test(NULLISH),
            Op::IsEmpty => test(Kinds::EMPTY),
            Op::ToBoolean => self.to_boolean(a),
            Op::NotBool => self.not_bool(a),

            Op::CheckInitialized | Op::CheckThisInitialized if !kinds.intersects(Kinds::EMPTY) => Remove,
            Op::CheckObjectCoercible if !kinds.intersects(NULLISH) => Remove,
            Op::CheckObject if self.is(a, Kinds::OBJECT) => Remove,

            Op::BoxI32 => match self.constant_i32(a) {
                Some(x) => Boxed(JsValue::from_i32(x)),
                None => self.undo(a, Op::UnboxI32, Kinds::INT32),
            },
            // The double form stays.
            Op::BoxF64 => match self.constant_f64(a) {
                Some(x) => Boxed(JsValue::from_f64(x)),
                None => self.undo(a, Op::UnboxF64, Kinds::DOUBLE),
            },
            Op::BoxBool => match self.immediate_of(a, Op::ConstBool) {
                Some(x) => Boxed(JsValue::from_bool(x != 0)),
                None => self.undo(a, Op::UnboxBool, Kinds::BOOL),
            },
            Op::UnboxI32 => match self.constant(a) {
                Some(c) if c.is_int32() => I32(c.as_int32()),
                _ => self.undo(a, Op::BoxI32, Kinds::ALL),
            },
            Op::UnboxF64 => match (self.constant(a), self.input_of(a, Op::BoxI32)) {
                (Some(c), _) if c.is_number() => F64(c.as_number()),
                (_, Some(x)) => Op(Op::I32ToF64, vec![x]),
                _ => self.undo(a, Op::BoxF64, Kinds::ALL),
            },
            Op::UnboxBool => match self.constant(a) {
                Some(c) if c.is_bool() => Bool(c.is_true()),
                _ => self.undo(a, Op::BoxBool, Kinds::ALL),
            },
            Op::I32ToF64 => self.constant_i32(a).map_or(Keep, |x| F64(x as f64)),
            Op::F64ToI32 => match self.constant_f64(a) {
                Some(x) => I32(fold::to_int32(x)),
                None => self.truncation(a, pc),
            },
            Op::F64ToIndex | Op::F64ToI32Exact => match self.constant_f64(a) {
                Some(x) if (x as i32 as f64).to_bits() == x.to_bits() => I32(x as i32),
                _ => self.undo(a, Op::I32ToF64, Kinds::ALL),
            },
            Op::NegF64 => match self.constant_f64(a) {
                Some(x) => F64(-x),
                None => self.undo(a, Op::NegF64, Kinds::ALL),
            },
            _ => Keep,
        }
    }

    /// ToInt32 of a double: of sums of integers only the low 32 bits count.
    fn truncation(&mut self, a: Value, pc: u32) -> Outcome {
        let Some((op, args)) = self.f.definition(a).map(|d| (d.op, d.args.clone())) else { return Keep };
        let wrapping = match op {
            Op::I32ToF64 => return Same(args[0]),
            // Its low bits are those of the shifted value.
            Op::UshrF64 if self.constant_i32(args[1]) == Some(0) => return Same(args[0]),
            Op::AddF64 => Op::AddI32,
            Op::SubF64 => Op::SubI32,
            _ => return Keep,
        };
        if !args.iter().all(|v| self.is_exact(*v, 1)) {
            return Keep;
        }
        let inputs = args.iter().map(|v| self.add(Op::F64ToI32, vec![*v], pc)).collect();
        Op(wrapping, inputs)
    }

    /// Whether a double is an integer made of integers below 2^33 by so few sums that all of them are exact.
    fn is_exact(&self, v: Value, depth: u32) -> bool {
        let Some(d) = self.f.definition(v) else { return false };
        match d.op {
            Op::I32ToF64 | Op::UshrF64 => true,
            Op::ConstF64 => {
                let x = f64::from_bits(d.immediates[0]);
                x.fract() == 0.0 && x.abs() <= 4294967296.0
            }
            Op::AddF64 | Op::SubF64 => depth < MAX_EXACT_DEPTH && d.args.iter().all(|a| self.is_exact(*a, depth + 1)),
            _ => false,
        }
    }

    /// If `inverse` made `a` of a value of these kinds, that value.
    fn undo(&self, a: Value, inverse: Op, kinds: Kinds) -> Outcome {
        match self.input_of(a, inverse) {
            Some(v) if self.is(v, kinds) || kinds == Kinds::ALL => Same(v),
            _ => Keep,
        }
    }

    fn to_boolean(&self, a: Value) -> Outcome {
        if let Some(x) = self.constant(a).and_then(fold::to_boolean) {
            return Bool(x);
        }
        if let Some(k) = self.immediate_of(a, Op::ConstProgram)
            && let Some(ConstantData::String { units, .. }) = self.context.constants.get(k as usize)
        {
            return Bool(!units.is_empty());
        }
        if self.is(a, NULLISH) {
            Bool(false)
        } else if self.is(a, Kinds::OBJECT.union(Kinds::SYMBOL)) {
            Bool(true)
        } else {
            self.undo(a, Op::BoxBool, Kinds::ALL)
        }
    }

    fn not_bool(&self, a: Value) -> Outcome {
        if let Some(x) = self.immediate_of(a, Op::ConstBool) {
            return Bool(x == 0);
        }
        match self.f.definition(a) {
            Some(d) if d.op == Op::NotBool => Same(d.args[0]),
            // Not so for doubles: NaN is neither less nor not less.
            Some(d) if d.op == Op::LessI32 => Op(Op::LessEqualI32, vec![d.args[1], d.args[0]]),
            Some(d) if d.op == Op::LessEqualI32 => Op(Op::LessI32, vec![d.args[1], d.args[0]]),
            _ => Keep,
        }
    }

    fn of_two(&mut self, op: Op, a: Value, b: Value, pc: u32) -> Outcome {
        if let (Some(x), Some(y)) = (self.constant(a), self.constant(b)) {
            if let Some(result) = fold::binary(op, x, y) {
                return Boxed(result);
            }
            if let Some(result) = fold::compare(op, x, y) {
                return Bool(result);
            }
        }
        if let (Some(x), Some(y)) = (self.constant_f64(a), self.constant_f64(b)) {
            return match op {
                Op::LessF64 => Bool(x < y),
                Op::LessEqualF64 => Bool(x <= y),
                Op::EqualF64 => Bool(x == y),
                _ => fold::on_f64(op, x, y).map_or(Keep, F64),
            };
        }
        if let (Some(x), Some(y)) = (self.constant_i32(a), self.constant_i32(b)) {
            return match op {
                Op::LessI32 => Bool(x < y),
                Op::LessEqualI32 => Bool(x <= y),
                Op::EqualI32 => Bool(x == y),
                Op::UshrF64 => F64((x as u32).wrapping_shr(y as u32) as f64),
                _ => fold::on_i32(op, x, y).map_or(Keep, I32),
            };
        }
        match op {
            Op::StrictEqual => self.strict_equal(a, b, pc),
            Op::Equal => self.equal(a, b),
            Op::CheckConstructorReturn if self.is(a, Kinds::OBJECT) => Same(a),
            Op::CheckConstructorReturn if self.is(a, Kinds::UNDEFINED) && self.is(b, Kinds::OBJECT) => Same(b),
            _ => self.identity(op, a, b),
        }
    }

    /// Neutral elements. Each keeps -0 and NaN.
    fn identity(&self, op: Op, a: Value, b: Value) -> Outcome {
        let (int_a, int_b) = (self.is(a, Kinds::INT32), self.is(b, Kinds::INT32));
        let (number_a, number_b) = (self.is(a, Kinds::NUMBER), self.is(b, Kinds::NUMBER));
        let no_shift = shift_count(self.f, b) == Some(0);
        match op {
            Op::Sub if number_a && self.is_number(b, 0.0) => Same(a),
            Op::Mul | Op::Div if number_a && self.is_number(b, 1.0) => Same(a),
            Op::Mul if number_b && self.is_number(a, 1.0) => Same(b),
            // -0 + 0 is 0: only for what is never -0.
            Op::Add if int_a && self.is_number(b, 0.0) => Same(a),
            Op::Add if int_b && self.is_number(a, 0.0) => Same(b),
            Op::BitOr | Op::BitXor if int_a && self.is_number(b, 0.0) => Same(a),
            Op::BitOr | Op::BitXor if int_b && self.is_number(a, 0.0) => Same(b),
            Op::BitAnd if int_a && self.is_number(b, -1.0) => Same(a),
            Op::BitAnd if int_b && self.is_number(a, -1.0) => Same(b),
            Op::BitAnd if number_a && self.is_number(b, 0.0) => Boxed(JsValue::from_i32(0)),
            Op::BitAnd if number_b && self.is_number(a, 0.0) => Boxed(JsValue::from_i32(0)),
            Op::Shl | Op::Shr if int_a && no_shift => Same(a),
            Op::AddI32 | Op::SubI32 | Op::OrI32 | Op::XorI32 | Op::ShlI32 | Op::ShrI32
                if self.constant_i32(b) == Some(0) =>
            {
                Same(a)
            }
            Op::AddI32 | Op::OrI32 | Op::XorI32 if self.constant_i32(a) == Some(0) => Same(b),
            Op::AndI32 if self.constant_i32(b) == Some(-1) => Same(a),
            Op::AndI32 if self.constant_i32(a) == Some(-1) => Same(b),
            Op::SubF64 if self.constant_f64(b).is_some_and(|x| x.to_bits() == 0) => Same(a),
            Op::MulF64 | Op::DivF64 if self.constant_f64(b) == Some(1.0) => Same(a),
            Op::MulF64 if self.constant_f64(a) == Some(1.0) => Same(b),
            Op::EqualI32 | Op::LessEqualI32 if a == b => Bool(true),
            Op::LessI32 if a == b => Bool(false),
            _ => Keep,
        }
    }

    fn strict_equal(&mut self, a: Value, b: Value, pc: u32) -> Outcome {
        // Both forms of a number are one type.
        let ty = |k: Kinds| if k.intersects(Kinds::NUMBER) { k.union(Kinds::NUMBER) } else { k };
        let (x, y) = (self.kinds(a), self.kinds(b));
        if x == Kinds::NONE || y == Kinds::NONE {
            return Keep;
        }
        if !ty(x).intersects(ty(y)) {
            return Bool(false);
        }
        if a == b && !self.may_be(a, Kinds::DOUBLE) {
            return Bool(true);
        }
        for (a, b) in [(a, b), (b, a)] {
            if self.is(b, Kinds::UNDEFINED) {
                return Op(Op::IsUndefined, vec![a]);
            }
            if let Some(c) = self.constant(b).filter(|c| c.is_bool() && self.is(a, Kinds::BOOL)) {
                if c.is_true() {
                    return Op(Op::ToBoolean, vec![a]);
                }
                let truth = self.add(Op::ToBoolean, vec![a], pc);
                return Op(Op::NotBool, vec![truth]);
            }
        }
        Keep
    }

    fn equal(&self, a: Value, b: Value) -> Outcome {
        // undefined and null equal each other and nothing else.
        if self.is(b, NULLISH) {
            return Op(Op::IsNullish, vec![a]);
        }
        if self.is(a, NULLISH) {
            return Op(Op::IsNullish, vec![b]);
        }
        // Of one type, it is the strict operator.
        let types = [Kinds::NUMBER, Kinds::STRING, Kinds::BOOL, Kinds::OBJECT, Kinds::SYMBOL, Kinds::BIGINT];
        if types.iter().any(|t| self.is(a, *t) && self.is(b, *t)) {
            return Op(Op::StrictEqual, vec![a, b]);
        }
        Keep
    }
}
