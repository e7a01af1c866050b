//! `console.table`: rows are the entries of a collection or the properties of an object, columns their properties.

use super::{Stream, write_formatted, write_line};
use crate::builtins::inspect::{self, Options, width};
use crate::context::Context;
use crate::entry::Args;
use crate::error::JsResult;
use crate::handle::{GcVec, Obj, ValueExt};
use jsc_abi::{CellKind, Value};

const INDEX: &str = "(index)";
const ITERATION_INDEX: &str = "(iteration index)";
const KEY: &str = "Key";
const VALUES: &str = "Values";

/// A column: its head, and a cell for each row.
struct Column {
    head: String,
    cells: Vec<String>,
}

impl Column {
    fn new(head: &str) -> Column {
        Column { head: head.to_string(), cells: Vec::new() }
    }

    /// Sets the cell of a row; rows before it that have none are empty.
    fn set(&mut self, row: usize, text: String) {
        if self.cells.len() <= row {
            self.cells.resize(row + 1, String::new());
        }
        self.cells[row] = text;
    }
}

/// A value as it stands in a cell.
fn cell(ctx: &mut Context, v: Value) -> JsResult<String> {
    let mut depth = 0;
    if let Some(o) = v.as_object()
        && !o.is_array()
        && !o.is_callable()
    {
        let mut keys = GcVec::new(ctx);
        ctx.enumerable_own_keys(o, &mut keys)?;
        if keys.len() > 2 {
            depth = -1;
        }
    }
    let options = Options { depth, max_array_length: 3, break_length: usize::MAX, ..Options::default() };
    inspect::try_inspect(ctx, v, &options)
}

/// console.table(data, columns)
pub(super) fn table(ctx: &mut Context, args: &Args) -> JsResult {
    let Some(data) = args.get(0).as_object() else {
        write_formatted(ctx, Stream::Output, &[args.get(0)])?;
        return Ok(Value::UNDEFINED);
    };
    let wanted = args.get(1);
    if !wanted.is_undefined() && !ctx.is_array(wanted)? {
        let shown = inspect::inspect(ctx, wanted, &Options::default());
        return Err(
            ctx.type_error(format_args!("The \"properties\" argument must be an instance of Array. Received {shown}"))
        );
    }
    let columns = match data.kind() {
        CellKind::Map | CellKind::Set | CellKind::MapIterator | CellKind::SetIterator => collection(ctx, data)?,
        _ => properties(ctx, data, wanted)?,
    };
    let text = render(&columns);
    write_line(ctx, Stream::Output, &text);
    Ok(Value::UNDEFINED)
}

fn collection(ctx: &mut Context, data: Obj) -> JsResult<Vec<Column>> {
    let (entries, pairs) = inspect::collection_entries(ctx, data);
    let mut columns = vec![Column::new(ITERATION_INDEX)];
    if pairs {
        columns.push(Column::new(KEY));
    }
    columns.push(Column::new(VALUES));
    let each = if pairs { 2 } else { 1 };
    for row in 0..entries.len() / each {
        columns[0].set(row, row.to_string());
        for i in 0..each {
            let text = cell(ctx, entries[row * each + i])?;
            columns[1 + i].set(row, text);
        }
    }
    Ok(columns)
}

fn properties(ctx: &mut Context, data: Obj, wanted: Value) -> JsResult<Vec<Column>> {
    let mut rows = GcVec::new(ctx);
    ctx.enumerable_own_keys(data, &mut rows)?;
    let mut index = Column::new(INDEX);
    let mut columns: Vec<Column> = Vec::new();
    let mut values = Column::new(VALUES);
    let mut has_values = false;
    for row in 0..rows.len() {
        let name = ctx.to_string(rows[row])?.to_rust(ctx);
        index.set(row, name);
        let key = ctx.key_from_value(rows[row])?;
        let item = ctx.get(data, key)?;
        let object = item.as_object();
        if object.is_none() && wanted.is_undefined() {
            has_values = true;
            let text = cell(ctx, item)?;
            values.set(row, text);
            continue;
        }
        let keys = match wanted.as_object() {
            Some(_) => ctx.create_list_from_array_like(wanted)?,
            None => {
                let mut keys = GcVec::new(ctx);
                if let Some(o) = object {
                    ctx.enumerable_own_keys(o, &mut keys)?;
                }
                keys
            }
        };
        for i in 0..keys.len() {
            let head = ctx.to_string(keys[i])?.to_rust(ctx);
            let at = match columns.iter().position(|c| c.head == head) {
                Some(at) => at,
                None => {
                    columns.push(Column::new(&head));
                    columns.len() - 1
                }
            };
            let key = ctx.to_property_key(keys[i])?;
            let text = match object {
                Some(o) if ctx.has_own(o, key)? => {
                    let v = ctx.get(o, key)?;
                    cell(ctx, v)?
                }
                _ => String::new(),
            };
            columns[at].set(row, text);
        }
    }
    // Columns named by indices come first, in order, as in an object with these keys.
    let is_index = |c: &Column| c.head.parse::<u32>().ok().filter(|n| n.to_string() == c.head);
    columns.sort_by_key(|c| is_index(c).map_or(u64::MAX, u64::from));
    columns.insert(0, index);
    if has_values {
        columns.push(values);
    }
    Ok(columns)
}

fn render(columns: &[Column]) -> String {
    let rows = columns.iter().map(|c| c.cells.len()).max().unwrap_or(0);
    let widths: Vec<usize> = columns
        .iter()
        .map(|c| c.cells.iter().map(|text| width(text)).chain([width(&c.head)]).max().unwrap_or(0))
        .collect();
    let line = |left: &str, middle: &str, right: &str| {
        let parts: Vec<String> = widths.iter().map(|w| "─".repeat(w + 2)).collect();
        format!("{left}{}{right}", parts.join(middle))
    };
    let row = |cells: &mut dyn Iterator<Item = &str>| {
        let parts: Vec<String> =
            cells.zip(&widths).map(|(text, w)| format!("{text}{}", " ".repeat(w - width(text)))).collect();
        format!("│ {} │\n", parts.join(" │ "))
    };
    let mut out = line("┌", "┬", "┐");
    out.push('\n');
    out.push_str(&row(&mut columns.iter().map(|c| c.head.as_str())));
    out.push_str(&line("├", "┼", "┤"));
    out.push('\n');
    for i in 0..rows {
        out.push_str(&row(&mut columns.iter().map(|c| c.cells.get(i).map_or("", String::as_str))));
    }
    out.push_str(&line("└", "┴", "┘"));
    out
}
