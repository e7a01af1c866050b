// JSON.parse and JSON.stringify: what throws; the messages in short form.
const attempt = (text) => {
  try {
    console.log(JSON.stringify(text), 'gives', JSON.parse(text));
  } catch (e) {
    console.log(JSON.stringify(text), e.name, e instanceof SyntaxError);
  }
};
for (const text of ['', ' ', '{', '[1,]', '{"a":1,}', "{'a':1}", '{a:1}', '01', '1.', '.5', '+1', '1e', 'NaN', 'undefined', '"\n"', '"\\x41"', '[1 2]', '{"a" 1}', 'tru', '"abc', '1 2', '//c', '\u00a01']) attempt(text);
for (const text of ['1', '-0', '1e5', ' [ ] ', '"\\u0041\\n\\/"', 'null', '{"a":{"b":[true,false,null]}}', '\t\r\n1 ', '{"__proto__":1}', '{"a":1,"a":2}', '"\u2028"', '123456789012345678901234567890']) attempt(text);
const circular = { name: 'c' };
circular.self = circular;
try {
  JSON.stringify(circular);
} catch (e) {
  console.log(e.name, e.message.split('\n')[0]);
}
try {
  JSON.stringify({ get x() { throw new Error('getter'); } });
} catch (e) {
  console.log(e.message);
}
