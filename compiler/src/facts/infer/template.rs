//! Shapes that objects are predicted to have: what constructors and the code behind literals add, in the order of control flow.
//!
//! A *walk* goes through a function from where the object comes to be, along the likely path first (a block's first normal
//! successor), and carries the shape. Stores of names that the shape lacks add them. Each block is walked once: where ways
//! of different shapes meet, that of the likely path counts. Calls that hand the object on as `this` are walked into:
//! `super(...)`, field initialisers, `F.call(this, ...)`, methods. What is stored elsewhere comes after, in the order of the code.
//!
//! A class has no template if its objects get properties that no template can have (computed names, accessors, private members of
//! classes that are not defined once at the top level), if they lose some, or if they are given another prototype.

use super::classes::{ClassKey, Role};
use super::form::{defined_by, usage};
use super::lattice::Set;
use super::names::Name;
use super::property::Found;
use super::report::Way;
use super::solver::Solver;
use crate::facts::prediction::{Origin, PropertyAccess, ShapeTemplate, TemplateId};
use crate::sir::{Block, Definition, Function, Inst, InstData, Op, Value};
use jsc_abi::bytecode::is_array_index;
use jsc_abi::image::writer::ConstantData;
use jsc_abi::layout::function_flag;
use jsc_abi::template::{PrivateMember, private_key, private_member};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Most templates of a program.
const MAX_TEMPLATES: usize = 8_000;
/// Depth of calls that are walked into.
const MAX_DEPTH: u32 = 8;
/// Blocks walked for one class.
const MAX_BLOCKS: u32 = 3_000;
/// Properties that are added elsewhere; with more of them the object is taken for a dictionary.
const MAX_LATE: usize = 3;
/// What the runtime gives at most: literals, instances (`instance_slots` in `runtime/src/call.rs`).
const MAX_LITERAL_SLOTS: u32 = 16;
const MAX_INSTANCE_SLOTS: u32 = 64;
/// What it gives where the count is zero.
const DEFAULT_INSTANCE_SLOTS: u32 = 4;

/// Trees of predicted shapes.
#[derive(Clone, Default)]
pub struct Templates {
    pub list: Vec<ShapeTemplate>,
    roots: HashMap<Origin, TemplateId>,
    children: HashMap<(TemplateId, u32), TemplateId>,
    /// What is known of each class.
    classes: BTreeMap<u32, OfClass>,
    /// Shapes that an instruction meets in objects of a class under construction.
    at: HashMap<(u32, u32), Vec<TemplateId>>,
    /// The top-level slots of private names, and the other way round.
    private_slots: HashMap<Name, u32>,
    private_names: HashMap<u32, Name>,
}

#[derive(Clone, Default)]
struct OfClass {
    /// The shape when construction is done, then those with what is added elsewhere. Empty: no template.
    shapes: Vec<TemplateId>,
    /// Names that every object of the class has.
    definite: HashSet<Name>,
}

impl Templates {
    /// The shape of the class's objects once they are constructed.
    pub fn of_class(&self, class: u32) -> Option<TemplateId> {
        self.classes.get(&class)?.shapes.first().copied()
    }

    /// All shapes that objects of the class are known to have, also under construction.
    pub fn shapes_of(&self, class: u32) -> Vec<TemplateId> {
        let done = self.classes.get(&class).into_iter().flat_map(|c| &c.shapes);
        let under_way = self.at.iter().filter(|((_, of), _)| *of == class).flat_map(|(_, shapes)| shapes);
        done.chain(under_way).copied().collect()
    }

    /// The shape of literals with these keys, or the last before it that there is.
    pub fn literal(&self, keys: &[u32]) -> Option<TemplateId> {
        let slots = (keys.len() as u32).min(MAX_LITERAL_SLOTS);
        let mut at = *self.roots.get(&Origin::Literal(slots))?;
        for key in keys {
            match self.children.get(&(at, *key)) {
                Some(next) => at = *next,
                None => break,
            }
        }
        Some(at)
    }

    fn get(&self, id: TemplateId) -> ShapeTemplate {
        self.list[id.0 as usize]
    }

    fn root(&mut self, origin: Origin, inline_slots: u32) -> TemplateId {
        let next = TemplateId(self.list.len() as u32);
        let id = *self.roots.entry(origin).or_insert(next);
        if id == next {
            self.list.push(ShapeTemplate { origin, added: None, count: 0, inline_slots, is_double: false });
        }
        id
    }

    fn child(&mut self, parent: TemplateId, key: u32) -> Option<TemplateId> {
        if let Some(id) = self.children.get(&(parent, key)) {
            return Some(*id);
        }
        if self.list.len() >= MAX_TEMPLATES {
            return None;
        }
        let id = TemplateId(self.list.len() as u32);
        let ShapeTemplate { origin, count, inline_slots, .. } = self.get(parent);
        let added = Some((parent, key));
        self.list.push(ShapeTemplate { origin, added, count: count + 1, inline_slots, is_double: false });
        self.children.insert((parent, key), id);
        Some(id)
    }

    /// The slot of a property.
    fn slot(&self, mut id: TemplateId, key: u32) -> Option<u32> {
        while let Some((parent, added)) = self.get(id).added {
            if added == key {
                return Some(self.get(id).count - 1);
            }
            id = parent;
        }
        None
    }

    /// The slot of a private member, and what sort it is.
    fn private_slot(&self, mut id: TemplateId, name: Name) -> Option<(u32, PrivateMember)> {
        let slot = *self.private_slots.get(&name)?;
        while let Some((parent, added)) = self.get(id).added {
            if let Some((of, member)) = private_member(added)
                && of == slot
            {
                return Some((self.get(id).count - 1, member));
            }
            id = parent;
        }
        None
    }

    fn keys(&self, mut id: TemplateId) -> Vec<u32> {
        let mut keys = Vec::new();
        while let Some((parent, added)) = self.get(id).added {
            keys.push(added);
            id = parent;
        }
        keys
    }
}

/// A walk through the construction of objects of one class.
struct Walk {
    class: u32,
    blocks: u32,
    /// Something that no template can express.
    irregular: bool,
    /// Names that not every object has.
    indefinite: HashSet<u32>,
    /// Functions under way.
    stack: Vec<u32>,
}

impl Solver<'_> {
    /// Finds the templates of all classes, from what is known now.
    pub fn find_templates(&mut self) {
        self.templates = Templates::default();
        self.find_private_slots();
        for class in 0..self.classes.list.len() as u32 {
            let found = match self.classes.key(class) {
                _ if self.classes.list[class as usize].irregular => None,
                ClassKey::Instance(f) => self.instance_template(class, f),
                ClassKey::Literal(site) => self.literal_template(class, site),
                _ => None,
            };
            let Some((walk, last)) = found else { continue };
            if walk.irregular {
                self.templates.at.retain(|(_, c), _| *c != class);
                continue;
            }
            let keys = self.templates.keys(last);
            let definite = keys.iter().filter(|k| !walk.indefinite.contains(k));
            let definite = definite.map(|k| self.name_of_key(*k)).collect();
            let shapes = self.late_shapes(class, last);
            self.templates.classes.insert(class, OfClass { shapes, definite });
        }
        if self.templates.list.len() >= MAX_TEMPLATES {
            self.notes.push(format!("templates: more than {MAX_TEMPLATES} shapes, the others are not predicted"));
        }
    }

    /// Names that objects of the class get in the constructor or literal, whatever way it goes.
    pub fn is_definite(&self, class: u32, name: Name) -> bool {
        self.templates.classes.get(&class).is_some_and(|c| c.definite.contains(&name))
    }

    /// Private names go to top-level slots where their class is defined once.
    fn find_private_slots(&mut self) {
        let mut found = Vec::new();
        for form in &self.forms {
            let f = &form.sir;
            for data in f.layout.iter().flat_map(|b| &f.block(*b).insts).map(|i| f.inst(*i)) {
                if data.op == Op::SetTop
                    && let Definition::Result(i) = f.values[data.args[0].index()].definition
                    && f.inst(i).op == Op::NewPrivateName
                {
                    found.push((form.first_inst + i.0, data.immediates[0] as u32));
                }
            }
        }
        for (inst, slot) in found {
            let name = Name::private(self.class(ClassKey::PrivateName(inst)));
            self.templates.private_slots.insert(name, slot);
            self.templates.private_names.insert(slot, name);
        }
    }

    /// The name that a key of a template stands for.
    pub fn name_of_key(&self, key: u32) -> Name {
        match private_member(key) {
            Some((slot, _)) => self.templates.private_names[&slot],
            None => self.names.of_constant(key),
        }
    }

    /// The string constant that stands for a name in templates. (Elements are in none.)
    fn key_of(&self, name: Name) -> Option<u32> {
        let units: Vec<u16> = self.names.text(name).encode_utf16().collect();
        self.names.constant(name).filter(|_| name.as_private().is_none() && !is_array_index(&units))
    }

    /// Whether the class's objects have the prototype that they are made with.
    fn has_own_prototype(&self, class: u32) -> bool {
        !self.get(self.classes.list[class as usize].prototype).is_none()
    }

    fn instance_template(&mut self, class: u32, f: u32) -> Option<(Walk, TemplateId)> {
        let mut slots = 0;
        let mut at = f;
        let mut seen = HashSet::new();
        // What a constructor and those that it derives from count.
        loop {
            if !seen.insert(at) {
                return None;
            }
            let data = &self.program.functions[at as usize];
            slots += data.inline_slots;
            if data.flags & function_flag::DERIVED_CONSTRUCTOR == 0 {
                break;
            }
            let parent = self.get(self.functions[at as usize].parent);
            let [parent] = *self.sets.list(parent.set) else { return None };
            // Built-ins make objects of their own kinds.
            let ClassKey::Closure(g) = self.classes.key(parent) else { return None };
            at = g;
        }
        let slots = if slots == 0 { DEFAULT_INSTANCE_SLOTS } else { slots.min(MAX_INSTANCE_SLOTS) };
        let root = self.templates.root(Origin::Constructor(f), slots);
        let mut walk = Walk::new(class);
        let last = self.walk_function(&mut walk, f, root);
        Some((walk, last))
    }

    fn literal_template(&mut self, class: u32, site: u32) -> Option<(Walk, TemplateId)> {
        if self.has_own_prototype(class) {
            return None;
        }
        let (form, i) = self.locate(site);
        let data = self.forms[form].sir.inst(i).clone();
        let mut keys = Vec::new();
        let slots = match data.op {
            Op::NewObject => data.immediates[0] as u32,
            Op::NewObjectWith => {
                let Some(ConstantData::Keys(list)) = self.program.constants.get(data.immediates[0] as usize) else {
                    return None;
                };
                keys.clone_from(list);
                list.len() as u32
            }
            _ => return None,
        };
        let slots = slots.min(MAX_LITERAL_SLOTS);
        let mut shape = self.templates.root(Origin::Literal(slots), slots);
        for key in keys {
            shape = self.templates.child(shape, self.key_of(self.names.of_constant(key))?)?;
        }
        let mut walk = Walk::new(class);
        let f = self.forms[form].sir.clone();
        let objects = aliases(&f, |d| d.result == data.result && d.op == data.op);
        let block = f.layout.iter().copied().find(|b| f.block(*b).insts.contains(&i))?;
        let from = f.block(block).insts.iter().position(|j| *j == i)? + 1;
        let last = self.walk_blocks(&mut walk, form, &f, &objects, (block, from), shape);
        Some((walk, last))
    }

    /// Shapes with what is added to constructed objects elsewhere, in the order of the code.
    fn late_shapes(&mut self, class: u32, last: TemplateId) -> Vec<TemplateId> {
        let have: HashSet<Name> = self.templates.keys(last).into_iter().map(|k| self.name_of_key(k)).collect();
        let fields: Vec<(Name, u32)> = self.classes.list[class as usize]
            .fields
            .iter()
            .filter(|((name, role), _)| *role == Role::Value && !have.contains(name))
            .map(|((name, _), cell)| (*name, *cell))
            .collect();
        let mut late: Vec<(Option<u32>, u32)> = Vec::new();
        for (name, cell) in fields {
            if !self.get(cell).is_none() {
                let first = self.first_store(class, name);
                late.push((first, self.key_of(name).unwrap_or(u32::MAX)));
            }
        }
        late.sort_unstable();
        if late.len() > MAX_LATE || late.iter().any(|(first, key)| first.is_none() || *key == u32::MAX) {
            // Where and when is not known: only that the shape is another one then.
            return if late.len() > MAX_LATE { Vec::new() } else { vec![last] };
        }
        let mut shapes = vec![last];
        for (_, key) in late {
            match self.templates.child(shapes[shapes.len() - 1], key) {
                Some(shape) => shapes.push(shape),
                None => break,
            }
        }
        shapes
    }

    /// The first instruction that stores a property of that name to objects of the class.
    fn first_store(&mut self, class: u32, name: Name) -> Option<u32> {
        if self.stores.is_none() {
            let mut stores: HashMap<Name, Vec<u32>> = HashMap::new();
            for form in &self.forms {
                for i in form.sir.layout.iter().flat_map(|b| &form.sir.block(*b).insts) {
                    let data = form.sir.inst(*i);
                    if matches!(data.op, Op::SetByName | Op::DefineByName) {
                        let name = self.names.of_constant(data.immediates[0] as u32);
                        stores.entry(name).or_default().push(form.first_inst + i.0);
                    }
                }
            }
            self.stores = Some(stores);
        }
        let stores = self.stores.as_ref()?.get(&name)?;
        stores.iter().copied().find(|inst| {
            let (form, i) = self.locate(*inst);
            let f = &self.forms[form];
            let object = self.get(f.node(f.sir.inst(i).args[0]));
            self.sets.list(object.set).binary_search(&class).is_ok()
        })
    }

    /// Walks a function that constructs `this`: a constructor, a field initialiser, a method. Returns the shape at its end.
    fn walk_function(&mut self, walk: &mut Walk, function: u32, shape: TemplateId) -> TemplateId {
        if walk.stack.contains(&function) || walk.stack.len() as u32 >= MAX_DEPTH {
            return shape;
        }
        let Some(form) = self.functions[function as usize].forms.first().copied() else {
            walk.irregular = true;
            return shape;
        };
        if self.has_flag(function, function_flag::GENERATOR) || !self.functions[function as usize].reached {
            return shape;
        }
        walk.stack.push(function);
        let f = self.forms[form as usize].sir.clone();
        let derived = self.has_flag(function, function_flag::DERIVED_CONSTRUCTOR);
        let objects = aliases(&f, |d| match d.op {
            Op::This | Op::ThisSloppy => !derived,
            Op::Construct | Op::ConstructArray => defined_by(&f, d.args[0], Op::SuperConstructor).is_some(),
            _ => false,
        });
        let last = self.walk_blocks(walk, form as usize, &f, &objects, (f.entry, 0), shape);
        walk.stack.pop();
        last
    }

    /// Walks from a place in a block; returns the shape at the end of the likely path.
    fn walk_blocks(
        &mut self,
        walk: &mut Walk,
        form: usize,
        f: &Function,
        objects: &HashSet<Value>,
        from: (Block, usize),
        shape: TemplateId,
    ) -> TemplateId {
        let mut seen: HashMap<Block, TemplateId> = HashMap::new();
        let mut last = None;
        // The likely path is on top.
        let mut rest = vec![(from.0, from.1, shape)];
        while let Some((b, start, mut shape)) = rest.pop() {
            if start == 0 {
                if let Some(other) = seen.get(&b).copied() {
                    if other != shape {
                        let there = self.templates.keys(shape);
                        let missing = self.templates.keys(other).into_iter().filter(|k| !there.contains(k));
                        walk.indefinite.extend(missing);
                    }
                    continue;
                }
                seen.insert(b, shape);
            }
            walk.blocks += 1;
            if walk.blocks > MAX_BLOCKS {
                walk.irregular = true;
            }
            if walk.irregular {
                return shape;
            }
            let mut next = Vec::new();
            for &i in &f.block(b).insts[start..] {
                let data = f.inst(i);
                if let Some(edge) = &data.handler {
                    rest.insert(0, (edge.block, 0, shape));
                }
                shape = self.walk_instruction(walk, form, f, i, objects, shape);
                next.extend(data.targets.iter().map(|e| e.block));
                if data.op == Op::ReturnValue && last.is_none() {
                    last = Some(shape);
                }
            }
            // The likely one last, as it is taken first: the first target, unless it is cold, gives up at once or has been seen.
            let unlikely = |b: &Block| f.block(*b).cold || seen.contains_key(b) || returns_at_once(f, *b);
            if next.len() == 2 && (!unlikely(&next[0]) || unlikely(&next[1])) {
                next.reverse();
            }
            rest.extend(next.into_iter().map(|b| (b, 0, shape)));
        }
        last.unwrap_or(shape)
    }

    /// What an instruction makes of the shape.
    fn walk_instruction(
        &mut self,
        walk: &mut Walk,
        form: usize,
        f: &Function,
        i: Inst,
        objects: &HashSet<Value>,
        shape: TemplateId,
    ) -> TemplateId {
        let data = f.inst(i);
        let is_object = |n: usize| data.args.get(n).is_some_and(|v| objects.contains(v));
        match data.op {
            Op::GetByName | Op::GetPrivate | Op::SetPrivate if is_object(0) => self.note_shape(walk, form, i, shape),
            Op::SetByName | Op::DefineByName if is_object(0) => {
                let name = self.names.of_constant(data.immediates[0] as u32);
                self.note_shape(walk, form, i, shape);
                if data.op == Op::SetByName && self.accessor_names.contains(&name) {
                    let setters = self.accessors(walk.class, name, Role::Setter);
                    if let [setter] = setters[..] {
                        return self.walk_function(walk, setter, shape);
                    }
                    walk.irregular |= !setters.is_empty();
                }
                return self.walk_store(walk, name, shape);
            }
            Op::DefinePrivateField if is_object(0) => {
                self.note_shape(walk, form, i, shape);
                return self.walk_private(walk, form, i, PrivateMember::Field, shape);
            }
            Op::DefinePrivateMethod if is_object(0) => {
                self.note_shape(walk, form, i, shape);
                let member = if data.immediates[0] == 0 { PrivateMember::Method } else { PrivateMember::Accessor };
                return self.walk_private(walk, form, i, member, shape);
            }
            Op::DefineByValue | Op::DefineMethod if is_object(0) => {
                let key = defined_by(f, data.args[1], Op::ConstProgram).map(|d| d.immediates[0] as u32);
                match key {
                    Some(key) if data.op == Op::DefineByValue => {
                        return self.walk_store(walk, self.names.of_constant(key), shape);
                    }
                    _ => walk.irregular = true,
                }
            }
            Op::DefineGetter | Op::DefineSetter if is_object(0) => walk.irregular = true,
            Op::Construct | Op::ConstructArray
                if defined_by(f, data.args[0], Op::SuperConstructor).is_some() && is_result(data, objects) =>
            {
                if let Some(g) = self.only_closure(form, i, 0) {
                    return self.walk_function(walk, g, shape);
                }
            }
            // A method on the object, or a function that is given it.
            Op::Call if is_object(1) => {
                if let Some(g) = self.only_closure(form, i, 0) {
                    return self.walk_function(walk, g, shape);
                }
            }
            Op::Call if is_object(2) => {
                let is_call = self.only_builtin(form, i, 0).is_some_and(|p| p == "Function.prototype.call");
                if is_call && let Some(g) = self.only_closure(form, i, 1) {
                    return self.walk_function(walk, g, shape);
                }
            }
            _ => {}
        }
        shape
    }

    fn walk_private(
        &mut self,
        walk: &mut Walk,
        form: usize,
        i: Inst,
        member: PrivateMember,
        shape: TemplateId,
    ) -> TemplateId {
        let name = self.only_class(form, i, 1).map(Name::private);
        let slot = name.and_then(|n| self.templates.private_slots.get(&n).copied());
        let known = name.and_then(|n| self.templates.private_slot(shape, n));
        match (slot, known) {
            // The other half of an accessor.
            (_, Some((_, PrivateMember::Accessor))) if member == PrivateMember::Accessor => shape,
            (Some(slot), None) => match self.templates.child(shape, private_key(slot, member)) {
                Some(shape) => shape,
                None => {
                    walk.irregular = true;
                    shape
                }
            },
            _ => {
                walk.irregular = true;
                shape
            }
        }
    }

    fn walk_store(&mut self, walk: &mut Walk, name: Name, shape: TemplateId) -> TemplateId {
        let Some(key) = self.key_of(name) else {
            walk.irregular = true;
            return shape;
        };
        if self.templates.slot(shape, key).is_some() {
            return shape;
        }
        match self.templates.child(shape, key) {
            Some(shape) => shape,
            None => {
                walk.irregular = true;
                shape
            }
        }
    }

    fn note_shape(&mut self, walk: &Walk, form: usize, i: Inst, shape: TemplateId) {
        let inst = self.forms[form].first_inst + i.0;
        let shapes = self.templates.at.entry((inst, walk.class)).or_default();
        if !shapes.contains(&shape) {
            shapes.push(shape);
        }
    }

    fn accessors(&mut self, class: u32, name: Name, role: Role) -> Vec<u32> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut rest = vec![class];
        while let Some(class) = rest.pop() {
            if !seen.insert(class) {
                continue;
            }
            let data = &self.classes.list[class as usize];
            if let Some(cell) = data.fields.get(&(name, role)) {
                for callee in self.sets.list(self.get(*cell).set) {
                    match self.classes.key(*callee) {
                        ClassKey::Closure(f) => found.push(f),
                        _ => found.push(u32::MAX),
                    }
                }
            }
            rest.extend(self.sets.list(self.get(data.prototype).set));
        }
        found
    }

    fn only_class(&self, form: usize, i: Inst, n: usize) -> Option<u32> {
        let f = &self.forms[form];
        let value = self.get(f.node(f.sir.inst(i).args[n]));
        match *self.sets.list(value.set) {
            [class] if value.set != Set::ALL => Some(class),
            _ => None,
        }
    }

    fn only_closure(&self, form: usize, i: Inst, n: usize) -> Option<u32> {
        match self.classes.key(self.only_class(form, i, n)?) {
            ClassKey::Closure(f) => Some(f),
            _ => None,
        }
    }

    fn only_builtin(&self, form: usize, i: Inst, n: usize) -> Option<&str> {
        self.classes.builtin(self.only_class(form, i, n)?)
    }

    // ---- accesses ----

    /// How an instruction meets the property `name` of objects of a class, by shape. `None`: not by shapes that are predicted.
    pub fn property_ways(&mut self, inst: u32, class: u32, name: Name, store: bool) -> Option<Vec<Way>> {
        let untested = !store && self.is_untested(inst);
        let is_private = name.as_private().is_some();
        if is_private && !self.has_private(class, name) {
            // It throws a TypeError.
            return Some(Vec::new());
        }
        let key = if is_private { *self.templates.private_slots.get(&name)? } else { self.key_of(name)? };
        let final_shapes = self.templates.classes.get(&class)?.shapes.clone();
        let mut shapes = self.templates.at.get(&(inst, class)).cloned().unwrap_or_default();
        // Methods meet objects under construction and others.
        let function = self.form_functions[self.locate(inst).0];
        let flags = function_flag::CONSTRUCTOR | function_flag::FIELD_INITIALIZER;
        let constructs = matches!(self.classes.key(class), ClassKey::Literal(_)) || self.has_flag(function, flags);
        if shapes.is_empty() || !constructs {
            shapes.extend(&final_shapes);
        }
        shapes.dedup();
        let mut ways = Vec::new();
        for shape in shapes {
            let slot = match is_private {
                true => match self.templates.private_slot(shape, name) {
                    Some((_, PrivateMember::Accessor)) => return None,
                    Some((_, PrivateMember::Method)) if store => return None,
                    Some((slot, _)) => Some(slot),
                    // As above.
                    None => continue,
                },
                false => self.templates.slot(shape, key),
            };
            let access = match slot {
                Some(slot) => PropertyAccess::Slot(slot),
                None if store => {
                    if self.accessor_names.contains(&name) && !self.accessors(class, name, Role::Setter).is_empty() {
                        return None;
                    }
                    PropertyAccess::Add { slot: self.templates.get(shape).count, to: self.templates.child(shape, key)? }
                }
                None => match self.method(class, name, inst) {
                    Some(f) => PropertyAccess::Method(f),
                    // Undefined; but if the program goes on with it as if it were not, it is not there.
                    None if untested => continue,
                    None => return None,
                },
            };
            if !ways.iter().any(|(s, _)| *s == shape) {
                ways.push((shape, access));
            }
        }
        // A store of what every shape behind the first has already: only those that lack it add it.
        if store && ways.len() > 1 {
            let any = ways.iter().any(|(_, a)| matches!(a, PropertyAccess::Slot(_)));
            let to: Vec<TemplateId> = ways
                .iter()
                .filter_map(|(_, a)| match a {
                    PropertyAccess::Add { to, .. } => Some(*to),
                    _ => None,
                })
                .collect();
            // What the first shape becomes is among the others, or a shape that nobody else knows of.
            if any && to.iter().any(|t| !final_shapes.contains(t)) && to.len() > 1 {
                return None;
            }
        }
        Some(ways)
    }

    fn has_private(&self, class: u32, name: Name) -> bool {
        let fields = &self.classes.list[class as usize].fields;
        [Role::Value, Role::Getter, Role::Setter].iter().any(|role| fields.contains_key(&(name, *role)))
    }

    /// How a definition of a private field or method adds it.
    pub fn private_ways(&mut self, inst: u32, class: u32, name: Name, member: PrivateMember) -> Option<Vec<Way>> {
        let key = private_key(*self.templates.private_slots.get(&name)?, member);
        let shapes = self.templates.at.get(&(inst, class)).cloned().unwrap_or_default();
        let mut ways = Vec::new();
        for shape in shapes {
            if self.templates.private_slot(shape, name).is_some() {
                return None;
            }
            let slot = self.templates.get(shape).count;
            ways.push((shape, PropertyAccess::Add { slot, to: self.templates.child(shape, key)? }));
        }
        Some(ways)
    }

    /// Whether the program does not ask if what the instruction gives is undefined.
    fn is_untested(&self, inst: u32) -> bool {
        let (form, i) = self.locate(inst);
        let f = &self.forms[form];
        let tested = usage::UNDEFINED | usage::TRUTH;
        f.sir.inst(i).result.is_some_and(|v| f.usage[v.index()] & tested == 0)
    }

    /// The method of the program that objects of the class inherit.
    fn method(&mut self, class: u32, name: Name, inst: u32) -> Option<u32> {
        let mut method = None;
        let own = self.field(class, name, Role::Value);
        for found in self.lookup(class, name, inst) {
            let Found::Value(cell) = found else { return None };
            let value = self.get(cell);
            if value.is_none() {
                continue;
            }
            let [callee] = *self.sets.list(value.set) else { return None };
            let ClassKey::Closure(f) = self.classes.key(callee) else { return None };
            if cell == own || method.is_some_and(|m| m != f) {
                return None;
            }
            method = Some(f);
        }
        method
    }
}

impl Walk {
    fn new(class: u32) -> Walk {
        Walk { class, blocks: 0, irregular: false, indefinite: HashSet::new(), stack: Vec::new() }
    }
}

fn is_result(data: &InstData, objects: &HashSet<Value>) -> bool {
    data.result.is_some_and(|r| objects.contains(&r))
}

/// The values that are the object which instructions that `is_source` gives make: they, and block parameters that are given only
/// them.
fn aliases(f: &Function, is_source: impl Fn(&InstData) -> bool) -> HashSet<Value> {
    let insts = f.layout.iter().flat_map(|b| &f.block(*b).insts);
    let sources = insts.map(|i| f.inst(*i)).filter(|d| is_source(d)).filter_map(|d| d.result);
    let mut found: HashSet<Value> = sources.collect();
    if found.is_empty() {
        return found;
    }
    // Optimistic: parameters are aliases until they are given something else.
    let mut given: HashMap<Value, Vec<Value>> = HashMap::new();
    for &b in &f.layout {
        for edge in f.edges(b) {
            for (p, v) in f.block(edge.block).params.iter().zip(&edge.args) {
                given.entry(*p).or_default().push(*v);
            }
        }
    }
    let mut parameters: HashSet<Value> = given.keys().copied().collect();
    let mut again = true;
    while std::mem::take(&mut again) {
        let keep = |p: &Value| given[p].iter().all(|v| v == p || found.contains(v) || parameters.contains(v));
        let kept: HashSet<Value> = parameters.iter().copied().filter(keep).collect();
        again = kept.len() != parameters.len();
        parameters = kept;
    }
    // Parameters that only feed each other are none.
    let mut again = true;
    while std::mem::take(&mut again) {
        for p in &parameters {
            if !found.contains(p) && given[p].iter().any(|v| found.contains(v)) {
                found.insert(*p);
                again = true;
            }
        }
    }
    debug_assert!(found.iter().all(|v| !matches!(f.values[v.index()].definition, Definition::Dead)));
    found
}

/// Whether a block does nothing but return.
fn returns_at_once(f: &Function, b: Block) -> bool {
    let insts = &f.block(b).insts;
    insts.iter().all(|i| matches!(f.inst(*i).op, Op::ConstValue | Op::ReturnValue))
}
