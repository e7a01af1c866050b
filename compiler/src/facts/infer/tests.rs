//! Small programs with what is to be predicted of them. Places are named by what the source has there: a line and an opcode.

use super::infer;
use crate::facts::display::kinds;
use crate::facts::prediction::{Class, Predicted, Predictions, PropertyAccess, SitePrediction, TemplateId};
use jsc_abi::CellKind;
use jsc_abi::bytecode::instructions;
use jsc_abi::image::writer::{ConstantData, ProgramData};

struct Inferred {
    program: ProgramData,
    predictions: Predictions,
}

fn inferred(text: &str) -> Inferred {
    let source = jsc_frontend::Source { name: "test.js".into(), text: text.into() };
    let program = jsc_frontend::compile(&source, &jsc_frontend::Options::default()).expect("the test compiles");
    let predictions = infer(&program, &[]);
    Inferred { program, predictions }
}

impl Inferred {
    fn text(&self, constant: u32) -> String {
        match &self.program.constants[constant as usize] {
            ConstantData::String { units, .. } => String::from_utf16_lossy(units),
            _ => String::new(),
        }
    }

    /// The number of the function of this name.
    fn function(&self, name: &str) -> usize {
        let found = self.program.functions.iter().position(|f| self.text(f.name) == name);
        found.unwrap_or_else(|| panic!("no function {name}"))
    }

    /// The pc of occurrence `n` of an opcode in a function.
    fn pc(&self, function: &str, op: &str, n: usize) -> u32 {
        let code = &self.program.functions[self.function(function)].code;
        let mut found = instructions(code).filter(|(_, i)| i.op().name() == op);
        found.nth(n).unwrap_or_else(|| panic!("no {op} number {n} in {function}")).0 as u32
    }

    /// Kinds and classes as text.
    fn show(&self, p: &Predicted) -> String {
        let mut text = kinds(p.kinds);
        for class in &p.classes {
            text += &match &self.predictions.classes[class.0 as usize] {
                Class::Instance { constructor, .. } => {
                    format!(" new {}", self.text(self.program.functions[*constructor as usize].name))
                }
                Class::Literal { .. } => " literal".into(),
                Class::Array { elements } => format!(" [{}]", self.show(elements)),
                Class::Typed(kind) => format!(" {kind:?}"),
                Class::Closure(f) => format!(" function {}", self.text(self.program.functions[*f as usize].name)),
                Class::Builtin(path) => format!(" {path}"),
                Class::Other(kind) => format!(" {kind:?}"),
            };
        }
        text
    }

    /// What occurrence `n` of an opcode gives.
    fn value(&self, function: &str, op: &str, n: usize) -> String {
        let pc = self.pc(function, op, n);
        let prediction = &self.predictions.functions[self.function(function)];
        prediction.values.get(&pc).map_or("nothing".into(), |p| self.show(p))
    }

    fn result(&self, function: &str) -> String {
        let prediction = &self.predictions.functions[self.function(function)];
        prediction.result.as_ref().map_or("nothing".into(), |p| self.show(p))
    }

    fn parameter(&self, function: &str, n: usize) -> String {
        self.show(&self.predictions.functions[self.function(function)].parameters[n])
    }

    /// The keys of a shape.
    fn keys(&self, id: TemplateId) -> String {
        let template = &self.predictions.templates[id.0 as usize];
        match template.added {
            None => String::new(),
            Some((parent, key)) => {
                let key = crate::facts::bindings::key_text(&self.program, key);
                format!("{} {key}", self.keys(parent)).trim_start().to_string()
            }
        }
    }

    fn site(&self, function: &str, op: &str, n: usize) -> String {
        let pc = self.pc(function, op, n);
        let name = |f: u32| self.text(self.program.functions[f as usize].name);
        match self.predictions.functions[self.function(function)].sites.get(&pc) {
            None => "nothing".into(),
            Some(SitePrediction::Function(f)) => name(*f),
            Some(SitePrediction::Functions(callees)) => {
                callees.iter().map(|c| name(c.function)).collect::<Vec<_>>().join("|")
            }
            Some(SitePrediction::Builtin(path)) => path.clone(),
            Some(SitePrediction::Element(kinds)) if kinds[..] == [CellKind::Array] => "array".into(),
            Some(SitePrediction::Element(kinds)) => {
                kinds.iter().map(|k| format!("{k:?}")).collect::<Vec<_>>().join("|")
            }
            Some(SitePrediction::StringElement) => "string".into(),
            Some(SitePrediction::Property(ways)) => {
                let way = |access: &PropertyAccess| match access {
                    PropertyAccess::Slot(slot) => format!("slot {slot}"),
                    PropertyAccess::Add { slot, to } => format!("add {slot} to {}", self.keys(*to)),
                    PropertyAccess::Method(f) => format!("method {}", name(*f)),
                };
                ways.iter()
                    .map(|w| format!("({}) {}", self.keys(w.shape), way(&w.access)))
                    .collect::<Vec<_>>()
                    .join("; ")
            }
        }
    }
}

/// Asserts what a function returns, by source text of the program.
fn returns(function: &str, expected: &str, source: &str) {
    assert_eq!(inferred(source).result(function), expected, "{source}");
}

// ---- arithmetic ----

#[test]
fn counters_and_sums_are_int32() {
    returns("f", "int32", "function f(n) { let s = 0; for (let i = 0; i < n; i++) s += i * 3; return s; } f(10);");
    returns("f", "int32", "function f(a, b) { return (a - b) % 7; } f(10, 3);");
}

#[test]
fn a_product_that_flows_into_itself_leaves_int32() {
    returns("f", "number", "function f(n) { let p = 1; for (let i = 1; i < n; i++) p *= i; return p; } f(10);");
    returns("f", "number", "function f(n) { return n < 2 ? 1 : n * f(n - 1); } f(10);");
    returns("f", "number", "let s = 1; function f() { s = s * 48271 % 2147483647; return s; } f(); f();");
    returns("f", "int32", "let s = 1; function f() { s = s * 31 + 7 | 0; return s; } f();");
    returns("f", "int32", "function f(a, b) { return a * b; } f(3, 4);");
}

#[test]
fn words_are_not_small_numbers() {
    // Sums of full words overflow; where the program cuts them off, the result is int32 again.
    returns("f", "number", "function f(a, b) { return (a ^ 0x9e3779b9) + (b ^ 0x85ebca6b); } f(1, 2);");
    returns("f", "number", "function f(a) { return (a ^ 0x9e3779b9) >>> 0; } f(1);");
    returns("f", "int32", "function f(a) { return (a ^ 0x9e3779b9) >>> 3; } f(1);");
}

#[test]
fn doubles_stay_doubles() {
    returns("f", "double", "function f(a) { return a * 0.5; } f(3); f(1.5);");
    returns("f", "number", "function f(a, b) { return a / b; } f(3, 2);");
    returns("f", "number", "function f(a) { return a; } f(0); f(0.5);");
    returns("f", "number", "function f(a) { return Math.sqrt(a); } f(3);");
    returns("f", "int32", "function f(a) { return Math.floor(a / 2); } f(3);");
    returns("f", "double", "function f() { return Math.random(); } f();");
}

#[test]
fn strings_come_of_sums_with_strings() {
    returns("f", "string", "function f(a) { return 'a' + a; } f(3);");
    returns("f", "int32|string", "function f(a) { return a + a; } f(3); f('x');");
}

// ---- ranges ----

/// The range predicted of what a function returns.
fn ranges_of_result(text: &str) -> Option<(i32, i32)> {
    let p = inferred(text);
    p.predictions.functions[p.function("f")].result.as_ref().and_then(|r| r.range)
}

#[test]
fn ranges_follow_values() {
    const MAX: i32 = i32::MAX;
    for (text, range) in [
        ("function f(a) { return a; } f(3); f(100);", Some((3, 255))),
        ("function f(a) { return a * 2 - 1; } f(3);", Some((5, 5))),
        ("function f(a) { return a & 63; } f(-5 + Math.random());", Some((0, 63))),
        ("function f(a) { return a >>> 8; } f(Math.random());", Some((0, 0xFF_FFFF))),
        ("function f(a, b) { return a % b; } f(7, 5); f(1e6 | 0, 5);", Some((0, 4))),
        ("function f(a, b) { return -a; } f(7);", Some((-7, -7))),
        ("function f(a) { return a.length; } f([1]);", Some((0, MAX))),
        ("function f(a) { return a[0]; } f(new Uint8Array(4));", Some((0, 255))),
        ("function f(a) { return a.charCodeAt(0) - 48; } f('7');", Some((-48, 0xFFFF - 48))),
        ("function f(a, b) { return Math.max(a, b); } f(3, -1); f(3, -2);", Some((3, 3))),
        ("function f(a) { return a; } f(3); f(0.5);", Some((3, 3))),
        ("function f(a) { return a; } f('x');", None),
        ("function f(a) { return a | 0; } f(0.5);", None),
        // Of fields and bindings, through calls.
        ("class C { constructor(n) { this.n = n; } } function f(c) { return c.n; } f(new C(12));", Some((12, 12))),
        ("const SIZE = 64; function g() { return SIZE; } function f() { return g() + 1; } f();", Some((65, 65))),
        // What grows around a loop has no bound on that side only.
        ("function f(n) { let i = 0; for (; i < n; i++); return i; } f(9);", Some((0, MAX))),
        ("function f(n) { let i = 5; for (; i > n; i--); return i; } f(0);", Some((i32::MIN, 5))),
    ] {
        assert_eq!(ranges_of_result(text), range, "{text}");
    }
}

// ---- bindings and tests ----

#[test]
fn bindings_hold_what_is_assigned() {
    returns("f", "int32", "var x = 4; function f() { return x; } f();");
    let i = inferred("var x; function f() { if (x === undefined) x = 1; return x; } f();");
    assert_eq!((i.value("f", "get_top", 0), i.value("f", "get_top", 1)), ("undefined|int32".into(), "int32".into()));
    returns("inner", "double", "function f(a) { function inner() { return a; } return inner(); } f(0.5);");
    returns("f", "int32", "function f(a) { return [1, 2].map((v) => v + a)[0]; } f(1);");
}

#[test]
fn tests_narrow_kinds() {
    returns("f", "int32", "function f(a) { return a === undefined ? 1 : a; } f(); f(2);");
    returns("f", "int32", "function f(a = 5) { return a + 1; } f(); f(2);");
    returns("f", "int32", "function f(a) { return typeof a === 'number' ? a : 0; } f('x'); f(2);");
    returns("f", "int32", "function f(a) { if (a === null) return 0; return a; } f(null); f(2);");
}

#[test]
fn missing_arguments_are_undefined() {
    let i = inferred("function f(a, b) { return b; } f(1); f(1, 2.5);");
    assert_eq!((i.parameter("f", 0), i.parameter("f", 1)), ("int32".into(), "undefined|double".into()));
    assert!(i.predictions.functions[i.function("f")].reached);
}

#[test]
fn what_is_not_called_is_not_reached() {
    let i = inferred("function f() { return 1; } function g() { return f(); }");
    assert!(!i.predictions.functions[i.function("f")].reached);
}

// ---- objects ----

const POINT: &str = "
class Point { constructor(x, y) { this.x = x; this.y = y; } sum() { return this.x + this.y; } }
class Point3 extends Point { constructor(x, y, z) { super(x, y); this.z = z; } sum() { return super.sum() + this.z; } }
function f(p) { p.sum(); return p.z; }
f(new Point3(1, 2, 3.5));
";

#[test]
fn classes_have_shapes_methods_and_fields() {
    let i = inferred(POINT);
    assert_eq!(i.parameter("f", 0), "object new Point3");
    assert_eq!(i.site("f", "get_by_name", 0), "(x y z) method sum");
    assert_eq!(i.site("f", "get_by_name", 1), "(x y z) slot 2");
    assert_eq!(i.result("f"), "double");
    assert_eq!(i.site("Point", "set_by_name", 1), "(x) add 1 to x y");
    assert_eq!(i.site("Point3", "set_by_name", 0), "(x y) add 2 to x y z");
    // Room for what both constructors assign.
    assert!(i.predictions.templates.iter().all(|t| t.inline_slots == 3));
}

#[test]
fn field_initialisers_come_first() {
    let i = inferred(
        "class A { a = 1; b; constructor() { this.c = 2; } get d() { return this.c; } } function f(o) { return o.b; } f(new A()); \
         function g(o) { return o.d; } g(new A());",
    );
    assert_eq!(i.site("f", "get_by_name", 0), "(a b c) slot 1");
    assert_eq!(i.result("f"), "undefined");
    assert_eq!((i.site("g", "get_by_name", 0), i.result("g")), ("nothing".into(), "int32".into()));
}

#[test]
fn prototypes_assigned_by_hand() {
    let i = inferred(
        "function inherit(derived, base) { derived.prototype = Object.create(base.prototype); }
         function A(a) { this.a = a; } A.prototype.m = function am() { return this.a; };
         function B(a) { A.call(this, a); this.b = 0.5; } inherit(B, A); B.prototype.n = function bn() { return this.b; };
         function C(a) { A.call(this, a); } inherit(C, A); C.prototype.n = function cn() { return 1; };
         function f(o) { o.n(); return o.m(); } f(new B(1));
         function g(o) { return o.n(); } g(new C(1));",
    );
    assert_eq!((i.site("f", "get_by_name", 1), i.result("f")), ("(a b) method am".into(), "int32".into()));
    assert_eq!((i.site("f", "call", 0), i.site("f", "call", 1)), ("bn".into(), "am".into()));
    assert_eq!(i.site("g", "call", 0), "cn");
    assert_eq!(i.site("bn", "get_by_name", 0), "(a b) slot 1");
}

#[test]
fn literals_have_shapes_by_keys() {
    let i = inferred(
        "function f(o) { return o.b; } f({ a: 1, b: 2 }); f({ a: 1.5, b: 3 });
         function g() { const o = {}; o.x = 1; o.y = 'a'; return o; } function h(o) { return o.y; } h(g());",
    );
    assert_eq!((i.site("f", "get_by_name", 0), i.result("f")), ("(a b) slot 1".into(), "int32".into()));
    assert_eq!(i.site("g", "set_by_name_sloppy", 1), "(x) add 1 to x y");
    assert_eq!((i.site("h", "get_by_name", 0), i.result("h")), ("(x y) slot 1".into(), "string".into()));
}

#[test]
fn fields_that_are_doubles_in_all_objects_are_typed() {
    let typed = |source: &str| {
        let i = inferred(source);
        let typed = |n: u32| i.predictions.templates[n as usize].is_double.then(|| i.keys(TemplateId(n)));
        (0..i.predictions.templates.len() as u32).filter_map(typed).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(typed("class P { constructor(x, y) { this.x = x; this.y = y; } } new P(1.5, 2); new P(1, 2);"), "x");
    let private = "class P { #a = 0.5; #m() {} get() { this.#a = 1; return this.#a; } } new P().get();";
    assert!(typed(private).ends_with("#a"), "{}", typed(private));
    // Literals that others have begun as; what is stored later; what is null at first.
    assert_eq!(typed("const a = { x: 0.5, y: 0.5 }, b = { x: 1, y: 'y' };"), "x");
    assert_eq!(typed("const a = { x: 0.5 }; a.x = 'x'; const b = { z: 0.5 };"), "z");
    // Numbers that are doubles only if they outgrow int32.
    assert_eq!(
        typed("let o = { n: 1, m: 0.5 }; for (let i = 0; i < 9; i++) o = { n: o.n * o.n, m: o.m * o.m };"),
        "n m"
    );
    assert_eq!(typed("let o = { n: 1 }; for (let i = 0; i < 9; i++) o = { n: o.n * 3 + i >>> 0 };"), "");
    assert_eq!(typed("class P { constructor() { this.x = null; this.x = 0.5; } } new P();"), "");
    assert_eq!(typed("const a = { x: 0.5 }; function f(o, v) { o.x = v; } f(a, 1); f(a, JSON.parse('[]')[0]);"), "");
}

#[test]
fn branches_that_add_the_same_agree() {
    let i = inferred(
        "class A { constructor(k) { if (k) { this.a = 1; } else { this.a = 2; } this.b = 3; } } function f(o) { return o.b; } f(new A(1));",
    );
    assert_eq!(i.site("f", "get_by_name", 0), "(a b) slot 1");
}

#[test]
fn polymorphic_receivers_have_several_ways() {
    let i = inferred(
        "class A { constructor() { this.v = 1; } area() { return 1; } } class B { constructor() { this.w = 0; this.v = 2; } area() { return 2; } }
         function f(o) { return o.v + o.area(); } f(new A()); f(new B());",
    );
    assert_eq!(i.site("f", "get_by_name", 0), "(v) slot 0; (w v) slot 1");
    assert_eq!(i.site("f", "get_by_name", 1), "(v) method area; (w v) method area");
    assert_eq!(i.site("f", "call", 0), "nothing");
}

#[test]
fn what_is_set_to_null_first_is_an_object_or_null() {
    let i = inferred(
        "class Node { constructor(v) { this.v = v; this.next = null; } }
         const head = new Node(1); head.next = new Node(2);
         function f(n) { let s = 0; while (n !== null) { s += n.v; n = n.next; } return s; } f(head);",
    );
    assert_eq!(i.value("f", "get_by_name", 1), "null|object new Node");
    assert_eq!((i.site("f", "get_by_name", 0), i.result("f")), ("(v next) slot 0".into(), "int32".into()));
}

#[test]
fn properties_that_may_be_missing_are_undefined_where_tested() {
    let i = inferred(
        "class A { constructor() { this.a = 1; } } const o = new A(); function mark(x) { x.seen = true; } mark(o);
         function f(x) { if (x.seen) return 1; return 0; } f(o);",
    );
    assert_eq!(i.value("f", "get_by_name", 0), "undefined|bool");
}

#[test]
fn computed_names_are_properties_that_there_are() {
    let i = inferred(
        "class T { left = null; right = null; add(k) { const side = k ? 'left' : 'right'; if (this[side] === null) this[side] = new T(); else this[side].add(k); } }
         const t = new T(); t.add(1); function f() { t.add(0); return t.left; } f();",
    );
    assert_eq!((i.result("f"), i.site("f", "call", 0)), ("null|object new T".into(), "add".into()));
    assert_eq!(i.site("f", "get_by_name", 1), "(left right) slot 0");
}

#[test]
fn private_members() {
    let i = inferred(
        "class A { #a = 1; #m() { return this.#a; } get() { return this.#m(); } } function f(o) { return o.get(); } f(new A());",
    );
    assert_eq!(i.result("f"), "int32");
}

// ---- arrays and other collections ----

#[test]
fn elements_are_what_is_stored() {
    returns("f", "int32", "function f() { const a = []; a.push(1); a.push(2); return a[0]; } f();");
    returns("f", "number", "function f() { const a = [0, 0]; a[1] = 0.5; return a[0]; } f();");
    returns(
        "f",
        "object new P",
        "class P {} function f() { const a = [new P()]; const b = a.slice(); return b[0]; } f();",
    );
    returns(
        "f",
        "int32",
        "function f(a) { let s = 0, x = a.pop(); while (x !== undefined) { s += x; x = a.pop(); } return s; } f([1]);",
    );
    returns("f", "int32", "function f([a, b]) { return b; } f([1, 2]);");
    returns("f", "int32", "function f(...rest) { return rest[1]; } f(1, 2);");
    returns("f", "int32", "function f() { return arguments[1]; } f(1, 2);");
}

#[test]
fn callbacks_get_elements() {
    let i = inferred(
        "const list = [1.5, 2.5]; const made = list.map(function each(v, n) { return 'x' + v; }); list.sort(function order(a, b) { return a - b; });
         const sum = list.reduce(function add(s, v) { return s + v; }, 0); function f() { return made[0]; } f();",
    );
    assert_eq!((i.parameter("each", 0), i.parameter("each", 1)), ("double".into(), "int32".into()));
    assert_eq!((i.parameter("order", 1), i.parameter("add", 0)), ("double".into(), "number".into()));
    assert_eq!(i.result("f"), "string");
}

#[test]
fn typed_arrays_and_strings() {
    let i = inferred(
        "const a = new Float64Array(8), b = new Uint8Array(8); function f(i) { a[i] = 1; return a[i]; } f(1);
         function g(i) { return b[i]; } g(1); function h(s) { return s.charCodeAt(0) + s.split(',').length; } h('a,b'); function k(s) { return s[0]; } k('a');",
    );
    assert_eq!((i.result("f"), i.site("f", "get_by_value", 0)), ("number".into(), "Float64Array".into()));
    assert_eq!((i.result("g"), i.site("g", "get_by_value", 0)), ("int32".into(), "Uint8Array".into()));
    assert_eq!((i.result("h"), i.result("k")), ("int32".into(), "string".into()));
    assert_eq!(i.site("k", "get_by_value", 0), "string");
}

#[test]
fn maps_and_iteration() {
    returns(
        "f",
        "int32",
        "const m = new Map(); m.set('a', 1); function f() { let s = 0; for (const v of m.values()) s += v; return s; } f();",
    );
    returns("f", "undefined|int32", "const m = new Map(); m.set('a', 1); function f() { return m.get('b'); } f();");
    returns(
        "f",
        "int32",
        "function* g() { yield 1; yield 2; } function f() { for (const x of g()) return x; return 0; } f();",
    );
    returns(
        "f",
        "int32",
        "class L { *[Symbol.iterator]() { yield 1; } } function f() { for (const x of new L()) return x; return 0; } f();",
    );
    returns("f", "string", "function f(o) { for (const k in o) return k; return ''; } f({ a: 1 });");
}

#[test]
fn registers_of_generators_keep_what_they_held() {
    let i = inferred(
        "function* g(n) { for (let i = 0; i < n; i++) yield i * 0.5; } function f() { return [...g(3)][0]; } f();",
    );
    assert_eq!(i.value("g", "inc", 0), "int32");
    assert_eq!(i.result("f"), "double");
}

// ---- calls ----

#[test]
fn callees_are_known() {
    let i = inferred(
        "const f = (x) => g(x); function g(x) { return Math.floor(x); } f(1.5); const h = { k: f }; h.k(2.5);",
    );
    assert_eq!(i.site("f", "call", 0), "g");
    assert_eq!(i.site("g", "call", 0), "Math.floor");
    assert_eq!(i.site("", "call", 1), "f");
    assert_eq!(i.parameter("g", 0), "double");
}

#[test]
fn forwarded_and_bound_calls() {
    returns(
        "f",
        "int32",
        "function f(a, b) { return b; } function g() { return f.apply(null, arguments); } g(0.5, 2);",
    );
    returns("f", "int32", "function f(a) { return this.x; } f.call({ x: 1 }, 2);");
    returns("f", "double", "function f(a) { return a; } const h = f.bind(null); h(0.5);");
    returns("f", "object [int32]", "function f() { return Array.prototype.slice.call(arguments); } f(1, 2);");
}

// ---- size ----

#[test]
fn many_classes_are_merged_in_the_end() {
    // More closures under one name than are told apart: all are called with what any is called with.
    let mut source = String::from("const all = [];\n");
    for n in 0..60 {
        source += &format!("function f{n}(a) {{ return a + {n}; }}\nall.push(f{n});\n");
    }
    source += "let s = 0; for (let i = 0; i < all.length; i++) s += all[i](i);";
    let i = inferred(&source);
    assert_eq!(i.parameter("f59", 0), "int32");
    assert_eq!(i.result("f0"), "int32");
}

#[test]
fn a_large_program_takes_little_time() {
    let mut source = String::new();
    for n in 0..1500 {
        let next = (n * 7 + 1) % 1500;
        source += &format!(
            "class C{n} {{ constructor(p) {{ this.p = p; this.next = null; this.list = []; }}
               step(k) {{ this.list.push(k); this.next = new C{next}(this); return this.next.step(k + 1) + this.list[0]; }} }}\n"
        );
    }
    source += "new C0(null).step(1);";
    let start = std::time::Instant::now();
    let i = inferred(&source);
    assert!(i.predictions.functions[i.function("C0")].reached);
    // A generous bound: machines differ. (About 0.1 s.)
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn what_is_too_long_is_not_trusted() {
    let source = "function f(a) { return a + 1; } let g = () => f(2); g(); class A { m() { return 1; } } new A().m();";
    let source = jsc_frontend::Source { name: "test.js".into(), text: source.into() };
    let program = jsc_frontend::compile(&source, &jsc_frontend::Options::default()).expect("the test compiles");
    let mut i = Inferred { predictions: super::infer_bounded(&program, &[], 10), program };
    assert_eq!(i.predictions.functions[0].parameters.len(), 0);
    assert!(["f", "g", "A"].iter().all(|f| i.predictions.functions[i.function(f)].reached));
    assert_eq!(i.parameter("f", 0), "any");
    i.predictions = infer(&i.program, &[]);
    assert_eq!(i.parameter("f", 0), "int32");
}

#[test]
fn the_same_program_gives_the_same_predictions() {
    assert_eq!(inferred(POINT).predictions, inferred(POINT).predictions);
}

#[test]
fn calls_of_builtins_that_call_back_are_told_apart() {
    let text = "function ints(a) { return a.map((x) => x + 1); }
        function texts(a) { return a.map((x) => x + '!'); }
        ints([1, 2]); texts(['a']);";
    let program = inferred(text).program;
    let program = crate::builtins::with_forms(program);
    let predictions = infer(&program, &[]);
    let found = Inferred { program, predictions };
    for (function, elements) in [("ints", "int32"), ("texts", "string")] {
        let at = (found.function(function) as u32, found.pc(function, "call", 0));
        let form = &found.predictions.forms[&at];
        assert_eq!(form.form as usize, found.function("map"));
        let [this, result] = [&form.prediction.this, &form.prediction.result].map(|p| found.show(p.as_ref().unwrap()));
        assert_eq!(this, format!("object [{elements}]"));
        assert_eq!(result, this);
        let value = &found.predictions.functions[at.0 as usize].values[&at.1];
        assert_eq!(found.show(value), result);
    }
}

#[test]
fn literals_taken_apart() {
    let p = inferred(
        "function f(o, p) {
           let a, b;
           [o.n, o.s] = [p.n, p.s];
           for ([a, b] of [[1, 'x'], [2, 'y']]) o.n += a;
           return [o.n, o.s];
         }
         f({ n: 1, s: 'x' }, { n: 2, s: 'y' });",
    );
    assert_eq!(p.value("f", "iterator_next", 0), "int32|empty");
    assert_eq!(p.value("f", "iterator_next", 1), "string|empty");
}
