//! What is left without a value when the fixpoint is reached: reads that find nothing give undefined after all, or an inherited
//! built-in; and reads that the program tests may find nothing though others do.

use super::builtin::prototypes_with;
use super::classes::ClassKey;
use super::form::usage;
use super::lattice::{Abstract, Set};
use super::solver::Solver;
use crate::sir::{Inst, Kinds, Op};

impl Solver<'_> {
    /// Adds such values. `false`: there were none.
    pub fn complete(&mut self) -> bool {
        self.find_templates();
        let mut found = Vec::new();
        for form in 0..self.forms.len() {
            if !self.functions[self.form_functions[form] as usize].reached {
                continue;
            }
            let layout = self.forms[form].sir.layout.clone();
            for b in layout {
                for i in self.forms[form].sir.block(b).insts.clone() {
                    if let Some(value) = self.missing(form, i) {
                        let f = &self.forms[form];
                        let node = f.node(f.sir.inst(i).result.expect("only reads are completed"));
                        let now = self.get(node);
                        if self.sets.join(now, value) != now {
                            found.push((node, value));
                        }
                    }
                }
            }
        }
        for (node, value) in &found {
            self.grow(*node, *value);
        }
        !found.is_empty()
    }

    /// What an instruction gives beside what it is known to.
    fn missing(&mut self, form: usize, i: Inst) -> Option<Abstract> {
        let f = &self.forms[form];
        let data = f.sir.inst(i);
        let result = data.result?;
        let now = self.get(f.node(result));
        let used = f.usage[result.index()];
        let input = |n: usize| self.get(f.node(data.args[n])).masked(f.mask(i, n));
        match data.op {
            Op::GetByName => {
                let receiver = input(0);
                if receiver.is_none() {
                    return None;
                }
                let name = self.names.of_constant(data.immediates[0] as u32);
                if now.is_none() {
                    // Neither found anywhere nor on a receiver that has properties: it throws.
                    let objects = receiver.kinds.without(Kinds::UNDEFINED.union(Kinds::NULL).union(Kinds::EMPTY));
                    if objects == Kinds::NONE {
                        return None;
                    }
                    let text = self.names.text(name).to_string();
                    return Some(self.inherited_by_all(receiver, &text));
                }
                let tested = used & (usage::UNDEFINED | usage::TRUTH) != 0;
                (tested && self.may_lack(receiver, name)).then_some(Abstract::UNDEFINED)
            }
            Op::GetByValue => {
                let (object, key) = (input(0), input(1));
                if object.is_none() || key.is_none() || object.is_subset(Kinds::UNDEFINED.union(Kinds::NULL)) {
                    return None;
                }
                let given = now.is_none() || self.element_may_lack(object, now, used);
                given.then_some(Abstract::UNDEFINED)
            }
            Op::GetLength | Op::GetSuper if now.is_none() && !input(0).is_none() => Some(Abstract::UNDEFINED),
            Op::GetPrivate if now.is_none() && !input(0).is_none() => Some(Abstract::UNDEFINED),
            Op::GetTop | Op::GetEnvironmentSlot => {
                let top = [self.top + data.immediates[0] as u32];
                let cells: &[u32] = match data.op {
                    Op::GetTop => &top,
                    _ => self.slot_reads.get(&(f.first_inst + i.0)).map_or(&[], |c| c),
                };
                let begins_undefined = cells.iter().any(|c| self.undefined_bindings.contains(c));
                let tested = used & (usage::UNDEFINED | usage::TRUTH) != 0;
                (begins_undefined && (now.is_none() || tested)).then_some(Abstract::UNDEFINED)
            }
            // Nothing was sent, as by `for (... of ...)`.
            Op::LoadRegister if self.received.contains_key(&f.node(result)) => {
                let tested = used & (usage::UNDEFINED | usage::TRUTH) != 0;
                (now.is_none() || tested).then_some(Abstract::UNDEFINED)
            }
            Op::GetGlobal if now.is_none() => Some(Abstract::UNKNOWN),
            Op::Call => {
                let callee = input(0);
                if callee.set == Set::ALL && now.is_none() {
                    return Some(Abstract::UNKNOWN);
                }
                self.may_give_undefined(callee, input(1), now, used).then_some(Abstract::UNDEFINED)
            }
            Op::CallArray if now.is_none() && input(0).set == Set::ALL => Some(Abstract::UNKNOWN),
            _ => None,
        }
    }

    /// A property that nobody stores: of `Object.prototype`, or undefined. Of unknown receivers: what any built-in has.
    fn inherited_by_all(&mut self, receiver: Abstract, name: &str) -> Abstract {
        if let Some(value) = self.builtin_property("Object.prototype", name) {
            return value;
        }
        if receiver.set != Set::ALL {
            return Abstract::UNDEFINED;
        }
        let mut value = Abstract::NONE;
        for path in prototypes_with(name).collect::<Vec<_>>() {
            let method = self.builtin(&format!("{path}.{name}"));
            value = self.sets.join(value, method);
        }
        if value.is_none() { Abstract::UNKNOWN } else { value }
    }

    /// Whether objects of the value may lack the property at some time: their constructors or literals do not give it to them.
    fn may_lack(&mut self, receiver: Abstract, name: super::names::Name) -> bool {
        let classes = self.sets.list(receiver.set).to_vec();
        classes.into_iter().any(|class| match self.classes.key(class) {
            ClassKey::Instance(_) | ClassKey::Literal(_) => !self.is_definite(class, name),
            _ => false,
        })
    }

    /// Whether reads of elements may find nothing, as the program looks at what they give.
    fn element_may_lack(&self, object: Abstract, now: Abstract, used: u8) -> bool {
        let mut dense = true;
        let mut list = true;
        for class in self.sets.list(object.set) {
            let data = &self.classes.list[*class as usize];
            match data.key {
                ClassKey::Array(_) | ClassKey::Arguments(_) => dense &= data.dense,
                ClassKey::Typed(..) => {}
                _ => list = false,
            }
        }
        if used & usage::UNDEFINED != 0 {
            return true;
        }
        // Elements that are objects or strings are always true; if the program tests them, some are missing.
        let always_true = now.is_subset(Kinds::OBJECT.union(Kinds::STRING));
        used & usage::TRUTH != 0 && (!list || !dense || always_true)
    }

    /// Calls that take something out of a collection find it empty, or without the key.
    fn may_give_undefined(&self, callee: Abstract, receiver: Abstract, now: Abstract, used: u8) -> bool {
        if now.is_none() && receiver.is_none() {
            return false;
        }
        self.sets.list(callee.set).iter().any(|class| {
            let Some(path) = self.classes.builtin(*class) else { return false };
            let takes = matches!(
                path,
                "Array.prototype.pop"
                    | "Array.prototype.shift"
                    | "Array.prototype.at"
                    | "Array.prototype.find"
                    | "Array.prototype.findLast"
                    | "Map.prototype.get"
                    | "WeakMap.prototype.get"
                    | "TypedArray.prototype.at"
                    | "TypedArray.prototype.find"
            );
            let tested = used & (usage::UNDEFINED | usage::TRUTH) != 0;
            takes && (now.is_none() || tested || used & usage::OPERAND == 0)
        })
    }
}
