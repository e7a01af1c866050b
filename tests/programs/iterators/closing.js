// When an iterator's return() is called: break, return, throw, destructuring; and when it is not.
const log = [];
const source = (name, values = [1, 2, 3]) => ({
  [Symbol.iterator]() {
    let i = 0;
    return {
      next() { log.push(name + '.next'); return i < values.length ? { value: values[i++], done: false } : { value: undefined, done: true }; },
      return(v) { log.push(name + '.return'); return {}; },
    };
  },
});
const flush = (what) => console.log(what + ':', log.splice(0).join(' '));
for (const x of source('a'));
flush('exhausted');
for (const x of source('b')) break;
flush('break');
(() => { for (const x of source('c')) return; })();
flush('return');
try { for (const x of source('d')) throw new Error('body'); } catch (e) { log.push(e.message); }
flush('throw');
outer: for (const x of source('e')) for (const y of source('f')) continue outer;
flush('continue outer');
const [p] = source('g');
flush('short pattern');
const [q, r, s, t] = source('h');
flush('long pattern');
const [...all] = source('i');
flush('rest');
const [] = source('j');
flush('empty pattern');
try { const [x = (() => { throw new Error('default'); })()] = source('k', [undefined]); } catch (e) { log.push(e.message); }
flush('throw in default');
for (const x of source('l')) { if (x === 1) continue; try { break; } finally { log.push('finally'); } }
flush('finally first');
new Map([[1, 2]]);
try { new Map(source('m', [5])); } catch (e) { log.push(e.name); }
flush('Map constructor');
Array.from(source('n', [1]), (x) => x);
flush('Array.from');
try { Array.from(source('o'), () => { throw new Error('mapper'); }); } catch (e) { log.push(e.message); }
flush('Array.from mapper');
let u, v;
[u, v] = source('p');
flush('assignment');
