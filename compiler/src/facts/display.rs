//! Predictions as text for people: by function and pc, with the source position and the instruction.

use super::bindings::key_text;
use super::prediction::{
    Class, ClassId, FunctionPrediction, Predicted, Predictions, PropertyAccess, SitePrediction, TemplateId,
};
use crate::sir::Kinds;
use jsc_abi::CellKind;
use jsc_abi::bytecode::instructions;
use jsc_abi::image::writer::{ConstantData, FunctionData, ProgramData};
use jsc_abi::layout::function_flag::BUILTIN_FORM;
use std::fmt::{self, Display, Formatter};

/// Predictions beside the program that they are of.
pub struct WithProgram<'a> {
    pub predictions: &'a Predictions,
    pub program: &'a ProgramData,
}

/// Kinds by their names: `int32|double`.
pub fn kinds(k: Kinds) -> String {
    match k {
        Kinds::NONE => "never".into(),
        Kinds::ALL | Kinds::ANY => "any".into(),
        _ => {
            let names = Kinds::NAMES.iter().enumerate().filter(|(i, _)| k.0 & 1 << i != 0).map(|(_, n)| *n);
            let names: Vec<&str> = names.collect();
            names.join("|").replace("int32|double", "number")
        }
    }
}

impl WithProgram<'_> {
    fn text(&self, constant: u32) -> String {
        match self.program.constants.get(constant as usize) {
            Some(ConstantData::String { units, .. }) => String::from_utf16_lossy(units),
            _ => format!("k{constant}"),
        }
    }

    fn function(&self, index: u32) -> String {
        let name = self.program.functions.get(index as usize).map_or(String::new(), |f| self.text(f.name));
        format!("f{index} {name}").trim_end().to_string()
    }

    fn class(&self, id: ClassId, depth: u32) -> String {
        let template = |t: &Option<TemplateId>| t.map_or(String::new(), |t| format!(" {}", self.template(t)));
        match &self.predictions.classes[id.0 as usize] {
            Class::Instance { constructor, template: t } => {
                format!("new {}{}", self.function(*constructor), template(t))
            }
            Class::Literal { template: t } => format!("literal{}", template(t)),
            Class::Array { .. } if depth > 1 => "[...]".into(),
            Class::Array { elements } => format!("[{}]", self.predicted(elements, depth + 1)),
            Class::Typed(kind) => format!("{kind:?}"),
            Class::Closure(f) => format!("closure {}", self.function(*f)),
            Class::Builtin(path) => path.clone(),
            Class::Other(kind) => format!("{kind:?}"),
        }
    }

    fn predicted(&self, p: &Predicted, depth: u32) -> String {
        let mut text = kinds(p.kinds);
        if let Some((low, high)) = p.range {
            let bound = |n: i32, all: i32| if n == all { String::new() } else { n.to_string() };
            text += &format!(" {}..{}", bound(low, i32::MIN), bound(high, i32::MAX));
        }
        if !p.classes.is_empty() {
            let classes: Vec<String> = p.classes.iter().map(|c| self.class(*c, depth)).collect();
            text += &format!(" {{{}}}", classes.join(", "));
        }
        text
    }

    fn template(&self, id: TemplateId) -> String {
        format!("t{}", id.0)
    }

    fn site(&self, site: &SitePrediction) -> String {
        match site {
            SitePrediction::Property(ways) => {
                let way = |w: &super::prediction::PropertyWay| {
                    let shape = self.template(w.shape);
                    match w.access {
                        PropertyAccess::Slot(slot) => format!("{shape} slot {slot}"),
                        PropertyAccess::Add { slot, to } => format!("{shape} add {slot} -> {}", self.template(to)),
                        PropertyAccess::Method(f) => format!("{shape} method {}", self.function(f)),
                    }
                };
                ways.iter().map(way).collect::<Vec<_>>().join("; ")
            }
            SitePrediction::Element(kinds) if kinds[..] == [CellKind::Array] => "array".into(),
            SitePrediction::Element(kinds) => {
                let names: Vec<String> = kinds.iter().map(|k| format!("{k:?}")).collect();
                names.join("|")
            }
            SitePrediction::StringElement => "string".into(),
            SitePrediction::Function(f) => format!("call {}", self.function(*f)),
            SitePrediction::Functions(callees) => {
                let callee = |c: &super::prediction::Callee| {
                    format!("call {} {}.{} %", self.function(c.function), c.share / 10, c.share % 10)
                };
                callees.iter().map(callee).collect::<Vec<_>>().join("; ")
            }
            SitePrediction::Builtin(path) => format!("call {path}"),
        }
    }

    /// What is predicted of a function that is reached.
    fn write(&self, out: &mut Formatter<'_>, f: &FunctionData, prediction: &FunctionPrediction) -> fmt::Result {
        for (n, p) in prediction.parameters.iter().enumerate() {
            writeln!(out, "  parameter {n}: {}", self.predicted(p, 0))?;
        }
        for (what, p) in [("this", &prediction.this), ("result", &prediction.result)] {
            if let Some(p) = p {
                writeln!(out, "  {what}: {}", self.predicted(p, 0))?;
            }
        }
        for (pc, instruction) in instructions(&f.code) {
            let pc = pc as u32;
            let (value, site) = (prediction.values.get(&pc), prediction.sites.get(&pc));
            if value.is_none() && site.is_none() {
                continue;
            }
            let op = instruction.op().name();
            let value = value.map_or(String::new(), |v| self.predicted(v, 0));
            let site = site.map_or(String::new(), |s| format!("   <{}>", self.site(s)));
            writeln!(out, "  {pc:5} {:8} {op:18} {value}{site}", self.position(f, pc))?;
        }
        Ok(())
    }

    fn position(&self, f: &FunctionData, pc: u32) -> String {
        let at = f.positions.partition_point(|p| p.pc <= pc);
        match at.checked_sub(1).map(|i| &f.positions[i]) {
            Some(p) if p.pc == pc => format!("{}:{}", p.line, p.column),
            _ => String::new(),
        }
    }
}

impl Display for WithProgram<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        for note in &self.predictions.notes {
            writeln!(out, "note: {note}")?;
        }
        for (i, t) in self.predictions.templates.iter().enumerate() {
            let added = match t.added {
                Some((parent, key)) => {
                    let of = if t.is_double { ": double" } else { "" };
                    format!("t{} + {}{of}", parent.0, key_text(self.program, key))
                }
                None => format!("{:?}", t.origin),
            };
            writeln!(out, "t{i} = {added}  ({} properties, {} inline)", t.count, t.inline_slots)?;
        }
        for (index, prediction) in self.predictions.functions.iter().enumerate() {
            let f = &self.program.functions[index];
            // (Of these, call by call.)
            if f.flags & BUILTIN_FORM != 0 {
                continue;
            }
            writeln!(out, "\n{} at {}:{}", self.function(index as u32), f.line, f.column)?;
            if !prediction.reached {
                writeln!(out, "  not reached")?;
                continue;
            }
            self.write(out, f, prediction)?;
        }
        for ((caller, pc), of) in &self.predictions.forms {
            let at = self.position(&self.program.functions[*caller as usize], *pc);
            writeln!(out, "\n{} where {} calls it at {at}", self.function(of.form), self.function(*caller))?;
            self.write(out, &self.program.functions[of.form as usize], &of.prediction)?;
        }
        Ok(())
    }
}
