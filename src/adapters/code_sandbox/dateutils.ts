/**
 * The library `dateutils` of Code. Only two calls of it are documented: `fn_convertDate(date, from, to)` and
 * `fn_getDate(days, format)`, the day so many days from now, with formats like `yyyy-MM-dd`. The rest is decided here
 * and written down in docs/code-libraries.md: letters as in Java's SimpleDateFormat, names in English, UTC.
 */

/** A module; it runs in the sandbox. Nothing in it searches: a format has one meaning at each place. */
export const DATEUTILS = `
'use strict';
var MONTHS = 'January February March April May June July August September October November December'.split(' ');
var DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
var TOKEN = /'([^']*)'|([A-Za-z])\\2*|[^A-Za-z']+|'/g;

function pad(value, size) {
  var text = String(Math.abs(value));
  while (text.length < size) text = '0' + text;
  return (value < 0 ? '-' : '') + text;
}
function hour12(date) { return date.getUTCHours() % 12 || 12; }
var WRITE = {
  y: function (d, n) { return n === 2 ? pad(d.getUTCFullYear() % 100, 2) : pad(d.getUTCFullYear(), n); },
  M: function (d, n) {
    var name = MONTHS[d.getUTCMonth()];
    return n > 3 ? name : n === 3 ? name.slice(0, 3) : pad(d.getUTCMonth() + 1, n);
  },
  d: function (d, n) { return pad(d.getUTCDate(), n); },
  E: function (d, n) { return n > 3 ? DAYS[d.getUTCDay()] : DAYS[d.getUTCDay()].slice(0, 3); },
  H: function (d, n) { return pad(d.getUTCHours(), n); },
  h: function (d, n) { return pad(hour12(d), n); },
  m: function (d, n) { return pad(d.getUTCMinutes(), n); },
  s: function (d, n) { return pad(d.getUTCSeconds(), n); },
  S: function (d, n) { return pad(d.getUTCMilliseconds(), 3).slice(0, Math.max(n, 3)); },
  a: function (d) { return d.getUTCHours() < 12 ? 'AM' : 'PM'; },
};
function tokens(format) {
  return (String(format).match(TOKEN) || []).map(function (text) {
    if (text === "''") return { text: "'" };
    if (text[0] === "'") return { text: text.slice(1, -1) };
    if (!/^[A-Za-z]/.test(text)) return { text: text };
    if (!WRITE[text[0]]) throw new Error('a date has no "' + text + '": the letters are y M d E H h m s S a');
    return { letter: text[0], count: text.length };
  });
}
function write(date, format) {
  return tokens(format).map(function (token) {
    return token.letter ? WRITE[token.letter](date, token.count) : token.text;
  }).join('');
}
function nameAt(names, text, short) {
  for (var i = 0; i < names.length; i++) {
    var name = short ? names[i].slice(0, 3) : names[i];
    if (text.slice(0, name.length).toLowerCase() === name.toLowerCase()) return { value: i, length: name.length };
  }
  return null;
}
function read(text, format) {
  var found = { y: 1970, M: 1, d: 1, H: 0, h: null, m: 0, s: 0, S: 0, a: null };
  var rest = text;
  var parts = tokens(format);
  for (var i = 0; i < parts.length; i++) {
    var part = parts[i];
    if (!part.letter) {
      if (rest.slice(0, part.text.length) !== part.text) return null;
      rest = rest.slice(part.text.length);
      continue;
    }
    var letter = part.letter;
    var got = null;
    if (letter === 'a') got = nameAt(['AM', 'PM'], rest, false);
    else if (letter === 'E') got = nameAt(DAYS, rest, part.count <= 3);
    else if (letter === 'M' && part.count > 2) got = nameAt(MONTHS, rest, part.count === 3);
    else {
      // Where another number follows at once, the count of letters says where this one ends.
      var next = parts[i + 1];
      var most = next && next.letter ? part.count : letter === 'y' ? Math.max(part.count, 4) : letter === 'S' ? 3 : 2;
      var digits = new RegExp('^[0-9]{1,' + most + '}').exec(rest);
      if (digits) got = { value: Number(digits[0]), length: digits[0].length };
    }
    if (got === null) return null;
    if (letter === 'M' && part.count > 2) got.value += 1;
    if (letter === 'y' && got.length <= 2 && part.count <= 2) got.value += got.value < 70 ? 2000 : 1900;
    found[letter] = got.value;
    rest = rest.slice(got.length);
  }
  if (rest !== '') return null;
  if (found.h !== null) found.H = (found.h % 12) + (found.a === 1 ? 12 : 0);
  var date = new Date(0);
  date.setUTCFullYear(found.y, found.M - 1, found.d);
  date.setUTCHours(found.H, found.m, found.s, found.S);
  // The 31st of February is no date.
  var same = date.getUTCMonth() === found.M - 1 && date.getUTCDate() === found.d && date.getUTCHours() === found.H &&
    date.getUTCMinutes() === found.m;
  return same ? date : null;
}
exports.fn_convertDate = function fn_convertDate(date, from, to) {
  var read_date = read(String(date), from);
  if (read_date === null) throw new Error(JSON.stringify(String(date)) + ' is no date of the form ' + from);
  return write(read_date, to);
};
exports.fn_getDate = function fn_getDate(days, format) {
  var date = new Date();
  date.setUTCDate(date.getUTCDate() + Math.trunc(Number(days) || 0));
  return write(date, format === undefined ? 'yyyy-MM-dd' : format);
};
`;
