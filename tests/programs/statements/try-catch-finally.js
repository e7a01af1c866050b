// What try, catch and finally deliver and in which order.
const trace = (f) => {
  const log = [];
  let result;
  try {
    result = 'returned ' + f((s) => log.push(s));
  } catch (e) {
    result = 'threw ' + (e instanceof Error ? e.message : e);
  }
  console.log(log.join(',') || '-', '|', result);
};

trace((log) => {
  try { log('t'); return 1; } catch { log('c'); } finally { log('f'); }
});
trace((log) => {
  try { log('t'); throw 1; } catch (e) { log('c' + e); return e + 1; } finally { log('f'); }
});
trace((log) => {
  try { throw 'a'; } catch (e) { throw e + 'b'; } finally { log('f'); }
});
trace((log) => {
  try { throw 'first'; } finally { log('f'); throw 'second'; }
});
trace((log) => {
  try { throw new Error('x'); } finally { log('f'); }
});
trace(() => {
  try { throw 1; } catch { return 'no binding'; }
});
trace(() => {
  try { throw { code: 7, list: [1, 2] }; } catch ({ code, list: [, second], missing = 'd' }) { return [code, second, missing]; }
});
trace((log) => {
  try {
    try { throw 'inner'; } finally { log('f1'); }
  } catch (e) {
    log('c:' + e);
    try { throw 'again'; } catch (e2) { log(e + e2); } finally { log('f2'); }
    return e;
  }
});
trace(() => {
  var e = 'outer';
  try { throw 'caught'; } catch (e) { var e = 'assigned'; }
  return e;
});
trace(() => {
  for (const v of [undefined, null, 0, NaN]) {
    try { throw v; } catch (e) { if (!Object.is(e, v)) return 'changed'; }
  }
  return 'any value can be thrown';
});
