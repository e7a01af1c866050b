// ReferenceErrors and assignments to constants.
const attempt = (f) => {
  try {
    console.log('no error', f());
  } catch (e) {
    console.log(e.name + ': ' + e.message);
  }
};
const c = 1;
attempt(() => notDefined);
attempt(() => notDefined());
attempt(() => notDefined.x);
attempt(() => { notDefined++; });
attempt(() => { notDefined += 1; });
attempt(() => typeof notDefined);
attempt(() => { c = 2; });
attempt(() => { c++; });
attempt(() => { c += 1; });
attempt(() => { [c] = [1]; });
attempt(() => { ({ x: c } = { x: 1 }); });
attempt(() => { for (c of [1]); });
attempt(() => { for (const i = 0; i < 2; i++); });
attempt(() => { early; let early; });
attempt(() => { early = 1; let early; });
attempt(() => { new Early(); class Early {} });
attempt(() => { class K { static m() { K = 1; } } K.m(); });
attempt(() => { 'use strict'; undeclared = 1; });
attempt(() => c);
