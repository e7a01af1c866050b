//! The `jsc` command.

fn main() -> std::process::ExitCode {
    jsc::cli::main()
}
