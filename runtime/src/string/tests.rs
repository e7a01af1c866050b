//! Tests of string cells that need no program.
