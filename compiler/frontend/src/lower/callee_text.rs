//! How error messages word an expression: "a.b is not a function". Follows V8's CallPrinter, which prints names, members
//! and calls, and "(intermediate value)" for the rest.

use super::*;
use oxc_syntax::operator::{LogicalOperator, UnaryOperator};
use std::fmt::Write;

/// Longer texts are not noted: the message falls back to the value.
const MAX_LENGTH: usize = 200;
const MAX_DEPTH: u32 = 50;

/// The text, or `None` if it is too long.
pub fn text(expression: &Expression<'_>) -> Option<String> {
    let mut printer = Printer { out: String::new(), depth: 0, full: false };
    printer.find(expression, true);
    (!printer.full).then_some(printer.out)
}

struct Printer {
    out: String,
    depth: u32,
    full: bool,
}

impl Printer {
    fn print(&mut self, text: &str) {
        if self.out.len() + text.len() > MAX_LENGTH {
            self.full = true;
        } else {
            self.out.push_str(text);
        }
    }

    /// Prints the expression if it has words for it.
    fn find(&mut self, expression: &Expression<'_>, print: bool) {
        if self.full {
            return;
        }
        // Looks no deeper than a text of the length could show, so that long chains do not cost a quadratic search.
        if self.depth > MAX_DEPTH {
            self.full = true;
            return;
        }
        let before = self.out.len();
        if print {
            self.depth += 1;
            self.visit(expression);
            self.depth -= 1;
        }
        if self.out.len() == before {
            self.print("(intermediate value)");
        }
    }

    fn visit(&mut self, expression: &Expression<'_>) {
        match expression.without_parentheses() {
            Expression::Identifier(id) => self.print(id.name.as_str()),
            Expression::ThisExpression(_) => self.print("this"),
            Expression::NullLiteral(_) => self.print("null"),
            Expression::BooleanLiteral(b) => self.print(if b.value { "true" } else { "false" }),
            Expression::NumericLiteral(n) => {
                let mut text = String::new();
                let _ = write!(text, "{}", n.value);
                self.print(&text);
            }
            Expression::StringLiteral(s) => {
                self.print("\"");
                self.print(s.value.as_str());
                self.print("\"");
            }
            Expression::StaticMemberExpression(m) => self.static_member(m),
            Expression::ComputedMemberExpression(m) => self.computed_member(m),
            Expression::PrivateFieldExpression(m) => self.private_member(m),
            Expression::CallExpression(c) => self.call(c),
            Expression::ChainExpression(chain) => match &chain.expression {
                ChainElement::CallExpression(c) => self.call(c),
                ChainElement::StaticMemberExpression(m) => self.static_member(m),
                ChainElement::ComputedMemberExpression(m) => self.computed_member(m),
                ChainElement::PrivateFieldExpression(m) => self.private_member(m),
                _ => {}
            },
            Expression::SequenceExpression(s) => {
                self.print("(");
                for (i, expression) in s.expressions.iter().enumerate() {
                    if i > 0 {
                        self.print(" , ");
                    }
                    self.find(expression, true);
                }
                self.print(")");
            }
            Expression::ObjectExpression(o) => {
                self.print("{");
                for property in &o.properties {
                    if let ObjectPropertyKind::ObjectProperty(p) = property {
                        self.find(&p.value, false);
                    }
                }
                self.print("}");
            }
            Expression::ArrayExpression(a) => {
                self.print("[");
                for (i, element) in a.elements.iter().enumerate() {
                    if i > 0 {
                        self.print(",");
                    }
                    match element {
                        ArrayExpressionElement::SpreadElement(s) => {
                            self.print("...");
                            self.find(&s.argument, true);
                        }
                        ArrayExpressionElement::Elision(_) => {}
                        _ => self.find(element.to_expression(), true),
                    }
                }
                self.print("]");
            }
            Expression::ConditionalExpression(c) => {
                self.find(&c.test, false);
                self.find(&c.consequent, false);
                self.find(&c.alternate, false);
            }
            Expression::LogicalExpression(l) => {
                self.print("(");
                self.find(&l.left, true);
                self.print(match l.operator {
                    LogicalOperator::And => " && ",
                    LogicalOperator::Or => " || ",
                    LogicalOperator::Coalesce => " ?? ",
                });
                self.find(&l.right, true);
                self.print(")");
            }
            Expression::BinaryExpression(b) => {
                self.print("(");
                self.find(&b.left, true);
                self.print(" ");
                self.print(b.operator.as_str());
                self.print(" ");
                self.find(&b.right, true);
                self.print(")");
            }
            Expression::UnaryExpression(u) => {
                self.print("(");
                self.print(u.operator.as_str());
                if matches!(u.operator, UnaryOperator::Typeof | UnaryOperator::Void | UnaryOperator::Delete) {
                    self.print(" ");
                }
                self.find(&u.argument, true);
                self.print(")");
            }
            Expression::TemplateLiteral(t) => {
                for expression in &t.expressions {
                    self.find(expression, true);
                }
            }
            Expression::Super(_) => self.print("super"),
            _ => {}
        }
    }

    fn static_member(&mut self, m: &StaticMemberExpression<'_>) {
        self.object(&m.object);
        self.print(if m.optional { "?." } else { "." });
        self.print(m.property.name.as_str());
    }

    fn computed_member(&mut self, m: &ComputedMemberExpression<'_>) {
        self.object(&m.object);
        if let Expression::StringLiteral(s) = m.expression.without_parentheses() {
            self.print(if m.optional { "?." } else { "." });
            return self.print(s.value.as_str());
        }
        self.print(if m.optional { "?.[" } else { "[" });
        self.find(&m.expression, true);
        self.print("]");
    }

    fn private_member(&mut self, m: &PrivateFieldExpression<'_>) {
        self.object(&m.object);
        self.print(if m.optional { "?.#" } else { ".#" });
        self.print(m.field.name.as_str());
    }

    fn object(&mut self, object: &Expression<'_>) {
        // V8 prints no words for `super.x`'s object.
        self.find(object, !object.is_super());
    }

    fn call(&mut self, call: &CallExpression<'_>) {
        self.find(&call.callee, true);
        self.print("(...)");
    }
}

impl<'a> Lower<'_, 'a> {
    /// Notes how the next instruction's callee is worded.
    pub fn note_call(&mut self, callee: &Expression<'a>) {
        if self.e.is_reachable()
            && let Some(text) = text(callee)
        {
            let text = self.p.constants.string(&text);
            self.e.note(text);
        }
    }

    /// Notes how the next instruction's iterable is worded.
    pub fn note_iterable(&mut self, iterable: &Expression<'a>) {
        self.note_call(iterable);
    }
}
