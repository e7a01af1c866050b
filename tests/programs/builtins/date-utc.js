// Date with fixed timestamps, in UTC: fields, setters, parsing of ISO text, limits, arithmetic.
const d = new Date(Date.UTC(2024, 1, 29, 23, 59, 58, 987));
console.log(d.toISOString(), d.getTime(), d.valueOf() === +d, JSON.stringify(d), d.toJSON());
console.log(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate(), d.getUTCDay(), d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds(), d.getUTCMilliseconds());
console.log(Date.UTC(1970), Date.UTC(2000, 0), Date.UTC(99, 0), Date.UTC(2020, 12, 32), Date.UTC(2020, -1), Date.UTC(), Date.UTC(2020, 1, 30) === Date.UTC(2020, 2, 1));
const s = new Date(0);
console.log(s.setUTCFullYear(2020, 1, 29), s.toISOString(), s.setUTCMonth(12), s.toISOString(), s.setUTCDate(0), s.toISOString(), s.setUTCHours(25, 61, 61, 1001), s.toISOString(), s.setTime(1e12), s.toISOString());
console.log(Date.parse('2020-01-01'), Date.parse('2020-01-01T12:34:56Z'), Date.parse('2020-01-01T12:34:56.789Z'), Date.parse('2020-01-01T00:00:00+02:00'), Date.parse('2020'), Date.parse('2020-06'), Date.parse('+020000-01-01T00:00:00Z'), Date.parse('-000001-01-01T00:00:00Z'));
console.log(Date.parse('nonsense'), Date.parse('2020-13-01'), Date.parse('2020-01-32'), Date.parse('2020-01-01T25:00:00Z'), new Date('x').getTime(), isNaN(new Date(undefined)));
console.log(new Date(8.64e15).toISOString(), new Date(8.64e15 + 1).getTime(), new Date(-1).toISOString(), new Date(-62198755200000).toISOString(), new Date(253402300800000).toISOString(), new Date(1.9).getTime(), new Date(-0).getTime());
console.log(new Date(0).toUTCString(), d.toUTCString(), new Date(-1e12).toUTCString(), new Date(NaN).toUTCString(), String(new Date(NaN)), new Date(NaN).toJSON());
const a = new Date(Date.UTC(2020, 0, 31)), b = new Date(Date.UTC(2020, 11, 25));
console.log((b - a) / 864e5, a < b, a == +a, +a === a.getTime(), Math.round((b - a) / 36e5), new Date(a) - a, typeof (a - 0), new Date(+a + 864e5).toISOString().slice(0, 10));
const days = (y, m) => new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
console.log([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((m) => days(2023, m)).join(), [1900, 2000, 2023, 2024].map((y) => days(y, 1)).join());
const week = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
console.log([1600, 1900, 1969, 1970, 2000, 2038, 3000].map((y) => week[new Date(Date.UTC(y, 0, 1)).getUTCDay()]).join(' '));
console.log(typeof Date.now(), Date.now() > 1.6e12, Date.length, typeof Date(), Object.prototype.toString.call(d), d instanceof Date, d[Symbol.toPrimitive]('number') === +d, new Date(d) !== d);
const c = new Date(0);
c.setUTCFullYear(NaN);
console.log(c.getTime(), c.getUTCDay());
try { c.toISOString(); } catch (e) { console.log(e.name + ': ' + e.message); }
