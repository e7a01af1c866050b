//! The leaves: one function for each kind of memory. In the runtime they are plain accesses; in the bitcode build they are
//! declared only, and jsc defines each as an access with its alias class (`compiler/src/llvm/memory.rs`), so that LLVM knows
//! that a store to a slot changes no header.

macro_rules! leaves {
    ($($(#[doc = $doc:literal])* $load:ident $store:ident $ty:ty;)*) => {
        $(
            #[cfg(not(bitcode))]
            $(#[doc = $doc])*
            /// # Safety
            /// `p` is valid for the access.
            #[inline(always)]
            pub unsafe fn $load(p: *const u8) -> $ty {
                *(p as *const $ty)
            }

            #[cfg(not(bitcode))]
            $(#[doc = $doc])*
            /// # Safety
            /// `p` is valid for the access.
            #[inline(always)]
            pub unsafe fn $store(p: *mut u8, v: $ty) {
                *(p as *mut $ty) = v
            }

            #[cfg(bitcode)]
            unsafe extern "C" {
                #[link_name = concat!("jsc_leaf_", stringify!($load))]
                pub fn $load(p: *const u8) -> $ty;
                #[link_name = concat!("jsc_leaf_", stringify!($store))]
                pub fn $store(p: *mut u8, v: $ty);
            }
        )*
    };
}

jsc_abi::for_each_leaf!(leaves);
