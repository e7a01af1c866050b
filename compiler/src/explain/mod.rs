//! `jsc explain`: why code is not as fast as it could be. Reads the SIR that `jsc build` would hand to LLVM, with what was noted
//! while it was built, and makes plain data of it; `text` and `json` print that. Decides and changes nothing.

pub mod json;
mod origin;
mod reason;
pub mod text;

use crate::driver::native::{Native, display_name};
use crate::facts::heat::Heat;
use crate::facts::profile::Profile;
use crate::sir::speculate::decline::Decline;
use crate::sir::speculate::signature::ResultForm;
use crate::sir::{Form, Function, Inst, InstData, Op, Value};
use jsc_abi::image::writer::{ConstantData, FunctionData, ProgramData};
use jsc_abi::layout::function_flag;
use origin::{Origins, is_guard};
use reason::Words;
use std::collections::{BTreeMap, HashMap};

/// What was found in a program. Functions that matter most come first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Name of the source file.
    pub source: String,
    /// Whether counts are from a profile.
    pub profile: bool,
    /// What inference or the profile gave up.
    pub notes: Vec<String>,
    pub functions: Vec<FunctionReport>,
}

/// What was found in one function's best form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FunctionReport {
    pub name: String,
    pub line: u32,
    pub column: u32,
    pub form: FormName,
    /// Why it has no better form.
    pub reason: Option<&'static str>,
    /// Loops around its calls, as far as they are known.
    pub depth: u32,
    /// How often it was called, with a profile.
    pub calls: Option<u64>,
    /// Callees whose code stands in place of calls, in the order of the calls.
    pub inlined: Vec<InlinedCall>,
    /// Hottest first, then by position.
    pub findings: Vec<Finding>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FormName {
    Speculative,
    Generic,
    Bytecode,
}

impl FormName {
    pub fn name(self) -> &'static str {
        match self {
            FormName::Speculative => "speculative",
            FormName::Generic => "generic",
            FormName::Bytecode => "bytecode",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InlinedCall {
    pub callee: String,
    /// Of the call.
    pub line: u32,
    pub column: u32,
}

/// One thing that costs time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub kind: FindingKind,
    /// The SIR op.
    pub op: &'static str,
    /// What it works on, as far as it has a name: `.x`, `f()`.
    pub what: String,
    pub reason: String,
    pub line: u32,
    pub column: u32,
    /// The inlined function that it is from, if it is not the function itself.
    pub function: Option<String>,
    /// Loops around it: those in the function, and those around its calls.
    pub depth: u32,
    /// Of these, loops in the function itself.
    pub loops: u32,
    /// How often it ran at most, with a profile.
    pub runs: Option<u64>,
    /// How many such there are at this place.
    pub count: u32,
}

/// Ordered as they are shown at one place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FindingKind {
    /// An operation that handles every value, and may run JavaScript.
    Generic,
    /// A call whose callee was not put in its place.
    Call,
    /// A cell is made.
    Allocation,
    /// A number or boolean is boxed in a loop.
    Boxing,
    /// A guard in a loop.
    Guard,
    /// Another check that may leave the code: bounds, overflow.
    Check,
}

impl FindingKind {
    pub const ALL: [FindingKind; 6] = [
        FindingKind::Generic,
        FindingKind::Call,
        FindingKind::Allocation,
        FindingKind::Boxing,
        FindingKind::Guard,
        FindingKind::Check,
    ];

    pub fn name(self) -> &'static str {
        match self {
            FindingKind::Generic => "generic",
            FindingKind::Call => "call",
            FindingKind::Allocation => "allocation",
            FindingKind::Boxing => "boxing",
            FindingKind::Guard => "guard",
            FindingKind::Check => "check",
        }
    }
}

/// Looks through the final forms of a program.
pub fn explain(program: &ProgramData, native: &Native, profile: Option<&Profile>) -> Report {
    let mut heat = Heat::new(program, profile);
    heat.follow_calls(program, &native.predictions);
    let mut best: Vec<Option<&Function>> = vec![None; program.functions.len()];
    for form in native.forms.iter().map(|f| &f.sir) {
        let slot = &mut best[form.index as usize];
        // What a generator does is in the form that it goes on in.
        let generator = program.functions[form.index as usize].flags & function_flag::GENERATOR != 0;
        let rank = |form: Form| (form.is_resumed() == generator, form.speculates());
        if slot.is_none_or(|f| rank(form.form) > rank(f.form)) {
            *slot = Some(form);
        }
    }
    let explainer = Explainer { program, native, heat: &heat, words: Words { program, native } };
    let of = |(index, form): (usize, &Option<&Function>)| explainer.function(index as u32, *form);
    // (What built-ins' forms do is told of where they stand in place of calls.)
    let written = best.iter().enumerate().filter(|(index, _)| !explainer.is_form(*index as u32));
    let mut functions: Vec<FunctionReport> = written.map(of).collect();
    // Stable: among equals the source's order stays.
    functions.sort_by_cached_key(|f| std::cmp::Reverse(weight(f)));
    Report {
        source: text(program, program.source_name),
        profile: profile.is_some(),
        notes: native.predictions.notes.clone(),
        functions,
    }
}

/// For the order of functions: what costs most, as often as it runs.
fn weight(f: &FunctionReport) -> u64 {
    let cost = |kind: FindingKind| match kind {
        FindingKind::Generic | FindingKind::Call => 8,
        FindingKind::Allocation => 6,
        FindingKind::Boxing | FindingKind::Guard => 1,
        FindingKind::Check => 0,
    };
    let runs = |f: &Finding| f.runs.unwrap_or(10u64.pow(f.depth.min(9)));
    f.findings.iter().map(|f| runs(f).saturating_mul(cost(f.kind) * u64::from(f.count))).fold(0, u64::saturating_add)
}

/// By activation, pc and, of `call_known`, callee.
type Declines<'a> = HashMap<(u32, u32, Option<u32>), &'a Decline>;

struct Explainer<'a> {
    program: &'a ProgramData,
    native: &'a Native,
    heat: &'a Heat,
    words: Words<'a>,
}

/// What findings of one kind at one place have in common.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    kind: FindingKind,
    op: Op,
    function: u32,
    line: u32,
    column: u32,
    reason: String,
}

impl Explainer<'_> {
    fn function(&self, index: u32, form: Option<&Function>) -> FunctionReport {
        let data = &self.program.functions[index as usize];
        let decline = self.native.declines[index as usize].map(|d| d.name());
        let unspeculated = self.native.unspeculated[index as usize].map(|d| d.name());
        let mut report = FunctionReport {
            name: display_name(self.program, data),
            line: data.line,
            column: data.column,
            form: match form.map(|f| f.form) {
                None => FormName::Bytecode,
                Some(form) if form.speculates() => FormName::Speculative,
                Some(_) => FormName::Generic,
            },
            reason: decline.or(unspeculated),
            depth: self.heat.depth(index),
            calls: self.heat.calls(index),
            inlined: Vec::new(),
            findings: Vec::new(),
        };
        if let Some(f) = form {
            report.inlined = f.inlined.iter().map(|i| self.inlined(f, i)).collect();
            report.findings = self.findings(f);
        }
        report
    }

    fn inlined(&self, f: &Function, inlined: &crate::sir::Inlined) -> InlinedCall {
        let (_, caller, pc) = self.outside_of_forms(f, inlined.caller, inlined.pc);
        let (line, column) = position(&self.program.functions[caller as usize], pc);
        InlinedCall { callee: self.words.function(inlined.function), line, column }
    }

    /// Activation, function and pc that an instruction belongs to: of the bytecode form of a built-in, those of the call.
    fn outside_of_forms(&self, f: &Function, mut inlined: u32, mut pc: u32) -> (u32, u32, u32) {
        while let Some(call) = inlined.checked_sub(1).map(|n| f.inlined[n as usize]) {
            if !self.is_form(call.function) {
                return (inlined, call.function, pc);
            }
            (inlined, pc) = (call.caller, call.pc);
        }
        (inlined, f.index, pc)
    }

    fn is_form(&self, function: u32) -> bool {
        self.program.functions[function as usize].flags & function_flag::BUILTIN_FORM != 0
    }

    fn findings(&self, f: &Function) -> Vec<Finding> {
        let declines: Declines = f.declines.iter().map(|d| ((d.inlined, d.pc, d.callee), &d.reason)).collect();
        let users = users(f);
        let origins = Origins::new(f);
        let mut findings: Vec<Finding> = Vec::new();
        let mut at: HashMap<Key, usize> = HashMap::new();
        for &b in &f.layout {
            let (loops, cold) = (f.block(b).loop_depth, f.block(b).cold);
            for &inst in &f.block(b).insts {
                let data = f.inst(inst);
                let depth = if cold { 0 } else { loops + self.heat.depth(f.index) };
                let Some((kind, reason)) = self.classify(f, inst, &declines, &users, &origins) else { continue };
                // What hardly ever runs costs nothing; but no call is declined without a word.
                if cold && kind != FindingKind::Call {
                    continue;
                }
                let (inlined, function, pc) = self.outside_of_forms(f, data.inlined, data.pc);
                let (line, column) = position(&self.program.functions[function as usize], pc);
                let key = Key { kind, op: data.op, function, line, column, reason };
                if let Some(n) = at.get(&key) {
                    findings[*n].count += 1;
                    findings[*n].depth = findings[*n].depth.max(depth);
                    findings[*n].loops = findings[*n].loops.max(loops);
                    continue;
                }
                findings.push(Finding {
                    kind,
                    op: data.op.name(),
                    what: self.words.operand(data, &self.program.functions[f.function_of(data) as usize]),
                    reason: key.reason.clone(),
                    line,
                    column,
                    function: (inlined != 0).then(|| self.words.function(function)),
                    depth,
                    loops,
                    runs: self.runs(f, data.inlined, data.pc).map(|runs| match declines.get(&declined(data)) {
                        Some(Decline::RareCallee(share)) => (runs as u128 * u128::from(*share) / 1000) as u64,
                        _ => runs,
                    }),
                    count: 1,
                });
                at.insert(key, findings.len() - 1);
            }
        }
        findings.sort_by_key(|f| {
            let heat = f.runs.unwrap_or(u64::from(f.depth));
            (std::cmp::Reverse(heat), f.kind > FindingKind::Call, f.line, f.column, f.kind)
        });
        findings
    }

    /// How often code of an activation ran at most: what is inlined, as often as its loop, or else as the call and the callee.
    fn runs(&self, f: &Function, inlined: u32, pc: u32) -> Option<u64> {
        match inlined {
            0 => self.heat.runs(f.index, pc),
            n => {
                let call = f.inlined[n as usize - 1];
                match self.heat.is_in_loop(call.function, pc) {
                    true => self.heat.runs(call.function, pc),
                    // Nothing was recorded of forms; callbacks have counts of their own.
                    false if self.is_form(call.function) => None,
                    false if call.caller != 0 && self.is_form(f.inlined[call.caller as usize - 1].function) => {
                        self.heat.calls(call.function)
                    }
                    false => {
                        let callee = self.heat.calls(call.function).unwrap_or(u64::MAX);
                        self.runs(f, call.caller, call.pc).map(|n| n.min(callee))
                    }
                }
            }
        }
    }

    /// What an instruction costs, if it costs anything that could be saved, and why it is there.
    fn classify(
        &self,
        f: &Function,
        inst: Inst,
        declines: &Declines,
        users: &HashMap<Value, Vec<(Op, u32, u32)>>,
        origins: &Origins,
    ) -> Option<(FindingKind, String)> {
        let data = f.inst(inst);
        let effects = data.op.effects();
        let callee = callee(data);
        let declined = declines.get(&declined(data)).copied();
        let classes = || match declined {
            Some(Decline::UnknownReceiver(_)) => self.words.classes(f, origins.of(*data.args.first()?)?),
            _ => None,
        };
        let why = || match (declined, f.form) {
            (Some(reason), _) => classes().unwrap_or_else(|| self.words.decline(reason)),
            (None, form) if form.speculates() => "there is no special code for it".to_string(),
            (None, _) => "the function has only generic code".to_string(),
        };
        match data.op {
            Op::Call if declined == Some(&Decline::OtherCallee) => Some((FindingKind::Check, why())),
            Op::CallKnown | Op::Call | Op::Construct | Op::CallArray | Op::ConstructArray => {
                let callee = callee.map_or(String::new(), |f| self.words.function_at(f) + ": ");
                Some((FindingKind::Call, callee + &why()))
            }
            Op::BoxI32 | Op::BoxF64 | Op::BoxBool => {
                // What is returned as a double is not boxed for it.
                let signature = self.native.functions[f.index as usize].signature.as_ref();
                let typed = f.form == Form::Speculative && signature.is_some_and(|s| s.result != ResultForm::Boxed);
                let mut users = users.get(&data.result?)?.clone();
                users.retain(|(op, ..)| !(typed && *op == Op::ReturnValue));
                (!users.is_empty()).then(|| (FindingKind::Boxing, self.words.users(f, &users)))
            }
            // Primitives become objects; of objects, nothing is made.
            Op::ThisSloppy => None,
            Op::GetGlobal | Op::SetGlobal => {
                Some((FindingKind::Generic, "in the global object, through its cache".into()))
            }
            _ if effects.runs_js => Some((FindingKind::Generic, why())),
            _ if effects.allocates && !effects.exits || data.op == Op::NewInstance => {
                Some((FindingKind::Allocation, "allocates".into()))
            }
            op if is_guard(op) => {
                let origin = origins.of(data.args[0]);
                let constant = origin.is_some_and(|i| origins.depth(i) < origins.depth(inst));
                let before = origins.tested_before(inst);
                Some((FindingKind::Guard, self.words.guard(f, data, origin, constant, before)))
            }
            _ if effects.exits && !effects.ends => Some((FindingKind::Check, "checked".into())),
            _ => None,
        }
    }
}

/// Of `call_known`.
fn callee(data: &InstData) -> Option<u32> {
    (data.op == Op::CallKnown).then(|| data.immediates[0] as u32)
}

/// Where it was noted why an instruction is as it is.
fn declined(data: &InstData) -> (u32, u32, Option<u32>) {
    (data.inlined, data.pc, callee(data))
}

/// Who uses a value, other than frame states: op, activation and pc.
fn users(f: &Function) -> HashMap<Value, Vec<(Op, u32, u32)>> {
    let mut users: HashMap<Value, Vec<(Op, u32, u32)>> = HashMap::new();
    for data in f.layout.iter().flat_map(|b| &f.block(*b).insts).map(|i| f.inst(*i)) {
        let edges = data.targets.iter().chain(&data.handler).flat_map(|e| &e.args);
        for v in data.args.iter().chain(edges) {
            users.entry(*v).or_default().push((data.op, data.inlined, data.pc));
        }
    }
    users
}

/// Line and column of an instruction; what comes before the first position belongs to where the function begins.
fn position(data: &FunctionData, pc: u32) -> (u32, u32) {
    match data.positions.partition_point(|p| p.pc <= pc) {
        0 => (data.line, data.column),
        n => (data.positions[n - 1].line, data.positions[n - 1].column),
    }
}

/// The text of a string constant.
fn text(program: &ProgramData, constant: u32) -> String {
    match program.constants.get(constant as usize) {
        Some(ConstantData::String { units, .. }) => String::from_utf16_lossy(units),
        _ => String::new(),
    }
}

impl Report {
    /// How many functions have each form.
    pub fn forms(&self) -> [(FormName, usize); 3] {
        [FormName::Speculative, FormName::Generic, FormName::Bytecode]
            .map(|form| (form, self.functions.iter().filter(|f| f.form == form).count()))
    }
}

impl FunctionReport {
    /// Callees that were inlined, with how often, in the order of the first call.
    pub fn inlined_names(&self) -> Vec<(&str, u32)> {
        let mut counts: BTreeMap<&str, (usize, u32)> = BTreeMap::new();
        for (n, call) in self.inlined.iter().enumerate() {
            counts.entry(&call.callee).or_insert((n, 0)).1 += 1;
        }
        let mut names: Vec<(&str, (usize, u32))> = counts.into_iter().collect();
        names.sort_by_key(|(_, (n, _))| *n);
        names.into_iter().map(|(name, (_, count))| (name, count)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::Options;
    use crate::driver::timings::Timings;
    use jsc_frontend::Source;

    /// A report to print.
    pub fn report() -> Report {
        let call = |line| InlinedCall { callee: "g".into(), line, column: 5 };
        let check = Finding {
            kind: FindingKind::Check,
            op: "array_get",
            what: String::new(),
            reason: "checked".into(),
            line: 3,
            column: 9,
            function: None,
            depth: 2,
            loops: 1,
            runs: None,
            count: 1,
        };
        let generic = Finding {
            kind: FindingKind::Generic,
            op: "get_by_name",
            what: ".\"x\"".into(),
            reason: "objects of 2 predicted shapes".into(),
            column: 5,
            function: Some("g".into()),
            count: 2,
            ..check.clone()
        };
        let f = FunctionReport {
            name: "f".into(),
            line: 1,
            column: 10,
            form: FormName::Speculative,
            reason: None,
            depth: 1,
            calls: None,
            inlined: vec![call(3), call(4)],
            findings: vec![generic, check],
        };
        let top = FunctionReport {
            name: "(top level)".into(),
            column: 1,
            form: FormName::Bytecode,
            reason: Some("runs once"),
            depth: 0,
            inlined: Vec::new(),
            findings: Vec::new(),
            ..f.clone()
        };
        Report { source: "app.js".into(), profile: false, notes: Vec::new(), functions: vec![f, top] }
    }

    fn explained(text: &str) -> Report {
        let source = Source { name: "app.js".into(), text: text.into() };
        let options = Options { jobs: 1, ..Options::default() };
        let mut timings = Timings::default();
        let program = crate::driver::front_end_for(&source, &options, &mut timings).unwrap();
        let native = Native::build(&program, &options, &mut timings, &|_, _, _| {}).unwrap();
        explain(&program, &native, None)
    }

    fn find<'a>(report: &'a Report, function: &str) -> &'a FunctionReport {
        report.functions.iter().find(|f| f.name == function).unwrap()
    }

    #[test]
    fn reasons_are_found_for_what_stays_generic() {
        let big = "  x = x * 3 + 1;\n".repeat(200);
        let report = explained(&format!(
            "function big(x) {{\n{big}  return x;\n}}\n\
             function rest(...list) {{ return list.length; }}\n\
             function* numbers() {{ yield 1; }}\n\
             function fact(n) {{ return n < 2 ? 1 : n * fact(n - 1); }}\n\
             function hot(o, n) {{\n\
               let s = 0;\n\
               for (let i = 0; i < n; i++) {{\n\
                 s = big(i);\n\
                 s = rest(i);\n\
                 s = o[n];\n\
                 s = fact(i);\n\
               }}\n\
               return s;\n\
             }}\n\
             function several(a) {{ return a[0]; }}\n\
             several([1]); several({{ 0: 1 }});\n\
             for (const n of numbers()) hot(JSON.parse(\"{{}}\"), n);\n"
        ));
        let hot = find(&report, "hot");
        assert_eq!((hot.form, hot.reason), (FormName::Speculative, None));
        let reason = |line: u32| {
            let f = hot.findings.iter().find(|f| f.line == line && f.kind <= FindingKind::Call);
            f.map_or(String::new(), |f| format!("{} {} {}: {}", f.op, f.what, f.loops, f.reason))
        };
        let first = hot.line;
        for (line, parts) in [
            (first + 3, vec!["call_known", "big", " 1: ", "too large to inline"]),
            (first + 4, vec!["call_known", "rest", "create_rest"]),
            (first + 5, vec!["get_by_value", "nothing is predicted of the object"]),
        ] {
            let reason = reason(line);
            assert!(parts.iter().all(|p| reason.contains(p)), "line {line}: {reason:?} has not all of {parts:?}");
        }
        assert_eq!(find(&report, "numbers").reason, Some("nothing is predicted that helps"));
        let several = find(&report, "several").findings.iter().find(|f| f.op == "get_by_value");
        assert_eq!(several.unwrap().reason, "objects of several classes: array, a literal");
        let fact = find(&report, "fact");
        assert!(fact.findings.iter().any(|f| f.reason.contains("recursion")), "{fact:#?}");
        // Called in a loop of what is called in a loop; the other one by itself, too.
        assert_eq!(find(&report, "big").depth, 2);
        assert!(fact.depth > 2);
    }

    #[test]
    fn what_a_typed_call_hands_over_is_not_boxed() {
        let report = explained(
            "function ratio(x, n) {\n  return n === 0 ? 1.5 : x * ratio(x, n - 1);\n}\n\
             console.log(ratio(0.5, 3), ratio(2.5, 4));\n",
        );
        let ratio = find(&report, "ratio");
        assert!(ratio.findings.iter().any(|f| f.op == "call_known"), "{ratio:#?}");
        assert!(ratio.findings.iter().all(|f| f.kind != FindingKind::Boxing), "{ratio:#?}");
    }

    #[test]
    fn each_function_says_why_it_has_no_better_form() {
        let report = explained("function never(x) { return x + 1; }\nif (process.argv.length > 99) never();\n");
        assert_eq!(find(&report, "(top level)").reason, Some("runs once"));
        for f in &report.functions {
            assert_eq!(f.form == FormName::Speculative, f.reason.is_none(), "{f:?}");
        }
    }
}
