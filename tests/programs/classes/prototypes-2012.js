// Inheritance before classes: prototypes, constructors, Object.create, shared and own state.
function Animal(name) { this.name = name; }
Animal.prototype.speak = function () { return this.name + ' makes a sound'; };
Animal.create = function (n) { return new this(n); };
function Dog(name) { Animal.call(this, name); this.tricks = []; }
Dog.prototype = Object.create(Animal.prototype);
Dog.prototype.constructor = Dog;
Dog.prototype.speak = function () { return Animal.prototype.speak.call(this) + ': woof'; };
Dog.prototype.learn = function (t) { this.tricks.push(t); return this; };
var d = new Dog('Rex').learn('sit');
console.log(d.speak(), d.tricks, d instanceof Animal, d.constructor.name, d);
Animal.prototype.legs = 4;
console.log(d.legs, d.hasOwnProperty('legs'), 'legs' in d, Animal.prototype.isPrototypeOf(d));
d.legs = 3;
delete d.legs;
console.log(d.legs);
function Shared() {}
Shared.prototype.list = [];
new Shared().list.push(1);
console.log(new Shared().list);
var plain = Object.create({ greet: function () { return 'hi ' + this.who; } }, { who: { value: 'you', enumerable: true } });
console.log(plain.greet(), Object.keys(plain), plain);
function extend(child, parent) { function T() {} T.prototype = parent.prototype; child.prototype = new T(); child.parent = parent.prototype; }
function Puppy() { Dog.apply(this, arguments); }
extend(Puppy, Dog);
Puppy.prototype.speak = function () { return Puppy.parent.speak.call(this).toUpperCase(); };
console.log(new Puppy('tiny').speak(), new Puppy('x').constructor.name);
var later = new Dog('Old');
Dog.prototype.speak = function () { return 'changed for all'; };
console.log(later.speak(), d.speak());
Object.setPrototypeOf(d, { speak: function () { return 'other prototype'; } });
console.log(d.speak(), d instanceof Dog, d.name);
var o = {};
o.__proto__ = Animal.prototype;
console.log(o instanceof Animal, o.speak(), Object.getPrototypeOf(o) === Animal.prototype);
console.log(Object.prototype.toString.call([]), Object.prototype.toString.call(null), {}.toString.call(new Date(0)), {}.toString.call(function () {}));
for (var k in new Dog('keys')) console.log(k);
