//! THE list of SIR ops. Each line: name, inputs (a last `boxed*` stands for any number, `any*` of any representation), result, effects, immediates.
//! Passes, printer, parser, verifier and the LLVM room ask this list; none of them enumerates ops without need.
//!
//! Representations: `boxed` (a NaN-boxed value), `i32`, `f64`, `bool`; `none` for no result.
//!
//! Effects: `throws` (has an exceptional edge or leaves the function), `runs_js`, `allocates`, `reads` / `writes` (heap memory
//! that a program can observe), `ends` (terminator), `exits` (continues in the interpreter if a prediction fails: carries a frame
//! state), `checks` (what is known of its result is only true behind it, so it stays though nobody uses the result any more: a
//! test of it may have been folded). An op without effects may be moved, merged and removed; one that only `exits` may be removed.

/// Calls `$m` with the list.
#[macro_export]
macro_rules! for_each_sir_op {
    ($m:ident) => {
        $m! {
            // ---- constants ----
            /// the value with these bits (a number or a non-cell immediate)
            const_value ConstValue () -> boxed [] {bits: u64};
            const_i32 ConstI32 () -> i32 [] {value: i32};
            /// bits of an IEEE double
            const_f64 ConstF64 () -> f64 [] {bits: u64};
            const_bool ConstBool () -> bool [] {value: u32};
            /// constant of the program: string, BigInt
            const_program ConstProgram () -> boxed [] {constant: u32};

            // ---- representation ----
            box_i32 BoxI32 (i32) -> boxed [] {};
            box_f64 BoxF64 (f64) -> boxed [] {};
            box_bool BoxBool (bool) -> boxed [] {};
            /// int32 of a boxed value known to be an int32
            unbox_i32 UnboxI32 (boxed) -> i32 [] {};
            /// double of a boxed value known to be a number
            unbox_f64 UnboxF64 (boxed) -> f64 [] {};
            /// truth of a boxed value known to be a boolean
            unbox_bool UnboxBool (boxed) -> bool [] {};
            i32_to_f64 I32ToF64 (i32) -> f64 [] {};
            /// ToInt32
            f64_to_i32 F64ToI32 (f64) -> i32 [] {};

            // ---- arithmetic on known representations ----
            add_i32 AddI32 (i32, i32) -> i32 [] {};
            sub_i32 SubI32 (i32, i32) -> i32 [] {};
            and_i32 AndI32 (i32, i32) -> i32 [] {};
            or_i32 OrI32 (i32, i32) -> i32 [] {};
            xor_i32 XorI32 (i32, i32) -> i32 [] {};
            shl_i32 ShlI32 (i32, i32) -> i32 [] {};
            shr_i32 ShrI32 (i32, i32) -> i32 [] {};
            /// unsigned shift, the result as a double
            ushr_f64 UshrF64 (i32, i32) -> f64 [] {};
            add_f64 AddF64 (f64, f64) -> f64 [] {};
            sub_f64 SubF64 (f64, f64) -> f64 [] {};
            mul_f64 MulF64 (f64, f64) -> f64 [] {};
            div_f64 DivF64 (f64, f64) -> f64 [] {};
            rem_f64 RemF64 (f64, f64) -> f64 [] {};
            neg_f64 NegF64 (f64) -> f64 [] {};
            less_i32 LessI32 (i32, i32) -> bool [] {};
            less_equal_i32 LessEqualI32 (i32, i32) -> bool [] {};
            equal_i32 EqualI32 (i32, i32) -> bool [] {};
            less_f64 LessF64 (f64, f64) -> bool [] {};
            less_equal_f64 LessEqualF64 (f64, f64) -> bool [] {};
            equal_f64 EqualF64 (f64, f64) -> bool [] {};
            not_bool NotBool (bool) -> bool [] {};

            /// low 32 bits of the product
            mul_i32 MulI32 (i32, i32) -> i32 [] {};
            /// number of zero bits in front
            clz_i32 ClzI32 (i32) -> i32 [] {};
            /// function of `math_function` on a double
            math_f64 MathF64 (f64) -> f64 [] {function: u32};
            /// Math.min and Math.max of two
            min_f64 MinF64 (f64, f64) -> f64 [] {};
            max_f64 MaxF64 (f64, f64) -> f64 [] {};

            // ---- predictions: guards and checked arithmetic; exits resume at the state's pc ----
            /// the value, known to be of one of `kinds` (a `Kinds`); `exit` is the `ExitKind`
            guard_kind GuardKind (boxed) -> boxed [exits checks] {kinds: u32, exit: u32};
            /// the object, known to have the shape of a template
            guard_shape GuardShape (boxed) -> boxed [reads exits checks] {template: u32};
            /// the object, known to be a cell of this `CellKind`
            guard_cell GuardCell (boxed) -> boxed [exits checks] {cell: u32};
            /// the closure, known to be one of this function
            guard_function GuardFunction (boxed) -> boxed [exits checks] {function: u32};
            /// the function, known to be this built-in (`jsc_abi::builtin`)
            guard_builtin GuardBuiltin (boxed) -> boxed [exits checks] {builtin: u32};
            /// the int32, known to be from `low` to `high`
            guard_range GuardRange (i32) -> i32 [exits checks] {low: i32, high: i32};
            /// in front of a loop: where guards that leave the loop exit to
            checkpoint Checkpoint () -> none [exits checks] {};
            add_i32_checked AddI32Checked (i32, i32) -> i32 [exits] {};
            sub_i32_checked SubI32Checked (i32, i32) -> i32 [exits] {};
            /// exits also where the result is -0
            mul_i32_checked MulI32Checked (i32, i32) -> i32 [exits] {};
            /// exits also where the divisor is 0 or the result is -0
            rem_i32_checked RemI32Checked (i32, i32) -> i32 [exits] {};
            /// the double if it is an int32 (-0 gives 0: for element keys)
            f64_to_index F64ToIndex (f64) -> i32 [exits] {};
            /// the double if it is an int32 and not -0
            f64_to_i32_exact F64ToI32Exact (f64) -> i32 [exits] {};

            // ---- what guards allow: objects of known shape or kind ----
            /// property at `offset` (a `SlotOffset`, sign-extended)
            load_slot LoadSlot (boxed) -> boxed [reads] {offset: u64, name: u32};
            store_slot StoreSlot (boxed, boxed) -> none [writes] {offset: u64, name: u32};
            /// the object, which has another shape, takes on this one: a property has been stored behind the others
            set_shape SetShape (boxed) -> none [writes] {template: u32};
            /// a method that objects of a predicted shape inherit under a name; exits unless it is a closure of the function
            load_method LoadMethod (boxed) -> boxed [reads exits] {template: u32, name: u32, function: u32};
            /// the value, of which the way here says that it is a closure of the function
            refine_function RefineFunction (boxed) -> boxed [] {function: u32};
            /// exits if a prototype of objects of a predicted shape wants to know of additions under this name
            check_addable CheckAddable (boxed) -> none [reads exits checks] {template: u32, name: u32};
            /// a property that is predicted to be a function, own or inherited; exits unless it is a plain data property
            load_property LoadProperty (boxed) -> boxed [reads allocates exits] {name: u32, site: u32};
            /// a property of the global object; exits as above
            load_global LoadGlobal () -> boxed [reads allocates exits] {name: u32, site: u32};
            /// length of an array; if it shall be `dense`, exits if it is a sparse one
            array_length ArrayLength (boxed) -> i32 [reads exits] {dense: u32};
            /// element of an array, whose index may be known to be `inside`; exits out of bounds and at holes, if a number is expected or anything else has a say
            array_get ArrayGet (boxed, i32) -> boxed [reads exits checks] {inside: u32};
            /// whether an array has an element, whose index may be known to be `inside`; exits where attributes or prototypes have a say
            array_has ArrayHas (boxed, i32) -> bool [reads exits] {inside: u32};
            /// [] with room for as many elements as an array has
            new_array_for NewArrayFor (boxed) -> boxed [allocates reads] {};
            /// exits unless methods of arrays make what they give of this array as an ordinary array, of no more than `MAX_APPENDED` elements
            check_species CheckSpecies (boxed) -> none [reads allocates exits checks] {};
            /// stores an element of an array; exits where attributes or prototypes have a say. Out of bounds the array grows, or if not
            /// `grows` it exits
            array_set ArraySet (boxed, i32, boxed) -> none [allocates writes exits] {grows: u32};
            /// appends to an array, gives its new length; exits where attributes or prototypes have a say
            array_append ArrayAppend (boxed, boxed) -> i32 [allocates reads writes exits] {};
            /// takes the last element from an array, undefined if it is empty; exits where attributes or prototypes have a say
            array_pop ArrayPop (boxed) -> boxed [allocates reads writes exits] {};
            /// length of a typed array; exits unless that is the original getter
            typed_length TypedLength (boxed) -> i32 [reads allocates exits checks] {site: u32};
            typed_get_i32 TypedGetI32 (boxed, i32) -> i32 [reads exits checks] {cell: u32, inside: u32};
            typed_get_f64 TypedGetF64 (boxed, i32) -> f64 [reads exits checks] {cell: u32, inside: u32};
            /// out of bounds it does nothing
            typed_set_i32 TypedSetI32 (boxed, i32, i32) -> none [writes] {cell: u32, inside: u32};
            typed_set_f64 TypedSetF64 (boxed, i32, f64) -> none [writes] {cell: u32, inside: u32};
            string_length StringLength (boxed) -> i32 [] {};
            /// string of one code unit of a string, or undefined; exits where prototypes have a say
            string_get StringGet (boxed, i32) -> boxed [allocates exits] {};
            /// code unit of a string; exits out of bounds
            char_code_at CharCodeAt (boxed, i32) -> i32 [allocates exits checks] {inside: u32};
            /// an inlined activation (its number) of this callee begins: stack traces show it
            enter_inlined EnterInlined (boxed) -> none [writes] {number: u32};
            /// whether the value is a closure of this function
            has_function HasFunction (boxed) -> bool [] {function: u32};
            /// whether the object is a cell of this `CellKind`
            has_cell HasCell (boxed) -> bool [] {cell: u32};
            /// whether the object has the shape of a template
            has_shape HasShape (boxed) -> bool [reads] {template: u32};
            /// what [[Construct]] of a base constructor allocates; exits unless it gives its objects the first shape of a template
            new_instance NewInstance (boxed) -> boxed [reads allocates exits] {template: u32, inline_slots: u32};
            /// exits where `new_instance` would
            check_instance CheckInstance (boxed) -> none [reads allocates exits checks] {template: u32, inline_slots: u32};
            /// `new_object_with` whose object is predicted to get the shape of a template
            new_literal NewLiteral (boxed*) -> boxed [allocates] {template: u32, keys: u32, site: u32};
            /// for frame states only: an object that was never made, of a template's shape, with these properties. Equal numbers: the same object
            rebuilt Rebuilt (boxed*) -> boxed [] {template: u32, inline_slots: u32, number: u32};
            /// the same of what `new_object_with` makes of these keys
            rebuilt_literal RebuiltLiteral (boxed*) -> boxed [] {keys: u32, number: u32};
            /// call of a closure of this function: callee, this, arguments, which may be unboxed as its signature says
            call_known CallKnown (boxed, boxed, any*) -> boxed [throws runs_js allocates reads writes] {function: u32};

            // ---- arithmetic on anything ----
            add Add (boxed, boxed) -> boxed [throws runs_js allocates] {};
            sub Sub (boxed, boxed) -> boxed [throws runs_js allocates] {};
            mul Mul (boxed, boxed) -> boxed [throws runs_js allocates] {};
            div Div (boxed, boxed) -> boxed [throws runs_js allocates] {};
            rem Rem (boxed, boxed) -> boxed [throws runs_js allocates] {};
            exp Exp (boxed, boxed) -> boxed [throws runs_js allocates] {};
            bit_and BitAnd (boxed, boxed) -> boxed [throws runs_js allocates] {};
            bit_or BitOr (boxed, boxed) -> boxed [throws runs_js allocates] {};
            bit_xor BitXor (boxed, boxed) -> boxed [throws runs_js allocates] {};
            shl Shl (boxed, boxed) -> boxed [throws runs_js allocates] {};
            shr Shr (boxed, boxed) -> boxed [throws runs_js allocates] {};
            ushr Ushr (boxed, boxed) -> boxed [throws runs_js allocates] {};
            neg Neg (boxed) -> boxed [throws runs_js allocates] {};
            bit_not BitNot (boxed) -> boxed [throws runs_js allocates] {};
            inc Inc (boxed) -> boxed [throws runs_js allocates] {};
            dec Dec (boxed) -> boxed [throws runs_js allocates] {};
            to_number ToNumber (boxed) -> boxed [throws runs_js] {};
            to_numeric ToNumeric (boxed) -> boxed [throws runs_js] {};
            to_string ToString (boxed) -> boxed [throws runs_js allocates] {};
            to_property_key ToPropertyKey (boxed) -> boxed [throws runs_js allocates] {};
            concat Concat (boxed*) -> boxed [throws allocates] {};

            // ---- tests ----
            to_boolean ToBoolean (boxed) -> bool [] {};
            type_of TypeOf (boxed) -> boxed [] {};
            is_undefined IsUndefined (boxed) -> bool [] {};
            is_nullish IsNullish (boxed) -> bool [] {};
            is_empty IsEmpty (boxed) -> bool [] {};
            less Less (boxed, boxed) -> bool [throws runs_js] {};
            less_equal LessEqual (boxed, boxed) -> bool [throws runs_js] {};
            greater Greater (boxed, boxed) -> bool [throws runs_js] {};
            greater_equal GreaterEqual (boxed, boxed) -> bool [throws runs_js] {};
            equal Equal (boxed, boxed) -> bool [throws runs_js] {};
            strict_equal StrictEqual (boxed, boxed) -> bool [] {};
            has_property HasProperty (boxed, boxed) -> bool [throws runs_js reads] {};
            instance_of InstanceOf (boxed, boxed) -> bool [throws runs_js reads] {};

            // ---- the activation ----
            /// parameter number `index`, or undefined
            parameter Parameter () -> boxed [] {index: u32};
            /// the same where the function's signature has it unboxed
            parameter_i32 ParameterI32 () -> i32 [] {index: u32};
            parameter_f64 ParameterF64 () -> f64 [] {index: u32};
            parameter_bool ParameterBool () -> bool [] {index: u32};
            this This () -> boxed [] {};
            this_sloppy ThisSloppy () -> boxed [allocates] {};
            callee Callee () -> boxed [] {};
            new_target NewTarget () -> boxed [] {};
            closure_environment ClosureEnvironment () -> boxed [] {};
            /// the environment that a closure closed over
            function_environment FunctionEnvironment (boxed) -> boxed [] {};
            super_base SuperBase (boxed) -> boxed [throws runs_js reads] {};
            super_constructor SuperConstructor (boxed) -> boxed [throws reads] {};
            create_arguments CreateArguments () -> boxed [allocates] {};
            create_mapped_arguments CreateMappedArguments (boxed) -> boxed [allocates] {first_slot: u32, count: u32};
            create_rest CreateRest () -> boxed [allocates] {start: u32};
            check_constructor_call CheckConstructorCall () -> none [throws] {};
            check_constructor_return CheckConstructorReturn (boxed, boxed) -> boxed [throws] {};

            // ---- environments and bindings ----
            new_environment NewEnvironment (boxed) -> boxed [allocates] {slots: u32};
            clone_environment CloneEnvironment (boxed) -> boxed [allocates reads] {};
            get_environment_slot GetEnvironmentSlot (boxed) -> boxed [reads] {depth: u32, slot: u32};
            set_environment_slot SetEnvironmentSlot (boxed, boxed) -> none [writes] {depth: u32, slot: u32};
            get_top GetTop () -> boxed [reads] {slot: u32};
            set_top SetTop (boxed) -> none [writes] {slot: u32};
            get_global GetGlobal () -> boxed [throws runs_js reads] {name: u32, site: u32, or_undefined: u32};
            set_global SetGlobal (boxed) -> none [throws runs_js writes] {name: u32, site: u32, strict: u32};
            delete_global DeleteGlobal () -> bool [throws runs_js writes] {name: u32};
            check_initialized CheckInitialized (boxed) -> none [throws] {name: u32};
            check_this_initialized CheckThisInitialized (boxed) -> none [throws] {};

            // ---- properties ----
            get_by_name GetByName (boxed) -> boxed [throws runs_js reads] {name: u32, site: u32};
            get_length GetLength (boxed) -> boxed [throws runs_js reads] {site: u32};
            set_by_name SetByName (boxed, boxed) -> none [throws runs_js allocates writes] {name: u32, site: u32, strict: u32};
            get_by_value GetByValue (boxed, boxed) -> boxed [throws runs_js allocates reads] {site: u32};
            set_by_value SetByValue (boxed, boxed, boxed) -> none [throws runs_js allocates writes] {site: u32, strict: u32};
            get_super GetSuper (boxed, boxed, boxed) -> boxed [throws runs_js reads] {};
            set_super SetSuper (boxed, boxed, boxed, boxed) -> none [throws runs_js allocates writes] {strict: u32};
            delete_by_value DeleteByValue (boxed, boxed) -> bool [throws runs_js writes] {strict: u32};
            get_private GetPrivate (boxed, boxed) -> boxed [throws runs_js reads] {site: u32};
            set_private SetPrivate (boxed, boxed, boxed) -> none [throws runs_js writes] {site: u32};
            define_private_field DefinePrivateField (boxed, boxed, boxed) -> none [throws allocates writes] {site: u32};
            define_private_method DefinePrivateMethod (boxed, boxed, boxed) -> none [throws allocates writes] {kind: u32};
            has_private HasPrivate (boxed, boxed) -> bool [throws reads] {};
            new_private_name NewPrivateName () -> boxed [allocates] {description: u32};
            define_by_name DefineByName (boxed, boxed) -> none [throws runs_js allocates writes] {name: u32, site: u32};
            define_by_value DefineByValue (boxed, boxed, boxed) -> none [throws runs_js allocates writes] {};
            define_method DefineMethod (boxed, boxed, boxed) -> none [throws runs_js allocates writes] {};
            define_getter DefineGetter (boxed, boxed, boxed) -> none [throws runs_js allocates writes] {enumerable: u32};
            define_setter DefineSetter (boxed, boxed, boxed) -> none [throws runs_js allocates writes] {enumerable: u32};
            set_literal_prototype SetLiteralPrototype (boxed, boxed) -> none [throws writes] {};
            /// target, source, excluded keys
            copy_data_properties CopyDataProperties (boxed, boxed, boxed*) -> none [throws runs_js allocates writes] {};

            // ---- objects, functions, classes ----
            new_object NewObject () -> boxed [allocates] {inline_slots: u32};
            new_object_with NewObjectWith (boxed*) -> boxed [allocates] {keys: u32, site: u32};
            new_array NewArray () -> boxed [allocates] {capacity: u32};
            new_array_with NewArrayWith (boxed*) -> boxed [allocates] {};
            array_push ArrayPush (boxed, boxed) -> none [throws allocates writes] {};
            array_push_spread ArrayPushSpread (boxed, boxed) -> none [throws runs_js allocates writes] {};
            create_closure CreateClosure (boxed) -> boxed [allocates] {function: u32};
            set_home_object SetHomeObject (boxed, boxed) -> none [allocates writes] {};
            set_function_name SetFunctionName (boxed, boxed) -> none [allocates writes] {prefix: u32};
            create_class CreateClass (boxed, boxed) -> boxed [throws runs_js allocates reads] {function: u32};
            get_class_prototype GetClassPrototype (boxed) -> boxed [reads] {};
            create_regexp CreateRegExp () -> boxed [throws allocates] {constant: u32};
            get_template_object GetTemplateObject () -> boxed [allocates] {constant: u32};

            // ---- calls: callee, this (or new.target), arguments ----
            call Call (boxed, boxed, boxed*) -> boxed [throws runs_js allocates reads writes] {site: u32};
            construct Construct (boxed, boxed, boxed*) -> boxed [throws runs_js allocates reads writes] {site: u32};
            call_array CallArray (boxed, boxed, boxed) -> boxed [throws runs_js allocates reads writes] {};
            construct_array ConstructArray (boxed, boxed, boxed) -> boxed [throws runs_js allocates reads writes] {};
            /// takes the exception: first op of a handler
            catch Catch () -> boxed [reads writes] {};

            // ---- iteration ----
            get_iterator GetIterator (boxed) -> boxed [throws runs_js allocates] {};
            iterator_next IteratorNext (boxed, boxed) -> boxed [throws runs_js allocates reads writes] {};
            iterator_close IteratorClose (boxed) -> none [throws runs_js] {};
            iterator_close_silently IteratorCloseSilently (boxed) -> none [runs_js] {};
            /// iterator over an array; exits if somebody has changed how arrays are iterated over
            array_iterator ArrayIterator (boxed) -> boxed [allocates reads exits] {};
            /// `next` of an iterator that was made right before by `array_iterator`
            array_iterator_method ArrayIteratorMethod (boxed) -> boxed [reads] {};
            /// the iterator, known to be one over elements, given its `next`: the original one
            guard_array_iteration GuardArrayIteration (boxed, boxed) -> boxed [exits checks] {};
            /// `iterator_next` of such an iterator; exits where the element is not simply there
            array_iterator_next ArrayIteratorNext (boxed) -> boxed [reads writes exits] {};
            /// exits if closing the iterator would do anything
            array_iterator_close ArrayIteratorClose (boxed) -> none [reads exits checks] {};
            for_in_start ForInStart (boxed) -> boxed [throws runs_js allocates] {};
            for_in_next ForInNext (boxed) -> boxed [throws runs_js reads writes] {};
            check_object CheckObject (boxed) -> none [throws] {what: u32};
            check_object_coercible CheckObjectCoercible (boxed) -> none [throws] {};
            create_iterator_result CreateIteratorResult (boxed) -> boxed [allocates] {done: u32};

            // ---- frame memory: suspension, and entries in the middle ----
            /// register of the frame that the code was entered with
            load_register LoadRegister () -> boxed [reads] {register: u32};
            store_register StoreRegister (boxed) -> none [writes] {register: u32};
            /// makes the generator object; the inputs are the live registers that `registers` (a bit set by position in the
            /// function's list) names
            initial_yield InitialYield (boxed*) -> boxed [throws allocates] {pc: u32, entry: u32, list: u32};
            /// notes where the running generator goes on
            suspend Suspend () -> none [writes] {pc: u32, entry: u32};

            // ---- control ----
            jump Jump () -> none [ends] {};
            /// first target if true
            branch Branch (bool) -> none [ends] {};
            return_value ReturnValue (boxed) -> none [ends] {};
            throw Throw (boxed) -> none [throws ends] {};
            throw_error ThrowError () -> none [throws ends] {kind: u32, message: u32};
        }
    };
}

/// What an op may do besides computing its result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Effects {
    pub throws: bool,
    pub runs_js: bool,
    pub allocates: bool,
    pub reads: bool,
    pub writes: bool,
    pub ends: bool,
    pub exits: bool,
    pub checks: bool,
}

impl Effects {
    const fn from_names(names: &[&str]) -> Effects {
        let mut e = Effects {
            throws: false,
            runs_js: false,
            allocates: false,
            reads: false,
            writes: false,
            ends: false,
            exits: false,
            checks: false,
        };
        let mut i = 0;
        while i < names.len() {
            match names[i].as_bytes() {
                b"throws" => e.throws = true,
                b"runs_js" => e.runs_js = true,
                b"allocates" => e.allocates = true,
                b"reads" => e.reads = true,
                b"writes" => e.writes = true,
                b"ends" => e.ends = true,
                b"exits" => e.exits = true,
                b"checks" => e.checks = true,
                _ => panic!("unknown effect"),
            }
            i += 1;
        }
        e
    }

    /// May be removed if its result is unused. (An allocation cannot be observed.)
    pub const fn is_removable(self) -> bool {
        !(self.throws || self.runs_js || self.writes || self.ends || self.checks)
    }

    /// Depends on and changes nothing but its inputs: may be merged with an equal one that dominates it, and if it does not exit,
    /// moved.
    pub const fn is_pure(self) -> bool {
        self.is_removable() && !self.reads && !self.allocates
    }
}

/// Inputs beyond the fixed ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Further {
    None,
    Boxed,
    /// Of any representation.
    Any,
}

/// How a value is held.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Repr {
    None,
    Boxed,
    I32,
    F64,
    Bool,
}

impl Repr {
    pub const fn name(self) -> &'static str {
        match self {
            Repr::None => "none",
            Repr::Boxed => "boxed",
            Repr::I32 => "i32",
            Repr::F64 => "f64",
            Repr::Bool => "bool",
        }
    }

    pub fn from_name(name: &str) -> Option<Repr> {
        [Repr::None, Repr::Boxed, Repr::I32, Repr::F64, Repr::Bool].into_iter().find(|r| r.name() == name)
    }
}

macro_rules! repr {
    (none) => {
        Repr::None
    };
    (boxed) => {
        Repr::Boxed
    };
    (i32) => {
        Repr::I32
    };
    (f64) => {
        Repr::F64
    };
    (bool) => {
        Repr::Bool
    };
}

macro_rules! define_ops {
    ($( $(#[doc = $doc:literal])* $snake:ident $camel:ident ($($input:tt)*) -> $out:ident [$($effect:ident)*] {$($imm:ident: $ity:ident),*}; )*) => {
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        pub enum Op { $( $(#[doc = $doc])* $camel ),* }

        impl Op {
            pub const COUNT: usize = [$(stringify!($snake)),*].len();
            pub const ALL: [Op; Op::COUNT] = [$(Op::$camel),*];
            const NAMES: [&'static str; Op::COUNT] = [$(stringify!($snake)),*];
            const RESULTS: [Repr; Op::COUNT] = [$(repr!($out)),*];
            const EFFECTS: [Effects; Op::COUNT] = [$(Effects::from_names(&[$(stringify!($effect)),*])),*];
            const IMMEDIATES: [&'static [&'static str]; Op::COUNT] = [$(&[$(stringify!($imm)),*]),*];
            const INPUTS: [&'static str; Op::COUNT] = [$(stringify!($($input)*)),*];

            pub const fn name(self) -> &'static str { Op::NAMES[self as usize] }
            pub const fn result(self) -> Repr { Op::RESULTS[self as usize] }
            pub const fn effects(self) -> Effects { Op::EFFECTS[self as usize] }
            /// Names of the immediates.
            pub const fn immediates(self) -> &'static [&'static str] { Op::IMMEDIATES[self as usize] }
            pub fn from_name(name: &str) -> Option<Op> {
                match name { $(stringify!($snake) => Some(Op::$camel),)* _ => None }
            }
        }
    };
}

for_each_sir_op!(define_ops);

impl Op {
    /// A parameter that the function is given unboxed.
    pub const fn is_typed_parameter(self) -> bool {
        matches!(self, Op::ParameterI32 | Op::ParameterF64 | Op::ParameterBool)
    }

    /// Gives its input, refined.
    pub const fn is_guard(self) -> bool {
        matches!(self, Op::GuardKind | Op::GuardShape | Op::GuardCell | Op::GuardFunction | Op::GuardBuiltin)
    }

    /// Stands for an object that only exits make.
    pub const fn is_rebuilt(self) -> bool {
        matches!(self, Op::Rebuilt | Op::RebuiltLiteral)
    }

    /// The representations of the fixed inputs, and what any number of others may be that follow.
    pub fn inputs(self) -> (Vec<Repr>, Further) {
        let mut fixed = Vec::new();
        let mut further = Further::None;
        for part in Op::INPUTS[self as usize].split(',').map(str::trim).filter(|p| !p.is_empty()) {
            if let Some(repr) = part.strip_suffix('*') {
                further = if repr.trim() == "any" { Further::Any } else { Further::Boxed };
            } else {
                fixed.push(Repr::from_name(part).expect("the list names representations"));
            }
        }
        (fixed, further)
    }
}
