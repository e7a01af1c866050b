//! A form of a function as the solver reads it: which SIR values are tested, and what tests say about values where they are used.

use crate::passes::{PassContext, infer, prune};
use crate::sir::{self, Block, Definition, Inst, Kinds, Op, Value};
use jsc_abi::Value as JsValue;
use jsc_abi::image::writer::{ConstantData, ProgramData};
use jsc_abi::layout::function_flag;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How a value is used, itself or through block parameters.
pub mod usage {
    /// Tested for truth.
    pub const TRUTH: u8 = 1;
    /// Compared with undefined or null, or its `typeof` is taken.
    pub const UNDEFINED: u8 = 2;
    /// Used in a way that undefined would make little sense for: operand, receiver, callee.
    pub const OPERAND: u8 = 4;
}

/// Most facts from tests that are carried along; the oldest are forgotten first.
const MAX_FACTS: usize = 24;

pub struct Form<'a> {
    pub sir: Cow<'a, sir::Function>,
    /// Node of value 0.
    pub first_node: u32,
    /// Number of instruction 0 in the solver.
    pub first_inst: u32,
    /// By value: `usage`.
    pub usage: Vec<u8>,
    /// By instruction and number of the input: the kinds it may have there, where that is less than all.
    masks: HashMap<(u32, u32), u16>,
    /// By instruction, number of the edge (targets first, then the handler) and argument.
    edge_masks: HashMap<(u32, u32, u32), u16>,
    /// By `iterator_next` that takes a literal array apart: the element that it gives.
    elements: HashMap<Inst, Value>,
}

impl<'a> Form<'a> {
    pub fn new(program: &ProgramData, sir: Cow<'a, sir::Function>, first_node: u32, first_inst: u32) -> Form<'a> {
        let mut form = Form {
            usage: vec![0; sir.values.len()],
            sir,
            first_node,
            first_inst,
            masks: HashMap::new(),
            edge_masks: HashMap::new(),
            elements: HashMap::new(),
        };
        form.find_usage();
        form.find_masks(program);
        form.ignore_missing_elements();
        form.find_elements();
        form
    }

    pub fn is_resume(&self) -> bool {
        self.sir.form == sir::Form::Resume
    }

    pub fn node(&self, v: Value) -> u32 {
        self.first_node + v.0
    }

    /// The element that an `iterator_next` gives, if it takes a literal array apart.
    pub fn element(&self, inst: Inst) -> Option<Value> {
        self.elements.get(&inst).copied()
    }

    pub fn mask(&self, inst: Inst, input: usize) -> u16 {
        self.masks.get(&(inst.0, input as u32)).copied().unwrap_or(u16::MAX)
    }

    pub fn edge_mask(&self, inst: Inst, edge: usize, argument: usize) -> u16 {
        self.edge_masks.get(&(inst.0, edge as u32, argument as u32)).copied().unwrap_or(u16::MAX)
    }

    /// The constant that a value is, if it is one without a cell.
    pub fn immediate(&self, v: Value) -> Option<JsValue> {
        immediate(&self.sir, v)
    }

    fn find_usage(&mut self) {
        let f = &*self.sir;
        for &b in &f.layout {
            for &i in &f.block(b).insts {
                let data = f.inst(i);
                let tests = |v: Value| matches!(immediate(f, v), Some(JsValue::UNDEFINED | JsValue::NULL));
                for (n, &v) in data.args.iter().enumerate() {
                    self.usage[v.index()] |= match data.op {
                        Op::ToBoolean => usage::TRUTH,
                        Op::IsUndefined | Op::IsNullish | Op::TypeOf => usage::UNDEFINED,
                        Op::StrictEqual | Op::Equal if data.args.iter().any(|a| tests(*a)) => usage::UNDEFINED,
                        Op::Call | Op::Construct if n > 1 => 0,
                        Op::SetByName | Op::DefineByName if n == 1 => 0,
                        Op::SetByValue | Op::DefineByValue | Op::DefineMethod if n == 2 => 0,
                        Op::SetEnvironmentSlot
                        | Op::SetTop
                        | Op::SetGlobal
                        | Op::ReturnValue
                        | Op::NewObjectWith
                        | Op::NewArrayWith
                        | Op::ArrayPush
                        | Op::StoreRegister
                        | Op::StrictEqual
                        | Op::Equal
                        | Op::CheckInitialized
                        | Op::InitialYield
                        | Op::CreateIteratorResult
                        | Op::Throw => 0,
                        _ => usage::OPERAND,
                    };
                }
            }
        }
        // What a block parameter is used for, its arguments are. (Operands are not: the parameter may have been tested before.)
        let mut again = true;
        while std::mem::take(&mut again) {
            for &b in f.layout.iter().rev() {
                for edge in f.edges(b) {
                    for (p, v) in f.block(edge.block).params.iter().zip(&edge.args) {
                        let wider = self.usage[v.index()] | self.usage[p.index()];
                        again |= std::mem::replace(&mut self.usage[v.index()], wider) != wider;
                    }
                }
            }
        }
    }

    fn find_masks(&mut self, program: &ProgramData) {
        let f = &*self.sir;
        let mut facts: Vec<Option<Facts>> = vec![None; f.blocks.len()];
        for root in f.roots() {
            facts[root.index()] = Some(Facts::default());
        }
        for b in f.reverse_postorder() {
            let here = facts[b.index()].clone().unwrap_or_default();
            for &i in &f.block(b).insts {
                let data = f.inst(i);
                if !here.list.is_empty() {
                    for (n, v) in data.args.iter().enumerate() {
                        if let Some(mask) = here.get(*v) {
                            self.masks.insert((i.0, n as u32), mask);
                        }
                    }
                }
                for (e, edge) in data.targets.iter().chain(&data.handler).enumerate() {
                    let mut there = here.clone();
                    if data.op == Op::Branch {
                        condition(program, f, data.args[0], e == 0, &mut there);
                    }
                    for (n, v) in edge.args.iter().enumerate() {
                        if let Some(mask) = there.get(*v) {
                            self.edge_masks.insert((i.0, e as u32, n as u32), mask);
                        }
                    }
                    // In reverse postorder an edge to a block already seen is a back edge; its facts hold there as well.
                    let known = &mut facts[edge.block.index()];
                    match known {
                        None => *known = Some(there),
                        Some(known) => known.merge(&there),
                    }
                }
            }
        }
    }

    /// `[a, b] = [b, a]` swaps variables of different types, so elements go where they go, one by one.
    fn find_elements(&mut self) {
        let f = &*self.sir;
        // By the iterator's method: depth of each step.
        let mut steps: BTreeMap<Value, Vec<(Inst, u32)>> = BTreeMap::new();
        for &b in &f.layout {
            let block = f.block(b);
            let next = block.insts.iter().filter(|i| f.inst(**i).op == Op::IteratorNext);
            next.for_each(|i| steps.entry(f.inst(*i).args[1]).or_default().push((*i, block.loop_depth)));
        }
        for (next, steps) in steps {
            let iterator = defined_by(f, next, Op::GetByName).and_then(|d| defined_by(f, d.args[0], Op::GetIterator));
            let Some(literal) = iterator.and_then(|d| defined_by(f, d.args[0], Op::NewArrayWith)) else { continue };
            let Definition::Result(made) = f.values[next.index()].definition else { continue };
            let home = f.layout.iter().find(|b| f.block(**b).insts.contains(&made));
            let depth = home.map(|b| f.block(*b).loop_depth);
            if steps.iter().all(|(_, d)| Some(*d) == depth) {
                self.elements.extend(steps.iter().zip(&literal.args).map(|((i, _), v)| (*i, *v)));
            }
        }
    }

    /// Destructuring an array gives undefined where the iterator is done, which is predicted not to happen unless the
    /// program looks at it (as default values do).
    fn ignore_missing_elements(&mut self) {
        let f = &*self.sir;
        let insts = f.layout.iter().flat_map(|b| &f.block(*b).insts).map(|i| f.inst(*i));
        let iterators: HashSet<Value> = insts.filter(|d| d.op == Op::IteratorNext).map(|d| d.args[0]).collect();
        // Once an iterator is done, its register is set to undefined.
        let is_done = |c: Value| {
            f.definition(c).is_some_and(|test| match test.op {
                Op::IsEmpty => defined_by(f, test.args[0], Op::IteratorNext).is_some(),
                Op::IsUndefined => iterators.contains(&test.args[0]),
                _ => false,
            })
        };
        let mut found = Vec::new();
        let mut ignore = |i: Inst, e: usize| {
            let data = f.inst(i);
            let edge = &data.targets[e];
            for (n, (v, p)) in edge.args.iter().zip(&f.block(edge.block).params).enumerate() {
                let tested = self.usage[p.index()] & usage::UNDEFINED != 0;
                if !tested && immediate(f, *v) == Some(JsValue::UNDEFINED) {
                    found.push((i.0, e as u32, n as u32));
                }
            }
        };
        for &b in &f.layout {
            let Some(i) = f.terminator(b) else { continue };
            let data = f.inst(i);
            if data.op != Op::Branch || !is_done(data.args[0]) {
                continue;
            }
            ignore(i, 0);
            let next = data.targets[0].block;
            let insts = &f.block(next).insts;
            if let Some(jump) = f.terminator(next).filter(|j| f.inst(*j).op == Op::Jump)
                && insts.iter().all(|i| matches!(f.inst(*i).op, Op::ConstValue | Op::Jump))
            {
                ignore(jump, 0);
            }
        }
        for key in found {
            let mask = self.edge_masks.entry(key).or_insert(u16::MAX);
            *mask &= !Kinds::UNDEFINED.0;
        }
    }
}

fn immediate(f: &sir::Function, v: Value) -> Option<JsValue> {
    f.definition(v).filter(|d| d.op == Op::ConstValue).map(|d| JsValue(d.immediates[0]))
}

/// Kinds that values may have at a point, as tests on the way there say.
#[derive(Clone, Default)]
struct Facts {
    list: Vec<(Value, u16)>,
}

impl Facts {
    fn get(&self, v: Value) -> Option<u16> {
        self.list.iter().rev().find(|(w, _)| *w == v).map(|(_, m)| *m)
    }

    fn add(&mut self, v: Value, mask: u16) {
        let mask = mask & self.get(v).unwrap_or(u16::MAX);
        self.list.retain(|(w, _)| *w != v);
        if self.list.len() >= MAX_FACTS {
            self.list.remove(0);
        }
        self.list.push((v, mask));
    }

    /// Keeps what holds on both ways.
    fn merge(&mut self, other: &Facts) {
        for (v, mask) in &mut self.list {
            *mask |= other.get(*v).unwrap_or(u16::MAX);
        }
        self.list.retain(|(_, mask)| *mask != u16::MAX);
    }
}

const NULLISH: u16 = Kinds::UNDEFINED.0 | Kinds::NULL.0;

/// What a condition says about values if it is `sense`.
fn condition(program: &ProgramData, f: &sir::Function, c: Value, sense: bool, facts: &mut Facts) {
    let Some(data) = f.definition(c) else { return };
    let only = |facts: &mut Facts, v: Value, kinds: u16| facts.add(v, if sense { kinds } else { !kinds });
    match data.op {
        Op::NotBool => condition(program, f, data.args[0], !sense, facts),
        Op::ToBoolean => {
            let v = data.args[0];
            match f.definition(v).filter(|d| d.op == Op::BoxBool) {
                Some(d) => condition(program, f, d.args[0], sense, facts),
                None if sense => facts.add(v, !NULLISH),
                None => facts.add(v, !(Kinds::OBJECT.0 | Kinds::SYMBOL.0)),
            }
        }
        Op::IsUndefined => only(facts, data.args[0], Kinds::UNDEFINED.0),
        Op::IsNullish => only(facts, data.args[0], NULLISH),
        Op::IsEmpty => only(facts, data.args[0], Kinds::EMPTY.0),
        Op::StrictEqual | Op::Equal => {
            for (v, other) in [(data.args[0], data.args[1]), (data.args[1], data.args[0])] {
                match immediate(f, other) {
                    Some(JsValue::UNDEFINED | JsValue::NULL) if data.op == Op::Equal => only(facts, v, NULLISH),
                    Some(JsValue::UNDEFINED) => only(facts, v, Kinds::UNDEFINED.0),
                    Some(JsValue::NULL) => only(facts, v, Kinds::NULL.0),
                    _ => {}
                }
                let Some(d) = f.definition(v).filter(|d| d.op == Op::TypeOf) else { continue };
                if let Some(kinds) = type_name(program, f, other) {
                    let mask = if sense { kinds } else { !kinds };
                    // Of objects some are functions, some are not.
                    facts.add(d.args[0], mask | (Kinds::OBJECT.0 * !sense as u16));
                }
            }
        }
        _ => {}
    }
}

/// Kinds of the values that `typeof` gives this constant for.
fn type_name(program: &ProgramData, f: &sir::Function, v: Value) -> Option<u16> {
    let constant = f.definition(v).filter(|d| d.op == Op::ConstProgram)?.immediates[0] as usize;
    let ConstantData::String { units, .. } = program.constants.get(constant)? else { return None };
    let kinds = match String::from_utf16_lossy(units).as_str() {
        "number" => Kinds::NUMBER,
        "string" => Kinds::STRING,
        "boolean" => Kinds::BOOL,
        "undefined" => Kinds::UNDEFINED,
        "function" => Kinds::OBJECT,
        "object" => Kinds::OBJECT.union(Kinds::NULL),
        "symbol" => Kinds::SYMBOL,
        "bigint" => Kinds::BIGINT,
        _ => return None,
    };
    Some(kinds.0)
}

/// What a suspension stores and its entry loads: by entry and register, the values stored.
pub fn stored_registers(f: &sir::Function) -> BTreeMap<(u32, u32), Vec<Value>> {
    let mut found: BTreeMap<(u32, u32), Vec<Value>> = BTreeMap::new();
    for &b in &f.layout {
        let mut stored = Vec::new();
        for &i in &f.block(b).insts {
            let data = f.inst(i);
            match data.op {
                Op::StoreRegister => stored.push((data.immediates[0] as u32, data.args[0])),
                Op::Suspend => {
                    for (register, v) in stored.drain(..) {
                        found.entry((data.immediates[1] as u32, register)).or_default().push(v);
                    }
                }
                Op::InitialYield => {
                    let list = &f.register_lists[data.immediates[2] as usize];
                    for (register, v) in list.iter().zip(&data.args) {
                        found.entry((data.immediates[1] as u32, *register as u32)).or_default().push(*v);
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// The loads of registers at each entry: (entry, register, value).
pub fn loaded_registers(f: &sir::Function) -> Vec<(u32, u32, Value)> {
    let mut found = Vec::new();
    let in_block = |b: Block| f.block(b).insts.iter().map(|i| f.inst(*i)).filter(|d| d.op == Op::LoadRegister);
    for &(entry, block) in &f.entries {
        found.extend(in_block(block).filter_map(|d| d.result.map(|v| (entry, d.immediates[0] as u32, v))));
    }
    found
}

/// The forms of a function: the generic one as given (or built here), and what goes on behind the suspensions of a generator.
pub fn forms<'a>(
    program: &ProgramData,
    index: u32,
    given: Option<&'a sir::Function>,
    usable: &mut dyn FnMut(usize) -> bool,
) -> Vec<Cow<'a, sir::Function>> {
    let data = &program.functions[index as usize];
    let build = |form: sir::Form| {
        let mut f = sir::builder::build("", index, data, form, false, None, None);
        let context = PassContext { constants: &program.constants };
        prune::run(&mut f, &context);
        infer::run(&mut f, &context);
        f
    };
    // SIR grows faster than its bytecode; very long functions are not looked at.
    if given.is_none() && !usable(data.code.len()) {
        return Vec::new();
    }
    let mut found = vec![match given {
        Some(f) if f.form == sir::Form::Generic => Cow::Borrowed(f),
        _ => Cow::Owned(build(sir::Form::Generic)),
    }];
    if data.flags & function_flag::GENERATOR != 0 {
        found.push(Cow::Owned(build(sir::Form::Resume)));
    }
    found
}

/// The value's definition if it is this op.
pub fn defined_by(f: &sir::Function, v: Value, op: Op) -> Option<&sir::InstData> {
    match f.values[v.index()].definition {
        Definition::Result(i) => Some(f.inst(i)).filter(|d| d.op == op),
        _ => None,
    }
}
