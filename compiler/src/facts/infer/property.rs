//! Properties: what reads find along the prototype chain, where writes go.

use super::classes::{ClassKey, Role};
use super::evaluate::At;
use super::lattice::{Abstract, EVERYTHING, Set};
use super::names::Name;
use super::solver::{Flow, Solver};
use crate::sir::range::Range;
use crate::sir::{Kinds, Op};
use jsc_abi::layout::CellKind;

/// Longest prototype chain that is followed.
const MAX_CHAIN: usize = 24;

/// What a lookup finds.
pub enum Found {
    Value(u32),
    Getter(u32),
    Known(Abstract),
}

impl Solver<'_> {
    /// The built-in object that objects of a class inherit from if the program gives them no other prototype.
    pub fn implicit_prototype(&self, class: u32) -> Option<&'static str> {
        Some(match self.classes.key(class) {
            ClassKey::Closure(_) | ClassKey::Bound(_) => "Function.prototype",
            ClassKey::Array(_) => "Array.prototype",
            ClassKey::Typed(..) => "TypedArray.prototype",
            ClassKey::Map(_) => "Map.prototype",
            ClassKey::Set(_) => "Set.prototype",
            ClassKey::Generator(_) => "Generator.prototype",
            ClassKey::Iterator(..) | ClassKey::StringIterator => "Iterator.prototype",
            ClassKey::Builtin(path) => {
                let path = self.classes.path(path);
                let is_object = path.ends_with("prototype") || path.starts_with("Symbol.");
                let is_namespace =
                    matches!(path, "Math" | "JSON" | "Reflect" | "console" | "globalThis" | "process" | "performance");
                return (!is_object && !is_namespace).then_some("Function.prototype");
            }
            ClassKey::Other(CellKind::RegExp) => "RegExp.prototype",
            ClassKey::Other(CellKind::Date) => "Date.prototype",
            ClassKey::Other(CellKind::Error) => "Error.prototype",
            ClassKey::Other(CellKind::WeakMap) => "WeakMap.prototype",
            ClassKey::Other(CellKind::WeakSet) => "WeakSet.prototype",
            ClassKey::Other(CellKind::DataView) => "DataView.prototype",
            ClassKey::Other(CellKind::ArrayBuffer) => "ArrayBuffer.prototype",
            ClassKey::Other(CellKind::Promise) => "Promise.prototype",
            _ => return None,
        })
    }

    /// Looks a property up in objects of a class and their prototypes.
    pub fn lookup(&mut self, class: u32, name: Name, inst: u32) -> Vec<Found> {
        let mut found = Vec::new();
        let mut seen = Vec::new();
        let mut rest = vec![class];
        while let Some(class) = rest.pop() {
            if seen.contains(&class) || seen.len() > MAX_CHAIN {
                continue;
            }
            seen.push(class);
            if self.lookup_own(class, name, inst, &mut found) {
                continue;
            }
            let prototype = self.classes.list[class as usize].prototype;
            self.watch(prototype, inst);
            let prototypes = self.class_list(self.get(prototype)).unwrap_or_default();
            if let Some(path) = self.implicit_prototype(class)
                && prototypes.is_empty()
            {
                let value = self.builtin(path);
                rest.extend(self.class_list(value).unwrap_or_default());
            }
            rest.extend(prototypes);
        }
        found
    }

    /// Whether objects of the class have the property themselves.
    fn lookup_own(&mut self, class: u32, name: Name, inst: u32, found: &mut Vec<Found>) -> bool {
        if self.accessor_names.contains(&name) {
            let getter = self.field(class, name, Role::Getter);
            self.watch(getter, inst);
            if !self.get(getter).is_none() {
                found.push(Found::Getter(getter));
                return true;
            }
        }
        let key = self.classes.key(class);
        if let ClassKey::Closure(f) = key
            && self.names.text(name) == "prototype"
        {
            found.push(Found::Value(self.functions[f as usize].prototype));
            return true;
        }
        let cell = self.field(class, name, Role::Value);
        found.push(Found::Value(cell));
        if !self.get(cell).is_none() {
            return true;
        }
        let known = match key {
            ClassKey::Builtin(_) if name.as_private().is_none() => {
                let path = self.classes.builtin(class).unwrap_or_default().to_string();
                let text = self.names.text(name).to_string();
                self.builtin_property(&path, &text)
            }
            _ => None,
        };
        if let Some(value) = known {
            found.push(Found::Known(value));
            return true;
        }
        false
    }

    /// The cell of a method of a class, if it is the program's. The instruction is evaluated again once there is one.
    pub fn find_method(&mut self, class: u32, name: Name, inst: u32) -> Option<u32> {
        let mut method = None;
        for found in self.lookup(class, name, inst) {
            if let Found::Value(cell) = found {
                self.watch(cell, inst);
                if method.is_none() && !self.get(cell).is_none() {
                    method = Some(cell);
                }
            }
        }
        method
    }

    /// The classes that stand for the receiver of a property access: those of objects, and the prototypes of primitives.
    pub fn receivers(&mut self, value: Abstract) -> Option<Vec<u32>> {
        if value.set == Set::ALL {
            return None;
        }
        let mut classes = self.class_list(value).unwrap_or_default();
        let primitives = [
            (Kinds::STRING, "String.prototype"),
            (Kinds::NUMBER, "Number.prototype"),
            (Kinds::BOOL, "Boolean.prototype"),
            (Kinds::BIGINT, "BigInt.prototype"),
        ];
        for (kinds, path) in primitives {
            if value.kinds.intersects(kinds) {
                let prototype = self.builtin(path);
                classes.extend(self.class_list(prototype).unwrap_or_default());
            }
        }
        Some(classes)
    }

    /// `receiver.name`, with `this` for getters.
    pub fn get_property(&mut self, at: &At, receiver: Flow, name: Name, this: Flow, result: u32) {
        let value = self.now(receiver);
        if value.is_none() {
            return;
        }
        let Some(classes) = self.receivers(value) else {
            let cell = self.by_name(name);
            self.edge(cell, result, EVERYTHING);
            return;
        };
        for class in classes {
            self.get_property_of(at, class, name, this, result);
        }
    }

    /// The property `name` of objects of one class.
    pub fn get_property_of(&mut self, at: &At, class: u32, name: Name, this: Flow, result: u32) {
        for found in self.lookup(class, name, at.inst) {
            match found {
                Found::Value(cell) => self.edge(cell, result, EVERYTHING),
                Found::Known(value) => self.grow(result, value),
                Found::Getter(cell) => {
                    let callees = self.get(cell);
                    self.invoke(at, callees, this, &[], Some(result));
                }
            }
        }
    }

    /// `receiver.name = value`; `inherited`: setters are called.
    pub fn set_property(&mut self, at: &At, receiver: Flow, name: Name, value: Flow, inherited: bool) {
        let object = self.now(receiver);
        let Some(classes) = self.class_list(object) else {
            let cell = self.unknown_stores(name);
            self.flow(value, cell);
            return;
        };
        for class in classes {
            if inherited && self.accessor_names.contains(&name) && self.call_setter(at, class, name, receiver, value) {
                continue;
            }
            let key = self.classes.key(class);
            let cell = match (key, self.names.text(name)) {
                (ClassKey::Closure(f), "prototype") => self.functions[f as usize].prototype,
                (_, "__proto__") => self.classes.list[class as usize].prototype,
                (ClassKey::Array(_) | ClassKey::Typed(..), "length") => continue,
                _ => {
                    let cell = self.field(class, name, Role::Value);
                    if let Some(computed) = self.classes.list[class as usize].computed {
                        self.edge(computed, cell, EVERYTHING);
                    }
                    cell
                }
            };
            self.flow(value, cell);
        }
    }

    fn call_setter(&mut self, at: &At, class: u32, name: Name, receiver: Flow, value: Flow) -> bool {
        let mut seen = Vec::new();
        let mut rest = vec![class];
        let mut called = false;
        while let Some(class) = rest.pop() {
            if seen.contains(&class) || seen.len() > MAX_CHAIN {
                continue;
            }
            seen.push(class);
            let setter = self.field(class, name, Role::Setter);
            self.watch(setter, at.inst);
            let callees = self.get(setter);
            if !callees.is_none() {
                self.invoke(at, callees, receiver, &[value], None);
                called = true;
                continue;
            }
            let prototype = self.classes.list[class as usize].prototype;
            self.watch(prototype, at.inst);
            rest.extend(self.class_list(self.get(prototype)).unwrap_or_default());
        }
        called
    }

    /// The names that input `n` is as a key, as far as they are known.
    pub fn key_names(&mut self, at: &At, n: usize) -> Vec<Name> {
        if let Some(constant) = self.constant_string(at, n) {
            return vec![self.names.of_constant(constant)];
        }
        let mut names = Vec::new();
        for class in self.class_list(self.now(at.args[n])).unwrap_or_default() {
            match self.classes.key(class) {
                ClassKey::PrivateName(_) => names.push(Name::private(class)),
                ClassKey::Builtin(_) => {
                    let path = self.classes.builtin(class).unwrap_or_default().to_string();
                    if path.starts_with("Symbol.") {
                        names.push(self.names.name(&format!("@@{path}")));
                    }
                }
                _ => {}
            }
        }
        names
    }

    pub fn define_method(&mut self, at: &At) {
        let names = self.key_names(at, 1);
        for class in self.class_list(self.now(at.args[0])).unwrap_or_default() {
            for name in &names {
                let cell = self.field(class, *name, Role::Value);
                self.flow(at.args[2], cell);
            }
            if names.is_empty() {
                let elements = self.classes.list[class as usize].elements;
                self.flow(at.args[2], elements);
            }
        }
    }

    pub fn define_accessor(&mut self, at: &At, role: Role) {
        for name in self.key_names(at, 1) {
            self.add_accessor_name(name);
            for class in self.class_list(self.now(at.args[0])).unwrap_or_default() {
                self.classes.list[class as usize].irregular = true;
                let cell = self.field(class, name, role);
                self.flow(at.args[2], cell);
            }
        }
    }

    pub fn define_private_method(&mut self, at: &At) {
        let role = [Role::Value, Role::Getter, Role::Setter][(at.immediates[0] as usize).min(2)];
        for name in self.key_names(at, 1) {
            if role != Role::Value {
                self.add_accessor_name(name);
            }
            for class in self.class_list(self.now(at.args[0])).unwrap_or_default() {
                let cell = self.field(class, name, role);
                self.flow(at.args[2], cell);
            }
        }
    }

    /// A name has an accessor somewhere: reads of properties must look for it from now on.
    fn add_accessor_name(&mut self, name: Name) {
        if !self.accessor_names.insert(name) {
            return;
        }
        for form in 0..self.forms.len() {
            if !self.functions[self.form_functions[form] as usize].reached {
                continue;
            }
            let f = &self.forms[form];
            let is_access =
                |op| matches!(op, Op::GetByName | Op::SetByName | Op::GetPrivate | Op::SetPrivate | Op::GetSuper);
            let insts = f.sir.layout.iter().flat_map(|b| &f.sir.block(*b).insts);
            let found: Vec<u32> = insts.filter(|i| is_access(f.sir.inst(**i).op)).map(|i| f.first_inst + i.0).collect();
            found.into_iter().for_each(|i| self.queue_inst(i));
        }
    }

    /// All properties of `source` become properties of `target`.
    pub fn copy_properties(&mut self, at: &At, target: Flow, source: Flow) {
        let targets = self.class_list(self.now(target)).unwrap_or_default();
        for from in self.class_list(self.now(source)).unwrap_or_default() {
            let all = self.all_fields(from);
            self.watch(all, at.inst);
            let fields: Vec<(Name, u32)> = self.classes.list[from as usize]
                .fields
                .iter()
                .filter(|((_, role), _)| *role == Role::Value)
                .map(|((name, _), cell)| (*name, *cell))
                .collect();
            let elements = self.classes.list[from as usize].elements;
            for to in targets.iter().copied().filter(|to| *to != from) {
                self.classes.list[to as usize].irregular = true;
                for (name, cell) in &fields {
                    if !self.get(*cell).is_none() {
                        let into = self.field(to, *name, Role::Value);
                        self.edge(*cell, into, EVERYTHING);
                    }
                }
                let into = self.classes.list[to as usize].elements;
                self.edge(elements, into, EVERYTHING);
            }
        }
    }

    // ---- elements ----

    pub fn get_length(&mut self, at: &At) {
        let Some(result) = at.result else { return };
        let value = self.now(at.args[0]);
        let name = self.names.name("length");
        match self.class_list(value) {
            None => self.grow(result, Abstract::LENGTH),
            Some(classes) => {
                if value.kinds.intersects(Kinds::STRING) {
                    self.grow(result, Abstract::LENGTH);
                }
                for class in classes {
                    match self.classes.key(class) {
                        ClassKey::Array(_) | ClassKey::Arguments(_) | ClassKey::Typed(..) | ClassKey::Closure(_) => {
                            self.grow(result, Abstract::LENGTH);
                        }
                        _ => self.get_property_of(at, class, name, at.args[0], result),
                    }
                }
            }
        }
    }

    pub fn get_element(&mut self, at: &At) {
        let Some(result) = at.result else { return };
        let (object, key) = (self.now(at.args[0]), self.now(at.args[1]));
        if object.is_none() || key.is_none() {
            return;
        }
        let names = self.key_names(at, 1);
        if !names.is_empty() {
            for name in names {
                self.get_property(at, at.args[0], name, at.args[0], result);
            }
            return;
        }
        let Some(classes) = self.class_list(object) else {
            self.grow(result, Abstract::UNKNOWN);
            return;
        };
        if object.kinds.intersects(Kinds::STRING) {
            self.grow(result, Abstract::STRING);
        }
        for class in classes {
            let elements = self.classes.list[class as usize].elements;
            self.edge(elements, result, EVERYTHING);
            let is_list =
                matches!(self.classes.key(class), ClassKey::Array(_) | ClassKey::Arguments(_) | ClassKey::Typed(..));
            if !is_list && key.kinds.intersects(Kinds::STRING) {
                let all = self.all_fields(class);
                self.edge(all, result, EVERYTHING);
            }
        }
    }

    pub fn set_element(&mut self, at: &At, inherited: bool) {
        let (object, key) = (self.now(at.args[0]), self.now(at.args[1]));
        if object.is_none() || key.is_none() {
            return;
        }
        let names = self.key_names(at, 1);
        if !names.is_empty() {
            for name in names {
                self.set_property(at, at.args[0], name, at.args[2], inherited);
            }
            return;
        }
        let Some(classes) = self.class_list(object) else {
            let elements = self.unknown_elements;
            self.flow(at.args[2], elements);
            return;
        };
        for class in classes {
            let is_list =
                matches!(self.classes.key(class), ClassKey::Array(_) | ClassKey::Arguments(_) | ClassKey::Typed(..));
            if !is_list && key.kinds.intersects(Kinds::STRING.union(Kinds::SYMBOL)) {
                // Of an instance it is a property that it has already, most often; a literal is a dictionary.
                self.classes.list[class as usize].irregular |= matches!(self.classes.key(class), ClassKey::Literal(_));
                let computed = self.computed_stores(class);
                self.flow(at.args[2], computed);
            }
            self.store_element(class, at.args[2]);
        }
    }

    /// A value is stored to an element.
    pub fn store_element(&mut self, class: u32, value: Flow) {
        let elements = self.classes.list[class as usize].elements;
        match self.classes.key(class) {
            ClassKey::Typed(kind, _) => {
                let bits = self.now(value).bits;
                self.grow(elements, typed_element(kind, bits));
            }
            _ => self.flow_masked(value, elements, !Kinds::EMPTY.0),
        }
    }

    // ---- global properties ----

    /// The cell of a property of the global object.
    pub fn global(&mut self, name: Name) -> u32 {
        if let Some(cell) = self.globals.get(&name) {
            return *cell;
        }
        let object = self.builtin("globalThis");
        let class = self.sets.list(object.set)[0];
        let cell = self.field(class, name, Role::Value);
        self.globals.insert(name, cell);
        cell
    }

    pub fn get_global(&mut self, at: &At) {
        let Some(result) = at.result else { return };
        let name = self.names.of_constant(at.immediates[0] as u32);
        let cell = self.global(name);
        self.edge(cell, result, EVERYTHING);
        let text = self.names.text(name).to_string();
        if let Some(value) = self.builtin_property("globalThis", &text) {
            self.grow(result, value);
        }
    }
}

/// What a typed array gives if values of so many bits are stored.
pub fn typed_element(kind: CellKind, bits: u8) -> Abstract {
    let int = |width: u8| {
        let signed = matches!(width, 7 | 15 | 32);
        let most = (1i64 << width.min(31)) - 1;
        Abstract::number(Kinds::INT32, bits.min(width)).within(Range(if signed { -most - 1 } else { 0 }, most))
    };
    match kind {
        CellKind::Int8Array => int(7),
        CellKind::Uint8Array | CellKind::Uint8ClampedArray => int(8),
        CellKind::Int16Array => int(15),
        CellKind::Uint16Array => int(16),
        CellKind::Int32Array => int(32),
        CellKind::Uint32Array if bits < 32 => int(31),
        CellKind::Uint32Array => Abstract::number(Kinds::NUMBER, 33),
        CellKind::Float32Array | CellKind::Float64Array => Abstract::number(Kinds::NUMBER, bits),
        _ => Abstract::of(Kinds::BIGINT),
    }
}
