//! The target machine, LLVM's own passes, and what comes out: object code, assembly or IR as text.

use super::module::Unit;
use inkwell::OptimizationLevel;
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{CodeModel, FileType, InitializationConfig, RelocMode, Target, TargetMachine, TargetTriple};
use std::sync::Once;

/// `-O0` to `-O3`, `-Os`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OptLevel {
    O0,
    O1,
    O2,
    O3,
    Os,
}

#[derive(Clone, Debug)]
pub struct TargetOptions {
    pub level: OptLevel,
    /// `None`: baseline x86-64; `native`: this machine; else a CPU name that LLVM knows.
    pub cpu: Option<String>,
    /// `-g`: symbols are kept, and there are line tables.
    pub debug: bool,
}

/// What to make of a unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Output {
    Object,
    Assembly,
    /// LLVM IR after optimisation.
    Llvm,
}

/// The machine to compile for. Errors are for the user: an unknown CPU, an LLVM without the target.
pub fn machine(options: &TargetOptions) -> Result<TargetMachine, String> {
    static INITIALIZE: Once = Once::new();
    INITIALIZE.call_once(|| Target::initialize_x86(&InitializationConfig::default()));
    let triple = TargetTriple::create("x86_64-unknown-linux-gnu");
    let target = Target::from_triple(&triple).map_err(|e| e.to_string())?;
    let (cpu, features) = match options.cpu.as_deref() {
        None => ("x86-64-v2".to_string(), String::new()),
        Some("native") => {
            (TargetMachine::get_host_cpu_name().to_string(), TargetMachine::get_host_cpu_features().to_string())
        }
        Some(name) => (name.to_string(), String::new()),
    };
    let level = match options.level {
        OptLevel::O0 => OptimizationLevel::None,
        OptLevel::O1 => OptimizationLevel::Less,
        OptLevel::O2 | OptLevel::Os => OptimizationLevel::Default,
        OptLevel::O3 => OptimizationLevel::Aggressive,
    };
    target
        .create_target_machine(&triple, &cpu, &features, level, RelocMode::Static, CodeModel::Default)
        .ok_or_else(|| format!("LLVM cannot compile for '{cpu}'"))
}

/// Verifies, optimises and writes the unit.
pub fn finish(
    unit: &Unit,
    machine: &TargetMachine,
    options: &TargetOptions,
    output: Output,
) -> Result<Vec<u8>, String> {
    unit.module.set_triple(&machine.get_triple());
    unit.module.set_data_layout(&machine.get_target_data().get_data_layout());
    if cfg!(debug_assertions)
        && let Err(e) = unit.module.verify()
    {
        panic!("LLVM rejects the emitted module: {}\n{}", e, unit.module.print_to_string());
    }
    let passes = match options.level {
        OptLevel::O0 => "always-inline,globaldce",
        OptLevel::O1 => "default<O1>",
        OptLevel::O2 => "default<O2>",
        OptLevel::O3 => "default<O3>",
        OptLevel::Os => "default<Os>",
    };
    let pass_options = PassBuilderOptions::create();
    // The fast paths are unrolled enough by being inlined.
    pass_options.set_loop_unrolling(options.level == OptLevel::O3);
    unit.module.run_passes(passes, machine, pass_options).map_err(|e| e.to_string())?;
    match output {
        Output::Llvm => Ok(unit.module.print_to_string().to_bytes().to_vec()),
        Output::Object | Output::Assembly => {
            let file = if output == Output::Object { FileType::Object } else { FileType::Assembly };
            let buffer = machine.write_to_memory_buffer(&unit.module, file).map_err(|e| e.to_string())?;
            Ok(buffer.as_slice().to_vec())
        }
    }
}
