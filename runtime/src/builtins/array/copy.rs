//! Array.prototype methods that make another array: concat, slice, flat and the copying forms of `change.rs`.

use super::*;

/// 23.1.3.2 Array.prototype.concat ( ...items )
pub(super) fn concat(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "concat")?;
    // 2. Let A be ? ArraySpeciesCreate(O, 0).
    let plain = species_is_array(ctx, o);
    let a = if plain { ctx.new_array(&[]) } else { array_species_create(ctx, o, 0)? };
    let mut n = 0u64;
    // 4. Prepend O to items.
    for item in core::iter::once(o.value()).chain(args.args.iter().copied()) {
        if is_concat_spreadable(ctx, item)? {
            let e = item.as_object().expect("only objects are spreadable");
            let len = length(ctx, e)?;
            if n + len > (1 << 53) - 1 {
                return Err(ctx.type_error("Invalid array length"));
            }
            // OPTIMIZATION: dense elements are copied together.
            if plain && ctx.array_is_simple(e) && ctx.array_is_simple(a) && n + len < u32::MAX as u64 {
                append_elements(ctx, a, e, n as u32);
                n += len;
                continue;
            }
            for k in 0..len {
                if let Some(v) = get_if_present(ctx, e, k)? {
                    ctx.create_data_index(a, n + k, v)?;
                }
            }
            n += len;
        } else {
            if n >= (1 << 53) - 1 {
                return Err(ctx.type_error("Invalid array length"));
            }
            ctx.create_data_index(a, n, item)?;
            n += 1;
        }
    }
    // 6. Set A.length.
    if !plain || a.storage_header().length as u64 != n {
        set_length(ctx, a, n)?;
    }
    Ok(a.value())
}

/// Appends the elements of `from` to `a`, both simple. `n` is the length that `a` is to have by now (more than it has
/// after holes).
fn append_elements(ctx: &mut Context, a: Obj, from: Obj, n: u32) {
    while a.storage_header().dense < n {
        ctx.array_push(a, Value::EMPTY);
    }
    let count = from.storage_header().dense as usize;
    if count == 0 {
        return;
    }
    if a.storage_header().capacity < n + count as u32 {
        // Exactly: most results do not grow any more.
        let slots = a.storage_header().slot_capacity;
        ctx.reallocate_storage(a, slots, n + count as u32);
    }
    // SAFETY: capacity for n + count elements; another array's elements, or the start of the same one's.
    unsafe { core::ptr::copy_nonoverlapping(from.storage, a.storage.add(n as usize), count) };
    let h = a.storage_header();
    h.dense = n + count as u32;
    h.length = h.dense;
    ctx.write_barrier(a);
}

/// 23.1.3.2.1 IsConcatSpreadable ( O )
fn is_concat_spreadable(ctx: &mut Context, v: Value) -> JsResult<bool> {
    let Some(o) = v.as_object() else { return Ok(false) };
    let key = PropertyKey::from_symbol(ctx.well_known(WellKnown::IsConcatSpreadable));
    let spreadable = ctx.get(o, key)?;
    if !spreadable.is_undefined() {
        return Ok(ctx.to_boolean(spreadable));
    }
    ctx.is_array(v)
}

/// 23.1.3.28 Array.prototype.slice ( start, end )
pub(super) fn slice(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "slice")?;
    let len = length(ctx, o)?;
    let start = relative_index(ctx, args.get(0), len, 0)?;
    let end = relative_index(ctx, args.get(1), len, len)?.max(start);
    // OPTIMIZATION: dense elements are copied together.
    if ctx.array_is_simple(o) && o.storage_header().dense as u64 == len && species_is_array(ctx, o) {
        let elements = ctx.array_elements(o).unwrap_or(&[]);
        return Ok(ctx.new_array(&elements[start as usize..end as usize]).value());
    }
    let a = array_species_create(ctx, o, end - start)?;
    let mut n = 0;
    for k in start..end {
        if let Some(v) = get_if_present(ctx, o, k)? {
            ctx.create_data_index(a, n, v)?;
        }
        n += 1;
    }
    set_length(ctx, a, n)?;
    Ok(a.value())
}

/// 23.1.3.13 Array.prototype.flat ( [ depth ] )
pub(super) fn flat(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "flat")?;
    let len = length(ctx, o)?;
    let depth = if args.get(0).is_undefined() { 1.0 } else { ctx.to_integer_or_infinity(args.get(0))?.max(0.0) };
    let a = array_species_create(ctx, o, 0)?;
    flatten_into_array(ctx, a, o, len, &mut 0, depth, None)?;
    Ok(a.value())
}

/// 23.1.3.14 Array.prototype.flatMap ( mapper [ , thisArg ] )
pub(super) fn flat_map(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "flatMap")?;
    let len = length(ctx, o)?;
    let Some(f) = args.get(0).as_function() else {
        return Err(ctx.type_error("flatMap mapper function is not callable"));
    };
    let f = callback(ctx, f.value())?;
    let a = array_species_create(ctx, o, 0)?;
    flatten_into_array(ctx, a, o, len, &mut 0, 1.0, Some((f, args.get(1))))?;
    Ok(a.value())
}

/// 23.1.3.13.1 FlattenIntoArray ( target, source, sourceLen, start, depth [ , mapper, thisArg ] )
fn flatten_into_array(
    ctx: &mut Context,
    target: Obj,
    source: Obj,
    len: u64,
    at: &mut u64,
    depth: f64,
    mapper: Option<(Callback, Value)>,
) -> JsResult<()> {
    // It recurses as deep as the arrays are nested.
    ctx.check_stack()?;
    for k in 0..len {
        let Some(mut element) = get_if_present(ctx, source, k)? else { continue };
        if let Some((f, this)) = mapper {
            element = f.call(ctx, this, &[element, Value::from_number(k as f64), source.value()])?;
        }
        if depth > 0.0 && ctx.is_array(element)? {
            let inner = element.as_object().expect("an array is an object");
            let inner_len = length(ctx, inner)?;
            flatten_into_array(ctx, target, inner, inner_len, at, depth - 1.0, None)?;
        } else {
            ctx.create_data_index(target, *at, element)?;
            *at += 1;
        }
    }
    Ok(())
}

/// All elements, holes as undefined, as a fresh ordinary array.
pub(super) fn copy_of(ctx: &mut Context, o: Obj, len: u64) -> JsResult<Obj> {
    if len > u32::MAX as u64 {
        return Err(ctx.range_error("Invalid array length"));
    }
    if ctx.array_is_simple(o) {
        let elements = ctx.array_elements(o).unwrap_or(&[]);
        let a = ctx.new_array(elements);
        fill_holes(ctx, a);
        return Ok(a);
    }
    let a = ctx.new_array(&[]);
    for k in 0..len {
        let v = get_element(ctx, o, k)?;
        ctx.array_push(a, v);
    }
    Ok(a)
}

fn fill_holes(ctx: &Context, a: Obj) {
    if let Some(elements) = simple_elements(ctx, a) {
        for e in elements {
            if e.is_empty() {
                *e = Value::UNDEFINED;
            }
        }
    }
}

/// 23.1.3.33 Array.prototype.toReversed ( )
pub(super) fn to_reversed(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "toReversed")?;
    let len = length(ctx, o)?;
    if len > u32::MAX as u64 {
        return Err(ctx.range_error("Invalid array length"));
    }
    if ctx.array_is_simple(o) {
        let a = copy_of(ctx, o, len)?;
        if let Some(elements) = simple_elements(ctx, a) {
            elements.reverse();
        }
        return Ok(a.value());
    }
    let a = ctx.new_array(&[]);
    for k in (0..len).rev() {
        let v = get_element(ctx, o, k)?;
        ctx.array_push(a, v);
    }
    Ok(a.value())
}

/// 23.1.3.35 Array.prototype.toSpliced ( start, skipCount, ...items )
pub(super) fn to_spliced(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "toSpliced")?;
    let len = length(ctx, o)?;
    let start = relative_index(ctx, args.get(0), len, 0)?;
    let items = args.args.get(2..).unwrap_or(&[]);
    let skip = match args.len() {
        0 => 0,
        1 => len - start,
        _ => ctx.to_integer_or_infinity(args.get(1))?.clamp(0.0, (len - start) as f64) as u64,
    };
    let new_len = len + items.len() as u64 - skip;
    if new_len > (1 << 53) - 1 {
        return Err(ctx.type_error("Invalid array length"));
    }
    if new_len > u32::MAX as u64 {
        return Err(ctx.range_error("Invalid array length"));
    }
    let a = ctx.new_array_with_capacity(0);
    for k in 0..start {
        let v = get_element(ctx, o, k)?;
        ctx.array_push(a, v);
    }
    for &v in items {
        ctx.array_push(a, v);
    }
    for k in start + skip..len {
        let v = get_element(ctx, o, k)?;
        ctx.array_push(a, v);
    }
    Ok(a.value())
}

/// 23.1.3.39 Array.prototype.with ( index, value )
pub(super) fn with(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "with")?;
    let len = length(ctx, o)?;
    let relative = ctx.to_integer_or_infinity(args.get(0))?;
    let k = if relative >= 0.0 { relative } else { len as f64 + relative };
    if k < 0.0 || k >= len as f64 {
        let shown = ctx.display_for_error(args.get(0));
        return Err(ctx.range_error(format_args!("Invalid index : {shown}")));
    }
    if ctx.array_is_simple(o) {
        let a = copy_of(ctx, o, len)?;
        ctx.set_index(a, k as u64, args.get(1))?;
        return Ok(a.value());
    }
    if len > u32::MAX as u64 {
        return Err(ctx.range_error("Invalid array length"));
    }
    // 8. The element that is replaced is not read.
    let a = ctx.new_array(&[]);
    for i in 0..len {
        let v = if i == k as u64 { args.get(1) } else { get_element(ctx, o, i)? };
        ctx.array_push(a, v);
    }
    Ok(a.value())
}
