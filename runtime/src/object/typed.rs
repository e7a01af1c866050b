//! Typed fields: a predicted shape may say that a property is a double (`ShapeTemplate::field`), and every object of that shape has a
//! number in the form of a double there. So compiled code that knows the shape reads the field without a look at the value.
//!
//! Whoever stores to a slot keeps that up: int32s become doubles on the way, and for any other value the object first takes an
//! *untyped* shape, which has the same properties in the same places.

use crate::context::Context;
use crate::handle::Obj;
use crate::shape::Shape;
use jsc_abi::Value;

/// The number in the form of a double; `None`: it is no number.
#[inline]
pub(crate) fn as_double(value: Value) -> Option<Value> {
    if value.is_double() {
        Some(value)
    } else if value.is_int32() {
        Some(Value::from_f64(value.as_number()))
    } else {
        None
    }
}

impl Context {
    /// What is stored in place of `value` in a slot that shape `of` has; `o`, of that shape or one before it, takes an untyped shape if
    /// the value does not fit.
    #[inline]
    pub(crate) fn fitted(&mut self, o: Obj, of: &Shape, slot: u32, value: Value) -> Value {
        if !of.is_double(slot) {
            return value;
        }
        as_double(value).unwrap_or_else(|| {
            self.leave_typed_shape(o);
            value
        })
    }

    /// The object's slots were filled without a look: makes them what its shape says.
    #[inline]
    pub(crate) fn fit_fields(&mut self, o: Obj) {
        let shape = self.shape_of(o);
        if shape.has_doubles() {
            self.fit_all(o, shape);
        }
    }

    #[inline(never)]
    fn fit_all(&mut self, o: Obj, shape: &Shape) {
        for slot in (0..shape.slot_count).filter(|slot| shape.is_double(*slot)) {
            // SAFETY: a slot of the object's shape, and of the untyped one that it may have by now.
            let place = unsafe { &mut *o.slot(shape.offset(slot)) };
            *place = self.fitted(o, shape, slot, *place);
        }
    }

    /// Gives the object the shape with the same properties, none of which is typed.
    #[cold]
    #[inline(never)]
    pub(crate) fn leave_typed_shape(&mut self, mut o: Obj) {
        let id = o.header.shape;
        if self.shapes.is_unique(id) {
            return;
        }
        match self.shapes.untyped(id) {
            Some(untyped) => o.header.shape = untyped,
            None => {
                self.unique_shape(o);
            }
        }
    }
}
