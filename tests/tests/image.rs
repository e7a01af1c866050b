//! Programs as data, as image and as text are the same: round trips over all test programs and benchmarks.

use jsc_abi::image::writer::ProgramData;
use jsc_frontend::{DiagnosticKind, Options, Source};
use jsc_tests::{root, scripts};

#[test]
fn every_program_survives_image_and_text() {
    let (mut compiled, mut unsupported) = (0, 0);
    for directory in ["tests/programs", "tests/bench", "examples"] {
        for script in scripts(&root().join(directory)) {
            let name = script.display().to_string();
            let text = std::fs::read_to_string(root().join(directory).join(&script)).unwrap();
            let program = match jsc_frontend::compile(&Source { name: name.clone(), text }, &Options::default()) {
                Ok(program) => program,
                Err(d) if d.iter().all(|d| d.kind == DiagnosticKind::Unsupported) || directory == "examples" => {
                    unsupported += 1;
                    continue;
                }
                Err(d) => panic!("{name}: {d:?}"),
            };
            compiled += 1;
            let image = program.write().unwrap_or_else(|e| panic!("{name}: {e}"));
            let again = ProgramData::read(&image).unwrap_or_else(|e| panic!("{name}: {e}"));
            // Not `==`: NaN among the constants is not equal to itself.
            assert!(again.write().unwrap() == image, "{name}: the image holds another program");
            let text = program.to_string();
            let parsed = jsc_abi::bytecode::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert!(parsed.to_string() == text, "{name}: the text prints differently");
            assert!(parsed.write().unwrap() == image, "{name}: the text is another program");
            jsc_abi::bytecode::verify(&parsed).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }
    assert!(compiled > 10 * unsupported, "{compiled} compile, {unsupported} use what is not supported");
}
