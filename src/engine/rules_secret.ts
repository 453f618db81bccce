/**
 * Secrets that were pasted into a process, where everybody who may see or export it reads them. Found by the names of
 * parameters and by the shape of values; a message names the place and the kind, never the value.
 */
import { isObject, type Json } from '../base/json.ts';
import { isSecretName } from '../base/mask.ts';
import type { Checked, CheckedNode, Finding, Rule } from './checked.ts';

/** Ids, which look like secrets and are none. */
const ID_FIELDS = [
  'id',
  'uuid',
  'to_node_id',
  'err_node_id',
  'esc_node_id',
  'node_id',
  'obj_to_id',
  'commit',
  'conv_id',
];
/** Names that mean a secret in an answer, but stand for something else in a process. */
const NO_SECRET_NAMES = ['code'];

/** Every pattern is bounded, so the work grows with the text alone. */
const SHAPES: [string, RegExp][] = [
  ['a private key', /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/],
  [
    'a user and password in an address',
    /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/?#@:{}<>"']{1,100}:[^\s/?#@{}<>"']{1,100}@/i,
  ],
  ['a signed token (JWT)', /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,2000}\.[\w-]{10,}/],
  [
    'a key of a known service',
    /\b(?:(?:sk|rk)_(?:live|test)_\w{10,}|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|sk-[\w-]{20,}|\d{8,10}:[\w-]{35})(?![\w-])/,
  ],
];
const AFTER_SCHEME = /\b(?:Bearer|Basic)\s{1,5}([\w.~+/-]{16,4000})/gi;
const HEX = /(?<![0-9a-z_-])[0-9a-f]{32,256}(?![0-9a-z_-])/gi;
/** Of the address that makes tasks in a process: an import gives it the new number and hash, which a variable has not. */
const DIRECT_URL = /\/public\/\d{1,15}\/[0-9a-f]{40}/gi;
const BASE64 = /(?<![\w+/=-])[\w+-]{40,4000}={0,2}(?![\w+-])/g;
/** `password = "…"` and `"password": "…"` in code and JSON. */
const ASSIGNED = /([A-Za-z][\w-]{2,60})["'\\]{0,4}\s{0,5}[:=]\s{0,5}\\{0,3}["'`]([^"'`\\\s]{8,500})\\{0,3}["'`]/g;

/** What kind of secret a text seems to hold, or null. */
function secretIn(text: string): string | null {
  for (const [kind, shape] of SHAPES) if (shape.test(text)) return kind;
  if (captures(text, AFTER_SCHEME).some(([, value = '']) => isChance(value))) return 'a token after Bearer or Basic';
  if (captures(text, ASSIGNED).some(([, name = '', value = '']) => namesSecret(name) && isValue(value))) {
    return 'a secret by its name';
  }
  if (captures(text.replace(DIRECT_URL, ''), HEX).some(([value = '']) => isChance(value)))
    return 'a key in hexadecimal';
  if (captures(text, BASE64).some(([value = '']) => /[A-Z]/.test(value) && digits(value) > 3 && /[a-z]/.test(value))) {
    return 'a key in base64';
  }
  return null;
}

function captures(text: string, pattern: RegExp): string[][] {
  return [...text.matchAll(pattern)].map((match) => [...match]);
}

function digits(text: string): number {
  return text.replace(/\D/g, '').length;
}

/** Letters and digits mixed, as in what was drawn by chance. */
function isChance(value: string): boolean {
  return digits(value) > 2 && /[a-z]/i.test(value);
}

function namesSecret(name: string): boolean {
  return isSecretName(name) && !NO_SECRET_NAMES.includes(name.toLowerCase());
}

/** A value of a secret, and not a template, a word such as `not_found`, or something that stands for one. */
function isValue(value: string): boolean {
  if (value.length < 8 || /\s|\{\{|<<|\$\.|\*{3}|^<.*>$|your|example|xxxx/i.test(value)) return false;
  return !/^(?:[a-z_.-]+|[A-Z_.-]+)$/.test(value);
}

interface Place {
  where: string;
  /** The last name on the way to the text. */
  name: string;
  text: string;
}

function placesIn(value: Json | undefined, where: string, name: string): Place[] {
  if (typeof value === 'string') return [{ where, name, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => placesIn(item, `${where}[${index}]`, name));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    // A name may be a secret too, if somebody pasted it into the wrong column: it is not repeated either.
    const shown = secretIn(key) === null ? key.slice(0, 60) : '…';
    return [
      ...placesIn(item, where === '' ? shown : `${where}.${shown}`, key),
      ...placesIn(key, `a name in ${where}`, ''),
    ];
  });
}

function placesOf({ node, logics, stub }: CheckedNode): Place[] {
  return [
    { where: 'the title', name: '', text: node.title },
    { where: 'the description', name: '', text: node.description },
    ...[...logics, ...stub].flatMap(({ raw, place }) =>
      Object.entries(raw).flatMap(([field, value]) =>
        ID_FIELDS.includes(field) ? [] : placesIn(value as Json, `${field} of ${place}`, field),
      ),
    ),
    ...placesIn(node.options as Json, 'options', 'options'),
  ];
}

function found(places: Place[]): string[] {
  return places.flatMap(({ where, name, text }) => {
    const kind = namesSecret(name) && isValue(text) ? 'a secret by its name' : secretIn(text);
    if (kind === null) return [];
    return [
      `${where} seems to hold ${kind}: keep it in a secret variable, read it as {{env_var[@name]}}, and make a new one where this may have been seen.`,
    ];
  });
}

function findSecrets({ process, nodes }: Checked): Finding[] {
  const whole = [{ where: 'The description of the process', name: '', text: process.description }];
  return [
    ...found(whole).map((message) => ({ node: null, message })),
    ...nodes.flatMap((node) => found(placesOf(node)).map((message) => ({ node: node.node, message }))),
  ];
}

export const SECRET_RULES: Rule[] = [
  { name: 'secret_pasted', level: 'warning', what: 'a secret seems to stand in the process', find: findSecrets },
];
