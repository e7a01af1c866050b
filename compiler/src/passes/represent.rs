//! Representation selection: which numbers and booleans are held unboxed, from the kinds that `infer` found.
//!
//! - **Truncating operators** (`| & ^ ~ << >> >>>`) on what is known to be a number become int32 ops. Sums below them wrap, since
//!   only the low 32 bits count: `(a + b) | 0` on int32s is one `add_i32`.
//! - **Floating** arithmetic becomes f64 ops. Floating is what is always in double form, arithmetic with a floating input, and a
//!   parameter whose arguments are floating values and constants. A sum of int32s is not: it mostly is an int32, so it stays a
//!   boxed operator, whose fast path tries the int32 addition first. A loop counter must not become a double.
//! - **Comparisons** of int32s, and of numbers of which one is floating; truth of booleans and int32s.
//! - **Parameters** that are always int32, boolean or floating become parameters of that representation, where some of what
//!   flows in or out is unboxed anyway.
//!
//! Boxed uses box at the use, unboxed uses of boxed values unbox there (once in each block); `simplify` and `dce` clean up.

use super::PassContext;
use super::edit;
use super::fold;
use super::infer::{result_kinds, shift_count};
use crate::sir::{Block, Definition, Function, Inst, InstData, Kinds, Op, Repr, Type, Value};
use jsc_abi::Value as JsValue;
use std::collections::HashMap;

pub fn run(f: &mut Function, context: &PassContext) -> bool {
    let floating = floating(f);
    let wanted = choose(f, &floating);
    let mut rewriter = Rewriter {
        unboxed: vec![None; f.values.len()],
        boxed: HashMap::new(),
        forms: HashMap::new(),
        out: Vec::new(),
        changed: false,
        floating,
        context,
        f,
    };
    rewriter.declare(&wanted);
    for b in rewriter.f.layout.clone() {
        rewriter.block(b, &wanted);
    }
    let changed = rewriter.changed;
    // What cannot throw any more may have been all that led to a handler.
    changed | edit::remove_unreachable(f)
}

/// Rounds of refusing parameters before all are refused.
const MAX_ROUNDS: usize = 16;
/// Levels of wrapping arithmetic looked through. With leaves below 2^33 a tree of 2^16 of them is below 2^53, so that every
/// partial sum is exact.
const MAX_DEPTH: u32 = 16;

fn is(f: &Function, v: Value, kinds: Kinds) -> bool {
    let ty = f.ty(v);
    ty.repr == Repr::Boxed && ty.kinds != Kinds::NONE && ty.kinds.is_subset(kinds)
}

fn constant(f: &Function, v: Value) -> Option<JsValue> {
    f.definition(v).filter(|d| d.op == Op::ConstValue).map(|d| JsValue(d.immediates[0]))
}

fn is_constant_number(f: &Function, v: Value) -> bool {
    constant(f, v).is_some_and(JsValue::is_number)
}

/// The f64 op for an operator.
fn f64_op(op: Op) -> Option<Op> {
    Some(match op {
        Op::Add | Op::Inc => Op::AddF64,
        Op::Sub | Op::Dec => Op::SubF64,
        Op::Mul => Op::MulF64,
        Op::Div => Op::DivF64,
        Op::Rem => Op::RemF64,
        Op::Neg => Op::NegF64,
        _ => return None,
    })
}

/// The i32 op for a truncating operator. (`~x` is `x ^ -1`.)
fn i32_op(op: Op) -> Option<Op> {
    Some(match op {
        Op::BitAnd => Op::AndI32,
        Op::BitOr => Op::OrI32,
        Op::BitXor | Op::BitNot => Op::XorI32,
        Op::Shl => Op::ShlI32,
        Op::Shr => Op::ShrI32,
        Op::Ushr => Op::UshrF64,
        _ => return None,
    })
}

/// Every parameter with every argument that it gets.
fn arguments(f: &Function) -> Vec<(Value, Value)> {
    let edges = f.layout.iter().flat_map(|b| f.edges(*b));
    edges.flat_map(|e| f.block(e.block).params.iter().copied().zip(e.args.iter().copied())).collect()
}

/// Whether the function's numbers are int32 or double by prediction: then what is a number and not known to be an int32 is held as a
/// double.
fn predicted(f: &Function) -> bool {
    f.form.speculates()
}

/// By value: whether it is a boxed number that mostly will be in double form.
fn floating(f: &Function) -> Vec<bool> {
    let arguments = arguments(f);
    let mut refused = vec![false; f.values.len()];
    for v in element_keys(f) {
        refused[v.index()] = true;
    }
    for round in 0.. {
        let floating = reach(f, &arguments, &refused);
        let mut again = false;
        for &(p, v) in &arguments {
            let fits = floating[v.index()] || is_constant_number(f, v) || predicted(f) && is(f, v, Kinds::NUMBER);
            if floating[p.index()] && (!fits || round == MAX_ROUNDS) {
                refused[p.index()] = true;
                again = true;
            }
        }
        if !again {
            return floating;
        }
    }
    unreachable!()
}

/// The least set of floating values in which a parameter is one if an argument is, unless it is refused.
fn reach(f: &Function, arguments: &[(Value, Value)], refused: &[bool]) -> Vec<bool> {
    let double = |v| is(f, v, Kinds::DOUBLE) || predicted(f) && is(f, v, Kinds::NUMBER) && !is(f, v, Kinds::INT32);
    let mut floating: Vec<bool> =
        (0..f.values.len() as u32).map(|n| double(Value(n)) && !refused[n as usize]).collect();
    let mut again = true;
    while std::mem::take(&mut again) {
        for &b in &f.layout {
            for &i in &f.block(b).insts {
                let data = f.inst(i);
                let Some(v) = data.result.filter(|v| !floating[v.index()]) else { continue };
                let one = data.args.iter().any(|a| floating[a.index()]);
                if f64_op(data.op).is_some() && one && is(f, v, Kinds::NUMBER) {
                    floating[v.index()] = true;
                    again = true;
                }
            }
        }
        for &(p, v) in arguments {
            // A whole constant does not make a variable floating: `x = 1e10` may go on with counters.
            let whole = constant(f, v).is_some_and(|c| c.is_number() && c.as_number().fract() == 0.0);
            let source = floating[v.index()] && !whole;
            if source && !floating[p.index()] && !refused[p.index()] && is(f, p, Kinds::NUMBER) {
                floating[p.index()] = true;
                again = true;
            }
        }
    }
    floating
}

/// Parameters that are used as the key of an element: an int32 is wanted there.
fn element_keys(f: &Function) -> impl Iterator<Item = Value> + '_ {
    f.layout.iter().flat_map(|b| &f.block(*b).insts).filter_map(|i| {
        let data = f.inst(*i);
        matches!(data.op, Op::GetByValue | Op::SetByValue).then(|| data.args[1])
    })
}

/// Whether `v` can be taken as ToInt32 of itself without a look at its form.
fn truncates(f: &Function, floating: &[bool], v: Value) -> bool {
    // Values made since have no entry.
    let floating = floating.get(v.index()) == Some(&true) && is(f, v, Kinds::NUMBER);
    floating || is(f, v, Kinds::INT32) || is_constant_number(f, v) || wraps(f, v, 0)
}

/// Whether `v` is an exact integer made of int32s by sums, so that its low 32 bits are the wrapped sum of theirs.
fn wraps(f: &Function, v: Value, depth: u32) -> bool {
    if is(f, v, Kinds::INT32) {
        return true;
    }
    if let Some(c) = constant(f, v) {
        return c.is_number() && c.as_number().fract() == 0.0 && c.as_number().abs() <= 4294967296.0;
    }
    let Some(data) = f.definition(v).filter(|_| depth < MAX_DEPTH && is(f, v, Kinds::NUMBER)) else { return false };
    match data.op {
        Op::Add | Op::Sub | Op::Inc | Op::Dec | Op::Neg => data.args.iter().all(|a| wraps(f, *a, depth + 1)),
        Op::Ushr => data.args.iter().all(|a| is(f, *a, Kinds::INT32) || wraps(f, *a, depth + 1)),
        _ => false,
    }
}

/// The representation that an instruction is to have its inputs in; `None`: it stays as it is.
fn wanted_inputs(f: &Function, floating: &[bool], data: &InstData) -> Option<Repr> {
    let all = |kinds| data.args.iter().all(|v| is(f, *v, kinds));
    let one_floating = || data.args.iter().any(|v| floating[v.index()]);
    match data.op {
        // An unsigned number below 2^31 is an int32; else `ushr` stays, unless all that uses it takes it as a double or int32.
        Op::Ushr if !matches!(shift_count(f, data.args[1]), Some(1..)) => None,
        op if i32_op(op).is_some() => {
            let fits = all(Kinds::NUMBER) && data.args.iter().all(|v| truncates(f, floating, *v));
            fits.then_some(Repr::I32)
        }
        op if f64_op(op).is_some() => {
            // In double form it must be allowed to be.
            let fits = all(Kinds::NUMBER) && one_floating() && f.ty(data.result?).kinds.intersects(Kinds::DOUBLE);
            fits.then_some(Repr::F64)
        }
        Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual | Op::Equal | Op::StrictEqual => {
            if all(Kinds::INT32) {
                Some(Repr::I32)
            } else {
                (all(Kinds::NUMBER) && one_floating()).then_some(Repr::F64)
            }
        }
        Op::ToBoolean if all(Kinds::BOOL) => Some(Repr::Bool),
        Op::ToBoolean if all(Kinds::INT32) => Some(Repr::I32),
        _ => None,
    }
}

/// What is to be unboxed.
struct Wanted {
    /// By instruction.
    inputs: Vec<Option<Repr>>,
    /// By value: the representation of a parameter that is to change.
    params: Vec<Option<Repr>>,
}

fn choose(f: &Function, floating: &[bool]) -> Wanted {
    let mut wanted = Wanted { inputs: vec![None; f.insts.len()], params: vec![None; f.values.len()] };
    // Values that are unboxed anyway, where they come from or where they go.
    let mut unboxed = vec![false; f.values.len()];
    for i in f.layout.iter().flat_map(|b| &f.block(*b).insts) {
        let data = f.inst(*i);
        let repr = wanted_inputs(f, floating, data);
        wanted.inputs[i.index()] = repr;
        let boxing = matches!(data.op, Op::BoxI32 | Op::BoxF64 | Op::BoxBool);
        let unboxing = matches!(data.op, Op::UnboxI32 | Op::UnboxF64 | Op::UnboxBool);
        if repr.is_some() || boxing {
            data.result.iter().for_each(|v| unboxed[v.index()] = true);
        }
        if repr.is_some() || unboxing {
            data.args.iter().for_each(|v| unboxed[v.index()] = true);
        }
    }
    let arguments = arguments(f);
    // A parameter that hands its value on to an unboxed one is worth as much, and one that gets its value from there.
    let mut again = true;
    while std::mem::take(&mut again) {
        for &(p, v) in &arguments {
            let either = unboxed[p.index()] || unboxed[v.index()];
            let is_param = |v: Value| matches!(f.values[v.index()].definition, Definition::Parameter(..));
            for v in [p, v].into_iter().filter(|v| is_param(*v)) {
                again |= !std::mem::replace(&mut unboxed[v.index()], either) && either;
            }
        }
    }
    for &p in f.layout.iter().flat_map(|b| &f.block(*b).params).filter(|p| unboxed[p.index()]) {
        wanted.params[p.index()] = if is(f, p, Kinds::INT32) {
            Some(Repr::I32)
        } else if is(f, p, Kinds::BOOL) {
            Some(Repr::Bool)
        } else if floating[p.index()] {
            Some(Repr::F64)
        } else {
            None
        };
    }
    wanted
}

struct Rewriter<'a> {
    f: &'a mut Function,
    context: &'a PassContext<'a>,
    floating: Vec<bool>,
    /// For a boxed value that is not held boxed any more, or is the box of one: the unboxed value.
    unboxed: Vec<Option<Value>>,
    /// Boxes made in the present block.
    boxed: HashMap<Value, Value>,
    /// Other forms made in the present block: of a boxed value, in a representation.
    forms: HashMap<(Value, Repr), Value>,
    /// The present block's new instructions.
    out: Vec<Inst>,
    changed: bool,
}

impl Rewriter<'_> {
    /// Makes the unboxed values, so that they can be named before their block is rewritten.
    fn declare(&mut self, wanted: &Wanted) {
        for b in self.f.layout.clone() {
            for n in 0..self.f.block(b).params.len() {
                let p = self.f.block(b).params[n];
                if let Some(repr) = wanted.params[p.index()] {
                    let v = self.f.new_value(Type::of(repr), Definition::Parameter(b, n as u32));
                    self.f.blocks[b.index()].params[n] = v;
                    self.f.values[p.index()].definition = Definition::Dead;
                    self.unboxed[p.index()] = Some(v);
                    self.changed = true;
                }
            }
            for n in 0..self.f.block(b).insts.len() {
                let i = self.f.block(b).insts[n];
                let data = self.f.inst(i);
                let Some(v) = data.result else { continue };
                if matches!(data.op, Op::BoxI32 | Op::BoxF64 | Op::BoxBool) {
                    self.unboxed[v.index()] = Some(data.args[0]);
                } else if let Some(repr) = wanted.inputs[i.index()].filter(|_| data.op.result() == Repr::Boxed) {
                    let new = self.f.new_value(Type::of(repr), Definition::Result(i));
                    self.unboxed[v.index()] = Some(new);
                }
            }
        }
    }

    fn block(&mut self, b: Block, wanted: &Wanted) {
        self.boxed.clear();
        self.forms.clear();
        for i in std::mem::take(&mut self.f.blocks[b.index()].insts) {
            match wanted.inputs[i.index()] {
                Some(repr) => {
                    self.convert(i, repr);
                    self.changed = true;
                }
                None => {
                    for n in 0..self.f.inst(i).args.len() {
                        let v = self.f.inst(i).args[n];
                        self.f.inst_mut(i).args[n] = self.as_boxed(v);
                    }
                    self.state(i);
                    self.edges(i);
                }
            }
            self.out.push(i);
        }
        self.f.blocks[b.index()].insts = std::mem::take(&mut self.out);
    }

    /// Frame states name values in whichever representation there is.
    fn state(&mut self, i: Inst) {
        for n in 0..self.f.inst(i).state.as_ref().map_or(0, |s| s.values.len()) {
            let v = self.f.inst(i).state.as_ref().expect("as above").values[n];
            if let Some(u) = self.unboxed_of(v).filter(|_| self.is_gone(v)) {
                self.f.inst_mut(i).state.as_mut().expect("as above").values[n] = u;
            }
        }
    }

    /// Brings the arguments of all edges to the representations of the parameters.
    fn edges(&mut self, i: Inst) {
        for e in 0.. {
            let Some(edge) = edit::edges(self.f.inst(i)).nth(e).cloned() else { break };
            for (n, v) in edge.args.into_iter().enumerate() {
                let param = self.f.block(edge.block).params[n];
                let form = self.form(v, self.f.ty(param).repr);
                let target = edit::edges_mut(self.f.inst_mut(i)).nth(e).expect("as above");
                target.args[n] = form;
            }
        }
    }

    /// Turns an instruction into its op on inputs of a representation.
    fn convert(&mut self, i: Inst, repr: Repr) {
        let InstData { op, args, result, pc, .. } = self.f.inst(i).clone();
        let old = result.expect("only ops with results are converted");
        let (new_op, new_args) = match (repr, op) {
            (Repr::F64, Op::Inc | Op::Dec) => {
                let one = self.constant(Op::ConstF64, 1f64.to_bits());
                (f64_op(op), vec![self.form(args[0], repr), one])
            }
            (Repr::I32, Op::BitNot) => {
                let ones = self.constant(Op::ConstI32, -1i64 as u64);
                (i32_op(op), vec![self.truncated(args[0]), ones])
            }
            // The count is not 0, so this is the signed shift without the copies of the sign.
            (Repr::I32, Op::Ushr) => {
                let count = shift_count(self.f, args[1]).expect("else the result may not be an int32");
                let inputs = vec![self.truncated(args[0]), self.constant(Op::ConstI32, count as u64)];
                let shifted = self.add(Op::ShrI32, inputs, pc);
                let mask = (u32::MAX >> count) as u64;
                (Some(Op::AndI32), vec![shifted, self.constant(Op::ConstI32, mask)])
            }
            (Repr::I32, _) if i32_op(op).is_some() => (i32_op(op), args.iter().map(|v| self.truncated(*v)).collect()),
            (Repr::I32, Op::ToBoolean) => {
                let zero = self.constant(Op::ConstI32, 0);
                let x = self.form(args[0], repr);
                let is_zero = self.add(Op::EqualI32, vec![x, zero], pc);
                (Some(Op::NotBool), vec![is_zero])
            }
            _ => {
                let mut inputs: Vec<Value> = args.iter().map(|v| self.form(*v, repr)).collect();
                if matches!(op, Op::Greater | Op::GreaterEqual) {
                    inputs.reverse();
                }
                let new_op = match (op, repr) {
                    (Op::Less | Op::Greater, Repr::I32) => Some(Op::LessI32),
                    (Op::Less | Op::Greater, _) => Some(Op::LessF64),
                    (Op::LessEqual | Op::GreaterEqual, Repr::I32) => Some(Op::LessEqualI32),
                    (Op::LessEqual | Op::GreaterEqual, _) => Some(Op::LessEqualF64),
                    (Op::Equal | Op::StrictEqual, Repr::I32) => Some(Op::EqualI32),
                    (Op::Equal | Op::StrictEqual, _) => Some(Op::EqualF64),
                    (Op::ToBoolean, _) => None,
                    _ => f64_op(op),
                };
                (new_op, inputs)
            }
        };
        let data = self.f.inst_mut(i);
        data.handler = None;
        data.immediates.clear();
        match new_op {
            Some(op) => (data.op, data.args) = (op, new_args),
            // Truth of a boolean is its unboxed form. Where that is another value, negated twice it gets this name.
            None if self.f.definition(new_args[0]).is_some_and(|d| d.op == Op::UnboxBool) => {
                let boxed = self.f.definition(new_args[0]).expect("as above").args[0];
                let data = self.f.inst_mut(i);
                (data.op, data.args) = (Op::UnboxBool, vec![boxed]);
            }
            None => {
                let negated = self.add(Op::NotBool, new_args, pc);
                let data = self.f.inst_mut(i);
                (data.op, data.args) = (Op::NotBool, vec![negated]);
            }
        }
        if let Some(new) = self.unboxed[old.index()] {
            self.f.inst_mut(i).result = Some(new);
            self.f.values[old.index()].definition = Definition::Dead;
        }
    }

    fn add(&mut self, op: Op, args: Vec<Value>, pc: u32) -> Value {
        let i = self.f.new_inst(op, args, vec![], pc);
        self.place(i)
    }

    fn constant(&mut self, op: Op, bits: u64) -> Value {
        let bits = if op == Op::ConstI32 { bits as i32 as i64 as u64 } else { bits };
        let i = self.f.new_inst(op, vec![], vec![bits], 0);
        self.place(i)
    }

    fn place(&mut self, i: Inst) -> Value {
        let v = self.f.inst(i).result.expect("only ops with a result are added");
        self.f.values[v.index()].ty.kinds = result_kinds(self.f, self.f.inst(i), self.context);
        self.out.push(i);
        v
    }

    /// The unboxed value of `v`, if there is one.
    fn unboxed_of(&self, v: Value) -> Option<Value> {
        self.unboxed.get(v.index()).copied().flatten()
    }

    /// `v` in the representation `repr`, which can hold it as it is.
    fn form(&mut self, v: Value, repr: Repr) -> Value {
        match repr {
            Repr::Boxed => self.as_boxed(v),
            _ if self.f.ty(v).repr == repr => v,
            _ => {
                if let Some(form) = self.forms.get(&(v, repr)) {
                    return *form;
                }
                let form = self.make_form(v, repr);
                self.forms.insert((v, repr), form);
                form
            }
        }
    }

    fn make_form(&mut self, v: Value, repr: Repr) -> Value {
        if let Some(u) = self.unboxed_of(v) {
            return match (self.f.ty(u).repr, repr) {
                (have, want) if have == want => u,
                (Repr::I32, Repr::F64) => self.add(Op::I32ToF64, vec![u], 0),
                // Known to be an int32, so this changes nothing.
                (Repr::F64, Repr::I32) => self.add(Op::F64ToI32, vec![u], 0),
                (have, _) => unreachable!("{v} is {}, wanted {}", have.name(), repr.name()),
            };
        }
        if let Some(c) = constant(self.f, v) {
            match repr {
                Repr::I32 if c.is_int32() => return self.constant(Op::ConstI32, c.as_int32() as u64),
                Repr::F64 if c.is_number() => return self.constant(Op::ConstF64, c.as_number().to_bits()),
                Repr::Bool if c.is_bool() => return self.constant(Op::ConstBool, c.is_true() as u64),
                _ => {}
            }
        }
        match repr {
            Repr::I32 => self.add(Op::UnboxI32, vec![v], 0),
            Repr::Bool => self.add(Op::UnboxBool, vec![v], 0),
            _ if is(self.f, v, Kinds::INT32) => {
                let int = self.form(v, Repr::I32);
                self.add(Op::I32ToF64, vec![int], 0)
            }
            _ => match self.f.definition(v).filter(|d| d.op == Op::Ushr).map(|d| d.args.clone()) {
                // Read from its inputs: if all uses do so, the boxed result is not needed.
                Some(args) if args.iter().all(|a| is(self.f, *a, Kinds::NUMBER) && self.truncates(*a)) => {
                    let inputs = args.iter().map(|a| self.truncated(*a)).collect();
                    self.add(Op::UshrF64, inputs, 0)
                }
                _ => self.add(Op::UnboxF64, vec![v], 0),
            },
        }
    }

    fn as_boxed(&mut self, v: Value) -> Value {
        // Still there: not converted, or made by a boxing op.
        let Some(u) = self.unboxed_of(v).filter(|_| self.is_gone(v)) else { return v };
        if let Some(boxed) = self.boxed.get(&v) {
            return *boxed;
        }
        let op = match self.f.ty(u).repr {
            Repr::I32 => Op::BoxI32,
            Repr::F64 => Op::BoxF64,
            _ => Op::BoxBool,
        };
        let boxed = self.add(op, vec![u], 0);
        self.boxed.insert(v, boxed);
        boxed
    }

    /// Whether `v` is or will be replaced by its unboxed value.
    fn is_gone(&self, v: Value) -> bool {
        match self.f.values[v.index()].definition {
            Definition::Dead => true,
            Definition::Result(i) => !matches!(self.f.inst(i).op, Op::BoxI32 | Op::BoxF64 | Op::BoxBool),
            Definition::Parameter(..) => false,
        }
    }

    fn truncates(&self, v: Value) -> bool {
        self.unboxed_of(v).is_some() || truncates(self.f, &self.floating, v)
    }

    /// ToInt32 of a number for which `truncates` holds.
    fn truncated(&mut self, v: Value) -> Value {
        // A key of its own: the wrapped value is not a form that the value as it is can be taken in.
        if let Some(form) = self.forms.get(&(v, Repr::None)) {
            return *form;
        }
        let form = self.make_truncated(v);
        self.forms.insert((v, Repr::None), form);
        form
    }

    fn make_truncated(&mut self, v: Value) -> Value {
        if let Some(u) = self.unboxed_of(v) {
            return match self.f.ty(u).repr {
                Repr::F64 => self.add(Op::F64ToI32, vec![u], 0),
                _ => u,
            };
        }
        if let Some(c) = constant(self.f, v) {
            return self.constant(Op::ConstI32, fold::to_int32(c.as_number()) as u64);
        }
        if is(self.f, v, Kinds::INT32) {
            return self.form(v, Repr::I32);
        }
        if wraps(self.f, v, 0) {
            let InstData { op, args, pc, .. } = self.f.definition(v).expect("a sum is a result").clone();
            let mut inputs: Vec<Value> = args.iter().map(|a| self.truncated(*a)).collect();
            let op = match op {
                Op::Add => Op::AddI32,
                Op::Sub => Op::SubI32,
                Op::Inc | Op::Dec => {
                    inputs.push(self.constant(Op::ConstI32, 1));
                    if op == Op::Inc { Op::AddI32 } else { Op::SubI32 }
                }
                Op::Neg => {
                    inputs.insert(0, self.constant(Op::ConstI32, 0));
                    Op::SubI32
                }
                _ => {
                    // A shift by nothing changes no bit; other counts give a number that fits.
                    if shift_count(self.f, args[1]) == Some(0) {
                        return inputs[0];
                    }
                    let unsigned = self.add(Op::UshrF64, inputs, pc);
                    return self.add(Op::F64ToI32, vec![unsigned], pc);
                }
            };
            return self.add(op, inputs, pc);
        }
        let double = self.form(v, Repr::F64);
        self.add(Op::F64ToI32, vec![double], 0)
    }
}
