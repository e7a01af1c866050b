//! Transcendental functions to the last digit as V8 has them: the algorithms of Sun's fdlibm. The crate `libm` has most;
//! here are those whose details it changed.

// The constants are written as in fdlibm, digit for digit, and are its own roundings of the named ones.
#![allow(clippy::excessive_precision, clippy::approx_constant)]

use crate::convert::number::biguint_to_f64;
use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};
use std::sync::OnceLock;

pub use libm::{acos, asin, atan, atan2, expm1, log2, tan};

const LN2: f64 = core::f64::consts::LN_2;
const TWO54: f64 = 18014398509481984.0;

#[inline(always)]
fn high(x: f64) -> i32 {
    (x.to_bits() >> 32) as i32
}

#[inline(always)]
fn low(x: f64) -> u32 {
    x.to_bits() as u32
}

#[inline(always)]
fn with_high(x: f64, high: i32) -> f64 {
    f64::from_bits(x.to_bits() & 0xFFFF_FFFF | (high as u32 as u64) << 32)
}

#[inline(always)]
fn without_low(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & !0xFFFF_FFFF)
}

/// s_log1p.c: log(1 + x)
pub fn log1p(x: f64) -> f64 {
    const LN2_HI: f64 = 6.93147180369123816490e-01;
    const LN2_LO: f64 = 1.90821492927058770002e-10;
    const LP1: f64 = 6.666666666666735130e-01;
    const LP2: f64 = 3.999999999940941908e-01;
    const LP3: f64 = 2.857142874366239149e-01;
    const LP4: f64 = 2.222219843214978396e-01;
    const LP5: f64 = 1.818357216161805012e-01;
    const LP6: f64 = 1.531383769920937332e-01;
    const LP7: f64 = 1.479819860511658591e-01;
    let hx = high(x);
    let ax = hx & 0x7FFF_FFFF;
    if x.is_nan() || x < -1.0 {
        return f64::NAN;
    }
    if x == -1.0 {
        return f64::NEG_INFINITY;
    }
    if x == f64::INFINITY {
        return x;
    }
    if ax < 0x3E20_0000 {
        return if ax < 0x3C90_0000 { x } else { x - x * x * 0.5 };
    }
    let (mut k, mut c, mut f, mut hu) = (0, 0.0, x, 1);
    // Unless 1 + x is from sqrt(2) / 2 to sqrt(2):
    if !(hx < 0x3FDA_827A && (hx > 0 || hx <= 0xBFD2_BEC4_u32 as i32)) {
        let mut u = x;
        if hx < 0x4340_0000 {
            u = 1.0 + x;
            hu = high(u);
            k = (hu >> 20) - 1023;
            // What rounding took.
            c = if k > 0 { 1.0 - (u - x) } else { x - (u - 1.0) };
            c /= u;
        } else {
            hu = high(u);
            k = (hu >> 20) - 1023;
        }
        hu &= 0xF_FFFF;
        if hu < 0x6_A09E {
            u = with_high(u, hu | 0x3FF0_0000);
        } else {
            k += 1;
            u = with_high(u, hu | 0x3FE0_0000);
            hu = (0x10_0000 - hu) >> 2;
        }
        f = u - 1.0;
    }
    let dk = k as f64;
    let hfsq = 0.5 * f * f;
    if hu == 0 {
        if f == 0.0 {
            return if k == 0 { 0.0 } else { dk * LN2_HI + (c + dk * LN2_LO) };
        }
        let r = hfsq * (1.0 - 0.66666666666666666 * f);
        return if k == 0 { f - r } else { dk * LN2_HI - ((r - (dk * LN2_LO + c)) - f) };
    }
    let s = f / (2.0 + f);
    let z = s * s;
    let r = z * (LP1 + z * (LP2 + z * (LP3 + z * (LP4 + z * (LP5 + z * (LP6 + z * LP7))))));
    if k == 0 { f - (hfsq - s * (hfsq + r)) } else { dk * LN2_HI - ((hfsq - (s * (hfsq + r) + (dk * LN2_LO + c))) - f) }
}

pub fn exp(x: f64) -> f64 {
    // NB: so that Math.exp(1) is Math.E.
    if x == 1.0 { core::f64::consts::E } else { libm::exp(x) }
}

/// e_log.c
pub fn log(mut x: f64) -> f64 {
    const LN2_HI: f64 = 6.93147180369123816490e-01;
    const LN2_LO: f64 = 1.90821492927058770002e-10;
    const LG1: f64 = 6.666666666666735130e-01;
    const LG2: f64 = 3.999999999940941908e-01;
    const LG3: f64 = 2.857142874366239149e-01;
    const LG4: f64 = 2.222219843214978396e-01;
    const LG5: f64 = 1.818357216161805012e-01;
    const LG6: f64 = 1.531383769920937332e-01;
    const LG7: f64 = 1.479819860511658591e-01;
    let mut hx = high(x);
    let mut k = 0;
    if hx < 0x0010_0000 {
        if x == 0.0 {
            return f64::NEG_INFINITY;
        }
        if hx < 0 {
            return f64::NAN;
        }
        k -= 54;
        x *= TWO54;
        hx = high(x);
    }
    if hx >= 0x7FF0_0000 {
        return x + x;
    }
    k += (hx >> 20) - 1023;
    hx &= 0xF_FFFF;
    let i = (hx + 0x9_5F64) & 0x10_0000;
    x = with_high(x, hx | (i ^ 0x3FF0_0000));
    k += i >> 20;
    let f = x - 1.0;
    let dk = k as f64;
    if (0xF_FFFF & (2 + hx)) < 3 {
        if f == 0.0 {
            return if k == 0 { 0.0 } else { dk * LN2_HI + dk * LN2_LO };
        }
        let r = f * f * (0.5 - 0.33333333333333333 * f);
        return if k == 0 { f - r } else { dk * LN2_HI - ((r - dk * LN2_LO) - f) };
    }
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let t1 = w * (LG2 + w * (LG4 + w * LG6));
    let t2 = z * (LG1 + w * (LG3 + w * (LG5 + w * LG7)));
    let r = t2 + t1;
    if (hx - 0x6_147A) | (0x6_B851 - hx) > 0 {
        let hfsq = 0.5 * f * f;
        if k == 0 { f - (hfsq - s * (hfsq + r)) } else { dk * LN2_HI - ((hfsq - (s * (hfsq + r) + dk * LN2_LO)) - f) }
    } else if k == 0 {
        f - s * (f - r)
    } else {
        dk * LN2_HI - ((s * (f - r) - dk * LN2_LO) - f)
    }
}

/// e_log10.c
pub fn log10(mut x: f64) -> f64 {
    const IVLN10: f64 = 4.34294481903251816668e-01;
    const LOG10_2HI: f64 = 3.01029995663611771306e-01;
    const LOG10_2LO: f64 = 3.69423907715893078616e-13;
    let mut hx = high(x);
    let mut k = 0;
    if hx < 0x0010_0000 {
        if x == 0.0 {
            return f64::NEG_INFINITY;
        }
        if hx < 0 {
            return f64::NAN;
        }
        k -= 54;
        x *= TWO54;
        hx = high(x);
    }
    if hx >= 0x7FF0_0000 {
        return x + x;
    }
    if x == 1.0 && k == 0 {
        return 0.0;
    }
    k += (hx >> 20) - 1023;
    let i = (k < 0) as i32;
    let y = (k + i) as f64;
    x = with_high(x, hx & 0xF_FFFF | (0x3FF - i) << 20);
    let z = y * LOG10_2LO + IVLN10 * log(x);
    z + y * LOG10_2HI
}

/// s_cbrt.c of FreeBSD
pub fn cbrt(x: f64) -> f64 {
    const B1: u32 = 715094163;
    const B2: u32 = 696219795;
    const P0: f64 = 1.87595182427177009643;
    const P1: f64 = -1.88497979543377169875;
    const P2: f64 = 1.621429720105354466140;
    const P3: f64 = -0.758397934778766047437;
    const P4: f64 = 0.145996192886612446982;
    let hx = high(x) as u32 & 0x7FFF_FFFF;
    let sign = high(x) as u32 & 0x8000_0000;
    if hx >= 0x7FF0_0000 || x == 0.0 {
        return x + x;
    }
    let estimate =
        if hx < 0x0010_0000 { sign | ((high(TWO54 * x) as u32 & 0x7FFF_FFFF) / 3 + B2) } else { sign | (hx / 3 + B1) };
    let mut t = f64::from_bits((estimate as u64) << 32);
    let r = (t * t) * (t / x);
    t *= (P0 + r * (P1 + r * P2)) + ((r * r) * r) * (P3 + r * P4);
    t = f64::from_bits(t.to_bits().wrapping_add(0x8000_0000) & 0xFFFF_FFFF_C000_0000);
    let s = t * t;
    let mut r = x / s;
    let w = t + t;
    r = (r - t) / (w + r);
    t + t * r
}

pub fn asinh(x: f64) -> f64 {
    let hx = high(x);
    let ix = hx & 0x7FFF_FFFF;
    if ix >= 0x7FF0_0000 {
        return x + x;
    }
    if ix < 0x3E30_0000 {
        return x;
    }
    let t = x.abs();
    let w = if ix > 0x41B0_0000 {
        log(t) + LN2
    } else if ix > 0x4000_0000 {
        log(2.0 * t + 1.0 / ((x * x + 1.0).sqrt() + t))
    } else {
        let square = x * x;
        log1p(t + square / (1.0 + (1.0 + square).sqrt()))
    };
    if hx > 0 { w } else { -w }
}

pub fn acosh(x: f64) -> f64 {
    let hx = high(x);
    if x.is_nan() || x < 1.0 {
        return f64::NAN;
    }
    if hx >= 0x41B0_0000 {
        return if hx >= 0x7FF0_0000 { x + x } else { log(x) + LN2 };
    }
    if x == 1.0 {
        return 0.0;
    }
    if hx > 0x4000_0000 {
        let t = x * x;
        return log(2.0 * x - 1.0 / (x + (t - 1.0).sqrt()));
    }
    let t = x - 1.0;
    log1p(t + (2.0 * t + t * t).sqrt())
}

pub fn atanh(x: f64) -> f64 {
    let a = x.abs();
    if x.is_nan() || a > 1.0 {
        return f64::NAN;
    }
    if a == 1.0 {
        return x / 0.0;
    }
    let ix = high(a);
    if ix < 0x3E30_0000 {
        return x;
    }
    let t = if ix < 0x3FE0_0000 {
        let t = a + a;
        0.5 * log1p(t + t * a / (1.0 - a))
    } else {
        0.5 * log1p((a + a) / (1.0 - a))
    };
    if x >= 0.0 { t } else { -t }
}

/// Beyond this sinh and cosh overflow.
const SINH_OVERFLOW: f64 = 710.4758600739439;
/// exp of more overflows (with its low half cut off).
const LOG_MAX: f64 = 709.7822265625;

pub fn sinh(x: f64) -> f64 {
    let h = if x < 0.0 { -0.5 } else { 0.5 };
    let a = x.abs();
    if a < 22.0 {
        if a < 3.725290298461914e-9 {
            return x;
        }
        let t = expm1(a);
        return if a < 1.0 { h * (2.0 * t - t * t / (t + 1.0)) } else { h * (t + t / (t + 1.0)) };
    }
    if a < LOG_MAX {
        return h * exp(a);
    }
    if a <= SINH_OVERFLOW {
        let w = exp(0.5 * a);
        return h * w * w;
    }
    x * f64::INFINITY
}

pub fn cosh(x: f64) -> f64 {
    let a = x.abs();
    let ix = high(a);
    if ix < 0x3FD6_2E43 {
        let t = expm1(a);
        let w = 1.0 + t;
        return if ix < 0x3C80_0000 { w } else { 1.0 + (t * t) / (w + w) };
    }
    if ix < 0x4036_0000 {
        let t = exp(a);
        return 0.5 * t + 0.5 / t;
    }
    if ix < 0x4086_2E42 {
        return 0.5 * exp(a);
    }
    if a <= SINH_OVERFLOW {
        let w = exp(0.5 * a);
        return 0.5 * w * w;
    }
    a * f64::INFINITY
}

pub fn tanh(x: f64) -> f64 {
    if x.is_nan() || x == 0.0 {
        return x;
    }
    let a = x.abs();
    let ix = high(a);
    if ix >= 0x4036_0000 {
        return 1f64.copysign(x);
    }
    if ix < 0x3E30_0000 {
        return x;
    }
    let z = if ix >= 0x3FF0_0000 {
        let t = expm1(2.0 * a);
        1.0 - 2.0 / (t + 2.0)
    } else {
        let t = expm1(-2.0 * a);
        -t / (t + 2.0)
    };
    if x >= 0.0 { z } else { -z }
}

pub fn sin(x: f64) -> f64 {
    if x.abs() <= core::f64::consts::FRAC_PI_4 {
        return kernel_sin(x, 0.0, false);
    }
    if !x.is_finite() {
        return f64::NAN;
    }
    let (n, y0, y1) = rem_pio2(x);
    match n & 3 {
        0 => kernel_sin(y0, y1, true),
        1 => kernel_cos(y0, y1),
        2 => -kernel_sin(y0, y1, true),
        _ => -kernel_cos(y0, y1),
    }
}

pub fn cos(x: f64) -> f64 {
    if x.abs() <= core::f64::consts::FRAC_PI_4 {
        return kernel_cos(x, 0.0);
    }
    if !x.is_finite() {
        return f64::NAN;
    }
    let (n, y0, y1) = rem_pio2(x);
    match n & 3 {
        0 => kernel_cos(y0, y1),
        1 => -kernel_sin(y0, y1, true),
        2 => -kernel_cos(y0, y1),
        _ => kernel_sin(y0, y1, true),
    }
}

/// k_sin.c: sine of x + y, |x| up to pi/4, y the tail of x.
fn kernel_sin(x: f64, y: f64, has_tail: bool) -> f64 {
    const S1: f64 = -1.66666666666666324348e-01;
    const S2: f64 = 8.33333333332248946124e-03;
    const S3: f64 = -1.98412698298579493134e-04;
    const S4: f64 = 2.75573137070700676789e-06;
    const S5: f64 = -2.50507602534068634195e-08;
    const S6: f64 = 1.58969099521155010221e-10;
    if high(x) & 0x7FFF_FFFF < 0x3E40_0000 {
        return x;
    }
    let z = x * x;
    let v = z * x;
    let r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
    if has_tail { x - ((z * (0.5 * y - v * r) - y) - v * S1) } else { x + v * (S1 + z * r) }
}

/// k_cos.c: cosine of x + y.
fn kernel_cos(x: f64, y: f64) -> f64 {
    const C1: f64 = 4.16666666666666019037e-02;
    const C2: f64 = -1.38888888888741095749e-03;
    const C3: f64 = 2.48015872894767294178e-05;
    const C4: f64 = -2.75573143513906633035e-07;
    const C5: f64 = 2.08757232129817482790e-09;
    const C6: f64 = -1.13596475577881948265e-11;
    let ix = high(x) & 0x7FFF_FFFF;
    if ix < 0x3E40_0000 {
        return 1.0;
    }
    let z = x * x;
    let r = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
    if ix < 0x3FD3_3333 {
        return 1.0 - (0.5 * z - (z * r - x * y));
    }
    let qx = if ix > 0x3FE9_0000 { 0.28125 } else { f64::from_bits(((ix - 0x0020_0000) as u64) << 32) };
    let iz = 0.5 * z - qx;
    let a = 1.0 - qx;
    a - (iz - (z * r - x * y))
}

/// e_rem_pio2.c: which quarter turn `x` is in (modulo 4), and what is left, head and tail.
fn rem_pio2(x: f64) -> (i32, f64, f64) {
    const INVPIO2: f64 = 6.36619772367581382433e-01;
    const PIO2_1: f64 = 1.57079632673412561417e+00;
    const PIO2_1T: f64 = 6.07710050650619224932e-11;
    const PIO2_2: f64 = 6.07710050630396597660e-11;
    const PIO2_2T: f64 = 2.02226624879595063154e-21;
    const PIO2_3: f64 = 2.02226624871116645580e-21;
    const PIO2_3T: f64 = 8.47842766036889956997e-32;
    let a = x.abs();
    let ix = high(a);
    let (n, y0, y1) = if ix < 0x4002_D97C {
        // Less than 3/4 pi: one quarter turn.
        let mut z = a - PIO2_1;
        let tail = if ix != 0x3FF9_21FB {
            PIO2_1T
        } else {
            z -= PIO2_2;
            PIO2_2T
        };
        let y0 = z - tail;
        (1, y0, (z - y0) - tail)
    } else if ix <= 0x4139_21FB {
        let n = (a * INVPIO2 + 0.5) as i32;
        let f = n as f64;
        let lost = |y: f64| (ix >> 20) - (high(y) >> 20 & 0x7FF);
        let mut r = a - f * PIO2_1;
        let mut w = f * PIO2_1T;
        let mut y0 = r - w;
        if lost(y0) > 16 {
            let t = r;
            w = f * PIO2_2;
            r = t - w;
            w = f * PIO2_2T - ((t - r) - w);
            y0 = r - w;
            if lost(y0) > 49 {
                let t = r;
                w = f * PIO2_3;
                r = t - w;
                w = f * PIO2_3T - ((t - r) - w);
                y0 = r - w;
            }
        }
        (n, y0, (r - y0) - w)
    } else {
        rem_pio2_large(a)
    };
    if x < 0.0 { (-n, -y0, -y1) } else { (n, y0, y1) }
}

/// Binary digits of pi/2 behind the point: the exponent of the largest double, and what the result needs.
const PIO2_BITS: u64 = 1280;

/// pi/2 in fixed point, by Machin's formula.
fn half_pi() -> &'static BigUint {
    static HALF_PI: OnceLock<BigUint> = OnceLock::new();
    HALF_PI.get_or_init(|| {
        const GUARD: u64 = 64;
        let arctan_of_inverse = |n: u32| {
            let mut power = (BigUint::from(1u32) << (PIO2_BITS + GUARD)) / n;
            let (mut plus, mut minus) = (BigUint::zero(), BigUint::zero());
            let mut k = 1u32;
            while !power.is_zero() {
                *(if k % 4 == 1 { &mut plus } else { &mut minus }) += &power / k;
                power /= n * n;
                k += 2;
            }
            plus - minus
        };
        let quarter = arctan_of_inverse(5) * 4u32 - arctan_of_inverse(239);
        quarter >> (GUARD - 1)
    })
}

/// The same for large numbers, exactly.
fn rem_pio2_large(a: f64) -> (i32, f64, f64) {
    let bits = a.to_bits();
    let mantissa = bits & 0xF_FFFF_FFFF_FFFF | 0x10_0000_0000_0000;
    // Not negative, for `a` is at least 2^19.
    let shift = PIO2_BITS as i64 + (bits >> 52) as i64 - 1075;
    let (turns, mut rest) = (BigUint::from(mantissa) << shift as u64).div_rem(half_pi());
    let mut n = (turns % 4u32).to_i32().expect("less than 4");
    let negative = &rest * 2u32 > *half_pi();
    if negative {
        rest = half_pi() - rest;
        n += 1;
    }
    // 200 bits are enough for head and tail, and have no exponent beyond a double's.
    let rest = rest >> (PIO2_BITS - 200);
    let scale = 2f64.powi(-200);
    let head = biguint_to_f64(&rest);
    let head_bits = head.to_bits();
    let exponent = (head_bits >> 52) as i64 - 1075;
    let head_mantissa = BigUint::from(head_bits & 0xF_FFFF_FFFF_FFFF | 0x10_0000_0000_0000);
    let head_integer =
        if exponent >= 0 { head_mantissa << exponent as u64 } else { head_mantissa >> (-exponent) as u64 };
    let tail = if rest >= head_integer {
        biguint_to_f64(&(rest - head_integer))
    } else {
        -biguint_to_f64(&(head_integer - rest))
    };
    let sign = if negative { -1.0 } else { 1.0 };
    (n, sign * head * scale, sign * tail * scale)
}

/// e_pow.c, with JavaScript's special cases: NaN for `1 ** NaN` and `1 ** Infinity`.
pub fn pow(x: f64, y: f64) -> f64 {
    const BP: [f64; 2] = [1.0, 1.5];
    const DP_H: [f64; 2] = [0.0, 5.84962487220764160156e-01];
    const DP_L: [f64; 2] = [0.0, 1.35003920212974897128e-08];
    const TWO53: f64 = 9007199254740992.0;
    const L1: f64 = 5.99999999999994648725e-01;
    const L2: f64 = 4.28571428578550184252e-01;
    const L3: f64 = 3.33333329818377432918e-01;
    const L4: f64 = 2.72728123808534006489e-01;
    const L5: f64 = 2.30660745775561754067e-01;
    const L6: f64 = 2.06975017800338417784e-01;
    const P1: f64 = 1.66666666666666019037e-01;
    const P2: f64 = -2.77777777770155933842e-03;
    const P3: f64 = 6.61375632143793436117e-05;
    const P4: f64 = -1.65339022054652515390e-06;
    const P5: f64 = 4.13813679705723846039e-08;
    const LG2: f64 = 6.93147180559945286227e-01;
    const LG2_H: f64 = 6.93147182464599609375e-01;
    const LG2_L: f64 = -1.90465429995776804525e-09;
    const OVT: f64 = 8.0085662595372944372e-17;
    const CP: f64 = 9.61796693925975554329e-01;
    const CP_H: f64 = 9.61796700954437255859e-01;
    const CP_L: f64 = -7.02846165095275826516e-09;
    const IVLN2: f64 = 1.44269504088896338700e+00;
    const IVLN2_H: f64 = 1.44269502162933349609e+00;
    const IVLN2_L: f64 = 1.92596299112661746887e-08;
    if y == 0.0 {
        return 1.0;
    }
    if x.is_nan() || y.is_nan() || (x.abs() == 1.0 && y.is_infinite()) {
        return f64::NAN;
    }
    let (hx, lx, hy, ly) = (high(x), low(x), high(y), low(y));
    let mut ix = hx & 0x7FFF_FFFF;
    let iy = hy & 0x7FFF_FFFF;
    // An odd integer? An even one?
    let (odd, even) =
        if hx >= 0 || y.trunc() != y { (false, hx < 0 && y.is_infinite()) } else { (y % 2.0 != 0.0, y % 2.0 == 0.0) };
    if ly == 0 {
        if iy == 0x7FF0_0000 {
            return match (ix >= 0x3FF0_0000, hy >= 0) {
                (true, true) | (false, false) => f64::INFINITY,
                _ => 0.0,
            };
        }
        match hy {
            0x3FF0_0000 => return x,
            0x4000_0000 => return x * x,
            0x3FE0_0000 if hx >= 0 => return x.sqrt(),
            _ if iy == 0x3FF0_0000 => return 1.0 / x,
            _ => {}
        }
    }
    let mut ax = x.abs();
    if lx == 0 && (ix == 0x7FF0_0000 || ix == 0 || ix == 0x3FF0_0000) {
        let z = if hy < 0 { 1.0 / ax } else { ax };
        return if hx >= 0 {
            z
        } else if ix == 0x3FF0_0000 && !odd && !even {
            f64::NAN
        } else if odd {
            -z
        } else {
            z
        };
    }
    if hx < 0 && !odd && !even {
        return f64::NAN;
    }
    let s = if odd { -1.0 } else { 1.0 };
    let (overflow, underflow) = (s * f64::INFINITY, s * 0.0);
    let (mut t1, t2);
    if iy > 0x41E0_0000 {
        // |y| > 2^31
        if ix < 0x3FEF_FFFF || (iy > 0x43F0_0000 && ix <= 0x3FEF_FFFF) {
            return if hy < 0 { overflow } else { underflow };
        }
        if ix > 0x3FF0_0000 || (iy > 0x43F0_0000 && ix >= 0x3FF0_0000) {
            return if hy > 0 { overflow } else { underflow };
        }
        // x is close to 1: log(x) by x - x^2/2 + x^3/3 - x^4/4.
        let t = ax - 1.0;
        let w = (t * t) * (0.5 - t * (0.3333333333333333333333 - t * 0.25));
        let u = IVLN2_H * t;
        let v = t * IVLN2_L - w * IVLN2;
        t1 = without_low(u + v);
        t2 = v - (t1 - u);
    } else {
        let mut n = 0;
        if ix < 0x0010_0000 {
            ax *= TWO53;
            n -= 53;
            ix = high(ax);
        }
        n += (ix >> 20) - 0x3FF;
        let j = ix & 0xF_FFFF;
        ix = j | 0x3FF0_0000;
        let k = if j <= 0x3_988E {
            0
        } else if j < 0xB_B67A {
            1
        } else {
            n += 1;
            ix -= 0x0010_0000;
            0
        };
        ax = with_high(ax, ix);
        // ss = s_h + s_l = (x - 1) / (x + 1) or (x - 1.5) / (x + 1.5)
        let u = ax - BP[k];
        let v = 1.0 / (ax + BP[k]);
        let ss = u * v;
        let s_h = without_low(ss);
        let t_h = with_high(0.0, ((ix >> 1) | 0x2000_0000) + 0x0008_0000 + ((k as i32) << 18));
        let t_l = ax - (t_h - BP[k]);
        let s_l = v * ((u - s_h * t_h) - s_h * t_l);
        // log(ax)
        let s2 = ss * ss;
        let mut r = s2 * s2 * (L1 + s2 * (L2 + s2 * (L3 + s2 * (L4 + s2 * (L5 + s2 * L6)))));
        r += s_l * (s_h + ss);
        let s2 = s_h * s_h;
        let t_h = without_low(3.0 + s2 + r);
        let t_l = r - ((t_h - 3.0) - s2);
        let u = s_h * t_h;
        let v = s_l * t_h + t_l * ss;
        let p_h = without_low(u + v);
        let p_l = v - (p_h - u);
        let z_h = CP_H * p_h;
        let z_l = CP_L * p_h + p_l * CP + DP_L[k];
        let t = n as f64;
        t1 = without_low(((z_h + z_l) + DP_H[k]) + t);
        t2 = z_l - (((t1 - t) - DP_H[k]) - z_h);
    }
    // (y1 + y2) * (t1 + t2)
    let y1 = without_low(y);
    let p_l = (y - y1) * t1 + y * t2;
    let mut p_h = y1 * t1;
    let mut z = p_l + p_h;
    let j = high(z);
    let i = low(z);
    if j >= 0x4090_0000 {
        if j != 0x4090_0000 || i != 0 || p_l + OVT > z - p_h {
            return overflow;
        }
    } else if (j & 0x7FFF_FFFF) >= 0x4090_CC00 && (j as u32 != 0xC090_CC00 || i != 0 || p_l <= z - p_h) {
        return underflow;
    }
    // 2^(p_h + p_l)
    let i = j & 0x7FFF_FFFF;
    let mut n = 0;
    if i > 0x3FE0_0000 {
        n = j + (0x0010_0000 >> ((i >> 20) - 0x3FF + 1));
        let k = ((n & 0x7FFF_FFFF) >> 20) - 0x3FF;
        let t = with_high(0.0, n & !(0xF_FFFF >> k));
        n = (n & 0xF_FFFF | 0x0010_0000) >> (20 - k);
        if j < 0 {
            n = -n;
        }
        p_h -= t;
    }
    let t = without_low(p_l + p_h);
    let u = t * LG2_H;
    let v = (p_l - (t - p_h)) * LG2 + t * LG2_L;
    z = u + v;
    let w = v - (z - u);
    let t = z * z;
    t1 = z - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
    // NB: V8 has the last term inside the divisor; its last digits follow from that.
    let r = (z * t1) / ((t1 - 2.0) - (w + z * w));
    z = 1.0 - (r - z);
    let j = high(z) + (n << 20);
    z = if (j >> 20) <= 0 { libm::scalbn(z, n) } else { with_high(z, j) };
    s * z
}
