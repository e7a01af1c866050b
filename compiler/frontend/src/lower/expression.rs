//! Expressions.

use super::*;
use crate::emit::{Args, I, K, N, R, W};
use crate::scope::{Literal, address};
use jsc_abi::image::writer::ConstantData;
use oxc_span::GetSpan;
use rustc_hash::FxHashSet;

/// Longest run of object literal values or array elements that is put into registers first.
const MAX_LITERAL_REGISTERS: usize = 64;

impl<'a> Lower<'_, 'a> {
    /// The register that a value is in: a variable's own, or a new temporary.
    pub fn operand(&mut self, expression: &Expression<'a>) -> Reg {
        match expression.without_parentheses() {
            Expression::Identifier(id) => {
                if let Some(resolution) = self.resolution(id.span.start)
                    && self.inlined(resolution).is_none()
                {
                    self.at(id.span);
                    return self.read_binding(resolution, None);
                }
            }
            Expression::ThisExpression(this) => {
                self.at(this.span);
                let resolution = self.resolution(this.span.start).expect("the analysis sees every `this`");
                return self.read_binding(resolution, None);
            }
            Expression::AssignmentExpression(a) => {
                // Temporaries that the target needs stay allocated with the value.
                return self.assignment(a, None);
            }
            other if self.is_undefined(other) => return self.undefined(),
            _ => {}
        }
        let dst = self.e.temp();
        self.expression_to(expression, dst);
        dst
    }

    /// The register that a value is in: a variable's own, or `temp`.
    pub fn operand_into(&mut self, expression: &Expression<'a>, temp: Reg) -> Reg {
        match expression.without_parentheses() {
            Expression::Identifier(id) => {
                if let Some(resolution) = self.resolution(id.span.start)
                    && self.inlined(resolution).is_none()
                {
                    self.at(id.span);
                    return self.read_binding(resolution, Some(temp));
                }
            }
            Expression::ThisExpression(_) => return self.operand(expression),
            _ => {}
        }
        self.expression_to(expression, temp);
        temp
    }

    /// An operand of an instruction that writes `dst` afterwards: `dst` serves as its temporary if it can.
    pub fn operand_before(&mut self, expression: &Expression<'a>, dst: Reg) -> Reg {
        if self.e.is_temp(dst) || self.fresh == Some(dst) {
            self.operand_into(expression, dst)
        } else {
            self.operand(expression)
        }
    }

    /// Evaluates an expression for its effects.
    pub fn effect(&mut self, expression: &Expression<'a>) {
        let mark = self.e.mark();
        match expression.without_parentheses() {
            Expression::UpdateExpression(u) => self.update(u, None),
            Expression::AssignmentExpression(a) => {
                self.assignment(a, None);
            }
            Expression::LogicalExpression(l) => self.logical_effect(l),
            Expression::ConditionalExpression(c) => {
                let otherwise = self.e.label();
                let end = self.e.label();
                self.branch(&c.test, otherwise, false);
                self.effect(&c.consequent);
                self.jump(end);
                self.e.bind(otherwise);
                self.effect(&c.alternate);
                self.e.bind(end);
            }
            Expression::SequenceExpression(s) => {
                for expression in &s.expressions {
                    self.effect(expression);
                }
            }
            Expression::UnaryExpression(u)
                if matches!(
                    u.operator,
                    oxc_syntax::operator::UnaryOperator::Void | oxc_syntax::operator::UnaryOperator::LogicalNot
                ) =>
            {
                self.effect(&u.argument)
            }
            Expression::CallExpression(c) if c.callee.is_super() => self.super_call(c, None),
            other if other.is_literal() && !matches!(other, Expression::RegExpLiteral(_)) => {}
            Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_) => {}
            other => {
                self.operand(other);
            }
        }
        self.e.release(mark);
    }

    /// Evaluates an expression; an anonymous function or class gets `name`.
    pub fn expression_named(&mut self, expression: &Expression<'a>, dst: Reg, name: Option<&str>) {
        let name = name.unwrap_or("");
        match expression.without_parentheses() {
            Expression::FunctionExpression(f) if f.id.is_none() => self.function_expression(f, name, dst),
            Expression::ArrowFunctionExpression(f) => self.arrow(f, name, dst),
            Expression::ClassExpression(c) if c.id.is_none() => self.class(c, name, dst),
            _ => self.expression_to(expression, dst),
        }
    }

    /// dst = expression.
    pub fn expression_to(&mut self, expression: &Expression<'a>, dst: Reg) {
        match expression.without_parentheses() {
            Expression::BooleanLiteral(b) => self.load_literal(Literal::Boolean(b.value), dst),
            Expression::NullLiteral(_) => self.op(Op::LoadNull, &[W(dst)]),
            Expression::NumericLiteral(n) => self.load_number(n.value, dst),
            Expression::BigIntLiteral(n) => {
                let constant = self.p.constants.bigint(&super::literal::bigint_digits(n));
                self.op(Op::LoadConst, &[W(dst), K(constant)]);
            }
            Expression::StringLiteral(s) => {
                let units = super::literal::units(&s.value, s.lone_surrogates);
                let constant = self.p.constants.units(units, false);
                self.op(Op::LoadConst, &[W(dst), K(constant)]);
            }
            Expression::RegExpLiteral(r) => self.regular_expression(r, dst),
            Expression::TemplateLiteral(t) => self.template(t, dst),
            Expression::TaggedTemplateExpression(t) => self.tagged_template(t, dst),
            Expression::Identifier(id) => self.identifier(id, dst),
            Expression::ThisExpression(_) => {
                let value = self.operand(expression);
                self.mov(dst, value);
            }
            Expression::ArrayExpression(a) => self.array(a, dst),
            Expression::ObjectExpression(o) => self.object(o, dst),
            Expression::FunctionExpression(f) => {
                let name = f.id.as_ref().map_or("", |id| id.name.as_str());
                self.function_expression(f, name, dst)
            }
            Expression::ArrowFunctionExpression(f) => self.arrow(f, "", dst),
            Expression::ClassExpression(c) => {
                let name = c.id.as_ref().map_or("", |id| id.name.as_str());
                self.class(c, name, dst)
            }
            Expression::AssignmentExpression(a) => {
                let mark = self.e.mark();
                let value = self.assignment(a, Some(dst));
                self.mov(dst, value);
                self.e.release(mark);
            }
            Expression::BinaryExpression(b) => match self.known_number(expression) {
                Some(value) => self.load_number(value, dst),
                None => self.binary(b, dst),
            },
            Expression::LogicalExpression(l) => self.logical(l, dst),
            Expression::UnaryExpression(u) => self.unary(u, dst),
            Expression::UpdateExpression(u) => self.update(u, Some(dst)),
            Expression::ConditionalExpression(c) => self.conditional(c, dst),
            Expression::SequenceExpression(s) => {
                let (last, before) = s.expressions.split_last().expect("a sequence has two expressions");
                for expression in before {
                    self.effect(expression);
                }
                self.expression_to(last, dst);
            }
            Expression::CallExpression(c) => self.call(c, dst),
            Expression::NewExpression(n) => self.new_expression(n, dst),
            Expression::ChainExpression(c) => self.chain(c, dst),
            Expression::StaticMemberExpression(m) if !m.object.is_super() => {
                let mark = self.e.mark();
                let object = self.operand_before(&m.object, dst);
                self.optional_check(m.optional, object);
                let place =
                    super::access::Place::Name { object, name: m.property.name.as_str(), span: m.property.span };
                self.read_place(&place, dst);
                self.e.release(mark);
            }
            Expression::StaticMemberExpression(_)
            | Expression::ComputedMemberExpression(_)
            | Expression::PrivateFieldExpression(_) => {
                let mark = self.e.mark();
                let member = expression.without_parentheses().to_member_expression();
                let place = self.member_place(member, &[]);
                self.read_place(&place, dst);
                self.e.release(mark);
            }
            Expression::PrivateInExpression(p) => {
                let mark = self.e.mark();
                let key = self.private_name(p.left.name.as_str());
                let object = self.operand(&p.right);
                self.at(p.span);
                self.op(Op::HasPrivate, &[W(dst), R(key), R(object)]);
                self.e.release(mark);
            }
            Expression::NewTarget(_) => {
                let mark = self.e.mark();
                let value = self.activation("new.target", false);
                self.mov(dst, value);
                self.e.release(mark);
            }
            Expression::YieldExpression(y) => self.yield_expression(y, dst),
            other => unreachable!("not in the core language or handled elsewhere: {:?}", other.span()),
        }
    }

    fn identifier(&mut self, id: &IdentifierReference<'a>, dst: Reg) {
        self.at(id.span);
        let Some(resolution) = self.resolution(id.span.start) else {
            match id.name.as_str() {
                // Properties of the global object that nothing can change.
                "undefined" => return self.op(Op::LoadUndefined, &[W(dst)]),
                "NaN" => return self.load_number(f64::NAN, dst),
                "Infinity" => return self.load_number(f64::INFINITY, dst),
                _ => {}
            }
            let name = self.key(id.name.as_str());
            let slot = self.e.slot();
            return self.op(Op::GetGlobal, &[W(dst), name, slot]);
        };
        let mark = self.e.mark();
        let value = self.read_binding(resolution, Some(dst));
        self.mov(dst, value);
        self.e.release(mark);
    }

    fn conditional(&mut self, c: &ConditionalExpression<'a>, dst: Reg) {
        let otherwise = self.e.label();
        let end = self.e.label();
        self.branch(&c.test, otherwise, false);
        self.expression_to(&c.consequent, dst);
        self.jump(end);
        self.e.bind(otherwise);
        self.expression_to(&c.alternate, dst);
        self.e.bind(end);
    }

    fn chain(&mut self, c: &ChainExpression<'a>, dst: Reg) {
        let nullish = self.e.label();
        let end = self.e.label();
        let outer = self.chain.replace(nullish);
        match &c.expression {
            ChainElement::CallExpression(call) => self.call(call, dst),
            element => {
                let mark = self.e.mark();
                let member = element.as_member_expression().expect("only JavaScript is parsed");
                let place = self.member_place(member, &[]);
                self.read_place(&place, dst);
                self.e.release(mark);
            }
        }
        self.chain = outer;
        self.jump(end);
        self.e.bind(nullish);
        self.op(Op::LoadUndefined, &[W(dst)]);
        self.e.bind(end);
    }

    fn regular_expression(&mut self, r: &RegExpLiteral<'a>, dst: Reg) {
        let pattern = self.p.constants.string(r.regex.pattern.text.as_str());
        let flags = self.p.constants.string(&r.regex.flags.to_string());
        // One constant for each literal, also when a loop's test is lowered twice.
        let constant = match self.p.sites.get(&r.span.start) {
            Some(&constant) => constant,
            None => {
                let constant = self.p.constants.site(ConstantData::RegExp { pattern, flags });
                self.p.sites.insert(r.span.start, constant);
                constant
            }
        };
        self.at(r.span);
        self.op(Op::CreateRegExp, &[W(dst), K(constant)]);
    }

    // ---- functions ----

    pub fn function_expression(&mut self, f: &Function<'a>, name: &str, dst: Reg) {
        let name = self.p.constants.string(name);
        let f = self.extend(f);
        self.closure(NodeKey::Function(address(f)), Code::Function(f, FunctionKind::Plain), name, dst);
    }

    fn arrow(&mut self, f: &ArrowFunctionExpression<'a>, name: &str, dst: Reg) {
        let name = self.p.constants.string(name);
        let f = self.extend(f);
        self.closure(NodeKey::Arrow(address(f)), Code::Arrow(f), name, dst);
    }

    /// dst = a method closure; `home` becomes its home object if it uses `super`.
    /// The method's text begins at `start`, before its name.
    pub fn method_closure(
        &mut self,
        f: &Function<'a>,
        kind: FunctionKind<'a>,
        start: u32,
        name: u32,
        home: Reg,
        dst: Reg,
    ) {
        let f = self.extend(f);
        let key = NodeKey::Function(address(f));
        self.p.method_starts.insert(key, start);
        self.closure(key, Code::Function(f, kind), name, dst);
        if self.analysis().functions[self.analysis().function_of[&key]].uses_home {
            self.op(Op::SetHomeObject, &[R(dst), R(home)]);
        }
    }

    // ---- arrays and objects ----

    fn array(&mut self, a: &ArrayExpression<'a>, dst: Reg) {
        let mark = self.e.mark();
        let elements = &a.elements;
        let plain = elements.iter().take_while(|e| !e.is_spread()).count();
        let first_count = plain.min(MAX_LITERAL_REGISTERS);
        if first_count == elements.len() {
            let first = self.elements(&elements[..first_count]);
            self.op(Op::NewArrayWith, &[W(dst), Args(first, first_count as u16)]);
            self.e.release(mark);
            return;
        }
        let array = self.scratch(dst);
        if first_count > 0 {
            let inner = self.e.mark();
            let first = self.elements(&elements[..first_count]);
            self.op(Op::NewArrayWith, &[W(array), Args(first, first_count as u16)]);
            self.e.release(inner);
        } else {
            self.op(Op::NewArray, &[W(array), N(elements.len() as u32)]);
        }
        for element in &elements[first_count..] {
            let inner = self.e.mark();
            match element {
                ArrayExpressionElement::SpreadElement(s) => self.push_spread(array, &s.argument, true),
                ArrayExpressionElement::Elision(_) => {
                    let hole = self.e.temp();
                    self.op(Op::LoadEmpty, &[W(hole)]);
                    self.op(Op::ArrayPush, &[R(array), R(hole)]);
                }
                _ => {
                    let value = self.operand(element.to_expression());
                    self.op(Op::ArrayPush, &[R(array), R(value)]);
                }
            }
            self.e.release(inner);
        }
        self.mov(dst, array);
        self.e.release(mark);
    }

    /// Elements without spread, in consecutive registers.
    fn elements(&mut self, elements: &[ArrayExpressionElement<'a>]) -> Reg {
        let first = self.e.temps(elements.len() as u32);
        for (i, element) in elements.iter().enumerate() {
            let register = first.wrapping_add(i as u16);
            match element {
                ArrayExpressionElement::Elision(_) => self.op(Op::LoadEmpty, &[W(register)]),
                _ => self.expression_to(element.to_expression(), register),
            }
        }
        first
    }

    fn object(&mut self, o: &ObjectExpression<'a>, dst: Reg) {
        let mark = self.e.mark();
        let properties = &o.properties;
        // The leading plain properties with distinct names are made in one go.
        let mut names = FxHashSet::default();
        let leading = properties
            .iter()
            .take(MAX_LITERAL_REGISTERS)
            .take_while(|property| match property {
                ObjectPropertyKind::ObjectProperty(p) => {
                    self.plain_name(p).is_some_and(|name| !self.needs_home(p) && names.insert(name))
                }
                ObjectPropertyKind::SpreadProperty(_) => false,
            })
            .count();
        let complete = leading == properties.len();
        let object = if complete { dst } else { self.scratch(dst) };
        if leading > 0 {
            let inner = self.e.mark();
            let first = self.e.temps(leading as u32);
            let mut keys = Vec::with_capacity(leading);
            for (i, property) in properties[..leading].iter().enumerate() {
                let ObjectPropertyKind::ObjectProperty(p) = property else { unreachable!("spread is not plain") };
                let units = self.plain_name(p).expect("counted as plain");
                let text = String::from_utf16_lossy(&units);
                keys.push(self.key_units(units));
                let register = first.wrapping_add(i as u16);
                if p.method {
                    let Expression::FunctionExpression(f) = &p.value else { unreachable!("methods are functions") };
                    let name = self.p.constants.string(&text);
                    self.method_closure(f, FunctionKind::Method, p.span.start, name, register, register);
                } else {
                    self.expression_named(&p.value, register, Some(&text));
                }
            }
            let keys = self.p.constants.keys(keys);
            let slot = self.e.slot();
            self.op(Op::NewObjectWith, &[W(object), K(keys), Args(first, leading as u16), slot]);
            self.e.release(inner);
        } else {
            let slots = properties.len().min(MAX_LITERAL_REGISTERS) as u32;
            self.op(Op::NewObject, &[W(object), N(slots)]);
        }
        for property in &properties[leading..] {
            let inner = self.e.mark();
            match property {
                ObjectPropertyKind::SpreadProperty(spread) => {
                    let source = self.operand(&spread.argument);
                    self.at(spread.span);
                    self.op(Op::CopyDataProperties, &[R(object), R(source), Args(0, 0)]);
                }
                ObjectPropertyKind::ObjectProperty(p) => self.property(object, p),
            }
            self.e.release(inner);
        }
        self.mov(dst, object);
        self.e.release(mark);
    }

    /// The name of a property that is data, not computed, no element and not `__proto__: value`.
    fn plain_name(&self, p: &ObjectProperty<'a>) -> Option<Vec<u16>> {
        if p.computed || p.kind != PropertyKind::Init {
            return None;
        }
        let name = self.static_key(&p.key)?;
        if is_array_index(&name) || p.key.is_specific_static_name("__proto__") {
            return None;
        }
        Some(name)
    }

    fn sets_prototype(&self, p: &ObjectProperty<'a>) -> bool {
        !p.computed
            && !p.shorthand
            && !p.method
            && p.kind == PropertyKind::Init
            && p.key.is_specific_static_name("__proto__")
    }

    /// Whether the property is a method with `super`, which needs the object first.
    fn needs_home(&self, p: &ObjectProperty<'a>) -> bool {
        match &p.value {
            Expression::FunctionExpression(f) if p.method => {
                let key = NodeKey::Function(address(&**f));
                self.analysis().functions[self.analysis().function_of[&key]].uses_home
            }
            _ => false,
        }
    }

    fn property(&mut self, object: Reg, p: &ObjectProperty<'a>) {
        if self.sets_prototype(p) {
            let value = self.operand(&p.value);
            self.at(p.span);
            return self.op(Op::SetLiteralPrototype, &[R(object), R(value)]);
        }
        self.at(p.span);
        let kind = match p.kind {
            PropertyKind::Get => FunctionKind::Getter,
            PropertyKind::Set => FunctionKind::Setter,
            PropertyKind::Init => FunctionKind::Method,
        };
        let prefix = match p.kind {
            PropertyKind::Get => "get ",
            PropertyKind::Set => "set ",
            PropertyKind::Init => "",
        };
        let static_name = if p.computed { None } else { self.static_key(&p.key) };
        // A data property with a known name.
        if let Some(units) = &static_name
            && p.kind == PropertyKind::Init
            && !is_array_index(units)
        {
            let text = String::from_utf16_lossy(units);
            let value = if p.method {
                let Expression::FunctionExpression(f) = &p.value else { unreachable!("methods are functions") };
                let value = self.e.temp();
                let name = self.p.constants.string(&text);
                self.method_closure(f, kind, p.span.start, name, object, value);
                value
            } else if p.value.without_parentheses().is_anonymous_function_definition() {
                let value = self.e.temp();
                self.expression_named(&p.value, value, Some(&text));
                value
            } else {
                self.operand(&p.value)
            };
            let key = K(self.key_units(units.clone()));
            let slot = self.e.slot();
            self.at(p.span);
            return self.op(Op::DefineByName, &[R(object), key, R(value), slot]);
        }
        let key = self.property_key(&p.key, p.computed);
        let text = static_name.as_ref().map(|units| format!("{prefix}{}", String::from_utf16_lossy(units)));
        let function = match &p.value {
            Expression::FunctionExpression(f) if p.method || p.kind != PropertyKind::Init => {
                let value = self.e.temp();
                let name = self.p.constants.string(text.as_deref().unwrap_or(""));
                self.method_closure(f, kind, p.span.start, name, object, value);
                Some(value)
            }
            _ => None,
        };
        let value = match function {
            Some(value) => value,
            None if p.value.without_parentheses().is_anonymous_function_definition() => {
                let value = self.e.temp();
                self.expression_named(&p.value, value, text.as_deref());
                value
            }
            None => self.operand(&p.value),
        };
        let anonymous = function.is_some() || p.value.without_parentheses().is_anonymous_function_definition();
        if text.is_none() && anonymous && !has_own_name(&p.value) {
            let number = match p.kind {
                PropertyKind::Init => 0,
                PropertyKind::Get => 1,
                PropertyKind::Set => 2,
            };
            self.op(Op::SetFunctionName, &[R(value), R(key), N(number)]);
        }
        self.at(p.span);
        match p.kind {
            PropertyKind::Get => self.op(Op::DefineGetter, &[R(object), R(key), R(value), N(1)]),
            PropertyKind::Set => self.op(Op::DefineSetter, &[R(object), R(key), R(value), N(1)]),
            PropertyKind::Init => self.op(Op::DefineByValue, &[R(object), R(key), R(value)]),
        }
    }

    /// A node for as long as the arena lives.
    pub fn extend<T>(&self, node: &T) -> &'a T {
        // SAFETY: all nodes are reached from the program that `lower` takes for 'a; nothing moves or frees them.
        unsafe { &*(node as *const T) }
    }

    pub fn load_int(&mut self, value: i32, dst: Reg) {
        self.op(Op::LoadInt, &[W(dst), I(value)]);
    }
}

/// Whether a class expression has a static member called `name`, which then is its name.
fn has_own_name(value: &Expression<'_>) -> bool {
    match value.without_parentheses() {
        Expression::ClassExpression(c) => c.body.body.iter().any(|element| {
            element.r#static() && element.property_key().is_some_and(|key| key.is_specific_static_name("name"))
        }),
        _ => false,
    }
}
