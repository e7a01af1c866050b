#![allow(dead_code)]
#[path = "sir/mod.rs"]
pub mod sir;
