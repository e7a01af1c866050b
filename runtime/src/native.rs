//! The runtime functions that compiled code calls: `jsc_rt_` and the name in `jsc_abi::runtime_functions`. Each is a thin
//! wrapper of the operation that the interpreter uses too; the check at the end makes rustc compare each with the list.
//!
//! A name or constant is its index among the constants of the context's program.

use crate::builtins::bigint;
use crate::context::Context;
use crate::error::JsResult;
use crate::handle::{Func, Gc, Obj, Str, ValueExt};
use crate::heap::{jsc_rt_allocate as allocate, jsc_rt_remember as remember};
use jsc_abi::layout::*;
use jsc_abi::runtime_functions::*;
use jsc_abi::{CellKind, Value};

/// What a JavaScript result is for compiled code.
trait Outcome<T> {
    fn outcome(self) -> T;
}

impl Outcome<Value> for JsResult {
    #[inline(always)]
    fn outcome(self) -> Value {
        self.unwrap_or(Value::EXCEPTION)
    }
}

impl Outcome<Value> for JsResult<Str> {
    #[inline(always)]
    fn outcome(self) -> Value {
        self.map_or(Value::EXCEPTION, Value::from)
    }
}

impl Outcome<Status> for JsResult<()> {
    #[inline(always)]
    fn outcome(self) -> Status {
        self.is_err() as Status
    }
}

impl Outcome<Condition> for JsResult<bool> {
    #[inline(always)]
    fn outcome(self) -> Condition {
        self.map_or(CONDITION_THREW, Condition::from)
    }
}

#[inline(always)]
unsafe fn context<'a>(ctx: Ctx) -> &'a mut Context {
    Context::from_header(ctx)
}

#[inline(always)]
unsafe fn constant(ctx: Ctx, index: u32) -> Value {
    *(*(*ctx).program).constants.add(index as usize)
}

/// A constant that is an interned string.
#[inline(always)]
unsafe fn name_constant(ctx: Ctx, index: u32) -> Str {
    Gc::from_ptr(constant(ctx, index).as_ptr())
}

/// Values in the caller's frame, where the collector sees them.
#[inline(always)]
unsafe fn values<'a>(first: *const Value, count: u64) -> &'a [Value] {
    if count == 0 { &[] } else { core::slice::from_raw_parts(first, count as usize) }
}

macro_rules! native {
    ($(fn $name:ident($($argument:ident: $ty:ty),*) $(-> $result:ty)? $body:block)*) => {$(
        /// # Safety
        /// As the list in `jsc_abi::runtime_functions` says: pointers are of the calling thread's context and alive.
        // Never inlined: the interpreter's loop calls these from its fast paths, and must stay small.
        #[inline(never)]
        #[unsafe(export_name = concat!("jsc_rt_", stringify!($name)))]
        pub unsafe extern "C" fn $name($($argument: $ty),*) $(-> $result)? $body
    )*};
}

/// Functions that only pass their values on: name, method of the context, result.
macro_rules! operations {
    ($($name:ident $method:ident($($argument:ident),*) -> $result:ty;)*) => {
        native! {$(
            fn $name(ctx: Ctx, $($argument: Value),*) -> $result {
                context(ctx).$method($($argument),*).outcome()
            }
        )*}
    };
}

operations! {
    add add(lhs, rhs) -> Value;
    sub sub(lhs, rhs) -> Value;
    mul mul(lhs, rhs) -> Value;
    div div(lhs, rhs) -> Value;
    rem rem(lhs, rhs) -> Value;
    exp exp(lhs, rhs) -> Value;
    bit_and bit_and(lhs, rhs) -> Value;
    bit_or bit_or(lhs, rhs) -> Value;
    bit_xor bit_xor(lhs, rhs) -> Value;
    shl shl(lhs, rhs) -> Value;
    shr shr(lhs, rhs) -> Value;
    ushr ushr(lhs, rhs) -> Value;
    neg neg(v) -> Value;
    bit_not bit_not(v) -> Value;
    inc inc(v) -> Value;
    dec dec(v) -> Value;
    to_numeric to_numeric(v) -> Value;
    to_string to_string(v) -> Value;
    to_property_key to_property_key_value(v) -> Value;
    less less(lhs, rhs) -> Condition;
    less_equal less_equal(lhs, rhs) -> Condition;
    greater greater(lhs, rhs) -> Condition;
    greater_equal greater_equal(lhs, rhs) -> Condition;
    equal loosely_equals(lhs, rhs) -> Condition;
    has_property has_property_in(key, object) -> Condition;
    instance_of instance_of(object, constructor) -> Condition;
    get_super get_super(base, key, this) -> Value;
    has_private has_private(key, object) -> Condition;
    define_by_value define_by_value(object, key, value) -> Status;
    define_method define_method(object, key, function) -> Status;
    set_literal_prototype set_literal_prototype(object, value) -> Status;
    array_push_spread array_push_spread(array, iterable) -> Status;
    load_super_base super_base(function) -> Value;
    load_super_constructor super_constructor(function) -> Value;
    check_constructor_return check_constructor_return(value, this) -> Value;
    call_array call_array(callee, this, args) -> Value;
    construct_array construct_array(callee, new_target, args) -> Value;
    get_iterator get_iterator_object(object) -> Value;
    iterator_close iterator_close_normal(iterator) -> Status;
    for_in_start for_in_start(object) -> Value;
    for_in_next for_in_next(iterator) -> Value;
}

// ---- arithmetic and tests ----

native! {
    fn to_number(ctx: Ctx, v: Value) -> Value {
        context(ctx).to_number(v).map(Value::from_number).outcome()
    }

    fn concat(ctx: Ctx, strings: *const Value, count: u64) -> Value {
        context(ctx).concat_strings(values(strings, count)).outcome()
    }

    fn fmod(x: f64, y: f64) -> f64 {
        // Integers, as most are, are much faster as such.
        if x.abs() < 9007199254740992.0 && y.abs() < 9007199254740992.0 {
            // SAFETY: in range.
            let (m, n) = unsafe { (x.to_int_unchecked::<i64>(), y.to_int_unchecked::<i64>()) };
            if m as f64 == x && n as f64 == y && n != 0 {
                let r = if (m | n) as u64 >> 32 == 0 { (m as u32 % n as u32) as i64 } else { m % n };
                return (r as f64).copysign(x);
            }
        }
        x % y
    }

    fn math_f64(x: f64, function: u32) -> f64 {
        crate::builtins::math::of_double(x, function)
    }

    fn create_this(ctx: Ctx, callee: Value) -> Value {
        let ctx = context(ctx);
        let function = callee.as_function().expect("compiled code has checked the callee");
        match ctx.create_this(function, callee) {
            Ok(this) => this.value(),
            Err(_) => {
                ctx.take_exception();
                Value::UNDEFINED
            }
        }
    }

    fn char_code_at(ctx: Ctx, string: *mut JsString, index: i32) -> i32 {
        i32::from(Str::from_ptr(string).at(context(ctx), index as usize))
    }

    fn string_get(ctx: Ctx, string: *mut JsString, index: i32) -> Value {
        context(ctx).string_get(Str::from_ptr(string), index)
    }

    fn double_to_int32(x: f64) -> i32 {
        crate::convert::number::f64_to_int32(x)
    }

    fn to_boolean(v: Value) -> Condition {
        if v.is_number() {
            let d = v.as_number();
            return (d != 0.0 && !d.is_nan()) as Condition;
        }
        if let Some(s) = v.as_string() {
            return !s.is_empty() as Condition;
        }
        if v.is_bigint() {
            return !bigint::is_zero(v) as Condition;
        }
        (v.is_cell() || v.is_true()) as Condition
    }

    fn type_of(ctx: Ctx, v: Value) -> Value {
        context(ctx).type_of(v).value()
    }

    fn strict_equal(ctx: Ctx, lhs: Value, rhs: Value) -> Condition {
        context(ctx).strict_equals(lhs, rhs) as Condition
    }
}

// ---- properties ----

native! {
    fn get_by_name(ctx: Ctx, object: Value, name: u32, site: Site) -> Value {
        context(ctx).get_by_name_cached(object, name_constant(ctx, name), site).outcome()
    }

    fn find_method(ctx: Ctx, shape: u32, name: u32, code: *const Code, cache: *mut MethodCache) -> Value {
        context(ctx).find_method(shape, name_constant(ctx, name), code, cache)
    }

    fn find_addable(ctx: Ctx, shape: u32, name: u32, cache: *mut InheritedCache) -> Condition {
        context(ctx).find_addable(shape, name_constant(ctx, name), cache) as Condition
    }

    fn find_property(ctx: Ctx, object: Value, name: u32, site: Site) -> Value {
        context(ctx).find_property(object, name_constant(ctx, name), site)
    }

    fn find_global(ctx: Ctx, name: u32, site: Site) -> Value {
        let name = name_constant(ctx, name);
        let ctx = context(ctx);
        ctx.find_property(ctx.header.global, name, site)
    }

    fn get_length(ctx: Ctx, object: Value, site: Site) -> Value {
        context(ctx).get_length_cached(object, site).outcome()
    }

    fn typed_length_is_original(ctx: Ctx, object: Value, site: Site) -> Condition {
        context(ctx).typed_length_is_original(object, site) as Condition
    }

    fn set_by_name(ctx: Ctx, object: Value, name: u32, value: Value, site: Site, strict: u32) -> Status {
        context(ctx).set_by_name_cached(object, name_constant(ctx, name), value, site, strict != 0).outcome()
    }

    fn get_by_value(ctx: Ctx, object: Value, key: Value, site: Site) -> Value {
        context(ctx).get_by_value_cached(object, key, site).outcome()
    }

    fn set_by_value(ctx: Ctx, object: Value, key: Value, value: Value, site: Site, strict: u32) -> Status {
        context(ctx).set_by_value_cached(object, key, value, site, strict != 0).outcome()
    }

    fn get_typed_element(ctx: Ctx, array: *mut u8, index: u32) -> Value {
        let array: Obj = Gc::from_ptr(array as *mut Object);
        crate::object::exotic::typed_array_load(context(ctx), array, index as usize)
    }

    fn species_is_array(ctx: Ctx, array: *mut u8) -> Condition {
        crate::builtins::array::is_appended(context(ctx), Gc::from_ptr(array as *mut Object)) as Condition
    }

    fn array_set(ctx: Ctx, array: *mut u8, index: u32, value: Value) -> u32 {
        context(ctx).array_set(Gc::from_ptr(array as *mut Object), index, value) as u32
    }

    fn array_pop(ctx: Ctx, array: *mut u8) -> Value {
        crate::builtins::array::take_last(context(ctx), Gc::from_ptr(array as *mut Object))
    }

    fn array_append(ctx: Ctx, array: *mut u8, value: Value) -> u32 {
        context(ctx).array_append(Gc::from_ptr(array as *mut Object), value)
    }

    fn set_super(ctx: Ctx, base: Value, key: Value, value: Value, this: Value, strict: u32) -> Status {
        context(ctx).set_super(base, key, value, this, strict != 0).outcome()
    }

    fn delete_by_value(ctx: Ctx, object: Value, key: Value, strict: u32) -> Condition {
        context(ctx).delete_by_value(object, key, strict != 0).outcome()
    }

    fn get_global(ctx: Ctx, name: u32, site: Site, or_undefined: u32) -> Value {
        context(ctx).get_global_cached(name_constant(ctx, name), site, or_undefined != 0).outcome()
    }

    fn set_global(ctx: Ctx, name: u32, value: Value, strict: u32, site: Site) -> Status {
        context(ctx).set_global_cached(name_constant(ctx, name), value, strict != 0, site).outcome()
    }

    fn delete_global(ctx: Ctx, name: u32) -> Condition {
        context(ctx).delete_global(name_constant(ctx, name)).outcome()
    }

    fn get_private(ctx: Ctx, object: Value, key: Value, site: Site) -> Value {
        context(ctx).get_private_cached(object, key, site).outcome()
    }

    fn set_private(ctx: Ctx, object: Value, key: Value, value: Value, site: Site) -> Status {
        context(ctx).set_private_cached(object, key, value, site).outcome()
    }

    fn define_private_field(ctx: Ctx, object: Value, key: Value, value: Value, site: Site) -> Status {
        context(ctx).define_private_field(object, key, value, site).outcome()
    }

    fn define_private_method(ctx: Ctx, object: Value, key: Value, value: Value, kind: u32) -> Status {
        context(ctx).define_private_method(object, key, value, kind).outcome()
    }

    fn new_private_name(ctx: Ctx, description: u32) -> Value {
        context(ctx).new_private_name(constant(ctx, description))
    }

    fn define_by_name(ctx: Ctx, object: Value, name: u32, value: Value, site: Site) -> Status {
        context(ctx).define_by_name_cached(object, name_constant(ctx, name), value, site).outcome()
    }

    fn define_getter(ctx: Ctx, object: Value, key: Value, function: Value, enumerable: u32) -> Status {
        context(ctx).define_getter(object, key, function, enumerable != 0).outcome()
    }

    fn define_setter(ctx: Ctx, object: Value, key: Value, function: Value, enumerable: u32) -> Status {
        context(ctx).define_setter(object, key, function, enumerable != 0).outcome()
    }

    fn copy_data_properties(ctx: Ctx, target: Value, source: Value, excluded: *const Value, count: u64) -> Status {
        context(ctx).copy_own_properties(target, source, values(excluded, count)).outcome()
    }
}

// ---- objects, functions, classes ----

native! {
    fn new_object(ctx: Ctx, inline_slots: u32) -> Value {
        context(ctx).new_literal_object(inline_slots).value()
    }

    fn new_object_with(ctx: Ctx, keys: u32, first: *const Value, count: u64, site: Site) -> Value {
        context(ctx).new_object_literal((*ctx).program, keys, values(first, count), site).value()
    }

    fn new_array(ctx: Ctx, capacity: u32) -> Value {
        context(ctx).new_array_with_capacity(capacity).value()
    }

    fn new_array_with(ctx: Ctx, first: *const Value, count: u64) -> Value {
        context(ctx).new_array(values(first, count)).value()
    }

    fn array_push(ctx: Ctx, array: Value, value: Value) -> Status {
        // The array of a literal under construction.
        let array: Obj = Gc::from_ptr(array.as_ptr());
        context(ctx).array_push(array, value);
        0
    }

    fn create_closure(ctx: Ctx, function: u32, environment: Value) -> Value {
        context(ctx).create_closure((*ctx).program, function, environment).value()
    }

    fn set_home_object(ctx: Ctx, function: Value, home: Value) {
        context(ctx).make_method(function, home);
    }

    fn set_function_name(ctx: Ctx, function: Value, key: Value, prefix: u32) {
        // The key is a property key already, so that nothing can throw.
        if context(ctx).set_function_name(function, key, prefix).is_err() {
            context(ctx).take_exception();
        }
    }

    fn create_class(ctx: Ctx, parent: Value, function: u32, environment: Value) -> Value {
        context(ctx).create_class((*ctx).program, parent, function, environment).outcome()
    }

    fn get_class_prototype(ctx: Ctx, class: Value) -> Value {
        context(ctx).class_prototype(class)
    }

    fn create_regexp(ctx: Ctx, constant: u32) -> Value {
        context(ctx).create_regexp((*ctx).program, constant).outcome()
    }

    fn get_template_object(ctx: Ctx, constant: u32) -> Value {
        // Freezing fresh arrays cannot throw.
        context(ctx).template_object((*ctx).program, constant).unwrap_or(Value::UNDEFINED)
    }
}

// ---- activation, environments, throwing ----

native! {
    fn load_this_sloppy(ctx: Ctx, this: Value) -> Value {
        context(ctx).this_for_sloppy(this)
    }

    fn create_arguments(ctx: Ctx, _callee: Value, argv: *const Value, argc: u64) -> Value {
        context(ctx).create_unmapped_arguments(values(argv, argc))
    }

    fn create_mapped_arguments(ctx: Ctx, callee: Value, argv: *const Value, argc: u64, environment: Value, first_slot: u32, count: u32) -> Value {
        let callee: Func = Gc::from_ptr(callee.as_ptr());
        context(ctx).create_mapped_arguments(callee, values(argv, argc), environment, first_slot, count)
    }

    fn create_rest(ctx: Ctx, argv: *const Value, argc: u64, start: u32) -> Value {
        context(ctx).create_rest(values(argv, argc), start)
    }

    fn check_constructor_call(ctx: Ctx, callee: Value, new_target: Value) -> Status {
        if !new_target.is_undefined() {
            return 0;
        }
        let callee: Func = Gc::from_ptr(callee.as_ptr());
        context(ctx).class_call_error(callee);
        1
    }

    fn new_environment(ctx: Ctx, parent: Value, slots: u32) -> Value {
        context(ctx).new_environment(parent, slots)
    }

    fn clone_environment(ctx: Ctx, environment: Value) -> Value {
        context(ctx).clone_environment(environment)
    }

    fn throw_uninitialized(ctx: Ctx, name: u32) {
        context(ctx).uninitialized_binding_error(constant(ctx, name));
    }

    fn throw_this_uninitialized(ctx: Ctx) {
        context(ctx).uninitialized_this_error();
    }

    fn throw_error(ctx: Ctx, kind: u32, message: u32) {
        context(ctx).throw_error(kind, constant(ctx, message));
    }

    fn throw(ctx: Ctx, value: Value) {
        context(ctx).throw(value);
    }

    fn throw_stack_overflow(ctx: Ctx) {
        context(ctx).throw_stack_overflow();
    }

    fn check_object(ctx: Ctx, value: Value, what: u32) -> Status {
        if value.is_object() {
            return 0;
        }
        context(ctx).not_an_object_error(value, constant(ctx, what));
        1
    }

    fn check_object_coercible(ctx: Ctx, value: Value) -> Status {
        if !value.is_nullish() {
            return 0;
        }
        context(ctx).not_coercible_error(value);
        1
    }

    fn catch(ctx: Ctx) -> Value {
        context(ctx).take_exception()
    }
}

// ---- calls, iteration, suspension ----

native! {
    fn call(ctx: Ctx, callee: Value, this: Value, argv: *const Value, argc: u64) -> Value {
        context(ctx).call_value(callee, this, values(argv, argc)).outcome()
    }

    fn construct(ctx: Ctx, callee: Value, argv: *const Value, argc: u64, new_target: Value) -> Value {
        context(ctx).construct_value_at(callee, values(argv, argc), new_target).outcome()
    }

    fn iterator_next(ctx: Ctx, iterator: Value, next: Value) -> Value {
        crate::generator::iterator_next(context(ctx), iterator, next).outcome()
    }

    fn array_iterator(ctx: Ctx, array: *mut u8) -> Value {
        context(ctx).pristine_array_iterator(Gc::from_ptr(array as *mut Object))
    }

    fn closes_silently(ctx: Ctx, iterator: Value) -> Condition {
        context(ctx).closes_silently(iterator) as Condition
    }

    fn iterator_close_silently(ctx: Ctx, iterator: Value) {
        context(ctx).iterator_close_silently(iterator);
    }

    fn create_iterator_result(ctx: Ctx, value: Value, done: u32) -> Value {
        crate::generator::create_result(context(ctx), value, done != 0)
    }

    fn initial_yield(ctx: Ctx, callee: Value, this: Value, new_target: Value, registers: *const Value, count: u64, pc: u32, entry: u32) -> Value {
        debug_assert!(callee.is_cell() && (*callee.as_ptr::<CellHeader>()).kind == CellKind::Function);
        let callee: Func = Gc::from_ptr(callee.as_ptr());
        context(ctx).create_generator(callee, this, new_target, values(registers, count), pc, entry).value()
    }

    fn suspend(ctx: Ctx, frame: *mut ResumeFrame, pc: u32, entry: u32) {
        crate::generator::suspend_native(context(ctx), frame, pc, entry);
    }
}

// ---- exits ----

native! {
    fn exit(ctx: Ctx, site: Exit, buffer: *const u64, argv: *const Value, argc: u64) -> Value {
        crate::exit::exit(context(ctx), &*site, buffer, argv, argc as usize)
    }

    fn exit_resumed(ctx: Ctx, site: Exit, buffer: *const u64, frame: *mut ResumeFrame) -> Value {
        // Whoever resumes native code does it with the first part of a `Resumption`.
        crate::exit::exit_resumed(context(ctx), &*site, buffer, &mut *frame.cast())
    }

    fn guard_stress(ctx: Ctx) -> Condition {
        context(ctx).guard_stress() as Condition
    }
}

/// A mismatch with the list, or a function that is missing here, is a compile error.
macro_rules! check {
    ($($(#[doc = $doc:literal])* $name:ident($($argument:ident: $ty:ty),*) $(-> $result:ty)? [$($attribute:ident)*];)*) => {
        $(const _: unsafe extern "C" fn($($ty),*) $(-> $result)? = $name;)*
    };
}

jsc_abi::for_each_runtime_function!(check);
