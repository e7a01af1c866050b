// Proxy traps and their invariants; Reflect as their counterpart.
const log = [];
const target = { a: 1 };
const p = new Proxy(target, {
  get(t, k, r) { log.push('get ' + String(k)); return Reflect.get(t, k, r); },
  set(t, k, v, r) { log.push(`set ${String(k)}=${v}`); return Reflect.set(t, k, v, r); },
  has(t, k) { log.push('has ' + String(k)); return k in t; },
  deleteProperty(t, k) { log.push('delete ' + k); return delete t[k]; },
  ownKeys(t) { log.push('ownKeys'); return Reflect.ownKeys(t); },
  getOwnPropertyDescriptor(t, k) { log.push('gopd ' + k); return Reflect.getOwnPropertyDescriptor(t, k); },
  defineProperty(t, k, d) { log.push('define ' + k); return Reflect.defineProperty(t, k, d); },
  getPrototypeOf(t) { log.push('getPrototypeOf'); return Reflect.getPrototypeOf(t); },
});
p.a; p.b = 2; 'a' in p; delete p.b; Object.keys(p); ({ ...p }); p instanceof Object; p.a++;
console.log(log.join(', '));
const fn = new Proxy(function (a) { return 'called ' + a; }, { apply: (t, self, args) => 'trap ' + t(...args), construct: (t, args) => ({ made: args }) });
console.log(fn(1), new fn(2), typeof fn, fn.length);
const list = new Proxy([], { get: (t, k, r) => (typeof k === 'string' && /^-\d+$/.test(k) ? t[t.length + +k] : Reflect.get(t, k, r)) });
list.push(1, 2, 3);
console.log(list[-1], list.length, Array.isArray(list), list.map((x) => x * 2), [...list], JSON.stringify(list));
const defaults = new Proxy({}, { get: (t, k) => (k in t ? t[k] : `no ${String(k)}`) });
console.log(defaults.x, (defaults.x = 1), defaults.x);
const { proxy, revoke } = Proxy.revocable({ v: 1 }, {});
console.log(proxy.v);
revoke();
for (const bad of [() => proxy.v, () => new Proxy(1, {}), () => { 'use strict'; new Proxy({}, { set: () => false }).x = 1; }, () => new Proxy(Object.freeze({ x: 1 }), { get: () => 2 }).x, () => Proxy({}, {})]) { try { bad(); } catch (e) { console.log(e.name); } }
const validated = new Proxy({}, { set(t, k, v) { if (typeof v !== 'number') throw new TypeError(`${k} must be a number`); t[k] = v; return true; } });
try { validated.n = 1; validated.s = 'x'; } catch (e) { console.log(e.message, validated); }
console.log(Reflect.ownKeys(new Proxy({ a: 1 }, {})), Object.prototype.toString.call(new Proxy([], {})), new Proxy(new Map([[1, 2]]), {}) instanceof Map);
