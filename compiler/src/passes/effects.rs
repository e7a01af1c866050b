//! What an instruction may do, given what is known of its inputs. The op's line in the list says what it may do at all; here
//! are the cases in which kinds rule something out: arithmetic on numbers neither throws nor runs JavaScript. And which part of
//! memory it reads or writes.

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

/// A part of memory that is written to by few ops, or by what runs JavaScript.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Which shapes objects have.
    Shape,
    /// Properties at an offset, under a name.
    Slot(u64, u64),
    /// What a look-up of a name finds, in an object of any shape.
    Lookup(u64),
    /// Properties of prototypes, of the global object and of constructors. (Objects with predicted shapes are none of these.)
    Prototypes,
    /// Elements and lengths of arrays.
    Elements,
    /// Elements of typed arrays of any kind: two may share a buffer.
    Bytes,
    /// Lengths of typed arrays.
    TypedLength,
    /// A slot of environments.
    Environment(u64),
    /// A top-level binding.
    Top(u64),
}

/// What an instruction may write to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Writes {
    Nothing,
    Place(Place),
    Everything,
}

impl Writes {
    pub fn may_change(self, place: Place) -> bool {
        match self {
            Writes::Nothing => false,
            Writes::Place(p) => match (p, place) {
                (Place::Slot(_, stored), Place::Lookup(name)) => stored == name,
                (Place::Shape, Place::Lookup(_)) => true,
                _ => p == place,
            },
            Writes::Everything => true,
        }
    }
}

/// What an instruction may write to, of what others read. An op that writes and is not listed here may change everything.
pub fn writes(f: &Function, data: &InstData) -> Writes {
    if let Some(place) = place_written(data.op, &data.immediates) {
        return place;
    }
    let effects = effects(f, data);
    if effects.runs_js || effects.writes { Writes::Everything } else { Writes::Nothing }
}

/// Whether all shapes are as before behind an op, whatever its inputs.
pub fn keeps_shapes(op: Op) -> bool {
    let effects = op.effects();
    let writes = effects.runs_js || effects.writes;
    let immediates = vec![0; op.immediates().len()];
    place_written(op, &immediates).map_or(!writes, |w| !w.may_change(Place::Shape))
}

fn place_written(op: Op, immediates: &[u64]) -> Option<Writes> {
    Some(match op {
        Op::StoreSlot => Writes::Place(Place::Slot(immediates[0], immediates[1])),
        Op::SetShape => Writes::Place(Place::Shape),
        Op::ArraySet | Op::ArrayAppend | Op::ArrayPop => Writes::Place(Place::Elements),
        // Its own state, which nothing else reads.
        Op::ArrayIteratorNext => Writes::Nothing,
        Op::TypedSetI32 | Op::TypedSetF64 => Writes::Place(Place::Bytes),
        Op::SetEnvironmentSlot => Writes::Place(Place::Environment(immediates[1])),
        Op::SetTop => Writes::Place(Place::Top(immediates[0])),
        // The frame's own memory, and the exception under way.
        Op::EnterInlined | Op::Catch => Writes::Nothing,
        _ => return None,
    })
}

/// What the result of an instruction depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depends {
    /// Op, inputs and immediates: an equal instruction behind it gives the same.
    Inputs,
    /// And what is there.
    Place(Place),
    /// It is another one each time, or more happens than that it is computed.
    Unknown,
}

pub fn depends(f: &Function, data: &InstData) -> Depends {
    Depends::Place(match data.op {
        Op::GuardShape | Op::HasShape => Place::Shape,
        Op::LoadSlot => Place::Slot(data.immediates[0], data.immediates[1]),
        Op::LoadProperty => Place::Lookup(data.immediates[0]),
        Op::LoadMethod | Op::CheckAddable | Op::CheckInstance | Op::LoadGlobal => Place::Prototypes,
        Op::ArrayLength | Op::ArrayGet | Op::ArrayHas => Place::Elements,
        Op::TypedLength => Place::TypedLength,
        Op::TypedGetI32 | Op::TypedGetF64 => Place::Bytes,
        Op::GetEnvironmentSlot => Place::Environment(data.immediates[1]),
        Op::GetTop => Place::Top(data.immediates[0]),
        // (It may make a flat string of the parts, which is the same string.)
        Op::CharCodeAt => return Depends::Inputs,
        _ => {
            // A guard stays for what it checks; an equal one behind it does not.
            let effects = effects(f, data);
            let pure = Effects { checks: effects.checks && !data.op.is_guard(), ..effects }.is_pure();
            return if pure { Depends::Inputs } else { Depends::Unknown };
        }
    })
}
