//! Programs from a grammar. They end (every loop and call burns fuel), catch what they throw, and print everything they compute,
//! so that a difference shows. They avoid what engines may do differently: times, addresses, texts of errors.

use super::random::Random;

/// What each program begins with. `show` tells values apart that printing alone would not.
const PRELUDE: &str = r#"let fuel = 20000;
function burn() { if (--fuel < 0) throw "out of fuel"; }
function show(v, depth) {
  depth = depth === undefined ? 3 : depth;
  if (typeof v === "number") return Object.is(v, -0) ? "-0" : String(v);
  if (typeof v === "string") return JSON.stringify(v);
  if (typeof v === "bigint") return v + "n";
  if (typeof v === "function") return "function";
  if (typeof v === "symbol") return "symbol";
  if (v === null || typeof v !== "object") return String(v);
  if (v instanceof Error) return v.name;
  if (depth === 0) return "...";
  if (Array.isArray(v)) { let s = "["; for (let i = 0; i < v.length && i < 20; i++) s += (i in v ? show(v[i], depth - 1) : "hole") + ","; return s + "]" + v.length; }
  if (v instanceof Map || v instanceof Set) { let s = v.size + "{"; for (const e of v) s += show(e, depth - 1) + ","; return s + "}"; }
  let s = "{"; for (const k of Object.keys(v).slice(0, 20)) s += k + ":" + show(v[k], depth - 1) + ","; return s + "}";
}
function print(label, v) { console.log(label + " " + show(v)); }
"#;

/// What an expression is wanted to be. Now and then it is something else.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    Number,
    String,
    Boolean,
    Array,
    Object,
    Function,
    Any,
}

struct Variable {
    name: String,
    want: Want,
    constant: bool,
}

struct Generator {
    random: Random,
    scope: Vec<Variable>,
    /// Functions that may be called: name and parameters. Only earlier ones, and calls burn fuel.
    functions: Vec<(String, usize)>,
    classes: Vec<String>,
    generators: Vec<String>,
    counter: usize,
    depth: usize,
    in_function: bool,
    in_loop: bool,
    in_generator: bool,
}

/// The program of a seed: the prelude, then pieces each of which can be left out to find the cause of a difference.
pub fn program(seed: u64) -> Vec<String> {
    let mut g = Generator {
        random: Random::new(seed),
        scope: Vec::new(),
        functions: Vec::new(),
        classes: Vec::new(),
        generators: Vec::new(),
        counter: 0,
        depth: 0,
        in_function: false,
        in_loop: false,
        in_generator: false,
    };
    let mut pieces = vec![PRELUDE.to_string()];
    if g.random.one_in(3) {
        pieces.insert(0, "\"use strict\";\n".into());
    }
    for _ in 0..4 + g.random.below(8) {
        let piece = match g.random.below(10) {
            0..3 => g.function(),
            3 => g.class(),
            4 => g.generator_function(),
            5 => g.hot_loop(),
            _ => {
                let variable = g.declaration();
                let last = g.scope.last().expect("just declared").name.clone();
                format!("{variable}print(\"{last}\", {last});\n")
            }
        };
        pieces.push(piece);
        let body = g.block(2);
        let thrown = g.name("e");
        pieces.push(format!("try {body} catch ({thrown}) {{ print(\"caught\", {thrown}); }}\n"));
    }
    let names: Vec<String> = g.scope.iter().map(|v| v.name.clone()).collect();
    pieces.push(names.iter().map(|n| format!("print(\"{n}\", {n});\n")).collect());
    pieces
}

const NUMBERS: [&str; 24] = [
    "0",
    "1",
    "2",
    "3",
    "-1",
    "7",
    "10",
    "0.5",
    "-0",
    "NaN",
    "Infinity",
    "-Infinity",
    "2147483647",
    "-2147483648",
    "2147483648",
    "4294967295",
    "4294967296",
    "9007199254740991",
    "1e21",
    "1e-7",
    "65535",
    "1073741823",
    "-7.25",
    "100",
];
const STRINGS: [&str; 14] = [
    "\"\"",
    "\"a\"",
    "\"abc\"",
    "\"0\"",
    "\"12\"",
    "\"-1.5\"",
    "\"length\"",
    "\"x\"",
    "\"y\"",
    "\" 7 \"",
    "\"é\"",
    "\"\\u4e2d\"",
    "\"toString\"",
    "\"a,b,c\"",
];

impl Generator {
    fn name(&mut self, prefix: &str) -> String {
        self.counter += 1;
        format!("{prefix}{}", self.counter)
    }

    fn variable(&mut self, want: Want, assignable: bool) -> Option<String> {
        let fits: Vec<&Variable> = self
            .scope
            .iter()
            .filter(|v| (v.want == want || want == Want::Any) && !(assignable && v.constant))
            .collect();
        if fits.is_empty() { None } else { Some(fits[self.random.below(fits.len())].name.clone()) }
    }

    // ---- statements ----

    fn block(&mut self, depth: usize) -> String {
        let (scope, functions) = (self.scope.len(), self.functions.len());
        let mut out = String::from("{\n");
        for _ in 0..1 + self.random.below(4) {
            out += &self.statement(depth);
        }
        self.scope.truncate(scope);
        self.functions.truncate(functions);
        out + "}"
    }

    fn declaration(&mut self) -> String {
        let want = [Want::Number, Want::String, Want::Boolean, Want::Array, Want::Object, Want::Function, Want::Any]
            [self.random.below(7)];
        let value = self.expression(want, 3);
        let name = self.name("v");
        let keyword = self.random.pick(&["let", "const", "let", "var"]);
        // `var` would escape its block, and then be known where it is not in scope; its name is unique all the same.
        let keyword = if keyword == "var" && self.depth > 0 { "let" } else { keyword };
        let text = format!("{keyword} {name} = {value};\n");
        self.scope.push(Variable { name, want, constant: keyword == "const" });
        text
    }

    fn statement(&mut self, depth: usize) -> String {
        self.depth += 1;
        let text = self.statement_inner(depth);
        self.depth -= 1;
        text
    }

    fn statement_inner(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.simple_statement();
        }
        match self.random.below(20) {
            0..3 => self.declaration(),
            3 | 4 => {
                let (test, yes) = (self.expression(Want::Boolean, 2), self.block(depth - 1));
                if self.random.one_in(2) {
                    format!("if ({test}) {yes}\n")
                } else {
                    format!("if ({test}) {yes} else {}\n", self.block(depth - 1))
                }
            }
            5 | 6 => self.counted_loop(depth),
            7 => {
                let array = self.expression(Want::Array, 2);
                let name = self.name("x");
                self.scope.push(Variable { name: name.clone(), want: Want::Any, constant: true });
                let body = self.loop_body(depth - 1);
                self.scope.pop();
                let (keyword, kind) =
                    (self.random.pick(&["const", "let", "const"]), if self.random.one_in(4) { "in" } else { "of" });
                format!("for ({keyword} {name} {kind} {array}) {body}\n")
            }
            8 => {
                let (body, name) = (self.block(depth - 1), self.name("e"));
                self.scope.push(Variable { name: name.clone(), want: Want::Any, constant: false });
                let handler = self.block(depth - 1);
                self.scope.pop();
                match self.random.below(3) {
                    0 => format!("try {body} catch ({name}) {handler}\n"),
                    1 => format!("try {body} catch ({name}) {handler} finally {}\n", self.block(depth - 1)),
                    _ => format!("try {body} catch {{ print(\"caught\", 0); }}\n"),
                }
            }
            9 => {
                let value = self.expression(Want::Any, 2);
                let mut cases = String::new();
                for _ in 0..1 + self.random.below(3) {
                    let (case, body) = (self.expression(Want::Any, 1), self.block(depth - 1));
                    let end = if self.random.one_in(3) { "" } else { " break;" };
                    cases += &format!("case {case}: {body}{end}\n");
                }
                if self.random.one_in(2) {
                    cases += &format!("default: {}\n", self.block(depth - 1));
                }
                format!("switch ({value}) {{\n{cases}}}\n")
            }
            10 => {
                let (array, a, b) = (self.expression(Want::Array, 2), self.name("d"), self.name("d"));
                for name in [&a, &b] {
                    self.scope.push(Variable { name: name.clone(), want: Want::Any, constant: false });
                }
                match self.random.below(3) {
                    0 => format!("let [{a}, ...{b}] = {array};\n"),
                    1 => format!("let [{a} = 1, {b} = {a}] = {array};\n"),
                    _ => format!("let {{x: {a} = 5, ...{b}}} = {};\n", self.expression(Want::Object, 2)),
                }
            }
            11 if self.in_loop => {
                format!("if ({}) {};\n", self.expression(Want::Boolean, 2), self.random.pick(&["break", "continue"]))
            }
            12 if self.in_function => {
                format!("if ({}) return {};\n", self.expression(Want::Boolean, 2), self.expression(Want::Any, 2))
            }
            13 if self.in_generator => format!("print(\"sent\", yield {});\n", self.expression(Want::Any, 2)),
            14 => {
                let thrown = match self.random.below(4) {
                    0 => "new TypeError(\"t\")".to_string(),
                    1 => "new RangeError(\"r\")".to_string(),
                    _ => self.expression(Want::Any, 2),
                };
                format!("if ({}) throw {thrown};\n", self.expression(Want::Boolean, 2))
            }
            15 => self.function(),
            _ => self.simple_statement(),
        }
    }

    fn simple_statement(&mut self) -> String {
        let want = [Want::Number, Want::String, Want::Any, Want::Number][self.random.below(4)];
        match self.random.below(6) {
            0 | 1 => match self.variable(want, true) {
                Some(name) => {
                    let operator = match want {
                        Want::Number => self
                            .random
                            .pick(&["=", "+=", "-=", "*=", "|=", "&=", "^=", "<<=", ">>=", ">>>=", "%=", "/="]),
                        _ => self.random.pick(&["=", "+=", "??=", "||=", "&&="]),
                    };
                    // A string must not double for ever.
                    let value = self.expression(if operator == "=" { want } else { Want::Number }, 3);
                    format!("{name} {operator} {value};\n")
                }
                None => self.declaration(),
            },
            2 => match self.variable(Want::Object, false) {
                Some(name) => format!("{name}.{} = {};\n", self.property(), self.expression(Want::Any, 2)),
                None => self.declaration(),
            },
            3 => match self.variable(Want::Array, false) {
                Some(name) => match self.random.below(4) {
                    0 => format!("if ({name}.length < 50) {name}.push({});\n", self.expression(Want::Any, 2)),
                    1 => format!("{name}[{}] = {};\n", self.random.below(12), self.expression(Want::Any, 2)),
                    2 => format!("{name}.length = {};\n", self.random.below(5)),
                    _ => format!("print(\"popped\", {name}.{}());\n", self.random.pick(&["pop", "shift", "reverse"])),
                },
                None => self.declaration(),
            },
            4 => match self.variable(Want::Number, true) {
                Some(name) => format!("{};\n", self.random.pick(&["N++", "++N", "N--", "--N"]).replace('N', &name)),
                None => self.declaration(),
            },
            _ => {
                let label = self.name("p");
                format!("print(\"{label}\", {});\n", self.expression(Want::Any, 3))
            }
        }
    }

    fn loop_body(&mut self, depth: usize) -> String {
        let before = std::mem::replace(&mut self.in_loop, true);
        let body = self.block(depth);
        self.in_loop = before;
        format!("{{ burn(); {body} }}")
    }

    fn counted_loop(&mut self, depth: usize) -> String {
        let name = self.name("i");
        let limit = self.random.below(8);
        self.scope.push(Variable { name: name.clone(), want: Want::Number, constant: true });
        let body = self.loop_body(depth - 1);
        self.scope.pop();
        match self.random.below(4) {
            0 => format!("for (let {name} = {limit}; {name} > 0; {name} -= 1) {body}\n"),
            1 => format!("{{ let {name} = 0; while ({name}++ < {limit}) {body} }}\n"),
            2 => format!("{{ let {name} = 0; do {body} while (++{name} < {limit}); }}\n"),
            _ => format!("for (let {name} = 0; {name} < {limit}; {name}++) {body}\n"),
        }
    }

    /// A loop that runs long enough to matter, over numbers: where representations and overflow are decided.
    fn hot_loop(&mut self) -> String {
        let (s, i) = (self.name("s"), self.name("i"));
        let start = self.random.pick(&NUMBERS);
        self.scope.push(Variable { name: s.clone(), want: Want::Number, constant: false });
        self.scope.push(Variable { name: i.clone(), want: Want::Number, constant: true });
        let (a, b) = (self.expression(Want::Number, 2), self.expression(Want::Number, 2));
        self.scope.pop();
        let operator = self.random.pick(&["+", "-", "*", "^", "|", "&", "%"]);
        let round = self.random.pick(&["", " | 0", " >>> 0", " % 1000003", ""]);
        let step = 1 + self.random.below(3);
        format!(
            "let {s} = {start};\nfor (let {i} = 0; {i} < 300; {i} += {step}) {{ {s} = ({s} {operator} ({a})){round}; if ({i} % 50 === 0) {s} = {b}; }}\nprint(\"{s}\", {s});\n"
        )
    }

    fn function(&mut self) -> String {
        let name = self.name("f");
        let count = self.random.below(4);
        let text = format!("function {name}{}\n", self.function_rest(count));
        self.functions.push((name, count));
        text
    }

    /// Parameters and body.
    fn function_rest(&mut self, count: usize) -> String {
        let outer = (self.in_function, self.in_loop, self.in_generator);
        (self.in_function, self.in_loop, self.in_generator) = (true, false, false);
        let scope = self.scope.len();
        let mut parameters = Vec::new();
        for i in 0..count {
            let name = self.name("a");
            let text = match self.random.below(8) {
                0 => format!("{name} = {}", self.expression(Want::Any, 1)),
                1 if i + 1 == count => format!("...{name}"),
                _ => name.clone(),
            };
            let want = if text.starts_with("...") {
                Want::Array
            } else {
                [Want::Number, Want::Any, Want::Number][self.random.below(3)]
            };
            self.scope.push(Variable { name, want, constant: false });
            parameters.push(text);
        }
        let body = self.block(2);
        let result = self.expression(Want::Any, 3);
        self.scope.truncate(scope);
        (self.in_function, self.in_loop, self.in_generator) = outer;
        format!("({}) {{ burn(); {body}\nreturn {result}; }}", parameters.join(", "))
    }

    fn generator_function(&mut self) -> String {
        let name = self.name("g");
        let outer = (self.in_function, self.in_loop, self.in_generator);
        (self.in_function, self.in_loop, self.in_generator) = (true, false, true);
        let (first, body, last) = (self.expression(Want::Any, 2), self.block(2), self.expression(Want::Any, 2));
        (self.in_function, self.in_loop, self.in_generator) = outer;
        self.generators.push(name.clone());
        format!("function* {name}() {{ burn(); yield {first}; {body}\nyield {last}; return 9; }}\n")
    }

    fn class(&mut self) -> String {
        let name = self.name("C");
        let parent = match self.classes.last() {
            Some(parent) if self.random.one_in(2) => parent.clone(),
            _ => String::new(),
        };
        let (field, method) = (self.expression(Want::Any, 2), self.function_rest(1));
        let getter = self.expression(Want::Any, 2);
        let (extends, constructor) = if parent.is_empty() {
            (String::new(), "constructor(x) { this.x = x; }".to_string())
        } else {
            (format!(" extends {parent}"), "constructor(x, y) { super(x); this.y = y; }".to_string())
        };
        self.classes.push(name.clone());
        format!(
            "class {name}{extends} {{\n  #p = 1;\n  f = {field};\n  {constructor}\n  m{method}\n  get g() {{ return {getter}; }}\n  \
             set g(v) {{ this.#p = v; }}\n  p() {{ return this.#p; }}\n  static s(a) {{ return new {name}(a); }}\n}}\n"
        )
    }

    // ---- expressions ----

    fn property(&mut self) -> &'static str {
        self.random.pick(&["x", "y", "z", "f", "g", "length", "name2"])
    }

    /// An expression that may stand anywhere.
    fn expression(&mut self, want: Want, depth: usize) -> String {
        let text = self.bare_expression(want, depth);
        let first = text.as_bytes()[0];
        let stands_alone = matches!(first, b'"' | b'[' | b'`')
            || text.bytes().all(|b| b.is_ascii_alphanumeric()) && !first.is_ascii_digit()
            || first == b'(' && closes_at_end(&text);
        if stands_alone { text } else { format!("({text})") }
    }

    fn bare_expression(&mut self, want: Want, depth: usize) -> String {
        let want = if self.random.one_in(25) { Want::Any } else { want };
        if self.random.one_in(3)
            && let Some(name) = self.variable(want, false)
        {
            return name;
        }
        if depth > 0 && self.random.one_in(8) {
            return self.shared(want, depth - 1);
        }
        match want {
            Want::Number => self.number(depth),
            Want::String => self.string(depth),
            Want::Boolean => self.boolean(depth),
            Want::Array => self.array(depth),
            Want::Object => self.object(depth),
            Want::Function => self.closure(depth),
            Want::Any => {
                let wants = [
                    Want::Number,
                    Want::Number,
                    Want::String,
                    Want::Boolean,
                    Want::Array,
                    Want::Object,
                    Want::Function,
                ];
                if self.random.one_in(8) {
                    return self.random.pick(&["undefined", "null", "10n", "-3n"]).into();
                }
                let want = wants[self.random.below(7)];
                self.expression(want, depth)
            }
        }
    }

    /// What may give anything.
    fn shared(&mut self, want: Want, depth: usize) -> String {
        match self.random.below(7) {
            0 => format!(
                "({} ? {} : {})",
                self.expression(Want::Boolean, depth),
                self.expression(want, depth),
                self.expression(want, depth)
            ),
            1 => format!(
                "({} {} {})",
                self.expression(want, depth),
                self.random.pick(&["||", "&&", "??"]),
                self.expression(want, depth)
            ),
            2 if !self.functions.is_empty() => {
                let (name, count) = self.functions[self.random.below(self.functions.len())].clone();
                // Sometimes too few or too many.
                let count = count + self.random.below(3) - if count > 0 { 1 } else { 0 };
                let arguments: Vec<String> = (0..count).map(|_| self.expression(Want::Any, depth)).collect();
                format!("{name}({})", arguments.join(", "))
            }
            3 => format!("({})({})", self.closure(depth), self.expression(want, depth)),
            4 => format!("{}?.{}", self.expression(Want::Object, depth), self.property()),
            5 => format!("{}[{}]", self.expression(Want::Array, depth), self.expression(Want::Number, depth)),
            _ => format!("({}, {})", self.expression(Want::Any, depth), self.expression(want, depth)),
        }
    }

    fn number(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.random.pick(&NUMBERS).into();
        }
        let d = depth - 1;
        match self.random.below(12) {
            0 | 1 => self.random.pick(&NUMBERS).into(),
            2..6 => {
                let operator = self.random.pick(&["+", "-", "*", "/", "%", "|", "&", "^", "<<", ">>", ">>>", "**"]);
                format!("({} {operator} {})", self.expression(Want::Number, d), self.expression(Want::Number, d))
            }
            6 => format!("{}({})", self.random.pick(&["-", "+", "~"]), self.expression(Want::Number, d)),
            7 => {
                let f = self.random.pick(&[
                    "Math.floor",
                    "Math.abs",
                    "Math.sqrt",
                    "Math.imul",
                    "Math.max",
                    "Math.min",
                    "Math.round",
                    "Math.trunc",
                    "Math.sign",
                    "Number",
                    "parseInt",
                ]);
                format!("{f}({}, {})", self.expression(Want::Number, d), self.expression(Want::Number, d))
            }
            8 => format!("{}.length", self.expression(Want::Array, d)),
            9 => format!("{}.charCodeAt({})", self.expression(Want::String, d), self.expression(Want::Number, d)),
            10 => format!("{}.indexOf({})", self.expression(Want::Array, d), self.expression(Want::Any, d)),
            _ => format!("{}.reduce((a, b) => a + +b, {})", self.numbers(d), self.expression(Want::Number, d)),
        }
    }

    /// An array of numbers, typed or not.
    fn numbers(&mut self, depth: usize) -> String {
        let items: Vec<String> = (0..self.random.below(5)).map(|_| self.number(depth)).collect();
        let list = format!("[{}]", items.join(", "));
        match self.random.below(3) {
            0 => format!(
                "new {}({list})",
                self.random.pick(&[
                    "Int32Array",
                    "Uint8Array",
                    "Float64Array",
                    "Int16Array",
                    "Uint32Array",
                    "Uint8ClampedArray"
                ])
            ),
            _ => list,
        }
    }

    fn string(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.random.pick(&STRINGS).into();
        }
        let d = depth - 1;
        match self.random.below(9) {
            0 | 1 => self.random.pick(&STRINGS).into(),
            2 => format!("(\"\" + {})", self.expression(Want::Number, d)),
            3 => format!("`<${{{}}}|${{{}}}>`", self.expression(Want::Number, d), self.expression(Want::String, d)),
            4 => format!("typeof {}", self.expression(Want::Any, d)),
            5 => format!(
                "{}.slice({}, {})",
                self.expression(Want::String, d),
                self.random.below(3),
                self.random.below(6)
            ),
            6 => format!(
                "{}.{}()",
                self.expression(Want::String, d),
                self.random.pick(&["toUpperCase", "trim", "toLowerCase"])
            ),
            7 => format!("{}.join({})", self.numbers(d), self.random.pick(&STRINGS)),
            _ => format!(
                "{}.replace(/{}/g, \"-\")",
                self.expression(Want::String, d),
                self.random.pick(&["a", "[0-9]+", "b|c", "\\\\s"])
            )
            .replace("\\\\", "\\"),
        }
    }

    fn boolean(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.random.pick(&["true", "false"]).into();
        }
        let d = depth - 1;
        match self.random.below(7) {
            0..3 => {
                let operator = self.random.pick(&["<", "<=", ">", ">=", "===", "!==", "==", "!="]);
                format!("({} {operator} {})", self.expression(Want::Number, d), self.expression(Want::Number, d))
            }
            3 => format!(
                "({} {} {})",
                self.expression(Want::Any, d),
                self.random.pick(&["===", "==", "!==", "!="]),
                self.random.pick(&["null", "undefined", "0", "\"\"", "false"])
            ),
            4 => format!("!{}", self.expression(Want::Any, d)),
            5 => format!("({} in {})", self.random.pick(&STRINGS), self.expression(Want::Object, d)),
            _ => format!("{}.includes({})", self.expression(Want::Array, d), self.expression(Want::Any, d)),
        }
    }

    fn array(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.random.pick(&["[]", "[1, 2, 3]", "[\"a\", 1, null]", "[1.5, 2]", "[, 1]"]).into();
        }
        let d = depth - 1;
        match self.random.below(9) {
            0..3 => {
                let items: Vec<String> = (0..self.random.below(5)).map(|_| self.expression(Want::Any, d)).collect();
                format!("[{}]", items.join(", "))
            }
            3 => format!("[...{}, {}]", self.expression(Want::Array, d), self.expression(Want::Any, d)),
            4 => {
                let method = self.random.pick(&["map", "filter"]);
                format!("{}.{method}({})", self.expression(Want::Array, d), self.closure(d))
            }
            5 => format!("{}.slice({})", self.expression(Want::Array, d), self.random.below(3)),
            6 if !self.generators.is_empty() => {
                format!("[...{}()]", self.generators[self.random.below(self.generators.len())])
            }
            7 => format!("Object.entries({})", self.expression(Want::Object, d)),
            _ => format!("{}.sort((a, b) => a - b)", self.numbers(d)),
        }
    }

    fn object(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self
                .random
                .pick(&["{}", "{x: 1}", "{x: 1, y: \"b\"}", "{y: 2.5, x: null}"])
                .replace('{', "({")
                .replace('}', "})");
        }
        let d = depth - 1;
        match self.random.below(8) {
            0..3 => format!(
                "({{x: {}, {}: {}}})",
                self.expression(Want::Any, d),
                self.property(),
                self.expression(Want::Any, d)
            ),
            3 => format!(
                "({{...{}, [{}]: {}}})",
                self.expression(Want::Object, d),
                self.random.pick(&STRINGS),
                self.expression(Want::Any, d)
            ),
            4 if !self.classes.is_empty() => {
                let class = self.classes[self.random.below(self.classes.len())].clone();
                format!("new {class}({}, {})", self.expression(Want::Any, d), self.expression(Want::Any, d))
            }
            5 => format!("({{get x() {{ return {}; }}, y: 1}})", self.expression(Want::Any, d)),
            6 => {
                format!("new Map([[1, {}], [\"k\", {}]])", self.expression(Want::Any, d), self.expression(Want::Any, d))
            }
            _ => format!("new Set({})", self.expression(Want::Array, d)),
        }
    }

    fn closure(&mut self, depth: usize) -> String {
        let name = self.name("c");
        self.scope.push(Variable { name: name.clone(), want: Want::Number, constant: false });
        let outer = std::mem::replace(&mut self.in_generator, false);
        let body = self.expression(Want::Any, depth.saturating_sub(1).max(1));
        self.in_generator = outer;
        self.scope.pop();
        // An object literal would be read as a block.
        match self.random.below(3) {
            0 => format!("function ({name}) {{ burn(); return {body}; }}"),
            _ => format!("({name}) => (burn(), {body})"),
        }
    }
}

/// Whether the parenthesis at the start is closed by the last character (strings in between hold none).
fn closes_at_end(text: &str) -> bool {
    let mut depth = 0;
    for (i, b) in text.bytes().enumerate() {
        match b {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return i + 1 == text.len();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_seed_makes_one_program_that_is_valid() {
        for seed in 0..200 {
            let text = super::program(seed).concat();
            assert_eq!(text, super::program(seed).concat());
            let source = jsc_frontend::Source { name: format!("seed{seed}.js"), text };
            if let Err(errors) = jsc_frontend::check(&source) {
                panic!("seed {seed}: {}", errors[0].render(&source, false));
            }
        }
    }
}
