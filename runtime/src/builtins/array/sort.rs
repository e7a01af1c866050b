//! Array.prototype.sort and toSorted: a stable merge sort that finds runs, after Tim Peters' listsort. `compiler/src/builtins/array.js` asks
//! comparators in the same order.

use super::*;
use crate::GcVec;
use crate::string::StrView;

/// 23.1.3.30 Array.prototype.sort ( comparator )
pub(super) fn sort(ctx: &mut Context, args: &Args) -> JsResult {
    // 1. If comparator is not undefined and IsCallable(comparator) is false, throw a TypeError exception.
    let comparator = comparator(ctx, args.get(0))?;
    // 2-3.
    let o = this_object(ctx, args, "sort")?;
    let len = length(ctx, o)?;
    // 5. Let sortedList be ? SortIndexedProperties(O, len, SortCompare, skip-holes).
    let mut list = GcVec::with_capacity(ctx, (len as usize).min(1 << 20));
    for k in 0..len {
        if let Some(v) = get_if_present(ctx, o, k)? {
            list.push(ctx, v);
        }
    }
    sort_list(ctx, &mut list, comparator)?;
    // 6-9.
    let count = list.len() as u64;
    if let Some(elements) = simple_elements(ctx, o)
        && elements.len() as u64 == len
    {
        elements[..list.len()].copy_from_slice(&list);
        elements[list.len()..].fill(Value::EMPTY);
        ctx.write_barrier(o);
        return Ok(o.value());
    }
    for k in 0..count {
        ctx.set_index(o, k, list[k as usize])?;
    }
    // 10. NOTE: holes are preserved, at the end.
    for k in count..len {
        let key = index_key(ctx, k)?;
        if ctx.has_property(o, key)? {
            ctx.delete_or_throw(o, key)?;
        }
    }
    Ok(o.value())
}

/// 23.1.3.34 Array.prototype.toSorted ( comparator )
pub(super) fn to_sorted(ctx: &mut Context, args: &Args) -> JsResult {
    let comparator = comparator(ctx, args.get(0))?;
    let o = this_object(ctx, args, "toSorted")?;
    let len = length(ctx, o)?;
    let copy = copy::copy_of(ctx, o, len)?;
    let elements = ctx.array_elements(copy).unwrap_or(&[]);
    let mut list = GcVec::from_slice(ctx, elements);
    sort_list(ctx, &mut list, comparator)?;
    Ok(ctx.new_array(&list).value())
}

fn comparator(ctx: &mut Context, v: Value) -> JsResult<Option<Callback>> {
    if v.is_undefined() {
        return Ok(None);
    }
    if !v.is_callable() {
        return Err(ctx.type_error("The comparison function must be either a function or undefined"));
    }
    Ok(Some(callback(ctx, v)?))
}

/// Sorts values by a comparator, or by their strings; undefined goes last.
pub(crate) fn sort_list(ctx: &mut Context, list: &mut GcVec, comparator: Option<Callback>) -> JsResult<()> {
    // 23.1.3.30.2 CompareArrayElements, steps 1-3: undefined values are not compared.
    let n = partition_undefined(list.as_mut_slice());
    match comparator {
        // Asked the way V8 asks, so that comparators which contradict themselves give what they give there.
        Some(f) => merge_sort(ctx, list, n, |ctx, a, b| {
            let v = f.call(ctx, Value::UNDEFINED, &[b, a])?;
            if v.is_int32() {
                return Ok(v.as_int32() < 0);
            }
            Ok(if v.is_double() { v.as_double() < 0.0 } else { ctx.to_number(v)? < 0.0 })
        }),
        None => sort_by_string(ctx, list, n),
    }
}

/// Moves undefined values to the end, keeping the order of the others; returns how many those are.
fn partition_undefined(values: &mut [Value]) -> usize {
    let mut n = 0;
    for i in 0..values.len() {
        if !values[i].is_undefined() {
            values.swap(n, i);
            n += 1;
        }
    }
    n
}

/// Sorts the first `n` values by ToString.
fn sort_by_string(ctx: &mut Context, list: &mut GcVec, n: usize) -> JsResult<()> {
    if list[..n].iter().all(|v| v.is_int32()) {
        // OPTIMIZATION: the digits of ints need no string cells.
        sort_ints(&mut list.as_mut_slice()[..n]);
        return Ok(());
    }
    if list[..n].iter().all(|v| v.is_string()) {
        let values = &mut list.as_mut_slice()[..n];
        let mut latin1 = true;
        for v in values.iter() {
            // Flattens it, so that comparing allocates nothing.
            let s = v.as_string().expect("all are strings");
            latin1 &= matches!(s.view(ctx), StrView::Latin1(_));
        }
        if latin1 {
            // OPTIMIZATION: the first eight bytes decide most comparisons. Zero-padding keeps the order; equal prefixes
            // compare all. (Values in malloc memory: `list` is the root, and nothing is allocated here.)
            let mut keyed: Vec<(u64, Value)> = values.iter().map(|&v| (prefix(v), v)).collect();
            keyed.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| view(a.1).compare(view(b.1))));
            for (to, (_, v)) in values.iter_mut().zip(keyed) {
                *to = v;
            }
        } else {
            values.sort_by(|&a, &b| view(a).compare(view(b)));
        }
        return Ok(());
    }
    // The strings are made once, not for each comparison as the specification has it: nobody can count the calls of
    // an implementation-defined order.
    let mut keys = GcVec::with_capacity(ctx, n);
    for i in 0..n {
        let s = ctx.to_string(list[i])?;
        ctx.flatten(s);
        keys.push(ctx, s.value());
    }
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.sort_by(|&a, &b| view(keys[a as usize]).compare(view(keys[b as usize])));
    let sorted: Vec<Value> = order.iter().map(|&i| list[i as usize]).collect();
    // Nothing is allocated in the heap between the copy to malloc memory and back.
    list.as_mut_slice()[..n].copy_from_slice(&sorted);
    Ok(())
}

fn view<'a>(v: Value) -> StrView<'a> {
    v.as_string().expect("a string").flat_view()
}

/// The first eight bytes of a Latin-1 string, big-endian, zero-padded.
fn prefix(v: Value) -> u64 {
    let StrView::Latin1(s) = view(v) else { return 0 };
    let mut bytes = [0u8; 8];
    let n = s.len().min(8);
    bytes[..n].copy_from_slice(&s[..n]);
    u64::from_be_bytes(bytes)
}

/// Sorts int32 values as their decimal strings compare.
fn sort_ints(values: &mut [Value]) {
    let mut keyed: Vec<([u8; 11], Value)> = values
        .iter()
        .map(|&v| {
            let mut digits = [0u8; 11];
            let start = write_int(&mut digits, v.as_int32());
            digits.copy_within(start.., 0);
            digits[11 - start..].fill(0);
            (digits, v)
        })
        .collect();
    // Zero-padding sorts a prefix before what it begins.
    keyed.sort_by_key(|a| a.0);
    for (to, (_, v)) in values.iter_mut().zip(keyed) {
        *to = v;
    }
}

/// Writes the decimal digits at the end of the buffer; returns where they begin.
pub(super) fn write_int(buffer: &mut [u8; 11], i: i32) -> usize {
    let mut n = i.unsigned_abs();
    let mut at = buffer.len();
    loop {
        at -= 1;
        buffer[at] = b'0' + (n % 10) as u8;
        n /= 10;
        if n == 0 {
            break;
        }
    }
    if i < 0 {
        at -= 1;
        buffer[at] = b'-';
    }
    at
}

/// Runs shorter than this are extended by insertion: 32 to 64, so that `n` over it is a power of two or just below.
fn min_run(mut n: usize) -> usize {
    let mut odd = 0;
    while n >= 64 {
        odd |= n & 1;
        n >>= 1;
    }
    n + odd
}

/// Stable merge sort of the first `n` values. `greater(a, b)` says whether a goes behind b; it may run JavaScript, throw, and be
/// inconsistent (any order comes out then, of the same values).
///
/// No write barriers: values only move between `list` and `spare`. A value that a collection finds in either becomes
/// old with it, and younger ones do not enter.
fn merge_sort(
    ctx: &mut Context,
    list: &mut GcVec,
    n: usize,
    mut greater: impl FnMut(&mut Context, Value, Value) -> JsResult<bool>,
) -> JsResult<()> {
    let values = &mut list.as_mut_slice()[..n];
    // (start, length) of sorted runs, lengths decreasing towards the end.
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut spare: Option<GcVec> = None;
    let min_run = min_run(n);
    let mut start = 0;
    while start < n {
        let mut length = find_run(ctx, &mut values[start..], &mut greater)?;
        if length < min_run {
            let wanted = min_run.min(n - start);
            insert_into_run(ctx, &mut values[start..start + wanted], length, &mut greater)?;
            length = wanted;
        }
        runs.push((start, length));
        start += length;
        // Merge until each run is longer than the two behind it together.
        while runs.len() > 1 {
            let k = runs.len();
            let (last, before) = (runs[k - 1].1, runs[k - 2].1);
            let third = if k > 2 { runs[k - 3].1 } else { usize::MAX };
            if start < n && before > last && third > before.saturating_add(last) {
                break;
            }
            // Merge the middle one with the shorter neighbour.
            let at = if k > 2 && third < last { k - 3 } else { k - 2 };
            let ((from, left), (_, right)) = (runs[at], runs[at + 1]);
            let spare = spare.get_or_insert_with(|| spare_values(ctx, n));
            merge(ctx, &mut values[from..from + left + right], left, spare.as_mut_slice(), &mut greater)?;
            runs[at].1 = left + right;
            runs.remove(at + 1);
        }
    }
    Ok(())
}

fn spare_values(ctx: &mut Context, n: usize) -> GcVec {
    // Merging moves the shorter run out of the way.
    let mut v = GcVec::with_capacity(ctx, n / 2 + 1);
    for _ in 0..n / 2 + 1 {
        v.push(ctx, Value::UNDEFINED);
    }
    v
}

/// Length of the sorted run at the start; one that strictly descends is reversed.
fn find_run(
    ctx: &mut Context,
    values: &mut [Value],
    greater: &mut impl FnMut(&mut Context, Value, Value) -> JsResult<bool>,
) -> JsResult<usize> {
    if values.len() < 2 {
        return Ok(values.len());
    }
    let descending = greater(ctx, values[0], values[1])?;
    let mut n = 2;
    while n < values.len() && greater(ctx, values[n - 1], values[n])? == descending {
        n += 1;
    }
    if descending {
        values[..n].reverse();
    }
    Ok(n)
}

/// Binary insertion of the values behind the first `sorted` ones.
fn insert_into_run(
    ctx: &mut Context,
    values: &mut [Value],
    sorted: usize,
    greater: &mut impl FnMut(&mut Context, Value, Value) -> JsResult<bool>,
) -> JsResult<()> {
    for i in sorted..values.len() {
        let v = values[i];
        let (mut low, mut high) = (0, i);
        while low < high {
            let middle = (low + high) / 2;
            if greater(ctx, values[middle], v)? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        values.copy_within(low..i, low + 1);
        values[low] = v;
    }
    Ok(())
}

/// Merges the sorted `values[..left]` and `values[left..]`. If it fails the values are all still there, in some order.
fn merge(
    ctx: &mut Context,
    values: &mut [Value],
    left: usize,
    spare: &mut [Value],
    greater: &mut impl FnMut(&mut Context, Value, Value) -> JsResult<bool>,
) -> JsResult<()> {
    // Already in order?
    if !greater(ctx, values[left - 1], values[left])? {
        return Ok(());
    }
    let n = values.len();
    if left <= n - left {
        // The left run goes to `spare`; fill from the front.
        spare[..left].copy_from_slice(&values[..left]);
        let (mut a, mut b, mut to) = (0, left, 0);
        let mut result = Ok(());
        while a < left && b < n {
            match greater(ctx, spare[a], values[b]) {
                Ok(true) => {
                    values[to] = values[b];
                    b += 1;
                }
                Ok(false) => {
                    values[to] = spare[a];
                    a += 1;
                }
                Err(e) => {
                    result = Err(e);
                    break;
                }
            }
            to += 1;
        }
        // `b - to` places are free: as many as are left in `spare`.
        values[to..to + left - a].copy_from_slice(&spare[a..left]);
        result
    } else {
        // The right run goes to `spare`; fill from the back.
        let right = n - left;
        spare[..right].copy_from_slice(&values[left..]);
        let (mut a, mut b, mut to) = (left, right, n);
        let mut result = Ok(());
        while a > 0 && b > 0 {
            match greater(ctx, values[a - 1], spare[b - 1]) {
                Ok(true) => {
                    values[to - 1] = values[a - 1];
                    a -= 1;
                }
                Ok(false) => {
                    values[to - 1] = spare[b - 1];
                    b -= 1;
                }
                Err(e) => {
                    result = Err(e);
                    break;
                }
            }
            to -= 1;
        }
        values[to - b..to].copy_from_slice(&spare[..b]);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ints_sort_as_their_decimal_strings() {
        let mut v: Vec<Value> = [10, 9, 1, -2, 100, 0, -10, i32::MIN, 2].map(Value::from_i32).to_vec();
        sort_ints(&mut v);
        let sorted: Vec<i32> = v.iter().map(|v| v.as_int32()).collect();
        let mut expected = [10, 9, 1, -2, 100, 0, -10, i32::MIN, 2];
        expected.sort_by_key(|i: &i32| i.to_string());
        assert_eq!(sorted, expected);
    }
}
