//! Date.parse: the ISO format of the specification, then, as engines do, a lenient reader of most other ways to write a
//! date, with the rules that V8 has.

use super::time::{ZoneCache, make_date, make_day, make_time, time_clip};

/// The time value of a text, NaN if it is none.
pub fn parse(zone: &mut ZoneCache, text: &str) -> f64 {
    let bytes = text.as_bytes();
    let t = iso(zone, bytes).or_else(|| legacy(zone, bytes)).unwrap_or(f64::NAN);
    time_clip(t)
}

struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn eat(&mut self, c: u8) -> bool {
        let found = self.peek() == c;
        self.at += found as usize;
        found
    }

    /// Exactly `n` digits.
    fn fixed(&mut self, n: usize) -> Option<f64> {
        let digits = self.text.get(self.at..self.at + n)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.at += n;
        Some(digits.iter().fold(0.0, |all, d| all * 10.0 + (d - b'0') as f64))
    }
}

/// The Date Time String Format <https://tc39.es/ecma262/#sec-date-time-string-format>
fn iso(zone: &mut ZoneCache, text: &[u8]) -> Option<f64> {
    let mut c = Cursor { text, at: 0 };
    let year = match c.peek() {
        sign @ (b'+' | b'-') => {
            c.at += 1;
            let year = c.fixed(6)?;
            if sign == b'-' && year == 0.0 {
                return None;
            }
            if sign == b'-' { -year } else { year }
        }
        _ => c.fixed(4)?,
    };
    let (mut month, mut day) = (1.0, 1.0);
    if c.eat(b'-') {
        month = c.fixed(2)?;
        if c.eat(b'-') {
            day = c.fixed(2)?;
        }
    }
    if !(1.0..=12.0).contains(&month) || !(1.0..=31.0).contains(&day) {
        return None;
    }
    let date = make_day(year, month - 1.0, day);
    if c.at == text.len() {
        return Some(make_date(date, 0.0));
    }
    if !c.eat(b'T') && !c.eat(b't') {
        return None;
    }
    let hour = c.fixed(2)?;
    if !c.eat(b':') {
        return None;
    }
    let minute = c.fixed(2)?;
    let (mut second, mut ms) = (0.0, 0.0);
    if c.eat(b':') {
        second = c.fixed(2)?;
        if c.eat(b'.') {
            let start = c.at;
            while c.peek().is_ascii_digit() {
                c.at += 1;
            }
            ms = milliseconds(&text[start..c.at])?;
        }
    }
    if hour > 24.0 || minute > 59.0 || second > 59.0 || (hour == 24.0 && minute + second + ms > 0.0) {
        return None;
    }
    let t = make_date(date, make_time(hour, minute, second, ms));
    if c.at == text.len() {
        return Some(zone.utc(t));
    }
    let mut offset = 0.0;
    match c.peek() {
        b'Z' | b'z' => c.at += 1,
        sign @ (b'+' | b'-') => {
            c.at += 1;
            let hours = c.fixed(2)?;
            c.eat(b':');
            let minutes = c.fixed(2)?;
            if hours > 23.0 || minutes > 59.0 {
                return None;
            }
            offset = (hours * 60.0 + minutes) * if sign == b'-' { -60_000.0 } else { 60_000.0 };
        }
        _ => return None,
    }
    if c.at == text.len() { Some(t - offset) } else { None }
}

/// The first three digits of a fraction of a second.
fn milliseconds(digits: &[u8]) -> Option<f64> {
    if digits.is_empty() {
        return None;
    }
    let mut ms = 0.0;
    for i in 0..3 {
        ms = ms * 10.0 + digits.get(i).map_or(0, |d| d - b'0') as f64;
    }
    Some(ms)
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Token {
    Number { value: u32, start: usize, end: usize },
    Word(Keyword),
    Symbol(u8),
    Space,
    End,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Keyword {
    Month(u32),
    /// Hours to add.
    AmPm(u32),
    /// Hours east of UTC.
    Zone(i32),
    Other,
}

/// Only the first three letters count; longer words are accepted for months.
fn keyword(word: &[u8]) -> Keyword {
    const MONTHS: [&[u8]; 12] =
        [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    let lower = word.to_ascii_lowercase();
    if lower.len() >= 3
        && let Some(m) = MONTHS.iter().position(|m| lower[..3] == **m)
    {
        return Keyword::Month(m as u32 + 1);
    }
    match lower.as_slice() {
        b"am" => Keyword::AmPm(0),
        b"pm" => Keyword::AmPm(12),
        b"ut" | b"utc" | b"z" | b"gmt" => Keyword::Zone(0),
        b"est" => Keyword::Zone(-5),
        b"edt" => Keyword::Zone(-4),
        b"cst" => Keyword::Zone(-6),
        b"cdt" => Keyword::Zone(-5),
        b"mst" => Keyword::Zone(-7),
        b"mdt" => Keyword::Zone(-6),
        b"pst" => Keyword::Zone(-8),
        b"pdt" => Keyword::Zone(-7),
        _ => Keyword::Other,
    }
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    /// The token at `at` and where it ends.
    fn scan(&self) -> (Token, usize) {
        let rest = &self.text[self.at..];
        let length = |f: fn(&u8) -> bool| rest.iter().position(|c| !f(c)).unwrap_or(rest.len());
        match rest.first() {
            None => (Token::End, self.at),
            Some(c) if c.is_ascii_digit() => {
                let n = length(u8::is_ascii_digit);
                let value =
                    rest[..n].iter().fold(0u32, |all, d| all.saturating_mul(10).saturating_add((d - b'0') as u32));
                (Token::Number { value, start: self.at, end: self.at + n }, self.at + n)
            }
            Some(c) if c.is_ascii_alphabetic() || *c >= 0x80 => {
                let n = length(|c| c.is_ascii_alphabetic() || *c >= 0x80);
                (Token::Word(keyword(&rest[..n])), self.at + n)
            }
            Some(c) if c.is_ascii_whitespace() || *c == 0x0B => {
                (Token::Space, self.at + length(|c| c.is_ascii_whitespace() || *c == 0x0B))
            }
            Some(&c) => (Token::Symbol(c), self.at + 1),
        }
    }

    fn peek(&self) -> Token {
        self.scan().0
    }

    fn next(&mut self) -> Token {
        let (token, end) = self.scan();
        self.at = end;
        token
    }

    fn skip(&mut self, symbol: u8) -> bool {
        let found = self.peek() == Token::Symbol(symbol);
        self.at += found as usize;
        found
    }

    /// After an opening parenthesis, to behind its partner.
    fn skip_parentheses(&mut self) {
        let mut depth = 1;
        while depth > 0 && self.at < self.text.len() {
            match self.text[self.at] {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }
}

#[derive(Default)]
struct Time {
    parts: Vec<u32>,
    add_hours: Option<u32>,
    complete: bool,
}

impl Time {
    fn add(&mut self, n: u32) -> Option<()> {
        if self.parts.len() == 4 || self.complete {
            return None;
        }
        self.parts.push(n);
        Some(())
    }

    fn is_expecting(&self, n: u32) -> bool {
        !self.complete && matches!((self.parts.len(), n), (1 | 2, 0..60) | (3, 0..1000))
    }

    fn finish(&mut self, n: u32) {
        self.parts.push(n);
        self.complete = true;
    }

    fn value(&self) -> Option<f64> {
        let part = |i: usize| self.parts.get(i).copied().unwrap_or(0);
        let (mut hour, minute, second, ms) = (part(0), part(1), part(2), part(3));
        if let Some(add) = self.add_hours {
            if hour > 12 {
                return None;
            }
            hour = hour % 12 + add;
        }
        let in_day = hour < 24 && minute < 60 && second < 60 && ms < 1000;
        let end_of_day = hour == 24 && minute + second + ms == 0;
        if !in_day && !end_of_day {
            return None;
        }
        Some(make_time(hour as f64, minute as f64, second as f64, ms as f64))
    }
}

#[derive(Default)]
struct Offset {
    sign: i32,
    hour: Option<i32>,
    minute: Option<i32>,
}

fn day_of(parts: &[u32], named_month: Option<u32>) -> Option<f64> {
    let is_day = |n: u32| (1..=31).contains(&n);
    let part = |i: usize| parts.get(i).copied().unwrap_or(1);
    let first = *parts.first()?;
    let (mut year, month, day) = match named_month {
        Some(m) if !is_day(first) => (first, m, part(1)),
        Some(m) => (part(1), m, first),
        None if !is_day(first) => (first, part(1), part(2)),
        None => (part(2), first, part(1)),
    };
    if year < 50 {
        year += 2000;
    } else if year < 100 {
        year += 1900;
    }
    if !(1..=12).contains(&month) || !is_day(day) {
        return None;
    }
    Some(make_day(year as f64, month as f64 - 1.0, day as f64))
}

fn legacy(local_zone: &mut ZoneCache, text: &[u8]) -> Option<f64> {
    let mut s = Scanner { text, at: 0 };
    let (mut day, mut named_month) = (Vec::<u32>::new(), None);
    let mut time = Time::default();
    let mut zone = Offset::default();
    let mut has_number = false;
    loop {
        match s.next() {
            Token::End => break,
            Token::Number { value: n, .. } => {
                has_number = true;
                if s.skip(b':') {
                    if s.skip(b':') {
                        if !time.parts.is_empty() {
                            return None;
                        }
                        time.add(n)?;
                        time.add(0)?;
                    } else {
                        time.add(n)?;
                        s.skip(b'.');
                    }
                } else if s.skip(b'.') && time.is_expecting(n) {
                    time.add(n)?;
                    let Token::Number { start, end, .. } = s.next() else { return None };
                    let ms = milliseconds(&text[start..end])?;
                    while time.parts.len() < 3 {
                        time.parts.push(0);
                    }
                    time.finish(ms as u32);
                } else if zone.hour.is_some() && zone.minute.is_none() && n < 60 {
                    zone.minute = Some(n as i32);
                } else if time.is_expecting(n) {
                    time.finish(n);
                    // Only the end, space, "Z" or a sign may follow directly.
                    match s.peek() {
                        Token::End | Token::Space | Token::Symbol(b'+' | b'-') | Token::Word(Keyword::Zone(0)) => {}
                        _ => return None,
                    }
                } else {
                    if day.len() == 3 {
                        return None;
                    }
                    day.push(n);
                    s.skip(b'-');
                }
            }
            Token::Word(word) => match word {
                Keyword::AmPm(add) if !time.parts.is_empty() => time.add_hours = Some(add),
                Keyword::Month(m) => {
                    named_month = Some(m);
                    s.skip(b'-');
                }
                Keyword::Zone(hours) if has_number => {
                    zone = Offset { sign: if hours < 0 { -1 } else { 1 }, hour: Some(hours.abs()), minute: Some(0) };
                }
                // Other words may only come before the first number, and not right before it.
                _ if has_number || matches!(s.peek(), Token::Number { .. }) => return None,
                _ => {}
            },
            Token::Symbol(sign @ (b'+' | b'-'))
                if zone.hour == Some(0) && zone.minute == Some(0)
                    || (sign == b'+' || sign == b'-') && !time.parts.is_empty() =>
            {
                zone.sign = if sign == b'-' { -1 } else { 1 };
                let (mut n, mut length) = (0, 0);
                if let Token::Number { value, start, end } = s.peek() {
                    s.next();
                    (n, length) = (value as i32, end - start);
                }
                has_number = true;
                (zone.hour, zone.minute) = match length {
                    _ if s.peek() == Token::Symbol(b':') => (Some(n), None),
                    1 | 2 => (Some(n), Some(0)),
                    3 | 4 => (Some(n / 100), Some(n % 100)),
                    _ => return None,
                };
            }
            Token::Symbol(b'+' | b'-' | b')') if has_number => return None,
            Token::Symbol(b'(') => s.skip_parentheses(),
            Token::Symbol(_) | Token::Space => {}
        }
    }
    let t = make_date(day_of(&day, named_month)?, time.value()?);
    match zone.hour {
        None => Some(local_zone.utc(t)),
        Some(h) => Some(t - (zone.sign * (h * 60 + zone.minute.unwrap_or(0))) as f64 * 60_000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::{ZoneCache, parse};

    #[test]
    fn formats_with_a_zone() {
        for (text, expected) in [
            ("2020-01-02T03:04:05.6789Z", 1_577_934_245_678.0),
            ("2020-01-02T03:04:05+05:30", 1_577_914_445_000.0),
            ("2020-06-15T10:00:00-0700", 1_592_240_400_000.0),
            ("2020-02-30", 1_583_020_800_000.0),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
            ("Sat Nov 21 2026 02:39:16 GMT+0100 (CET)", 1_795_225_156_000.0),
            ("Jan 1 2020 EST", 1_577_854_800_000.0),
            ("Mon, 25 Dec 1995 13:30:00 +0430", 819_882_000_000.0),
            ("2020-01-02 03:04:05 +0100", 1_577_930_645_000.0),
            ("1/2/2020 10:00 PM UTC", 1_578_002_400_000.0),
        ] {
            assert_eq!(parse(&mut ZoneCache::default(), text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "foo",
            "12:00",
            "2020-13-01",
            "-000000-01-01T00:00:00Z",
            "2020-01-02T03",
            "Jan 32 2020",
            "20200102x",
            "1e3",
            "1/2/2020 13:00 PM",
        ] {
            assert!(parse(&mut ZoneCache::default(), text).is_nan(), "{text}");
        }
    }
}
