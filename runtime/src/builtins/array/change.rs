//! Array.prototype methods that change the array: adding, removing, moving elements.
//!
//! **Removing from the front** of a large array moves no elements: the storage begins one element later. The storage
//! header moves along, and what is left behind counts as out-of-line slots that no property uses (see
//! `StorageHeader`), so that the cell is still found from `slot_capacity`. The gap is closed, with one move, when it has grown as
//! large as what is behind it; so a queue takes constant time for each element.

use super::*;

/// Sets the length of an array with simple elements (storage present).
#[inline(always)]
fn set_dense_length(o: Obj, n: usize) {
    let h = o.storage_header();
    h.dense = n as u32;
    h.length = n as u32;
}

/// `push` on a dense array.
pub(super) fn quick_push(ctx: &mut Context, this: Value, args: &[Value]) -> Option<Value> {
    let o = this.as_object()?;
    if !ctx.array_is_simple(o) || o.storage_header().length as u64 + (args.len() as u64) >= u32::MAX as u64 {
        return None;
    }
    for &v in args {
        ctx.array_push(o, v);
    }
    Some(Value::from_u32(o.storage_header().length))
}

/// `pop` on a dense array that ends with a value.
pub(super) fn quick_pop(ctx: &mut Context, this: Value, _args: &[Value]) -> Option<Value> {
    let o = this.as_object()?;
    let elements = simple_elements(ctx, o)?;
    let v = core::mem::replace(elements.last_mut()?, Value::EMPTY);
    set_dense_length(o, elements.len() - 1);
    shrink_if_sparse_use(ctx, o);
    // A hole is undefined: no prototype has elements.
    Some(if v.is_empty() { Value::UNDEFINED } else { v })
}

/// 23.1.3.23 Array.prototype.push ( ...items )
pub(super) fn push(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "push")?;
    let len = length(ctx, o)?;
    let n = args.len() as u64;
    if len + n > (1 << 53) - 1 {
        return Err(ctx.type_error(format_args!(
            "Pushing {n} elements on an array-like of length {len} is disallowed, as the total surpasses 2**53-1"
        )));
    }
    for (i, &v) in args.args.iter().enumerate() {
        ctx.set_index(o, len + i as u64, v)?;
    }
    set_length(ctx, o, len + n)?;
    Ok(Value::from_number((len + n) as f64))
}

/// 23.1.3.22 Array.prototype.pop ( )
pub(super) fn pop(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "pop")?;
    let len = length(ctx, o)?;
    if len == 0 {
        set_length(ctx, o, 0)?;
        return Ok(Value::UNDEFINED);
    }
    let v = get_element(ctx, o, len - 1)?;
    delete_index(ctx, o, len - 1)?;
    set_length(ctx, o, len - 1)?;
    Ok(v)
}

/// Takes the last element from an array, or gives undefined if there is none. EMPTY if more than that has to be done.
pub fn take_last(ctx: &mut Context, o: Obj) -> Value {
    let h = *o.storage_header();
    if o.has_flag(object_flag::SLOW_ELEMENTS | object_flag::SPARSE) || h.dense != h.length {
        return Value::EMPTY;
    }
    let Some(last) = h.length.checked_sub(1) else { return Value::UNDEFINED };
    let Some(v) = o.dense_element(last) else { return Value::EMPTY };
    // SAFETY: the header of the object's storage, and an element of it.
    unsafe {
        *o.storage.add(last as usize) = Value::EMPTY;
        let header = (o.storage as *mut StorageHeader).sub(1);
        (*header).dense = last;
        (*header).length = last;
    }
    shrink_if_sparse_use(ctx, o);
    v
}

/// Gives back storage when a large array has become small.
#[inline(always)]
fn shrink_if_sparse_use(ctx: &mut Context, o: Obj) {
    let h = o.storage_header();
    if h.capacity > 4096 && h.dense < h.capacity / 8 {
        shrink(ctx, o);
    }
}

#[cold]
fn shrink(ctx: &mut Context, o: Obj) {
    close_gap(ctx, o);
    let h = *o.storage_header();
    ctx.reallocate_storage(o, h.slot_capacity, h.dense * 2);
}

/// Arrays shorter than this are simply moved.
const MIN_GAP_LENGTH: usize = 32;

/// Takes the first `n` elements away from an array with simple elements.
fn remove_front(ctx: &mut Context, mut o: Obj, n: usize) {
    let h = *o.storage_header();
    let rest = h.dense as usize - n;
    if rest < MIN_GAP_LENGTH || ctx.shape_of(o).out_of_line_slots() > 0 {
        // SAFETY: both ranges are inside the initialised elements.
        unsafe {
            core::ptr::copy(o.storage.add(n), o.storage, rest);
            core::slice::from_raw_parts_mut(o.storage.add(rest), n).fill(Value::EMPTY);
        }
        set_dense_length(o, rest);
        return;
    }
    // SAFETY: the header goes in front of what is now the first element, over elements that were removed and the old
    // header; the cell's start stays `storage` - header - slots.
    unsafe {
        o.storage = o.storage.add(n);
        *o.storage_header() = StorageHeader {
            capacity: h.capacity - n as u32,
            slot_capacity: h.slot_capacity + n as u32,
            length: rest as u32,
            dense: rest as u32,
        };
    }
    if o.storage_header().slot_capacity as usize > rest.max(MIN_GAP_LENGTH) {
        close_gap(ctx, o);
        shrink_if_sparse_use(ctx, o);
    }
}

/// Moves the elements to the start of the storage again.
fn close_gap(ctx: &mut Context, mut o: Obj) {
    let h = *o.storage_header();
    let used = ctx.shape_of(o).out_of_line_slots();
    if used > 0 || h.slot_capacity < MIN_GAP_LENGTH as u32 {
        return;
    }
    // SAFETY: without slots in use, header and elements may begin anywhere in the cell; the ranges stay inside it.
    unsafe {
        let to = o.storage.sub(h.slot_capacity as usize);
        core::ptr::copy(o.storage, to, h.dense as usize);
        o.storage = to;
        *o.storage_header() = StorageHeader { capacity: h.capacity + h.slot_capacity, slot_capacity: 0, ..h };
    }
}

/// 23.1.3.27 Array.prototype.shift ( )
pub(super) fn shift(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "shift")?;
    if let Some(elements) = simple_elements(ctx, o) {
        let Some(&first) = elements.first() else { return Ok(Value::UNDEFINED) };
        remove_front(ctx, o, 1);
        return Ok(if first.is_empty() { Value::UNDEFINED } else { first });
    }
    let len = length(ctx, o)?;
    if len == 0 {
        set_length(ctx, o, 0)?;
        return Ok(Value::UNDEFINED);
    }
    let first = get_element(ctx, o, 0)?;
    for k in 1..len {
        match get_if_present(ctx, o, k)? {
            Some(v) => ctx.set_index(o, k - 1, v)?,
            None => delete_index(ctx, o, k - 1)?,
        }
    }
    delete_index(ctx, o, len - 1)?;
    set_length(ctx, o, len - 1)?;
    Ok(first)
}

/// 23.1.3.37 Array.prototype.unshift ( ...items )
pub(super) fn unshift(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "unshift")?;
    let len = length(ctx, o)?;
    let n = args.len();
    if n > 0 && ctx.array_is_simple(o) && len + (n as u64) < u32::MAX as u64 {
        insert_room(ctx, o, 0, n);
        // SAFETY: `insert_room` made the first `n` elements; nothing was allocated since.
        unsafe { core::ptr::copy_nonoverlapping(args.args.as_ptr(), o.storage, n) };
        ctx.write_barrier(o);
        return Ok(Value::from_u32(o.storage_header().length));
    }
    if n > 0 {
        if len + n as u64 > (1 << 53) - 1 {
            return Err(ctx.type_error("Invalid array length"));
        }
        for k in (0..len).rev() {
            match get_if_present(ctx, o, k)? {
                Some(v) => ctx.set_index(o, k + n as u64, v)?,
                None => delete_index(ctx, o, k + n as u64)?,
            }
        }
        for (i, &v) in args.args.iter().enumerate() {
            ctx.set_index(o, i as u64, v)?;
        }
    }
    set_length(ctx, o, len + n as u64)?;
    Ok(Value::from_number((len + n as u64) as f64))
}

/// Makes room for `n` elements before element `at` of an array with simple elements. The caller fills them (they hold
/// what was there before, or nothing).
fn insert_room(ctx: &mut Context, mut o: Obj, at: usize, n: usize) {
    let h = *o.storage_header();
    let dense = h.dense as usize;
    if at == 0 && h.slot_capacity as usize >= n && h.slot_capacity > 0 && ctx.shape_of(o).out_of_line_slots() == 0 {
        // OPTIMIZATION: the gap that `shift` left.
        // SAFETY: the reverse of `remove_front`: no slot is in use, so header and elements may begin earlier.
        unsafe {
            o.storage = o.storage.sub(n);
            *o.storage_header() = StorageHeader {
                capacity: h.capacity + n as u32,
                slot_capacity: h.slot_capacity - n as u32,
                length: h.length + n as u32,
                dense: h.dense + n as u32,
            };
        }
        return;
    }
    ctx.ensure_elements(o, (dense + n) as u32);
    // SAFETY: there is capacity for dense + n elements.
    unsafe { core::ptr::copy(o.storage.add(at), o.storage.add(at + n), dense - at) };
    set_dense_length(o, dense + n);
}

/// 23.1.3.31 Array.prototype.splice ( start, deleteCount, ...items )
pub(super) fn splice(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "splice")?;
    // 2-9.
    let len = length(ctx, o)?;
    let start = relative_index(ctx, args.get(0), len, 0)?;
    let items = args.args.get(2..).unwrap_or(&[]);
    let delete_count = match args.len() {
        0 => 0,
        1 => len - start,
        _ => ctx.to_integer_or_infinity(args.get(1))?.clamp(0.0, (len - start) as f64) as u64,
    };
    let new_len = len + items.len() as u64 - delete_count;
    if new_len > (1 << 53) - 1 {
        return Err(ctx.type_error("Invalid array length"));
    }
    // OPTIMIZATION: elements and result are dense.
    if ctx.array_is_simple(o)
        && o.storage_header().length as u64 == len
        && new_len < u32::MAX as u64
        && species_is_array(ctx, o)
    {
        let (start, count) = (start as usize, delete_count as usize);
        let removed = match simple_elements(ctx, o) {
            Some(elements) => ctx.new_array(&elements[start..start + count]),
            None => ctx.new_array(&[]),
        };
        replace_simple(ctx, o, start, count, items);
        return Ok(removed.value());
    }
    // 10-13.
    let a = array_species_create(ctx, o, delete_count)?;
    for k in 0..delete_count {
        if let Some(v) = get_if_present(ctx, o, start + k)? {
            ctx.create_data_index(a, k, v)?;
        }
    }
    set_length(ctx, a, delete_count)?;
    let item_count = items.len() as u64;
    if item_count < delete_count {
        // 15. If itemCount < actualDeleteCount, then
        for k in start..len - delete_count {
            match get_if_present(ctx, o, k + delete_count)? {
                Some(v) => ctx.set_index(o, k + item_count, v)?,
                None => delete_index(ctx, o, k + item_count)?,
            }
        }
        for k in (new_len..len).rev() {
            delete_index(ctx, o, k)?;
        }
    } else if item_count > delete_count {
        // 16. Else if itemCount > actualDeleteCount, then
        for k in (start..len - delete_count).rev() {
            match get_if_present(ctx, o, k + delete_count)? {
                Some(v) => ctx.set_index(o, k + item_count, v)?,
                None => delete_index(ctx, o, k + item_count)?,
            }
        }
    }
    // 17-20.
    for (i, &v) in items.iter().enumerate() {
        ctx.set_index(o, start + i as u64, v)?;
    }
    set_length(ctx, o, new_len)?;
    Ok(a.value())
}

/// Replaces `count` elements from `start` on of an array with simple elements.
fn replace_simple(ctx: &mut Context, o: Obj, start: usize, count: usize, items: &[Value]) {
    let dense = o.storage_header().dense as usize;
    let n = items.len();
    if n > count {
        insert_room(ctx, o, start + count, n - count);
    } else if n < count {
        let gone = count - n;
        if start + n == 0 {
            remove_front(ctx, o, gone);
        } else {
            // SAFETY: both ranges are inside the initialised elements.
            unsafe {
                core::ptr::copy(o.storage.add(start + count), o.storage.add(start + n), dense - start - count);
                core::slice::from_raw_parts_mut(o.storage.add(dense - gone), gone).fill(Value::EMPTY);
            }
            set_dense_length(o, dense - gone);
        }
    }
    if n > 0 {
        // SAFETY: the elements from `start` on are there; `items` is on the caller's stack.
        unsafe { core::ptr::copy_nonoverlapping(items.as_ptr(), o.storage.add(start), n) };
        ctx.write_barrier(o);
    }
}

/// 23.1.3.26 Array.prototype.reverse ( )
pub(super) fn reverse(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "reverse")?;
    if let Some(elements) = simple_elements(ctx, o) {
        elements.reverse();
        return Ok(o.value());
    }
    let len = length(ctx, o)?;
    for lower in 0..len / 2 {
        let upper = len - 1 - lower;
        let lower_value = get_if_present(ctx, o, lower)?;
        let upper_value = get_if_present(ctx, o, upper)?;
        match upper_value {
            Some(v) => ctx.set_index(o, lower, v)?,
            None if lower_value.is_some() => delete_index(ctx, o, lower)?,
            None => {}
        }
        match lower_value {
            Some(v) => ctx.set_index(o, upper, v)?,
            None if upper_value.is_some() => delete_index(ctx, o, upper)?,
            None => {}
        }
    }
    Ok(o.value())
}

/// 23.1.3.7 Array.prototype.fill ( value [ , start [ , end ] ] )
pub(super) fn fill(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "fill")?;
    let len = length(ctx, o)?;
    let start = relative_index(ctx, args.get(1), len, 0)?;
    let end = relative_index(ctx, args.get(2), len, len)?;
    let v = args.get(0);
    if let Some(elements) = simple_elements(ctx, o)
        && elements.len() as u64 == len
    {
        if start < end {
            elements[start as usize..end as usize].fill(v);
            ctx.write_barrier(o);
        }
        return Ok(o.value());
    }
    for k in start..end.max(start) {
        ctx.set_index(o, k, v)?;
    }
    Ok(o.value())
}

/// 23.1.3.4 Array.prototype.copyWithin ( target, start [ , end ] )
pub(super) fn copy_within(ctx: &mut Context, args: &Args) -> JsResult {
    let o = this_object(ctx, args, "copyWithin")?;
    let len = length(ctx, o)?;
    let to = relative_index(ctx, args.get(0), len, 0)?;
    let from = relative_index(ctx, args.get(1), len, 0)?;
    let end = relative_index(ctx, args.get(2), len, len)?;
    let count = end.saturating_sub(from).min(len - to);
    if let Some(elements) = simple_elements(ctx, o)
        && elements.len() as u64 == len
    {
        elements.copy_within(from as usize..(from + count) as usize, to as usize);
        return Ok(o.value());
    }
    let backwards = from < to && to < from + count;
    for i in 0..count {
        let i = if backwards { count - 1 - i } else { i };
        match get_if_present(ctx, o, from + i)? {
            Some(v) => ctx.set_index(o, to + i, v)?,
            None => delete_index(ctx, o, to + i)?,
        }
    }
    Ok(o.value())
}
