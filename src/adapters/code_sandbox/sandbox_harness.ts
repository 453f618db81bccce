/**
 * The program that is in every sandbox before the code of a task: it puts the data in and takes the result out. It
 * keeps the built-ins it needs for itself, because the code may replace any of them; the code cannot reach it.
 */
export const HARNESS = `(function () {
  'use strict';
  const world = globalThis;
  const { parse, stringify } = JSON;
  const { defineProperty } = Object;
  const { isArray } = Array;
  const then = Function.prototype.call.bind(Promise.prototype.then);

  world.require = function require(name) {
    throw new Error('require(' + stringify(name) + ') is not supported');
  };

  /* sfc32, as base/prng, from four words made from the task's seed. */
  const seeded = ([a, b, c, d]) => () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };

  let settled = null;
  return {
    begin(data, root, words) {
      const value = parse(data);
      defineProperty(value, '__root', { value: parse(root), writable: true, configurable: true, enumerable: false });
      world.data = value;
      Math.random = seeded(parse(words));
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
