//! THE list of runtime functions that compiled code calls. `runtime/src/native.rs` defines them (rustc checks each against the
//! list), `runtime/hot` and `compiler/src/llvm` declare them from it. Symbols are `jsc_rt_` and the name.
//!
//! A function that returns `Value` may return `Value::EXCEPTION` (the thrown value is then in the context) unless its line
//! says `nothrow`. One that returns `Status` returns 0, or 1 when it threw.

use crate::layout::*;
use crate::value::Value;

/// 0: done; 1: threw.
pub type Status = u32;
/// 0: false; 1: true; 2: threw.
pub type Condition = u32;
pub type Ctx = *mut ContextHeader;
pub type Site = *mut PropertyCache;
pub type Exit = *const crate::exit::ExitSite;

pub const CONDITION_THREW: Condition = 2;

/// Calls `$m` with: name (arguments) -> result [attributes].
#[macro_export]
macro_rules! for_each_runtime_function {
    ($m:ident) => {
        $m! {
            // ---- allocation ----
            allocate(ctx: Ctx, size: u64) -> *mut u8 [nothrow];
            remember(ctx: Ctx, cell: *mut u8) [nothrow];
            // ---- arithmetic ----
            add(ctx: Ctx, lhs: Value, rhs: Value) -> Value [];
            sub(ctx: Ctx, lhs: Value, rhs: Value) -> Value [];
            mul(ctx: Ctx, lhs: Value, rhs: Value) -> Value [];
            div(ctx: Ctx, lhs: Value, rhs: Value) -> Value [];
            rem(ctx: Ctx, lhs: Value, rhs: Value) -> Value [];
            exp(ctx: Ctx, lhs: Value, rhs: Value) -> Value [];
            bit_and(ctx: Ctx, lhs: Value, rhs: Value) -> Value [];
            bit_or(ctx: Ctx, lhs: Value, rhs: Value) -> Value [];
            bit_xor(ctx: Ctx, lhs: Value, rhs: Value) -> Value [];
            shl(ctx: Ctx, lhs: Value, rhs: Value) -> Value [];
            shr(ctx: Ctx, lhs: Value, rhs: Value) -> Value [];
            ushr(ctx: Ctx, lhs: Value, rhs: Value) -> Value [];
            neg(ctx: Ctx, v: Value) -> Value [];
            bit_not(ctx: Ctx, v: Value) -> Value [];
            inc(ctx: Ctx, v: Value) -> Value [];
            dec(ctx: Ctx, v: Value) -> Value [];
            to_number(ctx: Ctx, v: Value) -> Value [];
            to_numeric(ctx: Ctx, v: Value) -> Value [];
            to_string(ctx: Ctx, v: Value) -> Value [];
            to_property_key(ctx: Ctx, v: Value) -> Value [];
            concat(ctx: Ctx, strings: *const Value, count: u64) -> Value [];
            /// x % y of doubles
            fmod(x: f64, y: f64) -> f64 [nothrow];
            /// function number `function` of `builtin::MATH`
            math_f64(x: f64, function: u32) -> f64 [nothrow];
            /// code unit of a string that is a rope, or of any other; the index is in range
            char_code_at(ctx: Ctx, string: *mut JsString, index: i32) -> i32 [nothrow];
            /// the string of that code unit alone, or undefined; EMPTY if prototypes have a say
            string_get(ctx: Ctx, string: *mut JsString, index: i32) -> Value [nothrow];
            /// ToInt32 of a double out of int32's range
            double_to_int32(x: f64) -> i32 [nothrow];
            // ---- tests ----
            to_boolean(v: Value) -> Condition [nothrow];
            type_of(ctx: Ctx, v: Value) -> Value [nothrow];
            less(ctx: Ctx, lhs: Value, rhs: Value) -> Condition [];
            less_equal(ctx: Ctx, lhs: Value, rhs: Value) -> Condition [];
            greater(ctx: Ctx, lhs: Value, rhs: Value) -> Condition [];
            greater_equal(ctx: Ctx, lhs: Value, rhs: Value) -> Condition [];
            equal(ctx: Ctx, lhs: Value, rhs: Value) -> Condition [];
            strict_equal(ctx: Ctx, lhs: Value, rhs: Value) -> Condition [nothrow];
            has_property(ctx: Ctx, key: Value, object: Value) -> Condition [];
            instance_of(ctx: Ctx, object: Value, constructor: Value) -> Condition [];
            // ---- properties ----
            get_by_name(ctx: Ctx, object: Value, name: u32, site: Site) -> Value [];
            get_length(ctx: Ctx, object: Value, site: Site) -> Value [];
            /// the method that objects of a predicted shape inherit; EMPTY: it is no closure of this code, or asking takes JavaScript
            find_method(ctx: Ctx, shape: u32, name: u32, code: *const Code, cache: *mut MethodCache) -> Value [nothrow];
            /// whether a property added to objects of a predicted shape is theirs alone: no prototype has a setter or read-only property for it
            find_addable(ctx: Ctx, shape: u32, name: u32, cache: *mut InheritedCache) -> Condition [nothrow];
            /// value of a data property, own or inherited; EMPTY: there is none, or it takes JavaScript
            find_property(ctx: Ctx, object: Value, name: u32, site: Site) -> Value [nothrow];
            /// value of a data property of the global object; EMPTY as above
            find_global(ctx: Ctx, name: u32, site: Site) -> Value [nothrow];
            /// whether `length` of a typed array is the original getter; then the site's first way says so
            typed_length_is_original(ctx: Ctx, object: Value, site: Site) -> Condition [nothrow];
            set_by_name(ctx: Ctx, object: Value, name: u32, value: Value, site: Site, strict: u32) -> Status [];
            get_by_value(ctx: Ctx, object: Value, key: Value, site: Site) -> Value [];
            set_by_value(ctx: Ctx, object: Value, key: Value, value: Value, site: Site, strict: u32) -> Status [];
            get_typed_element(ctx: Ctx, array: *mut u8, index: u32) -> Value [nothrow];
            /// whether methods of arrays make an ordinary array of this one, and one that they may append to
            species_is_array(ctx: Ctx, array: *mut u8) -> Condition [nothrow];
            /// stores an element of an array; 0 if more than that has to be done
            array_set(ctx: Ctx, array: *mut u8, index: u32, value: Value) -> u32 [nothrow];
            /// appends to an array; its new length, or 0 if more than that has to be done
            array_append(ctx: Ctx, array: *mut u8, value: Value) -> u32 [nothrow];
            /// takes the last element from an array; EMPTY if more than that has to be done
            array_pop(ctx: Ctx, array: *mut u8) -> Value [nothrow];
            get_super(ctx: Ctx, base: Value, key: Value, this: Value) -> Value [];
            set_super(ctx: Ctx, base: Value, key: Value, value: Value, this: Value, strict: u32) -> Status [];
            delete_by_value(ctx: Ctx, object: Value, key: Value, strict: u32) -> Condition [];
            get_global(ctx: Ctx, name: u32, site: Site, or_undefined: u32) -> Value [];
            set_global(ctx: Ctx, name: u32, value: Value, strict: u32, site: Site) -> Status [];
            delete_global(ctx: Ctx, name: u32) -> Condition [];
            get_private(ctx: Ctx, object: Value, key: Value, site: Site) -> Value [];
            set_private(ctx: Ctx, object: Value, key: Value, value: Value, site: Site) -> Status [];
            define_private_field(ctx: Ctx, object: Value, key: Value, value: Value, site: Site) -> Status [];
            define_private_method(ctx: Ctx, object: Value, key: Value, value: Value, kind: u32) -> Status [];
            has_private(ctx: Ctx, key: Value, object: Value) -> Condition [];
            new_private_name(ctx: Ctx, description: u32) -> Value [nothrow];
            define_by_name(ctx: Ctx, object: Value, name: u32, value: Value, site: Site) -> Status [];
            define_by_value(ctx: Ctx, object: Value, key: Value, value: Value) -> Status [];
            define_method(ctx: Ctx, object: Value, key: Value, function: Value) -> Status [];
            define_getter(ctx: Ctx, object: Value, key: Value, function: Value, enumerable: u32) -> Status [];
            define_setter(ctx: Ctx, object: Value, key: Value, function: Value, enumerable: u32) -> Status [];
            set_literal_prototype(ctx: Ctx, object: Value, value: Value) -> Status [];
            copy_data_properties(ctx: Ctx, target: Value, source: Value, excluded: *const Value, count: u64) -> Status [];
            // ---- objects, functions, classes ----
            new_object(ctx: Ctx, inline_slots: u32) -> Value [nothrow];
            new_object_with(ctx: Ctx, keys: u32, values: *const Value, count: u64, site: Site) -> Value [nothrow];
            new_array(ctx: Ctx, capacity: u32) -> Value [nothrow];
            new_array_with(ctx: Ctx, values: *const Value, count: u64) -> Value [nothrow];
            array_push(ctx: Ctx, array: Value, value: Value) -> Status [];
            array_push_spread(ctx: Ctx, array: Value, iterable: Value) -> Status [];
            create_closure(ctx: Ctx, function: u32, environment: Value) -> Value [nothrow];
            set_home_object(ctx: Ctx, function: Value, home: Value) [nothrow];
            set_function_name(ctx: Ctx, function: Value, key: Value, prefix: u32) [nothrow];
            create_class(ctx: Ctx, parent: Value, function: u32, environment: Value) -> Value [];
            get_class_prototype(ctx: Ctx, class: Value) -> Value [nothrow];
            create_regexp(ctx: Ctx, constant: u32) -> Value [];
            get_template_object(ctx: Ctx, constant: u32) -> Value [nothrow];
            // ---- activation ----
            load_this_sloppy(ctx: Ctx, this: Value) -> Value [nothrow];
            load_super_base(ctx: Ctx, function: Value) -> Value [];
            load_super_constructor(ctx: Ctx, function: Value) -> Value [];
            create_arguments(ctx: Ctx, callee: Value, argv: *const Value, argc: u64) -> Value [nothrow];
            create_mapped_arguments(ctx: Ctx, callee: Value, argv: *const Value, argc: u64, environment: Value, first_slot: u32, count: u32) -> Value [nothrow];
            create_rest(ctx: Ctx, argv: *const Value, argc: u64, start: u32) -> Value [nothrow];
            check_constructor_call(ctx: Ctx, callee: Value, new_target: Value) -> Status [];
            check_constructor_return(ctx: Ctx, value: Value, this: Value) -> Value [];
            new_environment(ctx: Ctx, parent: Value, slots: u32) -> Value [nothrow];
            clone_environment(ctx: Ctx, environment: Value) -> Value [nothrow];
            // ---- throwing ----
            throw_uninitialized(ctx: Ctx, name: u32) [];
            throw_this_uninitialized(ctx: Ctx) [];
            throw_error(ctx: Ctx, kind: u32, message: u32) [];
            throw(ctx: Ctx, value: Value) [];
            throw_stack_overflow(ctx: Ctx) [];
            check_object(ctx: Ctx, value: Value, what: u32) -> Status [];
            check_object_coercible(ctx: Ctx, value: Value) -> Status [];
            /// takes the exception out of the context
            catch(ctx: Ctx) -> Value [nothrow];
            // ---- calls ----
            /// callee is no function object (or something else is unusual): throws, or calls
            call(ctx: Ctx, callee: Value, this: Value, argv: *const Value, argc: u64) -> Value [];
            construct(ctx: Ctx, callee: Value, argv: *const Value, argc: u64, new_target: Value) -> Value [];
            /// the object that [[Construct]] of a base constructor begins with; undefined if there is something unusual
            create_this(ctx: Ctx, callee: Value) -> Value [nothrow];
            call_array(ctx: Ctx, callee: Value, this: Value, args: Value) -> Value [];
            construct_array(ctx: Ctx, callee: Value, new_target: Value, args: Value) -> Value [];
            // ---- iteration ----
            get_iterator(ctx: Ctx, object: Value) -> Value [];
            /// iterator over an array whose iteration nobody has changed, else EMPTY
            array_iterator(ctx: Ctx, array: *mut u8) -> Value [nothrow];
            /// whether closing the iterator does nothing
            closes_silently(ctx: Ctx, iterator: Value) -> Condition [nothrow];
            iterator_next(ctx: Ctx, iterator: Value, next: Value) -> Value [];
            iterator_close(ctx: Ctx, iterator: Value) -> Status [];
            iterator_close_silently(ctx: Ctx, iterator: Value) [nothrow];
            for_in_start(ctx: Ctx, object: Value) -> Value [];
            for_in_next(ctx: Ctx, iterator: Value) -> Value [];
            create_iterator_result(ctx: Ctx, value: Value, done: u32) -> Value [nothrow];
            // ---- suspension ----
            /// makes the generator object of an activation whose registers are at `registers`
            initial_yield(ctx: Ctx, callee: Value, this: Value, new_target: Value, registers: *const Value, count: u64, pc: u32, entry: u32) -> Value [];
            /// notes where the running generator goes on; `frame` is the one that the code was resumed with
            suspend(ctx: Ctx, frame: *mut ResumeFrame, pc: u32, entry: u32) [nothrow];
            // ---- exits ----
            /// goes on in the interpreter where the site's frame map says, and gives what the compiled function is to return
            exit(ctx: Ctx, site: Exit, buffer: *const u64, argv: *const Value, argc: u64) -> Value [];
            /// the same out of code that was entered in the middle, with `frame`
            exit_resumed(ctx: Ctx, site: Exit, buffer: *const u64, frame: *mut ResumeFrame) -> Value [];
            /// `ContextHeader::guard_countdown` came to 0: sets it again, and says whether the guard is to fail
            guard_stress(ctx: Ctx) -> Condition [nothrow];
        }
    };
}

macro_rules! declare {
    ($($(#[doc = $doc:literal])* $name:ident($($arg:ident: $ty:ty),*) $(-> $ret:ty)? [$($attr:ident)*];)*) => {
        /// The runtime functions as symbols.
        pub mod symbols {
            use super::*;
            unsafe extern "C" {
                $(
                    $(#[doc = $doc])*
                    #[link_name = concat!("jsc_rt_", stringify!($name))]
                    pub fn $name($($arg: $ty),*) $(-> $ret)?;
                )*
            }
        }

        /// What the LLVM room needs to declare one.
        #[derive(Clone, Copy, Debug)]
        pub struct Signature {
            pub name: &'static str,
            pub arguments: &'static [&'static str],
            pub result: &'static str,
            pub nothrow: bool,
        }

        pub const RUNTIME_FUNCTIONS: &[Signature] = &[
            $(Signature {
                name: stringify!($name),
                arguments: &[$(stringify!($ty)),*],
                result: concat!("", $(stringify!($ret))?),
                nothrow: { let a: &[&str] = &[$(stringify!($attr)),*]; !a.is_empty() },
            }),*
        ];
    };
}

for_each_runtime_function!(declare);
