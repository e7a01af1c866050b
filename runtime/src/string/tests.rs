//! Tests of string cells that need no program.

use super::{StrView, StringBuilder};
use crate::context::Context;
use crate::handle::Str;
use crate::options::Options;
use core::cmp::Ordering;
use jsc_abi::layout::*;

fn text(ctx: &mut Context, s: Str) -> String {
    s.to_rust(ctx)
}

#[test]
fn forms_and_equality() {
    let mut ctx = Context::new(Options::default());
    let ctx: &mut Context = &mut ctx;
    let a = ctx.string_from_str("grüße");
    assert!(a.is_latin1() && a.len() == 5);
    let wide = ctx.string_from_str("λόγος");
    assert!(!wide.is_latin1() && wide.len() == 5);
    let narrow = ctx.string_from_utf16(&"grüße".encode_utf16().collect::<Vec<_>>());
    assert!(narrow.is_latin1());
    // The same characters in the wide form.
    let wide_form = ctx.string_from_wide(&"grüße".encode_utf16().collect::<Vec<_>>());
    assert!(!wide_form.is_latin1() && a.equals(ctx, wide_form) && a.hash(ctx) == wide_form.hash(ctx));
    assert!(a.equals(ctx, narrow) && !a.equals(ctx, wide));
    assert_eq!(a.compare(ctx, wide), Ordering::Less);
    assert_eq!(a.compare(ctx, wide_form), Ordering::Equal);
    assert_eq!(text(ctx, wide), "λόγος");
    let pair = ctx.string_from_code_point(0x1F600);
    assert_eq!((pair.len(), text(ctx, pair)), (2, "😀".to_owned()));
    assert_eq!(pair.view(ctx).code_point_at(0), (0x1F600, 2));
    assert_eq!(pair.view(ctx).code_point_at(1), (0xDE00, 1));
}

#[test]
fn interning() {
    let mut ctx = Context::new(Options::default());
    let ctx: &mut Context = &mut ctx;
    let a = ctx.string_from_str("a new property");
    let interned = ctx.intern_string(a);
    let again = ctx.intern("a new property");
    assert!(interned == a && again == a && a.is_interned());
    assert!(ctx.intern("length") == ctx.names.length);
    assert!(ctx.intern("x") == ctx.single_char('x' as u16));
    assert!(ctx.intern("") == ctx.names.empty);
    for (s, index) in [
        ("0", Some(0)),
        ("7", Some(7)),
        ("4294967294", Some(4294967294)),
        ("4294967295", None),
        ("01", None),
        ("-1", None),
        ("1e3", None),
        ("99999999999", None),
    ] {
        let s = ctx.intern(s);
        assert_eq!(s.header.flags & string_flag::NOT_INDEX == 0, index.is_some());
        assert_eq!(s.array_index(ctx), index);
        assert_eq!(s.interned_index(), index);
    }
    // A wide string with Latin-1 characters is the same key.
    let wide = ctx.string_from_wide(&"a new property".encode_utf16().collect::<Vec<_>>());
    assert!(ctx.intern_string(wide) == a);
}

#[test]
fn table_survives_growth_and_sweeps() {
    let mut ctx = Context::new(Options::default());
    let ctx: &mut Context = &mut ctx;
    let before = ctx.strings.len();
    for i in 0..20000 {
        ctx.intern(&format!("key {i}"));
    }
    assert!(ctx.strings.len() <= before + 20000);
    let a = ctx.intern("key 77");
    ctx.collect(true);
    assert!(ctx.intern("key 77") == a);
    assert!(ctx.strings.len() < before + 10000, "dead strings leave the table");
    assert!(ctx.intern("prototype") == ctx.names.prototype);
    for i in 0..20000 {
        ctx.intern(&format!("key {i}"));
    }
    ctx.collect(false);
    assert!(ctx.intern("key 77") == a);
}

#[test]
fn appending_is_linear_and_shares() {
    let mut ctx = Context::new(Options::default());
    let ctx: &mut Context = &mut ctx;
    let piece = ctx.string_from_str("0123456789");
    let mut s = ctx.names.empty;
    for i in 0..200_000 {
        s = ctx.concat(s, piece).unwrap();
        // Looking at it in between must not make it quadratic.
        if i % 100 == 0 {
            assert_eq!(s.at(ctx, s.len() - 1), b'9' as u16);
        }
    }
    assert_eq!(s.len(), 2_000_000);
    let view = s.view(ctx);
    assert!((0..view.len()).all(|i| view.at(i) == b'0' as u16 + (i % 10) as u16));
    // Two strings that go on from the same one.
    let base = s;
    let x = ctx.string_from_str("x");
    let y = ctx.string_from_str("λ");
    let one = ctx.concat(base, x).unwrap();
    let two = ctx.concat(base, y).unwrap();
    let three = ctx.concat(base, piece).unwrap();
    assert_eq!(one.at(ctx, 2_000_000), 'x' as u16);
    assert_eq!(two.at(ctx, 2_000_000), 'λ' as u16);
    assert_eq!(three.at(ctx, 2_000_001), '1' as u16);
    assert_eq!(base.len(), 2_000_000);
    assert_eq!(base.at(ctx, 1_999_999), b'9' as u16);
}

#[test]
fn ropes_of_all_shapes() {
    let mut ctx = Context::new(Options::default());
    let ctx: &mut Context = &mut ctx;
    let seed = ctx.string_from_str("abcdefghijklmnopqrstuvwxyz");
    // Right-deep, and deep enough that recursion would overflow.
    let mut s = seed;
    for _ in 0..300_000 {
        let c = ctx.single_char(b'-' as u16);
        s = ctx.concat(c, s).unwrap();
    }
    assert_eq!(s.at(ctx, 0), b'-' as u16);
    assert_eq!(s.at(ctx, 300_000), b'a' as u16);
    // The same rope on both sides, twenty times over.
    let mut s = ctx.concat(seed, seed).unwrap();
    for _ in 0..14 {
        s = ctx.concat(s, s).unwrap();
    }
    assert_eq!(s.len(), 52 << 14);
    let view = s.view(ctx);
    assert!((0..view.len()).all(|i| view.at(i) == b'a' as u16 + (i % 26) as u16));
    // A rope inside a wide one stays right when the outer one is flattened.
    let inner = ctx.concat(seed, seed).unwrap();
    let wide = ctx.string_from_str("λλλ");
    let outer = ctx.concat(wide, inner).unwrap();
    assert!(inner.is_rope() && !outer.is_latin1());
    ctx.flatten(outer);
    let expected = "abcdefghijklmnopqrstuvwxyz".repeat(2);
    assert_eq!(text(ctx, inner), expected);
    assert_eq!(text(ctx, outer), format!("λλλ{expected}"));
    let flat = ctx.string_from_str(&expected);
    assert!(inner.equals(ctx, flat) && inner.hash(ctx) == flat.hash(ctx));
    assert!(ctx.intern_string(inner) == ctx.intern(&expected));
}

#[test]
fn random_concatenations_and_slices() {
    let mut ctx = Context::new(Options::default());
    let ctx: &mut Context = &mut ctx;
    let mut state = 88172645463325252u64;
    let mut random = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n as u64) as usize
    };
    let mut pairs: Vec<(Str, Vec<u16>)> = Vec::new();
    let mut kept = crate::handle::GcVec::new(ctx);
    for t in [
        "",
        "a",
        "ß",
        "λ",
        "hello world",
        "a longer piece of text, more than twenty-four",
        "Ωmega and some more of it, yes",
    ] {
        let s = ctx.string_from_str(t);
        kept.push(ctx, s.value());
        pairs.push((s, t.encode_utf16().collect()));
    }
    for round in 0..3000 {
        let (a, b) = (random(pairs.len()), random(pairs.len()));
        let (s, model) = if random(3) == 0 {
            let n = pairs[a].1.len();
            let start = random(n + 1);
            let end = start + random(n - start + 1);
            (ctx.substring(pairs[a].0, start, end), pairs[a].1[start..end].to_vec())
        } else if pairs[a].1.len() + pairs[b].1.len() < 5000 {
            (ctx.concat(pairs[a].0, pairs[b].0).unwrap(), [&pairs[a].1[..], &pairs[b].1[..]].concat())
        } else {
            continue;
        };
        kept.push(ctx, s.value());
        pairs.push((s, model));
        if round % 7 == 0 {
            let i = random(pairs.len());
            assert_eq!(pairs[i].0.view(ctx).to_utf16(), pairs[i].1);
        }
        if round % 500 == 0 {
            ctx.collect(round % 1000 == 0);
        }
    }
    for (s, model) in &pairs {
        assert_eq!(s.len(), model.len());
        assert!(s.view(ctx).equals(StrView::Utf16(model)));
        assert_eq!(s.hash(ctx), StrView::Utf16(model).hash());
    }
    assert_eq!(kept.len(), pairs.len());
}

#[test]
fn builder() {
    let mut ctx = Context::new(Options::default());
    let ctx: &mut Context = &mut ctx;
    let mut b = StringBuilder::new();
    b.push_str("abc");
    b.push_unit(0xE4);
    assert_eq!(b.len(), 4);
    let s = b.finish(ctx).unwrap();
    assert!(s.is_latin1());
    assert_eq!(text(ctx, s), "abcä");
    let mut b = StringBuilder::new();
    b.push_js(ctx, s);
    b.push_str("→😀");
    b.push_latin1(b"!");
    b.push_utf16(&[0x3BB]);
    let s = b.finish(ctx).unwrap();
    assert_eq!(text(ctx, s), "abcä→😀!λ");
}

#[test]
fn too_long_is_a_range_error() {
    let mut ctx = Context::new(Options::default());
    let ctx: &mut Context = &mut ctx;
    let mut s = ctx.string_from_str("0123456789abcdef0123456789abcdef");
    let error = loop {
        match ctx.concat(s, s) {
            Ok(longer) => s = longer,
            Err(e) => break e,
        }
    };
    let _ = error;
    assert_eq!(s.len(), 1 << 28);
    assert!(!ctx.take_exception().is_empty());
}
