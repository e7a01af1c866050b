//! Typed fields: which properties of predicted shapes hold doubles in all objects, so that the runtime may see to it
//! (`FieldType::Double`). Fields that hold int32s alone stay as they are: sums that outgrow int32 would change the shapes of whole objects.
//! So do those that are numbers only because int32s might outgrow their kind: as doubles, they would make `%` and `&` slow.

use super::classes::{ClassKey, Role};
use super::solver::Solver;
use crate::facts::prediction::TemplateId;
use crate::sir::{Kinds, Op};
use jsc_abi::image::writer::ConstantData;
use jsc_abi::template::{MAX_TYPED_SLOTS, PrivateMember, private_member};
use std::collections::{BTreeMap, BTreeSet};

impl Solver<'_> {
    /// Marks the templates that add a property which is a number, and perhaps no int32, in the objects of all classes that come by.
    pub fn find_double_fields(&mut self) {
        let mut met: BTreeSet<(u32, TemplateId)> = BTreeSet::new();
        for class in 0..self.classes.list.len() as u32 {
            for shape in self.shapes_of(class) {
                let mut at = Some(shape);
                // (Those before one that was met were met.)
                while let Some(id) = at.filter(|id| met.insert((class, *id))) {
                    at = self.templates.list[id.0 as usize].added.map(|(parent, _)| parent);
                }
            }
        }
        let mut kinds: BTreeMap<TemplateId, (Kinds, bool)> = BTreeMap::new();
        for (class, id) in met {
            let Some((_, key)) = self.templates.list[id.0 as usize].added else { continue };
            let name = self.name_of_key(key);
            let cell = self.field(class, name, Role::Value);
            let value = self.get(cell);
            let (all, is_real) = kinds.entry(id).or_insert((Kinds::NONE, false));
            *all = all.union(value.kinds);
            *is_real |= value.is_real;
        }
        for (id, (kinds, is_real)) in kinds {
            let t = &mut self.templates.list[id.0 as usize];
            let is_field = t.added.is_some_and(|(_, key)| match private_member(key) {
                Some((_, member)) => member == PrivateMember::Field,
                None => true,
            });
            t.is_double = is_field
                && t.count <= MAX_TYPED_SLOTS
                && is_real
                && kinds.intersects(Kinds::DOUBLE)
                && kinds.is_subset(Kinds::NUMBER);
        }
    }

    /// The shapes that objects of a class have, construction included: of those without a template, literals begin with some that others
    /// have as well.
    fn shapes_of(&self, class: u32) -> Vec<TemplateId> {
        let mut shapes = self.templates.shapes_of(class);
        if let ClassKey::Literal(site) = self.classes.key(class)
            && shapes.is_empty()
        {
            let (form, i) = self.locate(site);
            let data = self.forms[form].sir.inst(i);
            if data.op == Op::NewObjectWith
                && let Some(ConstantData::Keys(keys)) = self.program.constants.get(data.immediates[0] as usize)
            {
                let keys: Vec<u32> =
                    keys.iter().filter_map(|k| self.names.constant(self.names.of_constant(*k))).collect();
                shapes.extend(self.templates.literal(&keys));
            }
        }
        shapes
    }
}
