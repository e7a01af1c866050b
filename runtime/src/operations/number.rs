//! Operations on Numbers that are no machine instruction.

use crate::builtins::math::fdlibm;

/// [Number::remainder](https://tc39.es/ecma262/#sec-numeric-types-number-remainder)
#[inline]
pub fn remainder(n: f64, d: f64) -> f64 {
    // OPTIMIZATION: integers. A zero takes its sign from the dividend.
    if n >= 0.0 && n <= u32::MAX as f64 && d >= 1.0 && d <= u32::MAX as f64 {
        let (a, b) = (n as u32, d as u32);
        if a as f64 == n && b as f64 == d && !(a == 0 && n.is_sign_negative()) {
            return (a % b) as f64;
        }
    }
    n % d
}

/// [Number::exponentiate](https://tc39.es/ecma262/#sec-numeric-types-number-exponentiate)
#[inline]
pub fn exponentiate(base: f64, exponent: f64) -> f64 {
    fdlibm::pow(base, exponent)
}
