//! What built-in objects have, and what built-in functions give and call.

use super::classes::{ClassKey, HIDDEN, Mode, Role};
use super::evaluate::At;
use super::lattice::{Abstract, EVERYTHING, MAX_BITS, TYPICAL_BITS};
use super::property::typed_element;
use super::solver::{Flow, Solver};
use crate::sir::Kinds;
use crate::sir::range::Range;
use jsc_abi::layout::CellKind;

/// Methods of built-in prototypes, by the path of the prototype.
const METHODS: &[(&str, &str)] = &[
    (
        "Array.prototype",
        "at concat copyWithin entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach includes \
         indexOf join keys lastIndexOf map pop push reduce reduceRight reverse shift slice some sort splice toReversed \
         toSorted toSpliced toLocaleString toString unshift values with",
    ),
    (
        "TypedArray.prototype",
        "at copyWithin entries every fill filter find findIndex findLast findLastIndex forEach includes indexOf join keys \
         lastIndexOf map reduce reduceRight reverse set slice some sort subarray toReversed toSorted toString values with",
    ),
    (
        "String.prototype",
        "at charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf localeCompare match matchAll normalize \
         padEnd padStart repeat replace replaceAll search slice split startsWith substr substring toLowerCase toString \
         toUpperCase trim trimEnd trimStart valueOf toLocaleLowerCase toLocaleUpperCase isWellFormed toWellFormed",
    ),
    ("Number.prototype", "toExponential toFixed toLocaleString toPrecision toString valueOf"),
    ("BigInt.prototype", "toLocaleString toString valueOf"),
    ("Boolean.prototype", "toString valueOf"),
    ("Symbol.prototype", "toString valueOf"),
    ("Function.prototype", "apply bind call toString"),
    ("Map.prototype", "clear delete entries forEach get has keys set values"),
    (
        "Set.prototype",
        "add clear delete entries forEach has keys values union intersection difference symmetricDifference isSubsetOf \
         isSupersetOf isDisjointFrom",
    ),
    ("WeakMap.prototype", "delete get has set"),
    ("WeakSet.prototype", "add delete has"),
    ("RegExp.prototype", "exec test toString compile"),
    (
        "Date.prototype",
        "getTime valueOf toISOString toString getFullYear getMonth getDate getDay getHours getMinutes \
      getSeconds getMilliseconds setTime toJSON getTimezoneOffset toDateString toTimeString toLocaleString",
    ),
    ("Error.prototype", "toString"),
    ("Generator.prototype", "next return throw"),
    ("Iterator.prototype", "next return drop every filter find flatMap forEach map reduce some take toArray"),
    ("Promise.prototype", "then catch finally"),
    (
        "DataView.prototype",
        "getInt8 getUint8 getInt16 getUint16 getInt32 getUint32 getFloat32 getFloat64 setInt8 setUint8 setInt16 setUint16 \
         setInt32 setUint32 setFloat32 setFloat64 getBigInt64 getBigUint64 setBigInt64 setBigUint64",
    ),
    ("ArrayBuffer.prototype", "slice resize"),
    ("Object.prototype", "hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf"),
];

/// Names of the global object that are objects or functions.
const GLOBALS: &str = "Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError Float32Array \
     Float64Array Function Int16Array Int32Array Int8Array JSON Map Math Number Object Promise Proxy RangeError ReferenceError \
     Reflect RegExp Set String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray \
     WeakMap WeakRef WeakSet console decodeURIComponent encodeURIComponent decodeURI encodeURI globalThis isFinite isNaN \
     parseFloat parseInt performance print process require module exports structuredClone queueMicrotask setTimeout \
     clearTimeout setInterval clearInterval AggregateError FinalizationRegistry Iterator Buffer TextEncoder TextDecoder";

const TYPED_ARRAYS: &[(&str, CellKind)] = &[
    ("Int8Array", CellKind::Int8Array),
    ("Uint8Array", CellKind::Uint8Array),
    ("Uint8ClampedArray", CellKind::Uint8ClampedArray),
    ("Int16Array", CellKind::Int16Array),
    ("Uint16Array", CellKind::Uint16Array),
    ("Int32Array", CellKind::Int32Array),
    ("Uint32Array", CellKind::Uint32Array),
    ("Float32Array", CellKind::Float32Array),
    ("Float64Array", CellKind::Float64Array),
    ("BigInt64Array", CellKind::BigInt64Array),
    ("BigUint64Array", CellKind::BigUint64Array),
];

/// Whether `path` (`Array.prototype`) has the method `name`.
fn has_method(path: &str, name: &str) -> bool {
    METHODS.iter().any(|(p, names)| *p == path && names.split_whitespace().any(|n| n == name))
}

/// The prototypes of built-ins that have a method of this name.
pub fn prototypes_with(name: &str) -> impl Iterator<Item = &'static str> + '_ {
    METHODS.iter().map(|(p, _)| *p).filter(move |p| *p != "Object.prototype" && has_method(p, name))
}

fn is_error(path: &str) -> bool {
    path.ends_with("Error")
}

const STRING: Abstract = Abstract::STRING;
const INT32: Abstract = Abstract::INT32;
const LENGTH: Abstract = Abstract::LENGTH;

fn index() -> Abstract {
    Abstract::number(Kinds::INT32, TYPICAL_BITS).within(Range(-1, i32::MAX as i64))
}

impl Solver<'_> {
    /// The property `name` of the built-in `path`; `None`: it has none of its own.
    pub fn builtin_property(&mut self, path: &str, name: &str) -> Option<Abstract> {
        if path == "globalThis" {
            return match name {
                "undefined" => Some(Abstract::UNDEFINED),
                "NaN" => Some(Abstract::number(Kinds::DOUBLE, 0)),
                "Infinity" => Some(Abstract::number(Kinds::DOUBLE, MAX_BITS)),
                _ if GLOBALS.split_whitespace().any(|n| n == name) => Some(self.builtin(name)),
                _ => None,
            };
        }
        if path.ends_with(".prototype") {
            return match (path, name) {
                (_, "constructor") => None,
                ("Error.prototype", "message" | "stack" | "name") => Some(STRING),
                ("String.prototype", "length") => Some(LENGTH),
                ("Map.prototype" | "Set.prototype", "size") => Some(LENGTH),
                ("TypedArray.prototype", "byteLength" | "byteOffset" | "BYTES_PER_ELEMENT") => Some(LENGTH),
                ("TypedArray.prototype", "buffer") => Some(self.class_value(ClassKey::Other(CellKind::ArrayBuffer))),
                ("ArrayBuffer.prototype" | "DataView.prototype", "byteLength" | "byteOffset") => Some(LENGTH),
                ("RegExp.prototype", "lastIndex") => Some(INT32),
                ("RegExp.prototype", "source" | "flags") => Some(STRING),
                ("RegExp.prototype", "global" | "sticky" | "ignoreCase" | "multiline" | "unicode") => {
                    Some(Abstract::BOOL)
                }
                ("Array.prototype" | "TypedArray.prototype", "length") => Some(LENGTH),
                ("Function.prototype", "name") => Some(STRING),
                ("Function.prototype", "length") => Some(LENGTH),
                (_, "@@Symbol.iterator") => {
                    let iterable = matches!(
                        path,
                        "Array.prototype"
                            | "TypedArray.prototype"
                            | "String.prototype"
                            | "Map.prototype"
                            | "Set.prototype"
                    );
                    let method = if path == "Map.prototype" { "entries" } else { "values" };
                    iterable.then(|| self.builtin(&format!("{path}.{method}")))
                }
                _ if has_method(path, name) => Some(self.builtin(&format!("{path}.{name}"))),
                _ if is_error(path.trim_end_matches(".prototype")) => match name {
                    "message" | "stack" | "name" => Some(STRING),
                    "toString" => Some(self.builtin("Error.prototype.toString")),
                    _ => None,
                },
                _ => None,
            };
        }
        let double = |bits| Some(Abstract::number(Kinds::DOUBLE, bits));
        match (path, name) {
            ("Math", "PI" | "E" | "LN2" | "LN10" | "LOG2E" | "LOG10E" | "SQRT2" | "SQRT1_2") => double(2),
            ("Number", "MAX_SAFE_INTEGER" | "MIN_SAFE_INTEGER" | "MAX_VALUE" | "MIN_VALUE") => double(MAX_BITS),
            ("Number", "POSITIVE_INFINITY" | "NEGATIVE_INFINITY") => double(MAX_BITS),
            ("Number", "EPSILON" | "NaN") => double(0),
            ("Symbol", _) if name != "prototype" => Some(self.builtin(&format!("Symbol.{name}"))),
            ("process", "argv") => None,
            (_, "name") if !path.contains('.') => Some(STRING),
            (_, "length" | "BYTES_PER_ELEMENT") => Some(LENGTH),
            (_, "prototype") if TYPED_ARRAYS.iter().any(|(n, _)| *n == path) => {
                Some(self.builtin("TypedArray.prototype"))
            }
            // A property of a function: `apply` and the like.
            (_, "call" | "apply" | "bind") => None,
            ("globalThis" | "module" | "exports", _) => None,
            _ => Some(self.builtin(&format!("{path}.{name}"))),
        }
    }

    fn elements_of(&self, class: u32) -> u32 {
        self.classes.list[class as usize].elements
    }

    /// A new array of an instruction that gets what flows from these.
    fn new_list(&mut self, at: &At, from: &[Flow]) -> Abstract {
        let class = self.array(at.inst);
        self.classes.list[class as usize].dense = true;
        let elements = self.elements_of(class);
        for flow in from {
            self.flow(*flow, elements);
        }
        self.value_of_class(class)
    }

    /// Arguments of a callback that is handed element, index and list.
    fn callback_arguments(&mut self, class: u32) -> [Flow; 3] {
        let list = self.value_of_class(class);
        [Flow::Node(self.elements_of(class), EVERYTHING), Flow::Value(index()), Flow::Value(list)]
    }

    /// What a call of a built-in function gives. `result`: where values that depend on other nodes go.
    pub fn call_builtin(
        &mut self,
        at: &At,
        path: &str,
        this: Flow,
        arguments: &[Flow],
        result: Option<u32>,
    ) -> Abstract {
        let argument = |n: usize| arguments.get(n).copied();
        let receiver = self.now(this);
        match path.rsplit_once('.') {
            Some(("Array.prototype" | "TypedArray.prototype", name)) => {
                let receiver = self.call_form(at, path, receiver, arguments, result);
                self.call_list_method(at, name, receiver, arguments, result)
            }
            Some(("String.prototype", name)) => self.call_string_method(at, name, arguments),
            Some(("Map.prototype" | "WeakMap.prototype" | "Set.prototype" | "WeakSet.prototype", name)) => {
                self.call_collection_method(at, name, receiver, this, arguments, result)
            }
            Some(("Math", name)) => self.call_math(name, arguments),
            Some(("Function.prototype", name)) => self.call_function_method(at, name, receiver, arguments, result),
            Some(("Number.prototype" | "BigInt.prototype" | "Boolean.prototype" | "Error.prototype", name)) => {
                if name == "valueOf" { receiver } else { STRING }
            }
            Some(("Generator.prototype", name)) => {
                let mut value = Abstract::NONE;
                for class in self.class_list(receiver).unwrap_or_default() {
                    let ClassKey::Generator(f) = self.classes.key(class) else { continue };
                    let sent = self.functions[f as usize].sent;
                    // (Without an argument it may be the first, which nothing receives: see `complete`.)
                    if let ("next", Some(flow)) = (name, argument(0)) {
                        self.flow(flow, sent);
                    }
                    let class = self.class(ClassKey::Result(f));
                    let done = self.result_field(class, "done");
                    self.grow(done, Abstract::BOOL);
                    let results = self.value_of_class(class);
                    value = self.sets.join(value, results);
                }
                value
            }
            Some(("Iterator.prototype", name)) => self.call_iterator_method(at, name, this, receiver),
            Some(("Object.prototype", name)) => match name {
                "toString" | "toLocaleString" => STRING,
                "valueOf" => receiver,
                _ => Abstract::BOOL,
            },
            Some(("RegExp.prototype", name)) => match name {
                "test" => Abstract::BOOL,
                "exec" => self.match_result(at),
                _ => STRING,
            },
            Some(("Date.prototype", name)) => match name {
                _ if name.starts_with("to") => STRING,
                "getTime" | "valueOf" | "setTime" => Abstract::number(Kinds::NUMBER, 41),
                _ => INT32,
            },
            Some(("DataView.prototype", name)) => match name {
                _ if name.starts_with("set") => Abstract::UNDEFINED,
                "getFloat32" | "getFloat64" => Abstract::NUMBER,
                "getUint32" => Abstract::number(Kinds::NUMBER, 33),
                "getBigInt64" | "getBigUint64" => Abstract::of(Kinds::BIGINT),
                _ => INT32,
            },
            Some(("console", _)) => Abstract::UNDEFINED,
            Some(("performance", _)) => Abstract::number(Kinds::NUMBER, 30),
            Some(("JSON", "stringify")) => {
                self.leak_all(arguments.get(1..).unwrap_or_default());
                STRING
            }
            Some(("Date", "now")) => Abstract::number(Kinds::NUMBER, 41),
            Some(("Number", name)) => match name {
                "parseInt" => Abstract::number(Kinds::INT32, TYPICAL_BITS),
                "parseFloat" => Abstract::NUMBER,
                _ => Abstract::BOOL,
            },
            Some(("String", "fromCharCode" | "fromCodePoint" | "raw")) => STRING,
            Some(("Array", "isArray")) => Abstract::BOOL,
            Some(("Array", "of")) => self.new_list(at, arguments),
            Some(("Array", "from")) => self.array_from(at, arguments, None),
            Some(("Object", name)) => self.call_object_function(at, name, arguments),
            Some(("Reflect", "has" | "set" | "deleteProperty" | "defineProperty")) => Abstract::BOOL,
            Some((constructor, "from" | "of")) if TYPED_ARRAYS.iter().any(|(n, _)| *n == constructor) => {
                self.construct_builtin(at, constructor, &arguments[..arguments.len().min(1)])
            }
            Some((_, "write")) if path == "process.stdout.write" => Abstract::BOOL,
            Some(("ArrayBuffer", "isView")) => Abstract::BOOL,
            None => self.call_global(at, path, arguments),
            _ => {
                self.leak_all(arguments);
                Abstract::UNKNOWN
            }
        }
    }

    fn leak_all(&mut self, arguments: &[Flow]) {
        for argument in arguments {
            let value = self.now(*argument);
            self.leak(value);
        }
    }

    fn call_global(&mut self, at: &At, path: &str, arguments: &[Flow]) -> Abstract {
        match path {
            "parseInt" => index(),
            "parseFloat" => Abstract::NUMBER,
            "Number" => match arguments.first() {
                Some(a) => super::arithmetic::unary(crate::sir::Op::ToNumber, self.now(*a)),
                None => Abstract::number(Kinds::INT32, 0),
            },
            "BigInt" => Abstract::of(Kinds::BIGINT),
            "String" => {
                self.call_to_string(at, arguments);
                STRING
            }
            "Boolean" | "isNaN" | "isFinite" => Abstract::BOOL,
            "Symbol" => Abstract::of(Kinds::SYMBOL),
            "Date" | "encodeURIComponent" | "decodeURIComponent" | "encodeURI" | "decodeURI" => STRING,
            "print" => Abstract::UNDEFINED,
            "setTimeout" | "setInterval" | "queueMicrotask" => {
                if let Some(callback) = arguments.first() {
                    let callees = self.now(*callback);
                    let rest = arguments.get(2..).unwrap_or_default();
                    self.invoke(at, callees, Flow::Value(Abstract::UNDEFINED), rest, None);
                }
                Abstract::UNKNOWN
            }
            "Array" | "Object" | "RegExp" | "Function" => self.construct_builtin(at, path, arguments),
            _ if is_error(path) => self.construct_builtin(at, path, arguments),
            _ => {
                self.leak_all(arguments);
                Abstract::UNKNOWN
            }
        }
    }

    fn call_to_string(&mut self, at: &At, arguments: &[Flow]) {
        let Some(value) = arguments.first().map(|a| self.now(*a)) else { return };
        let name = self.names.name("toString");
        for class in self.class_list(value).unwrap_or_default() {
            if let Some(cell) = self.find_method(class, name, at.inst) {
                let callees = self.get(cell);
                let this = Flow::Value(self.value_of_class(class));
                self.invoke(at, callees, this, &[], None);
            }
        }
    }

    fn call_math(&mut self, name: &str, arguments: &[Flow]) -> Abstract {
        let values: Vec<Abstract> =
            arguments.iter().map(|a| super::arithmetic::unary(crate::sir::Op::ToNumber, self.now(*a))).collect();
        if values.iter().any(|v| v.is_none()) {
            return Abstract::NONE;
        }
        let bits = values.iter().map(|v| v.bits).max().unwrap_or(0);
        let first = values.first().copied().unwrap_or(Abstract::DOUBLE);
        match name {
            // Integral results are given as int32 where they fit.
            "floor" | "ceil" | "round" | "trunc" => {
                let range = if first.kinds.intersects(Kinds::DOUBLE) { Range::INT32 } else { first.range };
                let whole = Abstract::number(if bits > 32 { Kinds::NUMBER } else { Kinds::INT32 }, bits);
                Abstract { is_real: false, ..whole.within(range) }
            }
            "abs" => match first.range {
                range if range.is_none() || range.is_not_negative() => first,
                range => first.within(Range(0, range.1.max(-range.0)).clamped()),
            },
            "sign" => Abstract::number(Kinds::INT32, 1).within(Range(-1, 1)),
            "min" | "max" => {
                let kinds = values.iter().fold(Kinds::NONE, |k, v| k.union(v.kinds));
                let bits = match name {
                    "min" => values.iter().map(|v| v.bits).min().unwrap_or(0),
                    _ => bits,
                };
                // (Among doubles, an int32 is given as it is.)
                let range = values.iter().fold(Range::NONE, |r, v| r.union(v.range));
                let least = |of: fn(&Range) -> i64| values.iter().map(|v| of(&v.range)).min().unwrap_or(0);
                let most = |of: fn(&Range) -> i64| values.iter().map(|v| of(&v.range)).max().unwrap_or(0);
                let ints = values.iter().all(|v| v.is_subset(Kinds::INT32));
                let range = match name {
                    _ if !ints => range,
                    "min" => Range(range.0, least(|r| r.1)),
                    _ => Range(most(|r| r.0), range.1),
                };
                Abstract::number(if values.is_empty() { Kinds::DOUBLE } else { kinds }, bits).within(range)
            }
            "imul" => Abstract::number(Kinds::INT32, 32),
            "clz32" => Abstract::number(Kinds::INT32, 6).within(Range(0, 32)),
            "random" => Abstract::number(Kinds::DOUBLE, 0),
            "sqrt" | "cbrt" => Abstract::number(Kinds::NUMBER, bits.div_ceil(2)),
            "sin" | "cos" | "tan" | "atan" | "atan2" | "asin" | "acos" | "tanh" => Abstract::number(Kinds::NUMBER, 2),
            "log" | "log2" | "log10" | "log1p" => Abstract::number(Kinds::NUMBER, 7),
            "pow" => Abstract::number(Kinds::NUMBER, bits.saturating_mul(2)),
            _ => Abstract::number(Kinds::NUMBER, bits),
        }
    }

    /// `call`, `apply`, `bind`.
    fn call_function_method(
        &mut self,
        at: &At,
        name: &str,
        callees: Abstract,
        arguments: &[Flow],
        result: Option<u32>,
    ) -> Abstract {
        let this = arguments.first().copied().unwrap_or(Flow::Value(Abstract::UNDEFINED));
        match name {
            "call" => self.invoke(at, callees, this, arguments.get(1..).unwrap_or_default(), result),
            "apply" => {
                if arguments.len() < 2 {
                    self.invoke(at, callees, this, &[], result);
                } else {
                    // Callee and receiver stand before the arguments of the instruction.
                    let (spread, exact) = self.spread(at, 3);
                    self.invoke_spread(at, callees, this, &spread, exact);
                }
            }
            "bind" => {
                let class = self.class(ClassKey::Bound(at.inst));
                let data = &self.classes.list[class as usize];
                let (target, bound_this, bound) = (data.elements, data.keys, data.prototype);
                self.grow(target, callees);
                self.flow(this, bound_this);
                for argument in arguments.get(1..).unwrap_or_default() {
                    self.flow(*argument, bound);
                }
                return self.value_of_class(class);
            }
            _ => return STRING,
        }
        Abstract::NONE
    }

    /// An iterator helper that brings what `this` does.
    fn helper_of(&mut self, this: Flow) -> Abstract {
        let value = self.now(this);
        match self.class_list(value).as_deref() {
            Some(&[class]) => match self.classes.key(class) {
                ClassKey::Iterator(of, Mode::Values) => self.iterator_over(of, Mode::Listed),
                _ => value,
            },
            _ => value,
        }
    }

    fn call_string_method(&mut self, at: &At, name: &str, arguments: &[Flow]) -> Abstract {
        match name {
            // NaN behind the end is rare.
            "charCodeAt" => Abstract::number(Kinds::INT32, 8).within(Range(0, 0xFFFF)),
            "codePointAt" => Abstract::number(Kinds::INT32, 16).within(Range(0, 0x10_FFFF)),
            "indexOf" | "lastIndexOf" | "search" => index(),
            "localeCompare" => Abstract::number(Kinds::INT32, 1).within(Range(-1, 1)),
            "includes" | "startsWith" | "endsWith" => Abstract::BOOL,
            "split" => self.new_list(at, &[Flow::Value(STRING)]),
            "match" => self.match_result(at),
            "matchAll" => {
                let class = self.match_result(at);
                let class = self.sets.list(class.set)[0];
                let outer = self.class(ClassKey::Array(HIDDEN | at.inst));
                let elements = self.elements_of(outer);
                let value = self.value_of_class(class);
                self.grow(elements, value);
                self.iterator_over(outer, Mode::Listed)
            }
            "replace" | "replaceAll" => {
                if let Some(callback) = arguments.get(1) {
                    let callees = self.now(*callback).masked(Kinds::OBJECT.0);
                    let mut flows = vec![Flow::Value(STRING); 2];
                    flows.push(Flow::Value(Abstract { kinds: Kinds::INT32.union(Kinds::STRING), ..index() }));
                    self.invoke(at, callees, Flow::Value(Abstract::UNDEFINED), &flows, None);
                }
                STRING
            }
            "at" => Abstract::of(Kinds::STRING),
            "values" => self.class_value(ClassKey::StringIterator),
            _ => STRING,
        }
    }

    /// What `exec` gives.
    fn match_result(&mut self, at: &At) -> Abstract {
        let list = self.new_list(at, &[Flow::Value(STRING)]);
        let class = self.sets.list(list.set)[0];
        let fields =
            [("index", INT32), ("input", STRING), ("groups", Abstract { kinds: Kinds::ANY, ..Abstract::OBJECT })];
        for (name, value) in fields {
            let name = self.names.name(name);
            let cell = self.field(class, name, Role::Value);
            self.grow(cell, value);
        }
        Abstract { kinds: Kinds::OBJECT.union(Kinds::NULL), ..list }
    }

    /// On arrays, with a known callback: the built-in's bytecode form, if it has one, says what happens. Gives the other receivers.
    fn call_form(
        &mut self,
        at: &At,
        path: &str,
        receiver: Abstract,
        arguments: &[Flow],
        result: Option<u32>,
    ) -> Abstract {
        let Some(form) = crate::builtins::form_of(self.program, path, arguments.len()) else { return receiver };
        let Some(classes) = self.class_list(receiver) else { return receiver };
        let callback = self.now(arguments[0]);
        let callees = self.class_list(callback).unwrap_or_default();
        if !callees.iter().any(|c| matches!(self.classes.key(*c), ClassKey::Closure(_))) {
            return receiver;
        }
        let (arrays, others): (Vec<u32>, Vec<u32>) =
            classes.into_iter().partition(|c| matches!(self.classes.key(*c), ClassKey::Array(_)));
        if arrays.is_empty() {
            return receiver;
        }
        let Some(copy) = self.form_context(form, at.inst) else { return receiver };
        let all = |solver: &mut Self, classes: &[u32]| {
            classes.iter().fold(Abstract::NONE, |all, class| {
                let one = solver.value_of_class(*class);
                solver.sets.join(all, one)
            })
        };
        let this = all(self, &arrays);
        let count = self.program.functions[form as usize].parameter_count as usize;
        let arguments = &arguments[..arguments.len().min(count)];
        self.enter(copy, Flow::Value(this), Flow::Value(Abstract::UNDEFINED), arguments, true);
        if let Some(result) = result {
            // That it finds nothing is for `complete` to say.
            let finds = matches!(path, "Array.prototype.find" | "Array.prototype.findLast");
            let mask = if finds { EVERYTHING & !Kinds::UNDEFINED.0 } else { EVERYTHING };
            self.edge(self.functions[copy as usize].result, result, mask);
        }
        all(self, &others)
    }

    fn call_list_method(
        &mut self,
        at: &At,
        name: &str,
        receiver: Abstract,
        arguments: &[Flow],
        result: Option<u32>,
    ) -> Abstract {
        let scratch = result.unwrap_or_else(|| self.cell_of_instruction(at.inst));
        let Some(classes) = self.class_list(receiver) else {
            self.leak_all(arguments);
            return match name {
                "indexOf" | "lastIndexOf" | "push" | "unshift" | "findIndex" => INT32,
                "join" => STRING,
                "some" | "every" | "includes" => Abstract::BOOL,
                _ => Abstract::UNKNOWN,
            };
        };
        let callback = arguments.first().map(|a| self.now(*a)).unwrap_or(Abstract::NONE);
        let this = arguments.get(1).copied().unwrap_or(Flow::Value(Abstract::UNDEFINED));
        let mut value = Abstract::NONE;
        for class in classes {
            let elements = self.elements_of(class);
            let typed = match self.classes.key(class) {
                ClassKey::Typed(kind, _) => Some(kind),
                ClassKey::Array(_) | ClassKey::Arguments(_) => None,
                // A generic method on something else.
                _ => None,
            };
            let own = self.value_of_class(class);
            let flow = Flow::Node(elements, EVERYTHING);
            let one = match name {
                "push" | "unshift" => {
                    self.classes.list[class as usize].dense = true;
                    arguments.iter().for_each(|a| self.flow(*a, elements));
                    LENGTH
                }
                "pop" | "shift" | "at" => {
                    self.edge(elements, scratch, EVERYTHING);
                    Abstract::NONE
                }
                "find" | "findLast" => {
                    let given = self.callback_arguments(class);
                    self.invoke(at, callback, this, &given, None);
                    self.edge(elements, scratch, EVERYTHING);
                    Abstract::NONE
                }
                "forEach" | "some" | "every" | "findIndex" | "findLastIndex" => {
                    let given = self.callback_arguments(class);
                    self.invoke(at, callback, this, &given, None);
                    match name {
                        "forEach" => Abstract::UNDEFINED,
                        "some" | "every" => Abstract::BOOL,
                        _ => index(),
                    }
                }
                "map" | "flatMap" => {
                    let given = self.callback_arguments(class);
                    match typed {
                        Some(kind) => {
                            let made = self.class(ClassKey::Typed(kind, at.inst));
                            let gives = self.cell_of_instruction(at.inst);
                            self.watch(gives, at.inst);
                            self.invoke(at, callback, this, &given, Some(gives));
                            let gives = self.get(gives);
                            self.store_element(made, Flow::Value(gives));
                            self.value_of_class(made)
                        }
                        None => {
                            let list = self.new_list(at, &[]);
                            let made = self.sets.list(list.set)[0];
                            let into = self.elements_of(made);
                            if name == "flatMap" {
                                let gives = self.cell_of_instruction(at.inst);
                                self.watch(gives, at.inst);
                                self.invoke(at, callback, this, &given, Some(gives));
                                self.flatten(gives, into);
                            } else {
                                self.invoke(at, callback, this, &given, Some(into));
                            }
                            list
                        }
                    }
                }
                "filter" => {
                    let given = self.callback_arguments(class);
                    self.invoke(at, callback, this, &given, None);
                    match typed {
                        Some(_) => own,
                        None => self.new_list(at, &[flow]),
                    }
                }
                "reduce" | "reduceRight" => {
                    let accumulator = scratch;
                    match arguments.get(1) {
                        Some(initial) => self.flow(*initial, accumulator),
                        None => self.edge(elements, accumulator, EVERYTHING),
                    }
                    let list = Flow::Value(own);
                    let given = [Flow::Node(accumulator, EVERYTHING), flow, Flow::Value(index()), list];
                    self.invoke(at, callback, Flow::Value(Abstract::UNDEFINED), &given, Some(accumulator));
                    Abstract::NONE
                }
                "sort" | "toSorted" => {
                    self.invoke(at, callback, Flow::Value(Abstract::UNDEFINED), &[flow, flow], None);
                    if name == "sort" || typed.is_some() { own } else { self.new_list(at, &[flow]) }
                }
                "fill" => {
                    self.classes.list[class as usize].dense = true;
                    if let Some(a) = arguments.first() {
                        self.store_element(class, *a);
                    }
                    own
                }
                "slice" | "concat" | "toReversed" | "with" | "toSpliced" if typed.is_none() => {
                    let mut from = vec![flow];
                    if name == "with" || name == "toSpliced" {
                        from.extend(arguments.get(if name == "with" { 1 } else { 2 }..).unwrap_or_default());
                    }
                    let list = self.new_list(at, &from);
                    if name == "concat" {
                        let made = self.sets.list(list.set)[0];
                        let into = self.elements_of(made);
                        for a in arguments {
                            self.concatenate(*a, into);
                        }
                    }
                    list
                }
                "splice" => {
                    arguments.iter().skip(2).for_each(|a| self.flow(*a, elements));
                    self.new_list(at, &[flow])
                }
                "flat" => {
                    let list = self.new_list(at, &[]);
                    let made = self.sets.list(list.set)[0];
                    self.watch(elements, at.inst);
                    let into = self.elements_of(made);
                    self.flatten(elements, into);
                    list
                }
                "reverse" | "copyWithin" | "subarray" => own,
                "slice" | "toReversed" | "with" => own,
                "set" => {
                    for from in self.class_list(callback).unwrap_or_default() {
                        let from = self.elements_of(from);
                        self.watch(from, at.inst);
                        let stored = self.get(from);
                        self.store_element(class, Flow::Value(stored));
                    }
                    Abstract::UNDEFINED
                }
                "indexOf" | "lastIndexOf" => index(),
                "includes" => Abstract::BOOL,
                "join" | "toString" | "toLocaleString" => STRING,
                "keys" => self.iterator_over(class, Mode::Keys),
                "values" => self.iterator_over(class, Mode::Values),
                "entries" => self.iterator_over(class, Mode::Entries),
                _ => {
                    self.leak_all(arguments);
                    Abstract::UNKNOWN
                }
            };
            value = self.sets.join(value, one);
        }
        value
    }

    /// Elements of arrays in `from`, and what is no array there, flow into `into`.
    fn flatten(&mut self, from: u32, into: u32) {
        let value = self.get(from);
        self.grow(into, value.masked(!Kinds::OBJECT.0));
        match self.class_list(value) {
            None => self.grow(into, value),
            Some(classes) => {
                for class in classes {
                    let data = &self.classes.list[class as usize];
                    if matches!(data.key, ClassKey::Array(_)) {
                        self.edge(data.elements, into, EVERYTHING);
                    } else {
                        let object = self.value_of_class(class);
                        self.grow(into, object);
                    }
                }
            }
        }
    }

    fn concatenate(&mut self, argument: Flow, into: u32) {
        let value = self.now(argument);
        self.grow(into, value.masked(!Kinds::OBJECT.0));
        for class in self.class_list(value).unwrap_or_default() {
            let data = &self.classes.list[class as usize];
            match data.key {
                ClassKey::Array(_) => self.edge(data.elements, into, EVERYTHING),
                _ => {
                    let object = self.value_of_class(class);
                    self.grow(into, object);
                }
            }
        }
    }

    fn call_collection_method(
        &mut self,
        at: &At,
        name: &str,
        receiver: Abstract,
        receiver_flow: Flow,
        arguments: &[Flow],
        result: Option<u32>,
    ) -> Abstract {
        let scratch = result.unwrap_or_else(|| self.cell_of_instruction(at.inst));
        let mut value = Abstract::NONE;
        let Some(classes) = self.class_list(receiver) else {
            self.leak_all(arguments);
            return if matches!(name, "has" | "delete") { Abstract::BOOL } else { Abstract::UNKNOWN };
        };
        for class in classes {
            let data = &self.classes.list[class as usize];
            let (elements, keys) = (data.elements, data.keys);
            let is_map = matches!(data.key, ClassKey::Map(_));
            let one = match name {
                "set" => {
                    if let [key, v, ..] = arguments {
                        self.flow(*key, keys);
                        self.flow(*v, elements);
                    }
                    self.flow(receiver_flow, scratch);
                    Abstract::NONE
                }
                "add" => {
                    if let Some(v) = arguments.first() {
                        self.flow(*v, elements);
                        self.flow(*v, keys);
                    }
                    self.flow(receiver_flow, scratch);
                    Abstract::NONE
                }
                "get" => {
                    self.edge(elements, scratch, EVERYTHING);
                    Abstract::NONE
                }
                "has" | "delete" | "isSubsetOf" | "isSupersetOf" | "isDisjointFrom" => Abstract::BOOL,
                "clear" => Abstract::UNDEFINED,
                "forEach" => {
                    let callback = arguments.first().map(|a| self.now(*a)).unwrap_or(Abstract::NONE);
                    let this = arguments.get(1).copied().unwrap_or(Flow::Value(Abstract::UNDEFINED));
                    let key = if is_map { keys } else { elements };
                    let own = Flow::Value(self.value_of_class(class));
                    self.invoke(
                        at,
                        callback,
                        this,
                        &[Flow::Node(elements, EVERYTHING), Flow::Node(key, EVERYTHING), own],
                        None,
                    );
                    Abstract::UNDEFINED
                }
                "keys" if is_map => self.iterator_over(class, Mode::Keys),
                "keys" | "values" => self.iterator_over(class, Mode::Values),
                "entries" => self.iterator_over(class, Mode::Entries),
                "union" | "intersection" | "difference" | "symmetricDifference" => {
                    let made = self.class(ClassKey::Set(at.inst));
                    let into = self.elements_of(made);
                    self.edge(elements, into, EVERYTHING);
                    for other in arguments.first().and_then(|a| self.class_list(self.now(*a))).unwrap_or_default() {
                        let from = self.elements_of(other);
                        self.edge(from, into, EVERYTHING);
                    }
                    self.value_of_class(made)
                }
                _ => Abstract::UNKNOWN,
            };
            value = self.sets.join(value, one);
        }
        value
    }

    fn call_iterator_method(&mut self, at: &At, name: &str, this: Flow, receiver: Abstract) -> Abstract {
        let class = self.class(ClassKey::Array(HIDDEN | at.inst));
        let elements = self.elements_of(class);
        self.iterator_values(at, receiver, None, elements);
        match name {
            "next" => {
                let made = self.class(ClassKey::Literal(at.inst));
                let (value, done) = (self.result_field(made, "value"), self.result_field(made, "done"));
                self.edge(elements, value, EVERYTHING);
                self.grow(done, Abstract::BOOL);
                self.value_of_class(made)
            }
            "toArray" => self.new_list(at, &[Flow::Node(elements, EVERYTHING)]),
            "take" | "drop" => self.helper_of(this),
            "filter" => {
                let callback = at.args.get(2).map(|a| self.now(*a)).unwrap_or(Abstract::NONE);
                let given = [Flow::Node(elements, EVERYTHING), Flow::Value(index())];
                self.invoke(at, callback, Flow::Value(Abstract::UNDEFINED), &given, None);
                self.helper_of(this)
            }
            "map" => {
                let callback = at.args.get(2).map(|a| self.now(*a)).unwrap_or(Abstract::NONE);
                let given = [Flow::Node(elements, EVERYTHING), Flow::Value(index())];
                let list = self.new_list(at, &[]);
                let list = self.sets.list(list.set)[0];
                let into = self.elements_of(list);
                self.invoke(at, callback, Flow::Value(Abstract::UNDEFINED), &given, Some(into));
                self.iterator_over(list, Mode::Listed)
            }
            _ => {
                let callback = at.args.get(2).map(|a| self.now(*a)).unwrap_or(Abstract::NONE);
                let given = vec![Flow::Value(Abstract::UNKNOWN); 3];
                self.invoke(at, callback, Flow::Value(Abstract::UNDEFINED), &given, None);
                Abstract::UNKNOWN
            }
        }
    }

    fn array_from(&mut self, at: &At, arguments: &[Flow], _length: Option<u32>) -> Abstract {
        let list = self.new_list(at, &[]);
        let class = self.sets.list(list.set)[0];
        let elements = self.elements_of(class);
        let Some(source) = arguments.first() else { return list };
        let callback = arguments.get(1).map(|a| self.now(*a)).unwrap_or(Abstract::NONE);
        let given = if callback.is_none() {
            elements
        } else {
            let given = self.class(ClassKey::Array(HIDDEN | at.inst));
            self.elements_of(given)
        };
        self.iterated(at, *source, given);
        // Not iterable but with a length: undefined elements.
        let value = self.now(*source);
        let length = self.names.name("length");
        for class in self.class_list(value).unwrap_or_default() {
            if matches!(self.classes.key(class), ClassKey::Literal(_)) {
                let cell = self.field(class, length, Role::Value);
                if !self.get(cell).is_none() {
                    let from = self.elements_of(class);
                    self.edge(from, given, EVERYTHING);
                    self.grow(given, Abstract::UNDEFINED);
                }
            }
        }
        if !callback.is_none() {
            let flows = [Flow::Node(given, EVERYTHING), Flow::Value(index())];
            self.invoke(at, callback, Flow::Value(Abstract::UNDEFINED), &flows, Some(elements));
        }
        list
    }

    fn call_object_function(&mut self, at: &At, name: &str, arguments: &[Flow]) -> Abstract {
        let first = arguments.first().map(|a| self.now(*a)).unwrap_or(Abstract::NONE);
        match name {
            "keys" | "getOwnPropertyNames" => self.new_list(at, &[Flow::Value(STRING)]),
            "values" | "entries" => {
                let list = self.new_list(at, &[]);
                let made = self.sets.list(list.set)[0];
                let mut into = self.elements_of(made);
                if name == "entries" {
                    let pair = self.class(ClassKey::Array(HIDDEN | at.inst));
                    self.classes.list[pair as usize].dense = true;
                    let value = self.value_of_class(pair);
                    self.grow(into, value);
                    into = self.elements_of(pair);
                    self.grow(into, STRING);
                }
                for class in self.class_list(first).unwrap_or_default() {
                    let (all, elements) = (self.all_fields(class), self.elements_of(class));
                    self.edge(all, into, EVERYTHING);
                    self.edge(elements, into, EVERYTHING);
                }
                list
            }
            "assign" => {
                for source in arguments.iter().skip(1) {
                    self.copy_properties(at, arguments[0], *source);
                }
                first
            }
            "freeze" | "seal" | "preventExtensions" => {
                for class in self.class_list(first).unwrap_or_default() {
                    self.classes.list[class as usize].irregular = true;
                }
                first
            }
            "setPrototypeOf" => {
                if let [_, prototype, ..] = arguments {
                    for class in self.class_list(first).unwrap_or_default() {
                        self.classes.list[class as usize].irregular = true;
                        let cell = self.classes.list[class as usize].prototype;
                        self.flow_masked(*prototype, cell, Kinds::OBJECT.0);
                    }
                }
                first
            }
            "getPrototypeOf" => {
                let mut value = Abstract::NONE;
                for class in self.class_list(first).unwrap_or_default() {
                    let cell = self.classes.list[class as usize].prototype;
                    self.watch(cell, at.inst);
                    let prototype = self.get(cell);
                    value = self.sets.join(value, prototype);
                }
                if value.is_none() { Abstract::OBJECT } else { value }
            }
            "create" => {
                let site = self.site(at.inst);
                let class = self.class(ClassKey::Literal(site));
                let cell = self.classes.list[class as usize].prototype;
                if let Some(prototype) = arguments.first() {
                    self.flow_masked(*prototype, cell, Kinds::OBJECT.0);
                }
                self.value_of_class(class)
            }
            "is" | "isFrozen" | "isSealed" | "isExtensible" | "hasOwn" => Abstract::BOOL,
            "defineProperty" | "defineProperties" => {
                self.define_properties(at, name, arguments);
                first
            }
            "fromEntries" => {
                let class = self.class(ClassKey::Literal(at.inst));
                let elements = self.elements_of(class);
                self.grow(elements, Abstract::UNKNOWN);
                self.value_of_class(class)
            }
            _ => {
                self.leak_all(arguments);
                Abstract::UNKNOWN
            }
        }
    }

    /// `Object.defineProperty`: the descriptor's `value`; accessors are called by anybody.
    fn define_properties(&mut self, at: &At, name: &str, arguments: &[Flow]) {
        let ("defineProperty", [target, _, descriptor, ..]) = (name, arguments) else { return };
        // Callee and receiver stand before the arguments of the instruction.
        let key = if at.args.len() >= 5 { self.key_names(at, 3) } else { Vec::new() };
        for class in self.class_list(self.now(*descriptor)).unwrap_or_default() {
            let value = self.result_field(class, "value");
            for name in &key {
                for to in self.class_list(self.now(*target)).unwrap_or_default() {
                    self.classes.list[to as usize].irregular = true;
                    let cell = self.field(to, *name, Role::Value);
                    self.edge(value, cell, EVERYTHING);
                }
            }
            for accessor in ["get", "set"] {
                let cell = self.result_field(class, accessor);
                self.watch(cell, at.inst);
                let callees = self.get(cell);
                self.leak(callees);
                if callees.is_none() || accessor == "set" {
                    continue;
                }
                for name in &key {
                    for to in self.class_list(self.now(*target)).unwrap_or_default() {
                        let cell = self.field(to, *name, Role::Value);
                        self.grow(cell, Abstract::UNKNOWN);
                    }
                }
            }
        }
    }

    /// What `new` of a built-in constructor makes.
    pub fn construct_builtin(&mut self, at: &At, path: &str, arguments: &[Flow]) -> Abstract {
        let first = arguments.first().map(|a| self.now(*a)).unwrap_or(Abstract::NONE);
        if let Some((_, kind)) = TYPED_ARRAYS.iter().find(|(n, _)| *n == path) {
            let site = self.site(at.inst);
            let class = self.class(ClassKey::Typed(*kind, site));
            let elements = self.elements_of(class);
            self.grow(elements, typed_element(*kind, 0));
            for from in self.class_list(first).unwrap_or_default() {
                match self.classes.key(from) {
                    ClassKey::Other(CellKind::ArrayBuffer) => self.grow(elements, typed_element(*kind, TYPICAL_BITS)),
                    _ => {
                        let from = self.elements_of(from);
                        self.watch(from, at.inst);
                        let bits = self.get(from).bits;
                        self.grow(elements, typed_element(*kind, bits));
                    }
                }
            }
            return self.value_of_class(class);
        }
        match path {
            "Array" => {
                let class = self.array(at.inst);
                let elements = self.elements_of(class);
                // One number is a length.
                if arguments.len() > 1 || !first.is_subset(Kinds::NUMBER) {
                    self.classes.list[class as usize].dense |= !arguments.is_empty();
                    arguments.iter().for_each(|a| self.flow(*a, elements));
                }
                self.value_of_class(class)
            }
            "Map" => {
                let class = self.class(ClassKey::Map(at.inst));
                let (elements, keys) = (self.elements_of(class), self.classes.list[class as usize].keys);
                if let Some(entries) = arguments.first() {
                    let pairs = self.class(ClassKey::Array(HIDDEN | at.inst));
                    let pairs = self.elements_of(pairs);
                    self.watch(pairs, at.inst);
                    self.iterated(at, *entries, pairs);
                    for pair in self.class_list(self.get(pairs)).unwrap_or_default() {
                        let from = self.elements_of(pair);
                        self.edge(from, elements, EVERYTHING);
                        self.edge(from, keys, EVERYTHING);
                    }
                }
                self.value_of_class(class)
            }
            "Set" => {
                let class = self.class(ClassKey::Set(at.inst));
                let elements = self.elements_of(class);
                if let Some(values) = arguments.first() {
                    self.iterated(at, *values, elements);
                }
                self.value_of_class(class)
            }
            "WeakMap" => self.class_value(ClassKey::Map(at.inst)),
            "WeakSet" => self.class_value(ClassKey::Set(at.inst)),
            "Object" => match first.kinds.intersects(Kinds::OBJECT) {
                true => first,
                false => {
                    let site = self.site(at.inst);
                    self.class_value(ClassKey::Literal(site))
                }
            },
            "RegExp" => self.class_value(ClassKey::Other(CellKind::RegExp)),
            "Date" => self.class_value(ClassKey::Other(CellKind::Date)),
            "ArrayBuffer" => self.class_value(ClassKey::Other(CellKind::ArrayBuffer)),
            "DataView" => self.class_value(ClassKey::Other(CellKind::DataView)),
            _ if is_error(path) => self.class_value(ClassKey::Other(CellKind::Error)),
            _ => {
                self.leak_all(arguments);
                Abstract::OBJECT
            }
        }
    }
}
