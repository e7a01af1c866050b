//! Whether a program may make regular expressions. If it cannot, its executable is linked without the engine that matches
//! them. Unlike a prediction, a "no" is certain: nobody checks it again.
//!
//! There are regular expressions where there is a literal, or where one of the [`MAKERS`] is called. A program gets hold of
//! these functions only
//!
//! - by their names, which are constants of the program then;
//! - by a computed key (`o[k]`), which may be any text unless [`known`](Known) not to be;
//! - from a built-in that reads properties by name and hands them on (`JSON.stringify` to `toJSON`, say). It would need
//!   the object that has them: the global object or `String.prototype`. A program gets these only by the names in
//!   [`HOLDERS`], or the global object as the `this` of a sloppy function. (A strict getter on `Object.prototype` would see
//!   it too: hence the names that define getters other than by syntax. No syntax reaches `Object.prototype`.)
//!
//! There is no code from strings, and what other built-ins do with text needs no engine.

use jsc_abi::bytecode::{BlockId, ControlFlow, instructions};
use jsc_abi::image::writer::{ConstantData, FunctionData, ProgramData};
use jsc_abi::opcode::{Instruction, OperandView, ops};

/// What makes regular expressions: the constructor, and methods of strings that make one of their argument.
const MAKERS: [&str; 4] = ["RegExp", "match", "matchAll", "search"];

/// Names that lead to the objects with the makers.
const HOLDERS: [&str; 15] = [
    "globalThis",
    "global",
    "constructor",
    "__proto__",
    "getPrototypeOf",
    "setPrototypeOf",
    "getOwnPropertyDescriptor",
    "getOwnPropertyDescriptors",
    "defineProperty",
    "defineProperties",
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "Reflect",
    "require",
];

/// Whether any code of the program may make or use a regular expression.
pub fn may_use_regexps(program: &ProgramData) -> bool {
    let has = |name: &str| {
        let same = |units: &[u16]| units.iter().copied().eq(name.encode_utf16());
        program.constants.iter().any(|c| matches!(c, ConstantData::String { units, .. } if same(units)))
    };
    MAKERS.into_iter().chain(HOLDERS).any(has)
        || (has("String") && has("prototype"))
        || program.functions.iter().any(|f| reaches(program, f))
}

/// What is known of a register's value, from nothing to most: of two ways to the same place, less.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    Nothing,
    /// Some string constant of the program.
    Constant,
    /// A number, BigInt, boolean, undefined or null. As a key it is no name, and so is every sum of such values.
    NoText,
}

/// Whether the function has a literal, sees the global object as `this`, or reads a property with a key that may be any text.
fn reaches(program: &ProgramData, function: &FunctionData) -> bool {
    let mut reads_by_value = false;
    for (_, instruction) in instructions(&function.code) {
        match instruction {
            Instruction::CreateRegExp(_) | Instruction::LoadThisSloppy(_) => return true,
            Instruction::GetByValue(_) | Instruction::GetSuper(_) => reads_by_value = true,
            _ => {}
        }
    }
    reads_by_value && reads_by_unknown_key(program, function)
}

/// Follows what is known of each register through the function.
fn reads_by_unknown_key(program: &ProgramData, function: &FunctionData) -> bool {
    let flow = ControlFlow::compute(function);
    // Registers hold undefined before they are written, parameters anything.
    let mut start = vec![Known::NoText; function.register_count as usize];
    start[..function.parameter_count as usize].fill(Known::Nothing);
    let nothing = vec![Known::Nothing; start.len()];
    let mut entries: Vec<Option<Vec<Known>>> = vec![None; flow.blocks.len()];
    entries[0] = Some(start);
    let mut changed = true;
    while changed {
        changed = false;
        for &id in &flow.reverse_postorder {
            let Some(mut registers) = entries[id.index()].clone() else { continue };
            let block = &flow.blocks[id.index()];
            for (_, instruction) in instructions(&function.code[block.start as usize..block.end as usize]) {
                step(program, &instruction, &mut registers);
            }
            for next in block.successors() {
                changed |= merge(&mut entries[next.index()], &registers);
            }
            if let Some(handler) = block.exceptional {
                // Control may come from anywhere in the block.
                changed |= merge(&mut entries[handler.index()], &nothing);
            }
        }
    }
    let unknown = |id: &BlockId| {
        let Some(mut registers) = entries[id.index()].clone() else { return false };
        let block = &flow.blocks[id.index()];
        instructions(&function.code[block.start as usize..block.end as usize]).any(|(_, instruction)| {
            let unknown = match instruction {
                Instruction::GetByValue(ops::GetByValue { key, .. }) => registers[key.0 as usize] == Known::Nothing,
                Instruction::GetSuper(ops::GetSuper { key, .. }) => registers[key.0 as usize] == Known::Nothing,
                _ => false,
            };
            step(program, &instruction, &mut registers);
            unknown
        })
    };
    flow.reverse_postorder.iter().any(unknown)
}

/// Merges what is known on one more way; whether that changed anything.
fn merge(entry: &mut Option<Vec<Known>>, registers: &[Known]) -> bool {
    let Some(entry) = entry else {
        *entry = Some(registers.to_vec());
        return true;
    };
    let mut changed = false;
    for (mine, other) in entry.iter_mut().zip(registers) {
        changed |= *other < *mine;
        *mine = (*mine).min(*other);
    }
    changed
}

/// What is known behind the instruction.
fn step(program: &ProgramData, instruction: &Instruction, registers: &mut [Known]) {
    let known = match *instruction {
        Instruction::Mov(ops::Mov { src, .. }) => registers[src.0 as usize],
        Instruction::LoadConst(ops::LoadConst { constant, .. }) => match program.constants[constant.0 as usize] {
            ConstantData::Number(_) | ConstantData::BigInt(_) => Known::NoText,
            _ => Known::Constant,
        },
        Instruction::Add(ops::Add { lhs, rhs, .. }) => sum(registers[lhs.0 as usize].min(registers[rhs.0 as usize])),
        Instruction::AddInt(ops::AddInt { lhs, .. }) => sum(registers[lhs.0 as usize]),
        Instruction::LoadInt(_)
        | Instruction::LoadUndefined(_)
        | Instruction::LoadNull(_)
        | Instruction::LoadTrue(_)
        | Instruction::LoadFalse(_)
        | Instruction::Sub(_)
        | Instruction::Mul(_)
        | Instruction::Div(_)
        | Instruction::Rem(_)
        | Instruction::Exp(_)
        | Instruction::BitAnd(_)
        | Instruction::BitOr(_)
        | Instruction::BitXor(_)
        | Instruction::Shl(_)
        | Instruction::Shr(_)
        | Instruction::Ushr(_)
        | Instruction::SubInt(_)
        | Instruction::MulInt(_)
        | Instruction::BitAndInt(_)
        | Instruction::BitOrInt(_)
        | Instruction::ShlInt(_)
        | Instruction::ShrInt(_)
        | Instruction::UshrInt(_)
        | Instruction::Neg(_)
        | Instruction::BitNot(_)
        | Instruction::Inc(_)
        | Instruction::Dec(_)
        | Instruction::ToNumber(_)
        | Instruction::ToNumeric(_) => Known::NoText,
        _ => Known::Nothing,
    };
    instruction.visit(&mut |operand| {
        if let OperandView::Write(register) = operand {
            registers[register as usize] = known;
        }
    });
}

fn sum(least: Known) -> Known {
    if least == Known::NoText { Known::NoText } else { Known::Nothing }
}

#[cfg(test)]
mod tests {
    use super::may_use_regexps;

    fn check(text: &str, expected: bool) {
        let source = jsc_frontend::Source { name: "test.js".into(), text: text.into() };
        let program = jsc_frontend::compile(&source, &jsc_frontend::Options::default()).expect("the test compiles");
        assert_eq!(may_use_regexps(&program), expected, "{text}");
    }

    #[test]
    fn programs_without_them() {
        for text in [
            "console.log(`Hello, ${process.argv[2] ?? 'world'}!`);",
            "const list = [3, 1, 2]; let s = ''; for (let i = 0; i < list.length; i++) s += list[i]; console.log(s);",
            "'use strict'; class A { m() { return this; } } class B extends A { m() { return super.m(); } } new B().m();",
            "const { a, ...rest } = JSON.parse(process.argv[3]); console.log(a.replace('x', 'y'), String(rest));",
            "function f(n) { const l = [1, 2]; return l[n & 1] + l[-n]; } f(1);",
            "function* g(o) { for (const v of o) { yield v; } } for (const v of g('abc')) console.log(v);",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn ways_to_get_one() {
        for text in [
            "/a/.test('a');",
            "new RegExp('a');",
            "'a'.match('a');",
            "'a'?.search('a');",
            "const { matchAll } = 'a';",
            "const name = process.argv[2]; 'a'[name]('a');",
            "'a'['mat' + 'ch']('a');",
            "let k = 1; if (process.argv[2]) k = process.argv[2]; 'a'[k]('a');",
            "let k = 1; while (true) { 'a'[k]('a'); k += 'x'; }",
            "let k = 1; try { k = process.argv[2]; f(); k = 2; } catch { 'a'[k]('a'); }",
            "function f(k) { return 'a'[k]; } f(process.argv[2]);",
            "let k; const set = () => { k = 'sea' + 'rch'; }; set(); 'a'[k]('a');",
            "const { [process.argv[2]]: f } = 'a'; f('a');",
            "class A extends String { m(k) { return super[k]; } }",
            "function f() { return this; } JSON.stringify(f(), [process.argv[2]]);",
            "console.dir(globalThis, { showHidden: true });",
            "console.log('%o', String.prototype);",
            "console.log('%o', ''.__proto__);",
            "console.log('%o', Object.getPrototypeOf(''));",
            "Object.defineProperty(Object.prototype, 'me', { get: class { static g() { return this; } }.g }); me;",
            "Object.prototype.__defineGetter__('me', class { static g() { return this; } }.g); me;",
            "Reflect.get('', process.argv[2]);",
        ] {
            check(text, true);
        }
    }
}
