// WeakRef of a live object.
const target = { name: 'kept alive' };
const ref = new WeakRef(target);
console.log(ref.deref() === target, ref.deref().name, Object.prototype.toString.call(ref), ref instanceof WeakRef);
for (const bad of [() => new WeakRef(1), () => WeakRef({}), () => new WeakRef()]) {
  try {
    bad();
  } catch (e) {
    console.log(e.name);
  }
}
console.log(target);
