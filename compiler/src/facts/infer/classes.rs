//! The classes of objects that inference tells apart, finer than those of `Predictions`: by the instruction that makes them.

use super::names::Name;
use jsc_abi::layout::CellKind;
use std::collections::{BTreeMap, HashMap};

/// What a class of objects is. Sites are numbers of instructions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ClassKey {
    /// Closures of a function, classes too.
    Closure(u32),
    /// The object that a function is made with as its `prototype`.
    Prototype(u32),
    /// What `new` of a function makes.
    Instance(u32),
    /// Object literals and the like.
    Literal(u32),
    Array(u32),
    /// An arguments object of a function.
    Arguments(u32),
    Typed(CellKind, u32),
    Map(u32),
    Set(u32),
    /// Generator objects of a function.
    Generator(u32),
    /// What `next` of a generator gives.
    Result(u32),
    /// Iterators over objects of a class.
    Iterator(u32, Mode),
    /// Iterators over strings.
    StringIterator,
    /// A built-in object, by index in `Classes::paths`.
    Builtin(u32),
    Other(CellKind),
    /// What `bind` makes.
    Bound(u32),
    Environment(u32),
    PrivateName(u32),
}

/// Site of arrays that a program does not see, beside those of the same instruction that it does.
pub const HIDDEN: u32 = 1 << 30;

/// What an iterator gives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mode {
    Values,
    Keys,
    Entries,
    /// Values that a built-in iterator of its own sort brings; the list is made up to hold them.
    Listed,
}

/// What a property cell holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    Value,
    Getter,
    Setter,
}

pub struct ClassData {
    pub key: ClassKey,
    /// Cells of the properties by name.
    pub fields: BTreeMap<(Name, Role), u32>,
    /// Cell of the prototype.
    pub prototype: u32,
    /// Cell of the elements, of the values of a Map or Set, of what a bound function calls.
    pub elements: u32,
    /// Cell of the keys of a Map, of `this` of a bound function.
    pub keys: u32,
    /// Cell of all properties together, once a computed name has been read.
    pub all: Option<u32>,
    /// Cell of what is stored under computed names, once something is.
    pub computed: Option<u32>,
    /// Objects of the class are among those whose class is unknown.
    pub merged: bool,
    /// Objects that lose properties, or get some by other means than stores under a name.
    pub irregular: bool,
    /// Elements come to be without holes: by `push`, `fill`, with the literal.
    pub dense: bool,
}

#[derive(Default)]
pub struct Classes {
    pub list: Vec<ClassData>,
    index: HashMap<ClassKey, u32>,
    paths: Vec<String>,
    path_index: HashMap<String, u32>,
}

impl Classes {
    pub fn get(&self, key: ClassKey) -> Option<u32> {
        self.index.get(&key).copied()
    }

    /// Adds a class with fresh cells: the prototype, elements and keys.
    pub fn add(&mut self, key: ClassKey, cells: [u32; 3]) -> u32 {
        let id = self.list.len() as u32;
        let [prototype, elements, keys] = cells;
        self.list.push(ClassData {
            key,
            fields: BTreeMap::new(),
            prototype,
            elements,
            keys,
            all: None,
            computed: None,
            merged: false,
            irregular: false,
            dense: false,
        });
        self.index.insert(key, id);
        id
    }

    pub fn key(&self, class: u32) -> ClassKey {
        self.list[class as usize].key
    }

    pub fn path_id(&mut self, path: &str) -> u32 {
        if let Some(id) = self.path_index.get(path) {
            return *id;
        }
        self.paths.push(path.to_string());
        self.path_index.insert(path.to_string(), self.paths.len() as u32 - 1);
        self.paths.len() as u32 - 1
    }

    pub fn path(&self, id: u32) -> &str {
        &self.paths[id as usize]
    }

    /// The path of a built-in.
    pub fn builtin(&self, class: u32) -> Option<&str> {
        match self.key(class) {
            ClassKey::Builtin(id) => Some(self.path(id)),
            _ => None,
        }
    }
}
