//! SIR: the typed-speculation IR. SSA over a control-flow graph; blocks have parameters, edges carry arguments. What can be
//! done with it: `builder` makes it from bytecode, `print`/`parse` turn it to text and back, `verify` states its
//! invariants, `passes/` change it, `llvm/` emits it.
//!
//! A function's generic form has no guards: every op handles every value. The speculative form follows predictions: where one
//! fails, a guard *exits*, and execution goes on in the interpreter as its frame state (`FrameState`) says.
//!
//! An op that throws has an *exceptional edge* (`InstData::handler`) if a handler of the function covers it; without one the
//! exception leaves the function. The op is not a terminator: in a block, what follows it runs if it did not throw.

pub mod builder;
pub mod dominators;
pub mod ops;
pub mod parse;
pub mod print;
pub mod range;
pub mod speculate;
pub mod verify;

pub use ops::{Effects, Further, Op, Repr};

macro_rules! id {
    ($name:ident, $prefix:literal) => {
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    };
}

id!(Value, "v");
id!(Block, "b");
id!(Inst, "i");

/// Which values a boxed (or unboxed) value may be: a set of kinds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Kinds(pub u16);

impl Kinds {
    pub const NONE: Kinds = Kinds(0);
    pub const UNDEFINED: Kinds = Kinds(1);
    pub const NULL: Kinds = Kinds(2);
    pub const BOOL: Kinds = Kinds(4);
    /// Boxed as int32.
    pub const INT32: Kinds = Kinds(8);
    /// Boxed as double (whatever its value).
    pub const DOUBLE: Kinds = Kinds(16);
    pub const STRING: Kinds = Kinds(32);
    pub const SYMBOL: Kinds = Kinds(64);
    pub const BIGINT: Kinds = Kinds(128);
    /// Any object; functions too.
    pub const OBJECT: Kinds = Kinds(256);
    /// The marker EMPTY.
    pub const EMPTY: Kinds = Kinds(512);
    pub const NUMBER: Kinds = Kinds(8 | 16);
    /// What is a pointer to a cell.
    pub const CELL: Kinds = Kinds(Kinds::OBJECT.0 | Kinds::STRING.0 | Kinds::SYMBOL.0 | Kinds::BIGINT.0);
    pub const NUMERIC: Kinds = Kinds(8 | 16 | 128);
    /// Everything that a program can see.
    pub const ANY: Kinds = Kinds(511);
    pub const ALL: Kinds = Kinds(1023);
    pub const NAMES: [&'static str; 10] =
        ["undefined", "null", "bool", "int32", "double", "string", "symbol", "bigint", "object", "empty"];

    pub fn union(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    pub fn without(self, other: Kinds) -> Kinds {
        Kinds(self.0 & !other.0)
    }

    /// Every kind in `self` is in `other`.
    pub fn is_subset(self, other: Kinds) -> bool {
        self.0 & !other.0 == 0
    }

    pub fn intersects(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }
}

/// Representation and refinement of a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Type {
    pub repr: Repr,
    pub kinds: Kinds,
}

impl Type {
    pub const BOXED: Type = Type { repr: Repr::Boxed, kinds: Kinds::ALL };

    /// The widest type of a representation.
    pub fn of(repr: Repr) -> Type {
        let kinds = match repr {
            Repr::None => Kinds::NONE,
            Repr::Boxed => Kinds::ALL,
            Repr::I32 => Kinds::INT32,
            Repr::F64 => Kinds::NUMBER,
            Repr::Bool => Kinds::BOOL,
        };
        Type { repr, kinds }
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Definition {
    Result(Inst),
    Parameter(Block, u32),
    /// Removed by a pass.
    Dead,
}

#[derive(Clone, Debug)]
pub struct ValueData {
    pub ty: Type,
    pub definition: Definition,
}

/// A jump to a block with arguments for its parameters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edge {
    pub block: Block,
    pub args: Vec<Value>,
}

/// The interpreter's activations at a point of the code: what an exit rebuilds.
///
/// An exit resumes *at* the operation of the innermost frame's pc if nothing observable has happened in it yet, otherwise behind
/// it: then the pc is that of the next instruction and the result is in its register.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrameState {
    /// Outermost first. The first is the function's own activation, the others were inlined.
    pub frames: Vec<Frame>,
    /// For each frame in order: of an inlined one callee, this and new.target; then the values of its `registers`. Any
    /// representation will do.
    pub values: Vec<Value>,
}

/// One activation of a frame state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// Number of the function in the program.
    pub function: u32,
    /// Where it goes on; in the frames around the innermost, the pc of the call that is under way.
    pub pc: u32,
    /// Registers that are live there, ascending; of a frame that waits for a call, without its destination.
    pub registers: Vec<u16>,
}

/// Values of an inlined frame before its registers: callee, this, new.target.
pub const FRAME_PREFIX: usize = 3;

#[derive(Clone, Debug)]
pub struct InstData {
    pub op: Op,
    pub args: Vec<Value>,
    /// In the order of `Op::immediates`; `i32` sign-extended.
    pub immediates: Vec<u64>,
    /// pc of the bytecode instruction this belongs to.
    pub pc: u32,
    /// Which inlined activation it belongs to: 0 is the function itself, else number `inlined - 1` of `Function::inlined`.
    pub inlined: u32,
    pub result: Option<Value>,
    /// What the result is predicted to be if it is an int32: a hint, for nothing guards it.
    pub expects: Option<(i32, i32)>,
    /// Of `jump` (one) and `branch` (if true, if false).
    pub targets: Vec<Edge>,
    /// Of `branch`: how often a profile saw it go to either target; only the proportion counts.
    pub weights: Option<[u32; 2]>,
    /// Where an exception goes; `None`: out of the function.
    pub handler: Option<Edge>,
    /// Of ops that exit. (Others may have one while a pass may still make them exit.)
    pub state: Option<Box<FrameState>>,
}

/// A call that was replaced by the callee's code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inlined {
    /// The callee.
    pub function: u32,
    /// The activation that calls, as in `InstData::inlined`.
    pub caller: u32,
    /// pc of the call.
    pub pc: u32,
}

#[derive(Clone, Debug, Default)]
pub struct BlockData {
    pub params: Vec<Value>,
    pub insts: Vec<Inst>,
    /// Number of loops around it.
    pub loop_depth: u32,
    /// Head of a loop.
    pub is_loop_header: bool,
    /// Runs rarely: handlers, and what only leads to a throw.
    pub cold: bool,
}

/// What a function is compiled as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Entered at the start; handles everything.
    Generic,
    /// Entered at the start; does what is predicted and exits where that is wrong.
    Speculative,
    /// Entered at one of `Function::entries`, registers in frame memory; handles everything.
    Resume,
    /// Entered likewise; does what is predicted.
    SpeculativeResume,
}

impl Form {
    pub fn name(self) -> &'static str {
        match self {
            Form::Generic => "generic",
            Form::Speculative => "speculative",
            Form::Resume => "resume",
            Form::SpeculativeResume => "speculative_resume",
        }
    }

    pub fn from_name(name: &str) -> Option<Form> {
        [Form::Generic, Form::Speculative, Form::Resume, Form::SpeculativeResume].into_iter().find(|f| f.name() == name)
    }

    /// Follows predictions and exits where they are wrong.
    pub fn speculates(self) -> bool {
        matches!(self, Form::Speculative | Form::SpeculativeResume)
    }

    /// Entered in the middle.
    pub fn is_resumed(self) -> bool {
        matches!(self, Form::Resume | Form::SpeculativeResume)
    }
}

#[derive(Clone, Debug)]
pub struct Function {
    pub name: String,
    /// Number of the function in the program.
    pub index: u32,
    pub form: Form,
    /// `layout::function_flag`
    pub flags: u32,
    pub parameter_count: u32,
    pub register_count: u32,
    /// Where the function begins; unused if it is resumed.
    pub entry: Block,
    /// Where a function that is resumed begins, by entry number.
    pub entries: Vec<(u32, Block)>,
    pub blocks: Vec<BlockData>,
    pub insts: Vec<InstData>,
    pub values: Vec<ValueData>,
    /// Lists of register numbers (`initial_yield`'s inputs).
    pub register_lists: Vec<Vec<u16>>,
    /// Calls that were replaced by code.
    pub inlined: Vec<Inlined>,
    /// What could not be specialised, and why; not part of the text.
    pub declines: Vec<speculate::decline::Declined>,
    /// Blocks in layout order; blocks that are not listed are dead.
    pub layout: Vec<Block>,
}

impl Function {
    pub fn new(name: String, index: u32, form: Form) -> Function {
        Function {
            name,
            index,
            form,
            flags: 0,
            parameter_count: 0,
            register_count: 0,
            entry: Block(0),
            entries: Vec::new(),
            blocks: Vec::new(),
            insts: Vec::new(),
            values: Vec::new(),
            register_lists: Vec::new(),
            inlined: Vec::new(),
            declines: Vec::new(),
            layout: Vec::new(),
        }
    }

    pub fn new_block(&mut self) -> Block {
        self.blocks.push(BlockData::default());
        Block(self.blocks.len() as u32 - 1)
    }

    pub fn new_param(&mut self, block: Block, ty: Type) -> Value {
        let index = self.blocks[block.index()].params.len() as u32;
        let v = self.new_value(ty, Definition::Parameter(block, index));
        self.blocks[block.index()].params.push(v);
        v
    }

    pub fn new_value(&mut self, ty: Type, definition: Definition) -> Value {
        self.values.push(ValueData { ty, definition });
        Value(self.values.len() as u32 - 1)
    }

    /// Makes an instruction with a result if the op has one; does not put it in a block.
    pub fn new_inst(&mut self, op: Op, args: Vec<Value>, immediates: Vec<u64>, pc: u32) -> Inst {
        debug_assert_eq!(immediates.len(), op.immediates().len(), "{}", op.name());
        let inst = Inst(self.insts.len() as u32);
        self.insts.push(InstData {
            op,
            args,
            immediates,
            pc,
            inlined: 0,
            result: None,
            expects: None,
            targets: Vec::new(),
            weights: None,
            handler: None,
            state: None,
        });
        if op.result() != Repr::None {
            let v = self.new_value(Type::of(op.result()), Definition::Result(inst));
            self.insts[inst.index()].result = Some(v);
        }
        inst
    }

    pub fn block(&self, b: Block) -> &BlockData {
        &self.blocks[b.index()]
    }

    pub fn inst(&self, i: Inst) -> &InstData {
        &self.insts[i.index()]
    }

    pub fn inst_mut(&mut self, i: Inst) -> &mut InstData {
        &mut self.insts[i.index()]
    }

    pub fn ty(&self, v: Value) -> Type {
        self.values[v.index()].ty
    }

    /// The instruction that makes `v`, if one does.
    pub fn definition(&self, v: Value) -> Option<&InstData> {
        match self.values[v.index()].definition {
            Definition::Result(i) => Some(&self.insts[i.index()]),
            _ => None,
        }
    }

    /// The function whose bytecode an instruction is from: this one or one that was inlined.
    pub fn function_of(&self, data: &InstData) -> u32 {
        match data.inlined {
            0 => self.index,
            n => self.inlined[n as usize - 1].function,
        }
    }

    pub fn terminator(&self, b: Block) -> Option<Inst> {
        self.blocks[b.index()].insts.last().copied().filter(|i| self.insts[i.index()].op.effects().ends)
    }

    /// All edges out of a block: exceptional ones of its instructions in order, then the terminator's.
    pub fn edges(&self, b: Block) -> impl Iterator<Item = &Edge> {
        self.blocks[b.index()].insts.iter().flat_map(|i| {
            let d = &self.insts[i.index()];
            d.handler.iter().chain(d.targets.iter())
        })
    }

    /// Where control may come in from outside.
    pub fn roots(&self) -> Vec<Block> {
        match self.form {
            Form::Generic | Form::Speculative => vec![self.entry],
            Form::Resume | Form::SpeculativeResume => self.entries.iter().map(|e| e.1).collect(),
        }
    }

    /// Reachable blocks in reverse postorder.
    pub fn reverse_postorder(&self) -> Vec<Block> {
        let mut seen = vec![false; self.blocks.len()];
        let mut order = Vec::new();
        for root in self.roots().into_iter().rev() {
            if std::mem::replace(&mut seen[root.index()], true) {
                continue;
            }
            // Depth first with an explicit stack: functions can be large.
            let successors = |b: Block| -> Vec<Block> { self.edges(b).map(|e| e.block).collect() };
            let mut stack = vec![(root, successors(root))];
            while let Some((b, rest)) = stack.last_mut() {
                match rest.pop() {
                    Some(s) => {
                        if !std::mem::replace(&mut seen[s.index()], true) {
                            let next = successors(s);
                            stack.push((s, next));
                        }
                    }
                    None => {
                        order.push(*b);
                        stack.pop();
                    }
                }
            }
        }
        order.reverse();
        order
    }
}
