//! Characters of strings.

use crate::memory::*;
use crate::{Ctx, hot};
use core::mem::offset_of;
use jsc_abi::layout::*;
use jsc_abi::runtime_functions::symbols as rt;

hot! {
    /// Code unit `index` of a string; the index is less than the length.
    fn char_code_at(ctx: Ctx, string: *mut u8, index: i32) -> i32 {
        let flags = load_header_u8(string.add(offset_of!(CellHeader, flags)));
        if flags & string_flag::ROPE != 0 {
            return rt::char_code_at(ctx, string as *mut JsString, index);
        }
        let chars = load_internal_u64(string.add(offset_of!(JsString, chars))) as *const u8;
        let i = index as u32 as usize;
        if flags & string_flag::LATIN1 != 0 { load_bytes_u8(chars.add(i)) as i32 } else { load_bytes_u16(chars.add(2 * i)) as i32 }
    }
}
