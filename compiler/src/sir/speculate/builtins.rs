//! Calls of built-ins that call back: their bytecode form (`crate::builtins`) in place of the call, and the callback in it.
//!
//! Guards at the call say that it is this built-in, on an array, with this closure; they exit to the call, and the built-in itself does
//! it all. Behind them the form's activation has begun: exits go on in its bytecode. In native code the built-in stands for its form as the
//! callee, so that stack traces show that.

use super::*;
use jsc_abi::layout::function_flag::{ASYNC, BUILTIN_FORM, CLASS_CONSTRUCTOR, GENERATOR};

/// Those that make what they give by ArraySpeciesCreate; their forms make an array.
const OF_SPECIES: [&str; 2] = ["Array.prototype.filter", "Array.prototype.map"];

/// Most code units of a comparator: `sort` calls it at six places.
const MAX_COMPARATOR: usize = 80;

impl<'a> Builder<'a> {
    /// A call of a built-in that calls back one known closure.
    pub(super) fn call_form(&mut self, dst: u16, callee: u16, this: u16, args: &[Value], path: &str) -> bool {
        let spec = self.spec();
        let Some(known) = jsc_abi::builtin::known(path) else { return false };
        let Some(site) = spec.predictions.forms.get(&(self.a.index, self.a.pc)) else { return false };
        let form = crate::builtins::form_of(spec.program, path, args.len());
        if form != Some(site.form) || self.a.s.prediction.is_none() {
            return false;
        }
        let callbacks = site.prediction.parameters.first().map_or(&[][..], |p| &p.classes);
        let [callback] = callbacks else { return false };
        let Class::Closure(callback) = spec.predictions.classes[callback.0 as usize] else { return false };
        let elements = self.array_elements(site.prediction.this.as_ref());
        let why = match path {
            "Array.prototype.sort" => self.declines_comparator(callback, elements),
            _ => None,
        };
        if let Some(why) = why.or_else(|| self.declines_form(site.form, callback)) {
            self.decline(why);
            return false;
        }
        let this = self.read(this);
        let callee = self.read(callee);
        let callee = self.guard_cell(Op::GuardBuiltin, callee, known);
        let this = self.guard_cell(Op::GuardCell, this, CellKind::Array as u32);
        if OF_SPECIES.contains(&path) {
            self.emit_exiting(Op::CheckSpecies, vec![this], vec![]);
        }
        let mut inputs = vec![callee, this, self.guard_cell(Op::GuardFunction, args[0], callback)];
        inputs.extend(&args[1..]);
        self.inline(dst, site.form, inputs, None, Some(&site.prediction));
        true
    }

    fn declines_form(&self, form: u32, callback: u32) -> Option<Decline> {
        let spec = self.spec();
        if spec.program.functions[callback as usize].flags & (CLASS_CONSTRUCTOR | GENERATOR | ASYNC) != 0 {
            return Some(Decline::NotCallable);
        }
        if spec.inlinable[form as usize].is_none() {
            return Some(Decline::BytecodeOnly);
        }
        if self.is_deep() {
            return Some(Decline::Depth);
        }
        if self.function.block(self.current).cold {
            return Some(Decline::Cold);
        }
        self.declines_size(self.warmth())
    }

    /// The built-in moves elements faster than code here does, so that only what the comparator gains counts.
    fn declines_comparator(&self, comparator: u32, elements: Kinds) -> Option<Decline> {
        let units = self.spec().program.functions[comparator as usize].code.len();
        if units > MAX_COMPARATOR {
            return Some(Decline::LargeCallee(units));
        }
        let alike = [Kinds::NUMBER, Kinds::OBJECT, Kinds::STRING].iter().any(|kinds| elements.is_subset(*kinds));
        (!alike).then_some(Decline::MixedElements(elements))
    }

    /// What the elements of arrays are predicted to be.
    fn array_elements(&self, arrays: Option<&Predicted>) -> Kinds {
        let classes = arrays.map_or(&[][..], |p| &p.classes);
        let all = classes.iter().map(|class| match &self.spec().predictions.classes[class.0 as usize] {
            Class::Array { elements } => elements.kinds,
            _ => Kinds::ALL,
        });
        all.reduce(Kinds::union).unwrap_or(Kinds::ALL)
    }

    /// Whether a built-in has a form in this program.
    pub(super) fn has_form(&self, path: &str) -> bool {
        crate::builtins::form_of(self.spec().program, path, 1).is_some()
    }

    /// In a built-in's form: an array made right behind reading the length of `this` will be about as long.
    pub(super) fn array_like_this(&mut self, dst: u16) -> bool {
        let Some(call) = self.a.s.call.as_ref().filter(|_| self.a.data.flags & BUILTIN_FORM != 0) else { return false };
        let this = self.plain(call.this);
        let insts = self.function.block(self.current).insts.iter().map(|i| self.function.inst(*i));
        let read = insts.rev().find(|d| d.op == Op::ArrayLength && self.plain(d.args[0]) == this);
        let Some(array) = read.map(|d| d.args[0]) else { return false };
        let v = self.emit(Op::NewArrayFor, vec![array], vec![]);
        self.write(dst, v);
        true
    }

    /// In a built-in's form: appends to an array that the form has made.
    pub(super) fn append_to_own(&mut self, array: u16, value: u16) -> bool {
        let (a, v) = (self.read(array), self.read(value));
        if self.a.data.flags & BUILTIN_FORM == 0 || self.is_known(v, Kinds::EMPTY) {
            return false;
        }
        let a = self.guard_cell(Op::GuardCell, a, CellKind::Array as u32);
        self.emit_exiting(Op::ArrayAppend, vec![a, v], vec![]);
        true
    }
}
