//! Profiles as text, read and made into predictions. The format is drawn in `runtime/src/profile/text.rs`, which writes it.
//!
//! A profile is advice from a file: it may be stale, cut off or made up. What is no profile is an error message; what does not fit
//! the program (functions are found by hash, places are checked against their bytecode) is left out; and predictions are
//! guarded wherever they are used.
//!
//! A profile refines what inference says; what it has not reached stays as inferred. Where inference expects doubles, int32s in the
//! profile do not exclude them: unlike the interpreter, native code keeps whole numbers in doubles where it computes with doubles.

use super::prediction::{
    Callee, Class, ClassId, MAX_CLASSES, Origin, Predicted, Predictions, PropertyAccess, PropertyWay, ShapeTemplate,
    SitePrediction, TemplateId,
};
use crate::sir::Kinds;
use crate::sir::range::Range;
use jsc_abi::CellKind;
use jsc_abi::bytecode::{ControlFlow, function_hash};
use jsc_abi::image::writer::{ConstantData, FunctionData, ProgramData};
use jsc_abi::opcode::Instruction;
use std::collections::{BTreeMap, HashMap};

/// First line of a profile. The number changes with the format.
const HEADING: &str = "jsc profile 3";

/// More bytes than this are no profile.
pub const MAX_SIZE: u64 = 256 << 20;

/// In thousandths: where so many calls go to known closures, there are tests for them.
const MOST_CALLS: u32 = 500;

/// Shapes of more properties are not predicted.
const MAX_KEYS: usize = 64;

/// What an interpreted run met.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Profile {
    /// Hash of each function, by the number that the profile has for it.
    hashes: Vec<u64>,
    classes: Vec<ProfileClass>,
    shapes: Vec<ProfileShape>,
    /// By the profile's number of the function.
    runs: BTreeMap<u32, Run>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum ProfileClass {
    Array,
    Typed(CellKind),
    Closure(u32),
    Builtin(String),
    Instance(u32),
    Literal,
    Other,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct ProfileShape {
    class: u32,
    inline_slots: u32,
    keys: Vec<String>,
}

/// What is known of a function that ran.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Run {
    calls: u64,
    this: Option<Seen>,
    parameters: BTreeMap<u32, Seen>,
    result: Option<Seen>,
    values: BTreeMap<u32, Seen>,
    operands: BTreeMap<u32, Seen>,
    shapes: BTreeMap<u32, Few>,
    adds: BTreeMap<u32, Vec<(u32, u32)>>,
    /// By pc of the loop header: rounds.
    loops: BTreeMap<u32, u64>,
    /// By first pc of a block: about how often it ran.
    blocks: BTreeMap<u32, u64>,
}

impl Run {
    /// About how often the code at `pc` ran.
    fn executions(&self, pc: u32) -> Option<u64> {
        self.blocks.range(..=pc).next_back().map(|(_, count)| *count)
    }
}

/// How often a function ran. (From a file: the pcs may be anything.)
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub calls: u64,
    /// By pc of the loop header: rounds.
    pub loops: BTreeMap<u32, u64>,
    /// By first pc of a block: about how often it ran.
    pub blocks: BTreeMap<u32, u64>,
}

/// Numbers, and whether there were others.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Few {
    members: Vec<u32>,
    many: bool,
    /// How often each of the members was met, and how often the others were.
    counts: Vec<u64>,
    others: u64,
}

impl Few {
    /// Members and their shares of all that was met, in thousandths; commonest first.
    fn shares(&self) -> Vec<(u32, u32)> {
        let all = self.counts.iter().map(|n| u128::from(*n)).sum::<u128>() + u128::from(self.others);
        let share = |n: &u64| (u128::from(*n) * 1000 / all.max(1)) as u32;
        let mut shares: Vec<(u32, u32)> = self.members.iter().copied().zip(self.counts.iter().map(share)).collect();
        shares.sort_by_key(|(_, share)| std::cmp::Reverse(*share));
        shares
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Seen {
    kinds: Kinds,
    /// Of the int32s.
    range: Option<(i32, i32)>,
    classes: Few,
}

// ---- reading ----

/// Words of one line.
struct Words<'a> {
    rest: std::str::SplitAsciiWhitespace<'a>,
    line: usize,
}

impl<'a> Words<'a> {
    fn error(&self, what: &str) -> String {
        format!("line {}: {what}", self.line)
    }

    fn word(&mut self) -> Result<&'a str, String> {
        self.rest.next().ok_or_else(|| self.error("the line is cut off"))
    }

    fn number<T: std::str::FromStr>(&mut self) -> Result<T, String> {
        let word = self.word()?;
        word.parse().map_err(|_| self.error(&format!("'{}' is no such number", word.escape_debug())))
    }

    /// An index of a list that has `length` items.
    fn index(&mut self, length: usize) -> Result<u32, String> {
        let n: u32 = self.number()?;
        if (n as usize) < length { Ok(n) } else { Err(self.error(&format!("{n} is not defined"))) }
    }

    fn expect(&mut self, wanted: &str) -> Result<(), String> {
        if self.word()? == wanted { Ok(()) } else { Err(self.error(&format!("'{wanted}' is missing"))) }
    }

    fn end(&mut self) -> Result<(), String> {
        match self.rest.next() {
            None => Ok(()),
            Some(_) => Err(self.error("there is more than the line may have")),
        }
    }

    /// Indices up to the end of the line, perhaps `many`, each perhaps with how often it was met.
    fn few(&mut self, length: usize) -> Result<Few, String> {
        let mut few = Few::default();
        while let Some(word) = self.rest.next() {
            let no = |what: &str| self.error(&format!("'{}' is no such number", what.escape_debug()));
            let (name, count) = word.split_once(':').unwrap_or((word, "1"));
            let count: u64 = count.parse().map_err(|_| no(count))?;
            if name == "many" {
                few.many = true;
                few.others = few.others.saturating_add(count);
                continue;
            }
            let n: u32 = name.parse().map_err(|_| no(name))?;
            if n as usize >= length {
                return Err(self.error(&format!("{n} is not defined")));
            } else if few.members.len() == MAX_CLASSES {
                few.many = true;
                few.others = few.others.saturating_add(count);
            } else if !few.members.contains(&n) {
                few.members.push(n);
                few.counts.push(count);
            }
        }
        Ok(few)
    }

    fn seen(&mut self, classes: usize) -> Result<Seen, String> {
        let mut kinds = Kinds::NONE;
        for name in self.word()?.split('|') {
            let bit = Kinds::NAMES.iter().position(|n| *n == name);
            let bit = bit.ok_or_else(|| self.error(&format!("'{}' is no kind of value", name.escape_debug())))?;
            kinds = kinds.union(Kinds(1 << bit));
        }
        let mut seen = Seen { kinds, range: None, classes: Few::default() };
        if self.rest.clone().next() == Some("range") {
            self.word()?;
            let range: (i32, i32) = (self.number()?, self.number()?);
            if range.0 > range.1 {
                return Err(self.error("the range is empty"));
            }
            seen.range = Some(range);
        }
        if self.rest.clone().next() == Some("classes") {
            self.word()?;
            seen.classes = self.few(classes)?;
        }
        self.end()?;
        Ok(seen)
    }
}

impl Profile {
    /// Reads a profile. The error is one line that says what is wrong and where.
    pub fn parse(text: &str) -> Result<Profile, String> {
        let mut lines = text.lines().enumerate();
        match lines.next() {
            Some((_, line)) if line == HEADING => {}
            Some((_, line)) if line.starts_with("jsc profile ") => {
                return Err("a profile of another version of jsc".to_string());
            }
            _ => return Err("not a profile that `jsc profile` wrote".to_string()),
        }
        let mut profile = Profile::default();
        let mut function = None;
        for (i, line) in lines {
            let mut words = Words { rest: line.split_ascii_whitespace(), line: i + 1 };
            if words.rest.clone().next().is_some() {
                profile.line(&mut words, &mut function)?;
            }
        }
        Ok(profile)
    }

    fn line(&mut self, w: &mut Words, function: &mut Option<u32>) -> Result<(), String> {
        let what = w.word()?;
        match what {
            "function" => {
                let n: usize = w.number()?;
                if n != self.hashes.len() {
                    return Err(w.error("functions are numbered in order"));
                }
                let hash = w.word()?;
                let hash = u64::from_str_radix(hash, 16).map_err(|_| w.error("the hash is no number"))?;
                self.hashes.push(hash);
                w.end()
            }
            "class" => {
                let n: usize = w.number()?;
                if n != self.classes.len() {
                    return Err(w.error("classes are numbered in order"));
                }
                let class = match w.word()? {
                    "array" => ProfileClass::Array,
                    "typed" => typed_array(w.word()?).map_or(ProfileClass::Other, ProfileClass::Typed),
                    "closure" => ProfileClass::Closure(w.index(self.hashes.len())?),
                    "builtin" => ProfileClass::Builtin(w.word()?.to_string()),
                    "instance" => ProfileClass::Instance(w.index(self.hashes.len())?),
                    "literal" => ProfileClass::Literal,
                    "other" => {
                        w.word()?;
                        ProfileClass::Other
                    }
                    other => return Err(w.error(&format!("'{}' is no class of objects", other.escape_debug()))),
                };
                self.classes.push(class);
                w.end()
            }
            "shape" => {
                let n: usize = w.number()?;
                if n != self.shapes.len() {
                    return Err(w.error("shapes are numbered in order"));
                }
                w.expect("class")?;
                let class = w.index(self.classes.len())?;
                w.expect("inline")?;
                let inline_slots = w.number::<u16>()?.into();
                w.expect("keys")?;
                let keys = w.rest.by_ref().map(str::to_string).collect();
                self.shapes.push(ProfileShape { class, inline_slots, keys });
                Ok(())
            }
            "run" => {
                let n = w.index(self.hashes.len())?;
                w.expect("calls")?;
                let calls = w.number()?;
                w.end()?;
                if self.runs.insert(n, Run { calls, ..Run::default() }).is_some() {
                    return Err(w.error("the function is there already"));
                }
                *function = Some(n);
                Ok(())
            }
            _ => {
                let n = function.ok_or_else(|| w.error("not in a `run`"))?;
                let (classes, shapes) = (self.classes.len(), self.shapes.len());
                let run = self.runs.get_mut(&n).expect("inserted by its line");
                run.line(what, w, classes, shapes)
            }
        }
    }
}

impl Run {
    fn line(&mut self, what: &str, w: &mut Words, classes: usize, shapes: usize) -> Result<(), String> {
        match what {
            "this" => self.this = Some(w.seen(classes)?),
            "result" => self.result = Some(w.seen(classes)?),
            "parameter" => {
                let n = w.number()?;
                self.parameters.insert(n, w.seen(classes)?);
            }
            "value" => {
                let pc = w.number()?;
                self.values.insert(pc, w.seen(classes)?);
            }
            "operand" => {
                let pc = w.number()?;
                self.operands.insert(pc, w.seen(classes)?);
            }
            "shapes" => {
                let pc = w.number()?;
                self.shapes.insert(pc, w.few(shapes)?);
            }
            "add" => {
                let pc = w.number()?;
                let add = (w.index(shapes)?, w.index(shapes)?);
                self.adds.entry(pc).or_default().push(add);
                w.end()?;
            }
            "loop" => {
                let pc = w.number()?;
                self.loops.insert(pc, w.number()?);
                w.end()?;
            }
            "block" => {
                let pc = w.number()?;
                self.blocks.insert(pc, w.number()?);
                w.end()?;
            }
            _ => return Err(w.error(&format!("'{}' is nothing that a profile has", what.escape_debug()))),
        }
        Ok(())
    }
}

fn typed_array(name: &str) -> Option<CellKind> {
    use CellKind::*;
    let all = [
        Int8Array,
        Uint8Array,
        Uint8ClampedArray,
        Int16Array,
        Uint16Array,
        Int32Array,
        Uint32Array,
        Float32Array,
        Float64Array,
        BigInt64Array,
        BigUint64Array,
    ];
    all.into_iter().find(|k| format!("{k:?}") == name)
}

// ---- predicting ----

impl Profile {
    /// Puts what was met in place of what was predicted, wherever the profile knows something of the program's functions.
    pub fn apply(&self, program: &ProgramData, predictions: &mut Predictions) {
        let (functions, stale) = self.find_functions(program);
        let mut names = HashMap::new();
        for (i, constant) in program.constants.iter().enumerate() {
            if let ConstantData::String { units, key: true } = constant
                && let Ok(name) = String::from_utf16(units)
            {
                names.entry(name).or_insert(i as u32);
            }
        }
        predictions.functions.resize_with(program.functions.len(), Default::default);
        let mut applier = Applier { profile: self, program, functions, names, predictions };
        for (&number, run) in &self.runs {
            // Two functions may be alike: what is known of one holds for the other.
            for index in applier.functions[number as usize].clone() {
                applier.function(index, run);
            }
        }
        if stale > 0 {
            predictions
                .notes
                .push(format!("profile: {stale} of {} functions that ran are not in the program", self.runs.len()));
        }
    }

    /// How often each function of the program was called and went round its loops; `None`: it is not in the profile, or did not
    /// run.
    pub fn counts(&self, program: &ProgramData) -> Vec<Option<Counts>> {
        let (functions, _) = self.find_functions(program);
        let mut counts: Vec<Option<Counts>> = program.functions.iter().map(|_| None).collect();
        for (number, run) in &self.runs {
            for &index in &functions[*number as usize] {
                counts[index as usize] =
                    Some(Counts { calls: run.calls, loops: run.loops.clone(), blocks: run.blocks.clone() });
            }
        }
        counts
    }

    /// The program's functions for each of the profile's, and how many that ran have none.
    fn find_functions(&self, program: &ProgramData) -> (Vec<Vec<u32>>, usize) {
        let mut by_hash: HashMap<u64, Vec<u32>> = HashMap::new();
        for (i, f) in program.functions.iter().enumerate() {
            by_hash.entry(function_hash(program, f)).or_default().push(i as u32);
        }
        let find = |(number, hash): (usize, &u64)| match by_hash.get(hash) {
            None => Vec::new(),
            // Alike, but the one at the same place is the same.
            Some(found) if found.contains(&(number as u32)) => vec![number as u32],
            Some(found) => found.clone(),
        };
        let functions: Vec<Vec<u32>> = self.hashes.iter().enumerate().map(find).collect();
        let stale = self.runs.keys().filter(|n| functions[**n as usize].is_empty()).count();
        (functions, stale)
    }
}

struct Applier<'a> {
    profile: &'a Profile,
    program: &'a ProgramData,
    /// By the profile's number.
    functions: Vec<Vec<u32>>,
    /// Constants that are property keys.
    names: HashMap<String, u32>,
    predictions: &'a mut Predictions,
}

/// What is inferred of the int32s, refined by those that were there: a sample, so the others are not far from them.
fn refined_range(inferred: Option<(i32, i32)>, seen: Option<(i32, i32)>) -> Option<(i32, i32)> {
    let pair = |(low, high): (i32, i32)| Range(low.into(), high.into());
    let Some(seen) = seen else { return inferred };
    let range = pair(seen).rounded();
    let range = inferred.map_or(range, |inferred| range.narrowed(pair(inferred)));
    (range != Range::INT32).then_some((range.0 as i32, range.1 as i32))
}

/// The instructions of a function by pc.
fn instructions(data: &FunctionData) -> BTreeMap<u32, Instruction> {
    jsc_abi::bytecode::instructions(&data.code).map(|(pc, i)| (pc as u32, i)).collect()
}

impl Applier<'_> {
    fn function(&mut self, index: u32, run: &Run) {
        let data = &self.program.functions[index as usize];
        let code = instructions(data);
        let mut f = std::mem::take(&mut self.predictions.functions[index as usize]);
        f.reached |= run.calls > 0;
        f.parameters.resize(data.parameter_count as usize, Predicted::UNKNOWN);
        for (&n, seen) in &run.parameters {
            if let Some(p) = f.parameters.get_mut(n as usize) {
                *p = self.refined(Some(p), seen);
            }
        }
        f.this = run.this.as_ref().map(|s| self.refined(f.this.as_ref(), s)).or(f.this);
        f.result = run.result.as_ref().map(|s| self.refined(f.result.as_ref(), s)).or(f.result);
        for (&pc, seen) in &run.values {
            if code.contains_key(&pc) {
                let refined = self.refined(f.values.get(&pc), seen);
                f.values.insert(pc, refined);
            }
        }
        if run.calls > 0 {
            let blocks = ControlFlow::compute(data).blocks;
            let starts = blocks.iter().map(|b| b.start);
            f.cold = starts.filter(|pc| run.executions(*pc) == Some(0)).collect();
        }
        for (&pc, seen) in &run.operands {
            let Some(instruction) = code.get(&pc) else { continue };
            match self.site(instruction, pc, seen, run) {
                Some(Some(site)) => {
                    f.sites.insert(pc, site);
                }
                // Met too many things to predict one.
                Some(None) => {
                    f.sites.remove(&pc);
                }
                None => {}
            }
        }
        self.predictions.functions[index as usize] = f;
    }

    /// What is inferred of a value, refined by what it was.
    fn refined(&mut self, inferred: Option<&Predicted>, seen: &Seen) -> Predicted {
        let inferred = inferred.filter(|p| p.kinds != Kinds::NONE);
        let also = inferred.map_or(Kinds::ALL, |p| p.kinds);
        let mut kinds = seen.kinds;
        if kinds.intersects(Kinds::DOUBLE) && also.intersects(Kinds::INT32) {
            // Whole numbers may have either form: which one the interpreter had says nothing.
            kinds = kinds.union(Kinds::INT32);
        }
        if kinds.is_subset(Kinds::NUMBER) {
            kinds = kinds.union(Kinds(also.0 & Kinds::NUMBER.0));
        }
        let mut classes = Vec::new();
        let mut known = !seen.classes.many;
        if kinds.intersects(Kinds::OBJECT) && known {
            for &c in &seen.classes.members {
                match self.class(c) {
                    Some(class) => classes.push(class),
                    None => known = false,
                }
            }
        }
        if !known {
            // What has no name in a profile has one for inference: literals, for one.
            classes = inferred
                .filter(|p| !seen.classes.many && p.kinds.intersects(Kinds::OBJECT))
                .map_or(Vec::new(), |p| p.classes.clone());
        }
        classes.sort_unstable();
        classes.dedup();
        let range = refined_range(inferred.and_then(|p| p.range), seen.range);
        Predicted { kinds, classes, range: range.filter(|_| kinds.intersects(Kinds::INT32)) }
    }

    /// The function of the program, if there is just one.
    fn only(&self, number: u32) -> Option<u32> {
        match self.functions[number as usize][..] {
            [index] => Some(index),
            _ => None,
        }
    }

    fn class(&mut self, number: u32) -> Option<ClassId> {
        let existing = &self.predictions.classes;
        let (found, new) = match &self.profile.classes[number as usize] {
            ProfileClass::Array => (None, Class::Array { elements: Predicted::UNKNOWN }),
            ProfileClass::Typed(kind) => (None, Class::Typed(*kind)),
            ProfileClass::Closure(n) => (None, Class::Closure(self.only(*n)?)),
            ProfileClass::Builtin(path) => (None, Class::Builtin(path.clone())),
            ProfileClass::Instance(n) => {
                let constructor = self.only(*n)?;
                let same = |c: &Class| matches!(c, Class::Instance { constructor: f, .. } if *f == constructor);
                (existing.iter().position(same), Class::Instance { constructor, template: None })
            }
            // Which literal it was is not recorded.
            ProfileClass::Literal | ProfileClass::Other => return None,
        };
        let found = found.or_else(|| existing.iter().position(|c| *c == new));
        Some(ClassId(found.unwrap_or_else(|| {
            self.predictions.classes.push(new);
            self.predictions.classes.len() - 1
        }) as u32))
    }

    /// `None`: the profile says nothing. `Some(None)`: nothing is to be predicted.
    fn site(&mut self, instruction: &Instruction, pc: u32, seen: &Seen, run: &Run) -> Option<Option<SitePrediction>> {
        // (On undefined and null, operations throw.)
        let kinds = seen.kinds.without(Kinds::UNDEFINED.union(Kinds::NULL));
        let class = match &seen.classes {
            Few { members, many: false, .. } if kinds == Kinds::OBJECT && members.len() == 1 => {
                Some(self.profile.classes[members[0] as usize].clone())
            }
            _ => None,
        };
        match instruction {
            Instruction::Call(_) | Instruction::Construct(_) => Some(match class {
                Some(ProfileClass::Closure(n)) => Some(SitePrediction::Function(self.only(n)?)),
                Some(ProfileClass::Builtin(path)) => Some(SitePrediction::Builtin(path)),
                _ if matches!(instruction, Instruction::Call(_)) && kinds == Kinds::OBJECT => {
                    self.callees(&seen.classes)
                }
                _ => None,
            }),
            // Of objects that have a property of that name.
            Instruction::GetLength(_)
                if kinds == Kinds::OBJECT && run.shapes.get(&pc).is_some_and(|s| !s.members.is_empty()) =>
            {
                self.ways("length", pc, seen, run, true)
            }
            // Of objects whose shape cannot be described.
            Instruction::GetLength(_) if kinds == Kinds::OBJECT && !self.has_elements(&seen.classes) => None,
            Instruction::GetByValue(_)
            | Instruction::SetByValue(_)
            | Instruction::SetByValueSloppy(_)
            | Instruction::GetLength(_) => Some(match kinds {
                Kinds::OBJECT if !seen.classes.many => self.elements(&seen.classes.members),
                Kinds::STRING => Some(SitePrediction::StringElement),
                _ => None,
            }),
            Instruction::GetByName(i) => self.ways(&self.key(i.name.0)?, pc, seen, run, true),
            Instruction::SetByName(i) => self.ways(&self.key(i.name.0)?, pc, seen, run, false),
            Instruction::SetByNameSloppy(i) => self.ways(&self.key(i.name.0)?, pc, seen, run, false),
            Instruction::DefineByName(i) => self.ways(&self.key(i.name.0)?, pc, seen, run, false),
            _ => None,
        }
    }

    /// The text of a string constant.
    fn key(&self, constant: u32) -> Option<String> {
        match self.program.constants.get(constant as usize)? {
            ConstantData::String { units, .. } => String::from_utf16(units).ok(),
            _ => None,
        }
    }

    /// The closures that were called at a place with several callees, if they make up most of its calls.
    fn callees(&self, seen: &Few) -> Option<SitePrediction> {
        let closure = |(class, share): (u32, u32)| match self.profile.classes[class as usize] {
            ProfileClass::Closure(n) => self.only(n).map(|function| Callee { function, share }),
            _ => None,
        };
        let callees: Vec<Callee> = seen.shares().into_iter().filter_map(closure).collect();
        let known: u32 = callees.iter().map(|c| c.share).sum();
        (known >= MOST_CALLS).then_some(SitePrediction::Functions(callees))
    }

    /// Whether some are arrays or typed arrays, or may be.
    fn has_elements(&self, seen: &Few) -> bool {
        let is_one =
            |n: &u32| matches!(self.profile.classes[*n as usize], ProfileClass::Array | ProfileClass::Typed(_));
        seen.many || seen.members.iter().any(is_one)
    }

    /// What the elements are of, if objects of these classes were seen.
    fn elements(&self, classes: &[u32]) -> Option<SitePrediction> {
        let kind = |n: &u32| match &self.profile.classes[*n as usize] {
            ProfileClass::Array => Some(CellKind::Array),
            ProfileClass::Typed(kind) => Some(*kind),
            _ => None,
        };
        let mut kinds = classes.iter().map(kind).collect::<Option<Vec<_>>>()?;
        kinds.sort_unstable();
        kinds.dedup();
        (1..=MAX_CLASSES).contains(&kinds.len()).then_some(SitePrediction::Element(kinds))
    }

    fn ways(&mut self, name: &str, pc: u32, seen: &Seen, run: &Run, read: bool) -> Option<Option<SitePrediction>> {
        let shapes = run.shapes.get(&pc)?;
        let objects = seen.kinds.without(Kinds::UNDEFINED.union(Kinds::NULL)) == Kinds::OBJECT;
        if objects && shapes.many && shapes.members.is_empty() {
            // None that can be described: those with private members cannot.
            return None;
        }
        if shapes.many || !objects {
            return Some(None);
        }
        let profile = self.profile;
        let mut ways = Vec::new();
        for (n, _) in shapes.shares() {
            let slot = profile.shapes[n as usize].keys.iter().position(|k| k == name);
            let added = run.adds.get(&pc).and_then(|adds| adds.iter().find(|a| a.0 == n)).map(|a| a.1);
            let access = match (slot, added) {
                (Some(slot), _) => PropertyAccess::Slot(slot as u32),
                (None, Some(to)) if !read => {
                    let keys = &profile.shapes[to as usize].keys;
                    if keys.last().is_none_or(|k| k != name) || keys.len() != profile.shapes[n as usize].keys.len() + 1
                    {
                        return None;
                    }
                    PropertyAccess::Add { slot: keys.len() as u32 - 1, to: self.template(to)? }
                }
                (None, None) if read => PropertyAccess::Method(self.method(run.values.get(&pc)?)?),
                _ => return None,
            };
            ways.push(PropertyWay { shape: self.template(n)?, access });
        }
        if ways.is_empty() { None } else { Some(Some(SitePrediction::Property(ways))) }
    }

    /// The closure that a read always gave.
    fn method(&self, seen: &Seen) -> Option<u32> {
        match (&seen.classes.members[..], seen.classes.many) {
            ([c], false) if seen.kinds == Kinds::OBJECT => match self.profile.classes[*c as usize] {
                ProfileClass::Closure(n) => self.only(n),
                _ => None,
            },
            _ => None,
        }
    }

    /// The template of a shape of the profile, made if it is not there.
    fn template(&mut self, number: u32) -> Option<TemplateId> {
        let shape = &self.profile.shapes[number as usize];
        let inline_slots = shape.inline_slots;
        let origin = match self.profile.classes[shape.class as usize] {
            ProfileClass::Instance(n) => Origin::Constructor(self.only(n)?),
            ProfileClass::Literal => Origin::Literal(inline_slots),
            _ => return None,
        };
        let keys: Option<Vec<u32>> = shape.keys.iter().map(|k| self.names.get(k).copied()).collect();
        let keys = keys?;
        if keys.len() > MAX_KEYS {
            return None;
        }
        // A key twice would make the whole tree unfit.
        if keys.iter().enumerate().any(|(i, k)| keys[..i].contains(k)) {
            return None;
        }
        let templates = &mut self.predictions.templates;
        // How much room objects really have is what the run says.
        templates.iter_mut().filter(|t| t.origin == origin).for_each(|t| t.inline_slots = inline_slots);
        let mut at = None;
        for count in 0..=keys.len() {
            let added = at.map(|parent| (parent, keys[count - 1]));
            let found = templates.iter().position(|t| t.origin == origin && t.added == added);
            let id = found.unwrap_or_else(|| {
                templates.push(ShapeTemplate { origin, added, count: count as u32, inline_slots, is_double: false });
                templates.len() - 1
            });
            at = Some(TemplateId(id as u32));
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsc_abi::bytecode::parse;

    const PROGRAM: &str = r#"
        k0 = key "x"
        k1 = key "y"
        k2 = key "m"
        function f0 name="" length=0 parameters=0 registers=8 feedback=4 entries=1 flags=strict {
            create_closure r0, f1, r7
            construct r3, r0, r0, r1+1, s0
            get_by_name r4, r3, k1, s1
            get_by_value r5, r4, r1, s2
            return_value r4
        }
        function f1 name="C" length=1 parameters=1 registers=4 feedback=2 flags=strict|constructor inline_slots=2 {
            load_this r1
            set_by_name r1, k0, r0, s0
            set_by_name r1, k1, r0, s1
            return_value r0
        }
    "#;

    /// pcs: f0: create_closure 0, construct 5, get_by_name 13, get_by_value 20; f1: set_by_name 2 and 9.
    fn profile_of(program: &ProgramData) -> String {
        let hashes: Vec<u64> = program.functions.iter().map(|f| function_hash(program, f)).collect();
        format!(
            "jsc profile 3
function 0 {:016x}
function 1 {:016x}
function 2 00000000000000ff
class 0 closure 1
class 1 instance 1
class 2 array
class 3 closure 2
class 4 other Map
shape 0 class 1 inline 2 keys
shape 1 class 1 inline 2 keys x
shape 2 class 1 inline 2 keys x y
run 0 calls 1
value 5 object classes 1
operand 5 object classes 0
operand 13 object classes 1
shapes 13 2
value 13 int32|double range -3 9
operand 20 object classes 2
loop 12 10
value 6 int32
run 1 calls 1
parameter 0 double
parameter 7 double
this object classes 1
result object classes 3
operand 2 object classes 1
shapes 2 0
add 2 0 1
operand 9 object classes 1
shapes 9 1
add 9 1 2
run 2 calls 8
value 0 string
",
            hashes[0], hashes[1]
        )
    }

    fn ways(predictions: &Predictions, function: usize, pc: u32) -> Vec<PropertyWay> {
        match &predictions.functions[function].sites[&pc] {
            SitePrediction::Property(ways) => ways.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn profiles_become_predictions() {
        let program = parse(PROGRAM).unwrap();
        let profile = Profile::parse(&profile_of(&program)).unwrap();
        let mut p = Predictions::default();
        profile.apply(&program, &mut p);
        let instance = Class::Instance { constructor: 1, template: None };
        assert_eq!(p.classes[p.functions[0].values[&5].classes[0].0 as usize], instance);
        assert_eq!(p.functions[0].sites[&5], SitePrediction::Function(1));
        assert_eq!(p.functions[0].sites[&20], SitePrediction::Element(vec![CellKind::Array]));
        assert_eq!(p.functions[0].values[&13].kinds, Kinds::NUMBER);
        assert_eq!(p.functions[1].parameters, [Predicted::of(Kinds::NUMBER)]);
        // The tree: C, C with x, C with x and y.
        let origin = Origin::Constructor(1);
        let template = |added, count| ShapeTemplate { origin, added, count, inline_slots: 2, is_double: false };
        let all = [template(None, 0), template(Some((TemplateId(0), 0)), 1), template(Some((TemplateId(1), 1)), 2)];
        assert_eq!(p.templates, all);
        let way = |shape, access| vec![PropertyWay { shape: TemplateId(shape), access }];
        assert_eq!(ways(&p, 0, 13), way(2, PropertyAccess::Slot(1)));
        assert_eq!(ways(&p, 1, 2), way(0, PropertyAccess::Add { slot: 0, to: TemplateId(1) }));
        assert_eq!(ways(&p, 1, 9), way(1, PropertyAccess::Add { slot: 1, to: TemplateId(2) }));
        // A closure of a function that is not in the program, and a pc inside an instruction, are left out.
        assert_eq!(p.functions[1].result, Some(Predicted::of(Kinds::OBJECT)));
        assert!(!p.functions[0].values.contains_key(&6));
        assert_eq!(p.notes, ["profile: 1 of 3 functions that ran are not in the program"]);
        // Twice is as good as once.
        let once = p.clone();
        profile.apply(&program, &mut p);
        assert_eq!((p.functions, p.templates, p.classes), (once.functions, once.templates, once.classes));
    }

    #[test]
    fn what_was_met_comes_before_what_was_predicted() {
        let program = parse(PROGRAM).unwrap();
        let text = profile_of(&program).replace("operand 5 object classes 0", "operand 5 object classes 0 many");
        let profile = Profile::parse(&text.replace("shapes 13 2", "shapes 13 2 many")).unwrap();
        let mut p = Predictions { functions: vec![Default::default(), Default::default()], ..Default::default() };
        p.functions[0].sites.insert(5, SitePrediction::Function(0));
        p.functions[0].sites.insert(13, SitePrediction::Property(Vec::new()));
        let origin = Origin::Constructor(1);
        p.templates.push(ShapeTemplate { origin, added: None, count: 0, inline_slots: 7, is_double: false });
        profile.apply(&program, &mut p);
        assert!(!p.functions[0].sites.contains_key(&5) && !p.functions[0].sites.contains_key(&13));
        // Shapes that no profile can describe say nothing.
        let profile = Profile::parse(&text.replace("shapes 13 2", "shapes 13 many")).unwrap();
        p.functions[0].sites.insert(13, SitePrediction::Property(Vec::new()));
        profile.apply(&program, &mut p);
        assert!(p.functions[0].sites.contains_key(&13));
        assert!(p.templates.iter().all(|t| t.inline_slots == 2));
    }

    #[test]
    fn callees_have_shares_and_length_may_be_a_property() {
        let program = parse(
            r#"
            k0 = key "length"
            function f0 name="" length=2 parameters=2 registers=4 feedback=2 flags=strict {
                call r2, r0, r1, r2+0, s0
                get_length r3, r1, s1
                return_value r2
            }
            function f1 name="f" length=0 parameters=0 registers=1 flags=strict {
                load_int r0, 5
                return_value r0
            }
            function f2 name="g" length=0 parameters=0 registers=1 flags=strict|constructor inline_slots=1 {
                return_value r0
            }"#,
        )
        .unwrap();
        let pcs: Vec<usize> = jsc_abi::bytecode::instructions(&program.functions[0].code).map(|(pc, _)| pc).collect();
        let sites = |callees: &str, shapes: &str| {
            let mut text = "jsc profile 3\n".to_string();
            for (n, f) in program.functions.iter().enumerate() {
                text += &format!("function {n} {:016x}\n", function_hash(&program, f));
            }
            text += "class 0 closure 1\nclass 1 closure 2\nclass 2 other Map\nclass 3 instance 2\n";
            text += "shape 0 class 3 inline 1 keys length\nrun 0 calls 9\n";
            text += &format!("operand {} object classes {callees}\n", pcs[0]);
            text += &format!("operand {} object classes 3\nshapes {} {shapes}\n", pcs[1], pcs[1]);
            let mut p = Predictions { functions: vec![Default::default(); 3], ..Default::default() };
            p.functions[0].sites.insert(pcs[0] as u32, SitePrediction::Function(2));
            p.functions[0].sites.insert(pcs[1] as u32, SitePrediction::StringElement);
            Profile::parse(&text).unwrap().apply(&program, &mut p);
            [0, 1].map(|n| p.functions[0].sites.get(&(pcs[n] as u32)).cloned())
        };
        let callees = |list: &[(u32, u32)]| {
            let callee = |(function, share): &(u32, u32)| Callee { function: *function, share: *share };
            Some(SitePrediction::Functions(list.iter().map(callee).collect()))
        };
        let length = PropertyWay { shape: TemplateId(1), access: PropertyAccess::Slot(0) };
        let [call, get_length] = sites("0:30 1:950 2:15 many:5", "0");
        assert_eq!((call, get_length), (callees(&[(2, 950), (1, 30)]), Some(SitePrediction::Property(vec![length]))));
        // Too few calls go to closures that are known. A shape that cannot be described says nothing.
        let [call, get_length] = sites("0:30 2:950", "many");
        assert_eq!((call, get_length), (None, Some(SitePrediction::StringElement)));
        let most = u64::MAX;
        assert_eq!(sites(&format!("0:{most} 1:{most} many:{most}"), "0")[0], callees(&[(1, 333), (2, 333)]));
        assert_eq!(sites("0:0 1:0", "0")[0], None);
    }

    #[test]
    fn int32s_do_not_exclude_doubles_and_blocks_that_never_ran_are_cold() {
        let program = parse(PROGRAM).unwrap();
        let apply = |blocks: &str| {
            let lines = format!("value 13 int32 range 0 9\nvalue 20 int32 range 0 9\n{blocks}\nrun 1 calls 1");
            let text = profile_of(&program).replace("run 1 calls 1", &lines);
            let mut p = Predictions { functions: vec![Default::default(), Default::default()], ..Default::default() };
            for (pc, kinds) in [(13, Kinds::NUMBER), (20, Kinds::INT32)] {
                p.functions[0].values.insert(pc, Predicted::of(kinds));
            }
            Profile::parse(&text).unwrap().apply(&program, &mut p);
            let f = &p.functions[0];
            (f.values[&13].kinds, f.values[&20].kinds, f.cold.iter().copied().collect::<Vec<_>>())
        };
        assert_eq!(apply("block 0 2000"), (Kinds::NUMBER, Kinds::INT32, vec![]));
        // (A block that is none changes nothing.)
        assert_eq!(apply("block 0 0\nblock 3 7").2, [0]);
    }

    #[test]
    fn recorded_ranges_have_room_and_keep_what_is_inferred() {
        for (inferred, seen, refined) in [
            (None, Some((0, 1000)), Some((0, 1023))),
            (None, Some((-3, 5)), Some((-4, 7))),
            (None, Some((i32::MIN, i32::MAX)), None),
            (Some((0, 800)), Some((3, 500)), Some((2, 511))),
            (Some((0, 300)), Some((0, 290)), Some((0, 300))),
            (Some((0, 300)), None, Some((0, 300))),
            // What was there comes before what is not.
            (Some((0, 7)), Some((100, 120)), Some((64, 127))),
        ] {
            assert_eq!(refined_range(inferred, seen), refined, "{inferred:?} {seen:?}");
        }
    }

    #[test]
    fn of_an_edited_function_nothing_is_used() {
        let edited = parse(&PROGRAM.replace("set_by_name r1, k1, r0, s1", "set_by_name r1, k0, r0, s1")).unwrap();
        let profile = Profile::parse(&profile_of(&parse(PROGRAM).unwrap())).unwrap();
        let mut p = Predictions::default();
        profile.apply(&edited, &mut p);
        assert_eq!(p.functions[1], Default::default());
        assert!(p.functions[0].reached && p.templates.is_empty());
        assert_eq!(p.functions[0].sites.keys().copied().collect::<Vec<_>>(), [20]);
        assert_eq!(p.notes, ["profile: 2 of 3 functions that ran are not in the program"]);
    }

    #[test]
    fn what_is_no_profile_is_an_error() {
        let error = |text: &str| Profile::parse(text).unwrap_err();
        assert!(error("").contains("not a profile"));
        assert!(error("jsc profile 1\n").contains("another version"));
        let line = |text: &str| error(&format!("jsc profile 3\nfunction 0 ff\nclass 0 array\n{text}\n"));
        for (text, expected) in [
            ("function 5 ff", "in order"),
            ("function 1 xyz", "hash"),
            ("class 1 closure 9", "9 is not defined"),
            ("class 1 tree", "no class"),
            ("shape 0 class 3 inline 1 keys a", "3 is not defined"),
            ("shape 0 class 0 inline 99999 keys", "no such number"),
            ("value 3 int32", "not in a `run`"),
            ("run 1 calls 1", "1 is not defined"),
            ("run 0 calls -1", "no such number"),
            ("run 0 calls 1\nvalue 3 int64", "no kind"),
            ("run 0 calls 1\nvalue 3 int32 range 3 2", "empty"),
            ("run 0 calls 1\nvalue 99999999999 int32", "no such number"),
            ("run 0 calls 1\nvalue", "cut off"),
            ("run 0 calls 1\nvalue 3 object classes 1", "1 is not defined"),
            ("run 0 calls 1\nvalue 3 int32 and more", "more than"),
            ("run 0 calls 1\nrun 0 calls 1", "there already"),
            ("run 0 calls 1\nvalue 3 object classes 0:x", "no such number"),
            ("run 0 calls 1\nvalue 3 object classes many:-1", "no such number"),
            ("run 0 calls 1\nblock 3", "cut off"),
            ("run 0 calls 1\nblock 3 -4", "no such number"),
            ("run 0 calls 1\nbogus\u{1b}[2J 3", "nothing that a profile has"),
        ] {
            let message = line(text);
            assert!(message.contains(expected) && message.starts_with("line "), "{text}: {message}");
            assert!(message.chars().all(|c| !c.is_control()), "{message:?}");
        }
    }

    #[test]
    fn damaged_profiles_do_no_harm() {
        let program = parse(PROGRAM).unwrap();
        let text = profile_of(&program);
        let mut random = 12345u64;
        let mut next = move |n: usize| {
            random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (random >> 33) as usize % n
        };
        let mut read = 0;
        for _ in 0..4000 {
            // Swap words between lines, and change digits.
            let mut words: Vec<String> = text.split_inclusive([' ', '\n']).map(str::to_string).collect();
            for _ in 0..1 + next(3) {
                let (a, b) = (next(words.len() - 12) + 12, next(words.len() - 12) + 12);
                match next(3) {
                    0 => words.swap(a, b),
                    1 => words[a] = words[a].replace(['0', '1', '2'], ["7", "1", "0", "4294967295"][next(4)]),
                    _ => drop(words.remove(a)),
                }
            }
            if let Ok(profile) = Profile::parse(&words.concat()) {
                read += 1;
                let mut p = Predictions::default();
                profile.apply(&program, &mut p);
                for (i, t) in p.templates.iter().enumerate() {
                    assert!(t.added.is_none_or(|(parent, _)| (parent.0 as usize) < i));
                }
            }
        }
        assert!(read > 100, "{read}");
    }
}
