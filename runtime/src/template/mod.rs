//! Predicted shapes become real. Compiled code compares shape ids with constants (`jsc_abi::shape_template_id`), and stores
//! them where it adds a property. So a tree of templates is *claimed* as a whole, when the runtime makes the first shape of
//! it: all its shapes exist then, and the ordinary transitions lead there. Predictions are advice: a tree that does not fit is
//! not claimed, no object ever has its ids, and the program runs on with shapes of other ids.

#[cfg(test)]
mod tests;

use crate::context::Context;
use crate::handle::{Func, Gc, Obj, Sym, ValueExt};
use crate::object::key::PropertyKey;
use crate::shape::attribute;
use jsc_abi::layout::*;
use jsc_abi::template::{
    FieldType, NO_TEMPLATE, PrivateMember, ShapeTemplate, TemplateKind, private_member, shape_template_id,
};

/// The loaded program's predicted shapes; none by default.
#[derive(Default)]
pub struct Templates {
    program: Option<&'static Program>,
    all: &'static [ShapeTemplate],
    /// Numbers of those that are no children, sorted by kind and origin.
    roots: &'static [u32],
    /// How many of the roots were claimed.
    pub claimed: u32,
}

impl Templates {
    /// How many trees there are.
    pub fn root_count(&self) -> usize {
        self.roots.len()
    }

    /// The root of a kind and origin.
    fn root(&self, kind: TemplateKind, origin: u32) -> Option<u32> {
        let key = |&root: &u32| {
            let t = &self.all[root as usize];
            (t.kind, t.origin)
        };
        let at = self.roots.binary_search_by_key(&(kind as u32, origin), key).ok()?;
        Some(self.roots[at])
    }
}

impl Context {
    /// # Safety
    /// The program is the native one's, and loaded; this context was made with room for its templates.
    pub(crate) unsafe fn load_templates(&mut self, program: *const Program, native: &NativeProgram) {
        let list = |p, count| if count == 0 { &[][..] } else { core::slice::from_raw_parts(p, count) };
        let roots = core::slice::from_raw_parts(native.template_roots, native.template_root_count as usize);
        self.templates = Templates {
            program: Some(&*program),
            all: list(native.templates, native.template_count as usize),
            roots,
            claimed: 0,
        };
        // Starting the context may have made literals: let the program's first one claim its shape.
        for n in 0..self.header.object_literal_shapes.len() as u32 {
            if self.templates.root(TemplateKind::Literal, n).is_some() {
                self.header.object_literal_shapes[n as usize] = 0;
            }
        }
    }

    /// The predicted shape of what `new` with this new.target makes, if there is one, it fits, and no other closure of the
    /// function has it.
    pub(crate) fn claim_constructor_shape(&mut self, target: Func, prototype: Obj, inline_slots: u32) -> Option<u32> {
        let program = self.templates.program?;
        // SAFETY: `code` is never null.
        let code = unsafe { &*target.code };
        if !core::ptr::eq(code.program, program) {
            return None;
        }
        let root = self.templates.root(TemplateKind::Constructor, code.index)?;
        self.claim(root, prototype, inline_slots)
    }

    /// The predicted shape of object literals with this many inline slots.
    pub(crate) fn claim_literal_shape(&mut self, prototype: Obj, inline_slots: u32) -> Option<u32> {
        let root = self.templates.root(TemplateKind::Literal, inline_slots)?;
        self.claim(root, prototype, inline_slots)
    }

    /// Makes the shapes of a whole tree. Gives the id of its root, or `None` if it was claimed before or does not fit.
    #[cold]
    fn claim(&mut self, root: u32, prototype: Obj, inline_slots: u32) -> Option<u32> {
        let id = shape_template_id(root);
        if self.shapes.is_valid(id) {
            return None;
        }
        let tree = self.fitting_tree(root, inline_slots)?;
        self.mark_as_prototype(prototype);
        self.shapes.template_root(id, prototype.value(), inline_slots as u16);
        for &i in &tree[1..] {
            let t = self.templates.all[i as usize];
            let (key, attributes) = self.template_key(&t).expect("the tree fits");
            self.shapes.extend(shape_template_id(t.origin), key, attributes, shape_template_id(i));
            if t.field == FieldType::Double as u32 && attributes & attribute::WRITABLE != 0 {
                self.shapes.type_last_slot(shape_template_id(i));
            }
        }
        self.templates.claimed += 1;
        Some(id)
    }

    /// The templates of a tree, parents first, if each of them is what the runtime would make.
    fn fitting_tree(&mut self, root: u32, inline_slots: u32) -> Option<Vec<u32>> {
        let all = self.templates.all;
        let mut tree = vec![root];
        let mut at = 0;
        let mut most = 0;
        while at < tree.len() {
            let index = tree[at];
            let t = all[index as usize];
            if t.inline_slots != inline_slots || self.shapes.is_valid(shape_template_id(index)) {
                return None;
            }
            if index == root {
                if t.count != 0 || t.kind == TemplateKind::Child as u32 {
                    return None;
                }
            } else if !self.child_fits(index, &t) {
                return None;
            }
            most = most.max(t.count);
            let mut child = t.first_child;
            while child != NO_TEMPLATE {
                // Children stand behind their parents, so that this ends.
                let c = all.get(child as usize)?;
                if child <= index || c.origin != index || c.kind != TemplateKind::Child as u32 {
                    return None;
                }
                tree.push(child);
                child = c.next_sibling;
                if tree.len() > all.len() {
                    return None;
                }
            }
            at += 1;
        }
        self.shapes.has_room(tree.len(), most).then_some(tree)
    }

    /// Whether a child adds one new named property, and is the only one of its parent that adds it.
    fn child_fits(&mut self, index: u32, t: &ShapeTemplate) -> bool {
        let all = self.templates.all;
        let parent = &all[t.origin as usize];
        let Some((key, _)) = self.template_key(t) else { return false };
        if key.is_index() || t.count != parent.count + 1 {
            return false;
        }
        let is_key = |this: &mut Self, t: &ShapeTemplate| this.template_key(t).is_some_and(|(k, _)| k == key);
        let mut ancestor = parent;
        while ancestor.kind == TemplateKind::Child as u32 {
            if ancestor.key == t.key || is_key(self, ancestor) {
                return false;
            }
            ancestor = &all[ancestor.origin as usize];
        }
        let mut sibling = parent.first_child;
        while sibling != index {
            if is_key(self, &all[sibling as usize]) {
                return false;
            }
            sibling = all[sibling as usize].next_sibling;
        }
        true
    }

    /// The property that a child adds, and its attributes; `None`: a private member of a class that is not defined yet.
    fn template_key(&mut self, t: &ShapeTemplate) -> Option<(PropertyKey, u8)> {
        let program = self.templates.program.expect("templates belong to a program");
        if let Some((slot, member)) = private_member(t.key) {
            // SAFETY: the image is the program's.
            assert!(
                slot < unsafe { (*program.image).top_count },
                "a template names a slot that the program does not have"
            );
            // SAFETY: the program has that slot, and all that are symbols of this sort are private names.
            let name = unsafe { *program.top.add(slot as usize) };
            let symbol: Sym = name.is_symbol().then(|| unsafe { Gc::from_ptr(name.as_ptr()) })?;
            let attributes = match member {
                PrivateMember::Field => attribute::WRITABLE,
                PrivateMember::Method => 0,
                PrivateMember::Accessor => attribute::ACCESSOR,
            };
            return (symbol.flags & symbol_flag::PRIVATE != 0).then(|| (PropertyKey::from_symbol(symbol), attributes));
        }
        // SAFETY: the key is a string constant of the program; constants are roots.
        let name = unsafe { Gc::from_ptr((*program.constants.add(t.key as usize)).as_ptr::<JsString>()) };
        Some((PropertyKey::from_interned(self.intern_string(name)), attribute::ALL))
    }
}
