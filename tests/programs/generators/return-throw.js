// return() and throw(): before the start, suspended, in try, in finally, after the end.
function* plain() { yield 1; yield 2; }
let it = plain();
console.log(it.return('early'), it.next());
it = plain();
it.next();
console.log(it.return('mid'), it.next());
it = plain();
try { it.throw(new Error('before start')); } catch (e) { console.log(e.message, it.next()); }
function* guarded() {
  try { yield 'in try'; yield 'never'; } catch (e) { console.log('caught', e); yield 'in catch'; } finally { console.log('cleanup'); yield 'in finally'; console.log('end of finally'); }
  yield 'after';
}
it = guarded();
it.next();
console.log(it.throw('oops'), it.next(), it.next(), it.next());
it = guarded();
it.next();
console.log(it.return('R'), it.next(), it.next());
function* override() { try { yield 1; } finally { return 'overridden'; } }
it = override();
it.next();
console.log(it.return('lost'));
it = override();
it.next();
console.log(it.throw(new Error('swallowed')));
function* stubborn() { while (true) { try { yield 'still here'; } finally { continue; } } }
it = stubborn();
it.next();
console.log(it.return('x'), it.throw('y'));
it = plain();
[...it];
console.log(it.return('done'), it.next());
try { it.throw(new TypeError('after end')); } catch (e) { console.log(e.name); }
function* thrower() { yield 1; throw new Error('inside'); }
it = thrower();
it.next();
try { it.next(); } catch (e) { console.log(e.message, it.next()); }
function* loop() { try { for (let i = 0; ; i++) yield i; } finally { console.log('loop closed'); } }
for (const x of loop()) if (x === 2) break;
const [first] = loop();
console.log(first);
