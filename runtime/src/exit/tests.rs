//! Exits of hand-written "native" functions, with frame maps written by hand, over bytecode text.

use super::*;
use crate::options::Options;
use jsc_abi::bytecode::{parse, verify};
use jsc_abi::exit::{ExitCounter, ExitKind, FUSE_LIMIT, Fuse, Location, RebuiltKind};
use jsc_abi::image::writer::ProgramData;
use jsc_abi::opcode::Op;
use std::cell::RefCell;

type Words = Vec<u32>;
type Buffer = [u64; 32];

/// What a native function does: fills the buffer and says which map to exit with.
type Plan = Box<dyn Fn(&mut Context, &Incoming, &mut Buffer) -> Words>;
/// What native code does at a loop header.
type Resumption = Box<dyn Fn(&mut Context, &mut ResumeFrame, u32) -> Value>;

struct Incoming<'a> {
    callee: Value,
    this: Value,
    args: &'a [Value],
    new_target: Value,
}

thread_local! {
    static PLAN: RefCell<Option<&'static Plan>> = const { RefCell::new(None) };
    static RESUMPTION: RefCell<Option<&'static Resumption>> = const { RefCell::new(None) };
    static SITE: RefCell<Option<&'static ExitSite>> = const { RefCell::new(None) };
}

/// The entry of the function that stands for compiled code: links its record and exits at once.
unsafe extern "C" fn native(
    header: *mut ContextHeader,
    callee: *mut Function,
    this: Value,
    argv: *const Value,
    argc: usize,
    new_target: Value,
) -> Value {
    let ctx = Context::from_header(header);
    let mut record = FrameRecord { previous: (*header).frame, callee, pc: 0, kind: FrameKind::Native };
    (*header).frame = &mut record;
    let plan = PLAN.with_borrow(|p| p.expect("a plan"));
    let args = if argc == 0 { &[] } else { core::slice::from_raw_parts(argv, argc) };
    let mut buffer = [0; 32];
    let incoming = Incoming { callee: Value::from_cell(callee), this, args, new_target };
    let map = plan(ctx, &incoming, &mut buffer).leak();
    let old = SITE.with_borrow(|s| s.expect("a site"));
    let site = ExitSite { map: map.as_ptr(), counter: old.counter, fuse: old.fuse, reserved: 0, ..*old };
    let site: &'static ExitSite = Box::leak(Box::new(site));
    let result = crate::native::exit(header, site, buffer.as_ptr(), argv, argc as u64);
    (*header).frame = record.previous;
    result
}

unsafe extern "C" fn native_resume(header: *mut ContextHeader, frame: *mut ResumeFrame, entry: u32) -> Value {
    let mut record = FrameRecord { previous: (*header).frame, callee: (*frame).callee, pc: 0, kind: FrameKind::Native };
    (*header).frame = &mut record;
    let resumption = RESUMPTION.with_borrow(|r| r.expect("a resumption"));
    let result = resumption(Context::from_header(header), &mut *frame, entry);
    (*header).frame = record.previous;
    result
}

/// A program whose function 1 is native.
struct Fixture {
    ctx: Box<Context>,
    program: *const Program,
    counter: *mut ExitCounter,
    fuse: *mut Fuse,
}

fn parsed(text: &str) -> ProgramData {
    let program = parse(text).unwrap_or_else(|e| panic!("{e}"));
    verify(&program).unwrap_or_else(|e| panic!("{e}"));
    program
}

/// The pc of the function's `nth` instruction of a kind.
fn pc_of(program: &ProgramData, function: usize, op: Op, nth: usize) -> u32 {
    let code = &program.functions[function].code;
    let (mut pc, mut seen) = (0, 0);
    while let Some((instruction, next)) = Instruction::decode(code, pc) {
        if instruction.op() == op {
            if seen == nth {
                return pc as u32;
            }
            seen += 1;
        }
        pc = next;
    }
    panic!("no such instruction");
}

fn behind(program: &ProgramData, function: usize, op: Op, nth: usize) -> u32 {
    pc_of(program, function, op, nth) + op.length() as u32
}

impl Fixture {
    fn new(data: &ProgramData, options: &str) -> Fixture {
        let bytes = data.write().unwrap();
        let words: &'static mut [u128] = vec![0u128; bytes.len().div_ceil(16)].leak();
        let image = words.as_mut_ptr() as *mut u8;
        // SAFETY: room for all bytes; the writer made the image.
        unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), image, bytes.len()) };
        let mut ctx = Context::new(Options::parse(options).unwrap());
        let program = unsafe { ctx.load_program(image) };
        // SAFETY: as loading a program with native code does.
        unsafe { (&raw mut (*(*program).codes.add(1)).entry).write(native) };
        let counter: *mut ExitCounter = Box::leak(Box::default());
        let fuse: *mut Fuse = Box::leak(Box::default());
        let fixture = Fixture { ctx, program, counter, fuse };
        fixture.site(ExitKind::Type, 1, 0);
        fixture
    }

    /// What the site says of itself.
    fn site(&self, kind: ExitKind, function: u32, pc: u32) {
        let (map, kind) = (core::ptr::null(), kind as u32);
        let site = ExitSite { map, counter: self.counter, fuse: self.fuse, kind, function, pc, reserved: 0 };
        SITE.set(Some(Box::leak(Box::new(site))));
    }

    fn run(&mut self, plan: impl Fn(&mut Context, &Incoming, &mut Buffer) -> Words + 'static) -> String {
        PLAN.set(Some(Box::leak(Box::new(Box::new(plan) as Plan))));
        let result = unsafe { self.ctx.run_program(self.program) };
        let ctx = &mut *self.ctx;
        let (prefix, v) = match result {
            Ok(v) => ("", v),
            Err(_) => ("throws ", ctx.take_exception()),
        };
        assert!(ctx.stack.live_slots().is_empty() && ctx.header.frame.is_null());
        let text = match ctx.to_string(v) {
            Ok(s) => s.to_rust(ctx),
            Err(_) => panic!("no text"),
        };
        format!("{prefix}{text}")
    }
}

/// Runs under each of these options; the results must be equal.
fn run(data: &ProgramData, plan: impl Fn(&mut Context, &Incoming, &mut Buffer) -> Words + Clone + 'static) -> String {
    let result = Fixture::new(data, "").run(plan.clone());
    assert_eq!(Fixture::new(data, "gc-stress").run(plan), result);
    result
}

// ---- writing maps ----

fn at(location: Location, index: u32) -> Words {
    vec![location.word(index)]
}

fn boxed(index: u32) -> Words {
    at(Location::Boxed, index)
}

fn immediate(v: Value) -> Words {
    vec![Location::Immediate.word(0), v.0 as u32, (v.0 >> 32) as u32]
}

fn undefined() -> Words {
    immediate(Value::UNDEFINED)
}

struct FrameSpec {
    function: u32,
    pc: u32,
    this: Words,
    callee: Words,
    new_target: Words,
    registers: Vec<(u32, Words)>,
}

fn frame(function: u32, pc: u32, callee: Words, registers: Vec<(u32, Words)>) -> FrameSpec {
    FrameSpec { function, pc, this: undefined(), callee, new_target: undefined(), registers }
}

type ObjectSpec = (RebuiltKind, u32, Vec<Words>);

fn map(objects: Vec<ObjectSpec>, frames: Vec<FrameSpec>) -> Words {
    let mut out = vec![objects.len() as u32];
    for (kind, detail, values) in objects {
        out.extend([kind as u32, detail, values.len() as u32]);
        out.extend(values.concat());
    }
    out.push(frames.len() as u32);
    for f in frames {
        out.extend([f.function, f.pc]);
        out.extend([f.this, f.callee, f.new_target].concat());
        out.push(f.registers.len() as u32);
        for (register, location) in f.registers {
            out.push(register);
            out.extend(location);
        }
    }
    out
}

// ---- tests ----

/// A top level that calls function 1 with (40, 2).
const TOP: &str = r#"
    function f0 name="" length=0 parameters=0 registers=8 feedback=2 flags=strict {
        create_closure r0, f1, r7
        load_int r1, 40
        load_int r2, 2
        call r3, r0, r7, r1+2, s0
        return_value r3
    }
"#;

#[test]
fn an_exit_goes_on_at_its_pc() {
    let data = parsed(&format!(
        r#"{TOP}
        function f1 name="f" length=2 parameters=2 registers=3 flags=strict {{
            throw r0
            add r2, r0, r1
            return_value r2
        }}"#
    ));
    let pc = pc_of(&data, 1, Op::Add, 0);
    let plan = move |_: &mut Context, i: &Incoming, b: &mut Buffer| {
        (b[0], b[1], b[2]) = (i.callee.0, i.args[0].0, i.args[1].as_int32() as u64);
        let registers = vec![(0, boxed(1)), (1, at(Location::Int32, 2))];
        map(vec![], vec![frame(1, pc, boxed(0), registers)])
    };
    assert_eq!(run(&data, plan), "42");
}

#[test]
fn every_kind_of_location_is_read() {
    let data = parsed(&format!(
        r#"k0 = "constant"
        {TOP}
        function f1 name="f" length=2 parameters=2 registers=12 flags=strict {{
            throw_error 1, k0
            new_array_with r11, r0+10
            return_value r11
        }}"#
    ));
    let pc = pc_of(&data, 1, Op::NewArrayWith, 0);
    let plan = move |_: &mut Context, i: &Incoming, b: &mut Buffer| {
        // Words of int32 and uint32 have garbage in their upper half.
        let garbage = 0xDEAD_BEEF_u64 << 32;
        b[..9].copy_from_slice(&[
            i.callee.0,
            i.args[0].0,
            garbage | (-7i32) as u32 as u64,
            2.5f64.to_bits(),
            (-0.0f64).to_bits(),
            1,
            0,
            garbage | u32::MAX as u64,
            f64::NAN.to_bits() | 0x8000_0000_0000_1234,
        ]);
        let registers = [
            boxed(1),
            at(Location::Int32, 2),
            at(Location::Double, 3),
            at(Location::Double, 4),
            at(Location::Bool, 5),
            at(Location::Bool, 6),
            immediate(Value::NULL),
            at(Location::Uint32, 7),
            at(Location::Constant, 0),
            at(Location::Double, 8),
        ];
        let registers = registers.into_iter().enumerate().map(|(r, l)| (r as u32, l)).collect();
        map(vec![], vec![frame(1, pc, boxed(0), registers)])
    };
    // (join shows null as nothing and -0 as 0)
    assert_eq!(run(&data, plan), "40,-7,2.5,0,true,false,,4294967295,constant,NaN");
}

#[test]
fn results_of_inlined_callees_go_to_the_frame_around() {
    let data = parsed(&format!(
        r#"{TOP}
        function f1 name="outer" length=2 parameters=2 registers=6 feedback=1 flags=strict {{
            load_undefined r4
            create_closure r2, f2, r4
            call r3, r2, r4, r0+2, s0
            add_int r3, r3, 1000
            return_value r3
        }}
        function f2 name="middle" length=2 parameters=2 registers=6 feedback=1 flags=strict {{
            load_undefined r4
            create_closure r2, f3, r4
            call r3, r2, r4, r0+2, s0
            add_int r3, r3, 100
            return_value r3
        }}
        function f3 name="inner" length=2 parameters=2 registers=3 flags=strict {{
            create_rest r2, 0
            add r2, r0, r2
            return_value r0
        }}"#
    ));
    let (outer, middle) = (pc_of(&data, 1, Op::Call, 0), pc_of(&data, 2, Op::Call, 0));
    let inner = pc_of(&data, 3, Op::ReturnValue, 0);
    let plan = move |ctx: &mut Context, i: &Incoming, b: &mut Buffer| unsafe {
        let program = ctx.header.program;
        b[0] = i.callee.0;
        b[1] = ctx.create_closure(program, 2, Value::UNDEFINED).value().0;
        b[2] = ctx.create_closure(program, 3, Value::UNDEFINED).value().0;
        b[3] = 5.5f64.to_bits();
        map(
            vec![],
            vec![
                frame(1, outer, boxed(0), vec![]),
                frame(2, middle, boxed(1), vec![]),
                frame(3, inner, boxed(2), vec![(0, at(Location::Double, 3))]),
            ],
        )
    };
    assert_eq!(run(&data, plan), "1105.5");
    // The innermost reads its arguments from the registers of the call around it.
    let inner = pc_of(&data, 3, Op::CreateRest, 0);
    let plan = move |ctx: &mut Context, i: &Incoming, b: &mut Buffer| unsafe {
        let program = ctx.header.program;
        b[0] = i.callee.0;
        b[1] = ctx.create_closure(program, 3, Value::UNDEFINED).value().0;
        let arguments = vec![(0, immediate(Value::from_i32(7))), (1, immediate(Value::from_i32(8)))];
        map(
            vec![],
            vec![
                frame(1, outer, boxed(0), arguments),
                frame(3, inner, boxed(1), vec![(0, immediate(Value::from_i32(1)))]),
            ],
        )
    };
    assert_eq!(run(&data, plan), "1001");
}

#[test]
fn exceptions_of_inlined_callees_find_the_handlers_around() {
    let text = |handler: &str, catch: &str| {
        format!(
            r#"{TOP}
            function f1 name="outer" length=2 parameters=2 registers=6 feedback=1 flags=strict {{
                {handler}
                load_undefined r4
                create_closure r2, f2, r4
            TRY:
                call r3, r2, r4, r0+1, s0
            END:
                return_value r3
                {catch}
            }}
            function f2 name="inner" length=1 parameters=1 registers=2 flags=strict {{
                throw r0
            }}"#
        )
    };
    let catch = "CATCH:\ncatch r3\nadd r3, r3, r1\nreturn_value r3";
    for (handler, catch, expected) in [("handler TRY..END -> CATCH", catch, "49"), ("", "", "throws 9")] {
        let data = parsed(&text(handler, catch));
        let (outer, inner) = (pc_of(&data, 1, Op::Call, 0), pc_of(&data, 2, Op::Throw, 0));
        let plan = move |ctx: &mut Context, i: &Incoming, b: &mut Buffer| unsafe {
            b[0] = i.callee.0;
            b[1] = ctx.create_closure(ctx.header.program, 2, Value::UNDEFINED).value().0;
            let nine = immediate(Value::from_i32(9));
            let forty = immediate(i.args[0]);
            map(vec![], vec![frame(1, outer, boxed(0), vec![(1, forty)]), frame(2, inner, boxed(1), vec![(0, nine)])])
        };
        assert_eq!(run(&data, plan), expected);
    }
}

#[test]
fn inlined_constructors_give_an_object_or_this() {
    let text = |returned: &str| {
        format!(
            r#"{TOP}
            function f1 name="outer" length=2 parameters=2 registers=6 feedback=2 flags=strict {{
                load_undefined r4
                create_closure r2, f2, r4
                construct r3, r2, r2, r0+1, s0
                get_by_name r3, r3, "x", s1
                return_value r3
            }}
            function f2 name="C" length=1 parameters=1 registers=3 feedback=1 flags=strict|constructor {{
                {returned}
                return_value r1
            }}"#
        )
    };
    let other = "new_object r1, 1\nload_int r2, 8\nset_by_name r1, \"x\", r2, s0";
    for (returned, first, expected) in [("load_int r1, 5", Op::LoadInt, "7"), (other, Op::NewObject, "8")] {
        let data = parsed(&text(returned));
        let (outer, inner) = (pc_of(&data, 1, Op::Construct, 0), pc_of(&data, 2, first, 0));
        let plan = move |ctx: &mut Context, i: &Incoming, b: &mut Buffer| unsafe {
            b[0] = i.callee.0;
            let class = ctx.create_closure(ctx.header.program, 2, Value::UNDEFINED);
            b[1] = class.value().0;
            let this = ctx.create_this(class, class.value()).unwrap();
            b[2] = this.value().0;
            let key = ctx.key("x");
            ctx.create_data_property_or_throw(this, key, Value::from_i32(7)).unwrap();
            let mut inner = frame(2, inner, boxed(1), vec![]);
            (inner.this, inner.new_target) = (boxed(2), boxed(1));
            map(vec![], vec![frame(1, outer, boxed(0), vec![]), inner])
        };
        assert_eq!(run(&data, plan), expected);
    }
}

#[test]
fn results_of_inlined_setters_are_dropped() {
    let data = parsed(&format!(
        r#"{TOP}
        function f1 name="outer" length=2 parameters=2 registers=3 feedback=1 flags=strict {{
            set_by_name r0, "x", r1, s0
            add r2, r0, r1
            return_value r2
        }}
        function f2 name="set x" length=1 parameters=1 registers=2 flags=strict {{
            load_int r1, 100
            return_value r1
        }}"#
    ));
    let (outer, inner) = (pc_of(&data, 1, Op::SetByName, 0), pc_of(&data, 2, Op::LoadInt, 0));
    let plan = move |ctx: &mut Context, i: &Incoming, b: &mut Buffer| unsafe {
        b[0] = i.callee.0;
        b[1] = ctx.create_closure(ctx.header.program, 2, Value::UNDEFINED).value().0;
        let registers = vec![(0, immediate(Value::from_i32(1))), (1, immediate(Value::from_i32(2)))];
        map(vec![], vec![frame(1, outer, boxed(0), registers), frame(2, inner, boxed(1), vec![])])
    };
    assert_eq!(run(&data, plan), "3");
}

#[test]
fn stack_traces_show_inlined_frames_and_the_compiled_one_once() {
    let data = parsed(
        r#"program source=k0
        k0 = "app.js"
        k1 = "no"
        function f0 name="" length=0 parameters=0 registers=8 feedback=2 flags=strict|top_level {
            create_closure r0, f1, r7
            call r3, r0, r7, r1+0, s0   @1:1
            return_value r3
        }
        function f1 name="outer" length=0 parameters=0 registers=6 feedback=2 flags=strict {
            handler TRY..END -> CATCH
        TRY:
            call r3, r2, r4, r0+0, s0   @2:22
        END:
            return_value r3
        CATCH:
            catch r3
            get_by_name r3, r3, "stack", s1
            return_value r3
        }
        function f2 name="inner" length=0 parameters=0 flags=strict {
            throw_error 1, k1  @3:33
        }"#,
    );
    let (outer, inner) = (pc_of(&data, 1, Op::Call, 0), pc_of(&data, 2, Op::ThrowError, 0));
    let plan = move |ctx: &mut Context, i: &Incoming, b: &mut Buffer| unsafe {
        b[0] = i.callee.0;
        b[1] = ctx.create_closure(ctx.header.program, 2, Value::UNDEFINED).value().0;
        map(vec![], vec![frame(1, outer, boxed(0), vec![]), frame(2, inner, boxed(1), vec![])])
    };
    let trace = run(&data, plan);
    let expected =
        "TypeError: no\n    at inner (app.js:3:33)\n    at outer (app.js:2:22)\n    at Object.<anonymous> (app.js:1:1)";
    assert_eq!(trace, expected);
}

#[test]
fn objects_of_every_kind_are_rebuilt_and_refer_to_each_other() {
    let data = parsed(
        r#"
        k0 = key "x"
        k1 = key "y"
        k2 = key "z"
        k3 = keys [k0, k1, k2]
        k4 = "|"
        function f0 name="" length=0 parameters=0 registers=8 feedback=2 flags=strict {
            create_closure r0, f1, r7
            create_closure r1, f3, r7
            call r3, r0, r7, r1+1, s0
            return_value r3
        }
        function f1 name="f" length=1 parameters=1 registers=10 feedback=9 flags=strict {
            throw r0
            get_by_name r1, r0, k0, s0
            get_by_name r2, r0, k1, s1
            get_by_name r3, r0, k2, s2
            load_int r6, 1
            get_by_value r4, r3, r6, s3
            call r5, r4, r7, r0+0, s4
            load_const r7, k4
            add r1, r1, r7
            add r1, r1, r2
            add r1, r1, r7
            get_by_name r6, r5, k1, s5
            strict_equal r6, r6, r3
            add r1, r1, r6
            add r1, r1, r7
            get_by_name r6, r5, k0, s6
            add r1, r1, r6
            instance_of r6, r5, r8
            add r1, r1, r6
            get_length r6, r3, s7
            add r1, r1, r6
            return_value r1
        }
        function f2 name="get" length=0 parameters=0 registers=2 flags=strict {
            load_environment r0
            get_environment_slot r1, r0, 1, 0
            return_value r1
        }
        function f3 name="C" length=0 parameters=0 registers=2 flags=strict|constructor inline=1 {
            load_undefined r0
            return_value r0
        }"#
        .replace(" inline=1", "")
        .as_str(),
    );
    let pc = pc_of(&data, 1, Op::GetByName, 0);
    let plan = move |_: &mut Context, i: &Incoming, b: &mut Buffer| {
        (b[0], b[1], b[2]) = (i.callee.0, i.args[0].0, 1.5f64.to_bits());
        let object = |i| at(Location::Object, i);
        let int = |i| immediate(Value::from_i32(i));
        let objects = vec![
            // { x: 1.5, y: true, z: [hole, closure] }
            (RebuiltKind::Literal, 3, vec![at(Location::Double, 2), immediate(Value::TRUE), object(1)]),
            (RebuiltKind::Array, 0, vec![immediate(Value::EMPTY), object(2)]),
            // reads slot 0 of its environment's parent: the instance
            (RebuiltKind::Closure, 2, vec![object(3)]),
            (RebuiltKind::Environment, 1, vec![object(4), int(3)]),
            (RebuiltKind::Environment, 2, vec![undefined(), object(5), immediate(Value::EMPTY)]),
            // new C with x and y, not yet z
            (RebuiltKind::Instance, 3, vec![boxed(1), int(6), object(1)]),
        ];
        let frame = frame(1, pc, boxed(0), vec![(0, object(0)), (7, undefined()), (8, boxed(1))]);
        map(objects, vec![frame])
    };
    assert_eq!(run(&data, plan), "1.5|true|true|6true2");
}

#[test]
fn exits_need_no_room_below_the_limit_of_the_register_stack() {
    let data = parsed(&format!(
        r#"{TOP}
        function f1 name="f" length=2 parameters=2 registers=20000 flags=strict {{
            add r2, r0, r1
            return_value r2
        }}"#
    ));
    let pc = pc_of(&data, 1, Op::Add, 0);
    let plan = move |_: &mut Context, i: &Incoming, b: &mut Buffer| {
        (b[0], b[1], b[2]) = (i.callee.0, i.args[0].0, i.args[1].0);
        map(vec![], vec![frame(1, pc, boxed(0), vec![(0, boxed(1)), (1, boxed(2))])])
    };
    // 32 KiB of stack give 64 KiB of registers.
    assert_eq!(Fixture::new(&data, "stack=32").run(plan), "42");
}

// ---- loops ----

/// Function 1 counts r1 up to r0, calling nothing.
fn loop_program(handler: bool) -> ProgramData {
    let (handler, catch) = if handler {
        ("handler TRY..END -> CATCH", "CATCH:\ncatch r3\nadd_int r3, r3, 2\nreturn_value r3")
    } else {
        ("", "")
    };
    parsed(&format!(
        r#"{TOP}
        function f1 name="outer" length=2 parameters=2 registers=6 feedback=1 flags=strict {{
            {handler}
        TRY:
            call r3, r2, r4, r0+1, s0
        END:
            add_int r3, r3, 1
            return_value r3
            {catch}
        }}
        function f2 name="loop" length=1 parameters=1 registers=3 entries=1 flags=strict {{
        HEAD:
            loop_header 0
            jump_if_not_less r1, r0, DONE
            inc r1, r1
            jump HEAD
        DONE:
            return_value r1
        }}"#
    ))
}

fn run_loop(
    data: &ProgramData,
    resumption: impl Fn(&mut Context, &mut ResumeFrame, u32) -> Value + 'static,
) -> (String, u64) {
    let mut fixture = Fixture::new(data, "gc-stress");
    // SAFETY: as loading a program with native code does.
    unsafe { (*(*fixture.program).codes.add(2)).resume = native_resume as *const u8 };
    RESUMPTION.set(Some(Box::leak(Box::new(Box::new(resumption) as Resumption))));
    let (outer, inner) = (pc_of(data, 1, Op::Call, 0), pc_of(data, 2, Op::Inc, 0));
    let plan = move |ctx: &mut Context, i: &Incoming, b: &mut Buffer| unsafe {
        b[0] = i.callee.0;
        b[1] = ctx.create_closure(ctx.header.program, 2, Value::UNDEFINED).value().0;
        let registers = vec![(0, immediate(i.args[0])), (1, immediate(Value::from_i32(5)))];
        map(vec![], vec![frame(1, outer, boxed(0), vec![]), frame(2, inner, boxed(1), registers)])
    };
    let result = fixture.run(plan);
    (result, fixture.ctx.exits.reentries)
}

#[test]
fn a_loop_goes_on_in_native_code_and_returns_to_its_interpreted_caller() {
    let result = run_loop(&loop_program(false), |ctx, frame, entry| unsafe {
        assert_eq!(entry, 0);
        // One record for the activation, and one for its caller.
        let record = ctx.header.frame;
        assert_eq!((*record).callee, frame.callee);
        assert_ne!((*(*record).previous).callee, frame.callee);
        // The register was incremented by the interpreter.
        assert_eq!(*frame.registers.add(1), Value::from_i32(6));
        ctx.new_plain_object();
        Value::from_i32((*frame.registers).as_int32() + 60)
    });
    assert_eq!(result, ("101".to_string(), 1));
}

#[test]
fn exceptions_of_reentered_loops_find_the_handlers_of_interpreted_callers() {
    let throw = |ctx: &mut Context, _: &mut ResumeFrame, _: u32| {
        ctx.throw(Value::from_i32(20));
        Value::EXCEPTION
    };
    assert_eq!(run_loop(&loop_program(true), throw), ("22".to_string(), 1));
    assert_eq!(run_loop(&loop_program(false), throw), ("throws 20".to_string(), 1));
}

#[test]
fn a_loop_that_is_left_again_goes_on_in_the_same_frame() {
    let data = loop_program(false);
    let inner = pc_of(&data, 2, Op::Inc, 0);
    let top = std::cell::Cell::new(None);
    let result = run_loop(&data, move |ctx, state, _| unsafe {
        assert_eq!(*top.get().get_or_insert(ctx.stack.top), ctx.stack.top);
        top.set(Some(ctx.stack.top));
        let (limit, at) = (*state.registers, (*state.registers.add(1)).as_int32());
        if at >= 36 {
            return Value::from_i32(at);
        }
        let registers = vec![(0, immediate(limit)), (1, immediate(Value::from_i32(at + 9)))];
        let words = map(vec![], vec![frame(2, inner, boxed(0), registers)]).leak();
        let old = SITE.with_borrow(|s| s.expect("a site"));
        let site = ExitSite { map: words.as_ptr(), counter: old.counter, fuse: old.fuse, reserved: 0, ..*old };
        let buffer = [state.callee as u64];
        crate::native::exit_resumed(&mut ctx.header, Box::leak(Box::new(site)), buffer.as_ptr(), state)
    });
    assert_eq!(result, ("37".to_string(), 4));
}

#[test]
fn a_loop_without_native_code_stays_in_the_interpreter() {
    let data = loop_program(false);
    let (outer, inner) = (pc_of(&data, 1, Op::Call, 0), pc_of(&data, 2, Op::Inc, 0));
    let plan = move |ctx: &mut Context, i: &Incoming, b: &mut Buffer| unsafe {
        b[0] = i.callee.0;
        b[1] = ctx.create_closure(ctx.header.program, 2, Value::UNDEFINED).value().0;
        let registers = vec![(0, immediate(i.args[0])), (1, immediate(Value::from_i32(5)))];
        map(vec![], vec![frame(1, outer, boxed(0), vec![]), frame(2, inner, boxed(1), registers)])
    };
    assert_eq!(run(&data, plan), "41");
}

// ---- census and stress ----

#[test]
fn the_census_counts_sites_kinds_and_fuses() {
    let data = parsed(
        r#"program source=k0
        k0 = "app.js"
        function f0 name="" length=0 parameters=0 registers=8 feedback=2 entries=1 flags=strict {
            create_closure r0, f1, r7
            load_int r1, 0
            load_int r2, 150
        HEAD:
            loop_header 0
            call r3, r0, r7, r1+0, s0
            inc r1, r1
            jump_if_less r1, r2, HEAD
            return_value r1
        }
        function f1 name="f" length=0 parameters=0 registers=2 flags=strict {
            inc r1, r0   @7:5
            return_value r0
        }"#,
    );
    let pc = behind(&data, 1, Op::Inc, 0);
    let mut fixture = Fixture::new(&data, "");
    fixture.site(ExitKind::Overflow, 1, 0);
    assert!(census::text(&mut fixture.ctx).starts_with("exits: 0 at 0 sites, 0 fuses blown"));
    let plan = move |_: &mut Context, i: &Incoming, b: &mut Buffer| {
        (b[0], b[1]) = (i.callee.0, i.this.0);
        assert!(i.new_target.is_undefined());
        map(vec![], vec![frame(1, pc, boxed(0), vec![])])
    };
    assert_eq!(fixture.run(plan), "150");
    assert_eq!(unsafe { ((*fixture.counter).count, (*fixture.fuse).exits) }, (150, 150));
    const { assert!(FUSE_LIMIT <= 150) };
    let text = census::text(&mut fixture.ctx);
    assert!(
        text.starts_with("exits: 150 at 1 sites, 1 fuses blown, 0 loops entered again\n  by kind: overflow 150\n"),
        "{text}"
    );
    assert!(text.contains("       150  overflow      f (app.js:7:5)\n"), "{text}");
}

#[test]
fn guard_stress_fails_every_nth_guard_or_at_random() {
    let failures = |options: &str, guards: u32| -> Vec<u32> {
        let mut ctx = Context::new(Options::parse(options).unwrap());
        let mut failed = Vec::new();
        for i in 1..=guards {
            ctx.header.guard_countdown -= 1;
            if ctx.header.guard_countdown == 0 && ctx.guard_stress() {
                failed.push(i);
            }
        }
        failed
    };
    assert_eq!(failures("", 1000), []);
    assert_eq!(failures("guard-stress=300", 1000), [300, 600, 900]);
    assert_eq!(failures("guard-stress=1", 3), [1, 2, 3]);
    assert_eq!(failures("guard-stress=1,guard-seed=9", 3), [1, 2, 3]);
    let random = failures("guard-stress=10,guard-seed=1", 10_000);
    assert!((800..1250).contains(&random.len()), "{}", random.len());
    assert_eq!(random, failures("guard-stress=10,guard-seed=1", 10_000));
    assert_ne!(random, failures("guard-stress=10,guard-seed=2", 10_000));
    // Without the option, a countdown that has come down all the way fails nothing.
    let mut ctx = Context::new(Options::default());
    assert_eq!(ctx.header.guard_countdown, u32::MAX);
    ctx.header.guard_countdown = 0;
    assert!(!ctx.guard_stress());
    assert_eq!(ctx.header.guard_countdown, u32::MAX);
}
