/**
 * The program that is in every sandbox before the code of a task: it puts the data in and takes the result out, and
 * keeps the libraries that the code may require. It keeps the built-ins it needs for itself, because the code may
 * replace any of them; the code cannot reach it.
 */
import { CODE_LIBRARIES, LIBRARY_PATH, librariesText } from '../../nodes/parts/code_libraries.ts';

export const HARNESS = `(function () {
  'use strict';
  const world = globalThis;
  const { parse, stringify } = JSON;
  const { defineProperty } = Object;
  const { isArray } = Array;
  const then = Function.prototype.call.bind(Promise.prototype.then);

  const find = Function.prototype.call.bind(RegExp.prototype.exec);
  const own = Function.prototype.call.bind(Object.prototype.hasOwnProperty);
  const libraries = ${JSON.stringify(CODE_LIBRARIES)};
  const path = ${String(LIBRARY_PATH)};
  const loaded = {};

  world.require = function require(name) {
    const known = typeof name === 'string' ? find(path, name) : null;
    const library = known !== null && own(libraries, known[1]) ? libraries[known[1]] : null;
    if (library === null) {
      throw new Error('require(' + stringify(name) + ') finds nothing: ${librariesText()}');
    }
    const exported = loaded[library.package];
    if (exported === undefined) {
      throw new Error('require(' + stringify(name) + ') is found only where the code says so in these words');
    }
    const { globals } = library;
    for (let i = 0; i < globals.length; i += 1) {
      world[globals[i]] = globals.length === 1 ? exported : exported[globals[i]];
    }
    return exported;
  };

  /* sfc32, as base/prng, from four words made from the task's seed. Libraries keep the function they find. */
  let [a, b, c, d] = [0, 0, 0, 0];
  const word = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  Math.random = function random() {
    return word() / 4294967296;
  };
  /* What CryptoJS takes its salts from; the same task makes the same ones. */
  const random = {
    getRandomValues(array) {
      for (let i = 0; i < array.length; i += 1) array[i] = word();
      return array;
    },
  };

  let settled = null;
  return {
    install(name, wrapper) {
      const module = { exports: {} };
      wrapper(module, module.exports, (wanted) => (wanted === 'crypto' ? random : loaded[wanted]));
      loaded[name] = module.exports;
      if (name === 'moment-with-locales') loaded.moment = module.exports;
    },
    begin(data, root, words) {
      const value = parse(data);
      defineProperty(value, '__root', { value: parse(root), writable: true, configurable: true, enumerable: false });
      world.data = value;
      [a, b, c, d] = parse(words);
    },
    follow(promise) {
      then(promise, (value) => { settled = { value }; }, (error) => { settled = { error, failed: true }; });
    },
    followed() {
      if (settled === null) throw new Error('the returned promise never settles');
      if (settled.failed) throw settled.error;
      return settled.value;
    },
    text(returned) {
      const result = returned === undefined || returned === null ? world.data : returned;
      if (typeof result !== 'object' || result === null || isArray(result)) {
        throw new TypeError('the code must leave an object in data or return one');
      }
      return stringify(result);
    },
    describe: (thrown) => stringify(thrown),
  };
})()`;
