//! Ranges of integers: what int32s may be, for whole-program inference (`facts/infer`) and within a function
//! (`passes/ranges.rs`). Bounds are wider than int32, so that what an operation gives before it is checked or wraps can be said.

/// Integers from the first to the second; none if the first is larger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range(pub i64, pub i64);

/// 2^k - 1, no less than `n`, which is not negative.
fn ones(n: i64) -> i64 {
    (n as u64 + 1).next_power_of_two() as i64 - 1
}

impl Range {
    pub const NONE: Range = Range(i64::MAX, i64::MIN);
    pub const INT32: Range = Range(i32::MIN as i64, i32::MAX as i64);
    /// Lengths and indices that fit int32.
    pub const LENGTH: Range = Range(0, i32::MAX as i64);

    pub const fn of(n: i64) -> Range {
        Range(n, n)
    }

    pub const fn is_none(self) -> bool {
        self.0 > self.1
    }

    pub fn is_not_negative(self) -> bool {
        self.0 >= 0
    }

    pub fn is_int32(self) -> bool {
        self.is_within(Range::INT32)
    }

    pub fn is_within(self, other: Range) -> bool {
        self.0 >= other.0 && self.1 <= other.1
    }

    pub fn union(self, other: Range) -> Range {
        Range(self.0.min(other.0), self.1.max(other.1))
    }

    /// What both have; the first as it is if that is nothing. (Such code is never reached.)
    pub fn narrowed(self, other: Range) -> Range {
        let both = Range(self.0.max(other.0), self.1.min(other.1));
        if both.is_none() { self } else { both }
    }

    /// What is left of it in int32; all of int32 if nothing is.
    pub fn clamped(self) -> Range {
        Range::INT32.narrowed(self)
    }

    /// Of its low 32 bits.
    pub fn wrapped(self) -> Range {
        if self.is_int32() { self } else { Range::INT32 }
    }

    /// Bounds outside that are powers of two (upper bounds: one less); 0 stays 0.
    pub fn rounded(self) -> Range {
        let down = |n: i64| if n < 0 { -ones(-n - 1) - 1 } else { (ones(n) + 1) / 2 };
        let up = |n: i64| if n < 0 { -((ones(-n) + 1) / 2) } else { ones(n) };
        Range(down(self.0), up(self.1))
    }

    fn corners(self, other: Range, of: impl Fn(i64, i64) -> i64) -> Range {
        let all = [of(self.0, other.0), of(self.0, other.1), of(self.1, other.0), of(self.1, other.1)];
        all.into_iter().fold(Range::NONE, |r, n| r.union(Range::of(n)))
    }

    pub(crate) fn add(self, other: Range) -> Range {
        Range(self.0 + other.0, self.1 + other.1)
    }

    pub(crate) fn sub(self, other: Range) -> Range {
        Range(self.0 - other.1, self.1 - other.0)
    }

    pub(crate) fn mul(self, other: Range) -> Range {
        self.corners(other, |a, b| a * b)
    }

    /// Remainders: of the sign of the dividend, and nearer to 0 than it and the divisor are.
    pub(crate) fn rem(self, divisor: Range) -> Range {
        let most = (divisor.0.abs().max(divisor.1.abs()) - 1).max(0);
        Range(if self.0 >= 0 { 0 } else { self.0.max(-most) }, if self.1 <= 0 { 0 } else { self.1.min(most) })
    }

    /// Of two int32s.
    pub fn and(self, other: Range) -> Range {
        // No more than what is not negative.
        match (self.0 >= 0, other.0 >= 0) {
            (true, true) => Range(0, self.1.min(other.1)),
            (true, false) => Range(0, self.1),
            (false, true) => Range(0, other.1),
            (false, false) => self.or(other),
        }
    }

    /// Of two int32s: `|`, and `^` but for the lower bound.
    pub fn or(self, other: Range) -> Range {
        let both = self.union(other);
        let most = ones(both.1.max(-1 - both.0).max(0));
        Range(if both.0 >= 0 { self.0.max(other.0) } else { -most - 1 }, most)
    }

    pub fn xor(self, other: Range) -> Range {
        let or = self.or(other);
        Range(or.0.min(0), or.1)
    }

    /// `<<` of an int32.
    pub(crate) fn shl(self, count: Range) -> Range {
        match count {
            Range(by, other) if by == other => self.mul(Range::of(1 << (by & 31))).wrapped(),
            _ => Range::INT32,
        }
    }

    /// `>>` of an int32.
    pub(crate) fn shr(self, count: Range) -> Range {
        match count {
            Range(by, other) if by == other => Range(self.0 >> (by & 31), self.1 >> (by & 31)),
            _ => Range(self.0.min(0), self.1.max(0)),
        }
    }

    /// `>>>` of an int32.
    pub fn ushr(self, count: Range) -> Range {
        match count {
            _ if self.is_not_negative() => self.shr(count),
            Range(by, other) if by == other => Range(0, u32::MAX as i64 >> (by & 31)),
            _ => Range(0, u32::MAX as i64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_range_of_results() {
        let bounds = [i32::MIN, -9, -8, -1, 0, 1, 3, 4, 7, 100, i32::MAX].map(i64::from);
        let ranges: Vec<Range> =
            bounds.iter().flat_map(|a| bounds.iter().filter(move |b| a <= b).map(|b| Range(*a, *b))).collect();
        let inside = |r: Range| bounds.into_iter().filter(move |n| Range::of(*n).is_within(r));
        let check = |of: &dyn Fn(i64, i64) -> i64, range: fn(Range, Range) -> Range| {
            for (&r, &s) in ranges.iter().flat_map(|r| ranges.iter().map(move |s| (r, s))) {
                for (a, b) in inside(r).flat_map(|a| inside(s).map(move |b| (a, b))) {
                    assert!(Range::of(of(a, b)).is_within(range(r, s)), "{a} of {r:?}, {b} of {s:?}");
                }
            }
        };
        check(&|a, b| a + b, Range::add);
        check(&|a, b| a - b, Range::sub);
        check(&|a, b| a * b, Range::mul);
        check(&|a, b| if b == 0 { 0 } else { a % b }, Range::rem);
        check(&|a, b| a & b, Range::and);
        check(&|a, b| a | b, Range::or);
        check(&|a, b| a ^ b, Range::xor);
        check(&|a, b| ((a as i32) << (b & 31)) as i64, Range::shl);
        check(&|a, b| a >> (b & 31), Range::shr);
        check(&|a, b| (a as u32 >> (b & 31)) as i64, Range::ushr);
    }

    #[test]
    fn bounds_round_outwards() {
        let pairs =
            [((0, 0), (0, 0)), ((1, 1), (1, 1)), ((5, 5), (4, 7)), ((-1, 1000), (-1, 1023)), ((-5, -5), (-8, -4))];
        for ((a, b), (low, high)) in pairs {
            assert_eq!(Range(a, b).rounded(), Range(low, high));
        }
        assert_eq!(Range::INT32.rounded(), Range::INT32);
    }
}
