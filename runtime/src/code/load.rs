//! Loading a program image, and running it. Little happens here at start: constants become values, the rest is zeroed
//! tables that fill up when they are first used.

use crate::context::Context;
use crate::error::JsResult;
use crate::handle::Gc;
use jsc_abi::Value;
use jsc_abi::image::{ConstantTag, IMAGE_MAGIC, ImageHeader};
use jsc_abi::layout::*;
use std::alloc::{Layout, alloc_zeroed, handle_alloc_error};

/// Native code of one function.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct NativeEntry {
    /// `None`: the function has bytecode only.
    pub entry: Option<Entry>,
    /// See `Code::direct`.
    pub direct: *const u8,
    /// See `Code::resume`.
    pub resume: *const u8,
}

// SAFETY: addresses of code, in tables that the compiler writes.
unsafe impl Sync for NativeEntry {}

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
    for i in 0..count {
        // SAFETY: `count` values.
        unsafe { p.add(i).write(Value::EMPTY) };
    }
    p
}

impl Context {
    /// Loads a program. Its memory stays until the process ends.
    /// # Safety
    /// `image` is a whole image that the writer made, aligned to 16 bytes, and stays unchanged.
    pub unsafe fn load_program(&mut self, image: *const u8) -> *const Program {
        self.load_native(image, &[])
    }

    /// Loads a program that has native code: `natives` has one entry for each function, or is empty.
    /// # Safety
    /// As `load_program`; the entries are the functions' code.
    pub unsafe fn load_native(&mut self, image: *const u8, natives: &[NativeEntry]) -> *const Program {
        let image = image as *const ImageHeader;
        assert!((*image).magic == IMAGE_MAGIC, "not a program image of this version");
        assert!(image as usize % 16 == 0, "the program image is not aligned");
        let constants = self.load_constants(&*image);
        let codes = zeroed::<Code>((*image).function_count as usize);
        for (i, native) in natives.iter().enumerate() {
            let code = codes.add(i);
            if let Some(entry) = native.entry {
                (&raw mut (*code).entry).write(entry);
            }
            (*code).direct = native.direct;
            (*code).resume = native.resume;
        }
        let program = Box::new(Program {
            image,
            constants,
            codes,
            top: empty_values((*image).top_count as usize),
            site_values: empty_values((*image).site_value_count as usize),
        });
        let p: *const Program = &*program;
        self.programs.push(program);
        self.header.program = p;
        // Constants that need the heap come last: from here on the program's tables are roots.
        self.load_bigints(&*p);
        p
    }

    unsafe fn load_constants(&mut self, image: &'static ImageHeader) -> *const Value {
        let all = image.constants();
        let values = empty_values(all.len());
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
        values
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
        let f = &(&(*(*program).image).functions())[index as usize];
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
        (*code).feedback = zeroed::<PropertyCache>(f.feedback_count as usize);
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
            let note = (*(*program).image).note(&*(*code).function, (*record).pc)?;
            let text = *(*program).constants.add(note as usize);
            Some(self.display_string(text))
        }
    }
}
