//! The census: how often each exit was taken. The counters are in the executable's data; the context lists the sites that
//! were left by. `JSC_OPTIONS=census` prints it when the process ends.

use crate::context::Context;
use crate::handle::ValueExt;
use jsc_abi::exit::{ExitKind, ExitSite, FUSE_LIMIT, Fuse};
use std::fmt::Write;

/// Counts an exit by `site`.
/// # Safety
/// Counter and fuse are the site's, and touched by this thread only.
pub(super) unsafe fn count(ctx: &mut Context, site: &ExitSite) {
    let counter = &mut *site.counter;
    counter.count = counter.count.saturating_add(1);
    if counter.listed == 0 {
        counter.listed = 1;
        ctx.exits.sites.push(site);
    }
    let fuse = &mut *site.fuse;
    fuse.exits = fuse.exits.saturating_add(1);
}

/// Prints the census to standard error.
pub fn print(ctx: &mut Context) {
    eprint!("{}", text(ctx));
}

/// The census as text. Sites by count, then by place.
///
/// ```text
/// exits: 12 at 2 sites, 1 fuse blown, 3 loops entered again
///   by kind: type 10, overflow 2
///            10  type          f (app.js:3:14)
///             2  overflow      g (app.js:9:3)
/// shape trees: 4 of 5 claimed
/// collections: 3 minor, 0 full
/// ```
pub fn text(ctx: &mut Context) -> String {
    let mut totals = [0u64; ExitKind::ALL.len()];
    let mut lines = Vec::new();
    let mut blown: Vec<*mut Fuse> = Vec::new();
    for i in 0..ctx.exits.sites.len() {
        // SAFETY: listed sites are constant data of the executable.
        let site = unsafe { &*ctx.exits.sites[i] };
        // SAFETY: counters and fuses belong to sites, and no reference to one is held.
        let (count, exits) = unsafe { ((*site.counter).count, (*site.fuse).exits) };
        totals[site.kind as usize] += u64::from(count);
        if exits >= FUSE_LIMIT && !blown.contains(&site.fuse) {
            blown.push(site.fuse);
        }
        lines.push((count, place(ctx, site), ExitKind::ALL[site.kind as usize]));
    }
    lines.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let total: u64 = totals.iter().sum();
    let mut out = String::new();
    let _ = writeln!(
        out,
        "exits: {total} at {} sites, {} fuses blown, {} loops entered again",
        lines.len(),
        blown.len(),
        ctx.exits.reentries
    );
    if total > 0 {
        let kinds = ExitKind::ALL.iter().filter(|k| totals[**k as usize] > 0);
        let kinds: Vec<String> = kinds.map(|k| format!("{} {}", k.name(), totals[*k as usize])).collect();
        let _ = writeln!(out, "  by kind: {}", kinds.join(", "));
    }
    for (count, place, kind) in lines {
        let _ = writeln!(out, "  {count:>10}  {:<14}{place}", kind.name());
    }
    let _ = writeln!(out, "shape trees: {} of {} claimed", ctx.templates.claimed, ctx.templates.root_count());
    let heap = &ctx.heap.stats;
    let _ = writeln!(out, "collections: {} minor, {} full", heap.minor_collections, heap.full_collections);
    out
}

/// `name (file:line:column)` of the guarded operation.
fn place(ctx: &mut Context, site: &ExitSite) -> String {
    let program = ctx.header.program;
    // SAFETY: the site is of the loaded program, which has a code for each function; that of a function which was left is filled,
    // and that of an inlined function is filled here.
    let code = unsafe { &*ctx.program_code(program, site.function) };
    let name = code.name.as_string().map(|s| s.to_rust(ctx)).unwrap_or_default();
    let place = crate::stack_trace::place(ctx, code, site.pc as i32);
    format!("{} ({place})", if name.is_empty() { "<anonymous>" } else { &name })
}
