//! THE opcode list. Everything else about bytecode is derived from it: the enum, one struct for each instruction,
//! decoder, encoder, operand visitor, printer and parser (`bytecode/`). Where a new opcode still needs code, rustc
//! says so: the interpreter and the SIR builder match on it without default arms.
//!
//! Bytecode is a sequence of 16-bit code units. An instruction is its opcode (one unit) and its operands: registers one
//! unit, everything else two (low half first). A *pc* is an index in code units from the start of the function.
//!
//! **Registers.** `r0 ..` are the parameters (missing arguments are `undefined`), then locals and temporaries, all
//! `undefined` on entry. What closures capture is in environments; the current environment is an ordinary register,
//! known to the lowering at every pc. An exception handler finds all registers as they were at the throwing
//! instruction.
//!
//! **A write happens last**: an instruction that throws has not written its destination. A destination may be one of
//! the sources.

/// Calls the macro `$m` with the list: doc comment, `snake_name CamelName`, effects in brackets, operands.
///
/// Effects: `throws` (may return an exception), `runs_js` (may call back into any JavaScript: getters, valueOf, proxies,
/// callees), `allocates`, `reads` / `writes` (heap memory that a program can observe), `ends` (control does not fall through).
#[macro_export]
macro_rules! for_each_opcode {
    ($m:ident) => {
        $m! {
            // ---- constants and moves ----
            /// dst = src
            mov Mov [] (dst: Write, src: Read);
            /// dst = the constant
            load_const LoadConst [] (dst: Write, constant: Const);
            /// dst = the int32
            load_int LoadInt [] (dst: Write, value: Int);
            load_undefined LoadUndefined [] (dst: Write);
            load_null LoadNull [] (dst: Write);
            load_true LoadTrue [] (dst: Write);
            load_false LoadFalse [] (dst: Write);
            /// dst = EMPTY, the marker of an uninitialised binding
            load_empty LoadEmpty [] (dst: Write);

            // ---- the activation ----
            /// dst = `this` as it was passed (strict functions and constructors; EMPTY on entry to a derived constructor)
            load_this LoadThis [] (dst: Write);
            /// dst = OrdinaryCallBindThis of a sloppy function: undefined and null become the global object, primitives objects
            load_this_sloppy LoadThisSloppy [allocates] (dst: Write);
            /// dst = the function object being run
            load_callee LoadCallee [] (dst: Write);
            /// dst = new.target or undefined
            load_new_target LoadNewTarget [] (dst: Write);
            /// dst = the environment that the callee closed over
            load_environment LoadEnvironment [] (dst: Write);
            /// dst = [[HomeObject]].[[GetPrototypeOf]]() of `function`, for `super.x`
            load_super_base LoadSuperBase [throws runs_js reads] (dst: Write, function: Read);
            /// dst = `function`.[[GetPrototypeOf]](), for `super()`; TypeError if that is no constructor
            load_super_constructor LoadSuperConstructor [throws reads] (dst: Write, function: Read);
            /// dst = an unmapped arguments object
            create_arguments CreateArguments [allocates] (dst: Write);
            /// dst = a mapped arguments object: argument i < count is slot first_slot + i of `environment`
            create_mapped_arguments CreateMappedArguments [allocates] (dst: Write, environment: Read, first_slot: Index, count: Index);
            /// dst = array of the arguments from index `start` on
            create_rest CreateRest [allocates] (dst: Write, start: Index);
            /// TypeError if new.target is undefined: prologue of class constructors
            check_constructor_call CheckConstructorCall [throws] ();
            /// dst = result of a derived constructor that returns `value`: value if an object, else `this` if initialised; else it throws
            check_constructor_return CheckConstructorReturn [throws] (dst: Write, value: Read, this: Read);

            // ---- environments and bindings ----
            /// dst = a new environment of `slots` EMPTY slots. `parent` may hold undefined: none
            new_environment NewEnvironment [allocates] (dst: Write, parent: Read, slots: Index);
            /// dst = a copy of `environment` with the same parent: a fresh iteration of a `for` with let
            clone_environment CloneEnvironment [allocates reads] (dst: Write, environment: Read);
            /// dst = slot of the environment `depth` parents up
            get_environment_slot GetEnvironmentSlot [reads] (dst: Write, environment: Read, depth: Index, slot: Index);
            set_environment_slot SetEnvironmentSlot [writes] (environment: Read, depth: Index, slot: Index, value: Read);
            /// dst = top-level binding of the program
            get_top GetTop [reads] (dst: Write, slot: Index);
            set_top SetTop [writes] (slot: Index, value: Read);
            /// dst = property of the global object; ReferenceError if there is none
            get_global GetGlobal [throws runs_js reads] (dst: Write, name: Const, feedback: Slot);
            /// the same for `typeof`: undefined if there is none
            get_global_or_undefined GetGlobalOrUndefined [throws runs_js reads] (dst: Write, name: Const, feedback: Slot);
            /// global property = value; strict: ReferenceError if there is none
            set_global SetGlobal [throws runs_js writes] (name: Const, value: Read, strict: Index, feedback: Slot);
            /// dst = whether deleting the global property succeeded
            delete_global DeleteGlobal [throws runs_js writes] (dst: Write, name: Const);
            /// ReferenceError "Cannot access 'name' before initialization" if value is EMPTY
            check_initialized CheckInitialized [throws] (value: Read, name: Const);
            /// ReferenceError unless `this` is initialised (not EMPTY)
            check_this_initialized CheckThisInitialized [throws] (this: Read);
            /// throw a new error: `kind` is an [`ErrorKind`], `message` a string constant
            throw_error ThrowError [throws ends] (kind: Index, message: Const);

            // ---- arithmetic ----
            add Add [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Read);
            sub Sub [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Read);
            mul Mul [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Read);
            div Div [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Read);
            rem Rem [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Read);
            exp Exp [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Read);
            bit_and BitAnd [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Read);
            bit_or BitOr [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Read);
            bit_xor BitXor [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Read);
            shl Shl [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Read);
            shr Shr [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Read);
            ushr Ushr [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Read);
            /// dst = lhs + the int32 (and so on for the next ones)
            add_int AddInt [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Int);
            sub_int SubInt [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Int);
            mul_int MulInt [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Int);
            bit_and_int BitAndInt [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Int);
            bit_or_int BitOrInt [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Int);
            shl_int ShlInt [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Int);
            shr_int ShrInt [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Int);
            ushr_int UshrInt [throws runs_js allocates] (dst: Write, lhs: Read, rhs: Int);
            neg Neg [throws runs_js allocates] (dst: Write, src: Read);
            bit_not BitNot [throws runs_js allocates] (dst: Write, src: Read);
            /// dst = ToNumeric(src) + 1
            inc Inc [throws runs_js allocates] (dst: Write, src: Read);
            dec Dec [throws runs_js allocates] (dst: Write, src: Read);
            to_number ToNumber [throws runs_js] (dst: Write, src: Read);
            to_numeric ToNumeric [throws runs_js] (dst: Write, src: Read);
            to_string ToString [throws runs_js allocates] (dst: Write, src: Read);
            to_property_key ToPropertyKey [throws runs_js allocates] (dst: Write, src: Read);
            /// dst = the strings of the range, joined (template literals)
            concat Concat [throws allocates] (dst: Write, strings: Range);

            // ---- tests ----
            not Not [] (dst: Write, src: Read);
            type_of TypeOf [] (dst: Write, src: Read);
            less Less [throws runs_js] (dst: Write, lhs: Read, rhs: Read);
            less_equal LessEqual [throws runs_js] (dst: Write, lhs: Read, rhs: Read);
            greater Greater [throws runs_js] (dst: Write, lhs: Read, rhs: Read);
            greater_equal GreaterEqual [throws runs_js] (dst: Write, lhs: Read, rhs: Read);
            equal Equal [throws runs_js] (dst: Write, lhs: Read, rhs: Read);
            not_equal NotEqual [throws runs_js] (dst: Write, lhs: Read, rhs: Read);
            strict_equal StrictEqual [] (dst: Write, lhs: Read, rhs: Read);
            strict_not_equal StrictNotEqual [] (dst: Write, lhs: Read, rhs: Read);
            /// dst = key in object
            has_property HasProperty [throws runs_js reads] (dst: Write, key: Read, object: Read);
            instance_of InstanceOf [throws runs_js reads] (dst: Write, object: Read, constructor: Read);

            // ---- jumps ----
            jump Jump [ends] (target: Target);
            /// marks the head of loop number `loop` of the function: where loops are counted, interrupted and entered
            loop_header LoopHeader [] (entry: Index);
            jump_if_true JumpIfTrue [] (condition: Read, target: Target);
            jump_if_false JumpIfFalse [] (condition: Read, target: Target);
            jump_if_undefined JumpIfUndefined [] (value: Read, target: Target);
            jump_if_not_undefined JumpIfNotUndefined [] (value: Read, target: Target);
            jump_if_nullish JumpIfNullish [] (value: Read, target: Target);
            jump_if_not_nullish JumpIfNotNullish [] (value: Read, target: Target);
            /// jump if value is the marker EMPTY
            jump_if_empty JumpIfEmpty [] (value: Read, target: Target);
            jump_if_not_empty JumpIfNotEmpty [] (value: Read, target: Target);
            jump_if_less JumpIfLess [throws runs_js] (lhs: Read, rhs: Read, target: Target);
            jump_if_not_less JumpIfNotLess [throws runs_js] (lhs: Read, rhs: Read, target: Target);
            jump_if_less_equal JumpIfLessEqual [throws runs_js] (lhs: Read, rhs: Read, target: Target);
            jump_if_not_less_equal JumpIfNotLessEqual [throws runs_js] (lhs: Read, rhs: Read, target: Target);
            jump_if_greater JumpIfGreater [throws runs_js] (lhs: Read, rhs: Read, target: Target);
            jump_if_not_greater JumpIfNotGreater [throws runs_js] (lhs: Read, rhs: Read, target: Target);
            jump_if_greater_equal JumpIfGreaterEqual [throws runs_js] (lhs: Read, rhs: Read, target: Target);
            jump_if_not_greater_equal JumpIfNotGreaterEqual [throws runs_js] (lhs: Read, rhs: Read, target: Target);
            jump_if_equal JumpIfEqual [throws runs_js] (lhs: Read, rhs: Read, target: Target);
            jump_if_not_equal JumpIfNotEqual [throws runs_js] (lhs: Read, rhs: Read, target: Target);
            jump_if_strict_equal JumpIfStrictEqual [] (lhs: Read, rhs: Read, target: Target);
            jump_if_strict_not_equal JumpIfStrictNotEqual [] (lhs: Read, rhs: Read, target: Target);

            // ---- properties ----
            get_by_name GetByName [throws runs_js reads] (dst: Write, object: Read, name: Const, feedback: Slot);
            /// dst = object.length
            get_length GetLength [throws runs_js reads] (dst: Write, object: Read, feedback: Slot);
            /// object.name = value; strict code: TypeError where it fails
            set_by_name SetByName [throws runs_js allocates writes] (object: Read, name: Const, value: Read, feedback: Slot);
            set_by_name_sloppy SetByNameSloppy [throws runs_js allocates writes] (object: Read, name: Const, value: Read, feedback: Slot);
            get_by_value GetByValue [throws runs_js allocates reads] (dst: Write, object: Read, key: Read, feedback: Slot);
            set_by_value SetByValue [throws runs_js allocates writes] (object: Read, key: Read, value: Read, feedback: Slot);
            set_by_value_sloppy SetByValueSloppy [throws runs_js allocates writes] (object: Read, key: Read, value: Read, feedback: Slot);
            /// dst = base.[[Get]](name, this): `super.name`
            get_super GetSuper [throws runs_js reads] (dst: Write, base: Read, key: Read, this: Read);
            /// base.[[Set]](key, value, this), strict: TypeError where it fails
            set_super SetSuper [throws runs_js allocates writes] (base: Read, key: Read, value: Read, this: Read, strict: Index);
            delete_by_value DeleteByValue [throws runs_js writes] (dst: Write, object: Read, key: Read, strict: Index);
            /// dst = object.#key; TypeError if there is none
            get_private GetPrivate [throws runs_js reads] (dst: Write, object: Read, key: Read, feedback: Slot);
            set_private SetPrivate [throws runs_js writes] (object: Read, key: Read, value: Read, feedback: Slot);
            /// PrivateFieldAdd: TypeError if it exists
            define_private_field DefinePrivateField [throws allocates writes] (object: Read, key: Read, value: Read, feedback: Slot);
            /// PrivateMethodOrAccessorAdd; `value` a function (kind 0: method, 1: getter, 2: setter)
            define_private_method DefinePrivateMethod [throws allocates writes] (object: Read, key: Read, value: Read, kind: Index);
            /// dst = #key in object; TypeError if object is none
            has_private HasPrivate [throws reads] (dst: Write, key: Read, object: Read);
            /// dst = a new private name
            new_private_name NewPrivateName [allocates] (dst: Write, description: Const);

            // ---- objects, arrays, functions, classes ----
            /// dst = {} with room for inline slots
            new_object NewObject [allocates] (dst: Write, inline_slots: Index);
            /// dst = object literal with the keys of a `Keys` constant (distinct, no index, not __proto__) and these values
            new_object_with NewObjectWith [allocates] (dst: Write, keys: Const, values: Range, feedback: Slot);
            /// dst = [] with room for elements
            new_array NewArray [allocates] (dst: Write, capacity: Index);
            /// dst = array of these values (EMPTY is a hole)
            new_array_with NewArrayWith [allocates] (dst: Write, values: Range);
            /// append value (EMPTY: a hole) to a literal under construction
            array_push ArrayPush [throws allocates writes] (array: Read, value: Read);
            /// append all that the iterable gives
            array_push_spread ArrayPushSpread [throws runs_js allocates writes] (array: Read, iterable: Read);
            /// CreateDataPropertyOrThrow(object, name, value)
            define_by_name DefineByName [throws runs_js allocates writes] (object: Read, name: Const, value: Read, feedback: Slot);
            define_by_value DefineByValue [throws runs_js allocates writes] (object: Read, key: Read, value: Read);
            /// define a class method: not enumerable
            define_method DefineMethod [throws runs_js allocates writes] (object: Read, key: Read, function: Read);
            define_getter DefineGetter [throws runs_js allocates writes] (object: Read, key: Read, function: Read, enumerable: Index);
            define_setter DefineSetter [throws runs_js allocates writes] (object: Read, key: Read, function: Read, enumerable: Index);
            /// `{ __proto__: value }`
            set_literal_prototype SetLiteralPrototype [throws writes] (object: Read, value: Read);
            /// CopyDataProperties(target, source, excluded keys)
            copy_data_properties CopyDataProperties [throws runs_js allocates writes] (target: Read, source: Read, excluded: Range);
            /// dst = closure of function number `function` over `environment` (which may hold undefined: none)
            create_closure CreateClosure [allocates] (dst: Write, function: Index, environment: Read);
            /// make `home` the [[HomeObject]] of a method that uses `super`
            set_home_object SetHomeObject [allocates writes] (function: Read, home: Read);
            /// SetFunctionName(function, key, prefix): prefix 0 none, 1 "get", 2 "set". Nothing if it is no anonymous closure of ours
            set_function_name SetFunctionName [allocates writes] (function: Read, key: Read, prefix: Index);
            /// dst = class constructor; `parent` EMPTY: no heritage. Its prototype object is made too
            create_class CreateClass [throws runs_js allocates reads] (dst: Write, parent: Read, function: Index, environment: Read);
            /// dst = the prototype object of a class just created
            get_class_prototype GetClassPrototype [reads] (dst: Write, class: Read);
            /// dst = new regular expression of a `RegExp` constant
            create_regexp CreateRegExp [allocates] (dst: Write, constant: Const);
            /// dst = the site's template object (made once)
            get_template_object GetTemplateObject [allocates] (dst: Write, constant: Const);

            // ---- calls ----
            /// dst = callee.[[Call]](this, args)
            call Call [throws runs_js allocates reads writes] (dst: Write, callee: Read, this: Read, args: Range, feedback: Slot);
            /// dst = callee.[[Construct]](args, new_target)
            construct Construct [throws runs_js allocates reads writes] (dst: Write, callee: Read, new_target: Read, args: Range, feedback: Slot);
            /// the same with the arguments in an array made for it
            call_array CallArray [throws runs_js allocates reads writes] (dst: Write, callee: Read, this: Read, args: Read);
            construct_array ConstructArray [throws runs_js allocates reads writes] (dst: Write, callee: Read, new_target: Read, args: Read);
            return_value ReturnValue [ends] (value: Read);
            throw Throw [throws ends] (value: Read);
            /// dst = the exception; first instruction of every handler
            catch Catch [] (dst: Write);

            // ---- iteration ----
            /// dst = GetIterator(object, sync).[[Iterator]]
            get_iterator GetIterator [throws runs_js allocates] (dst: Write, object: Read);
            /// dst = next value, or EMPTY when done
            iterator_next IteratorNext [throws runs_js allocates] (dst: Write, iterator: Read, next: Read);
            /// IteratorClose with a normal completion
            iterator_close IteratorClose [throws runs_js] (iterator: Read);
            /// IteratorClose with a throw completion: errors of `return` are dropped
            iterator_close_silently IteratorCloseSilently [runs_js] (iterator: Read);
            /// dst = iterator over the enumerable string keys of object and its prototypes (undefined and null: none)
            for_in_start ForInStart [throws runs_js allocates] (dst: Write, object: Read);
            /// dst = next key that still exists, or EMPTY when done
            for_in_next ForInNext [throws runs_js] (dst: Write, iterator: Read);
            /// TypeError "Iterator result x is not an object" and the like unless value is an object; `what` is a string constant
            check_object CheckObject [throws] (value: Read, what: Const);
            /// TypeError "Cannot destructure 'x' as it is undefined." if value is undefined or null
            check_object_coercible CheckObjectCoercible [throws] (value: Read);

            // ---- suspension ----
            /// make the generator object from the activation and return it to the caller; resumed here by the first `next`
            initial_yield InitialYield [throws allocates ends_unless_resumed] (dst: Write, mode: Write, entry: Index);
            /// suspend and give value to the caller as it is. On resumption dst = value sent, mode = 0 next, 1 throw, 2 return (int32)
            yield_value YieldValue [throws runs_js allocates reads writes] (dst: Write, mode: Write, value: Read, entry: Index);
            /// dst = CreateIterResultObject(value, done)
            create_iterator_result CreateIteratorResult [allocates] (dst: Write, value: Read, done: Index);
            /// does nothing (`debugger`)
            nop Nop [] ();
        }
    };
}

/// Kinds of error that `throw_error` makes. The number is the operand.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    Error = 0,
    TypeError = 1,
    RangeError = 2,
    ReferenceError = 3,
    SyntaxError = 4,
    EvalError = 5,
    UriError = 6,
    AggregateError = 7,
}

/// How one operand is laid out and what it means.
pub trait Operand: Copy {
    /// Size in code units.
    const UNITS: usize;
    /// # Safety
    /// `at` points to `UNITS` readable code units.
    unsafe fn read(at: *const u16) -> Self;
    fn write(self, out: &mut dyn FnMut(u16));
    fn view(self) -> OperandView;
    fn view_mut(&mut self) -> OperandMut<'_>;
}

/// An operand with its role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OperandView {
    Read(u16),
    Write(u16),
    /// Reads `count` registers from the first on.
    Range(u16, u16),
    Const(u32),
    Int(i32),
    Index(u32),
    Target(u32),
    Slot(u32),
}

/// For renumbering registers and patching jumps.
pub enum OperandMut<'a> {
    Read(&'a mut u16),
    Write(&'a mut u16),
    Range(&'a mut u16, &'a mut u16),
    Const(&'a mut u32),
    Int(&'a mut i32),
    Index(&'a mut u32),
    Target(&'a mut u32),
    Slot(&'a mut u32),
}

macro_rules! register_operand {
    ($name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct $name(pub u16);
        impl Operand for $name {
            const UNITS: usize = 1;
            #[inline(always)]
            unsafe fn read(at: *const u16) -> Self {
                $name(*at)
            }
            fn write(self, out: &mut dyn FnMut(u16)) {
                out(self.0)
            }
            fn view(self) -> OperandView {
                OperandView::$name(self.0)
            }
            fn view_mut(&mut self) -> OperandMut<'_> {
                OperandMut::$name(&mut self.0)
            }
        }
    };
}

macro_rules! word_operand {
    ($name:ident, $ty:ty, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub struct $name(pub $ty);
        impl Operand for $name {
            const UNITS: usize = 2;
            #[inline(always)]
            unsafe fn read(at: *const u16) -> Self {
                // Two units, low half first, are a little-endian word; units are only 2-byte aligned.
                $name((at as *const $ty).read_unaligned())
            }
            fn write(self, out: &mut dyn FnMut(u16)) {
                out(self.0 as u32 as u16);
                out((self.0 as u32 >> 16) as u16);
            }
            fn view(self) -> OperandView {
                OperandView::$name(self.0)
            }
            fn view_mut(&mut self) -> OperandMut<'_> {
                OperandMut::$name(&mut self.0)
            }
        }
    };
}

register_operand!(Read, "A register that is read.");
register_operand!(Write, "A register that is written.");
word_operand!(Const, u32, "Index of a constant of the program.");
word_operand!(Int, i32, "An int32.");
word_operand!(Index, u32, "A plain number: slot, count, flag, function index.");
word_operand!(Target, u32, "The pc to jump to.");
word_operand!(Slot, u32, "Index of the function's feedback slot.");

/// Consecutive registers that are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    pub first: u16,
    pub count: u16,
}

impl Operand for Range {
    const UNITS: usize = 2;
    #[inline(always)]
    unsafe fn read(at: *const u16) -> Self {
        Range { first: *at, count: *at.add(1) }
    }
    fn write(self, out: &mut dyn FnMut(u16)) {
        out(self.first);
        out(self.count);
    }
    fn view(self) -> OperandView {
        OperandView::Range(self.first, self.count)
    }
    fn view_mut(&mut self) -> OperandMut<'_> {
        OperandMut::Range(&mut self.first, &mut self.count)
    }
}

/// What an operation may do besides computing its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Effects {
    pub throws: bool,
    pub runs_js: bool,
    pub allocates: bool,
    pub reads: bool,
    pub writes: bool,
    /// Control never goes on behind it.
    pub ends: bool,
}

impl Effects {
    const fn from_names(names: &[&str]) -> Effects {
        let mut e =
            Effects { throws: false, runs_js: false, allocates: false, reads: false, writes: false, ends: false };
        let mut i = 0;
        while i < names.len() {
            match names[i].as_bytes() {
                b"throws" => e.throws = true,
                b"runs_js" => e.runs_js = true,
                b"allocates" => e.allocates = true,
                b"reads" => e.reads = true,
                b"writes" => e.writes = true,
                b"ends" => e.ends = true,
                // A suspension is left and comes back: for control flow it falls through.
                b"ends_unless_resumed" => {}
                _ => panic!("unknown effect"),
            }
            i += 1;
        }
        e
    }
}

macro_rules! define_opcodes {
    ($( $(#[doc = $doc:literal])* $snake:ident $camel:ident [$($effect:ident)*] ($($field:ident: $ty:ident),*); )*) => {
        /// The opcodes, numbered in list order.
        #[repr(u16)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
        pub enum Op { $( $(#[doc = $doc])* $camel ),* }

        /// One struct for each instruction, with its operands.
        pub mod ops {
            use super::*;
            $(
                $(#[doc = $doc])*
                #[derive(Clone, Copy, PartialEq, Eq, Debug)]
                pub struct $camel { $(pub $field: $ty),* }

                impl $camel {
                    /// Size in code units, opcode included.
                    pub const LENGTH: usize = 1 $(+ <$ty as Operand>::UNITS)*;

                    /// # Safety
                    /// `at` points to the opcode of a whole instruction of this kind.
                    #[inline(always)]
                    #[allow(unused_assignments, unused_mut, unused_variables)]
                    pub unsafe fn read(at: *const u16) -> $camel {
                        let mut at = at.add(1);
                        $(
                            let $field = <$ty as Operand>::read(at);
                            at = at.add(<$ty as Operand>::UNITS);
                        )*
                        $camel { $($field),* }
                    }
                }

                impl From<$camel> for Instruction {
                    fn from(i: $camel) -> Instruction {
                        Instruction::$camel(i)
                    }
                }
            )*
        }

        /// A decoded instruction.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Instruction { $( $camel(ops::$camel) ),* }

        impl Op {
            pub const COUNT: usize = [$(stringify!($snake)),*].len();
            /// All opcodes in order.
            pub const ALL: [Op; Op::COUNT] = [$(Op::$camel),*];
            const NAMES: [&'static str; Op::COUNT] = [$(stringify!($snake)),*];
            const LENGTHS: [u8; Op::COUNT] = [$(ops::$camel::LENGTH as u8),*];
            const EFFECTS: [Effects; Op::COUNT] = [$(Effects::from_names(&[$(stringify!($effect)),*])),*];
            const DOCS: [&'static str; Op::COUNT] = [$(concat!($($doc),*)),*];
            const FIELDS: [&'static [&'static str]; Op::COUNT] = [$(&[$(stringify!($field)),*]),*];

            pub const fn name(self) -> &'static str { Op::NAMES[self as usize] }
            /// Size in code units, opcode included.
            #[inline(always)]
            pub const fn length(self) -> usize { Op::LENGTHS[self as usize] as usize }
            pub const fn effects(self) -> Effects { Op::EFFECTS[self as usize] }
            pub const fn doc(self) -> &'static str { Op::DOCS[self as usize] }
            /// Names of the operands.
            pub const fn fields(self) -> &'static [&'static str] { Op::FIELDS[self as usize] }
            pub fn from_name(name: &str) -> Option<Op> {
                match name { $(stringify!($snake) => Some(Op::$camel),)* _ => None }
            }
        }

        impl Instruction {
            pub const fn op(&self) -> Op {
                match self { $(Instruction::$camel(_) => Op::$camel),* }
            }

            /// Decodes the instruction at `at`.
            /// # Safety
            /// `at` points to a whole valid instruction.
            pub unsafe fn read(at: *const u16) -> Instruction {
                match Op::from_unit(*at) { $(Some(Op::$camel) => Instruction::$camel(ops::$camel::read(at)),)* None => unreachable!() }
            }

            pub fn write(&self, out: &mut dyn FnMut(u16)) {
                out(self.op() as u16);
                match *self { $(Instruction::$camel(ops::$camel { $($field),* }) => { $($field.write(out);)* })* }
            }

            /// Calls `f` with each operand in order.
            pub fn visit(&self, f: &mut dyn FnMut(OperandView)) {
                let _ = &f;
                match *self { $(Instruction::$camel(ops::$camel { $($field),* }) => { $(f($field.view());)* })* }
            }

            pub fn visit_mut(&mut self, f: &mut dyn FnMut(OperandMut<'_>)) {
                let _ = &f;
                match self { $(Instruction::$camel(ops::$camel { $($field),* }) => { $(f($field.view_mut());)* })* }
            }

            /// Builds an instruction from operands in order, as the text parser reads them. `None` if kinds or number do not fit.
            pub fn from_operands(op: Op, operands: &[OperandView]) -> Option<Instruction> {
                #[allow(unused_mut, unused_variables)]
                let mut operands = operands.iter().copied();
                let instruction = match op {
                    $(Op::$camel => {
                        $(let $field = match operands.next() { Some(o) => <$ty as FromView>::from_view(o)?, None => return None };)*
                        Instruction::$camel(ops::$camel { $($field),* })
                    })*
                };
                if operands.next().is_some() { None } else { Some(instruction) }
            }
        }
    };
}

for_each_opcode!(define_opcodes);

trait FromView: Sized {
    fn from_view(view: OperandView) -> Option<Self>;
}

macro_rules! from_view {
    ($($name:ident)*) => {
        $(impl FromView for $name {
            fn from_view(view: OperandView) -> Option<Self> {
                match view { OperandView::$name(v) => Some($name(v)), _ => None }
            }
        })*
    };
}
from_view!(Read Write Const Int Index Target Slot);

impl FromView for Range {
    fn from_view(view: OperandView) -> Option<Self> {
        match view {
            OperandView::Range(first, count) => Some(Range { first, count }),
            _ => None,
        }
    }
}

impl Op {
    /// The opcode of a code unit, if it is one.
    #[inline(always)]
    pub fn from_unit(unit: u16) -> Option<Op> {
        // Op is a fieldless repr(u16) enum numbered 0..COUNT without gaps.
        if (unit as usize) < Op::COUNT { Some(unsafe { core::mem::transmute::<u16, Op>(unit) }) } else { None }
    }
}

impl Instruction {
    /// Decodes the instruction at `pc` and gives the pc behind it. `None` if the code ends within it or the opcode is
    /// unknown.
    pub fn decode(code: &[u16], pc: usize) -> Option<(Instruction, usize)> {
        let op = Op::from_unit(*code.get(pc)?)?;
        let next = pc + op.length();
        if next > code.len() {
            return None;
        }
        // SAFETY: the whole instruction is inside `code`.
        Some((unsafe { Instruction::read(code.as_ptr().add(pc)) }, next))
    }

    /// The pc this instruction may jump to.
    pub fn target(&self) -> Option<u32> {
        let mut target = None;
        self.visit(&mut |o| {
            if let OperandView::Target(t) = o {
                target = Some(t)
            }
        });
        target
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    extern crate std;
    use std::vec::Vec;

    #[test]
    fn instructions_round_trip_through_code_units() {
        for op in Op::ALL {
            // Every operand gets a distinct value that fills its width.
            let mut code: Vec<u16> = (0..op.length() as u16).map(|i| 0xF00 + i * 3).collect();
            code[0] = op as u16;
            let (instruction, next) = Instruction::decode(&code, 0).unwrap();
            assert_eq!(next, op.length());
            let mut again = Vec::new();
            instruction.write(&mut |u| again.push(u));
            assert_eq!(again, code, "{}", op.name());
            let mut operands = Vec::new();
            instruction.visit(&mut |o| operands.push(o));
            assert_eq!(operands.len(), op.fields().len());
            assert_eq!(Instruction::from_operands(op, &operands), Some(instruction));
            assert_eq!(Op::from_name(op.name()), Some(op));
        }
    }

    #[test]
    fn truncated_and_unknown_code_does_not_decode() {
        assert_eq!(Instruction::decode(&[Op::Add as u16, 1, 2], 0), None);
        assert_eq!(Instruction::decode(&[0xFFFF], 0), None);
    }
}
