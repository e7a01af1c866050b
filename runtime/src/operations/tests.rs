//! Tests of operators on values that need no program.
