//! `-g`: what lets gdb and perf show JavaScript lines. One compile unit for each code generation unit, one subprogram for
//! each emitted function, and a location for each instruction, from the position tables of the bytecode.
//!
//! Lines only: no types and no variables, for a JavaScript variable has no one place in optimised code.

use super::module::Unit;
use inkwell::debug_info::{
    AsDIScope, DICompileUnit, DIFlags, DIFlagsConstants, DISubprogram, DISubroutineType, DWARFEmissionKind,
    DWARFSourceLanguage, DebugInfoBuilder, debug_metadata_version,
};
use inkwell::module::FlagBehavior;
use inkwell::values::FunctionValue;
use jsc_abi::image::Position;
use std::cell::Cell;
use std::sync::Arc;

/// The source positions of a program.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// The source's path as the user gave it.
    pub file: String,
    /// What a relative path is relative to.
    pub directory: String,
    /// By function.
    pub functions: Vec<FunctionLines>,
}

/// The source positions of one function.
#[derive(Clone, Debug, Default)]
pub struct FunctionLines {
    /// As people call it.
    pub name: String,
    pub line: u32,
    pub column: u32,
    /// Sorted by pc; each holds up to the next.
    pub positions: Vec<Position>,
}

impl Lines {
    /// Line and column, both from 1, of an instruction of a function; what comes before the first position belongs to where
    /// the function begins. Every location of the room comes from here.
    pub fn position(&self, function: u32, pc: u32) -> (u32, u32) {
        let f = &self.functions[function as usize];
        match f.positions.partition_point(|p| p.pc <= pc) {
            0 => (f.line, f.column),
            n => (f.positions[n - 1].line, f.positions[n - 1].column),
        }
    }
}

/// The debug information of one unit.
pub struct DebugInfo<'ctx> {
    builder: DebugInfoBuilder<'ctx>,
    compile_unit: DICompileUnit<'ctx>,
    /// Of every function: nothing is said of parameters.
    ty: DISubroutineType<'ctx>,
    /// Of the function that is being emitted.
    scope: Cell<Option<DISubprogram<'ctx>>>,
    lines: Arc<Lines>,
}

impl<'ctx> DebugInfo<'ctx> {
    pub fn new(unit: &Unit<'ctx>, lines: Arc<Lines>) -> DebugInfo<'ctx> {
        let version = unit.i32.const_int(debug_metadata_version() as u64, false);
        unit.module.add_basic_value_flag("Debug Info Version", FlagBehavior::Warning, version);
        let (builder, compile_unit) = unit.module.create_debug_info_builder(
            true,
            // DWARF has no number for JavaScript; of all languages debuggers assume least of C.
            DWARFSourceLanguage::C,
            &lines.file,
            &lines.directory,
            concat!("jsc ", env!("CARGO_PKG_VERSION")),
            true,
            "",
            0,
            "",
            DWARFEmissionKind::Full,
            0,
            false,
            false,
            "",
            "",
        );
        let ty = builder.create_subroutine_type(compile_unit.get_file(), None, &[], DIFlags::ZERO);
        DebugInfo { builder, compile_unit, ty, scope: Cell::new(None), lines }
    }

    fn begin_function(&self, unit: &Unit<'ctx>, function: FunctionValue<'ctx>, index: u32) {
        let f = &self.lines.functions[index as usize];
        let scope = self.builder.create_function(
            self.compile_unit.as_debug_info_scope(),
            &f.name,
            // With a linkage name gdb would show that.
            None,
            self.compile_unit.get_file(),
            f.line,
            self.ty,
            false,
            true,
            f.line,
            DIFlags::ZERO,
            true,
        );
        function.set_subprogram(scope);
        self.scope.set(Some(scope));
        self.set_location(unit, f.line, f.column);
    }

    fn set_location(&self, unit: &Unit<'ctx>, line: u32, column: u32) {
        let scope = self.scope.get().expect("a function is being emitted").as_debug_info_scope();
        let location = self.builder.create_debug_location(unit.context, line, column, scope, None);
        unit.builder.set_current_debug_location(location);
    }

    /// To be called when all functions are emitted.
    pub fn finish(&self) {
        self.builder.finalize();
    }
}

impl<'ctx> Unit<'ctx> {
    /// What is emitted next belongs to the LLVM function `function` of the program's function `index`.
    pub fn begin_function_lines(&self, function: FunctionValue<'ctx>, index: u32) {
        if let Some(debug) = &self.debug {
            debug.begin_function(self, function, index);
        }
    }

    /// What is emitted next belongs to the instruction at `pc` of the program's function `index`.
    pub fn set_line(&self, index: u32, pc: u32) {
        if let Some(debug) = &self.debug {
            let (line, column) = debug.lines.position(index, pc);
            debug.set_location(self, line, column);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_holds_up_to_the_next() {
        let at = |pc, line, column| Position { pc, line, column };
        let f = FunctionLines { name: "f".into(), line: 1, column: 9, positions: vec![at(2, 3, 4), at(6, 5, 1)] };
        let lines = Lines { file: "a.js".into(), directory: "/".into(), functions: vec![f] };
        let found: Vec<_> = (0..8).map(|pc| lines.position(0, pc)).collect();
        assert_eq!(found, [(1, 9), (1, 9), (3, 4), (3, 4), (3, 4), (3, 4), (5, 1), (5, 1)]);
    }
}
