//! From the solver's state to `Predictions`.

use super::classes::{ClassKey, Mode};
use super::lattice::{Abstract, Set};
use super::names::Name;
use super::solver::{FunctionCells, Solver};
use crate::facts::prediction::{
    Class, ClassId, FormPrediction, FunctionPrediction, MAX_CLASSES, Predicted, Predictions, PropertyAccess,
    PropertyWay, SitePrediction,
};
use crate::sir::range::Range;
use crate::sir::{Inst, Kinds, Op};
use jsc_abi::CellKind;
use jsc_abi::layout::function_flag;
use jsc_abi::template::PrivateMember;
use std::collections::{HashMap, HashSet};

/// Predictions where inference was given up.
pub fn nothing(solver: &Solver) -> Predictions {
    Predictions {
        functions: solver
            .program
            .functions
            .iter()
            .map(|f| FunctionPrediction {
                reached: true,
                parameters: vec![Predicted::UNKNOWN; f.parameter_count as usize],
                ..Default::default()
            })
            .collect(),
        notes: solver.notes.clone(),
        ..Default::default()
    }
}

pub fn predictions(solver: &mut Solver) -> Predictions {
    let mut report = Report {
        out: Predictions::default(),
        by_class: HashMap::new(),
        index: HashMap::new(),
        disputed: HashSet::new(),
        solver,
    };
    report.solver.find_templates();
    for function in 0..report.solver.program.functions.len() {
        let prediction = report.function(function as u32);
        report.out.functions.push(prediction);
    }
    for ((form, call), copy) in report.solver.copies.clone() {
        if report.solver.has_flag(form, function_flag::BUILTIN_FORM) {
            report.form(form, call, copy);
        }
    }
    report.solver.find_double_fields();
    report.out.templates = report.solver.templates.list.clone();
    let mut notes = std::mem::take(&mut report.solver.notes);
    notes.sort();
    notes.dedup();
    report.out.notes = notes;
    report.out
}

struct Report<'a, 'b> {
    out: Predictions,
    /// Class of the prediction of each class of the solver.
    by_class: HashMap<u32, ClassId>,
    /// Classes of the prediction that are equal are one.
    index: HashMap<String, ClassId>,
    /// Sites of the function under way whose copies disagree.
    disputed: HashSet<u32>,
    solver: &'a mut Solver<'b>,
}

impl<'b> Report<'_, 'b> {
    /// What is predicted of a function of the program: of it and its copies together.
    fn function(&mut self, function: u32) -> FunctionPrediction {
        let copies = self.solver.copies.range((function, 0)..=(function, u32::MAX)).map(|(_, copy)| *copy);
        let all: Vec<u32> = std::iter::once(function).chain(copies).collect();
        self.copies_of(function, all)
    }

    /// What is predicted of a built-in's form where an instruction calls the built-in, if the receiver can only be an array.
    fn form(&mut self, form: u32, call: u32, copy: u32) {
        let (caller, inst) = self.solver.locate(call);
        let caller_form = &self.solver.forms[caller];
        let data = caller_form.sir.inst(inst);
        let receiver = self.solver.get(caller_form.node(data.args[1])).masked(caller_form.mask(inst, 1));
        let at = (self.solver.form_functions[caller], data.pc);
        if self.elements(receiver) == Some(SitePrediction::Element(vec![CellKind::Array])) {
            let prediction = self.copies_of(form, vec![copy]);
            self.out.forms.insert(at, FormPrediction { form, prediction });
        }
    }

    /// What is predicted of these copies of a function together.
    fn copies_of(&mut self, function: u32, all: Vec<u32>) -> FunctionPrediction {
        let count = self.solver.program.functions[function as usize].parameter_count;
        let mut prediction = FunctionPrediction::default();
        self.disputed.clear();
        let reached: Vec<u32> = all.into_iter().filter(|f| self.solver.functions[*f as usize].reached).collect();
        let Some(first) = reached.first().copied() else {
            prediction.parameters = vec![Predicted::of(Kinds::NONE); count as usize];
            return prediction;
        };
        prediction.reached = true;
        if self.solver.functions[first as usize].forms.is_empty() {
            prediction.parameters = vec![Predicted::UNKNOWN; count as usize];
            return prediction;
        }
        let cell = |of: &dyn Fn(&FunctionCells) -> u32, s: &Self| -> Vec<u32> {
            reached.iter().map(|f| of(&s.solver.functions[*f as usize])).collect()
        };
        for n in 0..count {
            let cells = cell(&|c| c.arguments + n, self);
            let parameter = self.nodes(&cells);
            prediction.parameters.push(parameter);
        }
        let (this, result) = (cell(&|c| c.this, self), cell(&|c| c.result, self));
        prediction.this = Some(self.nodes(&this));
        prediction.result = Some(self.nodes(&result));
        for f in reached {
            for form in self.solver.functions[f as usize].forms.clone() {
                let layout = self.solver.forms[form as usize].sir.layout.clone();
                for b in layout {
                    for i in self.solver.forms[form as usize].sir.block(b).insts.clone() {
                        self.instruction(form as usize, i, &mut prediction);
                    }
                }
            }
        }
        prediction
    }

    fn nodes(&mut self, nodes: &[u32]) -> Predicted {
        let values: Vec<Predicted> = nodes.iter().map(|n| self.node(*n)).collect();
        let mut all = values[0].clone();
        values[1..].iter().for_each(|v| all = join(&all, v));
        all
    }

    fn node(&mut self, node: u32) -> Predicted {
        let value = self.solver.get(node);
        self.predicted(value)
    }

    fn predicted(&mut self, value: Abstract) -> Predicted {
        let kinds = Kinds(value.kinds.0 & Kinds::ALL.0);
        let mut classes = Vec::new();
        if kinds.intersects(Kinds::OBJECT) && value.set != Set::ALL {
            for class in self.solver.sets.list(value.set).to_vec() {
                if self.solver.value_of_class(class).kinds == Kinds::OBJECT {
                    classes.push(self.class(class));
                }
            }
        }
        classes.sort_unstable();
        classes.dedup();
        if classes.len() > MAX_CLASSES {
            classes.clear();
        }
        let range = kinds.intersects(Kinds::INT32) && value.range != Range::INT32;
        Predicted { kinds, classes, range: range.then_some((value.range.0 as i32, value.range.1 as i32)) }
    }

    fn class(&mut self, class: u32) -> ClassId {
        if let Some(id) = self.by_class.get(&class) {
            return *id;
        }
        let made = match self.solver.classes.key(class) {
            ClassKey::Closure(f) => Class::Closure(f),
            ClassKey::Instance(f) => {
                Class::Instance { constructor: f, template: self.solver.templates.of_class(class) }
            }
            ClassKey::Literal(_) => Class::Literal { template: self.solver.templates.of_class(class) },
            ClassKey::Array(_) => {
                // Elements are looked at below: they may be of this very class.
                let id = self.add(class, Class::Array { elements: Predicted::UNKNOWN });
                let elements = self.solver.classes.list[class as usize].elements;
                let elements = self.node(elements);
                self.out.classes[id.0 as usize] = Class::Array { elements };
                return id;
            }
            ClassKey::Typed(kind, _) => Class::Typed(kind),
            ClassKey::Builtin(path) => Class::Builtin(self.solver.classes.path(path).to_string()),
            ClassKey::Other(kind) => Class::Other(kind),
            key => Class::Other(cell_kind(key)),
        };
        // Literals without a template are told apart all the same.
        let text = match made {
            Class::Literal { template: None } => format!("{made:?} {class}"),
            _ => format!("{made:?}"),
        };
        if let Some(id) = self.index.get(&text).copied() {
            self.by_class.insert(class, id);
            return id;
        }
        let id = self.add(class, made);
        self.index.insert(text, id);
        id
    }

    fn add(&mut self, class: u32, made: Class) -> ClassId {
        let id = ClassId(self.out.classes.len() as u32);
        self.out.classes.push(made);
        self.by_class.insert(class, id);
        id
    }

    fn instruction(&mut self, form: usize, i: Inst, prediction: &mut FunctionPrediction) {
        let f = &self.solver.forms[form];
        let number = f.first_inst + i.0;
        let data = f.sir.inst(i).clone();
        let inputs: Vec<Abstract> =
            data.args.iter().enumerate().map(|(n, v)| self.solver.get(f.node(*v)).masked(f.mask(i, n))).collect();
        let known = data.result.map(|v| (f.node(v), f.sir.ty(v).kinds));
        // Environments and private names are no values of the program.
        let internal = |node: u32| self.solver.get(node).kinds.0 & !Kinds::ALL.0 != 0;
        let pc = match (data.op, known) {
            (Op::LoadRegister, Some((node, _))) => self.solver.received.get(&node).copied(),
            (op, _) => is_destination(op).then_some(data.pc),
        };
        if let Some((node, known)) = known
            && let Some(pc) = pc
            && !internal(node)
        {
            let mut value = self.node(node);
            value.kinds = Kinds(value.kinds.0 & known.0);
            value.range = value.range.filter(|_| value.kinds.intersects(Kinds::INT32));
            prediction.values.entry(pc).and_modify(|v| *v = join(v, &value)).or_insert(value);
        }
        if let Some(site) = self.site(number, data.op, &inputs, &data.immediates) {
            // Copies of a function that disagree predict nothing.
            let known = prediction.sites.get(&data.pc);
            if known.is_some_and(|k| *k != site) {
                self.disputed.insert(data.pc);
            }
            if self.disputed.contains(&data.pc) {
                prediction.sites.remove(&data.pc);
            } else {
                prediction.sites.insert(data.pc, site);
            }
        }
    }

    fn site(&mut self, inst: u32, op: Op, inputs: &[Abstract], immediates: &[u64]) -> Option<SitePrediction> {
        match op {
            Op::Call | Op::Construct | Op::CallArray | Op::ConstructArray => self.callee(inputs[0]),
            Op::GetByValue | Op::SetByValue | Op::GetIterator => self.elements(inputs[0]),
            Op::HasProperty => self.elements(inputs[1]),
            Op::GetLength => self.elements(inputs[0]).or_else(|| {
                let name = self.solver.names.name("length");
                let ways = self.ways(inst, op, inputs, name);
                (!ways.is_empty()).then_some(SitePrediction::Property(ways))
            }),
            Op::IteratorNext | Op::IteratorClose => self.iterated(inputs[0]),
            Op::GetByName | Op::SetByName | Op::DefineByName => {
                let name = self.solver.names.of_constant(immediates[0] as u32);
                let ways = self.ways(inst, op, inputs, name);
                (!ways.is_empty()).then_some(SitePrediction::Property(ways))
            }
            Op::GetPrivate | Op::SetPrivate | Op::DefinePrivateField | Op::DefinePrivateMethod => {
                let name = Name::private(self.private_name(inputs[1])?);
                let ways = match op {
                    Op::DefinePrivateField => self.private_ways(inst, inputs[0], name, PrivateMember::Field),
                    Op::DefinePrivateMethod if immediates[0] == 0 => {
                        self.private_ways(inst, inputs[0], name, PrivateMember::Method)
                    }
                    Op::DefinePrivateMethod => Vec::new(),
                    _ => self.ways(inst, op, inputs, name),
                };
                (!ways.is_empty()).then_some(SitePrediction::Property(ways))
            }
            _ => None,
        }
    }

    /// The class that is the one private name.
    fn private_name(&self, key: Abstract) -> Option<u32> {
        if key.set == Set::ALL {
            return None;
        }
        let [class] = *self.solver.sets.list(key.set) else { return None };
        matches!(self.solver.classes.key(class), ClassKey::PrivateName(_)).then_some(class)
    }

    /// The one function that is called.
    fn callee(&mut self, callee: Abstract) -> Option<SitePrediction> {
        if callee.set == Set::ALL {
            return None;
        }
        let [class] = *self.solver.sets.list(callee.set) else { return None };
        match self.solver.classes.key(class) {
            ClassKey::Closure(f) => Some(SitePrediction::Function(f)),
            ClassKey::Builtin(path) => Some(SitePrediction::Builtin(self.solver.classes.path(path).to_string())),
            _ => None,
        }
    }

    /// What the elements are of.
    fn elements(&self, object: Abstract) -> Option<SitePrediction> {
        let kinds = object.kinds.without(Kinds::UNDEFINED.union(Kinds::NULL));
        if kinds == Kinds::STRING {
            return Some(SitePrediction::StringElement);
        }
        if kinds != Kinds::OBJECT || object.set == Set::ALL {
            return None;
        }
        let mut found = Vec::new();
        for class in self.solver.sets.list(object.set) {
            found.push(match self.solver.classes.key(*class) {
                ClassKey::Array(_) => CellKind::Array,
                ClassKey::Typed(kind, _) => kind,
                _ => return None,
            });
        }
        found.sort_unstable();
        found.dedup();
        (1..=MAX_CLASSES).contains(&found.len()).then_some(SitePrediction::Element(found))
    }

    /// What the iterator goes over, if it is over the elements of arrays.
    fn iterated(&self, iterator: Abstract) -> Option<SitePrediction> {
        if iterator.set == Set::ALL {
            return None;
        }
        let classes = self.solver.sets.list(iterator.set);
        let over_array = |class: &u32| match self.solver.classes.key(*class) {
            ClassKey::Iterator(of, Mode::Values) => matches!(self.solver.classes.key(of), ClassKey::Array(_)),
            _ => false,
        };
        let arrays = !classes.is_empty() && classes.iter().all(over_array);
        arrays.then(|| SitePrediction::Element(vec![CellKind::Array]))
    }

    fn ways(&mut self, inst: u32, op: Op, inputs: &[Abstract], name: Name) -> Vec<PropertyWay> {
        let store = !matches!(op, Op::GetByName | Op::GetLength | Op::GetPrivate);
        self.ways_by(inputs[0], |solver, class| solver.property_ways(inst, class, name, store))
    }

    fn private_ways(&mut self, inst: u32, receiver: Abstract, name: Name, member: PrivateMember) -> Vec<PropertyWay> {
        self.ways_by(receiver, |solver, class| solver.private_ways(inst, class, name, member))
    }

    /// The ways of all classes that the receiver may be of; none if one of them has none.
    fn ways_by(
        &mut self,
        receiver: Abstract,
        mut of_class: impl FnMut(&mut Solver<'b>, u32) -> Option<Vec<Way>>,
    ) -> Vec<PropertyWay> {
        if receiver.set == Set::ALL || !receiver.kinds.intersects(Kinds::OBJECT) {
            return Vec::new();
        }
        let classes = self.solver.sets.list(receiver.set).to_vec();
        let mut ways: Vec<PropertyWay> = Vec::new();
        for class in classes {
            let Some(found) = of_class(self.solver, class) else { return Vec::new() };
            for (shape, access) in found {
                let way = PropertyWay { shape, access };
                if !ways.iter().any(|w| w.shape == way.shape) {
                    ways.push(way);
                }
            }
        }
        // More ways than are told apart: the site is megamorphic.
        if ways.len() > MAX_CLASSES { Vec::new() } else { ways }
    }
}

/// What is predicted where both forms of a generator have the instruction.
fn join(a: &Predicted, b: &Predicted) -> Predicted {
    let mut classes: Vec<ClassId> = a.classes.iter().chain(&b.classes).copied().collect();
    classes.sort_unstable();
    classes.dedup();
    let unknown = |p: &Predicted| p.kinds.intersects(Kinds::OBJECT) && p.classes.is_empty();
    if unknown(a) || unknown(b) || classes.len() > MAX_CLASSES {
        classes.clear();
    }
    let ints = |p: &Predicted| p.kinds.intersects(Kinds::INT32);
    let range = match (a.range, b.range) {
        (Some((low, high)), Some((l, h))) => Some((low.min(l), high.max(h))),
        (range, None) if !ints(b) => range,
        (None, range) if !ints(a) => range,
        _ => None,
    };
    Predicted { kinds: a.kinds.union(b.kinds), classes, range }
}

/// Whether the op's result is what the bytecode instruction writes; others are steps on the way, or belong to no instruction.
fn is_destination(op: Op) -> bool {
    !matches!(
        op,
        Op::ConstValue
            | Op::ConstProgram
            | Op::BoxBool
            | Op::Parameter
            | Op::LoadRegister
            | Op::NewEnvironment
            | Op::CloneEnvironment
            | Op::ClosureEnvironment
            | Op::NewPrivateName
            | Op::ForInStart
    ) && op.result() == crate::sir::Repr::Boxed
}

fn cell_kind(key: ClassKey) -> jsc_abi::layout::CellKind {
    use jsc_abi::layout::CellKind as K;
    match key {
        ClassKey::Map(_) => K::Map,
        ClassKey::Set(_) => K::Set,
        ClassKey::Arguments(_) => K::Arguments,
        ClassKey::Generator(_) => K::Generator,
        ClassKey::Iterator(..) => K::ArrayIterator,
        ClassKey::StringIterator => K::StringIterator,
        ClassKey::Bound(_) => K::Function,
        _ => K::Object,
    }
}

/// An access that the report shows.
pub type Way = (crate::facts::prediction::TemplateId, PropertyAccess);
