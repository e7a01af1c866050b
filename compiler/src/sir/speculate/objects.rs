//! Properties of objects with predicted shapes; elements and lengths of arrays, typed arrays and strings.

use super::*;
use jsc_abi::layout::function_flag;
use jsc_abi::opcode::Range;
use jsc_abi::template::private_member;

fn slot_offset(template: &ShapeTemplate, slot: u32) -> u64 {
    let offset = match slot < template.inline_slots {
        true => (size_of::<jsc_abi::layout::Object>() as u32 + 8 * slot) as i32,
        false => out_of_line_offset(slot - template.inline_slots),
    };
    offset as i64 as u64
}

impl<'a> Builder<'a> {
    pub(super) fn template(&self, id: TemplateId) -> &'a ShapeTemplate {
        &self.spec().predictions.templates[id.0 as usize]
    }

    /// Whether the way's own property is a typed field: its shape says that it is a double.
    fn is_double_field(&self, way: &PropertyWay) -> bool {
        let (mut at, slot) = match way.access {
            PropertyAccess::Slot(slot) => (self.template(way.shape), slot),
            PropertyAccess::Add { slot, to } => (self.template(to), slot),
            PropertyAccess::Method(_) => return false,
        };
        while at.count > slot + 1 {
            let Some((parent, _)) = at.added else { return false };
            at = self.template(parent);
        }
        at.is_double
    }

    /// Whether a value is expected that the fields of all these ways can have.
    fn fits_fields(&self, v: Value, ways: &[PropertyWay]) -> bool {
        self.is_expected(v, Kinds::NUMBER) || !ways.iter().any(|w| self.is_double_field(w))
    }

    /// The value as the way's own property holds it.
    fn as_field(&mut self, v: Value, way: &PropertyWay) -> Value {
        if !self.is_double_field(way) || self.is_known(v, Kinds::DOUBLE) {
            return v;
        }
        let double = self.as_f64(v);
        self.box_f64(double).expect("has a result")
    }

    /// `new_object_with` of a predicted shape: what goes to typed fields is made a double, so that it is stored without a look.
    pub(super) fn new_literal(&mut self, dst: u16, values: Range, keys: u32, site: u32) -> bool {
        let classes = self.predicted(self.a.pc).map_or(&[][..], |p| &p.classes);
        let &[class] = classes else { return false };
        let Class::Literal { template: Some(shape) } = self.spec().predictions.classes[class.0 as usize] else {
            return false;
        };
        let mut args = self.read_range(values);
        for (slot, v) in args.iter_mut().enumerate() {
            let way = PropertyWay { shape, access: PropertyAccess::Slot(slot as u32) };
            if self.is_expected(*v, Kinds::NUMBER) {
                *v = self.as_field(*v, &way);
            }
        }
        let created = self.ancestor(shape, args.len() as u32);
        let v = self.emit(Op::NewLiteral, args, vec![created.0 as u64, keys as u64, site as u64]);
        self.write(dst, v);
        true
    }

    /// The shape with the first `count` properties of this one, which has as many.
    fn ancestor(&self, mut shape: TemplateId, count: u32) -> TemplateId {
        while let Some((before, _)) = self.template(shape).added.filter(|_| self.template(shape).count > count) {
            shape = before;
        }
        shape
    }

    /// Does something with an object of one of several shapes: tests for one after the other; the last is guarded. Values that the
    /// ways give meet again.
    fn of_shapes(
        &mut self,
        o: Value,
        ways: &'a [PropertyWay],
        gives: &[Type],
        mut does: impl FnMut(&mut Self, Value, &PropertyWay) -> Vec<Value>,
    ) -> Vec<Value> {
        if let [way] = ways {
            let o = self.guard_cell(Op::GuardShape, o, way.shape.0);
            return does(self, o, way);
        }
        let o = self.guard(o, Kinds::CELL, ExitKind::Shape);
        let join = self.function.new_block();
        let results = gives.iter().map(|ty| self.function.new_param(join, *ty)).collect();
        let here = self.function.block(self.current);
        let (depth, cold) = (here.loop_depth, here.cold);
        // What one way finds out is not known behind the join.
        let registers = self.a.registers.clone();
        for (n, way) in ways.iter().enumerate() {
            let [found, other] = [0, 1].map(|_| self.function.new_block());
            for b in [found, other, join] {
                let block = &mut self.function.blocks[b.index()];
                (block.loop_depth, block.cold) = (depth, cold);
            }
            if n + 1 < ways.len() {
                let c = self.emit(Op::HasShape, vec![o], vec![way.shape.0 as u64]).expect("has a result");
                let targets = [found, other].map(|block| Edge { block, args: vec![] }).to_vec();
                self.terminate(Op::Branch, vec![c], targets);
                self.current = found;
            }
            // (Where it was tested, this is no code.)
            let object = self.guard_cell(Op::GuardShape, o, way.shape.0);
            let args = does(self, object, way);
            self.terminate(Op::Jump, vec![], vec![Edge { block: join, args }]);
            self.current = other;
            self.a.registers.clone_from(&registers);
            self.shapes.clear();
        }
        self.current = join;
        results
    }

    /// The constant of the program that is the name `length`.
    fn length_named(&self) -> Option<u32> {
        let is_length = |c: &ConstantData| match c {
            ConstantData::String { units, key: true } => units.iter().copied().eq("length".encode_utf16()),
            _ => false,
        };
        self.spec().program.constants.iter().position(is_length).map(|n| n as u32)
    }

    /// Reads a property of an object that has the way's shape.
    fn read_way(&mut self, object: Value, way: &PropertyWay, name: u32) -> Value {
        let v = match way.access {
            PropertyAccess::Slot(slot) => {
                let offset = slot_offset(self.template(way.shape), slot);
                let v = self.emit(Op::LoadSlot, vec![object], vec![offset, name as u64]);
                if self.is_double_field(way) {
                    self.function.values[v.expect("has a result").index()].ty.kinds = Kinds::DOUBLE;
                }
                v
            }
            PropertyAccess::Method(function) => {
                let immediates = vec![way.shape.0 as u64, name as u64, function as u64];
                self.emit_exiting(Op::LoadMethod, vec![object], immediates)
            }
            PropertyAccess::Add { .. } => unreachable!("reads add nothing"),
        };
        v.expect("has a result")
    }

    /// `get_by_name`
    pub(super) fn get_property(&mut self, dst: u16, object: u16, name: u32, site: u32) -> bool {
        let Some(SitePrediction::Property(ways)) = self.site() else {
            return self.get_function(dst, object, name, site);
        };
        if ways.iter().any(|w| matches!(w.access, PropertyAccess::Add { .. })) {
            return false;
        }
        let o = self.read(object);
        // By function: the shape that has it, if only one does.
        let mut functions: Vec<(u32, Option<TemplateId>)> = Vec::new();
        for way in ways {
            match way.access {
                PropertyAccess::Method(f) => match functions.iter_mut().find(|(of, _)| *of == f) {
                    Some((_, shape)) => *shape = None,
                    None => functions.push((f, Some(way.shape))),
                },
                _ => {
                    functions.clear();
                    break;
                }
            }
        }
        if ways.len() == 1 || functions.is_empty() {
            let v = self.of_shapes(o, ways, &[Type::BOXED], |b, o, way| vec![b.read_way(o, way, name)]);
            self.write(dst, Some(v[0]));
            return true;
        }
        let number_type = Type::of(Repr::I32);
        let found = self.of_shapes(o, ways, &[Type::BOXED, number_type], |b, o, way| {
            let PropertyAccess::Method(f) = way.access else { unreachable!("asked above") };
            let number = functions.iter().position(|(of, _)| *of == f).expect("listed");
            let number = b.emit(Op::ConstI32, vec![], vec![number as u64]).expect("has a result");
            vec![b.read_way(o, way, name), number]
        });
        let object = self.plain(o);
        self.methods.insert(found[0], Methods { object, number: found[1], functions });
        self.write(dst, Some(found[0]));
        true
    }

    /// Whether the present instruction runs once in the program: it is not worth a form of its own.
    fn runs_once(&self) -> bool {
        let top_level = self.function.flags & jsc_abi::layout::function_flag::TOP_LEVEL != 0;
        top_level && self.function.block(self.current).loop_depth == 0
    }

    /// Whether what the present instruction reads is predicted to be certain functions: no getter's result, as a rule.
    fn reads_function(&self) -> bool {
        let Some(p) = self.predicted(self.a.pc) else { return false };
        let function = |c: &ClassId| {
            matches!(self.spec().predictions.classes[c.0 as usize], Class::Closure(_) | Class::Builtin(_))
        };
        p.kinds == Kinds::OBJECT && !p.classes.is_empty() && p.classes.iter().all(function)
    }

    /// A method of an object or string of no predicted shape.
    fn get_function(&mut self, dst: u16, object: u16, name: u32, site: u32) -> bool {
        let mut o = self.read(object);
        // (What it is read from is not nullish.)
        let kinds = self.kinds(o).without(Kinds::UNDEFINED.union(Kinds::NULL));
        let fits = kinds != Kinds::NONE && kinds.is_subset(Kinds::OBJECT.union(Kinds::STRING));
        if self.runs_once() || !self.reads_function() || !fits {
            return false;
        }
        if kinds == Kinds::STRING {
            o = self.guard(o, Kinds::STRING, ExitKind::Type);
        }
        let v = self.emit_exiting(Op::LoadProperty, vec![o], vec![name as u64, site as u64]);
        self.write(dst, v);
        true
    }

    /// `get_global`
    pub(super) fn get_global(&mut self, dst: u16, name: u32, site: u32) -> bool {
        let Some(p) = self.predicted(self.a.pc) else { return false };
        let built_in =
            |c: &ClassId| matches!(self.spec().predictions.classes[c.0 as usize], Class::Builtin(_) | Class::Other(_));
        if self.runs_once() || p.kinds != Kinds::OBJECT || p.classes.is_empty() || !p.classes.iter().all(built_in) {
            return false;
        }
        let v = self.emit_exiting(Op::LoadGlobal, vec![], vec![name as u64, site as u64]);
        self.write(dst, v);
        true
    }

    /// `set_by_name`; with `defines` `define_by_name`, which asks no prototypes.
    pub(super) fn set_property(&mut self, object: u16, value: u16, name: u32, defines: bool) -> bool {
        let Some(SitePrediction::Property(ways)) = self.site() else { return false };
        let has_room = |w: &PropertyWay| match w.access {
            PropertyAccess::Slot(_) => true,
            PropertyAccess::Add { slot, .. } => slot < self.template(w.shape).inline_slots,
            PropertyAccess::Method(_) => false,
        };
        if !ways.iter().all(has_room) {
            return false;
        }
        let (o, v) = (self.read(object), self.read(value));
        if !self.fits_fields(v, ways) {
            return false;
        }
        self.of_shapes(o, ways, &[], |b, o, way| {
            if matches!(way.access, PropertyAccess::Add { .. }) && !defines {
                b.emit_exiting(Op::CheckAddable, vec![o], vec![way.shape.0 as u64, name as u64]);
            }
            b.store_way(o, v, way, name);
            vec![]
        });
        true
    }

    /// Stores a property of an object that has the way's shape.
    fn store_way(&mut self, o: Value, v: Value, way: &PropertyWay, name: u32) {
        let (slot, to) = match way.access {
            PropertyAccess::Slot(slot) => (slot, None),
            PropertyAccess::Add { slot, to } => (slot, Some(to)),
            PropertyAccess::Method(_) => unreachable!("no site stores to inherited properties"),
        };
        let offset = slot_offset(self.template(way.shape), slot);
        let v = self.as_field(v, way);
        self.emit(Op::StoreSlot, vec![o, v], vec![offset, name as u64]);
        if let Some(to) = to {
            self.emit(Op::SetShape, vec![o], vec![to.0 as u64]);
            self.has_shape(o, to.0);
        }
    }

    /// The key that templates have for the private name in a register, where these ways access it. The name is that of a class
    /// that is defined once: what is read from its top-level slot is what the shapes were made with.
    fn private_key(&self, key: Value, ways: &[PropertyWay]) -> Option<u32> {
        let d = self.function.definition(key).filter(|d| d.op == Op::GetTop)?;
        let slot = d.immediates[0] as u32;
        let key_of = |way: &PropertyWay| {
            let (mut at, slot) = match way.access {
                PropertyAccess::Slot(slot) => (self.template(way.shape), slot),
                PropertyAccess::Add { slot, to } => (self.template(to), slot),
                PropertyAccess::Method(_) => return None,
            };
            while at.count != slot + 1 {
                at = self.template(at.added?.0);
            }
            Some(at.added?.1)
        };
        let found = key_of(&ways[0])?;
        let fits = private_member(found).is_some_and(|(of, _)| of == slot);
        (fits && ways.iter().all(|w| key_of(w) == Some(found))).then_some(found)
    }

    /// `get_private`
    pub(super) fn get_private(&mut self, dst: u16, object: u16, key: u16) -> bool {
        let Some(SitePrediction::Property(ways)) = self.site() else { return false };
        let key = self.read(key);
        let Some(name) = self.private_key(key, ways) else { return false };
        let o = self.read(object);
        let v = self.of_shapes(o, ways, &[Type::BOXED], |b, o, way| vec![b.read_way(o, way, name)]);
        self.write(dst, Some(v[0]));
        true
    }

    /// `set_private`, `define_private_field`, `define_private_method`
    pub(super) fn set_private(&mut self, object: u16, key: u16, value: u16) -> bool {
        let Some(SitePrediction::Property(ways)) = self.site() else { return false };
        let key = self.read(key);
        let Some(name) = self.private_key(key, ways) else { return false };
        let has_room = |w: &PropertyWay| match w.access {
            PropertyAccess::Add { slot, .. } => slot < self.template(w.shape).inline_slots,
            _ => true,
        };
        if !ways.iter().all(has_room) {
            return false;
        }
        let (o, v) = (self.read(object), self.read(value));
        if !self.fits_fields(v, ways) {
            return false;
        }
        self.of_shapes(o, ways, &[], |b, o, way| {
            b.store_way(o, v, way, name);
            vec![]
        });
        true
    }

    pub(super) fn get_element(&mut self, dst: u16, object: u16, key: u16) -> bool {
        let Some(site) = self.site() else { return false };
        let (o, k) = (self.read(object), self.read(key));
        if !self.is_expected(k, Kinds::NUMBER) {
            return false;
        }
        let kinds = match site {
            SitePrediction::Element(kinds) => kinds,
            SitePrediction::StringElement => {
                let s = self.guard(o, Kinds::STRING, ExitKind::Type);
                let index = self.as_index(k);
                let v = self.emit_exiting(Op::StringGet, vec![s, index], vec![]);
                self.write(dst, v);
                return true;
            }
            _ => return false,
        };
        let v = if kinds[..] == [CellKind::Array] {
            let o = self.guard_cell(Op::GuardCell, o, CellKind::Array as u32);
            let index = self.as_index(k);
            self.emit_exiting(Op::ArrayGet, vec![o, index], vec![0])
        } else {
            let Some(repr) = self.element_repr(kinds) else { return false };
            let index = self.as_index(k);
            let v = self.of_kinds(o, kinds, Some(repr), |b, o, kind| b.element_as(repr, o, index, kind));
            self.boxed_number(v)
        };
        self.write(dst, v);
        true
    }

    /// `key in object`
    pub(super) fn has_element(&mut self, dst: u16, key: u16, object: u16) -> bool {
        let Some(SitePrediction::Element(kinds)) = self.site() else { return false };
        let (o, k) = (self.read(object), self.read(key));
        if kinds[..] != [CellKind::Array] || !self.is_expected(k, Kinds::NUMBER) {
            return false;
        }
        let o = self.guard_cell(Op::GuardCell, o, CellKind::Array as u32);
        let index = self.as_index(k);
        let v = self.emit_exiting(Op::ArrayHas, vec![o, index], vec![0]).expect("has a result");
        let v = self.emit(Op::BoxBool, vec![v], vec![]);
        self.write(dst, v);
        true
    }

    fn boxed_number(&mut self, v: Option<Value>) -> Option<Value> {
        let v = v?;
        match self.function.ty(v).repr {
            Repr::I32 => self.box_i32(v),
            Repr::F64 => self.box_f64(v),
            _ => Some(v),
        }
    }

    /// How elements of arrays of one of these kinds are held where they meet; `None`: there is no code for some.
    fn element_repr(&self, kinds: &[CellKind]) -> Option<Repr> {
        let integers = all_integers(kinds)?;
        let predicted = match kinds.contains(&CellKind::Array) {
            true => self.predicted(self.a.pc).map_or(Kinds::ALL, |p| p.kinds),
            false => Kinds::NONE,
        };
        Some(match () {
            () if integers && predicted.is_subset(Kinds::INT32) => Repr::I32,
            () if predicted.is_subset(Kinds::NUMBER) => Repr::F64,
            () => Repr::Boxed,
        })
    }

    /// An element of an array of this kind, held so.
    fn element_as(&mut self, repr: Repr, o: Value, index: Value, kind: CellKind) -> Option<Value> {
        let Some(integer) = typed_integers(kind) else {
            let v = self.emit_exiting(Op::ArrayGet, vec![o, index], vec![0]).expect("has a result");
            return Some(match repr {
                Repr::I32 => self.as_i32(v),
                Repr::F64 => self.as_f64(v),
                _ => v,
            });
        };
        let op = if integer { Op::TypedGetI32 } else { Op::TypedGetF64 };
        let v = self.emit_exiting(op, vec![o, index], vec![kind as u64, 0]);
        match (integer, repr) {
            (true, Repr::F64) => self.emit(Op::I32ToF64, vec![v.expect("has a result")], vec![]),
            (_, Repr::Boxed) => self.boxed_number(v),
            _ => v,
        }
    }

    pub(super) fn set_element(&mut self, object: u16, key: u16, value: u16) -> bool {
        let Some(site) = self.site() else { return false };
        let (o, k, v) = (self.read(object), self.read(key), self.read(value));
        if !self.is_expected(k, Kinds::NUMBER) {
            return false;
        }
        let SitePrediction::Element(kinds) = site else { return false };
        let into_typed = kinds.iter().any(|kind| *kind != CellKind::Array);
        if all_integers(kinds).is_none()
            || kinds.contains(&CellKind::Uint8ClampedArray)
            || into_typed && !self.is_expected(v, Kinds::NUMBER)
        {
            return false;
        }
        let index = self.as_index(k);
        let v = match into_typed {
            true if self.is_expected(v, Kinds::INT32) => self.guard(v, Kinds::INT32, ExitKind::Type),
            true => self.guard(v, Kinds::NUMBER, ExitKind::Type),
            false => v,
        };
        self.of_kinds(o, kinds, None, |b, o, kind| {
            let Some(integer) = typed_integers(kind) else {
                // (What built-ins store is where something was.)
                let grows = !b.was_read(o, index) && b.a.data.flags & function_flag::BUILTIN_FORM == 0;
                return b.emit_exiting(Op::ArraySet, vec![o, index, v], vec![grows as u64]);
            };
            // (Uint32 elements are read as doubles, and stored as the int32 with the same bits.)
            let (op, v) = match integer || kind == CellKind::Uint32Array {
                true => (Op::TypedSetI32, b.truncated(v)),
                false => (Op::TypedSetF64, b.as_f64(v)),
            };
            b.emit(op, vec![o, index, v], vec![kind as u64, 0])
        });
        true
    }

    /// Whether the same element was read in this block: it is there, so the array need not grow to store it.
    fn was_read(&self, array: Value, index: Value) -> bool {
        let origin = |v: Value| {
            let mut v = self.plain(v);
            while let Some(d) = self.function.definition(v).filter(|d| d.op == Op::UnboxI32) {
                v = self.plain(d.args[0]);
            }
            let constant = self.function.definition(v).filter(|d| d.op == Op::ConstI32).map(|d| d.immediates[0]);
            (constant.is_none().then_some(v), constant)
        };
        let (array, index) = (self.plain(array), origin(index));
        self.function
            .block(self.current)
            .insts
            .iter()
            .map(|i| self.function.inst(*i))
            .any(|d| d.op == Op::ArrayGet && self.plain(d.args[0]) == array && origin(d.args[1]) == index)
    }

    /// Does something with an array or typed array of one of these kinds: tests for one after the other; the last is guarded. The results, of
    /// one representation, meet again.
    pub(super) fn of_kinds(
        &mut self,
        o: Value,
        kinds: &[CellKind],
        result: Option<Repr>,
        mut way: impl FnMut(&mut Self, Value, CellKind) -> Option<Value>,
    ) -> Option<Value> {
        if let [kind] = kinds {
            let o = self.guard_cell(Op::GuardCell, o, *kind as u32);
            return way(self, o, *kind);
        }
        let o = self.guard(o, Kinds::OBJECT, ExitKind::Type);
        let join = self.function.new_block();
        let result = result.map(|repr| self.function.new_param(join, Type::of(repr)));
        let here = self.function.block(self.current);
        let (depth, cold) = (here.loop_depth, here.cold);
        let (registers, shapes) = (self.a.registers.clone(), self.shapes.clone());
        for (n, kind) in kinds.iter().enumerate() {
            let [found, other] = [0, 1].map(|_| self.function.new_block());
            for b in [found, other, join] {
                let block = &mut self.function.blocks[b.index()];
                (block.loop_depth, block.cold) = (depth, cold);
            }
            let o = if n + 1 < kinds.len() {
                let c = self.emit(Op::HasCell, vec![o], vec![*kind as u64]).expect("has a result");
                let targets = [found, other].map(|block| Edge { block, args: vec![] }).to_vec();
                self.terminate(Op::Branch, vec![c], targets);
                self.current = found;
                o
            } else {
                self.guard_cell(Op::GuardCell, o, *kind as u32)
            };
            let v = way(self, o, *kind);
            let args = if result.is_some() { v.into_iter().collect() } else { vec![] };
            self.terminate(Op::Jump, vec![], vec![Edge { block: join, args }]);
            self.current = other;
            self.a.registers.clone_from(&registers);
        }
        self.current = join;
        self.shapes = shapes;
        result
    }

    pub(super) fn get_length(&mut self, dst: u16, object: u16, feedback: u32) -> bool {
        let Some(site) = self.site() else { return false };
        if let SitePrediction::Property(_) = site {
            return self.length_named().is_some_and(|name| self.get_property(dst, object, name, u32::MAX));
        }
        let o = self.read(object);
        let length = match site {
            SitePrediction::Element(kinds) => self.of_kinds(o, kinds, Some(Repr::I32), |b, o, kind| match kind {
                CellKind::Array => b.emit_exiting(Op::ArrayLength, vec![o], vec![0]),
                _ => b.emit_exiting(Op::TypedLength, vec![o], vec![feedback as u64]),
            }),
            SitePrediction::StringElement => {
                let o = self.guard(o, Kinds::STRING, ExitKind::Type);
                self.emit(Op::StringLength, vec![o], vec![])
            }
            _ => return false,
        };
        let v = self.box_i32(length.expect("has a result"));
        self.write(dst, v);
        true
    }
}

/// Whether elements of such typed arrays are held as int32; `None`: they are no numbers, or it is no typed array.
fn typed_integers(kind: CellKind) -> Option<bool> {
    use CellKind::*;
    match kind {
        Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array => Some(true),
        Uint32Array | Float32Array | Float64Array => Some(false),
        _ => None,
    }
}

/// Whether elements of all these that are typed arrays are held as int32; `None`: some are no numbers.
fn all_integers(kinds: &[CellKind]) -> Option<bool> {
    let mut typed = kinds.iter().filter(|kind| **kind != CellKind::Array);
    typed.try_fold(true, |all, kind| Some(typed_integers(*kind)? && all))
}
