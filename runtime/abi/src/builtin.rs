//! Built-in functions that compiled code knows: a guard on `Code::known`, then an op of its own instead of a call.

/// Paths from the global object. `Code::known` of the built-in is its index here plus 1.
pub const KNOWN: &[&str] = &[
    "Math.abs",
    "Math.acos",
    "Math.asin",
    "Math.atan",
    "Math.atan2",
    "Math.ceil",
    "Math.clz32",
    "Math.cos",
    "Math.exp",
    "Math.floor",
    "Math.fround",
    "Math.imul",
    "Math.log",
    "Math.log10",
    "Math.log2",
    "Math.max",
    "Math.min",
    "Math.pow",
    "Math.round",
    "Math.sign",
    "Math.sin",
    "Math.sqrt",
    "Math.tan",
    "Math.trunc",
    "String.prototype.charCodeAt",
    "Array.prototype.push",
    "Array.prototype.pop",
    "Array.prototype.every",
    "Array.prototype.filter",
    "Array.prototype.find",
    "Array.prototype.findIndex",
    "Array.prototype.findLast",
    "Array.prototype.findLastIndex",
    "Array.prototype.forEach",
    "Array.prototype.map",
    "Array.prototype.reduce",
    "Array.prototype.reduceRight",
    "Array.prototype.some",
    "Array.prototype.sort",
];

/// Number of a known built-in.
pub fn known(path: &str) -> Option<u32> {
    KNOWN.iter().position(|p| *p == path).map(|n| n as u32 + 1)
}

/// Functions of one double, by number: `math_f64` computes them. The first five are instructions.
pub const MATH: &[&str] = &[
    "sqrt", "fabs", "floor", "ceil", "trunc", "acos", "asin", "atan", "cos", "exp", "log", "log10", "log2", "sin",
    "tan",
];
