//! being written
pub(super) fn init(_ctx: &mut crate::Context) {}
