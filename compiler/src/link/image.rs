//! The object file with a program's data and `main`, and reading the same out of an executable.
//!
//! ```text
//!  .jsc.image    jsc_image      the bytecode image, 16-aligned           (read by runtime and interpreter)
//!  .data.rel.ro  jsc_natives    NativeEntry for each function            (relocations to js.*; 0: bytecode only)
//!                jsc_program    NativeProgram: where all of this is      (main hands it to jsc_main)
//!  .rodata       jsc_templates  ShapeTemplate for each predicted shape   (claimed by runtime/src/template)
//!                jsc_template_roots   numbers of those that are no children, sorted by kind and origin
//!  .bss          jsc_constants  a Value for each constant                (filled at load)
//!                jsc_top        a Value for each top-level binding
//!                jsc_codes      a Code for each function
//!                jsc_feedback   a PropertyCache for each feedback slot
//!  .text         main           lea rdx, [rip + jsc_program]; jmp jsc_main
//!  .jsc.build    text           for `jsc inspect`; takes no memory when the program runs
//! ```

use super::Inputs;
use crate::driver::policy::{Decline, Unspeculated};
use crate::facts::prediction;
use crate::llvm::symbol;
use jsc_abi::Value;
use jsc_abi::image::writer::ProgramData;
use jsc_abi::layout::{Code, NativeEntry, NativeProgram, PropertyCache};
use jsc_abi::template::{FieldType, NO_TEMPLATE, ShapeTemplate, TemplateKind};
use object::elf;
use object::read::{Object as _, ObjectSection, ObjectSymbol};
use object::write::{Object, Relocation, SectionId, StandardSegment, Symbol, SymbolId, SymbolSection};
use object::{
    Architecture, BinaryFormat, Endianness, RelocationFlags, SectionFlags, SectionKind, SymbolFlags, SymbolKind,
    SymbolScope,
};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::mem::{offset_of, size_of};

const NATIVES: &str = "jsc_natives";
const IMAGE_SECTION: &str = ".jsc.image";
const BUILD_SECTION: &str = ".jsc.build";
/// First line of the build section. The number changes with the format.
const BUILD_HEADING: &str = "jsc build 3";

/// Writes the object file.
pub fn write(inputs: &Inputs) -> Result<Vec<u8>, String> {
    let mut writer = Writer { object: Object::new(BinaryFormat::Elf, Architecture::X86_64, Endianness::Little) };
    let program = inputs.program;
    let count = program.functions.len();

    let section = writer.section(IMAGE_SECTION, SectionKind::ReadOnlyData);
    let image = writer.define(section, symbol::IMAGE, &inputs.image, 16);

    let bss = writer.section(".bss", SectionKind::UninitializedData);
    let feedback: u64 = program.functions.iter().map(|f| f.feedback_count as u64).sum();
    let constants = writer.reserve(bss, symbol::CONSTANTS, program.constants.len() as u64 * size_of::<Value>() as u64);
    let top = writer.reserve(bss, symbol::TOP, program.top_count as u64 * size_of::<Value>() as u64);
    let codes = writer.reserve(bss, symbol::CODES, count as u64 * size_of::<Code>() as u64);
    let feedback = writer.reserve(bss, symbol::FEEDBACK, feedback * size_of::<PropertyCache>() as u64);

    let section = writer.section(".data.rel.ro", SectionKind::ReadOnlyDataWithRel);
    let natives = writer.define(section, NATIVES, &vec![0; count * size_of::<NativeEntry>()], 16);
    let natives_start = writer.object.symbol(natives).value;
    let resumable: Vec<u32> =
        (inputs.native.forms.iter()).filter(|f| f.sir.form.is_resumed()).map(|f| f.sir.index).collect();
    // (Forms of built-ins are only gone on in.)
    let entered: HashSet<u32> =
        (inputs.native.forms.iter()).filter(|f| !f.sir.form.is_resumed()).map(|f| f.sir.index).collect();
    let inlining = inputs.native.forms.iter().map(|f| &f.sir).filter(|f| !f.inlined.is_empty());
    let inlining: Vec<(u32, bool)> = inlining.map(|f| (f.index, f.form.is_resumed())).collect();
    for (i, info) in inputs.native.functions.iter().enumerate().filter(|(_, info)| info.native) {
        let at = natives_start + (i * size_of::<NativeEntry>()) as u64;
        if entered.contains(&(i as u32)) {
            writer.address(section, at + offset_of!(NativeEntry, entry) as u64, &info.entry_symbol())?;
        }
        if info.direct {
            writer.address(section, at + offset_of!(NativeEntry, direct) as u64, &info.direct_symbol())?;
        }
        for table in (0..2).filter(|table| inlining.contains(&(i as u32, *table == 1))) {
            let at = at + (offset_of!(NativeEntry, positions) + table * size_of::<usize>()) as u64;
            writer.address(section, at, &info.positions_symbol(table == 1))?;
        }
        if resumable.contains(&(i as u32)) {
            writer.address(section, at + offset_of!(NativeEntry, resume) as u64, &info.resume_symbol())?;
        }
    }

    let (templates, roots) = write_templates(&mut writer, inputs.templates);
    let root_count = inputs.templates.iter().filter(|t| t.added.is_none()).count();

    let mut bytes = vec![0; size_of::<NativeProgram>()];
    for (at, number) in [
        (offset_of!(NativeProgram, function_count), count),
        (offset_of!(NativeProgram, template_count), inputs.templates.len()),
        (offset_of!(NativeProgram, template_root_count), root_count),
    ] {
        bytes[at..at + 4].copy_from_slice(&(number as u32).to_le_bytes());
    }
    let descriptor = writer.define(section, symbol::PROGRAM, &bytes, 16);
    let start = writer.object.symbol(descriptor).value;
    for (offset, target) in [
        (offset_of!(NativeProgram, image), image),
        (offset_of!(NativeProgram, natives), natives),
        (offset_of!(NativeProgram, constants), constants),
        (offset_of!(NativeProgram, top), top),
        (offset_of!(NativeProgram, codes), codes),
        (offset_of!(NativeProgram, feedback), feedback),
        (offset_of!(NativeProgram, templates), templates),
        (offset_of!(NativeProgram, template_roots), roots),
    ] {
        writer.relocate(section, start + offset as u64, target, 0, elf::R_X86_64_64)?;
    }

    if inputs.regexps {
        writer.address(section, start + offset_of!(NativeProgram, regexp_engine) as u64, symbol::REGEXP_ENGINE)?;
    }

    writer.main(descriptor)?;
    let build = writer.section(BUILD_SECTION, SectionKind::Other);
    writer.object.append_section_data(build, describe(inputs)?.as_bytes(), 1);
    // Without it the linker would make the stack executable.
    writer.section(".note.GNU-stack", SectionKind::Other);
    writer.object.write().map_err(|e| format!("cannot write the program's data: {e}"))
}

/// Writes the predicted shapes: the list, and the numbers of its roots.
fn write_templates(writer: &mut Writer, templates: &[prediction::ShapeTemplate]) -> (SymbolId, SymbolId) {
    let (list, roots) = abi_templates(templates);
    let words = list.iter().flat_map(|t| {
        let ShapeTemplate { kind, origin, key, count, inline_slots, first_child, next_sibling, field } = *t;
        [kind, origin, key, count, inline_slots, first_child, next_sibling, field]
    });
    const { assert!(size_of::<ShapeTemplate>() == 8 * 4) };
    let list: Vec<u8> = words.flat_map(u32::to_le_bytes).collect();
    let roots: Vec<u8> = roots.into_iter().flat_map(u32::to_le_bytes).collect();
    let section = writer.section(".rodata", SectionKind::ReadOnlyData);
    (writer.define(section, "jsc_templates", &list, 4), writer.define(section, "jsc_template_roots", &roots, 4))
}

/// Predicted shapes as the runtime reads them, and the numbers of those that are no children, sorted by kind and origin.
fn abi_templates(templates: &[prediction::ShapeTemplate]) -> (Vec<ShapeTemplate>, Vec<u32>) {
    let mut list = Vec::with_capacity(templates.len());
    let mut roots = Vec::new();
    for (i, t) in templates.iter().enumerate() {
        let (kind, origin, key) = match (t.added, t.origin) {
            (Some((parent, key)), _) => (TemplateKind::Child, parent.0, key),
            (None, prediction::Origin::Constructor(function)) => (TemplateKind::Constructor, function, 0),
            (None, prediction::Origin::Literal(slots)) => (TemplateKind::Literal, slots, 0),
        };
        if kind != TemplateKind::Child {
            roots.push(i as u32);
        }
        let kind = kind as u32;
        let (count, inline_slots) = (t.count, t.inline_slots);
        let (first_child, next_sibling) = (NO_TEMPLATE, NO_TEMPLATE);
        let field = if t.is_double { FieldType::Double } else { FieldType::Any } as u32;
        list.push(ShapeTemplate { kind, origin, key, count, inline_slots, first_child, next_sibling, field });
    }
    // From the last, so that the children of one parent are linked in order.
    for i in (0..list.len()).rev() {
        if list[i].kind != TemplateKind::Child as u32 {
            continue;
        }
        let parent = list[i].origin as usize;
        assert!(parent < i, "template {i} stands before its parent");
        list[i].next_sibling = list[parent].first_child;
        list[parent].first_child = i as u32;
    }
    roots.sort_by_key(|&i| (list[i as usize].kind, list[i as usize].origin));
    (list, roots)
}

struct Writer {
    object: Object<'static>,
}

impl Writer {
    fn section(&mut self, name: &str, kind: SectionKind) -> SectionId {
        let id = self.object.add_section(self.object.segment_name(StandardSegment::Data).to_vec(), name.into(), kind);
        if kind == SectionKind::Other {
            *self.object.section_flags_mut(id) =
                SectionFlags::Elf { sh_type: elf::SHT_PROGBITS, sh_flags: elf::SectionFlags(0) };
        }
        id
    }

    fn symbol(&mut self, name: &str, section: SymbolSection, kind: SymbolKind) -> SymbolId {
        let scope = if section == SymbolSection::Undefined { SymbolScope::Unknown } else { SymbolScope::Linkage };
        self.object.add_symbol(Symbol {
            name: name.into(),
            value: 0,
            size: 0,
            kind,
            scope,
            weak: false,
            section,
            flags: SymbolFlags::None,
        })
    }

    fn define(&mut self, section: SectionId, name: &str, data: &[u8], align: u64) -> SymbolId {
        let id = self.symbol(name, SymbolSection::Section(section), SymbolKind::Data);
        self.object.add_symbol_data(id, section, data, align);
        id
    }

    /// Zeroed memory.
    fn reserve(&mut self, section: SectionId, name: &str, size: u64) -> SymbolId {
        let id = self.symbol(name, SymbolSection::Section(section), SymbolKind::Data);
        self.object.add_symbol_bss(id, section, size, 16);
        id
    }

    /// Puts the address of a symbol of another object at `offset`.
    fn address(&mut self, section: SectionId, offset: u64, name: &str) -> Result<(), String> {
        let id = self.symbol(name, SymbolSection::Undefined, SymbolKind::Text);
        self.relocate(section, offset, id, 0, elf::R_X86_64_64)
    }

    fn relocate(
        &mut self,
        section: SectionId,
        offset: u64,
        symbol: SymbolId,
        addend: i64,
        r_type: elf::RelocationType,
    ) -> Result<(), String> {
        let flags = RelocationFlags::Elf { r_type };
        self.object
            .add_relocation(section, Relocation { offset, symbol, addend, flags })
            .map_err(|e| format!("cannot write the program's data: {e}"))
    }

    /// `main(argc, argv)` hands both and the program to `jsc_main`.
    fn main(&mut self, descriptor: SymbolId) -> Result<(), String> {
        let section = self.section(".text", SectionKind::Text);
        let main = self.symbol("main", SymbolSection::Section(section), SymbolKind::Text);
        // lea rdx, [rip + 0]; jmp 0
        let code = [0x48, 0x8D, 0x15, 0, 0, 0, 0, 0xE9, 0, 0, 0, 0];
        self.object.add_symbol_data(main, section, &code, 16);
        let runtime = self.symbol("jsc_main", SymbolSection::Undefined, SymbolKind::Text);
        self.relocate(section, 3, descriptor, -4, elf::R_X86_64_PC32)?;
        self.relocate(section, 8, runtime, -4, elf::R_X86_64_PLT32)
    }
}

/// The text of the build section: options, then a line for each function that says what the image does not.
fn describe(inputs: &Inputs) -> Result<String, String> {
    let mut sizes: HashMap<String, u64> = HashMap::new();
    for object in inputs.objects {
        let file = object::File::parse(object.as_slice()).map_err(|e| format!("LLVM wrote no object file: {e}"))?;
        for s in file.symbols().filter(|s| s.is_definition()) {
            if let Ok(name) = s.name()
                && name.starts_with("js.")
            {
                *sizes.entry(name.into()).or_default() += s.size();
            }
        }
    }
    let size = |name: String| sizes.get(&name).copied().unwrap_or(0);
    let mut out = format!("{BUILD_HEADING}\noptions {}\n", inputs.options);
    let inlined = inputs.native.inlined_callees();
    for (i, (info, decline)) in inputs.native.functions.iter().zip(&inputs.native.declines).enumerate() {
        let _ = match decline {
            Some(reason) => writeln!(out, "bytecode {i} {reason}"),
            None => {
                let symbols = [info.entry_symbol(), info.direct_symbol(), info.typed_symbol(), info.resume_symbol()];
                let bytes: u64 = symbols.into_iter().map(size).sum();
                let entry = match &info.signature {
                    Some(signature) => signature.to_string(),
                    None => if info.direct { "direct" } else { "listed" }.to_string(),
                };
                let form = if info.speculates() { "speculative" } else { "generic" };
                let inlined: Vec<String> = inlined[i].iter().map(u32::to_string).collect();
                let reason = inputs.native.unspeculated[i].map_or("", |r| r.name());
                writeln!(out, "native {i} {bytes} {entry} {form} [{}] {reason}", inlined.join(","))
            }
        };
    }
    Ok(out)
}

/// What an executable says of one function's form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InspectedForm {
    Native {
        bytes: u64,
        direct: bool,
        /// How its typed entry is called (`Signature`), if it has one; may be empty.
        signature: String,
        /// Whether it has a speculative form.
        speculative: bool,
        /// Functions whose code stands in place of calls, each once.
        inlined: Vec<u32>,
        /// Why there is no speculative form; may be empty.
        reason: String,
    },
    Bytecode {
        reason: String,
    },
}

/// What an executable holds.
pub struct Inspected {
    pub options: String,
    pub program: ProgramData,
    /// Bytes.
    pub image_size: usize,
    /// By function of the program.
    pub forms: Vec<InspectedForm>,
    /// Name and size of each section that is loaded, and of those beside.
    pub sections: Vec<(String, u64)>,
}

/// Reads what [`write`] wrote out of a linked executable. The error is one line without the file's name.
pub fn read(executable: &[u8]) -> Result<Inspected, String> {
    let file = object::File::parse(executable).map_err(|_| "not an executable".to_string())?;
    let section = |name: &str| {
        let s = file.section_by_name(name).ok_or("not made by jsc")?;
        s.data().map_err(|e| format!("section {name}: {e}"))
    };
    let image = section(IMAGE_SECTION)?;
    let program = ProgramData::read(image).map_err(|e| e.to_string())?;
    let text = std::str::from_utf8(section(BUILD_SECTION)?).map_err(|_| "its build section is damaged")?;
    let mut lines = text.lines();
    if lines.next() != Some(BUILD_HEADING) {
        return Err("made by another version of jsc".into());
    }
    let options = lines.next().and_then(|l| l.strip_prefix("options ")).ok_or("its build section is damaged")?;
    let mut forms = Vec::new();
    for line in lines {
        let form = form(line, forms.len()).ok_or("its build section is damaged")?;
        forms.push(form);
    }
    if forms.len() != program.functions.len() {
        return Err("its build section is damaged".into());
    }
    let sections = file.sections().filter_map(|s| Some((s.name().ok()?.to_string(), s.size())));
    let sections = sections.filter(|(name, size)| !name.is_empty() && *size > 0).collect();
    Ok(Inspected { options: options.into(), image_size: image.len(), program, forms, sections })
}

fn form(line: &str, index: usize) -> Option<InspectedForm> {
    let (kind, rest) = line.split_once(' ')?;
    let (number, rest) = rest.split_once(' ')?;
    if number.parse() != Ok(index) {
        return None;
    }
    match kind {
        "native" => {
            let mut words = rest.splitn(5, ' ');
            let bytes = words.next()?.parse().ok()?;
            let entry = words.next()?;
            let signature = if matches!(entry, "direct" | "listed") { "" } else { entry }.to_string();
            if !signature.chars().all(|c| c.is_ascii_alphanumeric() || "(,)->".contains(c)) {
                return None;
            }
            let speculative = words.next()? == "speculative";
            let inlined = words.next()?.strip_prefix('[')?.strip_suffix(']')?;
            let inlined =
                inlined.split(',').filter(|n| !n.is_empty()).map(|n| n.parse().ok()).collect::<Option<_>>()?;
            let reason = words.next()?;
            let known = reason.is_empty() || Unspeculated::ALL.iter().any(|r| r.name() == reason);
            known.then(|| InspectedForm::Native {
                bytes,
                direct: entry != "listed",
                signature,
                speculative,
                inlined,
                reason: reason.to_string(),
            })
        }
        "bytecode" => {
            Decline::ALL.iter().any(|d| d.name() == rest).then(|| InspectedForm::Bytecode { reason: rest.to_string() })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::prediction::{Origin, TemplateId};

    #[test]
    fn templates_are_linked_and_their_roots_sorted() {
        let template = |origin, added: Option<(u32, u32)>, count| prediction::ShapeTemplate {
            origin,
            added: added.map(|(parent, key)| (TemplateId(parent), key)),
            count,
            inline_slots: 3,
            is_double: false,
        };
        let (c, d, l) = (Origin::Constructor(9), Origin::Constructor(4), Origin::Literal(3));
        let list = [
            template(l, None, 0),
            template(c, None, 0),
            template(c, Some((1, 50)), 1),
            template(d, None, 0),
            template(c, Some((1, 51)), 1),
            template(c, Some((2, 51)), 2),
        ];
        let (list, roots) = abi_templates(&list);
        assert_eq!(roots, [3, 1, 0]);
        let links: Vec<(u32, u32, u32, u32)> =
            list.iter().map(|t| (t.kind, t.origin, t.first_child, t.next_sibling)).collect();
        let none = NO_TEMPLATE;
        let expected = [
            (2, 3, none, none),
            (1, 9, 2, none),
            (0, 1, 5, 4),
            (1, 4, none, none),
            (0, 1, none, none),
            (0, 2, none, none),
        ];
        assert_eq!(links, expected);
        assert_eq!((list[5].key, list[5].count, list[5].inline_slots), (51, 2, 3));
    }
}
