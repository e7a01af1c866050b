//! Compiles `runtime/hot` to LLVM bitcode, and checks that rustc's LLVM and the linked LLVM are of one major version.

use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    let manifest = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap());
    let out = PathBuf::from(std::env::var("OUT_DIR").unwrap());
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let abi = manifest.join("../runtime/abi/src");
    let hot = manifest.join("../runtime/hot/src");
    println!("cargo::rerun-if-changed={}", abi.display());
    println!("cargo::rerun-if-changed={}", hot.display());
    println!("cargo::rerun-if-changed=build.rs");

    check_llvm(&rustc);

    let abi_rlib = out.join("libjsc_abi.rlib");
    run(Command::new(&rustc)
        .args(common("jsc_abi"))
        .arg("--crate-type=rlib")
        .arg(abi.join("lib.rs"))
        .arg("-o")
        .arg(&abi_rlib));
    run(Command::new(&rustc)
        .args(common("jsc_hot"))
        .args(["--crate-type=rlib", "--cfg=bitcode", "--emit=llvm-bc", "-Ccodegen-units=1"])
        .arg("--extern")
        .arg(format!("jsc_abi={}", abi_rlib.display()))
        .arg(hot.join("lib.rs"))
        .arg("-o")
        .arg(out.join("hot.bc")));
    println!("cargo::rustc-env=JSC_BUILD_TARGET={}", std::env::var("TARGET").unwrap());
}

fn common(name: &str) -> Vec<String> {
    ["--edition=2024", "--cap-lints=allow", "-Cpanic=abort", "-Copt-level=3", "-Cdebuginfo=0", "-Coverflow-checks=no"]
        .into_iter()
        .map(String::from)
        .chain([format!("--crate-name={name}")])
        .collect()
}

/// Bitcode can be read by an LLVM of the same or a later major version only, and attributes drift: insist on the same.
fn check_llvm(rustc: &str) {
    let text = output(Command::new(rustc).arg("-vV"));
    let rust_llvm = text.lines().find_map(|l| l.strip_prefix("LLVM version: ")).unwrap_or("unknown").to_string();
    let prefix = std::env::var("LLVM_SYS_221_PREFIX").map(|p| format!("{p}/bin/llvm-config"));
    let config = [prefix.unwrap_or_default(), "llvm-config-22".into(), "/usr/lib/llvm-22/bin/llvm-config".into()]
        .into_iter()
        .find(|c| !c.is_empty() && (Path::new(c).exists() || Command::new(c).arg("--version").output().is_ok()));
    let linked = config.map(|c| output(Command::new(c).arg("--version"))).unwrap_or_default();
    let major = |v: &str| v.trim().split('.').next().unwrap_or("").to_string();
    if major(&rust_llvm) != major(&linked) {
        panic!(
            "rustc carries LLVM {rust_llvm}, but the LLVM to link is {}: install llvm-22-dev and libpolly-22-dev (make setup), \
             and use the Rust of rust-toolchain.toml",
            if linked.trim().is_empty() { "missing" } else { linked.trim() }
        );
    }
}

fn output(command: &mut Command) -> String {
    match command.output() {
        Ok(o) if o.status.success() => String::from_utf8_lossy(&o.stdout).into_owned(),
        _ => String::new(),
    }
}

fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|e| panic!("cannot run {command:?}: {e}"));
    assert!(status.success(), "{command:?} failed");
}
