//! Literals: numbers, strings, and what of an expression is known while compiling.

use super::*;
use crate::scope::Literal;
use oxc_syntax::operator::{BinaryOperator, UnaryOperator};

/// The int32 that a number is, `-0` excepted.
pub fn as_int(value: f64) -> Option<i32> {
    let int = value as i32;
    (int as f64 == value && !(int == 0 && value.is_sign_negative())).then_some(int)
}

/// ToInt32.
fn to_int32(value: f64) -> i32 {
    if !value.is_finite() {
        return 0;
    }
    let modulo = value.trunc() % 4294967296.0;
    (if modulo < 0.0 { modulo + 4294967296.0 } else { modulo }) as u32 as i32
}

/// UTF-16 units of a string of the syntax tree. With `lone_surrogates`, U+FFFD is followed by four hexadecimal digits of
/// the unit that stands there.
pub fn units(text: &str, lone_surrogates: bool) -> Vec<u16> {
    if !lone_surrogates {
        return text.encode_utf16().collect();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c == '\u{FFFD}'
            && let Some(unit) = rest.as_str().get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok())
        {
            out.push(unit);
            rest = rest.as_str()[4..].chars();
        } else {
            out.extend_from_slice(c.encode_utf16(&mut [0; 2]));
        }
    }
    out
}

/// The decimal digits of a BigInt literal's value.
pub fn bigint_digits(literal: &BigIntLiteral<'_>) -> String {
    // The syntax tree holds it in decimal already.
    literal.value.as_str().to_string()
}

impl<'a> Lower<'_, 'a> {
    /// The literal that an expression is, or that the `const` it names holds.
    pub fn known_literal(&self, expression: &Expression<'a>) -> Option<Literal<'a>> {
        match expression.without_parentheses() {
            Expression::NumericLiteral(n) => Some(Literal::Number(n.value)),
            Expression::BooleanLiteral(b) => Some(Literal::Boolean(b.value)),
            Expression::Identifier(id) => match self.resolution(id.span.start) {
                Some(resolution) => self.inlined(resolution),
                None => match id.name.as_str() {
                    "NaN" => Some(Literal::Number(f64::NAN)),
                    "Infinity" => Some(Literal::Number(f64::INFINITY)),
                    _ => None,
                },
            },
            _ => None,
        }
    }

    /// The number that an expression is known to be.
    pub fn known_number(&self, expression: &Expression<'a>) -> Option<f64> {
        self.number_within(expression, 4)
    }

    /// Looks only a few levels deep, so that a long chain of operators does not cost a quadratic search.
    fn number_within(&self, expression: &Expression<'a>, depth: u32) -> Option<f64> {
        match expression.without_parentheses() {
            Expression::UnaryExpression(u) if depth > 0 => {
                let value = self.number_within(&u.argument, depth - 1)?;
                match u.operator {
                    UnaryOperator::UnaryNegation => Some(-value),
                    UnaryOperator::UnaryPlus => Some(value),
                    UnaryOperator::BitwiseNot => Some(!to_int32(value) as f64),
                    _ => None,
                }
            }
            Expression::BinaryExpression(b) if depth > 0 => {
                let left = self.number_within(&b.left, depth - 1)?;
                let right = self.number_within(&b.right, depth - 1)?;
                let shift = to_int32(right) as u32 & 31;
                match b.operator {
                    BinaryOperator::Addition => Some(left + right),
                    BinaryOperator::Subtraction => Some(left - right),
                    BinaryOperator::Multiplication => Some(left * right),
                    BinaryOperator::Division => Some(left / right),
                    BinaryOperator::BitwiseAnd => Some((to_int32(left) & to_int32(right)) as f64),
                    BinaryOperator::BitwiseOR => Some((to_int32(left) | to_int32(right)) as f64),
                    BinaryOperator::BitwiseXOR => Some((to_int32(left) ^ to_int32(right)) as f64),
                    BinaryOperator::ShiftLeft => Some((to_int32(left) << shift) as f64),
                    BinaryOperator::ShiftRight => Some((to_int32(left) >> shift) as f64),
                    BinaryOperator::ShiftRightZeroFill => Some((to_int32(left) as u32 >> shift) as f64),
                    _ => None,
                }
            }
            other => match self.known_literal(other) {
                Some(Literal::Number(value)) => Some(value),
                _ => None,
            },
        }
    }

    /// The int32 that an expression is known to be.
    pub fn known_int(&self, expression: &Expression<'a>) -> Option<i32> {
        self.known_number(expression).and_then(as_int)
    }

    /// Whether an expression is the global `undefined`, or `void` of a literal.
    pub fn is_undefined(&self, expression: &Expression<'a>) -> bool {
        match expression.without_parentheses() {
            Expression::Identifier(id) => id.name.as_str() == "undefined" && self.resolution(id.span.start).is_none(),
            Expression::UnaryExpression(u) => u.operator == UnaryOperator::Void && u.argument.is_literal(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ints() {
        assert_eq!(as_int(-1.0), Some(-1));
        assert_eq!(as_int(-0.0), None);
        assert_eq!(as_int(2147483648.0), None);
        assert_eq!(to_int32(-4294967297.0), -1);
    }

    #[test]
    fn lone_surrogates_decode() {
        assert_eq!(units("a\u{FFFD}d800b", true), [0x61, 0xD800, 0x62]);
        assert_eq!(units("\u{FFFD}fffd", true), [0xFFFD]);
    }
}
