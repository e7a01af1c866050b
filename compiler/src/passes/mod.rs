//! Passes over SIR: the pipeline, and what runs it.
//!
//! A pass is a function that changes a function and says whether it did. Between passes every function is valid
//! (`sir/verify.rs`); debug builds check that. A pass asks what an instruction may do (`effects`), not which op it is.

mod bounds;
pub mod dce;
pub mod edit;
pub mod effects;
pub mod fold;
pub mod gvn;
pub mod hoist;
pub mod infer;
pub mod params;
pub mod prune;
mod range_guards;
pub mod ranges;
pub mod represent;
pub mod scalars;
pub mod simplify;
#[cfg(test)]
mod tests;
pub mod truncate;

use crate::sir::Function;
use crate::sir::verify::verify;
use jsc_abi::image::writer::ConstantData;

/// One step of the pipeline.
pub struct Pass {
    pub name: &'static str,
    /// For `--help`.
    pub about: &'static str,
    /// Whether something changed.
    pub run: fn(&mut Function, &PassContext) -> bool,
}

const PRUNE: Pass = Pass { name: "prune", about: "remove needless blocks and block parameters", run: prune::run };
const INFER: Pass = Pass { name: "infer", about: "find which kinds each value may have", run: infer::run };
const SIMPLIFY: Pass = Pass { name: "simplify", about: "fold constants, remove what does nothing", run: simplify::run };
const DCE: Pass = Pass { name: "dce", about: "remove what nobody needs", run: dce::run };
const UNGUARD: Pass = Pass { name: "unguard", about: "remove guards that nobody profits from", run: dce::unguard };
const REPRESENT: Pass =
    Pass { name: "represent", about: "hold numbers and booleans unboxed where they are known", run: represent::run };

const GVN: Pass = Pass { name: "gvn", about: "compute, load and guard once", run: gvn::run };
const PARAMS: Pass =
    Pass { name: "params", about: "remove parameters that are one value but for guards", run: params::run };
const HOIST: Pass = Pass { name: "hoist", about: "move guards and loads out of loops", run: hoist::run };
const SCALARS: Pass =
    Pass { name: "scalars", about: "keep objects that stay inside as plain values", run: scalars::run };
const RANGES: Pass =
    Pass { name: "ranges", about: "drop overflow and bounds checks that cannot fail", run: ranges::run };
const TRUNCATE: Pass =
    Pass { name: "truncate", about: "let sums wrap where only their low bits count", run: truncate::run };

/// THE pipeline, in order.
pub const PASSES: &[Pass] = &[
    // The builder makes a parameter for every live register at every join; nearly all are one value. First, since all else
    // costs time by the number of parameters, and kinds are found through them.
    PRUNE,
    // Before anything relies on guards. The builder guards all that is predicted.
    UNGUARD,  // What the bytecode itself tells. Optimistic over loops, so it sees the whole function at once.
    INFER,    // With kinds: known tests and branches, operators that cannot throw lose their handlers.
    SIMPLIFY, // Folded branches leave blocks that are joined and parameters that are now one value.
    PRUNE,    // Guards are all that is between some parameters and the value that they are.
    PARAMS,
    // With values known by one name, and before loops are looked at: what was loaded in front of one is not loaded in it.
    GVN, // Folded operators, and what was found elsewhere, leave inputs.
    DCE,
    // Values take the place of what is kept in objects; then it is known what does not change in a loop.
    SCALARS, HOIST, // What leaves two loops in a row is twice in front of them.
    GVN,
    // Fewer ways lead to fewer kinds: representation is chosen only once, so it shall know all there is.
    INFER, SIMPLIFY, REPRESENT,
    // Boxes of unboxed values and unboxed boxes meet where converted code touches code that is not.
    SIMPLIFY, // Wrapped sums leave the exact ones, and boxes that nobody uses.
    DCE,      // With unused boxes gone, what looks at a sum is known.
    TRUNCATE, // With all int32s unboxed. What goes by the range of a checked sum relies on the check: from here on all of them stay.
    RANGES,   // (The last that knows what is predicted, and where loops may be left.) Comparisons that go one way only.
    SIMPLIFY, DCE,
    // Operators that lost their handlers leave straight code. Last: nothing behind needs to split it again.
    PRUNE,
];

/// What passes may know of the rest of the program.
#[derive(Clone, Copy, Default)]
pub struct PassContext<'a> {
    /// What `const_program` names; may be empty.
    pub constants: &'a [ConstantData],
}

/// Whether a function is shown before or after a pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    Before,
    After,
}

/// Which passes are to be watched: the argument of `--passes`.
///
/// `represent` and `after:represent` show the function after the pass, `before:represent` before it; `all` after each. A name
/// stands for each of its places in the pipeline; several are separated by commas.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    wanted: Vec<(When, Option<&'static str>)>,
}

impl Selection {
    /// # Errors
    /// There is no pass of that name; the message lists those there are.
    pub fn parse(text: &str) -> Result<Selection, String> {
        let mut wanted = Vec::new();
        for item in text.split(',').map(str::trim).filter(|s| !s.is_empty()) {
            let (when, name) = match item.split_once(':') {
                Some(("before", name)) => (When::Before, name),
                Some(("after", name)) => (When::After, name),
                Some(_) => return Err(format!("`{item}`: write `before:` or `after:` and the name of a pass")),
                None => (When::After, item),
            };
            let pass = PASSES.iter().find(|p| p.name == name);
            if pass.is_none() && name != "all" {
                return Err(format!("there is no pass `{name}`; there are {}", names().join(", ")));
            }
            wanted.push((when, pass.map(|p| p.name)));
        }
        Ok(Selection { wanted })
    }

    fn contains(&self, when: When, pass: &Pass) -> bool {
        self.wanted.iter().any(|(w, name)| *w == when && name.is_none_or(|n| n == pass.name))
    }
}

/// Names of the passes, each once.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = PASSES.iter().map(|p| p.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Sees functions between passes.
pub struct Watch<'a> {
    pub selection: &'a Selection,
    /// Gets pieces of SIR text, each headed by a comment that names function, pass and place in the pipeline.
    pub show: &'a mut dyn FnMut(&str),
}

/// How often each step of `PASSES` changed a function, over all functions run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Changes(pub [u64; PASSES.len()]);

impl Changes {
    pub fn add(&mut self, other: &Changes) {
        self.0.iter_mut().zip(other.0).for_each(|(a, b)| *a += b);
    }
}

/// Runs the pipeline on a function.
///
/// # Panics
/// In debug builds, if the function is not valid before or after a pass: a bug of the builder or of the pass. The message names
/// it and holds the text.
pub fn run(f: &mut Function, context: &PassContext, mut watch: Option<Watch>) -> Changes {
    let mut changes = Changes::default();
    check(f, "the builder");
    for (n, pass) in PASSES.iter().enumerate() {
        let mut show = |f: &Function, when: When| {
            if let Some(w) = watch.as_mut().filter(|w| w.selection.contains(when, pass)) {
                let when = if when == When::Before { "before" } else { "after" };
                (w.show)(&format!("; {:?} {when} {} ({} of {})\n{f}", f.name, pass.name, n + 1, PASSES.len()));
            }
        };
        show(f, When::Before);
        changes.0[n] += (pass.run)(f, context) as u64;
        show(f, When::After);
        check(f, pass.name);
    }
    changes
}

fn check(f: &Function, whose: &str) {
    if cfg!(debug_assertions)
        && let Err(violations) = verify(f)
    {
        panic!("{whose} made invalid SIR:\n{violations}{f}");
    }
}
