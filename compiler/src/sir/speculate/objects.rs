//! Properties of objects with predicted shapes; elements and lengths of arrays, typed arrays and strings.

use super::*;

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

    pub(super) fn only_way(&self) -> Option<&'a PropertyWay> {
        match self.site()? {
            SitePrediction::Property(ways) if ways.len() == 1 => ways.first(),
            _ => None,
        }
    }

    /// Reads of one of several shapes: tests one after the other; the last is guarded.
    pub(super) fn get_of_shapes(&mut self, dst: u16, object: u16, ways: &'a [PropertyWay]) -> bool {
        if !ways.iter().all(|w| matches!(w.access, PropertyAccess::Slot(_))) {
            return false;
        }
        let o = self.read(object);
        let o = self.guard(o, Kinds::OBJECT, ExitKind::Shape);
        let join = self.function.new_block();
        let result = self.function.new_param(join, Type::BOXED);
        let here = self.function.block(self.current);
        let (depth, cold) = (here.loop_depth, here.cold);
        // What one way finds out is not known behind the join.
        let registers = self.a.registers.clone();
        for (n, way) in ways.iter().enumerate() {
            let PropertyAccess::Slot(slot) = way.access else { unreachable!("asked above") };
            let offset = slot_offset(self.template(way.shape), slot);
            let [found, other] = [0, 1].map(|_| self.function.new_block());
            for b in [found, other, join] {
                let block = &mut self.function.blocks[b.index()];
                (block.loop_depth, block.cold) = (depth, cold);
            }
            let mut object = o;
            if n + 1 < ways.len() {
                let c = self.emit(Op::HasShape, vec![o], vec![way.shape.0 as u64]).expect("has a result");
                let targets = [found, other].map(|block| Edge { block, args: vec![] }).to_vec();
                self.terminate(Op::Branch, vec![c], targets);
                self.current = found;
            } else {
                object = self.guard_cell(Op::GuardShape, o, way.shape.0);
            }
            let v = self.emit(Op::LoadSlot, vec![object], vec![offset]).expect("has a result");
            self.terminate(Op::Jump, vec![], vec![Edge { block: join, args: vec![v] }]);
            self.current = other;
        }
        self.current = join;
        self.a.registers = registers;
        self.shapes.clear();
        self.write(dst, Some(result));
        true
    }

    pub(super) fn get_property(&mut self, dst: u16, object: u16) -> bool {
        if let Some(SitePrediction::Property(ways)) = self.site()
            && ways.len() > 1
        {
            return self.get_of_shapes(dst, object, ways);
        }
        let Some(way) = self.only_way() else { return false };
        let PropertyAccess::Slot(slot) = way.access else { return false };
        let o = self.read(object);
        let o = self.guard_cell(Op::GuardShape, o, way.shape.0);
        let offset = slot_offset(self.template(way.shape), slot);
        let v = self.emit(Op::LoadSlot, vec![o], vec![offset]);
        self.write(dst, v);
        true
    }

    pub(super) fn set_property(&mut self, object: u16, value: u16) -> bool {
        let Some(way) = self.only_way() else { return false };
        // (An addition asks the prototypes for setters first, so it goes through its cache.)
        let PropertyAccess::Slot(slot) = way.access else { return false };
        let offset = slot_offset(self.template(way.shape), slot);
        let o = self.read(object);
        let o = self.guard_cell(Op::GuardShape, o, way.shape.0);
        let v = self.read(value);
        self.emit(Op::StoreSlot, vec![o, v], vec![offset]);
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
            self.emit_exiting(Op::ArrayGet, vec![o, index], vec![])
        } else {
            let Some(repr) = self.element_repr(kinds) else { return false };
            let index = self.as_index(k);
            let v = self.of_kinds(o, kinds, Some(repr), |b, o, kind| b.element_as(repr, o, index, kind));
            self.boxed_number(v)
        };
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
            let v = self.emit_exiting(Op::ArrayGet, vec![o, index], vec![]).expect("has a result");
            return Some(match repr {
                Repr::I32 => self.as_i32(v),
                Repr::F64 => self.as_f64(v),
                _ => v,
            });
        };
        let op = if integer { Op::TypedGetI32 } else { Op::TypedGetF64 };
        let v = self.emit_exiting(op, vec![o, index], vec![kind as u64]);
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
                let grows = !b.was_read(o, index);
                return b.emit_exiting(Op::ArraySet, vec![o, index, v], vec![grows as u64]);
            };
            // (Uint32 elements are read as doubles, and stored as the int32 with the same bits.)
            let (op, v) = match integer || kind == CellKind::Uint32Array {
                true => (Op::TypedSetI32, b.truncated(v)),
                false => (Op::TypedSetF64, b.as_f64(v)),
            };
            b.emit(op, vec![o, index, v], vec![kind as u64])
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

    pub(super) fn get_length(&mut self, dst: u16, object: u16) -> bool {
        let Some(site) = self.site() else { return false };
        if let SitePrediction::Property(_) = site {
            return self.get_property(dst, object);
        }
        let o = self.read(object);
        let length = match site {
            SitePrediction::Element(kinds) => self.of_kinds(o, kinds, Some(Repr::I32), |b, o, kind| {
                let op = if kind == CellKind::Array { Op::ArrayLength } else { Op::TypedLength };
                b.emit_exiting(op, vec![o], vec![])
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
