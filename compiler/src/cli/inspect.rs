//! `jsc inspect`

use super::arguments::InspectArguments;
use super::ui::Ui;
use super::{Failure, print};
use crate::driver::native::{display_name, place};
use crate::driver::source::plain;
use crate::link::image::{self, InspectedForm};
use std::collections::BTreeMap;
use std::fmt::Write;

pub fn run(arguments: &InspectArguments, ui: &Ui) -> Result<u8, Failure> {
    let name = arguments.file.display();
    let bytes = std::fs::read(&arguments.file).map_err(|e| format!("cannot read '{name}': {}", plain(&e)))?;
    let inspected = image::read(&bytes).map_err(|e| format!("cannot inspect '{name}': {e}"))?;
    let program = &inspected.program;

    let mut native = (0, 0, 0);
    let (mut speculative, mut inlining, mut typed) = (0, 0, 0);
    let mut generic: BTreeMap<&str, usize> = BTreeMap::new();
    let mut interpreted: BTreeMap<&str, usize> = BTreeMap::new();
    for form in &inspected.forms {
        match form {
            InspectedForm::Native { bytes, direct, signature, speculative: speculates, inlined, reason } => {
                typed += !signature.is_empty() as usize;
                native = (native.0 + 1, native.1 + bytes, native.2 + *direct as usize);
                match speculates {
                    true => speculative += 1,
                    false => *generic.entry(reason).or_default() += 1,
                }
                inlining += !inlined.is_empty() as usize;
            }
            InspectedForm::Bytecode { reason } => *interpreted.entry(reason).or_default() += 1,
        }
    }
    let units: usize = program.functions.iter().map(|f| f.code.len()).sum();
    let mut out = String::new();
    let _ = writeln!(out, "options      {}", inspected.options);
    let _ = writeln!(out, "file         {} bytes", bytes.len());
    let _ = writeln!(
        out,
        "image        {} bytes: {} functions, {} bytes of code, {} constants",
        inspected.image_size,
        program.functions.len(),
        2 * units,
        program.constants.len()
    );
    let _ = writeln!(out, "native       {} functions, {} bytes, {} with a direct entry", native.0, native.1, native.2);
    let _ = writeln!(
        out,
        "speculative  {speculative} functions, {inlining} with inlined calls, {typed} with a typed entry"
    );
    let _ = writeln!(out, "generic      {} functions", generic.values().sum::<usize>());
    for (reason, count) in generic.iter().filter(|(reason, _)| !reason.is_empty()) {
        let _ = writeln!(out, "  {reason}: {count}");
    }
    let _ = writeln!(out, "bytecode     {} functions", interpreted.values().sum::<usize>());
    for (reason, count) in &interpreted {
        let _ = writeln!(out, "  {reason}: {count}");
    }
    let _ = writeln!(out, "sections");
    for (section, size) in &inspected.sections {
        let _ = writeln!(out, "  {section:<20} {size:>10}");
    }
    if ui.verbose {
        let _ = writeln!(out, "functions");
        for (i, (form, data)) in inspected.forms.iter().zip(&program.functions).enumerate() {
            let form = match form {
                InspectedForm::Native { bytes, direct, signature, speculative, inlined, reason } => {
                    let form = match (speculative, reason.as_str()) {
                        (true, _) => "speculative".to_string(),
                        (false, "") => "generic".to_string(),
                        (false, reason) => format!("generic ({reason})"),
                    };
                    let direct = match signature.as_str() {
                        "" => if *direct { ", direct" } else { "" }.to_string(),
                        signature => format!(", direct, typed {signature}"),
                    };
                    let name = |f: &u32| match program.functions.get(*f as usize) {
                        Some(data) => display_name(program, data),
                        None => format!("f{f}"),
                    };
                    let names: Vec<String> = inlined.iter().map(name).collect();
                    let inlined =
                        if names.is_empty() { String::new() } else { format!(", inlined: {}", names.join(", ")) };
                    format!("native {bytes} bytes{direct}, {form}{inlined}")
                }
                InspectedForm::Bytecode { reason } => format!("bytecode: {reason}"),
            };
            let _ = writeln!(out, "  {i:>5} {:<40} {form}", place(program, data));
        }
    }
    print(out.as_bytes())?;
    Ok(0)
}
