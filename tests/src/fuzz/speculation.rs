//! Programs that go on as predicted for a while and then do not: loops over numbers, objects, arrays, typed arrays, strings and
//! calls, in which at one round something changes that speculative code relies on (a type, a shape, a prototype, a callee, a
//! built-in, an array's elements). With the argument `calm` nothing changes: a profile of that run predicts the rest wrongly.
//!
//! Each statement is a line, so that lines can be left out to find the cause of a difference.

use super::random::Random;

/// What each program begins with. Whole-program inference does not see through `hide`. `patch` changes a property until the scenario is
/// over. Loops are counted; `bound` ends those whose strings or BigInts grow.
const PRELUDE: &str = r#"let fuel = 0;
const wild = process.argv[2] !== "calm", none = "";
function burn() { if (--fuel < 0) throw "out of fuel"; }
function hide(v, like) { const o = { k1: like }; o["k" + 1] = v; return o.k1; }
let undo = null;
function patch(object, key, descriptor) { const old = Object.getOwnPropertyDescriptor(object, key); undo = { do: () => old ? Object.defineProperty(object, key, old) : delete object[key], next: undo }; Object.defineProperty(object, key, { configurable: true, ...descriptor }); }
function bound(v) { if (typeof v === "string" && v.length > 200 || typeof v === "bigint" && (v > 99999999999n || v < -99999999999n)) throw "too long"; }
function show(v, depth) {
if (typeof v === "number") return Object.is(v, -0) ? "-0" : String(v);
if (typeof v === "string") return JSON.stringify(v);
if (typeof v === "bigint") return v + "n";
if (typeof v === "function" || typeof v === "symbol") return typeof v;
if (v === null || typeof v !== "object") return String(v);
if (v instanceof Error) return v.name;
if (depth === 0) return "...";
let s = Array.isArray(v) || ArrayBuffer.isView(v) ? "[" + v.length + ":" : "{";
const keys = Object.getOwnPropertyNames(v);
for (let i = 0; i < keys.length && i < 20; i++) { const d = Object.getOwnPropertyDescriptor(v, keys[i]); s += keys[i] + (d.get ? "!" : "=" + show(d.value, depth - 1)) + (d.writable === false ? "r" : "") + ","; }
return s + (Object.isExtensible(v) ? "}" : "|");
}
function print(label, v) { console.log(label + " " + show(v, 3)); }
function run(label, f) {
fuel = 5000; undo = null; let result;
try { result = f(); } catch (e) { result = ["thrown", e]; }
for (; undo !== null; undo = undo.next) undo.do();
print(label, result);
}
const nextOf = Object.getPrototypeOf([][Symbol.iterator]());
"#;

/// Values of every type, with which predictions of numbers fail.
const ODD: [&str; 24] = [
    "0.5",
    "-0",
    "NaN",
    "-1.5",
    "2147483647",
    "-2147483648",
    "4294967296",
    "1e300",
    "Infinity",
    "\"s\"",
    "\"7\"",
    "\"\"",
    "undefined",
    "null",
    "true",
    "10n",
    "[1]",
    "{ valueOf() { i2 = i2 + 1; return 3; } }",
    "{ valueOf() { throw \"valueOf\"; } }",
    "Symbol.iterator",
    "() => 1",
    "{ toString() { return \"t\"; } }",
    "3",
    "-7",
];
const INTS: [&str; 16] = [
    "0",
    "1",
    "2",
    "3",
    "5",
    "7",
    "-1",
    "-3",
    "31",
    "100",
    "255",
    "65536",
    "1073741824",
    "2147483647",
    "-2147483648",
    "-2147483647",
];
const DOUBLES: [&str; 9] = ["0.5", "1.25", "-2.75", "-0", "1e10", "3", "4294967295.5", "NaN", "Infinity"];
const TYPED: [&str; 9] = [
    "Int8Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "Int16Array",
    "Uint16Array",
    "Int32Array",
    "Uint32Array",
    "Float32Array",
    "Float64Array",
];

/// The locals of a scenario, by what they are expected to hold.
const INT_LOCALS: [&str; 3] = ["i0", "i1", "i2"];
const DOUBLE_LOCALS: [&str; 2] = ["d0", "d1"];
const OBJECT_LOCALS: [&str; 2] = ["o0", "o1"];

struct Generator {
    random: Random,
    /// For what was added to the generator later: old seeds still make the programs that they made, with some lines more.
    additions: Random,
    /// Functions of two numbers; each calls only earlier ones.
    helpers: usize,
    classes: usize,
    makers: usize,
    counter: usize,
    /// Loops around the present statement, inside the scenario.
    loops: usize,
    /// The present scenario keeps to what its variables are expected to hold, so that much is predicted.
    tidy: bool,
    /// The class of a tidy scenario's objects.
    class: usize,
}

/// The program of a seed.
pub fn program(seed: u64) -> String {
    let mut g = Generator {
        random: Random::new(seed),
        additions: Random::new(seed ^ 0x5DEE_CE66),
        helpers: 0,
        classes: 0,
        makers: 0,
        counter: 0,
        loops: 0,
        tidy: false,
        class: 0,
    };
    let mut text = String::new();
    if !g.random.one_in(3) {
        text += "\"use strict\";\n";
    }
    text += PRELUDE;
    for _ in 0..1 + g.random.below(3) {
        text += &g.class();
    }
    for _ in 0..1 + g.random.below(2) {
        text += &g.maker();
    }
    for _ in 0..2 + g.random.below(4) {
        text += &g.helper();
    }
    text += "function* count(n) { for (let i = 0; i < n; i++) yield i; }\n";
    for n in 0..3 + g.random.below(3) {
        text += &g.scenario(n);
    }
    text
}

impl Generator {
    fn name(&mut self, prefix: &str) -> String {
        self.counter += 1;
        format!("{prefix}{}", self.counter)
    }

    fn one(&mut self, items: &[&'static str]) -> &'static str {
        self.random.pick(items)
    }

    // ---- what the scenarios use ----

    /// A class or constructor function with properties x and y and method m, or one derived from the one before.
    fn class(&mut self) -> String {
        let n = self.classes;
        let derived = n > 0 && self.random.one_in(3);
        let body = self.of_two("a", "b");
        let m = self.one(&[
            "this.x + k",
            "this.x * k",
            "this.y - k + this.x",
            "k & this.x",
            "this.x = this.x + k",
            "this.g + k",
        ]);
        let m = if m == "this.g + k" && self.random.one_in(2) { "super.toString.length + k" } else { m };
        let mut text = String::new();
        if !derived && self.random.one_in(3) {
            let result = self.one(&[
                "",
                "",
                "return;",
                "if (a === 3) return { x: 1, y: 2, m(k) { return k; } };",
                "return a > 4 ? [1] : undefined;",
                "try { return; } finally { this.y = 1; }",
                "return b;",
            ]);
            let m = if m.contains("super") { "this.x - k" } else { m };
            text += &format!(
                "function P{n}(a, b) {{\nthis.x = a;\nthis.y = b;\n{result}\n}}\nP{n}.prototype.m = function (k) {{ return {m}; }};\n\
                 P{n}.s = function (a, b) {{ return {body}; }};\nObject.defineProperty(P{n}.prototype, \"g\", {{ get() {{ return this.y; }}, set(v) {{ this.y = v; }}, configurable: true }});\n"
            );
        } else {
            let extends = if derived { format!(" extends P{}", n - 1) } else { String::new() };
            text += &format!("class P{n}{extends} {{\n");
            for field in ["x = 1;", "#p = 2;", "z = this.#p;"] {
                // (z needs #p.)
                if field == "#p = 2;" || self.random.one_in(2) {
                    text += &format!("{field}\n");
                }
            }
            let start = if derived { "super(a, b);" } else { "this.x = a;" };
            let end =
                self.one(&["", "", "this.z = b;", "if (a === 5) this.w = 1;", "this.#p = a;", "this.x = this.m(b);"]);
            text += &format!("constructor(a, b) {{\n{start}\nthis.y = b;\n{end}\n}}\nm(k) {{ return {m}; }}\n");
            let p = self.one(&["this.#p++", "this.#p", "this.#p += k", "(this.#p = k)"]);
            text += &format!(
                "p(k) {{ return {p}; }}\nget g() {{ return this.y; }}\nset g(v) {{ this.y = v; }}\nstatic s(a, b) {{ return {body}; }}\n}}\n"
            );
        }
        self.classes += 1;
        text
    }

    /// A function that makes objects by literals.
    fn maker(&mut self) -> String {
        let n = self.makers;
        self.makers += 1;
        let literal = self.one(&[
            "{ x: a, y: b }",
            "{ y: b, x: a }",
            "{ x: a, y: b, m(k) { return this.x + k; } }",
            "{ x: a, y: b, z: 1 }",
            "{ ...{ x: a }, y: b }",
            "{ x: a, get y() { return b; } }",
            "{ [\"x\"]: a, y: b }",
            "{ x: a, y: b, __proto__: P0.prototype }",
        ]);
        format!("function L{n}(a, b) {{ return {literal}; }}\n")
    }

    /// A number made of two numbers, without effects but those of conversions.
    fn of_two(&mut self, a: &str, b: &str) -> String {
        let operator = self.one(&["+", "-", "*", "%", "/", "|", "&", "^", "<<", ">>", ">>>"]);
        match self.random.below(5) {
            0 => format!("{a} {operator} {b}"),
            1 => format!("({a} {operator} {b}) | 0"),
            2 => format!("{a} < {b} ? {a} {operator} 1 : {b}"),
            3 => format!("Math.{}({a}, {b})", self.one(&["imul", "max", "min", "floor", "abs", "round"])),
            _ => format!("({a} {operator} 3) - {b}"),
        }
    }

    fn helper(&mut self) -> String {
        let n = self.helpers;
        let (e, f) = (self.of_two("a", "b"), self.of_two("b", "a"));
        let thrown = self.one(&["3", "5", "a", "-1"]);
        let text = match self.random.below(11) {
            0 | 1 => format!("function h{n}(a, b) {{ return {e}; }}\n"),
            2 => format!("function h{n}(a, b = a + 1) {{ return {e}; }}\n"),
            3 => format!("function h{n}(a, ...b) {{ return a + b.length; }}\n"),
            4 => format!(
                "function h{n}(a, b) {{\narguments[0] = b;\nb = 2;\nreturn a + arguments[1] + arguments.length;\n}}\n"
            ),
            5 => format!("function h{n}(a, b) {{\nif (a === {thrown}) throw new RangeError(\"h\");\nreturn {e};\n}}\n"),
            6 => format!(
                "function h{n}(a, b) {{\ntry {{\nif (b === {thrown}) throw a;\nreturn {e};\n}} catch (e) {{\nreturn {f};\n}} finally {{\nburn();\n}}\n}}\n"
            ),
            7 => format!(
                "function h{n}(a, b) {{\nlet s = 0;\nfor (let j = 0; j < 3; j++) s = s + ({e});\nreturn s;\n}}\n"
            ),
            8 => format!("const h{n} = (a, b) => {{\nconst c = () => a + b;\na = {e};\nreturn c();\n}};\n"),
            9 => format!(
                "function h{n}(a, b) {{\nconst [p, q = 1] = [b, a];\nconst {{ x, y = p }} = {{ x: q }};\nreturn x + y;\n}}\n"
            ),
            _ if n > 0 => format!("function h{n}(a, b) {{ return h{}(b, a) + 1; }}\n", self.random.below(n)),
            _ => {
                format!("function h{n}(a, b) {{\nif (a > b) return {e};\nelse if (a === b) return;\nreturn {f};\n}}\n")
            }
        };
        self.helpers += 1;
        text
    }

    fn make_object(&mut self, a: &str, b: &str) -> String {
        if self.tidy {
            return format!("new P{}({a}, {b})", self.class);
        }
        match self.random.below(3) {
            0 => format!("L{}({a}, {b})", self.random.below(self.makers)),
            _ => format!("new P{}({a}, {b})", self.random.below(self.classes)),
        }
    }

    fn callee(&mut self) -> String {
        match self.random.below(4) {
            0 => format!("P{}.s", self.random.below(self.classes)),
            1 => self
                .one(&[
                    "Math.max",
                    "Math.min",
                    "Math.imul",
                    "(a, b) => a - b",
                    "function (a) { return this === undefined ? a : 1; }",
                ])
                .into(),
            _ => format!("h{}", self.random.below(self.helpers)),
        }
    }

    // ---- scenarios ----

    fn scenario(&mut self, n: usize) -> String {
        self.tidy = !self.random.one_in(3);
        self.class = self.random.below(self.classes);
        let mut text = format!("function w{n}(n, at, k) {{\nlet i0 = k, i1 = {}, i2 = 1;\n", self.one(&INTS));
        let ints: Vec<&str> =
            (0..if self.tidy { 4 } else { 1 } + self.random.below(6)).map(|_| self.one(&INTS)).collect();
        text += &format!("let d0 = {}, d1 = 0.5, s0 = \"abc\", b0 = true;\n", self.one(&DOUBLES));
        text += &format!("let a0 = [{}], a1 = [0.5, 1, 2, 3];\n", ints.join(", "));
        text += &format!("let t0 = new {}(5), t1 = new {}([1, 2, 3, 4]);\n", self.one(&TYPED), self.one(&TYPED));
        let (o0, o1) = (self.make_object("k", "2"), self.make_object("1", "k"));
        text += &format!("let o0 = {o0};\nlet o1 = {o1};\nlet f0 = {};\n", self.callee());
        if self.random.one_in(4) {
            text += "const captured = () => i0 + d0;\n";
        }
        let header = match self.random.below(5) {
            0 => "outer: for (let i = n; --i >= 0;) {",
            1 => "outer: for (const i of count(n)) {",
            _ => "outer: for (let i = 0; i < n; i++) {",
        };
        text += header;
        text += "\nburn();\n";
        for _ in 0..1 + self.random.below(2) {
            text += &format!("if (i === at && wild) {{ {} }}\n", self.surprise());
        }
        self.loops = 1;
        for _ in 0..3 + self.random.below(7) {
            text += &self.statement(2);
            std::mem::swap(&mut self.random, &mut self.additions);
            if self.random.one_in(4) {
                text += &self.temporary();
            }
            std::mem::swap(&mut self.random, &mut self.additions);
        }
        for v in INT_LOCALS.iter().chain(&DOUBLE_LOCALS).chain(&["s0"]) {
            text += &format!("bound({v});\n");
        }
        text += "}\nreturn [i0, i1, i2, d0, d1, s0, b0, a0, a1, t0, t1, o0, o1];\n}\n";
        let strange = self.one(&["0.5", "\"s\"", "-0", "undefined", "2147483647", "null", "4294967295"]);
        let (long, at) = (8 + self.random.below(16), self.random.below(8));
        text += &format!("run(\"w{n} calm\", () => w{n}({long}, -1, 1));\n");
        text += &format!("if (wild) run(\"w{n} wild\", () => w{n}({long}, {at}, 1));\n");
        text += &format!("if (wild) run(\"w{n} later\", () => w{n}(9, {}, 2));\n", self.random.below(9));
        text += &format!("if (wild) run(\"w{n} argument\", () => w{n}(5, 3, hide({strange})));\n");
        text
    }

    /// What breaks a prediction.
    fn surprise(&mut self) -> String {
        let odd = self.one(&ODD);
        let class = self.random.below(self.classes);
        let object = self.one(&OBJECT_LOCALS);
        let key = self.one(&["x", "y", "m", "g", "x"]);
        let accessor = self.one(&[
            "get() { return 5; }, set(v) { burn(); }",
            "get() { return this.q; }, set(v) { this.q = v; }",
            "get() { throw \"getter\"; }",
            "get() { return () => 4; }",
            "set(v) { throw \"setter\"; }",
            "value: 8, writable: false",
            "value: (v) => v, writable: true",
        ]);
        match self.random.below(14) {
            0 | 1 => {
                let local = self.one(&["i0", "i1", "d0", "s0", "b0", "i2"]);
                format!("{local} = hide({odd}, {local});")
            }
            2 => match self.random.below(3) {
                0 => format!("{object}.{key} = hide({odd});"),
                1 => format!("{object}[none + \"{key}\"] = {odd};"),
                _ => format!("Reflect.set({object}, \"{key}\", {odd});"),
            },
            3 => {
                let change = self.one(&[
                    "delete o0.x;",
                    "delete o0.y; o0.y = 3;",
                    "o0.extra = 1;",
                    "Object.freeze(o0);",
                    "Object.seal(o0);",
                    "Object.preventExtensions(o0);",
                    "Object.defineProperty(o0, \"x\", { writable: false });",
                    "o0 = hide(null);",
                    "o0 = hide(undefined);",
                    "o0 = hide(5);",
                    "o0 = hide(\"str\");",
                    "o0 = hide([1, 2]);",
                    "o0 = hide(Object.create(o0));",
                    "o0 = hide({ x: 2, y: 1, m() { return 1; } });",
                    "o0 = hide(o1);",
                    "for (let j = 0; j < 20; j++) o0[\"p\" + j] = j;",
                ]);
                change.replace("o0", object)
            }
            4 => format!("Object.defineProperty({object}, \"{key}\", {{ {accessor}, configurable: true }});"),
            5 => {
                let prototype = match self.random.below(4) {
                    0 => "null".to_string(),
                    1 => format!("{{ m(k) {{ return -k; }}, {} x(v) {{ return 1; }} }}", self.one(&["get", "set"]))
                        .replace("get x(v)", "get x()"),
                    _ => format!("P{class}.prototype"),
                };
                format!("Object.setPrototypeOf({object}, hide({prototype}));")
            }
            6 => format!("patch(P{class}.prototype, \"{key}\", {{ {accessor} }});"),
            7 => format!(
                "patch({}, \"{key}\", {{ {accessor} }});",
                self.one(&["Object.prototype", "Array.prototype", "Number.prototype", "String.prototype"])
            ),
            8 | 9 => {
                let change = self.one(&[
                    "a0[1] = hide(ODD);",
                    "a0[0] = hide(ODD);",
                    "a0[none + 1] = ODD;",
                    "Reflect.set(a0, 0, ODD);",
                    "delete a0[1];",
                    "a0.length = 1;",
                    "a0.length = 0;",
                    "a0[a0.length] = hide(ODD);",
                    "a0[30] = 1;",
                    "Object.freeze(a0);",
                    "Object.preventExtensions(a0);",
                    "Object.seal(a0);",
                    "a0 = hide(t0);",
                    "a0 = hide(\"text\");",
                    "a0 = hide({ length: 3, 0: 1, 1: 2, push(v) { return v; } });",
                    "Object.defineProperty(a0, 1, { get() { return 9; }, set(v) {}, configurable: true });",
                    "Object.defineProperty(a0, \"length\", { writable: false });",
                    "a0 = hide([0.5, , 2]);",
                    "a0 = hide([]);",
                    "a0.push = (v) => v;",
                    "Object.setPrototypeOf(a0, hide({ 0: \"p\", 1: \"q\", push() { return 1; } }));",
                    "a0 = hide(new (class extends Array {})(3));",
                    "a0.reverse();",
                    "a0 = hide(null);",
                ]);
                change.replace("ODD", odd)
            }
            10 => {
                let slot = self.one(&["0", "1", "2", "5", "Symbol.iterator", "\"push\"", "\"length2\"", "\"map\""]);
                let change = self.one(&[
                    "get() { return 77; }, set(v) { i1 = 1; }",
                    "get() { return undefined; }",
                    "value: 6, writable: false",
                    "value: function* () { yield 50; }",
                ]);
                format!("patch(Array.prototype, {slot}, {{ {change} }});")
            }
            11 => {
                let typed = self.one(&TYPED);
                let change = self.one(&[
                    "t0 = hide(new KIND(3));",
                    "t0 = hide(new KIND([1.5, -1, 300, 4294967295]));",
                    "t0 = hide([1, 2, 3]);",
                    "t0 = hide(new KIND(0));",
                    "t1 = hide(new KIND(new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255]).buffer));",
                    "t1 = hide(\"xyz\");",
                    "t1 = hide(null);",
                ]);
                change.replace("KIND", typed)
            }
            12 => {
                let other = match self.random.below(3) {
                    0 => self
                        .one(&[
                            "undefined",
                            "5",
                            "class {}",
                            "Math.floor",
                            "String",
                            "(() => 1).bind(null)",
                            "function* () {}",
                            "Array",
                        ])
                        .to_string(),
                    _ => self.callee(),
                };
                format!("f0 = hide({other});")
            }
            _ => {
                let change = self.one(&[
                    "patch(Math, \"floor\", { value: (v) => \"f\" });",
                    "patch(Math, \"imul\", { value: (a, b) => a + 0.5 });",
                    "patch(Math, \"max\", { value: Math.min });",
                    "patch(Math, \"abs\", { value: undefined });",
                    "patch(String.prototype, \"charCodeAt\", { value: () => 0.25 });",
                    "patch(Math, \"min\", { get() { return Math.max; } });",
                    "patch(nextOf, \"next\", { value: () => ({ done: true }) });",
                    "patch(Function.prototype, \"call\", { value: () => 3 });",
                    "patch(Object.prototype, 1, { get() { return \"o1\"; }, set(v) { burn(); } });",
                ]);
                change.to_string()
            }
        }
    }

    fn target(&mut self) -> (String, bool) {
        match self.random.below(9) {
            0..4 => (self.one(&INT_LOCALS).to_string(), true),
            4 | 5 => (self.one(&DOUBLE_LOCALS).to_string(), false),
            6 => (format!("{}.{}", self.one(&OBJECT_LOCALS), self.one(&["x", "y", "x", "g", "z"])), true),
            7 => (format!("{}[{}]", self.one(&["a0", "t0", "a0"]), self.written_index()), true),
            _ => (format!("{}[{}]", self.one(&["a1", "t1", "t1"]), self.written_index()), false),
        }
    }

    fn index(&mut self) -> String {
        if self.tidy && !self.random.one_in(16) {
            return self.one(&["i & 3", "i % 4", "0", "1", "i0 & 3", "i1 >>> 30"]).into();
        }
        self.one(&[
            "i & 3",
            "i",
            "i % 5",
            "0",
            "1",
            "i0 & 3",
            "a0.length - 1",
            "i - 1",
            "d0",
            "a0.length",
            "i0",
            "i1 >>> 30",
        ])
        .to_string()
    }

    /// Not so large that an array becomes too long to walk through.
    fn written_index(&mut self) -> String {
        if self.tidy && !self.random.one_in(8) {
            return self.one(&["i & 3", "i % 4", "0", "1", "i0 & 3"]).into();
        }
        self.one(&[
            "i & 3",
            "i",
            "i % 5",
            "0",
            "1",
            "i0 & 3",
            "a0.length - 1",
            "i - 1",
            "a0.length",
            "i1 >>> 30",
            "d0 % 4",
        ])
        .to_string()
    }

    fn statement(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.simple();
        }
        match self.random.below(20) {
            0 => format!(
                "if ({}) {{\n{}}} else {{\n{}}}\n",
                self.condition(),
                self.block(depth - 1),
                self.block(depth - 1)
            ),
            1 => format!("if ({}) {{\n{}}}\n", self.condition(), self.block(depth - 1)),
            2 if self.loops < 2 => {
                let header = match self.random.below(5) {
                    0 => "for (const v of a0) {\ni1 += v;".to_string(),
                    1 => "for (let j = 0; j < a0.length && j < 6; j++) {".to_string(),
                    2 => "for (let j = 0, m = t0.length; j < m; j++) {\ni2 = i2 + t0[j];".to_string(),
                    3 => format!("for (const [v, w = 2] of [[i0], [1, 3]]) {{\n{} = v + w;", self.one(&INT_LOCALS)),
                    _ => "for (let j = 0; j < 4; j++) {".to_string(),
                };
                self.loops += 1;
                let body = self.block(depth - 1);
                self.loops -= 1;
                let jump = if self.random.one_in(5) {
                    format!(
                        "if ({}) {};\n",
                        self.condition(),
                        self.one(&["break", "continue", "continue outer", "break outer"])
                    )
                } else {
                    String::new()
                };
                format!("{header}\nburn();\n{body}{jump}}}\n")
            }
            3 => {
                let handler = match self.random.below(4) {
                    0 => format!("catch (e) {{\n{}s0 = typeof e;\n}}", self.block(depth - 1)),
                    1 => format!("finally {{\n{}}}", self.block(depth - 1)),
                    2 => format!("catch (e) {{\ni2 = i2 + 1;\n}} finally {{\n{}}}", self.block(depth - 1)),
                    _ => format!(
                        "catch {{\n{};\n}}",
                        self.one(&["continue", "break", "i1 = 0", "d0 = 1", "continue outer"])
                    ),
                };
                format!("try {{\n{}{}}} {handler}\n", self.block(depth - 1), self.simple())
            }
            4 => format!(
                "switch ({} & 3) {{\ncase 0: {}case 1: {}break;\ndefault: {}}}\n",
                self.one(&INT_LOCALS),
                self.simple(),
                self.simple(),
                self.simple()
            ),
            5 => {
                let c = self.name("c");
                let e = self.int(1);
                let after = self.simple();
                format!("const {c} = (p) => {{ i2 = p; return {e}; }};\n{after}{} = {c}(i);\n", self.one(&INT_LOCALS))
            }
            _ => self.simple(),
        }
    }

    /// An object that is used for a while and then, as a rule, by nobody.
    fn temporary(&mut self) -> String {
        let q = self.name("q");
        let (a, b, c) = (self.int(1), self.double(1), self.one(&["i1", "d1", "s0", "o0"]));
        let made = match self.random.below(5) {
            0 => self.make_object(&format!("({a})"), &format!("({b})")),
            1 => format!("{{ x: {a}, y: {b}, z: {{ x: {c} }} }}"),
            2 => format!("{{ y: {b}, x: {a} }}"),
            3 => format!("h0({a}, 1) > 2 ? {{ x: {a}, y: {b} }} : o1"),
            _ => format!("{{ x: {a}, y: {b} }}"),
        };
        let mut text = format!("const {q} = {made};\n");
        for _ in 0..1 + self.random.below(3) {
            text += &match self.random.below(5) {
                0 => format!("{q}.x = {q}.x + {};\n", self.int(1)),
                1 => format!("{q}.y = {};\n", self.double(1)),
                2 => format!("if ({}) {q}.x = {};\n", self.condition(), self.int(1)),
                3 => format!("{} = {q}.{};\n", self.one(&INT_LOCALS), self.one(&["x", "y", "x", "w"])),
                _ => self.simple(),
            };
        }
        text += &match self.random.below(8) {
            0 => format!("if (i === at) o1 = {q};\n"),
            1 => format!("if (i === at + 1) s0 = show({q}, 2);\n"),
            2 => format!("b0 = {q} === o0;\n"),
            3 => format!("const {{ x: {q}x, y: {q}y = 2 }} = {q};\ni1 = {q}x;\nd1 = {q}y;\n"),
            _ => format!("d1 = {q}.y;\n"),
        };
        text
    }

    fn block(&mut self, depth: usize) -> String {
        (0..1 + self.random.below(3)).map(|_| self.statement(depth)).collect()
    }

    fn simple(&mut self) -> String {
        match self.random.below(22) {
            0..9 => {
                let (target, int) = self.target();
                // Now and then of the other kind.
                let stray = !self.tidy && self.random.one_in(10);
                let value = if int != stray { self.int(2) } else { self.double(2) };
                let operator = if self.random.one_in(3) {
                    self.one(&["+=", "-=", "*=", "|=", "^=", ">>>=", "%=", "<<="])
                } else {
                    "="
                };
                format!("{target} {operator} {value};\n")
            }
            9 => {
                let object = self.one(&OBJECT_LOCALS);
                let (a, b) = (self.int(1), self.int(1));
                let value = self.make_object(&format!("({a})"), &format!("({b})"));
                format!("{object} = {value};\n")
            }
            10 => format!("if (a0.length < 40) {} = a0.push({});\n", self.one(&INT_LOCALS), self.int(1)),
            11 => format!("s0 = s0 + {};\n", self.int(1)),
            12 => format!("b0 = {};\n", self.condition()),
            13 => format!("{}{};\n", self.target().0, self.one(&["++", "--"])),
            14 => "[i0, i1] = [i1, i0];\n".into(),
            15 => format!("({{ x: i1, y: d1 = 2 }} = {});\n", self.one(&OBJECT_LOCALS)),
            16 if !self.tidy => format!("f0 = {};\n", self.callee()),
            17 => format!(
                "i1 = a0.{};\n",
                self.one(&[
                    "reduce((p, q) => p + q, 0)",
                    "indexOf(i0)",
                    "map((v) => v * 2).length",
                    "filter((v) => v > i0).length",
                    "concat(a1).length"
                ])
            ),
            18 => format!("i0 = {} ? {} : {};\n", self.condition(), self.int(1), self.int(1)),
            19 => format!("o0.x = o1.y = {};\n", self.int(1)),
            // Nobody uses the result; a conversion, a getter or an exception is seen all the same.
            20 if self.random.one_in(2) => {
                format!("({});\n", if self.random.one_in(3) { self.double(2) } else { self.int(2) })
            }
            20 => format!("s0 = \"\" + {} + {};\n", self.double(1), self.one(&["i0", "b0", "o0.x", "a0[1]", "t0[7]"])),
            _ => "[o0, o1] = [o1, o0];\n".to_string(),
        }
    }

    fn condition(&mut self) -> String {
        let operator = self.one(&["<", "<=", ">", ">=", "===", "!==", "==", "!="]);
        match self.random.below(9) {
            0 | 1 => format!("{} {operator} {}", self.int(1), self.int(1)),
            2 => format!("{} {operator} {}", self.double(1), self.int(1)),
            3 => self.one(&["b0", "!b0", "i0", "!i1", "d0", "o0.x", "s0", "a0[1]"]).into(),
            4 => format!("s0 {operator} \"ab\""),
            5 => self
                .one(&[
                    "o0 === o1",
                    "o0 == null",
                    "o1.y !== undefined",
                    "a0[i] === undefined",
                    "typeof i0 === \"number\"",
                    "t0[i] === undefined",
                ])
                .into(),
            6 => self.one(&["o0 instanceof P0", "\"x\" in o0", "1 in a0", "i0 !== i0", "i % 3 === 0"]).into(),
            7 => format!("!({} {operator} {})", self.double(1), self.double(1)),
            _ => format!("{} && {}", self.one(&["b0", "i0 > 1", "i & 1"]), self.one(&["i1 < 100", "d0 > 0", "o0.y"])),
        }
    }

    /// An expression that is expected to be an int32.
    fn int(&mut self, depth: usize) -> String {
        let text = self.loose_int(depth);
        // Calls, quotients and the like may give anything.
        let strict =
            text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-+*&|^. ".contains(&b)) || text.ends_with("| 0)");
        if self.tidy && !strict && !self.random.one_in(6) { format!("({text} | 0)") } else { text }
    }

    fn loose_int(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.random.below(8) {
                0..3 => self.one(&INT_LOCALS).into(),
                3 => self.one(&INTS).into(),
                4 => format!("{}.{}", self.one(&OBJECT_LOCALS), self.one(&["x", "y", "x", "z", "g"])),
                5 => format!("{}[{}]", self.one(&["a0", "t0", "a0"]), self.index()),
                _ => "i".into(),
            };
        }
        let d = depth - 1;
        let object = self.one(&OBJECT_LOCALS);
        match self.random.below(24) {
            0..7 => {
                let operator = self.one(&["+", "-", "*", "%", "/", "|", "&", "^", "<<", ">>", ">>>", "+", "-"]);
                format!("({} {operator} {})", self.int(d), self.int(d))
            }
            7 => format!(
                "(({} {} {} {} {}) | 0)",
                self.int(d),
                self.one(&["+", "-"]),
                self.int(d),
                self.one(&["+", "-"]),
                self.int(0)
            ),
            8 => format!("({}{})", self.one(&["- ", "~", "+"]), self.int(d)),
            9 => format!(
                "({} {} {})",
                self.int(d),
                self.one(&["& 255", ">>> 1", ">> 2", "<< 1", "| 0", "% 7", ">>> 0"]),
                ""
            ),
            10 => {
                format!("Math.{}({})", self.one(&["floor", "ceil", "trunc", "round", "abs", "clz32"]), self.double(d))
            }
            11 => format!("Math.{}({}, {})", self.one(&["imul", "max", "min"]), self.int(d), self.int(d)),
            12 => self.one(&["a0.length", "t0.length", "t1.length", "s0.length", "a1.length"]).into(),
            13 => format!("s0.charCodeAt({})", self.one(&["i % 3", "0", "i", "i0", "d0", "1"])),
            14 => format!("h{}({}, {})", self.random.below(self.helpers), self.int(d), self.int(d)),
            15 => format!("h{}({})", self.random.below(self.helpers), self.int(d)),
            16 | 17 => format!("{object}.m({})", self.int(d)),
            18 => format!("P{}.s({}, {})", self.random.below(self.classes), self.int(d), self.int(d)),
            19 => format!("f0({}, {})", self.int(d), self.int(d)),
            20 => format!("({}{})", self.one(&INT_LOCALS), self.one(&["++", "--"])),
            21 => format!("({} ? {} : {})", self.one(&["b0", "i & 1", "i0 < i1", "o0.x"]), self.int(d), self.int(d)),
            22 => {
                let (a, b) = (self.int(d), self.int(d));
                let made = self.make_object(&a, &b);
                format!("({made}).{}", self.one(&["x", "y", "m(1)"]))
            }
            _ => self.int(0),
        }
    }

    /// An expression that is expected to be a number that is no int32.
    fn double(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.random.below(5) {
                0..2 => self.one(&DOUBLE_LOCALS).into(),
                2 => self.one(&DOUBLES).into(),
                3 => format!("a1[{}]", self.index()),
                _ => format!("t1[{}]", self.index()),
            };
        }
        let d = depth - 1;
        match self.random.below(8) {
            0..3 => {
                let operator = self.one(&["+", "-", "*", "/", "%"]);
                format!("({} {operator} {})", self.double(d), self.double(d))
            }
            3 => format!("({} {} {})", self.double(d), self.one(&["+", "*", "-"]), self.int(d)),
            4 => format!("Math.{}({})", self.one(&["sqrt", "abs", "round", "floor", "fround"]), self.double(d)),
            5 => format!("(-{})", self.double(d).trim_start_matches('-')),
            6 => format!("({} / 4)", self.int(d)),
            _ => self.double(0),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_seed_makes_one_program_that_is_valid() {
        for seed in 0..300 {
            let text = super::program(seed);
            assert_eq!(text, super::program(seed));
            let source = jsc_frontend::Source { name: format!("seed{seed}.js"), text };
            if let Err(errors) = jsc_frontend::check(&source) {
                panic!("seed {seed}: {}", errors[0].render(&source, false));
            }
        }
    }
}
