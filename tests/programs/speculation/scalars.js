// Objects that stay inside a function, and exits that need them after all.
class Vector {
    constructor(x, y) { this.x = x; this.y = y; }
    plus(o) { return new Vector(this.x + o.x, this.y + o.y); }
    times(k) { return new Vector(this.x * k, this.y * k); }
    dot(o) { return this.x * o.x + this.y * o.y; }
}

function straight(n, odd) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
        const a = new Vector(i, i + 1), b = a.plus(a).times(2);
        sum += b.dot(a);
        if (i === odd) sum += " then ";
    }
    return sum;
}
console.log(straight(50, -1), straight(50, 47));

// The exit is in the middle of the constructor: half an object.
function half(n, at) {
    let last;
    for (let i = 0; i < n; i++) {
        const v = new Vector(i, i === at ? { valueOf() { return 7; } } : i);
        last = v.x + v.y;
    }
    return last;
}
console.log(half(40, -1), half(40, 39), half(40, 20));

// Exits while two live objects refer to each other's parts, and one is seen twice.
class Pair { constructor(a, b) { this.a = a; this.b = b; } }
let escaped = [];
function nested(n, at) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
        const v = new Vector(i, 2), p = new Pair(v, v);
        p.a.x += 1;
        sum += i === at ? escaped.push(p) : p.b.x;
        p.b.y = i;
        sum += p.a.y;
    }
    return sum;
}
console.log(nested(60, -1), nested(60, 58), escaped.length, escaped[0].a === escaped[0].b, escaped[0].a);

// An exit makes two objects, and one of them is named three times.
function identity(n, start) {
    let r;
    for (let i = 0; i < n; i++) {
        const v = new Vector(i, 1), p = new Pair(v, v);
        const s = start + i;
        v.x = s;
        r = p.a.x + p.b.x;
    }
    return r;
}
for (let i = 0; i < 30; i++) identity(30, i);
console.log(identity(30, 5), identity(3, 2147483645), identity(4, 2147483645));

// Contents that differ by the way taken.
function branches(n) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
        const v = new Vector(0, 0);
        if (i & 1) v.x = i; else v.y = i;
        sum += v.x - v.y;
    }
    return sum;
}
console.log(branches(101));

// int32 until it overflows, with the object alive in the frame around.
function overflow(start) {
    const v = new Vector(start, 1);
    const r = [];
    for (let i = 0; i < 5; i++) {
        v.x = v.x + v.y;
        r.push(v.x);
    }
    return r.join();
}
for (let i = 0; i < 30; i++) overflow(i);
console.log(overflow(2147483644));

// In try/finally; the handler sees the object as it is then.
function guarded(value) {
    const v = new Vector(1, 2);
    try {
        v.x = 10;
        v.y = value.length;
        v.x = 20;
    } catch (e) {
        return [v.x, v.y, e instanceof TypeError];
    } finally {
        v.x += 1;
    }
    return [v.x, v.y];
}
for (let i = 0; i < 30; i++) guarded("abc");
console.log(guarded("abcd"), guarded(null), guarded([1, 2]));

// A prototype changes while instances are only values.
function shifting(n, at) {
    let log = "";
    for (let i = 0; i < n; i++) {
        const v = new Vector(i, i);
        if (i === at) Vector.prototype.dot = function () { return "new"; };
        if (i > n - 3) log += v.dot(v) + ";";
    }
    return log;
}
console.log(shifting(30, -1), shifting(30, 28));
Vector.prototype = 5;
function Old(x) { this.x = x; }
Old.prototype.get = function () { return this.x; };
function replaced(n, at) {
    let log = "";
    for (let i = 0; i < n; i++) {
        if (i === at) Old.prototype = { get() { return "other"; } };
        log = new Old(i).get();
    }
    return log;
}
console.log(replaced(30, -1), replaced(30, 29), replaced(30, -1));

// A setter appears on the prototype: the constructor's stores are its calls from then on.
function Plain(x) { this.x = x; }
function intercepted(n, at) {
    let seen = 0;
    for (let i = 0; i < n; i++) {
        if (i === at) Object.defineProperty(Plain.prototype, "x", { set(v) { seen += v; }, configurable: true });
        const p = new Plain(i);
        if (Object.hasOwn(p, "x")) seen -= 1;
    }
    return seen;
}
console.log(intercepted(30, -1), intercepted(30, 25));
