// console.log shows the target of a proxy and calls no trap.
const trapped = { get() { throw new Error('trap called'); }, ownKeys() { throw new Error('trap called'); } };
console.log(new Proxy({ p: 1 }, {}), new Proxy([1, 2], {}), new Proxy(() => {}, {}), new Proxy(class K {}, {}));
console.log(new Proxy({ quiet: true }, trapped), [new Proxy({}, trapped)], { inner: new Proxy([1], trapped) });
console.log(new Proxy(new Map([[1, 2]]), {}), new Proxy(new Proxy({ twice: 1 }, {}), {}));
