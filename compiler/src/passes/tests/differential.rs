//! Random functions on numbers, booleans, undefined and null, evaluated before and after the passes: they must write the same
//! values to the same bindings, return the same, and every value must be of the kinds that its type says. A seed that ever
//! failed belongs into `SEEDS`;
//! `JSC_FUZZ=100000` tries that many.

use super::super::{PASSES, PassContext};
use crate::sir::verify::verify;
use crate::sir::{Block, Edge, Form, Function, Inst, Kinds, Op, Repr, Type, Value};
use jsc_abi::Value as Js;

const SEEDS: &[u64] = &[];
const RANDOM_FUNCTIONS: u64 = 1500;

/// xorshift64*
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545F4914F6CDD1D) >> 33) as usize % below
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.next(list.len())]
    }
}

const REGISTERS: usize = 5;
/// Register 0 counts the ways back; nothing else is done to it.
const FIRST: usize = 1;

struct Generator {
    f: Function,
    random: Random,
    at: Block,
    registers: Vec<Value>,
    handler: Block,
}

impl Generator {
    fn push(&mut self, op: Op, args: Vec<Value>, immediates: Vec<u64>) -> Inst {
        let i = self.f.new_inst(op, args, immediates, 0);
        // Not from the handler to itself: it would not end.
        if op.effects().throws && self.at != self.handler && self.random.next(2) == 0 {
            self.f.inst_mut(i).handler = Some(Edge { block: self.handler, args: self.registers.clone() });
        }
        self.f.blocks[self.at.index()].insts.push(i);
        i
    }

    fn value(&mut self, op: Op, args: Vec<Value>, immediates: Vec<u64>) -> Value {
        let i = self.push(op, args, immediates);
        self.f.inst(i).result.unwrap()
    }

    fn constant(&mut self) -> Value {
        let ints = [0, 1, 2, 3, 7, 31, 32, 255, -1, -2, i32::MAX, i32::MIN, 65536, 123456789];
        let doubles = [0.5, -0.0, 1.5, 4294967296.0, 1e10, -2147483649.0, f64::NAN, f64::INFINITY, 1e300, 0.1];
        let value = match self.random.next(10) {
            0..6 => Js::from_i32(self.random.of(&ints)),
            6..9 => Js::from_f64(self.random.of(&doubles)),
            _ => self.random.of(&[Js::UNDEFINED, Js::NULL, Js::TRUE, Js::FALSE]),
        };
        self.value(Op::ConstValue, vec![], vec![value.0])
    }

    fn operand(&mut self) -> Value {
        match self.random.next(4) {
            0 => self.constant(),
            _ => self.registers[self.random.next(REGISTERS)],
        }
    }

    fn statement(&mut self) {
        use Op::*;
        let arithmetic = [Add, Sub, Mul, Div, Rem, Add, Sub, BitAnd, BitOr, BitOr, BitXor, Shl, Shr, Ushr];
        let unary = [Neg, BitNot, Inc, Dec, ToNumber, ToNumeric];
        let comparisons = [Less, LessEqual, Greater, GreaterEqual, Equal, StrictEqual];
        let target = FIRST + self.random.next(REGISTERS - FIRST);
        let (a, b) = (self.operand(), self.operand());
        let result = match self.random.next(14) {
            // Shapes that passes look for and chance makes too rarely: sums and products that are truncated, and neutral
            // elements of what is a number.
            12 => {
                let zero = self.value(ConstValue, vec![], vec![Js::from_i32(0).0]);
                let x = self.value(BitOr, vec![a, zero], vec![]);
                let y = self.value(BitOr, vec![b, zero], vec![]);
                let op = self.random.of(&[Add, Sub, Mul, Ushr]);
                let z = self.value(op, vec![x, y], vec![]);
                let w = self.value(Add, vec![z, x], vec![]);
                self.value(BitXor, vec![w, y], vec![])
            }
            13 => {
                let x = self.value(ToNumber, vec![a], vec![]);
                let neutral = self.random.of(&[0, 1, -1]);
                let y = self.value(ConstValue, vec![], vec![Js::from_i32(neutral).0]);
                let op = self.random.of(&arithmetic);
                let args = if self.random.next(2) == 0 { vec![x, y] } else { vec![y, x] };
                self.value(op, args, vec![])
            }
            0..6 => {
                let op = self.random.of(&arithmetic);
                self.value(op, vec![a, b], vec![])
            }
            6..8 => {
                let op = self.random.of(&unary);
                self.value(op, vec![a], vec![])
            }
            8 => {
                let op = self.random.of(&comparisons);
                let truth = self.value(op, vec![a, b], vec![]);
                self.value(BoxBool, vec![truth], vec![])
            }
            9 => {
                let op = self.random.of(&[ToBoolean, IsUndefined, IsNullish]);
                let truth = self.value(op, vec![a], vec![]);
                let truth = self.value(NotBool, vec![truth], vec![]);
                self.value(BoxBool, vec![truth], vec![])
            }
            10 => {
                let slot = self.random.next(4) as u64;
                self.push(SetTop, vec![a], vec![slot]);
                return;
            }
            _ if self.random.next(3) == 0 => {
                self.push(CheckObjectCoercible, vec![a], vec![]);
                return;
            }
            _ => self.constant(),
        };
        self.registers[target] = result;
    }

    fn body(&mut self, b: Block) {
        self.at = b;
        self.registers = self.f.block(b).params.clone();
        if b == self.handler {
            let caught = self.value(Op::Catch, vec![], vec![]);
            self.registers[FIRST] = caught;
        }
        for _ in 0..self.random.next(6) {
            self.statement();
        }
    }

    /// An edge to a block with all registers; ways back count and end at last.
    fn edge(&mut self, from: Block, to: Block, exit: Block) -> Edge {
        if to > from {
            return Edge { block: to, args: self.registers.clone() };
        }
        let (at, registers) = (self.at, self.registers.clone());
        self.at = self.f.new_block();
        self.f.layout.push(self.at);
        let way = self.at;
        self.registers[0] = self.value(Op::Inc, vec![registers[0]], vec![]);
        let limit = self.value(Op::ConstValue, vec![], vec![Js::from_i32(12).0]);
        let truth = self.value(Op::Less, vec![self.registers[0], limit], vec![]);
        let i = self.push(Op::Branch, vec![truth], vec![]);
        let args = self.registers.clone();
        let targets = vec![Edge { block: to, args: args.clone() }, Edge { block: exit, args }];
        self.f.inst_mut(i).targets = targets;
        (self.at, self.registers) = (at, registers);
        Edge { block: way, args: vec![] }
    }
}

fn generate(seed: u64) -> Function {
    let mut f = Function::new(format!("seed {seed}"), 0, Form::Generic);
    let entry = f.new_block();
    let blocks: Vec<Block> = (0..6).map(|_| f.new_block()).collect();
    let handler = f.new_block();
    let exit = f.new_block();
    f.layout = vec![entry];
    f.layout.extend(&blocks);
    f.layout.extend([handler, exit]);
    for b in blocks.iter().copied().chain([handler, exit]) {
        for _ in 0..REGISTERS {
            f.new_param(b, Type::BOXED);
        }
    }
    let random = Random(seed.wrapping_mul(0x9E3779B97F4A7C15) | 1);
    let mut g = Generator { f, random, at: entry, registers: vec![], handler };
    let zero = g.f.new_inst(Op::ConstValue, vec![], vec![Js::from_i32(0).0], 0);
    g.f.blocks[0].insts.push(zero);
    g.registers.push(g.f.inst(zero).result.unwrap());
    for n in FIRST..REGISTERS {
        let v = if n < 3 { g.value(Op::Parameter, vec![], vec![n as u64 - 1]) } else { g.constant() };
        g.registers.push(v);
    }
    let args = g.registers.clone();
    let i = g.push(Op::Jump, vec![], vec![]);
    g.f.inst_mut(i).targets = vec![Edge { block: blocks[0], args }];
    for b in blocks.iter().copied().chain([handler]) {
        g.body(b);
        let all: Vec<Block> = blocks.iter().copied().chain([exit]).collect();
        let first = g.random.of(&all);
        let first = g.edge(b, first, exit);
        if g.random.next(3) == 0 {
            let i = g.push(Op::Jump, vec![], vec![]);
            g.f.inst_mut(i).targets = vec![first];
        } else {
            let op = g.random.of(&[Op::ToBoolean, Op::Less]);
            let args = vec![g.operand(), g.operand()][..if op == Op::Less { 2 } else { 1 }].to_vec();
            let condition = g.value(op, args, vec![]);
            let other = g.random.of(&all);
            let second = g.edge(b, other, exit);
            let i = g.push(Op::Branch, vec![condition], vec![]);
            g.f.inst_mut(i).targets = vec![first, second];
        }
    }
    // No statements here: one that throws would lead back for ever.
    (g.at, g.registers) = (exit, g.f.block(exit).params.clone());
    let (slots, returned) = (g.registers.clone(), g.registers[REGISTERS - 1]);
    for (n, v) in slots.into_iter().enumerate() {
        g.push(Op::SetTop, vec![v], vec![10 + n as u64]);
    }
    g.push(Op::ReturnValue, vec![returned], vec![]);
    g.f
}

/// A value as a run holds it.
#[derive(Clone, Copy, PartialEq, Debug)]
enum V {
    Boxed(Js),
    I32(i32),
    F64(f64),
    Bool(bool),
}

impl V {
    fn js(self) -> Js {
        let V::Boxed(v) = self else { panic!("{self:?} is not boxed") };
        v
    }
    fn i32(self) -> i32 {
        let V::I32(v) = self else { panic!("{self:?} is not i32") };
        v
    }
    fn f64(self) -> f64 {
        let V::F64(v) = self else { panic!("{self:?} is not f64") };
        v
    }
    fn bool(self) -> bool {
        let V::Bool(v) = self else { panic!("{self:?} is not bool") };
        v
    }
}

fn number(v: Js) -> f64 {
    match v {
        Js::UNDEFINED => f64::NAN,
        Js::NULL | Js::FALSE => 0.0,
        Js::TRUE => 1.0,
        v => {
            assert!(v.is_number(), "{v:?}");
            v.as_number()
        }
    }
}

/// ToInt32 by the letter of the specification.
fn int32(d: f64) -> i32 {
    if !d.is_finite() || d == 0.0 {
        return 0;
    }
    let modulo = d.trunc().rem_euclid(4294967296.0);
    if modulo >= 2147483648.0 { (modulo - 4294967296.0) as i32 } else { modulo as i32 }
}

/// What a number may be told apart by: its value, not its form.
fn visible(v: Js) -> String {
    if v.is_number() { format!("{:?}", v.as_number()) } else { format!("{v:?}") }
}

/// Int32 form where both inputs have it and the result fits, as the runtime does.
fn arithmetic(op: Op, a: Js, b: Js) -> Js {
    let (x, y) = (number(a), number(b));
    let (i, j) = (int32(x), int32(y) as u32 & 31);
    match op {
        Op::BitAnd => return Js::from_i32(i & int32(y)),
        Op::BitOr => return Js::from_i32(i | int32(y)),
        Op::BitXor => return Js::from_i32(i ^ int32(y)),
        Op::Shl => return Js::from_i32(i << j),
        Op::Shr => return Js::from_i32(i >> j),
        Op::Ushr => return Js::from_u32(i as u32 >> j),
        _ => {}
    }
    let d = match op {
        Op::Add => x + y,
        Op::Sub => x - y,
        Op::Mul => x * y,
        Op::Div => x / y,
        Op::Rem => x % y,
        _ => unreachable!(),
    };
    if a.is_int32() && b.is_int32() { Js::from_number(d) } else { Js::from_f64(d) }
}

fn equal(strict: bool, a: Js, b: Js) -> bool {
    if a.is_number() && b.is_number() {
        return number(a) == number(b);
    }
    if strict {
        return a == b;
    }
    if a.is_nullish() || b.is_nullish() { a.is_nullish() && b.is_nullish() } else { number(a) == number(b) }
}

fn truth(v: Js) -> bool {
    match v {
        Js::UNDEFINED | Js::NULL => false,
        v => number(v) != 0.0 && !number(v).is_nan(),
    }
}

fn holds(ty: Type, v: V) -> bool {
    let kinds = match v {
        V::Boxed(v) => super::super::infer::kinds_of(v),
        V::I32(_) => Kinds::INT32,
        V::F64(_) => Kinds::NUMBER,
        V::Bool(_) => Kinds::BOOL,
    };
    let repr = match v {
        V::Boxed(_) => Repr::Boxed,
        V::I32(_) => Repr::I32,
        V::F64(_) => Repr::F64,
        V::Bool(_) => Repr::Bool,
    };
    repr == ty.repr && kinds.is_subset(ty.kinds)
}

/// Runs a function; what a program can see of it.
fn evaluate(f: &Function, parameters: &[Js]) -> Vec<String> {
    let mut values: Vec<Option<V>> = vec![None; f.values.len()];
    let mut seen = Vec::new();
    let mut block = f.entry;
    'blocks: for _ in 0..20_000 {
        let take = |values: &mut Vec<Option<V>>, edge: &Edge| {
            let args: Vec<V> = edge.args.iter().map(|v| values[v.index()].expect("defined")).collect();
            for (p, v) in f.block(edge.block).params.iter().zip(args) {
                assert!(holds(f.ty(*p), v), "{p}: {} is {v:?}", f.ty(*p));
                values[p.index()] = Some(v);
            }
            edge.block
        };
        for &i in &f.block(block).insts {
            let d = f.inst(i);
            let arg = |n: usize| values[d.args[n].index()].expect("defined");
            let js = |n: usize| arg(n).js();
            let bits = d.immediates.first().copied().unwrap_or(0);
            let result = match d.op {
                Op::ConstValue => V::Boxed(Js(bits)),
                Op::ConstI32 => V::I32(bits as i32),
                Op::ConstF64 => V::F64(f64::from_bits(bits)),
                Op::ConstBool => V::Bool(bits != 0),
                Op::Parameter => V::Boxed(parameters[bits as usize]),
                Op::BoxI32 => V::Boxed(Js::from_i32(arg(0).i32())),
                Op::BoxF64 => V::Boxed(Js::from_f64(arg(0).f64())),
                Op::BoxBool => V::Boxed(Js::from_bool(arg(0).bool())),
                Op::UnboxI32 => {
                    assert!(js(0).is_int32(), "{}", f.inst_text(i));
                    V::I32(js(0).as_int32())
                }
                Op::UnboxF64 => {
                    assert!(js(0).is_number(), "{}", f.inst_text(i));
                    V::F64(js(0).as_number())
                }
                Op::UnboxBool => {
                    assert!(js(0).is_bool(), "{}", f.inst_text(i));
                    V::Bool(js(0).is_true())
                }
                Op::I32ToF64 => V::F64(arg(0).i32() as f64),
                Op::F64ToI32 => V::I32(int32(arg(0).f64())),
                Op::AddI32 => V::I32(arg(0).i32().wrapping_add(arg(1).i32())),
                Op::SubI32 => V::I32(arg(0).i32().wrapping_sub(arg(1).i32())),
                Op::AndI32 => V::I32(arg(0).i32() & arg(1).i32()),
                Op::OrI32 => V::I32(arg(0).i32() | arg(1).i32()),
                Op::XorI32 => V::I32(arg(0).i32() ^ arg(1).i32()),
                Op::ShlI32 => V::I32(arg(0).i32() << (arg(1).i32() & 31)),
                Op::ShrI32 => V::I32(arg(0).i32() >> (arg(1).i32() & 31)),
                Op::UshrF64 => V::F64((arg(0).i32() as u32 >> (arg(1).i32() & 31)) as f64),
                Op::AddF64 => V::F64(arg(0).f64() + arg(1).f64()),
                Op::SubF64 => V::F64(arg(0).f64() - arg(1).f64()),
                Op::MulF64 => V::F64(arg(0).f64() * arg(1).f64()),
                Op::DivF64 => V::F64(arg(0).f64() / arg(1).f64()),
                Op::RemF64 => V::F64(arg(0).f64() % arg(1).f64()),
                Op::NegF64 => V::F64(-arg(0).f64()),
                Op::LessI32 => V::Bool(arg(0).i32() < arg(1).i32()),
                Op::LessEqualI32 => V::Bool(arg(0).i32() <= arg(1).i32()),
                Op::EqualI32 => V::Bool(arg(0).i32() == arg(1).i32()),
                Op::LessF64 => V::Bool(arg(0).f64() < arg(1).f64()),
                Op::LessEqualF64 => V::Bool(arg(0).f64() <= arg(1).f64()),
                Op::EqualF64 => V::Bool(arg(0).f64() == arg(1).f64()),
                Op::NotBool => V::Bool(!arg(0).bool()),
                Op::Neg if js(0).is_int32() => V::Boxed(Js::from_number(-number(js(0)))),
                Op::Neg => V::Boxed(Js::from_f64(-number(js(0)))),
                Op::BitNot => V::Boxed(Js::from_i32(!int32(number(js(0))))),
                Op::Inc => V::Boxed(arithmetic(Op::Add, js(0), Js::from_i32(1))),
                Op::Dec => V::Boxed(arithmetic(Op::Sub, js(0), Js::from_i32(1))),
                Op::ToNumber | Op::ToNumeric if js(0).is_number() => arg(0),
                Op::ToNumber | Op::ToNumeric => V::Boxed(Js::from_number(number(js(0)))),
                Op::ToBoolean => V::Bool(truth(js(0))),
                Op::IsUndefined => V::Bool(js(0).is_undefined()),
                Op::IsNullish => V::Bool(js(0).is_nullish()),
                Op::Less => V::Bool(number(js(0)) < number(js(1))),
                Op::LessEqual => V::Bool(number(js(0)) <= number(js(1))),
                Op::Greater => V::Bool(number(js(0)) > number(js(1))),
                Op::GreaterEqual => V::Bool(number(js(0)) >= number(js(1))),
                Op::Equal => V::Bool(equal(false, js(0), js(1))),
                Op::StrictEqual => V::Bool(equal(true, js(0), js(1))),
                Op::Catch => V::Boxed(Js::UNDEFINED),
                Op::SetTop => {
                    seen.push(format!("{bits} = {}", visible(js(0))));
                    continue;
                }
                Op::CheckObjectCoercible => {
                    if js(0).is_nullish() {
                        seen.push("throws".to_string());
                        let Some(edge) = &d.handler else { return seen };
                        block = take(&mut values, edge);
                        continue 'blocks;
                    }
                    continue;
                }
                Op::ReturnValue => {
                    seen.push(format!("returns {}", visible(js(0))));
                    return seen;
                }
                Op::Jump => {
                    block = take(&mut values, &d.targets[0]);
                    continue 'blocks;
                }
                Op::Branch => {
                    let way = if arg(0).bool() { 0 } else { 1 };
                    block = take(&mut values, &d.targets[way]);
                    continue 'blocks;
                }
                op => arithmetic_op(op, js(0), js(1)),
            };
            let v = d.result.expect("has a result");
            assert!(holds(f.ty(v), result), "`{}` gives {result:?}", f.inst_text(i));
            values[v.index()] = Some(result);
        }
    }
    panic!("it does not end");
}

fn arithmetic_op(op: Op, a: Js, b: Js) -> V {
    V::Boxed(arithmetic(op, a, b))
}

#[test]
fn passes_keep_what_a_function_does() {
    let inputs = [
        [Js::from_i32(5), Js::from_i32(-3)],
        [Js::from_f64(0.75), Js::from_i32(i32::MAX)],
        [Js::from_f64(-0.0), Js::from_f64(4294967295.0)],
        // An integer in double form.
        [Js::from_f64(3.0), Js::UNDEFINED],
        [Js::NULL, Js::from_f64(f64::NAN)],
        [Js::TRUE, Js::from_i32(i32::MIN)],
    ];
    let mut reached = [0; Op::COUNT];
    let count = std::env::var("JSC_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(RANDOM_FUNCTIONS);
    for seed in SEEDS.iter().copied().chain(0..count) {
        let mut f = generate(seed);
        super::super::edit::remove_unreachable(&mut f);
        // What parameters hold is known to the test; the passes shall make use of it.
        if seed % 3 == 0 {
            for data in f.insts.iter().filter(|d| d.op == Op::Parameter) {
                f.values[data.result.unwrap().index()].ty.kinds = Kinds::NUMBER;
            }
        }
        if let Err(e) = verify(&f) {
            panic!("the generator is wrong: {e}{f}");
        }
        let inputs = if seed % 3 == 0 { &inputs[..3] } else { &inputs[..] };
        let expected: Vec<_> = inputs.iter().map(|input| evaluate(&f, input)).collect();
        let original = f.to_string();
        for pass in PASSES {
            let before = f.to_string();
            (pass.run)(&mut f, &PassContext::default());
            if let Err(e) = verify(&f) {
                panic!("seed {seed}: {} made invalid SIR:\n{e}\n{before}\n->\n{f}", pass.name);
            }
            for (input, expected) in inputs.iter().zip(&expected) {
                let found = std::panic::catch_unwind(|| evaluate(&f, input));
                if found.as_ref().ok() != Some(expected) {
                    panic!(
                        "seed {seed}: {} changes what happens on {input:?}\nexpected {expected:?}\nfound {found:?}\n\
                         --- the function was\n{original}\n--- before the pass\n{before}\n--- behind it\n{f}",
                        pass.name
                    );
                }
            }
        }
        for i in f.layout.iter().flat_map(|b| &f.block(*b).insts) {
            reached[f.inst(*i).op as usize] += 1;
        }
    }
    // A generator that no longer makes what `represent` looks for would test nothing.
    let predicted = [Op::MulI32, Op::ClzI32, Op::MathF64, Op::MinF64, Op::MaxF64];
    let unboxed = Op::ALL
        .iter()
        .filter(|op| !matches!(op.result(), Repr::Boxed | Repr::None))
        .filter(|op| !op.effects().exits && !op.is_typed_parameter() && !predicted.contains(op));
    let unreached: Vec<&str> = unboxed
        .filter(|op| (op.name().ends_with("_f64") || op.name().ends_with("_i32")) && reached[**op as usize] == 0)
        .map(|op| op.name())
        .collect();
    assert!(unreached.is_empty(), "no function came to have {unreached:?}");
}
