//! Iteration: over arrays, strings, Maps, Sets, generators and what the program makes iterable.

use super::classes::{ClassKey, Mode};
use super::evaluate::At;
use super::lattice::{Abstract, EVERYTHING};
use super::solver::{Flow, Solver};
use crate::sir::Kinds;

impl Solver<'_> {
    /// GetIterator(object).
    pub fn get_iterator(&mut self, at: &At, object: Flow, result: u32) {
        let value = self.now(object);
        if value.is_none() {
            return;
        }
        if value.kinds.intersects(Kinds::STRING) && self.class_list(value).is_some() {
            let iterator = self.class_value(ClassKey::StringIterator);
            self.grow(result, iterator);
        }
        let Some(classes) = self.class_list(value) else {
            self.grow(result, Abstract::OBJECT);
            return;
        };
        let name = self.names.name("@@Symbol.iterator");
        for class in classes {
            match self.classes.key(class) {
                ClassKey::Array(_) | ClassKey::Arguments(_) | ClassKey::Typed(..) | ClassKey::Set(_) => {
                    let iterator = self.iterator_over(class, Mode::Values);
                    self.grow(result, iterator);
                }
                ClassKey::Map(_) => {
                    let iterator = self.iterator_over(class, Mode::Entries);
                    self.grow(result, iterator);
                }
                ClassKey::Generator(_) | ClassKey::Iterator(..) | ClassKey::StringIterator => {
                    let same = self.value_of_class(class);
                    self.grow(result, same);
                }
                _ => {
                    let this = Flow::Value(self.value_of_class(class));
                    if let Some(cell) = self.find_method(class, name, at.inst) {
                        let callees = self.get(cell);
                        self.invoke(at, callees, this, &[], Some(result));
                    }
                }
            }
        }
    }

    /// Lets what objects of a class give when iterated flow into a node.
    fn iterate_class(&mut self, class: u32, mode: Mode, inst: u32, result: u32) {
        let data = &self.classes.list[class as usize];
        let (elements, keys) = (data.elements, data.keys);
        let indexed = !matches!(data.key, ClassKey::Map(_) | ClassKey::Set(_));
        match mode {
            Mode::Values | Mode::Listed => self.edge(elements, result, EVERYTHING),
            Mode::Keys if indexed => self.grow(result, Abstract::LENGTH),
            Mode::Keys => self.edge(keys, result, EVERYTHING),
            Mode::Entries => {
                // One class of pairs for each class of collections: destructuring them takes keys for values and values for keys.
                let pair = self.class(ClassKey::Array(u32::MAX - class));
                let into = self.classes.list[pair as usize].elements;
                self.classes.list[pair as usize].dense = true;
                match indexed {
                    true => self.grow(into, Abstract::LENGTH),
                    false => self.edge(keys, into, EVERYTHING),
                }
                self.edge(elements, into, EVERYTHING);
                let value = self.value_of_class(pair);
                self.grow(result, value);
                let _ = inst;
            }
        }
    }

    /// Lets what iteration of `iterators` gives flow into a node.
    pub fn iterator_values(&mut self, at: &At, iterators: Abstract, next: Option<Flow>, result: u32) {
        let Some(classes) = self.class_list(iterators) else {
            self.grow(result, Abstract::UNKNOWN);
            return;
        };
        for class in classes {
            match self.classes.key(class) {
                ClassKey::Iterator(of, mode) => self.iterate_class(of, mode, at.inst, result),
                ClassKey::StringIterator => self.grow(result, Abstract::STRING),
                ClassKey::Generator(f) => {
                    let yields = self.functions[f as usize].yields;
                    self.edge(yields, result, EVERYTHING);
                }
                _ => {
                    let name = self.names.name("next");
                    let callees = match next {
                        Some(next) => self.now(next),
                        None => match self.find_method(class, name, at.inst) {
                            Some(cell) => self.get(cell),
                            None => continue,
                        },
                    };
                    let this = Flow::Value(self.value_of_class(class));
                    let results = self.cell_of_instruction(at.inst);
                    self.watch(results, at.inst);
                    self.invoke(at, callees, this, &[], Some(results));
                    let results = self.get(results);
                    match self.class_list(results) {
                        None => self.grow(result, Abstract::UNKNOWN),
                        Some(list) => {
                            for class in list {
                                let value = self.result_field(class, "value");
                                self.edge(value, result, EVERYTHING);
                            }
                        }
                    }
                }
            }
        }
    }

    pub fn iterator_next(&mut self, at: &At) {
        let Some(result) = at.result else { return };
        let f = &self.forms[at.form];
        if let Some(v) = f.element(self.locate(at.inst).1) {
            let node = f.node(v);
            return self.edge(node, result, EVERYTHING);
        }
        let iterators = self.now(at.args[0]);
        if !iterators.is_none() {
            self.iterator_values(at, iterators, Some(at.args[1]), result);
        }
    }

    /// Lets all that an iterable gives flow into a node.
    pub fn iterated(&mut self, at: &At, iterable: Flow, into: u32) {
        let class = self.class(ClassKey::Environment(at.inst));
        let iterators = self.classes.list[class as usize].keys;
        self.watch(iterators, at.inst);
        self.get_iterator(at, iterable, iterators);
        let iterators = self.get(iterators);
        if !iterators.is_none() {
            self.iterator_values(at, iterators, None, into);
        }
    }
}
