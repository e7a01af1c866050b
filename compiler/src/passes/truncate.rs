//! Sums of int32s of which only the low 32 bits are looked at need no overflow check: `(a + b) | 0` is one addition.
//!
//! A sum is exact as a double while it has fewer than 2^21 terms, and a function has fewer instructions than that; so wrapping at each
//! step gives the low bits of the whole.

use super::PassContext;
use crate::sir::{Function, InstData, Op, Value};

pub fn run(f: &mut Function, _: &PassContext) -> bool {
    let mut wraps = vec![false; f.values.len()];
    for i in f.layout.iter().flat_map(|b| &f.block(*b).insts) {
        let data = f.inst(*i);
        if wrapping(data.op).is_some()
            && let Some(v) = data.result
        {
            wraps[v.index()] = true;
        }
    }
    // Optimistic: all may, until a use needs the exact sum.
    let mut again = true;
    while std::mem::take(&mut again) {
        for i in f.layout.iter().flat_map(|b| &f.block(*b).insts) {
            let data = f.inst(*i);
            let edges = data.targets.iter().chain(&data.handler).flat_map(|e| &e.args);
            // What wraps itself does not exit.
            let exits = match data.op {
                // It goes if a sum that it names wraps.
                Op::Checkpoint => false,
                op => wrapping(op).is_none() || data.result.is_some_and(|r| !wraps[r.index()]),
            };
            let state = data.state.iter().filter(|_| exits).flat_map(|s| &s.values);
            let values: Vec<Value> = edges.chain(state).copied().collect();
            for v in values {
                again |= std::mem::replace(&mut wraps[v.index()], false);
            }
            for (n, &v) in data.args.iter().enumerate() {
                let low_bits = match data.op {
                    Op::AndI32 | Op::OrI32 | Op::XorI32 | Op::AddI32 | Op::SubI32 | Op::MulI32 => true,
                    // (A count is taken modulo 32.)
                    Op::ShlI32 | Op::ShrI32 | Op::UshrF64 => true,
                    Op::TypedSetI32 => n == 2,
                    op if wrapping(op).is_some() => data.result.is_some_and(|r| wraps[r.index()]),
                    _ => false,
                };
                if !low_bits {
                    again |= std::mem::replace(&mut wraps[v.index()], false);
                }
            }
        }
    }
    let mut changed = false;
    for b in f.layout.clone() {
        let mut insts = std::mem::take(&mut f.blocks[b.index()].insts);
        let names = |d: &InstData| d.state.as_ref().is_some_and(|s| s.values.iter().any(|v| wraps[v.index()]));
        insts.retain(|i| f.inst(*i).op != Op::Checkpoint || !names(f.inst(*i)));
        f.blocks[b.index()].insts = insts;
    }
    for n in 0..f.insts.len() {
        let data = &mut f.insts[n];
        if let Some(op) = wrapping(data.op)
            && data.result.is_some_and(|r| wraps[r.index()])
        {
            data.op = op;
            data.state = None;
            changed = true;
        }
    }
    changed
}

/// The op without check.
fn wrapping(op: Op) -> Option<Op> {
    match op {
        Op::AddI32Checked => Some(Op::AddI32),
        Op::SubI32Checked => Some(Op::SubI32),
        _ => None,
    }
}
