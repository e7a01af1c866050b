//! From objects to the executable. `image` writes the program's data as an object file and reads it back from executables,
//! `linker` runs the system's linker.

pub mod image;
pub mod linker;

use crate::driver::native::Native;
use jsc_abi::image::writer::ProgramData;

/// What goes into an executable.
pub struct Inputs<'a> {
    /// What `ProgramData::write` made.
    pub image: Vec<u8>,
    pub program: &'a ProgramData,
    pub native: &'a Native,
    /// Object files of the units.
    pub objects: &'a [Vec<u8>],
    /// Predicted shapes; the runtime gives number `i` the id `jsc_abi::shape_template_id(i)`.
    pub templates: &'a [crate::facts::prediction::ShapeTemplate],
    /// Whether the program may use regular expressions: the engine is linked.
    pub regexps: bool,
    /// As `driver::Options::describe` says.
    pub options: &'a str,
}
