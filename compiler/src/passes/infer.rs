//! Kinds of every value: which types a value may have, as far as the function itself tells. Optimistic: every value starts with
//! no kinds, and gains what its definition may give, until nothing changes; so a loop variable that is only ever given numbers
//! is one.
//!
//! Never widens: what a value is already known to be stays known.

use super::PassContext;
use crate::sir::{Definition, Function, InstData, Kinds, Op, Repr, Type, Value};
use jsc_abi::Value as JsValue;
use jsc_abi::image::writer::ConstantData;
use jsc_abi::layout::function_flag;

pub fn run(f: &mut Function, context: &PassContext) -> bool {
    let order = f.reverse_postorder();
    // What is known from before bounds what is found.
    let known: Vec<Kinds> = f.values.iter().map(|v| v.ty.kinds).collect();
    for &b in &order {
        let params = f.block(b).params.iter().copied();
        let results = f.block(b).insts.iter().filter_map(|i| f.inst(*i).result);
        for v in params.chain(results).collect::<Vec<_>>() {
            f.values[v.index()].ty.kinds = Kinds::NONE;
        }
    }
    let mut again = true;
    while std::mem::take(&mut again) {
        for &b in &order {
            for n in 0..f.block(b).insts.len() {
                let i = f.block(b).insts[n];
                if let Some(v) = f.inst(i).result {
                    let kinds = result_kinds(f, f.inst(i), context);
                    again |= widen(f, v, kinds, known[v.index()]);
                }
                for e in 0..2 {
                    let data = f.inst(i);
                    let Some(edge) = data.targets.iter().chain(&data.handler).nth(e) else { break };
                    for n in 0..edge.args.len() {
                        let data = f.inst(i);
                        let edge = data.targets.iter().chain(&data.handler).nth(e).expect("as above");
                        let (p, v) = (f.block(edge.block).params[n], edge.args[n]);
                        let kinds = f.ty(v).kinds;
                        again |= widen(f, p, kinds, known[p.index()]);
                    }
                }
            }
        }
    }
    f.values.iter().zip(known).any(|(v, known)| v.definition != Definition::Dead && v.ty.kinds != known)
}

/// Adds `kinds` to those of `v` as far as `bound` has them.
fn widen(f: &mut Function, v: Value, kinds: Kinds, bound: Kinds) -> bool {
    let ty = &mut f.values[v.index()].ty;
    let wider = ty.kinds.union(Kinds(kinds.0 & bound.0));
    std::mem::replace(&mut ty.kinds, wider) != wider
}

/// Kinds of a value by its bits.
pub fn kinds_of(value: JsValue) -> Kinds {
    match value {
        JsValue::UNDEFINED => Kinds::UNDEFINED,
        JsValue::NULL => Kinds::NULL,
        JsValue::TRUE | JsValue::FALSE => Kinds::BOOL,
        JsValue::EMPTY => Kinds::EMPTY,
        v if v.is_int32() => Kinds::INT32,
        v if v.is_double() => Kinds::DOUBLE,
        _ => Kinds::ALL,
    }
}

/// What conversion to a numeric value may give.
fn numeric(kinds: Kinds) -> Kinds {
    let mut result = Kinds(kinds.0 & Kinds::NUMERIC.0);
    let nan_or_zero = Kinds::UNDEFINED.union(Kinds::NULL).union(Kinds::BOOL).union(Kinds::STRING);
    if kinds.intersects(nan_or_zero) {
        result = result.union(Kinds::NUMBER);
    }
    // `valueOf` gives anything. (Symbols throw; operators never see EMPTY.)
    if kinds.intersects(Kinds::OBJECT) { Kinds::NUMERIC } else { result }
}

/// Result of an operator on two numeric values: both numbers, both BigInts, or TypeError.
fn arithmetic(a: Kinds, b: Kinds, of_numbers: Kinds) -> Kinds {
    let (a, b) = (numeric(a), numeric(b));
    let mut result = Kinds::NONE;
    if a.intersects(Kinds::NUMBER) && b.intersects(Kinds::NUMBER) {
        result = of_numbers;
    }
    if a.intersects(Kinds::BIGINT) && b.intersects(Kinds::BIGINT) {
        result = result.union(Kinds::BIGINT);
    }
    result
}

/// Kinds that the result of `data` may have, given the kinds of its inputs. No kinds: it never gives a result (yet).
pub fn result_kinds(f: &Function, data: &InstData, context: &PassContext) -> Kinds {
    let input = |n: usize| data.args.get(n).map_or(Kinds::ALL, |v| f.ty(*v).kinds);
    // Not yet reached, as far as is known.
    if data.args.iter().any(|v| f.ty(*v).kinds == Kinds::NONE) {
        return Kinds::NONE;
    }
    let binary = |of_numbers| arithmetic(input(0), input(1), of_numbers);
    let unary = |of_numbers| arithmetic(input(0), input(0), of_numbers);
    match data.op {
        Op::ConstValue => kinds_of(JsValue(data.immediates[0])),
        Op::ConstProgram => match context.constants.get(data.immediates[0] as usize) {
            Some(ConstantData::String { .. }) => Kinds::STRING,
            Some(ConstantData::BigInt(_)) => Kinds::BIGINT,
            Some(ConstantData::Number(_)) => Kinds::NUMBER,
            _ => Kinds::STRING.union(Kinds::BIGINT).union(Kinds::NUMBER),
        },

        Op::GuardKind => Kinds(input(0).0 & data.immediates[0] as u16),
        Op::GuardShape | Op::GuardCell | Op::GuardFunction | Op::GuardBuiltin | Op::NewInstance => Kinds::OBJECT,
        Op::ArrayIterator | Op::ArrayIteratorMethod | Op::GuardArrayIteration => Kinds::OBJECT,

        Op::StringGet => Kinds::STRING.union(Kinds::UNDEFINED),
        Op::BoxI32 => Kinds::INT32,
        Op::BoxF64 => Kinds::DOUBLE,
        Op::BoxBool => Kinds::BOOL,

        Op::Add => {
            let (a, b) = (input(0), input(1));
            let string = Kinds::STRING.union(Kinds::OBJECT);
            if a.is_subset(Kinds::STRING) || b.is_subset(Kinds::STRING) {
                Kinds::STRING
            } else {
                let sum = arithmetic(a.without(Kinds::STRING), b.without(Kinds::STRING), Kinds::NUMBER);
                if a.union(b).intersects(string) { sum.union(Kinds::STRING) } else { sum }
            }
        }
        Op::Sub | Op::Mul | Op::Div | Op::Rem | Op::Exp => binary(Kinds::NUMBER),
        Op::BitAnd | Op::BitOr | Op::BitXor | Op::Shl | Op::Shr => binary(Kinds::INT32),
        // BigInts throw. Shifted by one or more, the result fits an int32, and every producer then makes one.
        Op::Ushr => match shift_count(f, data.args[1]) {
            Some(1..) => arithmetic(input(0), Kinds::NUMBER, Kinds::INT32),
            _ => Kinds(binary(Kinds::NUMBER).0 & Kinds::NUMBER.0),
        },
        Op::Neg | Op::Inc | Op::Dec => unary(Kinds::NUMBER),
        Op::BitNot => unary(Kinds::INT32),
        Op::ToNumber => Kinds(numeric(input(0)).0 & Kinds::NUMBER.0),
        Op::ToNumeric => numeric(input(0)),
        Op::ToString | Op::Concat | Op::TypeOf => Kinds::STRING,
        // An index may stay a number.
        Op::ToPropertyKey => Kinds::STRING.union(Kinds::SYMBOL).union(Kinds::NUMBER),

        Op::This if f.flags & function_flag::DERIVED_CONSTRUCTOR == 0 => Kinds::ANY,
        Op::This => Kinds::ALL,
        Op::NewTarget => Kinds::OBJECT.union(Kinds::UNDEFINED),
        Op::SuperBase => Kinds::OBJECT.union(Kinds::NULL),
        Op::Callee
        | Op::ThisSloppy
        | Op::SuperConstructor
        | Op::CreateArguments
        | Op::CreateMappedArguments
        | Op::CreateRest
        | Op::CheckConstructorReturn
        | Op::NewObject
        | Op::NewObjectWith
        | Op::NewLiteral
        | Op::NewArray
        | Op::NewArrayWith
        | Op::NewArrayFor
        | Op::CreateClosure
        | Op::LoadMethod
        | Op::RefineFunction
        | Op::CreateClass
        | Op::GetClassPrototype
        | Op::CreateRegExp
        | Op::GetTemplateObject
        | Op::Construct
        | Op::ConstructArray
        | Op::GetIterator
        | Op::CreateIteratorResult
        | Op::Rebuilt
        | Op::RebuiltLiteral
        | Op::InitialYield => Kinds::OBJECT,

        // What programs hand around is never EMPTY.
        Op::Parameter
        | Op::GetGlobal
        | Op::GetByName
        | Op::GetLength
        | Op::GetByValue
        | Op::GetSuper
        | Op::GetPrivate
        | Op::Call
        | Op::CallArray
        | Op::CallKnown
        | Op::LoadSlot
        | Op::LoadProperty
        | Op::LoadGlobal
        | Op::ArrayGet
        | Op::ArrayPop
        | Op::Catch => Kinds::ANY,
        Op::ForInNext => Kinds::STRING.union(Kinds::EMPTY),
        // Bindings not yet initialised, "done", registers of any content; and cells that no program sees: environments,
        // private names, the iterator of for-in.
        Op::GetEnvironmentSlot
        | Op::GetTop
        | Op::IteratorNext
        | Op::ArrayIteratorNext
        | Op::LoadRegister
        | Op::ClosureEnvironment
        | Op::FunctionEnvironment
        | Op::NewEnvironment
        | Op::CloneEnvironment
        | Op::NewPrivateName
        | Op::ForInStart => Kinds::ALL,

        // Unboxed results are what their representation holds; the rest have none.
        Op::ConstI32
        | Op::ConstF64
        | Op::ConstBool
        | Op::UnboxI32
        | Op::UnboxF64
        | Op::UnboxBool
        | Op::I32ToF64
        | Op::F64ToI32
        | Op::AddI32
        | Op::SubI32
        | Op::AndI32
        | Op::OrI32
        | Op::XorI32
        | Op::ShlI32
        | Op::ShrI32
        | Op::UshrF64
        | Op::AddF64
        | Op::SubF64
        | Op::MulF64
        | Op::DivF64
        | Op::RemF64
        | Op::NegF64
        | Op::LessI32
        | Op::LessEqualI32
        | Op::EqualI32
        | Op::LessF64
        | Op::LessEqualF64
        | Op::EqualF64
        | Op::NotBool
        | Op::MulI32
        | Op::ClzI32
        | Op::MathF64
        | Op::MinF64
        | Op::MaxF64
        | Op::AddI32Checked
        | Op::SubI32Checked
        | Op::MulI32Checked
        | Op::RemI32Checked
        | Op::F64ToIndex
        | Op::F64ToI32Exact
        | Op::StoreSlot
        | Op::SetShape
        | Op::CheckInstance
        | Op::CheckAddable
        | Op::HasShape
        | Op::Checkpoint
        | Op::GuardRange
        | Op::HasFunction
        | Op::ParameterI32
        | Op::ParameterF64
        | Op::ParameterBool
        | Op::HasCell
        | Op::EnterInlined
        | Op::ArrayLength
        | Op::ArrayHas
        | Op::CheckSpecies
        | Op::TypedLength
        | Op::TypedGetI32
        | Op::TypedGetF64
        | Op::ArrayIteratorClose
        | Op::ArraySet
        | Op::ArrayAppend
        | Op::TypedSetI32
        | Op::TypedSetF64
        | Op::StringLength
        | Op::CharCodeAt
        | Op::ToBoolean
        | Op::IsUndefined
        | Op::IsNullish
        | Op::IsEmpty
        | Op::Less
        | Op::LessEqual
        | Op::Greater
        | Op::GreaterEqual
        | Op::Equal
        | Op::StrictEqual
        | Op::HasProperty
        | Op::InstanceOf
        | Op::CheckConstructorCall
        | Op::SetEnvironmentSlot
        | Op::SetTop
        | Op::SetGlobal
        | Op::DeleteGlobal
        | Op::CheckInitialized
        | Op::CheckThisInitialized
        | Op::SetByName
        | Op::SetByValue
        | Op::SetSuper
        | Op::DeleteByValue
        | Op::SetPrivate
        | Op::DefinePrivateField
        | Op::DefinePrivateMethod
        | Op::HasPrivate
        | Op::DefineByName
        | Op::DefineByValue
        | Op::DefineMethod
        | Op::DefineGetter
        | Op::DefineSetter
        | Op::SetLiteralPrototype
        | Op::CopyDataProperties
        | Op::ArrayPush
        | Op::ArrayPushSpread
        | Op::SetHomeObject
        | Op::SetFunctionName
        | Op::IteratorClose
        | Op::IteratorCloseSilently
        | Op::CheckObject
        | Op::CheckObjectCoercible
        | Op::StoreRegister
        | Op::Suspend
        | Op::Jump
        | Op::Branch
        | Op::ReturnValue
        | Op::Throw
        | Op::ThrowError => {
            debug_assert_ne!(data.op.result(), Repr::Boxed);
            Type::of(data.op.result()).kinds
        }
    }
}

/// By how much a shift by `v` shifts, if that is a constant.
pub fn shift_count(f: &Function, v: Value) -> Option<u32> {
    let data = f.definition(v).filter(|d| d.op == Op::ConstValue)?;
    let value = JsValue(data.immediates[0]);
    value.is_int32().then(|| value.as_int32() as u32 & 31)
}
