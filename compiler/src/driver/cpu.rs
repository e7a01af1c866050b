//! `--target-cpu`: names that LLVM takes for 64-bit x86. LLVM itself only warns about others, and then fails.

const CPUS: &[&str] = &[
    "alderlake",
    "amdfam10",
    "arrowlake",
    "arrowlake-s",
    "arrowlake_s",
    "athlon-fx",
    "athlon64",
    "athlon64-sse3",
    "atom",
    "atom_sse4_2",
    "atom_sse4_2_movbe",
    "barcelona",
    "bdver1",
    "bdver2",
    "bdver3",
    "bdver4",
    "bonnell",
    "broadwell",
    "btver1",
    "btver2",
    "cannonlake",
    "cascadelake",
    "clearwaterforest",
    "cooperlake",
    "core-avx-i",
    "core-avx2",
    "core2",
    "core_2_duo_sse4_1",
    "core_2_duo_ssse3",
    "core_2nd_gen_avx",
    "core_3rd_gen_avx",
    "core_4th_gen_avx",
    "core_4th_gen_avx_tsx",
    "core_5th_gen_avx",
    "core_5th_gen_avx_tsx",
    "core_aes_pclmulqdq",
    "core_i7_sse4_2",
    "corei7",
    "corei7-avx",
    "diamondrapids",
    "emeraldrapids",
    "goldmont",
    "goldmont-plus",
    "goldmont_plus",
    "gracemont",
    "grandridge",
    "graniterapids",
    "graniterapids-d",
    "graniterapids_d",
    "haswell",
    "icelake-client",
    "icelake-server",
    "icelake_client",
    "icelake_server",
    "ivybridge",
    "k8",
    "k8-sse3",
    "knl",
    "knm",
    "lunarlake",
    "meteorlake",
    "mic_avx512",
    "nehalem",
    "nocona",
    "novalake",
    "opteron",
    "opteron-sse3",
    "pantherlake",
    "penryn",
    "pentium_4",
    "pentium_4_sse3",
    "pentium_ii",
    "pentium_iii",
    "pentium_iii_no_xmm_regs",
    "pentium_m",
    "pentium_mmx",
    "pentium_pro",
    "raptorlake",
    "rocketlake",
    "sandybridge",
    "sapphirerapids",
    "sierraforest",
    "silvermont",
    "skx",
    "skylake",
    "skylake-avx512",
    "skylake_avx512",
    "slm",
    "tigerlake",
    "tremont",
    "westmere",
    "wildcatlake",
    "x86-64",
    "x86-64-v2",
    "x86-64-v3",
    "x86-64-v4",
    "znver1",
    "znver2",
    "znver3",
    "znver4",
    "znver5",
];

/// The error is one line that says which names are near.
pub fn check(name: &str) -> Result<(), String> {
    if name == "native" || CPUS.contains(&name) {
        return Ok(());
    }
    let near: Vec<&str> = CPUS.iter().copied().filter(|c| c.contains(name) || name.contains(c)).collect();
    let hint = match near.is_empty() {
        true => "native, x86-64, x86-64-v2, x86-64-v3 and x86-64-v4 are some that it does".to_string(),
        false => format!("did you mean {}?", near.join(" or ")),
    };
    Err(format!("LLVM knows no 64-bit x86 CPU '{name}': {hint}"))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn unknown_names_are_refused_with_a_hint() {
        assert!(check("native").is_ok() && check("x86-64-v3").is_ok() && check("znver4").is_ok());
        assert!(check("haswel").unwrap_err().contains("haswell"));
        assert!(check("i386").is_err());
    }
}
