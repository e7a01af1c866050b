//! From the syntax tree to bytecode. One function at a time, from a queue: a function is lowered when the code that makes
//! its closure has been.
//!
//! **Results go where they are wanted**: `expression_to` computes into a given register. If that register is a variable,
//! only the last instruction writes it, because the expression may read the old value and may throw half way.
//! `operand` gives the register a value is in, which is a variable's own if it can be.

mod access;
mod assignment;
mod binding;
mod call;
mod callee_text;
mod class;
mod condition;
mod control;
mod expression;
mod function;
mod generator;
mod hazard;
mod intrinsic;
mod literal;
mod loops;
mod operator;
mod pattern;
mod statement;
mod template;

use crate::diagnostic::{Diagnostic, DiagnosticKind};
use crate::emit::{Constants, Emitter, Label, MAX_REGISTERS, Reg};
use crate::positions::Positions;
use crate::scope::{self, Analysis, BindingId, FunctionId, NodeKey, ScopeId};
use crate::{Goal, Source};
use control::Control;
use jsc_abi::bytecode::is_array_index;
use jsc_abi::image::writer::{FunctionData, ProgramData};
use jsc_abi::opcode::{Op, OperandView};
use oxc_ast::ast::*;
use oxc_span::Span;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// Lowers a program without early errors and without unsupported constructs.
pub fn lower<'a>(program: &'a Program<'a>, source: &Source, goal: Goal) -> Result<ProgramData, Vec<Diagnostic>> {
    let mut lowering = Lowering {
        goal,
        analysis: scope::analyse(program),
        positions: Positions::new(&source.text),
        constants: Constants::default(),
        functions: Vec::new(),
        indexes: FxHashMap::default(),
        queue: VecDeque::new(),
        sites: FxHashMap::default(),
        method_starts: FxHashMap::default(),
        private_classes: FxHashMap::default(),
        errors: Vec::new(),
    };
    let source_name = lowering.constants.string(&source.name);
    let empty = lowering.constants.string("");
    lowering.function_index(NodeKey::Program, Code::Program(program), empty);
    while let Some(pending) = lowering.queue.pop_front() {
        let index = pending.index as usize;
        let span = pending.code.span();
        let data = Lower::new(&mut lowering, pending.function).run(&pending);
        match data {
            Some(data) => lowering.functions[index] = data,
            None => lowering.errors.push(Diagnostic::new(
                DiagnosticKind::Limit,
                format!("a function needs more than {MAX_REGISTERS} registers"),
                &lowering.positions,
                span.start,
                span.start,
            )),
        }
    }
    if !lowering.errors.is_empty() {
        return Err(lowering.errors);
    }
    Ok(ProgramData {
        functions: lowering.functions,
        constants: lowering.constants.data,
        top_count: lowering.analysis.top_count,
        source_name,
        text: source.text.clone(),
    })
}

/// State of the whole program's lowering.
struct Lowering<'a> {
    goal: Goal,
    analysis: Analysis<'a>,
    positions: Positions<'a>,
    constants: Constants,
    functions: Vec<FunctionData>,
    indexes: FxHashMap<NodeKey, u32>,
    queue: VecDeque<Pending<'a>>,
    /// Constants of regular expression literals and templates, by offset: a site keeps its identity.
    sites: FxHashMap<u32, u32>,
    /// Where the text of methods begins: the syntax tree's functions begin at their parameters.
    method_starts: FxHashMap<NodeKey, u32>,
    /// Names of private methods and accessors: the string constant that says in messages whose they are.
    private_classes: FxHashMap<BindingId, u32>,
    errors: Vec<Diagnostic>,
}

/// What a function's code comes from.
#[derive(Clone, Copy)]
enum Code<'a> {
    Program(&'a Program<'a>),
    Function(&'a Function<'a>, FunctionKind<'a>),
    Arrow(&'a ArrowFunctionExpression<'a>),
    DefaultConstructor(&'a Class<'a>),
    FieldInitializer(&'a Class<'a>),
    StaticInitializer(&'a Class<'a>),
}

#[derive(Clone, Copy)]
enum FunctionKind<'a> {
    Plain,
    Method,
    Getter,
    Setter,
    Constructor(&'a Class<'a>),
}

struct Pending<'a> {
    code: Code<'a>,
    function: FunctionId,
    index: u32,
    /// String constant.
    name: u32,
    /// What `toString` shows.
    text: Span,
}

impl<'a> Code<'a> {
    fn span(&self) -> Span {
        match self {
            Code::Program(p) => p.span,
            Code::Function(f, _) => f.span,
            Code::Arrow(f) => f.span,
            Code::DefaultConstructor(c) | Code::FieldInitializer(c) | Code::StaticInitializer(c) => c.span,
        }
    }
}

impl<'a> Lowering<'a> {
    /// The number of a function, which is queued at the first request.
    fn function_index(&mut self, key: NodeKey, code: Code<'a>, name: u32) -> u32 {
        if let Some(&index) = self.indexes.get(&key) {
            return index;
        }
        let index = self.functions.len() as u32;
        self.functions.push(FunctionData::default());
        self.indexes.insert(key, index);
        let function = self.analysis.function_of[&key];
        let text = match code {
            Code::Program(_) | Code::FieldInitializer(_) | Code::StaticInitializer(_) => Span::empty(0),
            Code::Function(_, FunctionKind::Constructor(class)) => class.span,
            _ => Span::new(self.method_starts.get(&key).copied().unwrap_or(code.span().start), code.span().end),
        };
        self.queue.push_back(Pending { code, function, index, name, text });
        index
    }
}

/// Lowers one function.
struct Lower<'p, 'a> {
    p: &'p mut Lowering<'a>,
    e: Emitter,
    function: FunctionId,
    scope: ScopeId,
    strict: bool,
    /// Holds the environment of the innermost scope that has one.
    environment: Option<Reg>,
    /// The environment that the closure was made over, if the function uses it.
    closure_environment: Option<Reg>,
    /// Registers with the environments of this function's scopes.
    environment_of: FxHashMap<ScopeId, Reg>,
    /// Where bindings in registers are.
    registers: FxHashMap<BindingId, Reg>,
    /// The bindings of registers.
    binding_of: FxHashMap<Reg, BindingId>,
    /// A register that is never written: holds undefined.
    undefined: Option<Reg>,
    /// What jumps and returns have to pass.
    controls: Vec<Control<'a>>,
    /// Where an optional chain goes on a nullish base.
    chain: Option<Label>,
    /// A variable being initialised that nothing can read yet: may serve as scratch space.
    fresh: Option<Reg>,
    /// Labels in front of the statement that comes next.
    labels: Vec<&'a str>,
    /// Parameters that are plain names, and the registers they arrive in.
    arriving: Vec<(BindingId, Reg)>,
    /// The pattern being lowered is part of another one.
    nested_pattern: bool,
    flags: u32,
    generator: bool,
    derived: bool,
}

impl<'a> Lower<'_, 'a> {
    fn op(&mut self, op: Op, operands: &[OperandView]) {
        self.e.op(&self.p.positions, op, operands);
    }

    fn jump(&mut self, target: Label) {
        self.e.jump(&self.p.positions, target);
    }

    fn jump_op(&mut self, op: Op, operands: &[OperandView], target: Label) {
        self.e.jump_op(&self.p.positions, op, operands, target);
    }

    fn mov(&mut self, dst: Reg, src: Reg) {
        if dst != src {
            self.op(Op::Mov, &[OperandView::Write(dst), OperandView::Read(src)]);
        }
    }

    fn at(&mut self, span: Span) {
        self.e.at(span.start);
    }

    /// `dst` if it may hold intermediate results, else a new temporary.
    fn scratch(&mut self, dst: Reg) -> Reg {
        if self.e.is_temp(dst) || self.fresh == Some(dst) { dst } else { self.e.temp() }
    }

    /// A register that holds undefined for ever.
    fn undefined(&mut self) -> Reg {
        self.undefined.expect("reserved at the start of each function")
    }

    fn analysis(&self) -> &Analysis<'a> {
        &self.p.analysis
    }

    fn key(&mut self, name: &str) -> OperandView {
        OperandView::Const(self.p.constants.key(name))
    }

    fn string(&mut self, text: &str) -> OperandView {
        OperandView::Const(self.p.constants.string(text))
    }
}
