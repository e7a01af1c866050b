//! `JSC_OPTIONS`: the one table of options of a produced executable (and of `jsc run`). `JSC_OPTIONS=help` prints it.

use std::fmt::Write;

macro_rules! options {
    ($($(#[doc = $doc:literal])* $field:ident: $ty:ty = $default:expr, $name:literal;)*) => {
        /// Parsed options. Names on the command line have `-` for `_`.
        #[derive(Clone, Debug)]
        pub struct Options { $($(#[doc = $doc])* pub $field: $ty),* }

        impl Default for Options {
            fn default() -> Options { Options { $($field: $default),* } }
        }

        impl Options {
            fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), String> {
                match name {
                    $($name => { self.$field = <$ty as OptionValue>::parse(value).map_err(|e| format!("{name}: {e}"))?; })*
                    _ => return Err(format!("unknown option '{name}' (JSC_OPTIONS=help lists them)")),
                }
                Ok(())
            }

            /// The table, as `help` prints it.
            pub fn help() -> String {
                let mut out = String::from("JSC_OPTIONS: names separated by commas, some with =value\n");
                $(writeln!(out, "  {:<24}{}", <$ty as OptionValue>::usage($name), concat!($($doc),*).trim()).unwrap();)*
                out
            }
        }
    };
}

options! {
    /// run everything in the bytecode interpreter, native code unused
    interpret: bool = false, "interpret";
    /// collect garbage at every allocation (at fewer beyond 1 MiB alive), poison what is freed, verify the heap
    gc_stress: bool = false, "gc-stress";
    /// verify the heap after every collection
    gc_verify: bool = false, "gc-verify";
    /// heap limit in MiB; beyond it the program ends with "out of memory"
    max_heap: u64 = 4096, "max-heap";
    /// native stack that JavaScript may use, in KiB; beyond it a RangeError
    stack: u64 = 984, "stack";
    /// print statistics to standard error at exit: functions by form, collections, pauses, time by phase
    stats: bool = false, "stats";
    /// print a census of exits to standard error at exit: by site and kind, fuses blown, loops entered again, collections
    census: bool = false, "census";
    /// make every Nth guard fail, in programs built with --stress-guards; 0: none
    guard_stress: u64 = 0, "guard-stress";
    /// with guard-stress: fail after pseudo-random intervals of mean N instead, from this seed; 0: every Nth
    guard_seed: u64 = 0, "guard-seed";
    /// print this table and exit
    help: bool = false, "help";
}

trait OptionValue: Sized {
    fn parse(value: Option<&str>) -> Result<Self, String>;
    fn usage(name: &str) -> String;
}

impl OptionValue for bool {
    fn parse(value: Option<&str>) -> Result<bool, String> {
        match value {
            None | Some("1" | "true") => Ok(true),
            Some("0" | "false") => Ok(false),
            Some(v) => Err(format!("'{v}' is not true or false")),
        }
    }
    fn usage(name: &str) -> String {
        name.to_string()
    }
}

impl OptionValue for u64 {
    fn parse(value: Option<&str>) -> Result<u64, String> {
        let v = value.ok_or("needs =NUMBER")?;
        v.parse().map_err(|_| format!("'{v}' is not a number"))
    }
    fn usage(name: &str) -> String {
        format!("{name}=N")
    }
}

impl Options {
    /// Parses a comma-separated list. The error is one line for the user.
    pub fn parse(text: &str) -> Result<Options, String> {
        let mut options = Options::default();
        for item in text.split(',').map(str::trim).filter(|i| !i.is_empty()) {
            match item.split_once('=') {
                Some((name, value)) => options.set(name, Some(value))?,
                None => options.set(item, None)?,
            }
        }
        Ok(options)
    }

    /// From the environment variable; unset means defaults.
    pub fn from_env() -> Result<Options, String> {
        match std::env::var_os("JSC_OPTIONS") {
            None => Ok(Options::default()),
            Some(text) => {
                Options::parse(text.to_str().ok_or("not valid UTF-8")?).map_err(|e| format!("JSC_OPTIONS: {e}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_flags_and_values_and_names_mistakes() {
        let o = Options::parse("interpret, max-heap=64").unwrap();
        assert!(o.interpret && o.max_heap == 64 && !o.gc_stress);
        assert!(Options::parse("max-heap").unwrap_err().contains("NUMBER"));
        assert!(Options::parse("bogus").unwrap_err().contains("bogus"));
    }
}
