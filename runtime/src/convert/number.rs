//! Numbers to text and back: pure functions, no context.

use crate::string::{StrView, is_white_space};
use num_bigint::BigUint;
use num_traits::ToPrimitive;

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// The integer that `d` exactly is, if it is one in int32's range and not -0.
#[inline(always)]
pub fn as_int32_exact(d: f64) -> Option<i32> {
    let i = d as i32;
    if (i as f64).to_bits() == d.to_bits() { Some(i) } else { None }
}

/// [ToInt32](https://tc39.es/ecma262/#sec-toint32) of a Number.
#[inline]
pub fn f64_to_int32(d: f64) -> i32 {
    if d.abs() < 9.0e18 {
        return d as i64 as i32;
    }
    f64_to_int32_slow(d)
}

#[cold]
fn f64_to_int32_slow(d: f64) -> i32 {
    let bits = d.to_bits();
    let exponent = (bits >> 52 & 0x7FF) as i32 - 1075;
    // Infinity and NaN have exponent 972; what is 2^84 or more has no bit below 2^32 set.
    if exponent > 31 {
        return 0;
    }
    let mantissa = bits & 0xF_FFFF_FFFF_FFFF | 0x10_0000_0000_0000;
    let magnitude = ((mantissa as u128) << exponent) as u32 as i32;
    if d < 0.0 { magnitude.wrapping_neg() } else { magnitude }
}

/// [ToIntegerOrInfinity](https://tc39.es/ecma262/#sec-tointegerorinfinity) of a Number.
#[inline]
pub fn f64_to_integer(d: f64) -> f64 {
    if d.is_nan() { 0.0 } else { d.trunc() + 0.0 }
}

/// Writes an int32 in decimal; returns where in the buffer it begins.
#[inline]
pub fn format_int32(i: i32, buffer: &mut [u8; 12]) -> usize {
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

/// [Number::toString](https://tc39.es/ecma262/#sec-numeric-types-number-tostring) with radix 10.
pub fn number_to_rust(d: f64) -> String {
    if let Some(i) = as_int32_exact(d) {
        return i.to_string();
    }
    ryu_js::Buffer::new().format(d).to_owned()
}

/// Number::toString with a radix of 2 to 36: as many digits as tell the number from its neighbours, the same ones as V8.
pub fn number_to_radix(d: f64, radix: u32) -> String {
    if radix == 10 {
        return number_to_rust(d);
    }
    if d.is_nan() {
        return "NaN".to_owned();
    }
    if d.is_infinite() {
        return if d > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let value = d.abs();
    let base = radix as f64;
    let mut integer = value.floor();
    let mut fraction = value - integer;
    // Half the distance to the next number: digits below that say nothing.
    let mut delta = (0.5 * (value.next_up() - value)).max(f64::from_bits(1));
    let mut after_point: Vec<u8> = Vec::new();
    if fraction >= delta {
        loop {
            fraction *= base;
            delta *= base;
            let digit = fraction as u8;
            after_point.push(digit);
            fraction -= digit as f64;
            if (fraction > 0.5 || (fraction == 0.5 && digit & 1 != 0)) && fraction + delta > 1.0 {
                // Round up, carrying over full digits.
                loop {
                    match after_point.pop() {
                        None => {
                            integer += 1.0;
                            break;
                        }
                        Some(digit) if (digit as u32) + 1 < radix => {
                            after_point.push(digit + 1);
                            break;
                        }
                        Some(_) => {}
                    }
                }
                break;
            }
            if fraction < delta {
                break;
            }
        }
    }
    // The integer's digits from the last one on; those that the mantissa does not determine are zeros.
    let mut text: Vec<u8> = Vec::new();
    while integer / base >= 9007199254740992.0 {
        integer /= base;
        text.push(b'0');
    }
    loop {
        let digit = integer % base;
        text.push(DIGITS[digit as usize]);
        integer = (integer - digit) / base;
        if integer <= 0.0 {
            break;
        }
    }
    if d < 0.0 {
        text.push(b'-');
    }
    text.reverse();
    if !after_point.is_empty() {
        text.push(b'.');
        text.extend(after_point.iter().map(|&digit| DIGITS[digit as usize]));
    }
    text.into_iter().map(char::from).collect()
}

/// How many binary digits the finite `d` has behind its point; 0 for integers.
fn fraction_bits(d: f64) -> usize {
    let bits = d.to_bits();
    let biased = (bits >> 52 & 0x7FF) as i32;
    let mantissa = bits & 0xF_FFFF_FFFF_FFFF | if biased == 0 { 0 } else { 0x10_0000_0000_0000 };
    if mantissa == 0 {
        return 0;
    }
    (1075 - biased.max(1) - mantissa.trailing_zeros() as i32).max(0) as usize
}

/// Adds one in the last place of decimal digits; true if that carried out of the first (which then is "10…0" short of
/// its last digit: "1" followed by zeros of the same length).
fn increment(digits: &mut [u8]) -> bool {
    for d in digits.iter_mut().rev() {
        if *d == b'9' {
            *d = b'0';
        } else {
            *d += 1;
            return false;
        }
    }
    true
}

/// The digits of `x` (finite, not negative) in fixed notation with `digits` after the point; ties go up, as
/// Number.prototype.toFixed has it.
pub fn to_fixed(x: f64, digits: usize) -> String {
    // Rust rounds the exact value correctly and only ties to even. A number with k binary digits behind the point has
    // exactly k decimal ones, the last of them 5, so a tie is when k is one more than asked for.
    if fraction_bits(x) != digits + 1 {
        return format!("{x:.digits$}");
    }
    let exact = format!("{:.*}", digits + 1, x);
    let mut all: Vec<u8> = exact.into_bytes();
    all.pop();
    if digits == 0 {
        all.pop(); // the point
    }
    let point = all.iter().position(|&c| c == b'.');
    if let Some(p) = point {
        all.remove(p);
    }
    if increment(&mut all) {
        all.insert(0, b'1');
    }
    if point.is_some() {
        all.insert(all.len() - digits, b'.');
    }
    all.into_iter().map(char::from).collect()
}

/// The `count` most significant decimal digits of `x` (finite, positive), ties up, and the exponent of the first.
fn significant_digits(x: f64, count: usize) -> (Vec<u8>, i32) {
    let parse = |text: String| {
        let (mantissa, exponent) = text.split_once('e').expect("Rust writes an exponent");
        let digits: Vec<u8> = mantissa.bytes().filter(|&c| c != b'.').collect();
        (digits, exponent.parse::<i32>().expect("a decimal exponent"))
    };
    let bits = fraction_bits(x);
    // With so many binary digits behind the point the exact value has more digits than a tie could have.
    if bits > 2 * count + 4 {
        return parse(format!("{:.*e}", count - 1, x));
    }
    // All digits of the exact value, to round ties upwards.
    let exact = format!("{x:.bits$}");
    let point = exact.find('.').unwrap_or(exact.len()) as i32;
    let all: Vec<u8> = exact.bytes().filter(|&c| c != b'.').collect();
    let zeros = all.iter().take_while(|&&c| c == b'0').count();
    let mut exponent = point - 1 - zeros as i32;
    let mut digits = all[zeros..].to_vec();
    let up = digits.get(count).is_some_and(|&c| c >= b'5');
    digits.resize(count, b'0');
    if up && increment(&mut digits) {
        digits[0] = b'1';
        exponent += 1;
    }
    (digits, exponent)
}

fn exponential(digits: &[u8], exponent: i32) -> String {
    let mut text = String::with_capacity(digits.len() + 6);
    text.push(digits[0] as char);
    if digits.len() > 1 {
        text.push('.');
        text.extend(digits[1..].iter().map(|&c| c as char));
    }
    text.push_str(if exponent < 0 { "e-" } else { "e+" });
    text.push_str(&exponent.unsigned_abs().to_string());
    text
}

/// The fewest decimal digits that tell `x` (finite, positive) from its neighbours, without zeros at the end, and the
/// exponent of the first.
fn shortest_digits(x: f64) -> (Vec<u8>, i32) {
    let mut buffer = ryu_js::Buffer::new();
    let text = buffer.format_finite(x);
    let (mantissa, exponent) = match text.split_once('e') {
        Some((m, e)) => (m, e.parse::<i32>().expect("a decimal exponent")),
        None => (text, 0),
    };
    let point = mantissa.find('.').unwrap_or(mantissa.len()) as i32;
    let mut digits: Vec<u8> = mantissa.bytes().filter(|&c| c != b'.').collect();
    let zeros = digits.iter().take_while(|&&c| c == b'0').count();
    digits.drain(..zeros);
    while digits.last() == Some(&b'0') {
        digits.pop();
    }
    (digits, exponent + point - 1 - zeros as i32)
}

/// `x` (finite, not negative) as Number.prototype.toExponential; `None`: as many digits as necessary.
pub fn to_exponential(x: f64, digits: Option<usize>) -> String {
    if x == 0.0 {
        return exponential(&vec![b'0'; digits.unwrap_or(0) + 1], 0);
    }
    match digits {
        Some(digits) => {
            let (digits, exponent) = significant_digits(x, digits + 1);
            exponential(&digits, exponent)
        }
        None => {
            let (digits, exponent) = shortest_digits(x);
            exponential(&digits, exponent)
        }
    }
}

/// `x` (finite, not negative) as Number.prototype.toPrecision with `precision` of 1 to 100.
pub fn to_precision(x: f64, precision: usize) -> String {
    let (digits, exponent) = if x == 0.0 { (vec![b'0'; precision], 0) } else { significant_digits(x, precision) };
    if exponent < -6 || exponent >= precision as i32 {
        return exponential(&digits, exponent);
    }
    let mut text = String::with_capacity(precision + 8);
    let push = |text: &mut String, part: &[u8]| text.extend(part.iter().map(|&c| c as char));
    if exponent < 0 {
        text.push_str("0.");
        push(&mut text, &vec![b'0'; (-exponent - 1) as usize]);
        push(&mut text, &digits);
    } else {
        let whole = exponent as usize + 1;
        push(&mut text, &digits[..whole]);
        if whole < digits.len() {
            text.push('.');
            push(&mut text, &digits[whole..]);
        }
    }
    text
}

/// Without white space and line terminators at both ends.
pub fn trim(view: StrView<'_>) -> StrView<'_> {
    let (mut start, mut end) = (0, view.len());
    while start < end && is_white_space(view.at(start)) {
        start += 1;
    }
    while end > start && is_white_space(view.at(end - 1)) {
        end -= 1;
    }
    view.sub(start, end)
}

/// [StringToNumber](https://tc39.es/ecma262/#sec-stringtonumber)
pub fn view_to_number(view: StrView) -> f64 {
    // OPTIMIZATION: short plain integers.
    let n = view.len();
    if n > 0 && n <= 9 {
        let mut value = 0u32;
        if view.iter().all(|u| {
            let digit = u.wrapping_sub(b'0' as u16);
            value = value.wrapping_mul(10).wrapping_add(digit as u32);
            digit <= 9
        }) {
            return value as f64;
        }
    }
    let view = trim(view);
    if view.is_empty() {
        return 0.0;
    }
    let mut short = [0u8; 64];
    let long: Vec<u8>;
    let bytes: &[u8] = match view {
        StrView::Latin1(s) => s,
        StrView::Utf16(s) => {
            if s.iter().any(|&u| u > 0x7F) {
                return f64::NAN;
            }
            if s.len() <= short.len() {
                s.iter().zip(&mut short).for_each(|(&u, b)| *b = u as u8);
                &short[..s.len()]
            } else {
                long = s.iter().map(|&u| u as u8).collect();
                &long
            }
        }
    };
    if bytes.len() > 2 && bytes[0] == b'0' {
        let radix = match bytes[1] | 0x20 {
            b'x' => 16,
            b'o' => 8,
            b'b' => 2,
            _ => 0,
        };
        if radix != 0 {
            return integer_in_radix(&bytes[2..], radix).unwrap_or(f64::NAN);
        }
    }
    decimal_literal(bytes).unwrap_or(f64::NAN)
}

/// StrDecimalLiteral: all of `bytes`.
pub fn decimal_literal(bytes: &[u8]) -> Option<f64> {
    let (sign, rest) = match bytes {
        [b'-', rest @ ..] => (-1.0, rest),
        [b'+', rest @ ..] => (1.0, rest),
        _ => (1.0, bytes),
    };
    if rest == b"Infinity" {
        return Some(sign * f64::INFINITY);
    }
    // Rust's parser takes the very same literals, and "inf" and "nan", which begin with no digit or point.
    if !matches!(rest.first(), Some(b'0'..=b'9' | b'.')) {
        return None;
    }
    let text = core::str::from_utf8(rest).ok()?;
    text.parse::<f64>().ok().map(|d| sign * d)
}

/// The integer that all of `bytes` write in the radix (2 to 36), correctly rounded; none if some is no digit of it.
pub fn integer_in_radix(bytes: &[u8], radix: u32) -> Option<f64> {
    if bytes.is_empty() {
        return None;
    }
    let mut value: u64 = 0;
    let mut exact = true;
    for &b in bytes {
        let digit = (b as char).to_digit(radix)?;
        match value.checked_mul(radix as u64).and_then(|v| v.checked_add(digit as u64)) {
            Some(v) if exact => value = v,
            _ => exact = false,
        }
    }
    if exact {
        return Some(value as f64);
    }
    if radix == 10 {
        return core::str::from_utf8(bytes).ok()?.parse().ok();
    }
    Some(biguint_to_f64(&BigUint::parse_bytes(bytes, radix)?))
}

/// The nearest double, ties to even.
pub fn biguint_to_f64(n: &BigUint) -> f64 {
    let bits = n.bits();
    if bits <= 64 {
        return n.to_u64().expect("64 bits") as f64;
    }
    if bits > 1024 {
        return f64::INFINITY;
    }
    // The 64 leading bits, the last of them "sticky" for all that follow: u64 to f64 then rounds right.
    let shift = bits - 64;
    let mut top = (n >> shift).to_u64().expect("64 bits");
    if n.trailing_zeros().is_some_and(|z| z < shift) {
        top |= 1;
    }
    // 2^1024 and more overflow to infinity in this multiplication.
    (top as f64) * 2f64.powi(shift as i32)
}

/// Commas between the thousands of a decimal integer (perhaps after a minus sign).
pub fn group_thousands(digits: &str) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits),
    };
    let mut text = sign.to_owned();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(c);
    }
    text
}

/// The number in locale en-US, with `least` to `most` digits behind the point. Rounds its shortest decimal form, halves
/// away from zero.
pub fn localized(x: f64, least: usize, most: usize) -> String {
    if x.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if x.is_sign_negative() { "-" } else { "" };
    if x.is_infinite() {
        return format!("{sign}∞");
    }
    let (mut digits, exponent) = if x == 0.0 { (vec![b'0'], 0) } else { shortest_digits(x.abs()) };
    // Zeros up to the point, on either side.
    let mut point = 1;
    if exponent < 0 {
        digits.splice(0..0, core::iter::repeat_n(b'0', -exponent as usize));
    } else {
        point += exponent as usize;
        digits.resize(digits.len().max(point), b'0');
    }
    if digits.len() > point + most {
        let up = digits[point + most] >= b'5';
        digits.truncate(point + most);
        if up && increment(&mut digits) {
            digits.insert(0, b'1');
            point += 1;
        }
    }
    while digits.len() > point + least && digits.last() == Some(&b'0') {
        digits.pop();
    }
    while digits.len() < point + least {
        digits.push(b'0');
    }
    let digits = String::from_utf8(digits).expect("decimal digits");
    let mut text = format!("{sign}{}", group_thousands(&digits[..point]));
    if digits.len() > point {
        text.push('.');
        text.push_str(&digits[point..]);
    }
    text
}
