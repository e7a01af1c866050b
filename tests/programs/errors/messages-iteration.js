// Messages for things that cannot be iterated, spread or destructured.
const attempt = (f) => {
  try {
    console.log('no error', f());
  } catch (e) {
    console.log(e.name + ': ' + e.message);
  }
};
const o = { a: 1 }, num = 5;
let u;
attempt(() => { for (const x of o); });
attempt(() => { for (const x of num); });
attempt(() => { for (const x of u); });
attempt(() => { const [a] = o; });
attempt(() => { const [a] = u; });
attempt(() => { const [a] = null; });
attempt(() => { const { a } = u; });
attempt(() => { const { a } = null; });
attempt(() => { (({ a }) => a)(); });
attempt(() => { const { a: { b } } = { a: undefined }; });
attempt(() => new Map([1]));
attempt(() => new Set(5));
attempt(() => { const {} = null; });
attempt(() => { const { ...r } = undefined; });
attempt(() => new Map(5));
attempt(() => [...'fine']);
