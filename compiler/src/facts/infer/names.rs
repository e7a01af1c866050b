//! Property names as numbers: string constants with the same text are one name.

use jsc_abi::image::writer::{ConstantData, ProgramData};
use std::collections::HashMap;

/// A property name: a text of `Names`, or a private name by its class.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Name(pub u32);

const PRIVATE: u32 = 1 << 31;

impl Name {
    /// The private name that is the class `class`.
    pub fn private(class: u32) -> Name {
        Name(PRIVATE | class)
    }

    pub fn as_private(self) -> Option<u32> {
        (self.0 & PRIVATE != 0).then_some(self.0 & !PRIVATE)
    }
}

pub struct Names {
    texts: Vec<String>,
    index: HashMap<String, Name>,
    /// By constant; for those that are no strings, the empty name.
    by_constant: Vec<Name>,
    /// By name: a constant with that text.
    constants: Vec<Option<u32>>,
}

impl Names {
    pub fn of(program: &ProgramData) -> Names {
        let mut names =
            Names { texts: Vec::new(), index: HashMap::new(), by_constant: Vec::new(), constants: Vec::new() };
        names.name("");
        for (i, constant) in program.constants.iter().enumerate() {
            let name = match constant {
                ConstantData::String { units, .. } => names.name(&String::from_utf16_lossy(units)),
                _ => Name(0),
            };
            if matches!(constant, ConstantData::String { .. }) {
                names.constants[name.0 as usize].get_or_insert(i as u32);
            }
            names.by_constant.push(name);
        }
        names
    }

    pub fn name(&mut self, text: &str) -> Name {
        if let Some(name) = self.index.get(text) {
            return *name;
        }
        let name = Name(self.texts.len() as u32);
        self.texts.push(text.to_string());
        self.constants.push(None);
        self.index.insert(text.to_string(), name);
        name
    }

    pub fn of_constant(&self, constant: u32) -> Name {
        self.by_constant.get(constant as usize).copied().unwrap_or(Name(0))
    }

    /// Empty for private names.
    pub fn text(&self, name: Name) -> &str {
        self.texts.get(name.0 as usize).map_or("", |t| t)
    }

    /// A string constant with this text.
    pub fn constant(&self, name: Name) -> Option<u32> {
        self.constants.get(name.0 as usize).copied().flatten()
    }
}
