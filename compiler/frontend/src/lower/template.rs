//! Template literals and tagged templates.

use super::call::Arguments;
use super::*;
use crate::emit::{Args, K, R, W};
use jsc_abi::image::writer::ConstantData;
use oxc_span::GetSpan;

impl<'a> Lower<'_, 'a> {
    pub fn template(&mut self, t: &TemplateLiteral<'a>, dst: Reg) {
        let cooked = |quasi: &TemplateElement<'a>| {
            let text = quasi.value.cooked.as_ref().map_or("", |c| c.as_str());
            super::literal::units(text, quasi.lone_surrogates)
        };
        let pieces = t.quasis.iter().filter(|q| !cooked(q).is_empty()).count() + t.expressions.len();
        if t.expressions.is_empty() {
            let constant = self.p.constants.units(cooked(&t.quasis[0]), false);
            return self.op(Op::LoadConst, &[W(dst), K(constant)]);
        }
        let mark = self.e.mark();
        let first = self.e.temps(pieces as u32);
        let mut next = first;
        for (i, quasi) in t.quasis.iter().enumerate() {
            let units = cooked(quasi);
            if !units.is_empty() {
                let constant = self.p.constants.units(units, false);
                self.op(Op::LoadConst, &[W(next), K(constant)]);
                next = next.wrapping_add(1);
            }
            if let Some(expression) = t.expressions.get(i) {
                let inner = self.e.mark();
                let value = self.operand_into(expression, next);
                self.at(expression.span());
                self.op(Op::ToString, &[W(next), R(value)]);
                self.e.release(inner);
                next = next.wrapping_add(1);
            }
        }
        self.at(t.span);
        if pieces == 1 {
            self.mov(dst, first);
        } else {
            self.op(Op::Concat, &[W(dst), Args(first, pieces as u16)]);
        }
        self.e.release(mark);
    }

    pub fn tagged_template(&mut self, t: &TaggedTemplateExpression<'a>, dst: Reg) {
        let mark = self.e.mark();
        let later: Vec<&Expression<'a>> = t.quasi.expressions.iter().collect();
        let (function, this, span) = self.tag(&t.tag, &later);
        let constant = match self.p.sites.get(&t.quasi.span.start) {
            Some(&constant) => constant,
            None => {
                let mut parts = Vec::new();
                for quasi in &t.quasi.quasis {
                    let cooked = quasi.value.cooked.as_ref().map(|c| {
                        let units = super::literal::units(c.as_str(), quasi.lone_surrogates);
                        self.p.constants.units(units, false)
                    });
                    let raw =
                        self.p.constants.string(&quasi.value.raw.as_str().replace("\r\n", "\n").replace('\r', "\n"));
                    parts.push((cooked, raw));
                }
                let constant = self.p.constants.site(ConstantData::Template(parts));
                self.p.sites.insert(t.quasi.span.start, constant);
                constant
            }
        };
        let count = t.quasi.expressions.len() as u32 + 1;
        let first = self.e.temps(count);
        self.op(Op::GetTemplateObject, &[W(first), K(constant)]);
        for (i, expression) in t.quasi.expressions.iter().enumerate() {
            self.expression_to(expression, first.wrapping_add(i as u16 + 1));
        }
        self.at(span);
        self.note_call(&t.tag);
        self.emit_call(dst, function, this, Arguments::Registers(first, count as u16));
        self.e.release(mark);
    }
}
