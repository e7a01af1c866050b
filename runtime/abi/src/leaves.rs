//! The kinds of memory that fast paths touch: one load and one store leaf each. `runtime/hot/src/memory.rs` declares or
//! defines them, `compiler/src/llvm/memory.rs` defines them for LLVM with the alias class that the list names.

/// Calls `$m` with lines of: doc, load name, store name, type. The alias class is the part of the name behind `load_`, up to
/// the last underscore (`load_header_u32`: class `header`).
#[macro_export]
macro_rules! for_each_leaf {
    ($m:ident) => {
        $m! {
            /// Shape id in a cell header.
            load_header_u32 store_header_u32 u32;
            /// Kind, flags and GC bytes of a cell header.
            load_header_u8 store_header_u8 u8;
            /// A whole cell header.
            load_header_u64 store_header_u64 u64;
            /// The storage pointer of an object.
            load_storage_u64 store_storage_u64 u64;
            /// Length, dense count and capacities in front of elements.
            load_length_u32 store_length_u32 u32;
            /// A property slot, inline or out of line.
            load_slot_u64 store_slot_u64 u64;
            /// An element.
            load_element_u64 store_element_u64 u64;
            /// Parent and slots of an environment.
            load_environment_u64 store_environment_u64 u64;
            /// Top-level bindings.
            load_top_u64 store_top_u64 u64;
            /// Property caches.
            load_cache_u32 store_cache_u32 u32;
            load_cache_u64 store_cache_u64 u64;
            /// Fields of the context.
            load_context_u32 store_context_u32 u32;
            load_context_u64 store_context_u64 u64;
            /// Internal fields of functions, strings, typed arrays: written when made, hardly ever after.
            load_internal_u32 store_internal_u32 u32;
            load_internal_u64 store_internal_u64 u64;
            /// State of array iterators.
            load_iterator_u64 store_iterator_u64 u64;
            /// Data of typed arrays.
            load_bytes_u8 store_bytes_u8 u8;
            load_bytes_u16 store_bytes_u16 u16;
            load_bytes_u32 store_bytes_u32 u32;
            load_bytes_u64 store_bytes_u64 u64;
        }
    };
}
