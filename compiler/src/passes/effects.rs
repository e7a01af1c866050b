//! What an instruction may do, given what is known of its inputs. The op's line in the list says what it may do at all; here
//! are the cases in which kinds rule something out: arithmetic on numbers neither throws nor runs JavaScript.

use crate::sir::{Effects, Function, InstData, Kinds, Op};

/// Kinds on which conversion to a number neither throws nor runs JavaScript.
const PLAIN: Kinds = Kinds(Kinds::UNDEFINED.0 | Kinds::NULL.0 | Kinds::BOOL.0 | Kinds::NUMBER.0);
const NULLISH: Kinds = Kinds(Kinds::UNDEFINED.0 | Kinds::NULL.0);
/// Conversion of these is user code.
const OBJECT: Kinds = Kinds::OBJECT;

/// Effects of this instruction: never more than `op.effects()`.
pub fn effects(f: &Function, data: &InstData) -> Effects {
    let all = data.op.effects();
    // Operators never see EMPTY: the bytecode checks before it uses a binding.
    let kinds = |n: usize| data.args.get(n).map_or(Kinds::ALL, |v| f.ty(*v).kinds).without(Kinds::EMPTY);
    let known = |kinds: Kinds| data.args.iter().all(|v| f.ty(*v).kinds.without(Kinds::EMPTY).is_subset(kinds));
    let may_be = |kinds: Kinds| data.args.iter().any(|v| f.ty(*v).kinds.intersects(kinds));
    let no_js = Effects { runs_js: false, ..all };
    match data.op {
        Op::Add if known(PLAIN) => Effects::default(),
        Op::Sub
        | Op::Mul
        | Op::Div
        | Op::Rem
        | Op::Exp
        | Op::BitAnd
        | Op::BitOr
        | Op::BitXor
        | Op::Shl
        | Op::Shr
        | Op::Ushr
        | Op::Neg
        | Op::BitNot
        | Op::Inc
        | Op::Dec
        | Op::ToNumber
        | Op::ToNumeric
            if known(PLAIN.union(Kinds::STRING)) =>
        {
            Effects::default()
        }
        Op::Add
        | Op::Sub
        | Op::Mul
        | Op::Div
        | Op::Rem
        | Op::Exp
        | Op::BitAnd
        | Op::BitOr
        | Op::BitXor
        | Op::Shl
        | Op::Shr
        | Op::Ushr
        | Op::Neg
        | Op::BitNot
        | Op::Inc
        | Op::Dec
        | Op::ToNumber
        | Op::ToNumeric
            if !may_be(OBJECT) =>
        {
            no_js
        }
        // Symbols throw.
        Op::ToString if known(PLAIN.union(Kinds::STRING).union(Kinds::BIGINT)) => Effects { throws: false, ..no_js },
        Op::ToPropertyKey if !may_be(OBJECT) => Effects { throws: false, ..no_js },
        Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual if !may_be(OBJECT.union(Kinds::SYMBOL)) => {
            Effects::default()
        }
        // Only an object against a primitive is converted.
        Op::Equal if !may_be(OBJECT) || known(OBJECT) || kinds(0).is_subset(NULLISH) || kinds(1).is_subset(NULLISH) => {
            Effects::default()
        }
        Op::CheckInitialized | Op::CheckThisInitialized if !may_be(Kinds::EMPTY) => Effects::default(),
        Op::CheckObjectCoercible if !may_be(NULLISH) => Effects::default(),
        Op::CheckObject if known(OBJECT) => Effects::default(),
        _ => all,
    }
}
