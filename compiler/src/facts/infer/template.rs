//! Shapes that objects are predicted to have.

use super::names::Name;
use super::report::Way;
use super::solver::Solver;
use crate::facts::prediction::{ShapeTemplate, TemplateId};
use std::collections::{HashMap, HashSet};

/// Trees of predicted shapes.
#[derive(Clone, Default)]
pub struct Templates {
    pub list: Vec<ShapeTemplate>,
    /// Last shape of each class.
    last: HashMap<u32, TemplateId>,
}

impl Templates {
    pub fn of_class(&self, class: u32) -> Option<TemplateId> {
        self.last.get(&class).copied()
    }
}

impl Solver<'_> {
    pub fn templates(&self) -> Templates {
        Templates::default()
    }

    /// Names that objects of the class get in the constructor or literal, whatever way it goes.
    pub fn definite(&mut self, _class: u32) -> HashSet<Name> {
        HashSet::new()
    }

    pub fn property_ways(&mut self, _class: u32, _name: Name, _store: bool) -> Vec<Way> {
        Vec::new()
    }
}
