//! The constraint graph and its fixpoint.
//!
//! A *node* is an abstract value: one for each SIR value, and *cells* for what values are stored in: bindings, environment slots,
//! properties, elements, parameters, results. An *edge* lets what one node has flow into another, but for kinds that its mask
//! lacks. Instructions are evaluated when a node that they look at has grown; they grow nodes and add edges. Nodes
//! only grow, so this ends.

use super::classes::{ClassKey, Classes, Role};
use super::form::Form;
use super::lattice::{Abstract, EVERYTHING, Set, Sets, widened};
use super::names::{Name, Names};
use super::template::Templates;
use crate::sir::Inst;
use jsc_abi::image::writer::ProgramData;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

/// What flows into a node: from a node, with a mask, or a value that is known.
#[derive(Clone, Copy, Debug)]
pub enum Flow {
    Node(u32, u16),
    Value(Abstract),
}

/// Cells of a function.
pub struct FunctionCells {
    /// The function of the program: itself, but for copies (`context`).
    pub original: u32,
    pub forms: Vec<u32>,
    /// First of `argument_count` cells of arguments.
    pub arguments: u32,
    pub argument_count: u32,
    /// Arguments behind those.
    pub rest: u32,
    pub this: u32,
    pub new_target: u32,
    pub result: u32,
    /// The environments of its closures.
    pub environment: u32,
    /// [[HomeObject]]
    pub home: u32,
    /// Of classes: what they extend.
    pub parent: u32,
    /// The property `prototype`.
    pub prototype: u32,
    /// What a generator yields and gives last, and what `next` gets.
    pub yields: u32,
    pub sent: u32,
    pub reached: bool,
    /// It may be called from anywhere with anything.
    pub leaked: bool,
}

/// How much there may be before inference gives up precision.
pub struct Budgets {
    /// Classes by allocation site.
    pub sites: usize,
    /// Evaluations of instructions.
    pub steps: u64,
}

pub struct Solver<'a> {
    pub program: &'a ProgramData,
    pub names: Names,
    pub classes: Classes,
    pub sets: Sets,
    pub forms: Vec<Form<'a>>,
    /// Function of each form.
    pub form_functions: Vec<u32>,
    pub functions: Vec<FunctionCells>,
    pub nodes: Vec<Abstract>,
    edges: Vec<Vec<(u32, u16)>>,
    users: Vec<Vec<u32>>,
    known_edges: HashSet<(u32, u32, u16)>,
    known_users: HashSet<(u32, u32)>,
    node_queue: VecDeque<u32>,
    inst_queue: VecDeque<u32>,
    node_queued: Vec<bool>,
    inst_queued: Vec<bool>,
    /// Cells of top-level bindings.
    pub top: u32,
    /// Cells of global properties that the program makes.
    pub globals: BTreeMap<Name, u32>,
    /// What is thrown.
    pub thrown: u32,
    /// All that is stored under a name, whatever the object.
    by_name: HashMap<Name, u32>,
    /// What is stored under a name where the object is unknown.
    unknown_stores: HashMap<Name, u32>,
    /// What is stored to elements of unknown objects.
    pub unknown_elements: u32,
    /// Arguments, `this` and result of calls whose callee is one of too many.
    pub pool_arguments: u32,
    pub pool_this: u32,
    pub pool_result: u32,
    /// Names that have getters or setters somewhere.
    pub accessor_names: HashSet<Name>,
    pub templates: Templates,
    /// By function and call: the copy of the function for that call.
    pub copies: BTreeMap<(u32, u32), u32>,
    /// Instructions of copies of built-ins' forms.
    pub form_insts: u32,
    /// Whether a function is copied.
    pub class_helpers: HashMap<u32, bool>,
    /// Bindings that undefined is assigned to.
    pub undefined_bindings: HashSet<u32>,
    /// Nodes of what a `yield` receives, with its pc.
    pub received: HashMap<u32, u32>,
    /// By instruction that reads environment slots: their cells.
    pub slot_reads: HashMap<u32, Vec<u32>>,
    /// By name: the instructions that store properties.
    pub stores: Option<HashMap<Name, Vec<u32>>>,
    pub inst_total: u32,
    pub budgets: Budgets,
    pub steps: u64,
    pub notes: Vec<String>,
}

/// Arguments of calls with an unknown callee that are told apart.
pub const POOL_ARGUMENTS: u32 = 8;

impl<'a> Solver<'a> {
    pub fn new(program: &'a ProgramData, budgets: Budgets) -> Solver<'a> {
        let mut s = Solver {
            program,
            names: Names::of(program),
            classes: Classes::default(),
            sets: Sets::default(),
            forms: Vec::new(),
            form_functions: Vec::new(),
            functions: Vec::new(),
            nodes: Vec::new(),
            edges: Vec::new(),
            users: Vec::new(),
            known_edges: HashSet::new(),
            known_users: HashSet::new(),
            node_queue: VecDeque::new(),
            inst_queue: VecDeque::new(),
            node_queued: Vec::new(),
            inst_queued: Vec::new(),
            top: 0,
            globals: BTreeMap::new(),
            thrown: 0,
            by_name: HashMap::new(),
            unknown_stores: HashMap::new(),
            unknown_elements: 0,
            pool_arguments: 0,
            pool_this: 0,
            pool_result: 0,
            accessor_names: HashSet::new(),
            templates: Templates::default(),
            copies: BTreeMap::new(),
            form_insts: 0,
            class_helpers: HashMap::new(),
            undefined_bindings: HashSet::new(),
            received: HashMap::new(),
            slot_reads: HashMap::new(),
            stores: None,
            inst_total: 0,
            budgets,
            steps: 0,
            notes: Vec::new(),
        };
        s.top = s.cells(program.top_count);
        s.thrown = s.cells(1);
        s.unknown_elements = s.cells(1);
        s.pool_arguments = s.cells(POOL_ARGUMENTS);
        s.pool_this = s.cells(1);
        s.pool_result = s.cells(1);
        s
    }

    /// Makes nodes; returns the first.
    pub fn cells(&mut self, count: u32) -> u32 {
        let first = self.nodes.len();
        self.nodes.resize(first + count as usize, Abstract::NONE);
        self.edges.resize_with(self.nodes.len(), Vec::new);
        self.users.resize_with(self.nodes.len(), Vec::new);
        self.node_queued.resize(self.nodes.len(), false);
        first as u32
    }

    pub fn set_instruction_count(&mut self, count: u32) {
        self.inst_total = count;
        self.inst_queued.resize(count as usize, false);
    }

    pub fn get(&self, node: u32) -> Abstract {
        self.nodes[node as usize]
    }

    /// Adds to what a node has.
    pub fn grow(&mut self, node: u32, value: Abstract) {
        let old = self.nodes[node as usize];
        let mut new = self.sets.join(old, value);
        new.range = widened(old.range, new.range);
        if new != old {
            self.nodes[node as usize] = new;
            if !std::mem::replace(&mut self.node_queued[node as usize], true) {
                self.node_queue.push_back(node);
            }
        }
        if !self.sets.merged.is_empty() {
            self.note_merged();
        }
    }

    /// Lets `from` flow into `to`.
    pub fn edge(&mut self, from: u32, to: u32, mask: u16) {
        if from == to || !self.known_edges.insert((from, to, mask)) {
            return;
        }
        self.edges[from as usize].push((to, mask));
        let value = self.get(from).masked(mask);
        if !value.is_none() {
            self.grow(to, value);
        }
    }

    pub fn flow(&mut self, from: Flow, to: u32) {
        match from {
            Flow::Node(node, mask) => self.edge(node, to, mask),
            Flow::Value(value) => self.grow(to, value),
        }
    }

    /// Evaluates the instruction again whenever the node grows.
    pub fn watch(&mut self, node: u32, inst: u32) {
        if self.known_users.insert((node, inst)) {
            self.users[node as usize].push(inst);
        }
    }

    pub fn queue_inst(&mut self, inst: u32) {
        if !std::mem::replace(&mut self.inst_queued[inst as usize], true) {
            self.inst_queue.push_back(inst);
        }
    }

    /// Runs to the fixpoint. `false`: the budget ran out.
    pub fn run(&mut self) -> bool {
        loop {
            if let Some(node) = self.node_queue.pop_front() {
                self.node_queued[node as usize] = false;
                let value = self.get(node);
                for n in 0..self.edges[node as usize].len() {
                    let (to, mask) = self.edges[node as usize][n];
                    let value = value.masked(mask);
                    if !value.is_none() {
                        self.grow(to, value);
                    }
                }
                for n in 0..self.users[node as usize].len() {
                    self.queue_inst(self.users[node as usize][n]);
                }
            } else if let Some(inst) = self.inst_queue.pop_front() {
                self.inst_queued[inst as usize] = false;
                self.steps += 1;
                if self.steps > self.budgets.steps {
                    return false;
                }
                self.evaluate(inst);
            } else {
                return true;
            }
        }
    }

    // ---- instructions ----

    /// Form and instruction of a number.
    pub fn locate(&self, inst: u32) -> (usize, Inst) {
        let form = self.forms.partition_point(|f| f.first_inst <= inst) - 1;
        (form, Inst(inst - self.forms[form].first_inst))
    }

    // ---- classes ----

    pub fn class(&mut self, key: ClassKey) -> u32 {
        if let Some(class) = self.classes.get(key) {
            return class;
        }
        let cells = self.cells(3);
        let class = self.classes.add(key, [cells, cells + 1, cells + 2]);
        self.set_up_class(class, key, cells);
        class
    }

    fn set_up_class(&mut self, class: u32, key: ClassKey, prototype: u32) {
        match key {
            ClassKey::Instance(f) => {
                let from = self.functions[f as usize].prototype;
                self.edge(from, prototype, EVERYTHING);
            }
            ClassKey::Prototype(f) => {
                let constructor = self.class_value(ClassKey::Closure(f));
                let name = self.names.name("constructor");
                let cell = self.field(class, name, Role::Value);
                self.grow(cell, constructor);
            }
            ClassKey::Closure(f) => {
                let prototype_of = self.class_value(ClassKey::Prototype(f));
                self.grow(self.functions[f as usize].prototype, prototype_of);
                // Static members are inherited.
                let parent = self.functions[f as usize].parent;
                self.edge(parent, prototype, EVERYTHING);
            }
            _ => {}
        }
    }

    /// An object (or environment, or private name) of a class.
    pub fn class_value(&mut self, key: ClassKey) -> Abstract {
        let class = self.class(key);
        self.value_of_class(class)
    }

    pub fn value_of_class(&mut self, class: u32) -> Abstract {
        let kinds = match self.classes.key(class) {
            ClassKey::Environment(_) => super::lattice::ENVIRONMENT,
            ClassKey::PrivateName(_) => super::lattice::PRIVATE_NAME,
            ClassKey::Builtin(path) if self.classes.path(path).starts_with("Symbol.") => crate::sir::Kinds::SYMBOL,
            _ => crate::sir::Kinds::OBJECT,
        };
        Abstract { set: self.sets.single(class), ..Abstract::of(kinds) }
    }

    pub fn builtin(&mut self, path: &str) -> Abstract {
        let id = self.classes.path_id(path);
        self.class_value(ClassKey::Builtin(id))
    }

    /// The site that stands for an instruction: itself, or while too many are told apart, its function.
    pub fn site(&mut self, inst: u32) -> u32 {
        if self.classes.list.len() < self.budgets.sites {
            return inst;
        }
        if self.notes.iter().all(|n| !n.starts_with("allocation sites")) {
            self.notes.push(format!(
                "allocation sites: more than {} classes, further ones are told apart by function only",
                self.budgets.sites
            ));
        }
        let (form, _) = self.locate(inst);
        self.forms[form].first_inst
    }

    /// The classes of a value, copied; `None`: unknown.
    pub fn class_list(&self, value: Abstract) -> Option<Vec<u32>> {
        if value.set == Set::ALL { None } else { Some(self.sets.list(value.set).to_vec()) }
    }

    /// The cell of a property.
    pub fn field(&mut self, class: u32, name: Name, role: Role) -> u32 {
        if let Some(cell) = self.classes.list[class as usize].fields.get(&(name, role)) {
            return *cell;
        }
        let cell = self.cells(1);
        self.classes.list[class as usize].fields.insert((name, role), cell);
        if role == Role::Value {
            if let Some(all) = self.by_name.get(&name).copied() {
                self.edge(cell, all, EVERYTHING);
            }
            if let Some(all) = self.classes.list[class as usize].all {
                self.edge(cell, all, EVERYTHING);
            }
            if self.classes.list[class as usize].merged
                && let Some(from) = self.unknown_stores.get(&name).copied()
            {
                self.edge(from, cell, EVERYTHING);
            }
        }
        cell
    }

    /// The cell of all that is stored under a name.
    pub fn by_name(&mut self, name: Name) -> u32 {
        if let Some(cell) = self.by_name.get(&name) {
            return *cell;
        }
        let all = self.cells(1);
        self.by_name.insert(name, all);
        for class in 0..self.classes.list.len() {
            if let Some(cell) = self.classes.list[class].fields.get(&(name, Role::Value)).copied() {
                self.edge(cell, all, EVERYTHING);
            }
        }
        let stores = self.unknown_stores(name);
        self.edge(stores, all, EVERYTHING);
        all
    }

    pub fn unknown_stores(&mut self, name: Name) -> u32 {
        if let Some(cell) = self.unknown_stores.get(&name) {
            return *cell;
        }
        let from = self.cells(1);
        self.unknown_stores.insert(name, from);
        for class in 0..self.classes.list.len() {
            if self.classes.list[class].merged
                && let Some(cell) = self.classes.list[class].fields.get(&(name, Role::Value)).copied()
            {
                self.edge(from, cell, EVERYTHING);
            }
        }
        from
    }

    /// The cell of what is stored under computed names: it may be any property that the class has by other stores too. (Cells
    /// that were only looked at stay empty: what is found there hides what the prototype has.)
    pub fn computed_stores(&mut self, class: u32) -> u32 {
        if let Some(from) = self.classes.list[class as usize].computed {
            return from;
        }
        let from = self.cells(1);
        self.classes.list[class as usize].computed = Some(from);
        for cell in self.value_cells(class) {
            if !self.get(cell).is_none() {
                self.edge(from, cell, EVERYTHING);
            }
        }
        from
    }

    fn value_cells(&self, class: u32) -> Vec<u32> {
        let fields = self.classes.list[class as usize].fields.iter();
        fields.filter(|((_, role), _)| *role == Role::Value).map(|(_, cell)| *cell).collect()
    }

    /// The cell of all properties of a class.
    pub fn all_fields(&mut self, class: u32) -> u32 {
        if let Some(all) = self.classes.list[class as usize].all {
            return all;
        }
        let all = self.cells(1);
        self.classes.list[class as usize].all = Some(all);
        for cell in self.value_cells(class) {
            self.edge(cell, all, EVERYTHING);
        }
        all
    }

    /// Classes that went up in "any class": what is stored to unknown objects may be stored to them, and who calls an
    /// unknown function may call them.
    fn note_merged(&mut self) {
        while let Some(class) = self.sets.merged.pop() {
            let data = &mut self.classes.list[class as usize];
            if std::mem::replace(&mut data.merged, true) {
                continue;
            }
            let elements = data.elements;
            let fields: Vec<(Name, u32)> =
                data.fields.iter().filter(|((_, r), _)| *r == Role::Value).map(|((n, _), c)| (*n, *c)).collect();
            self.edge(self.unknown_elements, elements, EVERYTHING);
            for (name, cell) in fields {
                if let Some(from) = self.unknown_stores.get(&name).copied() {
                    self.edge(from, cell, EVERYTHING);
                }
            }
            if let ClassKey::Closure(f) = self.classes.key(class) {
                let arguments: Vec<Flow> =
                    (0..POOL_ARGUMENTS).map(|i| Flow::Node(self.pool_arguments + i, EVERYTHING)).collect();
                let this = Flow::Node(self.pool_this, EVERYTHING);
                self.enter(f, this, Flow::Value(Abstract::UNDEFINED), &arguments, false);
                let result = self.functions[f as usize].result;
                self.edge(result, self.pool_result, EVERYTHING);
            }
        }
    }
}
