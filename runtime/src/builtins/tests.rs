//! Tests of collections, arrays, iteration and functions that need no program: built-ins called from Rust, with Rust
//! functions as callbacks.

use crate::builtins::map::table::{MapTable, SetTable};
use crate::entry::{Args, entry};
use crate::options::Options;
use crate::{Context, GcVec, Intrinsic, JsResult, Obj, Value, ValueExt};

fn context() -> Box<Context> {
    Context::new(Options::default())
}

fn ints(ctx: &mut Context, values: &[i32]) -> Obj {
    let values: Vec<Value> = values.iter().map(|&i| Value::from_i32(i)).collect();
    ctx.new_array(&values)
}

fn function<F: crate::entry::Builtin>(ctx: &mut Context, f: F) -> Value {
    let name = ctx.intern("f");
    ctx.new_builtin(name, 0, entry(f), Value::UNDEFINED, false).value()
}

fn call(ctx: &mut Context, o: impl Into<Value>, name: &str, args: &[Value]) -> JsResult {
    let key = ctx.key(name);
    ctx.invoke(o.into(), key, args)
}

fn text(ctx: &mut Context, v: impl Into<Value>) -> String {
    let s = match ctx.to_string(v.into()) {
        Ok(s) => s,
        Err(_) => {
            let e = ctx.take_exception();
            ctx.to_string(e).unwrap_or_else(|_| panic!("error without text"))
        }
    };
    s.to_rust(ctx)
}

/// Calls, and gives the result (or the error) as text.
fn run(ctx: &mut Context, o: impl Into<Value>, name: &str, args: &[Value]) -> String {
    match call(ctx, o, name, args) {
        Ok(v) => text(ctx, v),
        Err(_) => {
            let e = ctx.take_exception();
            text(ctx, e)
        }
    }
}

fn string(ctx: &mut Context, s: &str) -> Value {
    ctx.string_from_str(s).value()
}

const fn int(i: i32) -> Value {
    Value::from_i32(i)
}

fn double(_: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_number(args.get(0).as_number() * 2.0))
}

fn is_even(_: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_bool(args.get(0).as_int32() % 2 == 0))
}

fn difference(_: &mut Context, args: &Args) -> JsResult {
    Ok(Value::from_number(args.get(0).as_number() - args.get(1).as_number()))
}

fn add(ctx: &mut Context, args: &Args) -> JsResult {
    ctx.add(args.get(0), args.get(1))
}

#[test]
fn array_methods() {
    let ctx = &mut *context();
    let a = ints(ctx, &[3, 1, 2]);
    assert_eq!(run(ctx, a, "push", &[int(9), int(10)]), "5");
    assert_eq!(text(ctx, a), "3,1,2,9,10");
    assert_eq!(run(ctx, a, "sort", &[]), "1,10,2,3,9");
    let f = function(ctx, difference);
    assert_eq!(run(ctx, a, "sort", &[f]), "1,2,3,9,10");
    assert_eq!(
        run(ctx, a, "sort", &[int(1)]),
        "TypeError: The comparison function must be either a function or undefined"
    );
    let f = function(ctx, double);
    assert_eq!(run(ctx, a, "map", &[f]), "2,4,6,18,20");
    let f = function(ctx, is_even);
    assert_eq!(run(ctx, a, "filter", &[f]), "2,10");
    assert_eq!(run(ctx, a, "findIndex", &[f]), "1");
    assert_eq!(run(ctx, a, "findLast", &[f]), "10");
    assert_eq!(run(ctx, a, "some", &[f]), "true");
    assert_eq!(run(ctx, a, "every", &[f]), "false");
    assert_eq!(run(ctx, a, "map", &[int(1)]), "TypeError: 1 is not a function");
    let f = function(ctx, add);
    assert_eq!(run(ctx, a, "reduce", &[f]), "25");
    let empty = string(ctx, "");
    assert_eq!(run(ctx, a, "reduceRight", &[f, empty]), "109321");
    let e = ints(ctx, &[]);
    assert_eq!(run(ctx, e, "reduce", &[f]), "TypeError: Reduce of empty array with no initial value");
    assert_eq!(run(ctx, a, "slice", &[int(1), int(-1)]), "2,3,9");
    assert_eq!(run(ctx, a, "splice", &[int(1), int(2), int(7), int(8), int(6)]), "2,3");
    assert_eq!(text(ctx, a), "1,7,8,6,9,10");
    assert_eq!(run(ctx, a, "splice", &[int(0), int(2)]), "1,7");
    assert_eq!(run(ctx, a, "unshift", &[int(0), int(5)]), "6");
    assert_eq!(text(ctx, a), "0,5,8,6,9,10");
    assert_eq!(run(ctx, a, "shift", &[]), "0");
    assert_eq!(run(ctx, a, "pop", &[]), "10");
    assert_eq!(run(ctx, a, "reverse", &[]), "9,6,8,5");
    assert_eq!(run(ctx, a, "indexOf", &[int(8)]), "2");
    assert_eq!(run(ctx, a, "indexOf", &[Value::from_f64(8.0)]), "2");
    assert_eq!(run(ctx, a, "lastIndexOf", &[int(9), int(-4)]), "0");
    assert_eq!(run(ctx, a, "includes", &[int(4)]), "false");
    assert_eq!(run(ctx, a, "at", &[int(-1)]), "5");
    assert_eq!(run(ctx, a, "concat", &[a.value(), int(1)]), "9,6,8,5,9,6,8,5,1");
    assert_eq!(run(ctx, a, "with", &[int(0), int(1)]), "1,6,8,5");
    assert_eq!(run(ctx, a, "with", &[int(7), int(1)]), "RangeError: Invalid index : 7");
    assert_eq!(run(ctx, a, "toReversed", &[]), "5,8,6,9");
    assert_eq!(run(ctx, a, "toSorted", &[]), "5,6,8,9");
    assert_eq!(run(ctx, a, "toSpliced", &[int(1), int(2)]), "9,5");
    assert_eq!(run(ctx, a, "copyWithin", &[int(0), int(2)]), "8,5,8,5");
    assert_eq!(run(ctx, a, "fill", &[int(0), int(1), int(3)]), "8,0,0,5");
    let inner = ctx.new_array(&[a.value(), int(3)]);
    let nested = ctx.new_array(&[inner.value(), int(4)]);
    let flat = call(ctx, nested, "flat", &[Value::from_f64(f64::INFINITY)]).unwrap();
    assert_eq!(run(ctx, flat, "join", &[empty]), "800534");
    // Cycles
    ctx.array_push(inner, inner.value());
    assert_eq!(text(ctx, inner), "8,0,0,5,3,");
    // Holes
    let holes = ctx.new_array(&[Value::EMPTY, int(1), Value::EMPTY]);
    assert_eq!(text(ctx, holes), ",1,");
    assert_eq!(run(ctx, holes, "sort", &[]), "1,,");
    assert_eq!(run(ctx, holes, "indexOf", &[Value::UNDEFINED]), "-1");
    assert_eq!(run(ctx, holes, "includes", &[Value::UNDEFINED]), "true");
}

#[test]
fn array_as_queue() {
    let ctx = &mut *context();
    let q = ctx.new_array(&[]);
    let (shift, push) = (ctx.key("shift"), ctx.key("push"));
    let n = 100_000;
    for i in 0..n {
        ctx.invoke(q.value(), push, &[int(i)]).unwrap();
    }
    for i in 0..2 * n {
        assert_eq!(ctx.invoke(q.value(), shift, &[]).unwrap(), int(i));
        ctx.invoke(q.value(), push, &[int(i + n)]).unwrap();
    }
    let h = q.storage_header();
    assert_eq!(h.length, n as u32);
    assert!(h.capacity + h.slot_capacity < 4 * n as u32);
    assert_eq!(run(ctx, q, "unshift", &[int(-1)]), (n + 1).to_string());
    assert_eq!(ctx.invoke(q.value(), shift, &[]).unwrap(), int(-1));
    // A named property takes a slot out of the gap, and stays there.
    let key = ctx.key("name");
    ctx.set(q, key, int(77), true).unwrap();
    for i in 0..1000 {
        assert_eq!(ctx.invoke(q.value(), shift, &[]).unwrap(), int(i + 2 * n));
    }
    assert_eq!(ctx.get(q, key).unwrap(), int(77));
    for i in 1000..n {
        assert_eq!(ctx.invoke(q.value(), shift, &[]).unwrap(), int(i + 2 * n));
    }
    assert!(ctx.invoke(q.value(), shift, &[]).unwrap().is_undefined());
    assert_eq!(ctx.get(q, key).unwrap(), int(77));
}

#[test]
fn sorting() {
    let ctx = &mut *context();
    let f = function(ctx, difference);
    // Doubles and ints mixed, many equal, runs in both directions.
    let mut values = Vec::new();
    let mut seed = 12345u32;
    for i in 0..3000 {
        seed = seed.wrapping_mul(1664525).wrapping_add(1013904223);
        let n = match i / 500 {
            0 => i as f64,
            1 => (5000 - i) as f64,
            _ => (seed >> 20) as f64 / if i % 2 == 0 { 1.0 } else { 8.0 },
        };
        values.push(n);
    }
    let boxed: Vec<Value> = values.iter().map(|&d| Value::from_number(d)).collect();
    let a = ctx.new_array(&boxed);
    call(ctx, a, "sort", &[f]).unwrap();
    values.sort_by(|a, b| a.partial_cmp(b).unwrap());
    let sorted: Vec<f64> = ctx.array_elements(a).unwrap().iter().map(|v| v.as_number()).collect();
    assert_eq!(sorted, values);
    // Strings
    let words: Vec<String> = (0..500).map(|i| format!("word{}", (i * 7919) % 500)).collect();
    let mut boxed = GcVec::new(ctx);
    for w in &words {
        let s = string(ctx, w);
        boxed.push(ctx, s);
    }
    let wide = string(ctx, "\u{3b1}");
    let a = ctx.new_array(&boxed);
    call(ctx, a, "sort", &[]).unwrap();
    let mut expected = words.clone();
    expected.sort();
    assert_eq!(text(ctx, a), expected.join(","));
    ctx.array_push(a, wide);
    ctx.array_push(a, Value::UNDEFINED);
    ctx.array_push(a, int(5));
    call(ctx, a, "sort", &[]).unwrap();
    expected.insert(0, "5".into());
    expected.push("\u{3b1}".into());
    assert_eq!(text(ctx, a), expected.join(",") + ",");
}

#[test]
fn maps_and_sets() {
    let ctx = &mut *context();
    let constructor = ctx.intrinsic(Intrinsic::Map);
    let map = ctx.construct(constructor, &[], None).unwrap();
    for i in 0..1000 {
        let (s, t) = (string(ctx, &format!("key{i}")), string(ctx, &format!("value{i}")));
        call(ctx, map, "set", &[s, t]).unwrap();
        call(ctx, map, "set", &[Value::from_f64(i as f64), int(i)]).unwrap();
    }
    let s = string(ctx, "key500");
    assert_eq!(run(ctx, map, "get", &[s]), "value500");
    assert_eq!(run(ctx, map, "get", &[int(7)]), "7");
    assert_eq!(run(ctx, map, "has", &[Value::from_f64(-0.0)]), "true");
    assert_eq!(run(ctx, map, "has", &[Value::from_f64(0.5)]), "false");
    assert_eq!(run(ctx, map, "delete", &[s]), "true");
    assert_eq!(run(ctx, map, "get", &[s]), "undefined");
    // An iterator stays where it is while the table shrinks and is rebuilt.
    let it = call(ctx, map, "keys", &[]).unwrap();
    let next = ctx.key("next");
    let next = ctx.get_v(it, next).unwrap();
    for _ in 0..10 {
        ctx.iterator_next(it, next).unwrap();
    }
    for i in 0..990 {
        let s = string(ctx, &format!("key{i}"));
        call(ctx, map, "delete", &[s]).unwrap();
        call(ctx, map, "delete", &[int(i)]).unwrap();
    }
    let v = ctx.iterator_next(it, next).unwrap();
    assert_eq!(text(ctx, v), "key990");
    call(ctx, map, "clear", &[]).unwrap();
    call(ctx, map, "set", &[int(1), int(2)]).unwrap();
    assert_eq!(ctx.iterator_next(it, next).unwrap(), int(1));
    assert!(ctx.iterator_next(it, next).unwrap().is_empty());
    call(ctx, map, "set", &[int(2), int(2)]).unwrap();
    assert!(ctx.iterator_next(it, next).unwrap().is_empty());
    let size = ctx.key("size");
    assert_eq!(ctx.get(map, size).unwrap(), int(2));
    // From entries, and back through iteration
    let constructor = ctx.intrinsic(Intrinsic::Set);
    let a = ints(ctx, &[3, 1, 3, 2]);
    let set = ctx.construct(constructor, &[a.value()], None).unwrap();
    let list = ctx.iterable_to_list(set.value()).unwrap();
    let list = ctx.new_array(&list);
    assert_eq!(text(ctx, list), "3,1,2");
    let b = ints(ctx, &[2, 5]);
    let other = ctx.construct(constructor, &[b.value()], None).unwrap();
    let union = call(ctx, set, "union", &[other.value()]).unwrap();
    let list = ctx.iterable_to_list(union).unwrap();
    let list = ctx.new_array(&list);
    assert_eq!(text(ctx, list), "3,1,2,5");
    let error = ctx.construct(constructor, &[int(5)], None);
    assert!(error.is_err());
    let e = ctx.take_exception();
    assert_eq!(text(ctx, e), "TypeError: number 5 is not iterable (cannot read property Symbol(Symbol.iterator))");
    let plain = ctx.new_plain_object();
    let get = ctx.intrinsic(Intrinsic::MapPrototype);
    let key = ctx.key("get");
    let get = ctx.get(get, key).unwrap();
    assert!(ctx.call(get, plain.value(), &[]).is_err());
    let e = ctx.take_exception();
    assert_eq!(text(ctx, e), "TypeError: Method Map.prototype.get called on incompatible receiver #<Object>");
}

#[test]
fn tables_under_random_operations() {
    let ctx = &mut *context();
    let mut map = MapTable::new(ctx);
    let mut set = SetTable::new(ctx);
    let mut model: Vec<(i32, i32)> = Vec::new();
    let mut seed = 1u32;
    for step in 0..20_000 {
        seed = seed.wrapping_mul(1664525).wrapping_add(1013904223);
        let key = (seed >> 16) as i32 % 300;
        if seed >> 28 < 9 {
            map = map.insert(ctx, int(key), int(step));
            set = set.insert(ctx, int(key), Value::UNDEFINED);
            match model.iter_mut().find(|e| e.0 == key) {
                Some(e) => e.1 = step,
                None => model.push((key, step)),
            }
        } else {
            let (m, found) = map.remove(ctx, int(key));
            map = m;
            set = set.remove(ctx, int(key)).0;
            let before = model.len();
            model.retain(|e| e.0 != key);
            assert_eq!(found, model.len() < before);
        }
        if step % 1000 == 0 {
            let (mut index, mut entries) = (0, Vec::new());
            while let Some((k, v)) = map.next(&mut index) {
                entries.push((k.as_int32(), v.as_int32()));
            }
            assert_eq!(entries, model);
            let (mut index, mut n) = (0, 0);
            while set.next(&mut index).is_some() {
                n += 1;
            }
            assert_eq!(n, model.len());
        }
    }
}

#[test]
fn weak_collections() {
    let ctx = &mut *context();
    let constructor = ctx.intrinsic(Intrinsic::WeakMap);
    let map = ctx.construct(constructor, &[], None).unwrap();
    let mut keys = GcVec::new(ctx);
    for i in 0..500 {
        let o = ctx.new_plain_object();
        keys.push(ctx, o.value());
        call(ctx, map, "set", &[o.value(), int(i)]).unwrap();
    }
    ctx.collect(true);
    for i in 0..500 {
        assert_eq!(call(ctx, map, "get", &[keys[i as usize]]).unwrap(), int(i));
    }
    for i in 0..250 {
        assert_eq!(call(ctx, map, "delete", &[keys[i]]).unwrap(), Value::TRUE);
    }
    ctx.collect(true);
    for i in 0..500 {
        assert_eq!(call(ctx, map, "has", &[keys[i]]).unwrap(), Value::from_bool(i >= 250));
    }
    assert_eq!(run(ctx, map, "set", &[int(1), int(1)]), "TypeError: Invalid value used as weak map key");
}

#[test]
fn iteration_sees_changed_protocols() {
    let ctx = &mut *context();
    let a = ints(ctx, &[1, 2, 3]);
    assert!(ctx.is_pristine_iterable_array(a));
    let prototype = ctx.intrinsic(Intrinsic::ArrayIteratorPrototype);
    let next = ctx.key("next");
    let original = ctx.get(prototype, next).unwrap();
    assert!(ctx.is_pristine_iterable_array(a));
    fn stop(ctx: &mut Context, _: &Args) -> JsResult {
        Ok(ctx.create_iter_result(Value::UNDEFINED, true))
    }
    let f = function(ctx, stop);
    ctx.set(prototype, next, f, true).unwrap();
    assert!(!ctx.is_pristine_iterable_array(a));
    assert!(ctx.iterable_to_list(a.value()).unwrap().is_empty());
    ctx.set(prototype, next, original, true).unwrap();
    assert_eq!(ctx.iterable_to_list(a.value()).unwrap().len(), 3);
    // Species
    let slice = call(ctx, a, "slice", &[]).unwrap();
    assert_eq!(text(ctx, slice), "1,2,3");
}

#[test]
fn for_in() {
    let ctx = &mut *context();
    let parent = ctx.new_plain_object();
    let o = ctx.new_object(Some(parent));
    for name in ["b", "a", "1", "0"] {
        let key = ctx.key(name);
        ctx.set(o, key, int(1), true).unwrap();
    }
    let collect = |ctx: &mut Context, v: Value, delete: Option<&str>| {
        let it = ctx.for_in_start(v).unwrap();
        let mut keys = Vec::new();
        loop {
            let k = ctx.for_in_next(it).unwrap();
            if k.is_empty() {
                return keys.join(" ");
            }
            keys.push(text(ctx, k));
            if let (Some(name), Some(o)) = (delete, v.as_object()) {
                let key = ctx.key(name);
                ctx.delete(o, key).unwrap();
            }
        }
    };
    assert_eq!(collect(ctx, o.value(), None), "0 1 b a");
    let key = ctx.key("inherited");
    ctx.set(parent, key, int(1), true).unwrap();
    let key = ctx.key("a");
    ctx.set(parent, key, int(1), true).unwrap();
    assert_eq!(collect(ctx, o.value(), None), "0 1 b a inherited");
    assert_eq!(collect(ctx, o.value(), Some("b")), "0 1 a inherited");
    let s = string(ctx, "xy");
    assert_eq!(collect(ctx, s, None), "0 1");
    let a = ints(ctx, &[5, 6]);
    assert_eq!(collect(ctx, a.value(), None), "0 1");
    assert_eq!(collect(ctx, Value::NULL, None), "");
}

#[test]
fn functions_and_objects() {
    let ctx = &mut *context();
    fn sum(_: &mut Context, args: &Args) -> JsResult {
        let this = if args.this.is_number() { args.this.as_number() } else { 0.0 };
        Ok(Value::from_number(this + args.args.iter().map(|v| v.as_number()).sum::<f64>()))
    }
    let f = function(ctx, sum);
    let bound = call(ctx, f, "bind", &[int(100), int(1)]).unwrap();
    assert_eq!(ctx.call(bound, Value::UNDEFINED, &[int(2)]).unwrap(), int(103));
    let name = ctx.key("name");
    let v = ctx.get_v(bound, name).unwrap();
    assert_eq!(text(ctx, v), "bound f");
    assert_eq!(text(ctx, f), "function f() { [native code] }");
    let list = ints(ctx, &[1, 2, 3]);
    assert_eq!(call(ctx, f, "apply", &[int(10), list.value()]).unwrap(), int(16));
    assert_eq!(call(ctx, f, "call", &[int(10), int(1)]).unwrap(), int(11));
    let object = ctx.intrinsic(Intrinsic::Object);
    let o = ctx.new_plain_object();
    for (i, name) in ["x", "y", "2"].iter().enumerate() {
        let key = ctx.key(name);
        ctx.set(o, key, int(i as i32), true).unwrap();
    }
    assert_eq!(run(ctx, object, "keys", &[o.value()]), "2,x,y");
    assert_eq!(run(ctx, object, "values", &[o.value()]), "2,0,1");
    assert_eq!(run(ctx, object, "entries", &[o.value()]), "2,2,x,0,y,1");
    let entries = call(ctx, object, "entries", &[o.value()]).unwrap();
    let copy = call(ctx, object, "fromEntries", &[entries]).unwrap();
    assert_eq!(run(ctx, object, "entries", &[copy]), "2,2,x,0,y,1");
    call(ctx, object, "freeze", &[copy]).unwrap();
    assert_eq!(run(ctx, object, "isFrozen", &[copy]), "true");
    assert_eq!(
        run(ctx, object, "assign", &[copy, o.value()]),
        "TypeError: Cannot assign to read only property '2' of object '#<Object>'"
    );
    assert_eq!(run(ctx, object, "keys", &[Value::NULL]), "TypeError: Cannot convert undefined or null to object");
    assert_eq!(text(ctx, o), "[object Object]");
    assert_eq!(
        run(ctx, object, "setPrototypeOf", &[o.value(), int(1)]),
        "TypeError: Object prototype may only be an Object or null: 1"
    );
}

#[test]
fn global_functions() {
    let ctx = &mut *context();
    crate::builtins::global::init_global(ctx);
    let global = ctx.header.global;
    let mut check = |f: &str, v: &str, expected: &str| {
        let v = string(ctx, v);
        assert_eq!(run(ctx, global, f, &[v]), expected, "{f}");
    };
    check("parseInt", "  -42px", "-42");
    check("parseInt", "0x1F", "31");
    check("parseInt", "123456789012345678901234567890", "1.2345678901234568e+29");
    check("parseInt", "", "NaN");
    check("parseFloat", " 3.14abc", "3.14");
    check("parseFloat", "-.5e-2x", "-0.005");
    check("parseFloat", "1e", "1");
    check("parseFloat", "-Infinityx", "-Infinity");
    check("parseFloat", ".", "NaN");
    check("encodeURIComponent", "a b&\u{e9}\u{1F600}", "a%20b%26%C3%A9%F0%9F%98%80");
    check("decodeURIComponent", "a%20b%26%C3%A9%F0%9F%98%80", "a b&\u{e9}\u{1F600}");
    check("decodeURI", "%26%41", "%26A");
    check("decodeURI", "%", "URIError: URI malformed");
    check("escape", "\u{e9}\u{3b1} ", "%E9%u03B1%20");
    check("unescape", "%E9%u03B1%20%", "\u{e9}\u{3b1} %");
    check("isNaN", "x", "true");
}

#[test]
fn iterator_helpers() {
    let ctx = &mut *context();
    let a = ints(ctx, &[1, 2, 3, 4, 5, 6]);
    let (f, even) = (function(ctx, double), function(ctx, is_even));
    let it = call(ctx, a, "values", &[]).unwrap();
    let it = call(ctx, it, "filter", &[even]).unwrap();
    let it = call(ctx, it, "map", &[f]).unwrap();
    let it = call(ctx, it, "drop", &[int(1)]).unwrap();
    let it = call(ctx, it, "take", &[int(5)]).unwrap();
    assert_eq!(run(ctx, it, "toArray", &[]), "8,12");
}
