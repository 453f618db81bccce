/**
 * Where the libraries of Code come from: the files of their packages, found as Node finds modules, so that they are
 * found from the sources, from dist, and where Takt is itself a dependency. They are read when first required.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CodePackage } from '../../nodes/parts/code_libraries.ts';
import { DATEUTILS } from './dateutils.ts';

/** Each a whole library in one file, written for any module system. */
const FILES: Record<Exclude<CodePackage, 'dateutils'>, string> = {
  'crypto-js': 'crypto-js/crypto-js.js',
  lodash: 'lodash/lodash.min.js',
  moment: 'moment/min/moment.min.js',
  'moment-timezone': 'moment-timezone/builds/moment-timezone-with-data.min.js',
  'moment-with-locales': 'moment/min/moment-with-locales.min.js',
  xregexp: 'xregexp/xregexp-all.js',
};

/** A function expression of a CommonJS module. */
export function librarySource(name: CodePackage): string {
  const text =
    name === 'dateutils' ? DATEUTILS : readFileSync(createRequire(import.meta.url).resolve(FILES[name]), 'utf8');
  return `(function (module, exports, require) {${text}\n})`;
}
