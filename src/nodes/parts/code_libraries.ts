/**
 * The libraries that the code of a process may `require`, by the names Corezoid's pages give them
 * (doc.corezoid.com/v1/docs/code-1; github.com/corezoid/documentation, ru/interface/nodes/function_code.md). Several
 * names stand for one package: whoever asks for SHA-1 gets the whole of CryptoJS.
 */

export type CodePackage =
  | 'crypto-js'
  | 'dateutils'
  | 'lodash'
  | 'moment'
  | 'moment-timezone'
  | 'moment-with-locales'
  | 'xregexp';

export interface CodeLibrary {
  package: CodePackage;
  /** What `require` puts into the global scope; where it is not one name for the whole, the members of the library. */
  globals: readonly string[];
}

const CRYPTO: CodeLibrary = { package: 'crypto-js', globals: ['CryptoJS'] };
const CRYPTO_NAMES = 'sha1 sha256 sha512 md5 hmac-sha1 hmac-md5 hmac-sha256 aes tripledes rabbit rc4 base64'.split(' ');

export const CODE_LIBRARIES: Readonly<Record<string, CodeLibrary>> = {
  ...Object.fromEntries(CRYPTO_NAMES.map((name) => [name, CRYPTO])),
  dateutils: { package: 'dateutils', globals: ['fn_convertDate', 'fn_getDate'] },
  moment: { package: 'moment', globals: ['moment'] },
  'moment-timezone': { package: 'moment-timezone', globals: ['moment'] },
  'moment-with-locales': { package: 'moment-with-locales', globals: ['moment'] },
  xregexp: { package: 'xregexp', globals: ['XRegExp'] },
  lodash: { package: 'lodash', globals: ['_'] },
};

/** What moment-timezone extends has to be there before it; the order is that of loading. */
export const CODE_PACKAGES: readonly CodePackage[] = [
  'crypto-js',
  'dateutils',
  'lodash',
  'xregexp',
  'moment',
  'moment-with-locales',
  'moment-timezone',
];

/** `libs/sha1.js`, `libs/sha1`, `./libs/sha1.js`. */
export const LIBRARY_PATH = /^(?:\.?\/)?libs\/([\w-]{1,100}?)(?:\.js)?$/;

/** Null where the path leads to no library. */
export function libraryAt(path: string): CodeLibrary | null {
  const name = LIBRARY_PATH.exec(path)?.[1] ?? '';
  return Object.hasOwn(CODE_LIBRARIES, name) ? (CODE_LIBRARIES[name] ?? null) : null;
}

export function librariesText(): string {
  return `there are ${Object.keys(CODE_LIBRARIES)
    .map((name) => `libs/${name}.js`)
    .join(', ')}`;
}

/**
 * The packages to have at hand when this source runs, in the order of loading. A `require` of anything but a literal
 * may ask for any of them.
 */
export function packagesFor(src: string): CodePackage[] {
  const literals = [...src.matchAll(/\brequire\s{0,20}\(\s{0,20}(["'`])([^"'`\n]{1,200})\1\s{0,20}\)/g)];
  const mentions = src.match(/\brequire\b/g)?.length ?? 0;
  const wanted = new Set(
    literals.length < mentions ? CODE_PACKAGES : literals.map(([, , path = '']) => libraryAt(path)?.package),
  );
  if (wanted.has('moment-timezone') && !wanted.has('moment-with-locales')) wanted.add('moment');
  // With locales it is the same library, and there must be one of it only.
  if (wanted.has('moment-with-locales')) wanted.delete('moment');
  return CODE_PACKAGES.filter((name) => wanted.has(name));
}

/** Comments and texts are passed over; each ends at the latest where the line or the source does. */
const TOKENS =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\brequire\s{0,20}\(\s{0,20}(["'])([^"'\n]{1,200})\1\s{0,20}\)|"(?:[^"\\\n]|\\[\s\S])*(?:["\n]|$)|'(?:[^'\\\n]|\\[\s\S])*(?:['\n]|$)/g;

/** The paths that the source requires in so many words and that lead nowhere. */
export function unknownLibraries(src: string): string[] {
  const paths = [...src.matchAll(TOKENS)].flatMap(([, , path]) => (path === undefined ? [] : [path]));
  return [...new Set(paths)].filter((path) => libraryAt(path) === null);
}
