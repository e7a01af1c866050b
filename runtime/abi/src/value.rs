//! The 64-bit NaN-boxed JavaScript value. Bits only: what a value *points to* is in `layout.rs`.
//!
//! ```text
//! pointer to a cell   0000:PPPP:PPPP:PPPP    a cell's address is its own value; 16-byte aligned, never 0
//! immediates          0000:0000:0000:00xx    bit 1 set, so that no immediate looks like a cell
//! double              0002..FFFC:****        IEEE bits + 2^49; no NaN above FFFB (see CANONICAL_NAN)
//! int32               FFFE:0000:IIII:IIII
//! ```
//!
//! A number whose value fits an int32 (and is not -0) may be in either numeric form: producers prefer int32 where that
//! is cheap, consumers accept both. The layout is JavaScriptCore's.

/// A JavaScript value, or one of the internal markers [`Value::EMPTY`] and [`Value::EXCEPTION`].
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Value(pub u64);

/// All bits that no int32 lacks.
pub const INT32_TAG: u64 = 0xFFFE_0000_0000_0000;
/// Added to the bits of a double.
pub const DOUBLE_OFFSET: u64 = 1 << 49;
/// A value is a cell pointer exactly if it has none of these bits.
pub const NOT_CELL_MASK: u64 = INT32_TAG | 0x2;
/// The NaN that `from_f64` boxes for any NaN, since bits from outside (typed arrays) may have payloads that would collide with
/// a tag. Arithmetic on boxed numbers yields this one or the processor's default, FFF8..., which collide with none and are boxed as
/// they are: compare numbers as doubles, never NaN by its bits.
pub const CANONICAL_NAN: u64 = 0x7FF8_0000_0000_0000;

impl Value {
    pub const NULL: Value = Value(0x02);
    pub const FALSE: Value = Value(0x06);
    pub const TRUE: Value = Value(0x07);
    pub const UNDEFINED: Value = Value(0x0a);
    /// Marker, never visible to a program: array hole, uninitialised binding, "iterator is done", absent value.
    pub const EMPTY: Value = Value(0x22);
    /// Marker, never stored: a call that returns it has left the thrown value in the context.
    pub const EXCEPTION: Value = Value(0x12);

    #[inline(always)]
    pub const fn from_i32(i: i32) -> Value {
        Value(INT32_TAG | i as u32 as u64)
    }

    /// Boxes a double as it is (NaN made canonical, no normalisation to int32).
    #[inline(always)]
    pub fn from_f64(d: f64) -> Value {
        let bits = if d.is_nan() { CANONICAL_NAN } else { d.to_bits() };
        Value(bits.wrapping_add(DOUBLE_OFFSET))
    }

    /// Boxes a number, as int32 if its value is one and it is not -0.
    #[inline(always)]
    pub fn from_number(d: f64) -> Value {
        let i = unsafe { if d >= -2147483648.0 && d <= 2147483647.0 { d.to_int_unchecked::<i32>() } else { 0 } };
        if (i as f64).to_bits() == d.to_bits() { Value::from_i32(i) } else { Value::from_f64(d) }
    }

    #[inline(always)]
    pub fn from_u32(u: u32) -> Value {
        if u <= i32::MAX as u32 { Value::from_i32(u as i32) } else { Value::from_f64(u as f64) }
    }

    #[inline(always)]
    pub const fn from_bool(b: bool) -> Value {
        Value(0x06 | b as u64)
    }

    /// `p` must point to a cell (never null).
    #[inline(always)]
    pub fn from_cell<T>(p: *const T) -> Value {
        Value(p as u64)
    }

    #[inline(always)]
    pub const fn is_int32(self) -> bool {
        self.0 >= INT32_TAG
    }

    #[inline(always)]
    pub const fn is_number(self) -> bool {
        self.0 & INT32_TAG != 0
    }

    #[inline(always)]
    pub const fn is_double(self) -> bool {
        self.is_number() && !self.is_int32()
    }

    #[inline(always)]
    pub const fn is_cell(self) -> bool {
        self.0 & NOT_CELL_MASK == 0
    }

    #[inline(always)]
    pub const fn is_undefined(self) -> bool {
        self.0 == Value::UNDEFINED.0
    }

    #[inline(always)]
    pub const fn is_null(self) -> bool {
        self.0 == Value::NULL.0
    }

    #[inline(always)]
    pub const fn is_nullish(self) -> bool {
        self.0 & !0x8 == Value::NULL.0
    }

    #[inline(always)]
    pub const fn is_bool(self) -> bool {
        self.0 & !1 == Value::FALSE.0
    }

    #[inline(always)]
    pub const fn is_true(self) -> bool {
        self.0 == Value::TRUE.0
    }

    #[inline(always)]
    pub const fn is_empty(self) -> bool {
        self.0 == Value::EMPTY.0
    }

    #[inline(always)]
    pub const fn is_exception(self) -> bool {
        self.0 == Value::EXCEPTION.0
    }

    /// The int32 of a value for which `is_int32` holds.
    #[inline(always)]
    pub const fn as_int32(self) -> i32 {
        self.0 as u32 as i32
    }

    /// The double of a value for which `is_double` holds.
    #[inline(always)]
    pub fn as_double(self) -> f64 {
        f64::from_bits(self.0.wrapping_sub(DOUBLE_OFFSET))
    }

    /// The number of a value for which `is_number` holds, whichever its form.
    #[inline(always)]
    pub fn as_number(self) -> f64 {
        if self.is_int32() { self.as_int32() as f64 } else { self.as_double() }
    }

    /// The pointer of a value for which `is_cell` holds.
    #[inline(always)]
    pub const fn as_ptr<T>(self) -> *mut T {
        self.0 as *mut T
    }
}

impl core::fmt::Debug for Value {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match *self {
            Value::NULL => f.write_str("null"),
            Value::UNDEFINED => f.write_str("undefined"),
            Value::TRUE => f.write_str("true"),
            Value::FALSE => f.write_str("false"),
            Value::EMPTY => f.write_str("<empty>"),
            Value::EXCEPTION => f.write_str("<exception>"),
            v if v.is_int32() => write!(f, "{}", v.as_int32()),
            v if v.is_number() => write!(f, "{:?}", v.as_double()),
            v => write!(f, "cell@{:#x}", v.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_boxing() {
        for d in [0.0, -0.0, 1.5, -1.0, 2147483647.0, 2147483648.0, f64::INFINITY, f64::MIN_POSITIVE, f64::MAX] {
            for v in [Value::from_f64(d), Value::from_number(d)] {
                assert!(v.is_number() && !v.is_cell());
                assert_eq!(v.as_number().to_bits(), d.to_bits());
            }
        }
        assert!(Value::from_number(7.0).is_int32());
        assert!(Value::from_number(-0.0).is_double());
        assert!(Value::from_f64(f64::NAN).as_double().is_nan());
        assert!(Value::from_f64(-f64::NAN).is_double());
    }

    #[test]
    fn immediates_are_not_cells_or_numbers() {
        for v in [Value::NULL, Value::UNDEFINED, Value::TRUE, Value::FALSE, Value::EMPTY, Value::EXCEPTION] {
            assert!(!v.is_cell() && !v.is_number());
        }
        assert!(Value::NULL.is_nullish() && Value::UNDEFINED.is_nullish() && !Value::EMPTY.is_nullish());
    }
}
