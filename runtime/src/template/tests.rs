//! Predicted shapes of hand-written lists, over bytecode text.

use super::*;
use crate::handle::ValueExt;
use crate::options::Options;
use jsc_abi::Value;
use jsc_abi::bytecode::{parse, verify};
use jsc_abi::image::writer::{ConstantData, ProgramData};

const PROGRAM: &str = r#"
    k0 = key "x"
    k1 = key "y"
    k2 = key "z"
    k3 = keys [k0, k1]
    k4 = key "7"
    function f0 name="" length=0 parameters=0 registers=4 feedback=1 flags=strict {
        load_undefined r0
        return_value r0
    }
    function f1 name="C" length=2 parameters=2 registers=4 feedback=2 flags=strict|constructor inline_slots=3 {
        load_this r2
        set_by_name r2, k0, r0, s0
        set_by_name r2, k1, r1, s1
        return_value r2
    }
    function f2 name="D" length=2 parameters=2 registers=4 feedback=2 flags=strict|constructor|derived_constructor inline_slots=1 {
        load_undefined r0
        return_value r0
    }
    function f3 name="literals" length=0 parameters=0 registers=6 feedback=3 flags=strict {
        load_int r0, 1
        load_int r1, 2
        new_object_with r2, k3, r0+2, s0
        new_object r3, 2
        set_by_name r3, k0, r0, s1
        set_by_name r3, k1, r1, s2
        new_array_with r4, r2+2
        return_value r4
    }
"#;

/// A root of a list: kind, origin, inline slots.
fn root(kind: TemplateKind, origin: u32, inline_slots: u32) -> ShapeTemplate {
    let (first_child, next_sibling) = (NO_TEMPLATE, NO_TEMPLATE);
    ShapeTemplate { kind: kind as u32, origin, key: 0, count: 0, inline_slots, first_child, next_sibling, field: 0 }
}

/// Adds a child and links it.
fn child(list: &mut Vec<ShapeTemplate>, parent: u32, key: u32) -> u32 {
    let index = list.len() as u32;
    let p = &mut list[parent as usize];
    let (count, inline_slots) = (p.count + 1, p.inline_slots);
    let next_sibling = core::mem::replace(&mut p.first_child, index);
    let kind = TemplateKind::Child as u32;
    let first_child = NO_TEMPLATE;
    list.push(ShapeTemplate { kind, origin: parent, key, count, inline_slots, first_child, next_sibling, field: 0 });
    index
}

struct Fixture {
    ctx: Box<Context>,
    program: *const Program,
    keys: [PropertyKey; 3],
}

fn zeroed<T>(count: usize) -> *mut T {
    let words: &'static mut [u128] = vec![0u128; (count * size_of::<T>()).div_ceil(16).max(1)].leak();
    words.as_mut_ptr() as *mut T
}

impl Fixture {
    fn new(list: Vec<ShapeTemplate>) -> Fixture {
        Fixture::with_options(list, "")
    }

    /// Loads the program as native code is loaded (all of its functions have bytecode only).
    fn with_options(list: Vec<ShapeTemplate>, options: &str) -> Fixture {
        let data: ProgramData = parse(PROGRAM).unwrap_or_else(|e| panic!("{e}"));
        verify(&data).unwrap_or_else(|e| panic!("{e}"));
        assert!(matches!(data.constants[3], ConstantData::Keys(_)));
        let bytes = data.write().unwrap();
        let image = zeroed::<u8>(bytes.len());
        // SAFETY: room for all bytes.
        unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), image, bytes.len()) };
        let mut roots: Vec<u32> =
            (0..list.len() as u32).filter(|&i| list[i as usize].kind != TemplateKind::Child as u32).collect();
        roots.sort_by_key(|&i| (list[i as usize].kind, list[i as usize].origin));
        let (list, roots) = (list.leak(), roots.leak());
        let native = NativeProgram {
            image,
            natives: zeroed::<NativeEntry>(data.functions.len()),
            function_count: data.functions.len() as u32,
            template_count: list.len() as u32,
            templates: list.as_ptr(),
            template_roots: roots.as_ptr(),
            template_root_count: roots.len() as u64,
            constants: zeroed(data.constants.len()),
            top: zeroed(1),
            codes: zeroed(data.functions.len()),
            feedback: zeroed(data.functions.iter().map(|f| f.feedback_count as usize).sum()),
            regexp_engine: core::ptr::null(),
        };
        let options = Options::parse(options).unwrap();
        let mut ctx = Context::with_templates(options, native.template_count);
        // SAFETY: what was just made.
        let program = unsafe { ctx.load_native(&native) };
        let keys = ["x", "y", "z"].map(|k| ctx.key(k));
        Fixture { ctx, program, keys }
    }

    fn closure(&mut self, index: u32) -> Func {
        // SAFETY: the program has that function.
        unsafe { self.ctx.create_closure(self.program, index, Value::UNDEFINED) }
    }

    /// `new F(1, 2)`
    fn construct(&mut self, f: Func) -> Obj {
        let args = [Value::from_i32(1), Value::from_i32(2)];
        self.ctx.construct(f.object(), &args, None).unwrap()
    }

    fn add(&mut self, o: Obj, key: usize) {
        self.ctx.create_data_property_or_throw(o, self.keys[key], Value::from_i32(3)).unwrap();
    }

    /// The number of the template whose shape the object has.
    fn template_of(&self, o: Obj) -> Option<u32> {
        let count = self.ctx.templates.all.len() as u32;
        o.header.shape.checked_sub(shape_template_id(0)).filter(|&i| i < count)
    }
}

/// C with x, y, z, and y before x too; its numbers are 0, 1, 2, 3, 4.
fn constructor_list() -> Vec<ShapeTemplate> {
    let mut list = vec![root(TemplateKind::Constructor, 1, 3)];
    let x = child(&mut list, 0, 0);
    let xy = child(&mut list, x, 1);
    child(&mut list, xy, 2);
    child(&mut list, 0, 1);
    list
}

#[test]
fn instances_have_the_shapes_that_were_predicted() {
    for options in ["", "gc-stress"] {
        let mut f = Fixture::with_options(constructor_list(), options);
        assert_eq!(shape_template_id(0), shape_id::FIRST_OBJECT);
        let c = f.closure(1);
        let o = f.construct(c);
        assert_eq!(o.header.shape, shape_template_id(2));
        f.add(o, 2);
        assert_eq!(o.header.shape, shape_template_id(3));
        let fresh = f.ctx.create_this(c, c.value()).unwrap();
        assert_eq!(fresh.header.shape, shape_template_id(0));
        f.add(fresh, 1);
        assert_eq!(fresh.header.shape, shape_template_id(4));
        // The layout is what compiled code believes.
        for (i, key) in f.keys.into_iter().enumerate() {
            let p = f.ctx.shape_of(o).lookup(key).unwrap();
            assert_eq!((p.slot, p.attributes), (i as u32, attribute::ALL));
            assert_eq!(f.ctx.shape_of(o).offset(p.slot), (size_of::<Object>() + 8 * i) as i32);
        }
        assert_eq!(f.ctx.get(o, f.keys[1]), Ok(Value::from_i32(2)));
        f.ctx.collect(true);
        assert_eq!(f.ctx.get(o, f.keys[2]), Ok(Value::from_i32(3)));
        let again = f.construct(c);
        assert_eq!(f.template_of(again), Some(2));
        assert_eq!((f.ctx.templates.claimed, f.ctx.templates.root_count()), (1, 1));
    }
}

#[test]
fn typed_fields_hold_doubles_or_the_shape_is_another() {
    for options in ["", "gc-stress"] {
        let mut list = constructor_list();
        list[2].field = FieldType::Double as u32;
        let mut f = Fixture::with_options(list, options);
        let c = f.closure(1);
        let [x, y, z] = f.keys;
        let (a, b) = (f.construct(c), f.construct(c));
        // (The second, whose sites know the shape.)
        for o in [a, b] {
            assert_eq!(f.template_of(o), Some(2));
            assert_eq!(f.ctx.get(o, x), Ok(Value::from_i32(1)));
            assert_eq!(f.ctx.get(o, y), Ok(Value::from_f64(2.0)));
        }
        f.ctx.set(a, y, Value::from_i32(7), true).unwrap();
        assert_eq!((f.template_of(a), f.ctx.get(a, y)), (Some(2), Ok(Value::from_f64(7.0))));
        f.ctx.set(a, y, Value::NULL, true).unwrap();
        assert_eq!((f.template_of(a), f.ctx.get(a, y)), (None, Ok(Value::NULL)));
        assert_eq!(f.ctx.get(a, x), Ok(Value::from_i32(1)));
        f.ctx.set(a, y, Value::from_i32(8), true).unwrap();
        assert_eq!((f.template_of(a), f.ctx.get(a, y)), (None, Ok(Value::from_i32(8))));
        // All that left share one shape, and go on in step.
        f.ctx.set(b, y, Value::UNDEFINED, true).unwrap();
        assert_eq!(a.header.shape, b.header.shape);
        f.add(a, 2);
        f.add(b, 2);
        assert_eq!(a.header.shape, b.header.shape);
        assert_eq!(f.ctx.get(b, z), Ok(Value::from_i32(3)));
        // Added as something else from the start.
        let o = f.ctx.create_this(c, c.value()).unwrap();
        f.add(o, 0);
        f.ctx.create_data_property_or_throw(o, y, Value::TRUE).unwrap();
        f.add(o, 2);
        assert_eq!((o.header.shape, f.ctx.get(o, y)), (a.header.shape, Ok(Value::TRUE)));
        // Redefined, and with another prototype.
        let o = f.construct(c);
        let other = f.ctx.new_plain_object();
        f.ctx.set_prototype_of(o, Some(other)).unwrap();
        f.ctx.set(o, y, Value::TRUE, true).unwrap();
        assert_eq!(f.ctx.get(o, y), Ok(Value::TRUE));
        assert!(f.ctx.prototype(o) == Some(other));
        f.ctx.collect(true);
    }
}

#[test]
fn another_order_of_properties_leaves_the_tree() {
    let mut f = Fixture::new(constructor_list());
    let c = f.closure(1);
    let o = f.ctx.create_this(c, c.value()).unwrap();
    f.add(o, 2);
    assert_eq!(f.template_of(o), None);
    f.add(o, 0);
    assert_eq!(f.template_of(o), None);
    let o = f.ctx.create_this(c, c.value()).unwrap();
    f.add(o, 1);
    f.add(o, 0);
    assert_eq!(f.template_of(o), None);
}

#[test]
fn only_the_first_closure_of_a_function_has_the_predicted_shapes() {
    let mut f = Fixture::new(constructor_list());
    let (first, second) = (f.closure(1), f.closure(1));
    let a = f.construct(first);
    let b = f.construct(second);
    assert_eq!((f.template_of(a), f.template_of(b)), (Some(2), None));
    let b = f.construct(second);
    assert_eq!(f.template_of(b), None);
}

#[test]
fn dictionaries_leave_the_tree() {
    let mut f = Fixture::new(constructor_list());
    let c = f.closure(1);
    let o = f.construct(c);
    assert!(f.ctx.delete(o, f.keys[0]).unwrap());
    assert_eq!(f.template_of(o), None);
    let frozen = f.construct(c);
    f.ctx.set_integrity(frozen, true).unwrap();
    assert_eq!(f.template_of(frozen), None);
    let o = f.construct(c);
    assert_eq!(f.template_of(o), Some(2));
}

#[test]
fn other_prototypes_leave_the_tree() {
    let mut f = Fixture::new(constructor_list());
    let c = f.closure(1);
    let o = f.construct(c);
    let other = f.ctx.new_plain_object();
    assert!(f.ctx.set_prototype_of(o, Some(other)).unwrap());
    assert_eq!(f.template_of(o), None);
    let o = f.construct(c);
    assert_eq!(f.template_of(o), Some(2));
    f.ctx.set_function_prototype(c, other.value());
    let o = f.construct(c);
    assert_eq!(f.template_of(o), None);
    assert!(f.ctx.prototype(o) == Some(other));
}

#[test]
fn objects_made_of_the_prototype_before_do_not_take_the_shapes_away() {
    let mut f = Fixture::new(vec![root(TemplateKind::Constructor, 1, 3)]);
    let c = f.closure(1);
    let prototype = f.ctx.function_prototype(c).as_object().unwrap();
    f.ctx.root_shape(CellKind::Object, Some(prototype), 3, crate::object::create::variant::NONE);
    let o = f.ctx.create_this(c, c.value()).unwrap();
    assert_eq!(f.template_of(o), Some(0));
}

#[test]
fn derived_classes_are_found_by_new_target() {
    // 3 slots of C and 1 of D.
    let mut list = vec![root(TemplateKind::Constructor, 2, 4)];
    child(&mut list, 0, 0);
    let mut f = Fixture::new(list);
    let (c, d) = (f.closure(1), f.closure(2));
    f.ctx.set_prototype_of(d.object(), Some(c.object())).unwrap();
    let prototype = f.ctx.new_plain_object();
    f.ctx.set_function_prototype(d, prototype.value());
    let o = f.ctx.create_this(c, d.value()).unwrap();
    assert_eq!(f.template_of(o), Some(0));
    f.add(o, 0);
    assert_eq!(f.template_of(o), Some(1));
    let base = f.construct(c);
    assert_eq!(f.template_of(base), None);
}

#[test]
fn literals_have_the_shapes_that_were_predicted() {
    let mut list = vec![root(TemplateKind::Literal, 2, 2)];
    let x = child(&mut list, 0, 0);
    child(&mut list, x, 1);
    let mut f = Fixture::new(list);
    let literals = f.closure(3);
    for _ in 0..3 {
        let result = f.ctx.call_function(literals, Value::UNDEFINED, &[]).unwrap().as_object().unwrap();
        let made: Vec<Option<u32>> =
            f.ctx.array_elements(result).unwrap().iter().map(|v| f.template_of(v.as_object().unwrap())).collect();
        assert_eq!(made, [Some(2), Some(2)]);
    }
    let bigger = f.ctx.new_literal_object(3);
    assert_eq!(f.template_of(bigger), None);
}

#[test]
fn literals_that_starting_the_context_made_do_not_take_the_shapes_away() {
    let mut f = Fixture::new(vec![root(TemplateKind::Literal, 4, 4)]);
    let before = f.ctx.new_plain_object();
    assert_eq!(f.template_of(before), Some(0));
    let second = f.ctx.new_plain_object();
    assert_eq!(f.template_of(second), Some(0));
}

#[test]
fn trees_that_do_not_fit_are_not_claimed() {
    type Change = fn(&mut Vec<ShapeTemplate>);
    let changes: [Change; 9] = [
        |list| list.iter_mut().for_each(|t| t.inline_slots = 4),
        |list| list[3].inline_slots = 2,
        |list| list[2].count = 3,
        |list| list[0].count = 1,
        // The same key twice in a chain, or among siblings.
        |list| list[3].key = 0,
        |list| list[4].key = 0,
        // An index.
        |list| list[2].key = 4,
        // Links that lead back, or nowhere.
        |list| list[3].first_child = 1,
        |list| list[3].next_sibling = 99,
    ];
    for (i, change) in changes.iter().enumerate() {
        let mut list = constructor_list();
        change(&mut list);
        let mut f = Fixture::new(list);
        let c = f.closure(1);
        let o = f.construct(c);
        f.add(o, 2);
        assert_eq!((i, f.template_of(o), f.ctx.templates.claimed), (i, None, 0));
        assert_eq!(f.ctx.get(o, f.keys[2]), Ok(Value::from_i32(3)));
    }
}

#[test]
fn interpreted_programs_have_no_templates() {
    let mut f = Fixture::with_options(constructor_list(), "interpret");
    let c = f.closure(1);
    let o = f.construct(c);
    assert!(!f.ctx.shapes.is_valid(shape_template_id(2)));
    assert_eq!(f.ctx.get(o, f.keys[0]), Ok(Value::from_i32(1)));
}
