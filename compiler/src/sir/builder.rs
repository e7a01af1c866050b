//! Bytecode to SIR: one op for each instruction, registers become SSA values.
//!
//! Every block that control can reach in more than one way gets a parameter for each register that is live there
//! (`bytecode::liveness`); what turns out always the same is removed by the `prune` pass. Exceptional edges pass the registers
//! as they are at the throwing instruction.
//!
//! Suspensions end the code: what is live is stored to frame memory, and the code behind is an entry of the function's
//! `Resume` form.

use super::speculate::signature::{ResultForm, Signature};
use super::speculate::{self, Speculation};
use super::speculate::{Heat, Predicted};
use super::*;
use jsc_abi::bytecode::{BlockId, ControlFlow, Liveness};
use jsc_abi::image::writer::FunctionData;
use jsc_abi::opcode::{Instruction, Range, ops};
use jsc_abi::value::Value as JsValue;
use std::collections::HashMap;

/// Builds one form of a function. What is resumed has an entry for each suspension, and with `loops` for each loop header. Forms that
/// speculate need a `speculation`, which the others do without. With `heat`, branches say how often they went either way.
pub fn build(
    name: &str,
    index: u32,
    data: &FunctionData,
    form: Form,
    loops: bool,
    heat: Option<&Heat>,
    speculation: Option<&Speculation>,
) -> Function {
    debug_assert_eq!(form.speculates(), speculation.is_some());
    let liveness = Liveness::compute(data);
    let mut function = Function::new(name.to_string(), index, form);
    function.flags = data.flags;
    function.parameter_count = data.parameter_count;
    function.register_count = data.register_count;
    let a = Activation::new(&mut function, index, data, &liveness);
    let mut b = Builder {
        function,
        a,
        current: Block(0),
        loops,
        heat,
        speculation,
        expected: Vec::new(),
        shapes: Vec::new(),
        classes: HashMap::new(),
        closures: HashMap::new(),
        methods: HashMap::new(),
    };
    b.run();
    b.function
}

/// One activation whose code is being built: the function itself, or an inlined one.
pub struct Activation<'a> {
    /// Number of the function in the program.
    pub index: u32,
    /// As in `InstData::inlined`.
    pub number: u32,
    pub data: &'a FunctionData,
    pub liveness: &'a Liveness<'a>,
    pub flow: &'a ControlFlow,
    /// SIR block of each bytecode block.
    pub blocks: Vec<Block>,
    /// Registers that the parameters of a block stand for, once it has them.
    parameters: Vec<Option<Vec<u16>>>,
    /// Of loop headers: the block in front, where all ways from outside meet, if it is needed.
    fronts: HashMap<BlockId, Block>,
    /// Registers at the end of blocks that a successor continues without parameters.
    exit_states: Vec<Option<Vec<Option<Value>>>>,
    /// Present values; `None`: undefined, not yet made.
    pub registers: Vec<Option<Value>>,
    pub handler: Option<BlockId>,
    pub pc: u32,
    /// What speculation needs to know of the activation.
    pub s: speculate::State<'a>,
}

impl<'a> Activation<'a> {
    pub fn new(
        function: &mut Function,
        index: u32,
        data: &'a FunctionData,
        liveness: &'a Liveness<'a>,
    ) -> Activation<'a> {
        let flow = liveness.control_flow();
        Activation {
            index,
            number: 0,
            data,
            liveness,
            flow,
            blocks: flow.blocks.iter().map(|_| function.new_block()).collect(),
            parameters: vec![None; flow.blocks.len()],
            fronts: HashMap::new(),
            exit_states: vec![None; flow.blocks.len()],
            registers: Vec::new(),
            handler: None,
            pc: 0,
            s: speculate::State::default(),
        }
    }
}

pub struct Builder<'a> {
    pub function: Function,
    pub a: Activation<'a>,
    pub current: Block,
    /// Loop headers are entries.
    loops: bool,
    pub heat: Option<&'a Heat>,
    pub speculation: Option<&'a Speculation<'a>>,
    /// By value: what it is expected to be, where its type does not say as much.
    pub expected: Vec<Kinds>,
    /// Objects whose shape the present block has seen: the object without guards, the template, the object behind its guard.
    pub shapes: Vec<(Value, u32, Value)>,
    /// Values (without guards) that are predicted to be of several classes.
    pub classes: HashMap<Value, &'a Predicted>,
    /// Values (without guards) that are certainly closures of one function.
    pub closures: HashMap<Value, u32>,
    /// Methods (without guards) that were found by the shape of their object.
    pub methods: HashMap<Value, speculate::Methods>,
}

impl<'a> Builder<'a> {
    fn run(&mut self) {
        let count = self.a.data.register_count as usize;
        // What cannot be entered any more: in the generic form of a generator all behind the first suspension.
        match self.function.form {
            Form::Generic | Form::Speculative => {
                let entry = self.function.new_block();
                self.function.entry = entry;
                self.current = entry;
                self.a.registers = vec![None; count];
                for i in 0..self.a.data.parameter_count {
                    self.a.registers[i as usize] = self.parameter(i);
                }
                if self.speculation.is_some() {
                    self.begin_speculation();
                }
                let edge = self.edge(BlockId(0));
                self.terminate(Op::Jump, vec![], vec![edge]);
            }
            Form::Resume | Form::SpeculativeResume => {
                if self.speculation.is_some() {
                    self.begin_resumed();
                }
                for id in (0..self.a.flow.blocks.len() as u32).map(BlockId) {
                    if !self.a.flow.is_reachable(id) {
                        continue;
                    }
                    // (The block behind a suspension may be a loop header with an entry of its own.)
                    if let Some((entry, written)) = self.suspension(id) {
                        let behind = self.a.flow.block(id).fallthrough.expect("code goes on behind a suspension");
                        self.entry_stub(entry, behind, Some(written));
                    }
                    if let Some(entry) = self.loop_entry(id).filter(|_| self.loops) {
                        self.entry_stub(entry, id, None);
                    }
                }
            }
        }
        self.blocks();
        self.function.layout = self.function.reverse_postorder();
    }

    /// Builds all blocks of the activation.
    pub fn blocks(&mut self) {
        let depths = self.loop_depths();
        for index in 0..self.a.flow.reverse_postorder.len() {
            let id = self.a.flow.reverse_postorder[index];
            self.block(id, depths[id.index()]);
        }
    }

    /// Code that loads what is live at the start of a block, and goes there. Behind a suspension the resumption has `written` the value
    /// sent and its mode.
    fn entry_stub(&mut self, entry: u32, to: BlockId, written: Option<[u16; 2]>) {
        let stub = self.function.new_block();
        self.function.entries.push((entry, stub));
        self.current = stub;
        self.a.pc = self.a.flow.block(to).start;
        self.a.registers = vec![None; self.a.data.register_count as usize];
        for r in self.a.liveness.live_in(to).iter() {
            let v = self.emit(Op::LoadRegister, vec![], vec![r as u64]).expect("has a result");
            if written.is_some_and(|[_, mode]| mode == r as u16) {
                self.function.values[v.index()].ty.kinds = Kinds::INT32;
            }
            self.a.registers[r] = Some(v);
        }
        if self.speculation.is_some() {
            self.begin_entry(to, written.map(|[received, _]| received));
        }
        let front = self.front_of(to);
        let edge = self.edge(to);
        self.terminate(Op::Jump, vec![], vec![Edge { block: front.unwrap_or(edge.block), ..edge }]);
    }

    /// The number of the loop header that a block begins with.
    fn loop_entry(&self, id: BlockId) -> Option<u32> {
        let start = self.a.flow.block(id).start as usize;
        match Instruction::decode(&self.a.data.code, start).expect("verified bytecode").0 {
            Instruction::LoopHeader(i) => Some(i.entry.0),
            _ => None,
        }
    }

    /// The entry number of the suspension that ends a block, and the registers that a resumption writes: what is sent, and its mode.
    fn suspension(&self, id: BlockId) -> Option<(u32, [u16; 2])> {
        let last = self.a.flow.block(id).last as usize;
        match Instruction::decode(&self.a.data.code, last).expect("verified bytecode").0 {
            Instruction::InitialYield(i) => Some((i.entry.0, [i.dst.0, i.mode.0])),
            Instruction::YieldValue(i) => Some((i.entry.0, [i.dst.0, i.mode.0])),
            _ => None,
        }
    }

    /// Loops are contiguous in bytecode: from a header to the last jump back to it.
    fn loop_depths(&self) -> Vec<u32> {
        let mut depths = vec![0; self.a.flow.blocks.len()];
        for &header in &self.a.flow.loop_headers {
            let last = self.a.flow.block(header).predecessors.iter().copied().filter(|p| *p >= header).max();
            if let Some(last) = last {
                for d in &mut depths[header.index()..=last.index()] {
                    *d += 1;
                }
            }
        }
        depths
    }

    fn block(&mut self, id: BlockId, depth: u32) {
        let block = self.a.flow.block(id);
        let sir = self.a.blocks[id.index()];
        self.current = sir;
        let outer = self.a.s.loop_depth;
        let data = &mut self.function.blocks[sir.index()];
        data.loop_depth = outer + depth;
        data.is_loop_header = block.is_loop_header;
        data.cold |= self.a.s.cold;
        self.a.handler = block.handler;
        self.shapes.clear();
        // A block with parameters begins with them, one without goes on from its only predecessor.
        if let Some(list) = self.parameters_of(id) {
            self.a.registers = vec![None; self.a.data.register_count as usize];
            for (i, r) in list.iter().enumerate() {
                self.a.registers[*r as usize] = Some(self.function.blocks[sir.index()].params[i]);
            }
        } else {
            match self.a.exit_states[block.predecessors[0].index()].clone() {
                Some(state) => self.a.registers = state,
                // The predecessor was not built: behind a suspension, or predicted never to run.
                None => return,
            }
        }
        if self.speculation.is_some() {
            self.begin_block(id);
        }
        let mut pc = block.start as usize;
        let end = block.end as usize;
        while pc < end && self.function.terminator(self.current).is_none() {
            let (instruction, next) = Instruction::decode(&self.a.data.code, pc).expect("verified bytecode");
            self.a.pc = pc as u32;
            if self.speculation.is_none() {
                self.instruction(&instruction, id);
            } else {
                self.speculate(&instruction, id, next as u32);
            }
            pc = next;
        }
        if self.function.terminator(self.current).is_none() {
            let next = block.fallthrough.expect("verified bytecode does not end in the middle");
            let mut edge = self.edge(next);
            if self.enters_loop(id, next) {
                match self.front_of(next) {
                    Some(front) => edge.block = front,
                    None => self.checkpoint(next),
                }
            }
            self.terminate(Op::Jump, vec![], vec![edge]);
        }
        if self
            .function
            .terminator(self.current)
            .is_some_and(|t| matches!(self.function.inst(t).op, Op::Throw | Op::ThrowError))
        {
            self.function.blocks[self.current.index()].cold = true;
        }
        self.a.exit_states[id.index()] = Some(self.a.registers.clone());
    }

    /// The registers a block has parameters for; `None` if it has no parameters. Makes them on first use.
    fn parameters_of(&mut self, id: BlockId) -> Option<Vec<u16>> {
        if let Some(list) = &self.a.parameters[id.index()] {
            return Some(list.clone());
        }
        let block = self.a.flow.block(id);
        let is_start = id.0 == 0;
        let is_handler = block.predecessors.iter().any(|p| self.a.flow.block(*p).exceptional == Some(id));
        // Behind a suspension, control comes only from the entry stub; its predecessor in bytecode does not count.
        let is_resumed = block.predecessors.iter().any(|p| self.suspension(*p).is_some());
        let is_entered = self.function.form.is_resumed() && self.loop_entry(id).is_some();
        let needs = is_start || is_handler || is_resumed || is_entered || block.predecessors.len() != 1;
        if !needs {
            return None;
        }
        let list: Vec<u16> = self.a.liveness.live_in(id).iter().map(|r| r as u16).collect();
        let sir = self.a.blocks[id.index()];
        for _ in &list {
            self.function.new_param(sir, Type::BOXED);
        }
        if is_handler {
            self.function.blocks[sir.index()].cold = true;
        }
        self.a.parameters[id.index()] = Some(list.clone());
        Some(list)
    }

    pub fn edge(&mut self, id: BlockId) -> Edge {
        let args = match self.parameters_of(id) {
            Some(list) => list
                .iter()
                .map(|r| {
                    let v = self.read(*r);
                    self.without_guards(v)
                })
                .collect(),
            None => Vec::new(),
        };
        Edge { block: self.a.blocks[id.index()], args }
    }

    /// An edge out of the block `id`. In front of a loop it leads over a block of its own, where guards may go.
    fn edge_from(&mut self, id: BlockId, to: BlockId) -> Edge {
        let edge = self.edge(to);
        if !self.enters_loop(id, to) {
            return edge;
        }
        if let Some(block) = self.front_of(to) {
            return Edge { block, ..edge };
        }
        let front = self.function.new_block();
        let here = self.function.block(self.current);
        let (depth, cold) = (here.loop_depth, here.cold);
        let block = &mut self.function.blocks[front.index()];
        (block.loop_depth, block.cold) = (depth, cold);
        let here = std::mem::replace(&mut self.current, front);
        // (Registers that are live there have been read for the edge.)
        self.checkpoint(to);
        self.terminate(Op::Jump, vec![], vec![edge]);
        self.current = here;
        Edge { block: front, args: vec![] }
    }

    /// Of the function's speculative form.
    fn signature(&self) -> Option<&'a Signature> {
        self.speculation
            .filter(|_| self.function.form == Form::Speculative)
            .and_then(|s| s.signatures[self.a.index as usize].as_ref())
    }

    /// A parameter, boxed.
    fn parameter(&mut self, index: u32) -> Option<Value> {
        let (op, boxing) = match self.signature().map_or(Repr::Boxed, |s| s.parameters[index as usize]) {
            Repr::I32 => (Op::ParameterI32, Op::BoxI32),
            Repr::F64 => (Op::ParameterF64, Op::BoxF64),
            Repr::Bool => (Op::ParameterBool, Op::BoxBool),
            Repr::Boxed | Repr::None => return self.emit(Op::Parameter, vec![], vec![index as u64]),
        };
        let v = self.emit(op, vec![], vec![index as u64]).expect("has a result");
        self.emit(boxing, vec![v], vec![])
    }

    /// What is returned for `v`. Whoever calls guards the result, so that a guard here is of no use, unless it says that a double may be
    /// returned as one.
    fn returned(&self, mut v: Value) -> Value {
        if self.signature().is_none_or(|s| s.result == ResultForm::Boxed) {
            while let Some(d) = self.function.definition(v).filter(|d| d.op == Op::GuardKind) {
                v = d.args[0];
            }
        }
        v
    }

    /// Whether the way from a block to another leads into a loop from outside, which speculative code makes a block for.
    fn enters_loop(&self, id: BlockId, to: BlockId) -> bool {
        if self.speculation.is_none() || !self.a.flow.block(to).is_loop_header {
            return false;
        }
        if to > id || !self.is_resumed_activation() {
            return to > id;
        }
        // A jump back that is only reached behind a suspension comes from an entry.
        let mut seen = vec![false; self.a.flow.blocks.len()];
        let mut work = vec![to];
        while let Some(b) = work.pop() {
            if std::mem::replace(&mut seen[b.index()], true) || self.suspension(b).is_some() {
                continue;
            }
            let block = self.a.flow.block(b);
            work.extend(block.successors().chain(block.exceptional));
        }
        !seen[id.index()]
    }

    fn is_resumed_activation(&self) -> bool {
        self.function.form.is_resumed() && self.a.number == 0
    }

    /// The block in front of a loop that may be entered in several ways, where they meet: it takes what the header takes. `None`: there is
    /// none, as the code is only entered at the start, or it is no loop.
    fn front_of(&mut self, header: BlockId) -> Option<Block> {
        if self.speculation.is_none() || !self.is_resumed_activation() || !self.a.flow.block(header).is_loop_header {
            return None;
        }
        if let Some(front) = self.a.fronts.get(&header) {
            return Some(*front);
        }
        let list = self.parameters_of(header)?;
        let front = self.function.new_block();
        self.a.fronts.insert(header, front);
        let here = std::mem::replace(&mut self.current, front);
        let pc = std::mem::replace(&mut self.a.pc, self.a.flow.block(header).start);
        let nothing = vec![None; self.a.data.register_count as usize];
        let registers = std::mem::replace(&mut self.a.registers, nothing);
        for r in list {
            self.a.registers[r as usize] = Some(self.function.new_param(front, Type::BOXED));
        }
        self.checkpoint(header);
        let edge = self.edge(header);
        self.terminate(Op::Jump, vec![], vec![edge]);
        self.a.registers = registers;
        self.a.pc = pc;
        self.current = here;
        Some(front)
    }

    pub fn undefined(&mut self) -> Value {
        self.emit(Op::ConstValue, vec![], vec![JsValue::UNDEFINED.0]).unwrap()
    }

    pub fn read(&mut self, register: u16) -> Value {
        match self.a.registers[register as usize] {
            Some(v) => v,
            None => {
                let v = self.undefined();
                self.a.registers[register as usize] = Some(v);
                v
            }
        }
    }

    pub fn read_range(&mut self, range: Range) -> Vec<Value> {
        (range.first..range.first + range.count).map(|r| self.read(r)).collect()
    }

    pub fn write(&mut self, register: u16, value: Option<Value>) {
        debug_assert!(value.is_some());
        self.a.registers[register as usize] = value;
    }

    /// Where an exception of the present instruction goes: the handler of its region, or that of the call that was inlined.
    pub fn handler_edge(&mut self) -> Option<Edge> {
        match self.a.handler {
            Some(h) => Some(self.edge(h)),
            None => self.a.s.outer_handler.clone(),
        }
    }

    /// Appends an instruction; if it throws inside a handled region, it gets its exceptional edge.
    pub fn emit(&mut self, op: Op, args: Vec<Value>, immediates: Vec<u64>) -> Option<Value> {
        let handler = if op.effects().throws { self.handler_edge() } else { None };
        self.forget_shapes(op);
        let inst = self.function.new_inst(op, args, immediates, self.a.pc);
        let data = self.function.inst_mut(inst);
        data.handler = handler;
        data.inlined = self.a.number;
        self.function.blocks[self.current.index()].insts.push(inst);
        self.function.inst(inst).result
    }

    pub fn terminate(&mut self, op: Op, args: Vec<Value>, targets: Vec<Edge>) {
        let inst = self.function.new_inst(op, args, vec![], self.a.pc);
        let data = self.function.inst_mut(inst);
        data.targets = targets;
        data.inlined = self.a.number;
        self.function.blocks[self.current.index()].insts.push(inst);
    }

    /// A bool made boxed, for a register.
    pub fn boxed(&mut self, v: Option<Value>) -> Option<Value> {
        let v = v.unwrap();
        self.emit(Op::BoxBool, vec![v], vec![])
    }

    pub fn constant(&mut self, v: JsValue) -> Value {
        self.emit(Op::ConstValue, vec![], vec![v.0]).unwrap()
    }

    fn unary(&mut self, op: Op, dst: u16, src: u16) {
        let a = self.read(src);
        let v = self.emit(op, vec![a], vec![]);
        self.write(dst, v);
    }

    fn binary(&mut self, op: Op, dst: u16, lhs: u16, rhs: u16) {
        let args = vec![self.read(lhs), self.read(rhs)];
        let v = self.emit(op, args, vec![]);
        self.write(dst, v);
    }

    fn binary_int(&mut self, op: Op, dst: u16, lhs: u16, rhs: i32) {
        let a = self.read(lhs);
        let b = self.constant(JsValue::from_i32(rhs));
        let v = self.emit(op, vec![a, b], vec![]);
        self.write(dst, v);
    }

    /// A comparison whose result goes to a register.
    fn test(&mut self, op: Op, dst: u16, lhs: u16, rhs: u16, negated: bool) {
        let args = vec![self.read(lhs), self.read(rhs)];
        let mut v = self.emit(op, args, vec![]);
        if negated {
            v = self.emit(Op::NotBool, vec![v.unwrap()], vec![]);
        }
        let v = self.boxed(v);
        self.write(dst, v);
    }

    /// Jumps to `target` if the condition is `sense`, else falls through.
    pub fn branch(&mut self, id: BlockId, condition: Value, sense: bool) {
        let block = self.a.flow.block(id);
        let taken = self.edge_from(id, block.taken.expect("a jump has a target"));
        let next = self.edge_from(id, block.fallthrough.expect("a conditional jump falls through"));
        let targets = if sense { vec![taken, next] } else { vec![next, taken] };
        self.terminate(Op::Branch, vec![condition], targets);
        if let Some([taken, next]) = self.heat.and_then(|h| h.branch(self.a.index, block.last)) {
            self.weigh(if sense { [taken, next] } else { [next, taken] });
        }
    }

    /// Says how often the branch that was just made went either way.
    pub fn weigh(&mut self, ways: [u64; 2]) {
        let branch = *self.function.block(self.current).insts.last().expect("just made");
        self.function.inst_mut(branch).weights = Some(scaled(ways));
    }

    fn compare_and_branch(&mut self, id: BlockId, op: Op, lhs: u16, rhs: u16, sense: bool) {
        let args = vec![self.read(lhs), self.read(rhs)];
        let c = self.emit(op, args, vec![]).unwrap();
        self.branch(id, c, sense);
    }

    fn test_and_branch(&mut self, id: BlockId, op: Op, value: u16, sense: bool) {
        let a = self.read(value);
        let c = self.emit(op, vec![a], vec![]).unwrap();
        self.branch(id, c, sense);
    }

    fn nullary(&mut self, op: Op, dst: u16, immediates: Vec<u64>) {
        let v = self.emit(op, vec![], immediates);
        self.write(dst, v);
    }

    /// An op with register inputs and a boxed result.
    fn simple(&mut self, op: Op, dst: u16, inputs: &[u16], immediates: Vec<u64>) {
        let args = inputs.iter().map(|r| self.read(*r)).collect();
        let v = self.emit(op, args, immediates);
        self.write(dst, v);
    }

    /// An op with register inputs and a bool result, boxed for the register.
    fn predicate(&mut self, op: Op, dst: u16, inputs: &[u16], immediates: Vec<u64>) {
        let args = inputs.iter().map(|r| self.read(*r)).collect();
        let v = self.emit(op, args, immediates);
        let v = self.boxed(v);
        self.write(dst, v);
    }

    /// An op with register inputs and no result.
    fn effect(&mut self, op: Op, inputs: &[u16], immediates: Vec<u64>) {
        let args = inputs.iter().map(|r| self.read(*r)).collect();
        self.emit(op, args, immediates);
    }

    pub fn instruction(&mut self, instruction: &Instruction, id: BlockId) {
        use Instruction as I;
        match *instruction {
            // ---- constants and moves ----
            I::Mov(i) => {
                let v = self.read(i.src.0);
                self.write(i.dst.0, Some(v));
            }
            I::LoadConst(i) => self.nullary(Op::ConstProgram, i.dst.0, vec![i.constant.0 as u64]),
            I::LoadInt(i) => self.nullary(Op::ConstValue, i.dst.0, vec![JsValue::from_i32(i.value.0).0]),
            I::LoadUndefined(i) => self.nullary(Op::ConstValue, i.dst.0, vec![JsValue::UNDEFINED.0]),
            I::LoadNull(i) => self.nullary(Op::ConstValue, i.dst.0, vec![JsValue::NULL.0]),
            I::LoadTrue(i) => self.nullary(Op::ConstValue, i.dst.0, vec![JsValue::TRUE.0]),
            I::LoadFalse(i) => self.nullary(Op::ConstValue, i.dst.0, vec![JsValue::FALSE.0]),
            I::LoadEmpty(i) => self.nullary(Op::ConstValue, i.dst.0, vec![JsValue::EMPTY.0]),

            // ---- the activation ----
            I::LoadThis(i) => self.nullary(Op::This, i.dst.0, vec![]),
            I::LoadThisSloppy(i) => self.nullary(Op::ThisSloppy, i.dst.0, vec![]),
            I::LoadCallee(i) => self.nullary(Op::Callee, i.dst.0, vec![]),
            I::LoadNewTarget(i) => self.nullary(Op::NewTarget, i.dst.0, vec![]),
            I::LoadEnvironment(i) => self.nullary(Op::ClosureEnvironment, i.dst.0, vec![]),
            I::LoadSuperBase(i) => self.simple(Op::SuperBase, i.dst.0, &[i.function.0], vec![]),
            I::LoadSuperConstructor(i) => self.simple(Op::SuperConstructor, i.dst.0, &[i.function.0], vec![]),
            I::CreateArguments(i) => self.nullary(Op::CreateArguments, i.dst.0, vec![]),
            I::CreateMappedArguments(i) => self.simple(
                Op::CreateMappedArguments,
                i.dst.0,
                &[i.environment.0],
                vec![i.first_slot.0 as u64, i.count.0 as u64],
            ),
            I::CreateRest(i) => self.nullary(Op::CreateRest, i.dst.0, vec![i.start.0 as u64]),
            I::CheckConstructorCall(_) => self.effect(Op::CheckConstructorCall, &[], vec![]),
            I::CheckConstructorReturn(i) => {
                self.simple(Op::CheckConstructorReturn, i.dst.0, &[i.value.0, i.this.0], vec![])
            }

            // ---- environments and bindings ----
            I::NewEnvironment(i) => self.simple(Op::NewEnvironment, i.dst.0, &[i.parent.0], vec![i.slots.0 as u64]),
            I::CloneEnvironment(i) => self.simple(Op::CloneEnvironment, i.dst.0, &[i.environment.0], vec![]),
            I::GetEnvironmentSlot(i) => self.simple(
                Op::GetEnvironmentSlot,
                i.dst.0,
                &[i.environment.0],
                vec![i.depth.0 as u64, i.slot.0 as u64],
            ),
            I::SetEnvironmentSlot(i) => self.effect(
                Op::SetEnvironmentSlot,
                &[i.environment.0, i.value.0],
                vec![i.depth.0 as u64, i.slot.0 as u64],
            ),
            I::GetTop(i) => self.nullary(Op::GetTop, i.dst.0, vec![i.slot.0 as u64]),
            I::SetTop(i) => self.effect(Op::SetTop, &[i.value.0], vec![i.slot.0 as u64]),
            I::GetGlobal(i) => self.nullary(Op::GetGlobal, i.dst.0, vec![i.name.0 as u64, i.feedback.0 as u64, 0]),
            I::GetGlobalOrUndefined(i) => {
                self.nullary(Op::GetGlobal, i.dst.0, vec![i.name.0 as u64, i.feedback.0 as u64, 1])
            }
            I::SetGlobal(i) => {
                self.effect(Op::SetGlobal, &[i.value.0], vec![i.name.0 as u64, i.feedback.0 as u64, i.strict.0 as u64])
            }
            I::DeleteGlobal(i) => self.predicate(Op::DeleteGlobal, i.dst.0, &[], vec![i.name.0 as u64]),
            I::CheckInitialized(i) => self.effect(Op::CheckInitialized, &[i.value.0], vec![i.name.0 as u64]),
            I::CheckThisInitialized(i) => self.effect(Op::CheckThisInitialized, &[i.this.0], vec![]),
            I::ThrowError(i) => {
                self.emit(Op::ThrowError, vec![], vec![i.kind.0 as u64, i.message.0 as u64]);
            }

            // ---- arithmetic ----
            I::Add(i) => self.binary(Op::Add, i.dst.0, i.lhs.0, i.rhs.0),
            I::Sub(i) => self.binary(Op::Sub, i.dst.0, i.lhs.0, i.rhs.0),
            I::Mul(i) => self.binary(Op::Mul, i.dst.0, i.lhs.0, i.rhs.0),
            I::Div(i) => self.binary(Op::Div, i.dst.0, i.lhs.0, i.rhs.0),
            I::Rem(i) => self.binary(Op::Rem, i.dst.0, i.lhs.0, i.rhs.0),
            I::Exp(i) => self.binary(Op::Exp, i.dst.0, i.lhs.0, i.rhs.0),
            I::BitAnd(i) => self.binary(Op::BitAnd, i.dst.0, i.lhs.0, i.rhs.0),
            I::BitOr(i) => self.binary(Op::BitOr, i.dst.0, i.lhs.0, i.rhs.0),
            I::BitXor(i) => self.binary(Op::BitXor, i.dst.0, i.lhs.0, i.rhs.0),
            I::Shl(i) => self.binary(Op::Shl, i.dst.0, i.lhs.0, i.rhs.0),
            I::Shr(i) => self.binary(Op::Shr, i.dst.0, i.lhs.0, i.rhs.0),
            I::Ushr(i) => self.binary(Op::Ushr, i.dst.0, i.lhs.0, i.rhs.0),
            I::AddInt(i) => self.binary_int(Op::Add, i.dst.0, i.lhs.0, i.rhs.0),
            I::SubInt(i) => self.binary_int(Op::Sub, i.dst.0, i.lhs.0, i.rhs.0),
            I::MulInt(i) => self.binary_int(Op::Mul, i.dst.0, i.lhs.0, i.rhs.0),
            I::BitAndInt(i) => self.binary_int(Op::BitAnd, i.dst.0, i.lhs.0, i.rhs.0),
            I::BitOrInt(i) => self.binary_int(Op::BitOr, i.dst.0, i.lhs.0, i.rhs.0),
            I::ShlInt(i) => self.binary_int(Op::Shl, i.dst.0, i.lhs.0, i.rhs.0),
            I::ShrInt(i) => self.binary_int(Op::Shr, i.dst.0, i.lhs.0, i.rhs.0),
            I::UshrInt(i) => self.binary_int(Op::Ushr, i.dst.0, i.lhs.0, i.rhs.0),
            I::Neg(i) => self.unary(Op::Neg, i.dst.0, i.src.0),
            I::BitNot(i) => self.unary(Op::BitNot, i.dst.0, i.src.0),
            I::Inc(i) => self.unary(Op::Inc, i.dst.0, i.src.0),
            I::Dec(i) => self.unary(Op::Dec, i.dst.0, i.src.0),
            I::ToNumber(i) => self.unary(Op::ToNumber, i.dst.0, i.src.0),
            I::ToNumeric(i) => self.unary(Op::ToNumeric, i.dst.0, i.src.0),
            I::ToString(i) => self.unary(Op::ToString, i.dst.0, i.src.0),
            I::ToPropertyKey(i) => self.unary(Op::ToPropertyKey, i.dst.0, i.src.0),
            I::Concat(i) => {
                let args = self.read_range(i.strings);
                let v = self.emit(Op::Concat, args, vec![]);
                self.write(i.dst.0, v);
            }

            // ---- tests ----
            I::Not(i) => {
                let a = self.read(i.src.0);
                let c = self.emit(Op::ToBoolean, vec![a], vec![]).unwrap();
                let n = self.emit(Op::NotBool, vec![c], vec![]);
                let v = self.boxed(n);
                self.write(i.dst.0, v);
            }
            I::TypeOf(i) => self.unary(Op::TypeOf, i.dst.0, i.src.0),
            I::Less(i) => self.test(Op::Less, i.dst.0, i.lhs.0, i.rhs.0, false),
            I::LessEqual(i) => self.test(Op::LessEqual, i.dst.0, i.lhs.0, i.rhs.0, false),
            I::Greater(i) => self.test(Op::Greater, i.dst.0, i.lhs.0, i.rhs.0, false),
            I::GreaterEqual(i) => self.test(Op::GreaterEqual, i.dst.0, i.lhs.0, i.rhs.0, false),
            I::Equal(i) => self.test(Op::Equal, i.dst.0, i.lhs.0, i.rhs.0, false),
            I::NotEqual(i) => self.test(Op::Equal, i.dst.0, i.lhs.0, i.rhs.0, true),
            I::StrictEqual(i) => self.test(Op::StrictEqual, i.dst.0, i.lhs.0, i.rhs.0, false),
            I::StrictNotEqual(i) => self.test(Op::StrictEqual, i.dst.0, i.lhs.0, i.rhs.0, true),
            I::HasProperty(i) => self.test(Op::HasProperty, i.dst.0, i.key.0, i.object.0, false),
            I::InstanceOf(i) => self.test(Op::InstanceOf, i.dst.0, i.object.0, i.constructor.0, false),

            // ---- jumps ----
            I::Jump(_) => {
                let edge = self.edge_from(id, self.a.flow.block(id).taken.expect("a jump has a target"));
                self.terminate(Op::Jump, vec![], vec![edge]);
            }
            I::LoopHeader(_) | I::Nop(_) => {}
            I::JumpIfTrue(i) => self.test_and_branch(id, Op::ToBoolean, i.condition.0, true),
            I::JumpIfFalse(i) => self.test_and_branch(id, Op::ToBoolean, i.condition.0, false),
            I::JumpIfUndefined(i) => self.test_and_branch(id, Op::IsUndefined, i.value.0, true),
            I::JumpIfNotUndefined(i) => self.test_and_branch(id, Op::IsUndefined, i.value.0, false),
            I::JumpIfNullish(i) => self.test_and_branch(id, Op::IsNullish, i.value.0, true),
            I::JumpIfNotNullish(i) => self.test_and_branch(id, Op::IsNullish, i.value.0, false),
            I::JumpIfEmpty(i) => self.test_and_branch(id, Op::IsEmpty, i.value.0, true),
            I::JumpIfNotEmpty(i) => self.test_and_branch(id, Op::IsEmpty, i.value.0, false),
            I::JumpIfLess(i) => self.compare_and_branch(id, Op::Less, i.lhs.0, i.rhs.0, true),
            I::JumpIfNotLess(i) => self.compare_and_branch(id, Op::Less, i.lhs.0, i.rhs.0, false),
            I::JumpIfLessEqual(i) => self.compare_and_branch(id, Op::LessEqual, i.lhs.0, i.rhs.0, true),
            I::JumpIfNotLessEqual(i) => self.compare_and_branch(id, Op::LessEqual, i.lhs.0, i.rhs.0, false),
            I::JumpIfGreater(i) => self.compare_and_branch(id, Op::Greater, i.lhs.0, i.rhs.0, true),
            I::JumpIfNotGreater(i) => self.compare_and_branch(id, Op::Greater, i.lhs.0, i.rhs.0, false),
            I::JumpIfGreaterEqual(i) => self.compare_and_branch(id, Op::GreaterEqual, i.lhs.0, i.rhs.0, true),
            I::JumpIfNotGreaterEqual(i) => self.compare_and_branch(id, Op::GreaterEqual, i.lhs.0, i.rhs.0, false),
            I::JumpIfEqual(i) => self.compare_and_branch(id, Op::Equal, i.lhs.0, i.rhs.0, true),
            I::JumpIfNotEqual(i) => self.compare_and_branch(id, Op::Equal, i.lhs.0, i.rhs.0, false),
            I::JumpIfStrictEqual(i) => self.compare_and_branch(id, Op::StrictEqual, i.lhs.0, i.rhs.0, true),
            I::JumpIfStrictNotEqual(i) => self.compare_and_branch(id, Op::StrictEqual, i.lhs.0, i.rhs.0, false),

            // ---- properties ----
            I::GetByName(i) => {
                self.simple(Op::GetByName, i.dst.0, &[i.object.0], vec![i.name.0 as u64, i.feedback.0 as u64])
            }
            I::GetLength(i) => self.simple(Op::GetLength, i.dst.0, &[i.object.0], vec![i.feedback.0 as u64]),
            I::SetByName(i) => {
                self.effect(Op::SetByName, &[i.object.0, i.value.0], vec![i.name.0 as u64, i.feedback.0 as u64, 1])
            }
            I::SetByNameSloppy(i) => {
                self.effect(Op::SetByName, &[i.object.0, i.value.0], vec![i.name.0 as u64, i.feedback.0 as u64, 0])
            }
            I::GetByValue(i) => self.simple(Op::GetByValue, i.dst.0, &[i.object.0, i.key.0], vec![i.feedback.0 as u64]),
            I::SetByValue(i) => {
                self.effect(Op::SetByValue, &[i.object.0, i.key.0, i.value.0], vec![i.feedback.0 as u64, 1])
            }
            I::SetByValueSloppy(i) => {
                self.effect(Op::SetByValue, &[i.object.0, i.key.0, i.value.0], vec![i.feedback.0 as u64, 0])
            }
            I::GetSuper(i) => self.simple(Op::GetSuper, i.dst.0, &[i.base.0, i.key.0, i.this.0], vec![]),
            I::SetSuper(i) => {
                self.effect(Op::SetSuper, &[i.base.0, i.key.0, i.value.0, i.this.0], vec![i.strict.0 as u64])
            }
            I::DeleteByValue(i) => {
                self.predicate(Op::DeleteByValue, i.dst.0, &[i.object.0, i.key.0], vec![i.strict.0 as u64])
            }
            I::GetPrivate(i) => self.simple(Op::GetPrivate, i.dst.0, &[i.object.0, i.key.0], vec![i.feedback.0 as u64]),
            I::SetPrivate(i) => {
                self.effect(Op::SetPrivate, &[i.object.0, i.key.0, i.value.0], vec![i.feedback.0 as u64])
            }
            I::DefinePrivateField(i) => {
                self.effect(Op::DefinePrivateField, &[i.object.0, i.key.0, i.value.0], vec![i.feedback.0 as u64])
            }
            I::DefinePrivateMethod(i) => {
                self.effect(Op::DefinePrivateMethod, &[i.object.0, i.key.0, i.value.0], vec![i.kind.0 as u64])
            }
            I::HasPrivate(i) => self.predicate(Op::HasPrivate, i.dst.0, &[i.key.0, i.object.0], vec![]),
            I::NewPrivateName(i) => self.nullary(Op::NewPrivateName, i.dst.0, vec![i.description.0 as u64]),

            // ---- objects, arrays, functions, classes ----
            I::NewObject(i) => self.nullary(Op::NewObject, i.dst.0, vec![i.inline_slots.0 as u64]),
            I::NewObjectWith(i) => {
                let args = self.read_range(i.values);
                let v = self.emit(Op::NewObjectWith, args, vec![i.keys.0 as u64, i.feedback.0 as u64]);
                self.write(i.dst.0, v);
            }
            I::NewArray(i) => self.nullary(Op::NewArray, i.dst.0, vec![i.capacity.0 as u64]),
            I::NewArrayWith(i) => {
                let args = self.read_range(i.values);
                let v = self.emit(Op::NewArrayWith, args, vec![]);
                self.write(i.dst.0, v);
            }
            I::ArrayPush(i) => self.effect(Op::ArrayPush, &[i.array.0, i.value.0], vec![]),
            I::ArrayPushSpread(i) => self.effect(Op::ArrayPushSpread, &[i.array.0, i.iterable.0], vec![]),
            I::DefineByName(i) => {
                self.effect(Op::DefineByName, &[i.object.0, i.value.0], vec![i.name.0 as u64, i.feedback.0 as u64])
            }
            I::DefineByValue(i) => self.effect(Op::DefineByValue, &[i.object.0, i.key.0, i.value.0], vec![]),
            I::DefineMethod(i) => self.effect(Op::DefineMethod, &[i.object.0, i.key.0, i.function.0], vec![]),
            I::DefineGetter(i) => {
                self.effect(Op::DefineGetter, &[i.object.0, i.key.0, i.function.0], vec![i.enumerable.0 as u64])
            }
            I::DefineSetter(i) => {
                self.effect(Op::DefineSetter, &[i.object.0, i.key.0, i.function.0], vec![i.enumerable.0 as u64])
            }
            I::SetLiteralPrototype(i) => self.effect(Op::SetLiteralPrototype, &[i.object.0, i.value.0], vec![]),
            I::CopyDataProperties(i) => {
                let mut args = vec![self.read(i.target.0), self.read(i.source.0)];
                args.extend(self.read_range(i.excluded));
                self.emit(Op::CopyDataProperties, args, vec![]);
            }
            I::CreateClosure(i) => {
                self.simple(Op::CreateClosure, i.dst.0, &[i.environment.0], vec![i.function.0 as u64])
            }
            I::SetHomeObject(i) => self.effect(Op::SetHomeObject, &[i.function.0, i.home.0], vec![]),
            I::SetFunctionName(i) => {
                self.effect(Op::SetFunctionName, &[i.function.0, i.key.0], vec![i.prefix.0 as u64])
            }
            I::CreateClass(i) => {
                self.simple(Op::CreateClass, i.dst.0, &[i.parent.0, i.environment.0], vec![i.function.0 as u64])
            }
            I::GetClassPrototype(i) => self.simple(Op::GetClassPrototype, i.dst.0, &[i.class.0], vec![]),
            I::CreateRegExp(i) => self.nullary(Op::CreateRegExp, i.dst.0, vec![i.constant.0 as u64]),
            I::GetTemplateObject(i) => self.nullary(Op::GetTemplateObject, i.dst.0, vec![i.constant.0 as u64]),

            // ---- calls ----
            I::Call(ops::Call { dst, callee, this, args, feedback }) => {
                let mut inputs = vec![self.read(callee.0), self.read(this.0)];
                inputs.extend(self.read_range(args));
                let v = self.emit(Op::Call, inputs, vec![feedback.0 as u64]);
                self.write(dst.0, v);
            }
            I::Construct(ops::Construct { dst, callee, new_target, args, feedback }) => {
                let mut inputs = vec![self.read(callee.0), self.read(new_target.0)];
                inputs.extend(self.read_range(args));
                let v = self.emit(Op::Construct, inputs, vec![feedback.0 as u64]);
                self.write(dst.0, v);
            }
            I::CallArray(i) => self.simple(Op::CallArray, i.dst.0, &[i.callee.0, i.this.0, i.args.0], vec![]),
            I::ConstructArray(i) => {
                self.simple(Op::ConstructArray, i.dst.0, &[i.callee.0, i.new_target.0, i.args.0], vec![])
            }
            I::ReturnValue(i) => {
                let v = self.read(i.value.0);
                let v = self.returned(v);
                self.terminate(Op::ReturnValue, vec![v], vec![]);
            }
            I::Throw(i) => {
                let v = self.read(i.value.0);
                self.emit(Op::Throw, vec![v], vec![]);
            }
            I::Catch(i) => self.nullary(Op::Catch, i.dst.0, vec![]),

            // ---- iteration ----
            I::GetIterator(i) => self.unary(Op::GetIterator, i.dst.0, i.object.0),
            I::IteratorNext(i) => self.simple(Op::IteratorNext, i.dst.0, &[i.iterator.0, i.next.0], vec![]),
            I::IteratorClose(i) => self.effect(Op::IteratorClose, &[i.iterator.0], vec![]),
            I::IteratorCloseSilently(i) => self.effect(Op::IteratorCloseSilently, &[i.iterator.0], vec![]),
            I::ForInStart(i) => self.unary(Op::ForInStart, i.dst.0, i.object.0),
            I::ForInNext(i) => self.unary(Op::ForInNext, i.dst.0, i.iterator.0),
            I::CheckObject(i) => self.effect(Op::CheckObject, &[i.value.0], vec![i.what.0 as u64]),
            I::CheckObjectCoercible(i) => self.effect(Op::CheckObjectCoercible, &[i.value.0], vec![]),

            // ---- suspension ----
            I::InitialYield(i) => {
                let next = self.a.flow.block(id).fallthrough.expect("code goes on behind a suspension");
                let list: Vec<u16> = self
                    .a
                    .liveness
                    .live_in(next)
                    .iter()
                    .map(|r| r as u16)
                    .filter(|r| *r != i.dst.0 && *r != i.mode.0)
                    .collect();
                let args = list.iter().map(|r| self.read(*r)).collect();
                let at = self.function.register_lists.len() as u64;
                self.function.register_lists.push(list);
                let pc = self.a.pc as u64;
                let v = self.emit(Op::InitialYield, args, vec![pc, i.entry.0 as u64, at]);
                self.terminate(Op::ReturnValue, vec![v.unwrap()], vec![]);
            }
            I::YieldValue(i) => {
                let next = self.a.flow.block(id).fallthrough.expect("code goes on behind a suspension");
                for r in self.a.liveness.live_in(next).iter().collect::<Vec<_>>() {
                    if r as u16 != i.dst.0 && r as u16 != i.mode.0 {
                        let v = self.read(r as u16);
                        self.emit(Op::StoreRegister, vec![v], vec![r as u64]);
                    }
                }
                let pc = self.a.pc as u64;
                self.emit(Op::Suspend, vec![], vec![pc, i.entry.0 as u64]);
                let v = self.read(i.value.0);
                self.terminate(Op::ReturnValue, vec![v], vec![]);
            }
            I::CreateIteratorResult(i) => {
                self.simple(Op::CreateIteratorResult, i.dst.0, &[i.value.0], vec![i.done.0 as u64])
            }
        }
    }
}

/// Counts as branch weights: small enough for LLVM, in the same proportion, but for one more each. So what never happened is not impossible,
/// and what happened once or twice says little.
fn scaled([a, b]: [u64; 2]) -> [u32; 2] {
    const MOST: u64 = 1 << 31;
    let shift = 64 - (a.max(b) >> 31).leading_zeros();
    [a, b].map(|n| ((n >> shift) + 1).min(MOST - 1) as u32)
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn weights_are_small_and_never_zero() {
        assert_eq!(scaled([0, 0]), [1, 1]);
        assert_eq!(scaled([400, 19_600]), [401, 19_601]);
        assert_eq!(scaled([u64::MAX, 0]), [(1 << 31) - 1, 1]);
        assert_eq!(scaled([1 << 40, 1 << 39]), [(1 << 30) + 1, (1 << 29) + 1]);
        let [a, b] = scaled([u64::MAX, u64::MAX]);
        assert!(a.checked_add(b).is_some());
    }
}
