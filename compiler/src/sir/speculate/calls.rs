//! Calls of known functions and built-ins: guarded, inlined or called directly.

use super::*;
use jsc_abi::layout::function_flag::BUILTIN_FORM;
use std::collections::HashSet;

impl<'a> Builder<'a> {
    pub(super) fn call(&mut self, dst: u16, callee: u16, this: u16, args: Vec<u16>) -> bool {
        let c = self.read(callee);
        let certain = self.certain_function(c);
        if let Some(methods) = self.methods.get(&self.plain(c)).filter(|m| m.functions.len() > 1).cloned()
            && self.call_method(dst, &methods, callee, this, &args)
        {
            return true;
        }
        let site = match certain {
            Some(function) => SitePrediction::Function(function),
            None => match self.site() {
                Some(site) => site.clone(),
                None => return self.call_several(dst, callee, this, &args, None),
            },
        };
        match site {
            SitePrediction::Function(function) => {
                let data = &self.spec().program.functions[function as usize];
                use jsc_abi::layout::function_flag::*;
                if data.flags & (CLASS_CONSTRUCTOR | GENERATOR | ASYNC) != 0 {
                    self.decline(Decline::NotCallable);
                    return false;
                }
                let c = match certain {
                    Some(_) => self.refine_function(c, function),
                    None => self.guard_cell(Op::GuardFunction, c, function),
                };
                let mut inputs = vec![c, self.read(this)];
                for r in args {
                    inputs.push(self.read(r));
                }
                let Some(why) = self.declines_call(function, inputs[1]) else {
                    self.inline(dst, function, inputs, None, None);
                    return true;
                };
                self.decline_callee(function, why);
                let v = self.call_known(function, inputs);
                self.write(dst, Some(v));
                true
            }
            SitePrediction::Builtin(path) => {
                let args: Vec<Value> = args.iter().map(|r| self.read(*r)).collect();
                self.call_builtin(dst, callee, this, &args, &path) || self.call_form(dst, callee, this, &args, &path)
            }
            SitePrediction::Functions(callees) => self.call_several(dst, callee, this, &args, Some(&callees)),
            _ => false,
        }
    }

    /// The function that `v` is a closure of, if this very code made it or found it where it must be.
    fn certain_function(&self, v: Value) -> Option<u32> {
        let plain = self.plain(v);
        if let Some([(function, _)]) = self.methods.get(&plain).map(|m| &m.functions[..]) {
            return Some(*function);
        }
        match self.function.definition(plain) {
            Some(d) if d.op == Op::CreateClosure => Some(d.immediates[0] as u32),
            Some(d) if d.op == Op::LoadMethod => Some(d.immediates[2] as u32),
            _ => self.closures.get(&plain).copied(),
        }
    }

    /// `v`, which is certainly a closure of this function.
    fn refine_function(&mut self, v: Value, function: u32) -> Value {
        let refined = self.emit(Op::RefineFunction, vec![v], vec![function as u64]).expect("has a result");
        self.function.values[refined.index()].ty.kinds = Kinds::OBJECT;
        refined
    }

    /// A call of a method that was found by the shape of its object: the way it was found says which function it is.
    fn call_method(&mut self, dst: u16, methods: &Methods, callee: u16, this: u16, args: &[u16]) -> bool {
        use jsc_abi::layout::function_flag::*;
        let program = self.spec().program;
        let callable = |f: &u32| program.functions[*f as usize].flags & (CLASS_CONSTRUCTOR | GENERATOR | ASYNC) == 0;
        if self.function.block(self.current).cold || !methods.functions.iter().all(|(f, _)| callable(f)) {
            return false;
        }
        let c = self.read(callee);
        let args: Vec<Value> = args.iter().map(|r| self.read(*r)).collect();
        let join = self.function.new_block();
        let result = self.function.new_param(join, Type::BOXED);
        let here = self.function.block(self.current);
        let (depth, cold) = (here.loop_depth, here.cold);
        let registers = self.a.registers.clone();
        for (n, &(function, shape)) in methods.functions.iter().enumerate() {
            let [found, other] = [0, 1].map(|_| self.function.new_block());
            for b in [found, other, join] {
                let block = &mut self.function.blocks[b.index()];
                (block.loop_depth, block.cold) = (depth, cold);
            }
            if n + 1 < methods.functions.len() {
                let number = self.emit(Op::ConstI32, vec![], vec![n as u64]).expect("has a result");
                let test = self.emit(Op::EqualI32, vec![methods.number, number], vec![]).expect("has a result");
                let targets = [found, other].map(|block| Edge { block, args: vec![] }).to_vec();
                self.terminate(Op::Branch, vec![test], targets);
                self.current = found;
            }
            let receiver = self.read(this);
            if let Some(shape) = shape
                && self.plain(receiver) == methods.object
            {
                self.guard_cell(Op::GuardShape, receiver, shape.0);
            }
            let mut inputs = vec![self.refine_function(c, function), self.read(this)];
            inputs.extend(&args);
            let v = if let Some(why) = self.declines_call(function, inputs[1]) {
                self.decline_callee(function, why);
                self.call_known(function, inputs)
            } else {
                self.inline(dst, function, inputs, None, None);
                self.read(dst)
            };
            self.terminate(Op::Jump, vec![], vec![Edge { block: join, args: vec![v] }]);
            self.current = other;
            self.a.registers.clone_from(&registers);
            self.shapes.clear();
        }
        self.current = join;
        self.write(dst, Some(result));
        true
    }

    /// A call of a function that is known to be the callee, with its arguments as its signature wants them where they are predicted to
    /// be so.
    fn call_known(&mut self, function: u32, mut inputs: Vec<Value>) -> Value {
        if let Some(signature) = &self.spec().signatures[function as usize] {
            for (v, repr) in inputs[2..].iter_mut().zip(&signature.parameters) {
                *v = match repr {
                    Repr::I32 if self.is_expected(*v, Kinds::INT32) => self.as_i32(*v),
                    Repr::F64 if self.is_expected(*v, Kinds::NUMBER) => self.as_f64(*v),
                    Repr::Bool if self.is_expected(*v, Kinds::BOOL) => self.as_bool(*v),
                    _ => *v,
                };
            }
        }
        self.emit(Op::CallKnown, inputs, vec![function as u64]).expect("has a result")
    }

    /// A call whose callee is predicted to be one of several closures: tests for each, then any other. `callees`: as a profile counted them.
    pub(super) fn call_several(
        &mut self,
        dst: u16,
        callee: u16,
        this: u16,
        args: &[u16],
        callees: Option<&[Callee]>,
    ) -> bool {
        let c = self.read(callee);
        let program = self.spec().program;
        use jsc_abi::layout::function_flag::*;
        let callable = |f: u32| program.functions[f as usize].flags & (CLASS_CONSTRUCTOR | GENERATOR | ASYNC) == 0;
        // Functions, and how many of 1000 calls go to each.
        let functions: Vec<(u32, Option<u32>)> = match callees {
            Some(callees) => {
                let callees = callees.iter().filter(|c| callable(c.function));
                callees.map(|c| (c.function, Some(c.share.min(1000)))).collect()
            }
            None => {
                let Some(predicted) = self.classes.get(&self.plain(c)) else { return false };
                let function = |class: &ClassId| match self.spec().predictions.classes[class.0 as usize] {
                    Class::Closure(f) => callable(f).then_some((f, None)),
                    _ => None,
                };
                let functions: Option<Vec<_>> = predicted.classes.iter().map(function).collect();
                functions.filter(|f| f.len() > 1).unwrap_or_default()
            }
        };
        if functions.is_empty() || self.function.block(self.current).cold {
            return false;
        }
        let mut inputs = vec![c, self.read(this)];
        inputs.extend(args.iter().map(|r| self.read(*r)).collect::<Vec<_>>());
        let join = self.function.new_block();
        let result = self.function.new_param(join, Type::BOXED);
        let here = self.function.block(self.current);
        let (depth, cold) = (here.loop_depth, here.cold);
        let registers = self.a.registers.clone();
        // Of 1000 calls, those that come here.
        let mut rest = callees.map(|_| 1000);
        for (function, share) in functions {
            let [found, other] = [0, 1].map(|_| self.function.new_block());
            for b in [found, other, join] {
                let block = &mut self.function.blocks[b.index()];
                (block.loop_depth, block.cold) = (depth, cold);
            }
            let test = self.emit(Op::HasFunction, vec![c], vec![function as u64]).expect("has a result");
            let targets = [found, other].map(|block| Edge { block, args: vec![] }).to_vec();
            self.terminate(Op::Branch, vec![test], targets);
            if let (Some(before), Some(share)) = (rest, share) {
                let left: u32 = u32::saturating_sub(before, share);
                self.weigh([share.into(), left.into()]);
                self.function.blocks[found.index()].cold |= share < RARE_CALLEE;
                self.function.blocks[other.index()].cold |= left < RARE_CALLEE;
                rest = Some(left);
            }
            self.current = found;
            let why = match share.filter(|s| *s < RARE_CALLEE) {
                Some(share) => Some(Decline::RareCallee(share)),
                None => self.declines_call(function, inputs[1]),
            };
            let v = if let Some(why) = why {
                self.decline_callee(function, why);
                self.call_known(function, inputs.clone())
            } else {
                self.inline(dst, function, inputs.clone(), None, None);
                self.read(dst)
            };
            self.terminate(Op::Jump, vec![], vec![Edge { block: join, args: vec![v] }]);
            self.current = other;
            self.a.registers.clone_from(&registers);
        }
        self.decline(Decline::OtherCallee);
        let site = self.call_site();
        let v = self.emit(Op::Call, inputs, vec![site]).expect("has a result");
        self.terminate(Op::Jump, vec![], vec![Edge { block: join, args: vec![v] }]);
        self.current = join;
        self.shapes.clear();
        self.write(dst, Some(result));
        true
    }

    /// Calls of built-ins that are ops here.
    pub(super) fn call_builtin(&mut self, dst: u16, callee: u16, this: u16, args: &[Value], path: &str) -> bool {
        let Some(known) = jsc_abi::builtin::known(path) else { return false };
        let numbers = args.iter().all(|v| self.is_expected(*v, Kinds::NUMBER));
        let int32s = numbers && args.iter().all(|v| self.is_expected(*v, Kinds::INT32));
        let math = match path {
            "Math.abs" => Some("fabs"),
            _ => path.strip_prefix("Math."),
        };
        let math = math.and_then(|name| jsc_abi::builtin::MATH.iter().position(|n| *n == name));
        let this = self.read(this);
        let fits = match path {
            "Math.min" | "Math.max" => args.len() == 2 && numbers,
            "Math.imul" => args.len() == 2 && numbers,
            "Math.clz32" => args.len() == 1 && numbers,
            "String.prototype.charCodeAt" => args.len() == 1 && numbers && self.is_expected(this, Kinds::STRING),
            "Array.prototype.push" => args.len() == 1,
            "Array.prototype.pop" => args.is_empty(),
            _ => args.len() == 1 && numbers && math.is_some(),
        };
        if !fits {
            return false;
        }
        let callee = self.read(callee);
        self.guard_cell(Op::GuardBuiltin, callee, known);
        let predicted_int = self.predicted(self.a.pc).is_some_and(|p| p.kinds.is_subset(Kinds::INT32));
        let result = match path {
            "Math.imul" => {
                let inputs = args.iter().map(|v| self.truncated(*v)).collect();
                let v = self.emit(Op::MulI32, inputs, vec![]).expect("has a result");
                self.box_i32(v)
            }
            "Math.clz32" => {
                let x = self.truncated(args[0]);
                let v = self.emit(Op::ClzI32, vec![x], vec![]).expect("has a result");
                self.box_i32(v)
            }
            "String.prototype.charCodeAt" => {
                let s = self.guard(this, Kinds::STRING, ExitKind::Type);
                let index = self.as_index(args[0]);
                let v = self.emit_exiting(Op::CharCodeAt, vec![s, index], vec![0]).expect("has a result");
                self.box_i32(v)
            }
            "Array.prototype.push" => {
                let a = self.guard_cell(Op::GuardCell, this, CellKind::Array as u32);
                let length = self.emit_exiting(Op::ArrayAppend, vec![a, args[0]], vec![]).expect("has a result");
                self.box_i32(length)
            }
            "Array.prototype.pop" => {
                let a = self.guard_cell(Op::GuardCell, this, CellKind::Array as u32);
                self.emit_exiting(Op::ArrayPop, vec![a], vec![])
            }
            // Of an int32, these are the int32 itself.
            "Math.floor" | "Math.ceil" | "Math.trunc" | "Math.round" if int32s => {
                let v = self.as_i32(args[0]);
                self.box_i32(v)
            }
            _ => {
                let inputs = args.iter().map(|v| self.as_f64(*v)).collect();
                let (op, immediates) = match path {
                    "Math.min" => (Op::MinF64, vec![]),
                    "Math.max" => (Op::MaxF64, vec![]),
                    _ => (Op::MathF64, vec![math.expect("asked above") as u64]),
                };
                let v = self.emit(op, inputs, immediates).expect("has a result");
                if predicted_int {
                    let v = self.emit_exiting(Op::F64ToI32Exact, vec![v], vec![]).expect("has a result");
                    self.box_i32(v)
                } else {
                    self.box_f64(v)
                }
            }
        };
        self.write(dst, result);
        true
    }

    /// The feedback slot of the call under way.
    pub(super) fn call_site(&self) -> u64 {
        match Instruction::decode(&self.a.data.code, self.a.pc as usize).expect("verified bytecode").0 {
            Instruction::Call(i) => i.feedback.0 as u64,
            _ => unreachable!("only asked at calls"),
        }
    }

    /// `new` of a base constructor whose objects' first shape is predicted, with the constructor's code in its place.
    pub(super) fn construct(&mut self, dst: u16, callee: u16, new_target: u16, args: Vec<u16>) -> bool {
        let Some(SitePrediction::Function(function)) = self.site() else { return false };
        let function = *function;
        let spec = self.spec();
        let data = &spec.program.functions[function as usize];
        use jsc_abi::layout::function_flag::*;
        let c = self.read(callee);
        if data.flags & (DERIVED_CONSTRUCTOR | GENERATOR | ASYNC) != 0
            || data.flags & CONSTRUCTOR == 0
            || self.read(new_target) != c
        {
            self.decline(Decline::NotBase);
            return false;
        }
        if !returns_nothing(data) {
            self.decline(Decline::ReturnsValue);
            return false;
        }
        let root = spec.predictions.templates.iter().position(|t| {
            t.origin == Origin::Constructor(function) && t.added.is_none() && (1..=14).contains(&t.inline_slots)
        });
        let Some(root) = root else {
            self.decline(Decline::UnknownShape);
            return false;
        };
        if let Some(why) = self.declines_call(function, c) {
            self.decline(why);
            return false;
        }
        let slots = spec.predictions.templates[root].inline_slots;
        let c = self.guard_cell(Op::GuardFunction, c, function);
        let this = self.emit_exiting(Op::NewInstance, vec![c], vec![root as u64, slots as u64]).expect("has a result");
        self.function.values[this.index()].ty.kinds = Kinds::OBJECT;
        self.shapes.push((this, root as u32, this));
        let mut inputs = vec![c, this];
        for r in args {
            inputs.push(self.read(r));
        }
        self.inline(dst, function, inputs, Some(c), None);
        true
    }

    /// Why a call of a known function is not replaced by its code here. `None`: it is worth it.
    pub(super) fn declines_call(&self, function: u32, this: Value) -> Option<Decline> {
        let spec = self.spec();
        let data = &spec.program.functions[function as usize];
        let frames = &self.a.s.frames;
        if function == self.a.index || frames.iter().any(|f| f.function == function) {
            return Some(Decline::Recursion);
        }
        if spec.inlinable[function as usize].is_none() {
            return Some(declines_inlining(data, Warmth::Usual).unwrap_or(Decline::BytecodeOnly));
        }
        if self.is_deep() {
            return Some(Decline::Depth);
        }
        // (The method was read from it, so it is not nullish.)
        let object_or_nullish = Kinds(Kinds::OBJECT.0 | Kinds::NULL.0 | Kinds::UNDEFINED.0);
        let object = self.is_expected(this, object_or_nullish) && self.kinds(this).intersects(Kinds::OBJECT);
        if uses_sloppy_this(data) && !object {
            return Some(Decline::PrimitiveThis(self.kinds(this)));
        }
        if self.function.block(self.current).cold {
            return Some(Decline::Cold);
        }
        if data.code.len() <= TINY {
            return None;
        }
        let warmth = self.warmth();
        if data.code.len() > max_inline(warmth) && data.flags & BUILTIN_FORM == 0 {
            return Some(Decline::LargeCallee(data.code.len()));
        }
        self.declines_size(warmth)
    }

    /// Why a function of this size takes in no more callees where code is as warm as this.
    pub(super) fn declines_size(&self, warmth: Warmth) -> Option<Decline> {
        let (size, limits) = (self.function.insts.len(), self.spec().inlining);
        match () {
            () if size < limits.of(warmth) => None,
            () if size < limits.usual => Some(Decline::Seldom(self.runs().unwrap_or(0))),
            () => Some(Decline::LargeCaller(size)),
        }
    }

    /// About how often the present instruction runs in this activation, if a profile counted.
    pub(super) fn runs(&self) -> Option<u64> {
        let runs = self.heat?.runs(self.a.index, self.a.pc)?;
        Some(self.a.s.share.map_or(runs, |s| s.scale(runs)))
    }

    /// What the present instruction is beside the hottest code of the function and of what is inlined around it.
    pub(super) fn warmth(&self) -> Warmth {
        let (Some(heat), Some(runs)) = (self.heat, self.runs()) else { return Warmth::Usual };
        let own = heat.hottest(self.a.index).map_or(0, |n| self.a.s.share.map_or(n, |s| s.scale(n)));
        heat.warmth(runs, own.max(heat.hottest(self.function.index).unwrap_or(0)))
    }

    /// What part of a callee's counts belongs to the present call.
    fn share_of(&self, callee: u32) -> Option<Share> {
        Some(Share { runs: self.runs()?, of: self.heat?.calls(callee)? })
    }

    /// Whether there are enough activations around each other. Those of built-ins' forms and of what they call back come in addition, so
    /// that callbacks have room for what functions of their own have.
    pub(super) fn is_deep(&self) -> bool {
        let functions = &self.spec().program.functions;
        let is_form = |f: u32| functions[f as usize].flags & BUILTIN_FORM != 0;
        let around: Vec<bool> = self.a.s.frames.iter().map(|f| is_form(f.function)).collect();
        let called_back = around.iter().filter(|form| **form).count();
        let count = around.len() + 1;
        count >= 2 * MAX_DEPTH || count - 2 * called_back - is_form(self.a.index) as usize >= MAX_DEPTH
    }

    /// Replaces a call (callee, this, arguments) by the code of the callee, which is known. With a new.target it constructs. `prediction`:
    /// what is predicted of the callee in this call.
    pub(super) fn inline(
        &mut self,
        dst: u16,
        function: u32,
        inputs: Vec<Value>,
        new_target: Option<Value>,
        prediction: Option<&'a FunctionPrediction>,
    ) {
        let spec = self.spec();
        let data = &spec.program.functions[function as usize];
        let liveness = spec.inlinable[function as usize].as_ref().expect("asked before");
        let (callee, mut this) = (inputs[0], inputs[1]);
        if uses_sloppy_this(data) {
            this = self.guard(this, Kinds::OBJECT, ExitKind::Type);
        }
        let constructs = new_target.is_some();
        let new_target = match new_target {
            Some(v) => v,
            None => self.undefined(),
        };
        let pc = self.a.pc;
        // This activation waits for the result, or for an exception that its handler takes.
        let behind = &self.a.s.live.get(&pc).expect("an instruction of the block").1;
        let mut waiting: Vec<u16> = behind.iter().copied().filter(|r| *r != dst).collect();
        if let Some(handler) = self.a.handler {
            waiting.extend(self.a.liveness.live_in(handler).iter().map(|r| r as u16));
            waiting.sort_unstable();
            waiting.dedup();
        }
        let waits = self.state(pc, waiting);
        let outer_handler = self.handler_edge();
        let returns_to = self.function.new_block();
        let result = self.function.new_param(returns_to, Type::BOXED);
        self.function.inlined.push(Inlined { function, caller: self.a.number, pc });
        let number = self.function.inlined.len() as u32;
        let share = self.share_of(function);

        let mut a = Activation::new(&mut self.function, function, data, liveness);
        a.number = number;
        let here = self.function.block(self.current);
        a.s.loop_depth = here.loop_depth;
        a.s.cold = here.cold;
        a.s.outer_handler = outer_handler;
        a.s.prediction = prediction;
        a.s.share = share;
        a.s.frames = waits.frames;
        a.s.values = waits.values;
        a.s.values.extend([self.plain(callee), self.plain(this), self.plain(new_target)]);
        a.s.call = Some(InlinedCall { constructs, callee, this, new_target, returns_to });
        a.registers = vec![None; data.register_count as usize];
        for n in 0..data.parameter_count as usize {
            a.registers[n] = inputs.get(2 + n).copied();
        }
        let parameters = inputs.iter().skip(2).take(data.parameter_count as usize);
        let certain = |(r, v): (usize, &Value)| Some((r as u16, self.certain_function(*v)?));
        let closures: Vec<(u16, u32)> = parameters.enumerate().filter_map(certain).collect();
        if !closures.is_empty() {
            let written = written_registers(data);
            a.s.closures = closures.into_iter().filter(|(r, _)| !written[*r as usize]).collect();
        }
        let (depth, cold) = (here.loop_depth, here.cold);
        let outer = std::mem::replace(&mut self.a, a);
        self.emit(Op::EnterInlined, vec![callee], vec![number as u64]);
        self.begin_speculation();
        let edge = self.edge(BlockId(0));
        self.terminate(Op::Jump, vec![], vec![edge]);
        self.blocks();
        self.a = outer;
        let block = &mut self.function.blocks[returns_to.index()];
        block.loop_depth = depth;
        block.cold = cold;
        self.current = returns_to;
        self.shapes.clear();
        self.a.pc = pc;
        self.write(dst, Some(result));
    }
}

/// By register: whether some instruction writes it.
fn written_registers(data: &FunctionData) -> Vec<bool> {
    let mut written = vec![false; data.register_count as usize];
    for (_, i) in jsc_abi::bytecode::instructions(&data.code) {
        i.visit(&mut |operand| {
            if let OperandView::Write(r) = operand {
                written[r as usize] = true;
            }
        });
    }
    written
}

/// Whether all that a function returns is plainly `undefined`, as with most constructors: a register that is nowhere written, or
/// was made undefined right before.
fn returns_nothing(data: &FunctionData) -> bool {
    let mut written = vec![false; data.register_count as usize];
    written[..data.parameter_count as usize].fill(true);
    let mut targets = HashSet::new();
    for (_, i) in jsc_abi::bytecode::instructions(&data.code) {
        i.visit(&mut |operand| match operand {
            OperandView::Write(r) => written[r as usize] = true,
            OperandView::Target(pc) => {
                targets.insert(pc);
            }
            _ => {}
        });
    }
    let mut undefined = None;
    jsc_abi::bytecode::instructions(&data.code).all(|(pc, i)| {
        if targets.contains(&(pc as u32)) {
            undefined = None;
        }
        let fits = match i {
            Instruction::ReturnValue(r) => undefined == Some(r.value.0) || !written[r.value.0 as usize],
            _ => true,
        };
        undefined = match i {
            Instruction::LoadUndefined(u) => Some(u.dst.0),
            _ => None,
        };
        fits
    })
}

fn uses_sloppy_this(data: &FunctionData) -> bool {
    jsc_abi::bytecode::instructions(&data.code).any(|(_, i)| matches!(i, Instruction::LoadThisSloppy(_)))
}

/// Code units up to which a function may be inlined where calls are as warm as this.
pub fn max_inline(warmth: Warmth) -> usize {
    if warmth == Warmth::Hot { 400 } else { 260 }
}

/// Whether calls of a function may be replaced by its code: it is small, and does nothing that needs an activation of its own. Of built-ins'
/// forms the size does not matter: the code is worth it for the callback.
/// `warmth`: of its calls together.
pub fn is_inlinable(data: &FunctionData, warmth: Warmth) -> bool {
    data.flags & BUILTIN_FORM != 0 || declines_inlining(data, warmth).is_none()
}
