//! Loading a program image, and running it. Little happens here at start: constants become values, the rest is zeroed
//! tables that fill up when they are first used.

use crate::context::Context;
use crate::error::JsResult;
use crate::handle::Gc;
use jsc_abi::Value;
use jsc_abi::image::{ConstantTag, IMAGE_MAGIC, ImageHeader};
use jsc_abi::layout::*;
pub use jsc_abi::layout::{NativeEntry, NativeProgram};
use std::alloc::{Layout, alloc_zeroed, handle_alloc_error};

/// Zeroed memory that lives as long as the process. Large tables are fresh pages, which cost nothing until touched.
fn zeroed<T>(count: usize) -> *mut T {
    if count == 0 {
        return core::ptr::NonNull::<T>::dangling().as_ptr();
    }
    let layout = Layout::array::<T>(count).expect("table size").align_to(16).expect("alignment");
    // SAFETY: the layout is not empty.
    let p = unsafe { alloc_zeroed(layout) };
    if p.is_null() {
        handle_alloc_error(layout);
    }
    p as *mut T
}

fn empty_values(count: usize) -> *mut Value {
    let p = zeroed::<Value>(count);
    // SAFETY: room for `count` values.
    unsafe { clear_values(p, count) };
    p
}

unsafe fn clear_values(p: *mut Value, count: usize) {
    for i in 0..count {
        p.add(i).write(Value::EMPTY);
    }
}

unsafe fn check_image(image: *const u8) -> &'static ImageHeader {
    assert!((image as usize).is_multiple_of(16), "the program image is not aligned");
    let image = &*(image as *const ImageHeader);
    assert!(image.magic == IMAGE_MAGIC, "not a program image of this version");
    image
}

impl Context {
    /// Loads a program that has bytecode only. Its memory stays until the process ends.
    /// # Safety
    /// `image` is a whole image that the writer made, aligned to 16 bytes, and stays unchanged.
    pub unsafe fn load_program(&mut self, image: *const u8) -> *const Program {
        let header = check_image(image);
        let constants = zeroed::<Value>(header.constant_count as usize);
        let top = zeroed::<Value>(header.top_count as usize);
        let codes = zeroed::<Code>(header.function_count as usize);
        self.load(header, constants, top, codes)
    }

    /// Loads a program that has native code and memory of its own. (With the `interpret` option, the code is left alone.)
    /// # Safety
    /// The image is as for `load_program`; the tables belong to it, as the compiler wrote them.
    pub unsafe fn load_native(&mut self, native: &NativeProgram) -> *const Program {
        let header = check_image(native.image);
        assert!(native.function_count == header.function_count, "native code of another program");
        let mut feedback = native.feedback;
        for (i, f) in header.functions().iter().enumerate() {
            let code = native.codes.add(i);
            (*code).feedback = feedback;
            feedback = feedback.add(f.feedback_count as usize);
            if !self.options.interpret {
                let native = &*native.natives.add(i);
                if let Some(entry) = native.entry {
                    (&raw mut (*code).entry).write(entry);
                }
                (*code).direct = native.direct;
                (*code).resume = native.resume;
                (*code).positions = native.positions;
            }
        }
        let program = self.load(header, native.constants, native.top, native.codes);
        if !self.options.interpret && native.template_count > 0 {
            self.load_templates(program, native);
        }
        program
    }

    unsafe fn load(
        &mut self,
        image: &'static ImageHeader,
        constants: *mut Value,
        top: *mut Value,
        codes: *mut Code,
    ) -> *const Program {
        self.load_constants(image, constants);
        clear_values(top, image.top_count as usize);
        let site_values = empty_values(image.site_value_count as usize);
        let program = Box::new(Program { image, constants, codes, top, site_values });
        let p: *const Program = &*program;
        self.programs.push(program);
        self.header.program = p;
        // Constants that need the heap come last: from here on the program's tables are roots.
        self.load_bigints(&*p);
        p
    }

    unsafe fn load_constants(&mut self, image: &'static ImageHeader, values: *mut Value) {
        let all = image.constants();
        clear_values(values, all.len());
        for (i, c) in all.iter().enumerate() {
            let v = match c.tag {
                t if t == ConstantTag::Number as u32 => c.number(),
                t if t == ConstantTag::Latin1 as u32 => {
                    let characters = image.latin1(c);
                    if c.aux == 1 {
                        self.strings.intern_constant_latin1(&mut self.heap, characters, c.hash).value()
                    } else {
                        self.strings.constant_latin1(characters, c.hash).value()
                    }
                }
                t if t == ConstantTag::Utf16 as u32 => {
                    let units = image.utf16(c);
                    if c.aux == 1 {
                        self.strings.intern_constant_utf16(&mut self.heap, units, c.hash).value()
                    } else {
                        self.strings.constant_utf16(units, c.hash).value()
                    }
                }
                _ => continue,
            };
            values.add(i).write(v);
        }
    }

    unsafe fn load_bigints(&mut self, program: &Program) {
        let image = &*program.image;
        for (i, c) in image.constants().iter().enumerate() {
            if c.tag == ConstantTag::BigInt as u32 {
                let digits = image.latin1(c);
                let n = num_bigint::BigInt::parse_bytes(digits, 10).expect("digits of a BigInt constant");
                let v = self.bigint_from(&n);
                (program.constants as *mut Value).add(i).write(v);
            }
        }
    }

    /// Runs the program's top level.
    /// # Safety
    /// `program` came from `load_program`.
    pub unsafe fn run_program(&mut self, program: *const Program) -> JsResult {
        let main = self.create_closure(program, 0, Value::UNDEFINED);
        let this = self.new_plain_object().value();
        self.call(main.value(), this, &[])
    }

    /// What the closures of function `index` share; built now if this is its first use.
    /// # Safety
    /// The program has that function.
    #[inline]
    pub unsafe fn program_code(&mut self, program: *const Program, index: u32) -> *const Code {
        let code = (*program).codes.add(index as usize);
        if (*code).function.is_null() {
            self.fill_code(program, index);
        }
        code
    }

    #[cold]
    #[inline(never)]
    unsafe fn fill_code(&mut self, program: *const Program, index: u32) {
        let code = (*program).codes.add(index as usize);
        let f = &(*(*program).image).functions()[index as usize];
        let entry = (&raw const (*code).entry) as *const Option<Entry>;
        if (*entry).is_none() {
            (&raw mut (*code).entry).write(crate::interpreter::enter);
        }
        let name = Gc::from_ptr((*(*program).constants.add(f.name as usize)).as_ptr::<JsString>());
        let name = self.intern_string(name).value();
        // The table of constants is a root; the code's name is not, so let the former hold the interned string.
        ((*program).constants as *mut Value).add(f.name as usize).write(name);
        (*code).name = name;
        (*code).program = program;
        if (*code).feedback.is_null() {
            (*code).feedback = zeroed::<PropertyCache>(f.feedback_count as usize);
        }
        (*code).flags = f.flags;
        (*code).length = f.length;
        (*code).parameter_count = f.parameter_count;
        (*code).register_count = f.register_count;
        (*code).inline_slots = f.inline_slots;
        (*code).index = index;
        (*code).function = f;
    }

    /// The name that the source has for what the innermost activation's operation works on, if the front end noted it:
    /// "a.b" of a call `a.b()`.
    pub fn operand_note(&mut self) -> Option<String> {
        let record = self.header.frame;
        // SAFETY: frames are live while they are linked; frames of bytecode functions have a function and program.
        unsafe {
            if record.is_null() || (*record).kind == FrameKind::Builtin {
                return None;
            }
            let code = (*(*record).callee).code;
            if (*code).function.is_null() {
                return None;
            }
            let program = (*code).program;
            let (function, pc) = match (*record).pc {
                pc if pc & jsc_abi::exit::INLINED_PC != 0 => {
                    let position = jsc_abi::exit::inlined_position(&(*code).positions, pc);
                    (&(*(*program).image).functions()[position.function as usize], position.pc)
                }
                pc => (&*(*code).function, pc),
            };
            let note = (*(*program).image).note(function, pc)?;
            let text = *(*program).constants.add(note as usize);
            Some(self.display_string(text))
        }
    }
}
