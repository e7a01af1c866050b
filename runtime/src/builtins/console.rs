//! `console`
use crate::builtins::{Intrinsic, method};
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use jsc_abi::Value;
#[derive(Default)]
pub struct State {}
pub(super) fn init(ctx: &mut Context) {
    let o = ctx.new_plain(Intrinsic::ObjectPrototype);
    ctx.set_intrinsic(Intrinsic::Console, o);
    ctx.install(o, &[method("log", 0, log)]);
}
fn log(ctx: &mut Context, args: &Args) -> JsResult {
    let parts: Vec<String> = args.args.iter().map(|&v| ctx.display_for_error(v)).collect();
    println!("{}", parts.join(" "));
    Ok(Value::UNDEFINED)
}
