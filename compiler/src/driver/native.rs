//! Bytecode to native code: SIR for each function that gets it, code generation units of a bounded size, LLVM on several
//! threads. What is compiled, and in which unit, depends on the program and the options only, so builds are deterministic.

use super::policy::{self, Decline, Unspeculated};
use super::timings::Timings;
use super::{Error, Options, Progress, cpu, parallel};
use crate::facts;
use crate::facts::bindings::top_functions;
use crate::facts::heat::Heat;
use crate::facts::prediction::Predictions;
use crate::llvm::debug::{FunctionLines, Lines};
use crate::llvm::{self, FunctionInfo, OptLevel, Output, Program, TargetOptions};
use crate::passes::{self, PASSES, PassContext, Watch};
use crate::sir::speculate::signature::Signature;
use crate::sir::speculate::{Speculation, is_inlinable};
use crate::sir::{self, Form, InstData, Op};
use jsc_abi::bytecode::Liveness;
use jsc_abi::image::writer::{ConstantData, FunctionData, ProgramData};
use jsc_abi::layout::function_flag;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// SIR instructions in one code generation unit, about: large enough that callees are found beside their callers, small
/// enough to keep several threads busy.
const UNIT_SIZE: usize = 3_000;

/// One form of one function.
pub struct NativeForm {
    pub sir: sir::Function,
    /// What it is compiled with.
    pub level: OptLevel,
}

/// A code generation unit: a range of the forms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    pub forms: Range<usize>,
    pub level: OptLevel,
}

/// The native side of a program before code generation.
pub struct Native {
    /// Those of one unit stand together.
    pub forms: Vec<NativeForm>,
    pub units: Vec<Unit>,
    /// By function.
    pub functions: Vec<FunctionInfo>,
    pub declines: Vec<Option<Decline>>,
    /// By function: of those with native code, why there is no speculative form.
    pub unspeculated: Vec<Option<Unspeculated>>,
    pub top_functions: HashMap<u32, u32>,
    pub predictions: Predictions,
    /// With `-g`.
    pub lines: Option<Arc<Lines>>,
    /// SIR between passes, where `Options::watch` asks for it.
    pub watched: Vec<String>,
}

/// What became of one function.
struct Built {
    /// Empty if declined.
    forms: Vec<sir::Function>,
    decline: Option<Decline>,
    unspeculated: Option<Unspeculated>,
    /// Of the speculative form.
    signature: Option<Signature>,
    build_time: Duration,
    pass_time: Duration,
    changes: passes::Changes,
    watched: Vec<String>,
}

impl Native {
    /// Decides, builds SIR and runs its passes.
    pub fn build(
        program: &ProgramData,
        options: &Options,
        timings: &mut Timings,
        progress: Progress,
    ) -> Result<Native, Error> {
        let start = Instant::now();
        let total = program.functions.len();
        let mut heat = Heat::new(program, options.profile.as_deref());
        let built = parallel::map(
            options.jobs,
            &program.functions,
            |index, data| build_function(program, index as u32, data, &heat, options),
            |done| progress("analysing functions", done, total),
        );
        let mut native = Native {
            forms: Vec::new(),
            units: Vec::new(),
            functions: Vec::new(),
            declines: Vec::new(),
            unspeculated: Vec::new(),
            top_functions: top_functions(program),
            predictions: Predictions::default(),
            lines: options.target.debug.then(|| Arc::new(lines(program))),
            watched: Vec::new(),
        };
        let mut built = built;
        if options.speculate {
            native.predictions = speculate(program, &mut built, &mut heat, options, timings, progress);
        }
        let mut feedback_base = 0;
        let (mut build_time, mut pass_time) = (Duration::ZERO, Duration::ZERO);
        let mut changes = passes::Changes::default();
        for (index, (built, data)) in built.into_iter().zip(&program.functions).enumerate() {
            build_time += built.build_time;
            pass_time += built.pass_time;
            changes.add(&built.changes);
            let has_form = |form: Form| built.forms.iter().any(|f| f.form == form);
            let mut info = FunctionInfo {
                symbol: symbol(program, data, index),
                native: false,
                speculative: has_form(Form::Speculative),
                resumes_speculatively: has_form(Form::SpeculativeResume),
                direct: false,
                signature: None,
                parameter_count: data.parameter_count,
                flags: data.flags,
                feedback_base,
                hot: policy::inlines_as_hot(options.target.level, heat.warmth_of(index as u32)),
            };
            feedback_base += data.feedback_count;
            native.declines.push(built.decline);
            native.unspeculated.push(built.unspeculated.filter(|_| built.decline.is_none()));
            info.native = built.decline.is_none();
            info.direct = built.forms.iter().any(|f| !f.form.is_resumed())
                && built.forms.iter().filter(|f| !f.form.is_resumed()).all(llvm::function::can_be_direct);
            info.signature = built.signature;
            debug_assert!(info.signature.is_none() || info.direct && info.speculative);
            let level = options.target.level;
            native.forms.extend(built.forms.into_iter().map(|sir| NativeForm { sir, level }));
            native.watched.extend(built.watched);
            native.functions.push(info);
        }
        let size: usize = native.forms.iter().map(|f| instruction_count(&f.sir)).sum();
        timings.add("SIR and passes", start.elapsed(), format!("{size} instructions in {} forms", native.forms.len()));
        timings.add("  SIR (all threads)", build_time, "");
        let changed: Vec<String> = PASSES.iter().zip(changes.0).map(|(p, n)| format!("{} {n}", p.name)).collect();
        timings.add("  passes (all threads)", pass_time, format!("forms changed: {}", changed.join(", ")));
        native.lower_levels(program, &heat, size, timings);
        native.partition();
        native.note_declines(program, timings);
        Ok(native)
    }

    /// Large programs: less optimisation for the coldest code. Forms of one level stand together.
    fn lower_levels(&mut self, program: &ProgramData, heat: &Heat, size: usize, timings: &mut Timings) {
        let mut lowered = 0;
        for form in &mut self.forms {
            let has_loop = policy::has_loop(&program.functions[form.sir.index as usize]);
            let is_fallback = self.functions[form.sir.index as usize].is_fallback(form.sir.form);
            let level = policy::level(form.level, size, has_loop, is_fallback, heat.warmth_of(form.sir.index));
            lowered += (level != form.level) as usize;
            form.level = level;
        }
        if lowered > 0 {
            let what = match size {
                _ if size <= policy::LARGE_PROGRAM => "what speculative code falls back to",
                _ if heat.has_counts() => "what the profile counted seldom, or not and has no loops, and fallbacks",
                _ if size > policy::HUGE_PROGRAM => "all code",
                _ => "functions without loops, and what speculative code falls back to",
            };
            timings.note(format!(
                "{lowered} of {} forms compiled with -O1: {what}, as the program has {size} SIR instructions",
                self.forms.len()
            ));
            self.forms.sort_by_key(|f| f.level == OptLevel::O1);
        }
    }

    /// Whether a form is only entered at loop headers, once the function has been left there.
    fn is_reentered(&self, f: &sir::Function) -> bool {
        f.form == Form::SpeculativeResume && self.functions[f.index as usize].speculative
    }

    /// Cuts the forms into units of about equal size. What is only entered behind exits does not come between other functions and their
    /// callees.
    fn partition(&mut self) {
        let mut forms = std::mem::take(&mut self.forms);
        forms.sort_by_key(|f| (f.level == OptLevel::O1, self.is_reentered(&f.sir)));
        self.forms = forms;
        let mut start = 0;
        while start < self.forms.len() {
            let kind = |f: &NativeForm| (f.level, self.is_reentered(&f.sir));
            let (level, reentered) = kind(&self.forms[start]);
            let end = start + self.forms[start..].iter().take_while(|f| kind(f) == (level, reentered)).count();
            let sizes: Vec<usize> = self.forms[start..end].iter().map(|f| instruction_count(&f.sir)).collect();
            self.units.extend(
                cut(&sizes, UNIT_SIZE).into_iter().map(|r| Unit { forms: start + r.start..start + r.end, level }),
            );
            start = end;
        }
    }

    /// Makes one unit of all, for output that is one file.
    pub fn join_units(&mut self, level: OptLevel) {
        self.units = vec![Unit { forms: 0..self.forms.len(), level }];
    }

    /// By function: those whose code stands in place of calls in its forms, each once, ascending.
    pub fn inlined_callees(&self) -> Vec<Vec<u32>> {
        let mut callees = vec![Vec::new(); self.functions.len()];
        for form in &self.forms {
            callees[form.sir.index as usize].extend(form.sir.inlined.iter().map(|i| i.function));
        }
        for list in &mut callees {
            list.sort_unstable();
            list.dedup();
        }
        callees
    }

    fn note_declines(&self, program: &ProgramData, timings: &mut Timings) {
        let native = self.functions.iter().filter(|f| f.native).count();
        timings.note(format!("functions: {native} native, {} bytecode only", self.functions.len() - native));
        for reason in Decline::ALL {
            note_functions(program, timings, reason.name(), self.declines.iter().map(|d| *d == Some(reason)));
        }
        let speculative = self.functions.iter().filter(|f| f.speculates()).count();
        let forms = self.forms.iter().map(|f| &f.sir).filter(|f| !self.is_reentered(f));
        let inlined = forms.map(|f| f.inlined.len()).sum::<usize>();
        timings.note(format!(
            "native functions: {speculative} speculative with {inlined} calls inlined, {} generic only",
            native - speculative
        ));
        let reentered = self.functions.iter().map(|f| f.speculative && f.resumes_speculatively);
        note_functions(program, timings, "entered speculatively at loop headers, too", reentered);
        let typed = self.functions.iter().map(|f| f.signature.is_some());
        note_functions(program, timings, "with a typed entry", typed);
        let hot = self.functions.iter().map(|f| f.native && f.hot);
        note_functions(program, timings, "hot in the profile", hot);
        for reason in Unspeculated::ALL {
            note_functions(program, timings, reason.name(), self.unspeculated.iter().map(|d| *d == Some(reason)));
        }
    }

    /// Runs LLVM on each unit.
    pub fn generate(
        &self,
        options: &Options,
        output: Output,
        timings: &mut Timings,
        progress: Progress,
    ) -> Result<Vec<Vec<u8>>, Error> {
        // Checked before the work, so that the message comes once.
        options.target.cpu.as_deref().map_or(Ok(()), cpu::check)?;
        llvm::target::machine(&options.target)?;
        let start = Instant::now();
        let size = self.forms.iter().map(|f| instruction_count(&f.sir)).sum();
        let program = Program {
            functions: self.functions.clone(),
            top_functions: &self.top_functions,
            stress_guards: options.stress_guards,
            lines: self.lines.clone(),
            inline_everywhere: policy::inline_everywhere(options.target.level, size),
            inline_in_fallbacks: policy::inline_in_fallbacks(options.target.level, size),
        };
        let total = self.units.len();
        progress("compiling units", 0, total);
        let results = parallel::map(
            options.jobs,
            &self.units,
            |i, unit| {
                let start = Instant::now();
                let target = TargetOptions { level: unit.level, ..options.target.clone() };
                let forms: Vec<sir::Function> = self.forms[unit.forms.clone()].iter().map(|f| f.sir.clone()).collect();
                (llvm::compile_unit(&format!("unit{i}"), &forms, &program, &target, output), start.elapsed())
            },
            |done| progress("compiling units", done, total),
        );
        timings.add("LLVM", start.elapsed(), format!("{total} units, {} threads", options.jobs.min(total)));
        let mut outputs = Vec::new();
        for (i, (unit, (result, time))) in self.units.iter().zip(results).enumerate() {
            let bytes = result.map_err(Error::Other)?;
            let size: usize = self.forms[unit.forms.clone()].iter().map(|f| instruction_count(&f.sir)).sum();
            let what = format!(
                "{} forms, {size} SIR instructions, -{:?}, {} bytes",
                unit.forms.len(),
                unit.level,
                bytes.len()
            );
            timings.add(format!("  unit {i}"), time, what);
            outputs.push(bytes);
        }
        Ok(outputs)
    }
}

fn build_function(program: &ProgramData, index: u32, data: &FunctionData, heat: &Heat, options: &Options) -> Built {
    let mut built = Built {
        forms: Vec::new(),
        decline: policy::decline(data, options.native),
        unspeculated: (!options.speculate).then_some(Unspeculated::NotAsked),
        signature: None,
        build_time: Duration::ZERO,
        pass_time: Duration::ZERO,
        changes: passes::Changes::default(),
        watched: Vec::new(),
    };
    // Of built-ins' forms there are only the loops that exits go on in, if calls are replaced by any.
    if built.decline.is_some() || options.speculate && data.flags & function_flag::BUILTIN_FORM != 0 {
        return built;
    }
    let wanted: &[Form] = match data.flags & function_flag::GENERATOR != 0 {
        true => &[Form::Generic, Form::Resume],
        false => &[Form::Generic],
    };
    for form in wanted {
        if !built.add_form(program, index, *form, false, heat, None, options) {
            built.forms.clear();
            built.decline = Some(Decline::TooLarge);
            return built;
        }
    }
    built
}

impl Built {
    /// Builds a form and runs its passes. False if it is too large.
    fn add_form(
        &mut self,
        program: &ProgramData,
        index: u32,
        form: Form,
        loops: bool,
        heat: &Heat,
        speculation: Option<&Speculation>,
        options: &Options,
    ) -> bool {
        let data = &program.functions[index as usize];
        let context = PassContext { constants: &program.constants };
        let start = Instant::now();
        let name = display_name(program, data);
        let mut function = sir::builder::build(&name, index, data, form, loops, Some(heat), speculation);
        self.build_time += start.elapsed();
        if instruction_count(&function) > policy::MAX_SIR_INSTRUCTIONS {
            return false;
        }
        let start = Instant::now();
        let mut show = |text: &str| self.watched.push(text.to_string());
        let watch = Watch { selection: &options.watch, show: &mut show };
        self.changes.add(&passes::run(&mut function, &context, Some(watch)));
        self.pass_time += start.elapsed();
        self.forms.push(function);
        true
    }
}

/// Adds speculative forms where predictions say anything, and what they fall back to: the generic form, which is there, and one that
/// can be entered at loop headers.
fn speculate(
    program: &ProgramData,
    built: &mut Vec<Built>,
    heat: &mut Heat,
    options: &Options,
    timings: &mut Timings,
    progress: Progress,
) -> Predictions {
    let start = Instant::now();
    let predictions = facts::predict(program, options.profile.as_deref());
    timings.add("facts", start.elapsed(), predictions.notes.join("; "));
    let start = Instant::now();
    let inlinable: Vec<Option<Liveness>> = program
        .functions
        .iter()
        .zip(&*built)
        .zip(0..)
        .map(|((data, b), n)| {
            (b.decline.is_none() && is_inlinable(data, heat.warmth_of(n))).then(|| Liveness::compute(data))
        })
        .collect();
    let inlining = policy::inline_limits(program.functions.iter().map(|f| f.code.len()).sum());
    let signatures: Vec<Option<Signature>> = program
        .functions
        .iter()
        .zip(&*built)
        .enumerate()
        .map(|(n, (data, b))| Signature::of(data, predictions.functions.get(n)).filter(|_| b.decline.is_none()))
        .collect();
    let speculation = Speculation {
        program,
        predictions: &predictions,
        own: None,
        inlinable: &inlinable,
        signatures: &signatures,
        inlining,
    };
    heat.follow_calls(program, &predictions);
    let heat = &*heat;
    let total = built.len();
    let taken: Vec<Mutex<Option<Built>>> = std::mem::take(built).into_iter().map(|b| Mutex::new(Some(b))).collect();
    *built = parallel::map(
        options.jobs,
        &taken,
        |index, cell| {
            let mut built = cell.lock().expect("no thread panicked").take().expect("each is taken once");
            let data = &program.functions[index];
            let index = index as u32;
            if built.decline.is_some() || data.flags & function_flag::BUILTIN_FORM != 0 {
                return built;
            }
            built.unspeculated = policy::declines_speculation(predictions.functions.get(index as usize));
            if built.unspeculated.is_some() {
                return built;
            }
            // What a generator does is in the form that it goes on in.
            let generator = data.flags & function_flag::GENERATOR != 0;
            let (form, fallback) = match generator {
                true => (Form::SpeculativeResume, Form::Resume),
                false => (Form::Speculative, Form::Generic),
            };
            if !built.add_form(program, index, form, false, heat, Some(&speculation), options) {
                built.unspeculated = Some(Unspeculated::TooLarge);
            } else {
                let form = built.forms.last().expect("just added");
                let mut insts = form.layout.iter().flat_map(|b| &form.block(*b).insts).map(|i| form.inst(*i));
                let plain = |d: &InstData| d.state.is_none() && d.op != Op::CallKnown && !d.op.is_typed_parameter();
                if insts.all(plain) && form.inlined.is_empty() {
                    built.unspeculated = Some(Unspeculated::NothingHelps);
                    // Why each operation is generic holds of the other form, too.
                    if let Some(speculative) = built.forms.pop()
                        && let Some(generic) = built.forms.iter_mut().find(|f| f.form == fallback)
                    {
                        generic.declines = speculative.declines;
                    }
                } else {
                    // (Those of generators hand over nothing.)
                    built.signature = signatures[index as usize].clone();
                    if policy::has_loop(data) {
                        built.forms.retain(|f| f.form != Form::Resume);
                        let reenters = !generator && policy::reenters(data, heat.depth(index));
                        let has_generic = built.add_form(program, index, Form::Resume, true, heat, None, options);
                        if has_generic && reenters {
                            let own = facts::widen::widened(&predictions.functions[index as usize], data);
                            let speculation = Speculation { own: Some(&own), ..speculation };
                            built.add_form(
                                program,
                                index,
                                Form::SpeculativeResume,
                                true,
                                heat,
                                Some(&speculation),
                                options,
                            );
                        }
                    }
                }
            }
            built
        },
        |done| progress("speculating", done, total),
    );
    // Loops of built-ins that were left by an exit.
    let used: BTreeSet<u32> =
        built.iter().flat_map(|b| &b.forms).flat_map(|f| &f.inlined).map(|i| i.function).collect();
    for (index, (built, data)) in built.iter_mut().zip(&program.functions).enumerate() {
        if data.flags & function_flag::BUILTIN_FORM == 0 || built.decline.is_some() {
            continue;
        }
        built.unspeculated = Some(Unspeculated::BuiltinForm);
        if !used.contains(&(index as u32)) {
            built.decline = Some(Decline::NotInlined);
        } else if built.add_form(program, index as u32, Form::Resume, true, heat, None, options) {
            // Few programs ever go on in these: no fast paths in line.
            built.forms[0].blocks.iter_mut().for_each(|b| b.cold = true);
        } else {
            built.decline = Some(Decline::TooLarge);
        }
    }
    let count = built.iter().filter(|b| b.forms.iter().any(|f| f.form.speculates())).count();
    timings.add("speculative forms", start.elapsed(), format!("{count} of {total} functions"));
    predictions
}

/// Notes how many functions there is this reason for, and the first of them.
fn note_functions(program: &ProgramData, timings: &mut Timings, reason: &str, of: impl Iterator<Item = bool>) {
    let all = program.functions.iter().zip(of).filter(|(_, is)| *is);
    let names: Vec<String> = all.map(|(data, _)| place(program, data)).collect();
    if !names.is_empty() {
        let more = names.len().saturating_sub(5);
        let shown = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        timings.note(format!("  {reason}: {shown}{more}"));
    }
}

/// Instructions that are in a block.
pub fn instruction_count(f: &sir::Function) -> usize {
    f.layout.iter().map(|b| f.block(*b).insts.len()).sum()
}

/// Cuts a list of sizes into ranges of about equal sums, each about `limit` at most.
fn cut(sizes: &[usize], limit: usize) -> Vec<Range<usize>> {
    let total: usize = sizes.iter().sum();
    let count = total.div_ceil(limit).max(1);
    let mut ranges = Vec::new();
    let (mut start, mut sum) = (0, 0);
    for (i, size) in sizes.iter().enumerate() {
        sum += size;
        if sum * count >= total * (ranges.len() + 1) || i + 1 == sizes.len() {
            ranges.push(start..i + 1);
            start = i + 1;
        }
    }
    ranges
}

/// The text of a string constant.
fn text(program: &ProgramData, constant: u32) -> String {
    match program.constants.get(constant as usize) {
        Some(ConstantData::String { units, .. }) => String::from_utf16_lossy(units),
        _ => String::new(),
    }
}

/// The function's name for people: top-level code and functions without a name have one too.
pub fn display_name(program: &ProgramData, data: &FunctionData) -> String {
    let name = text(program, data.name);
    match name.is_empty() {
        false => name,
        true if data.flags & function_flag::TOP_LEVEL != 0 => "(top level)".into(),
        true => "(anonymous)".into(),
    }
}

/// Name and place of a function.
pub fn place(program: &ProgramData, data: &FunctionData) -> String {
    if data.flags & function_flag::BUILTIN_FORM != 0 {
        return format!("{} (built-in)", display_name(program, data));
    }
    format!("{} ({}:{}:{})", display_name(program, data), text(program, program.source_name), data.line, data.column)
}

/// What debuggers are told of the source. Relative paths are relative to the present directory.
fn lines(program: &ProgramData) -> Lines {
    let functions = program.functions.iter().map(|f| FunctionLines {
        name: display_name(program, f),
        line: f.line,
        column: f.column,
        positions: f.positions.clone(),
    });
    let directory = std::env::current_dir().unwrap_or_default().to_string_lossy().into_owned();
    Lines { file: text(program, program.source_name), directory, functions: functions.collect() }
}

/// A unique name that every assembler takes.
fn symbol(program: &ProgramData, data: &FunctionData, index: usize) -> String {
    let name: String = match data.flags & function_flag::TOP_LEVEL != 0 {
        true => "main".into(),
        false => text(program, data.name)
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$'))
            .take(60)
            .collect(),
    };
    format!("{}.{index}", if name.is_empty() { "anonymous" } else { &name })
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn units_cover_all_and_are_of_like_size() {
        assert_eq!(cut(&[], 10), vec![]);
        assert_eq!(cut(&[3], 10), vec![0..1]);
        assert_eq!(cut(&[5, 5, 5, 5], 10), vec![0..2, 2..4]);
        let sizes: Vec<usize> = (0..1000).map(|i| i * 7 % 91).collect();
        let ranges = cut(&sizes, 2000);
        assert_eq!(ranges.iter().map(|r| r.len()).sum::<usize>(), 1000);
        assert!(ranges.iter().all(|r| sizes[r.clone()].iter().sum::<usize>() <= 2200));
    }
}
