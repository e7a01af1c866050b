//! Every option of the command line.

use crate::driver::policy::NativeChoice;
use crate::driver::{self, Emit};
use crate::llvm::{OptLevel, TargetOptions};
use crate::passes::Selection;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, ColorChoice, Parser, Subcommand, ValueHint};
use std::path::PathBuf;
use std::sync::Arc;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Ahead-of-time JavaScript compiler: one native executable that runs without its source and without jsc.
#[derive(Parser, Debug)]
#[command(
    name = "jsc",
    version,
    styles = STYLES,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  jsc build app.js -o app && ./app     compile and run
  jsc run app.js one two               run in the interpreter, with arguments
  jsc compare app.js < input.txt       are both modes alike, and how much faster is native code?
  jsc build app.js --emit=sir          look inside

The executable reads JSC_OPTIONS (JSC_OPTIONS=help ./app lists them). `jsc help COMMAND` tells more."
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    /// Say more on standard error
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Only errors on standard error
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Colours in messages
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Compile to a native executable
    Build(BuildArguments),
    /// Run in the bytecode interpreter, without compiling
    Run(RunArguments),
    /// Run in the interpreter, and record what `build --profile` predicts from
    Profile(ProfileArguments),
    /// Run native and interpreted, and compare output, time and memory
    Compare(CompareArguments),
    /// Say why code is slow: what stayed generic, was boxed, was not inlined, and which guards stayed in loops
    Explain(ExplainArguments),
    /// Report early errors, and do nothing else
    Check(CheckArguments),
    /// Show what an executable holds: functions by form, sizes, options used
    Inspect(InspectArguments),
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  jsc completions bash > ~/.local/share/bash-completion/completions/jsc")]
    Completions { shell: clap_complete::Shell },
}

/// What shapes the code.
#[derive(Args, Debug)]
pub struct CodeArguments {
    /// Optimisation: 0, 1, 2, 3 or s (small)
    #[arg(short = 'O', value_name = "LEVEL", default_value = "2", value_parser = parse_level, hide_possible_values = true)]
    pub level: OptLevel,
    /// Keep symbols and write line tables: gdb and perf show JavaScript functions and lines
    #[arg(short = 'g')]
    pub debug: bool,
    /// CPU to compile for: native (this machine) or a name that LLVM knows; without it, any x86-64 since 2009
    #[arg(long, value_name = "CPU")]
    pub target_cpu: Option<String>,
    /// Which functions get native code
    #[arg(long, value_name = "WHICH", default_value = "auto")]
    pub native: NativeChoice,
    /// Generic code only: follow no predictions
    #[arg(long)]
    pub no_speculation: bool,
    /// Predict from what `jsc profile` recorded, too
    #[arg(long, value_name = "PROFILE", value_hint = ValueHint::FilePath)]
    pub profile: Option<PathBuf>,
    /// For tests: guards that fail as `JSC_OPTIONS=guard-stress` says when the program runs
    #[arg(long, hide_short_help = true)]
    pub stress_guards: bool,
    /// Show SIR between passes: names with commas between, each perhaps after `before:`, or `all`
    #[arg(long, value_name = "NAMES", value_parser = Selection::parse)]
    pub passes: Option<Selection>,
    /// Threads [default: one for each processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

impl CodeArguments {
    /// Reads the profile, if there is one. The error is one line.
    pub fn options(&self) -> Result<driver::Options, String> {
        let default = driver::Options::default();
        let profile = match &self.profile {
            Some(path) => Some(Arc::new(driver::source::read_profile(path)?)),
            None => None,
        };
        Ok(driver::Options {
            target: TargetOptions { level: self.level, cpu: self.target_cpu.clone(), debug: self.debug },
            native: self.native,
            speculate: !self.no_speculation,
            profile,
            stress_guards: self.stress_guards,
            watch: self.passes.clone().unwrap_or_default(),
            jobs: self.jobs.map_or(default.jobs, usize::from),
        })
    }
}

fn parse_level(text: &str) -> Result<OptLevel, String> {
    Ok(match text {
        "0" => OptLevel::O0,
        "1" => OptLevel::O1,
        "2" => OptLevel::O2,
        "3" => OptLevel::O3,
        "s" => OptLevel::Os,
        _ => return Err("the levels are 0, 1, 2, 3 and s".into()),
    })
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  jsc build app.js                     writes ./app
  jsc build app.js -o out/app -O3 --target-cpu=native
  jsc build app.js --timings           where the time goes, and which functions stayed bytecode and why
  jsc build app.js --emit=bytecode     what the interpreter runs
  jsc build app.js --emit=llvm -o app.ll
  cat app.js | jsc build - -o app

With --emit, text goes to standard output unless -o names a file. Nothing is written if the source has an error.")]
pub struct BuildArguments {
    /// Source file (`-`: standard input)
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Output file [default: the source's name without its ending]
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub code: CodeArguments,
    /// Write an intermediate form instead of an executable
    #[arg(long, value_name = "FORM")]
    pub emit: Option<Emit>,
    /// Print a table of build times and counts to standard error
    #[arg(long)]
    pub timings: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  jsc run app.js
  jsc run app.js --flag-of-the-program file
  JSC_OPTIONS=stats jsc run app.js     collections, pauses and times on standard error

Everything behind FILE belongs to the program (process.argv). The exit status is the program's.")]
pub struct RunArguments {
    /// Source file (`-`: standard input)
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// The program's arguments
    #[arg(value_name = "ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
    pub args: Vec<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  jsc profile app.js -o app.prof -- 1000 < input.txt
  jsc build app.js --profile app.prof

The profile is text. It may be older than the source: what does not fit is left out. The exit status is the program's.")]
pub struct ProfileArguments {
    /// Source file (`-`: standard input)
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Where the profile goes [default: the source's name with the ending prof]
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// The program's arguments
    #[arg(value_name = "ARGS", last = true)]
    pub args: Vec<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  jsc compare app.js
  jsc compare -O3 app.js -- 1000 --fast
  jsc compare app.js < input.txt       both get the same input

Exit status 0 if standard output, standard error and exit status are the same in both modes, 1 if they differ.")]
pub struct CompareArguments {
    /// Source file (`-` is not possible here: standard input is the program's)
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    #[command(flatten)]
    pub code: CodeArguments,
    /// The program's arguments
    #[arg(value_name = "ARGS", last = true)]
    pub args: Vec<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  jsc explain app.js                   hot functions, and what costs time in their loops
  jsc profile app.js && jsc explain app.js --profile app.prof
  jsc explain app.js --verbose         every function and finding
  jsc explain app.js --json | jq '.functions[] | {name, form, reason}'

This is what `jsc build` with the same options would make of the program; nothing is written.")]
pub struct ExplainArguments {
    /// Source file (`-`: standard input)
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    #[command(flatten)]
    pub code: CodeArguments,
    /// One JSON object instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Example:\n  jsc check src/app.js && echo fine")]
pub struct CheckArguments {
    /// Source file (`-`: standard input)
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  jsc inspect app                      a summary
  jsc inspect --verbose app            and each function")]
pub struct InspectArguments {
    /// An executable that jsc made
    #[arg(value_name = "EXE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}
