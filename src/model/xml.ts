/**
 * XML and JSON, both ways, as API Call and the direct URLs know them: an element is a key; its attributes are keys with
 * "@"; an element that comes twice is a list; one that holds nothing but text is that text, and beside attributes or
 * other elements its text stands under "#value". Names keep their namespace's prefix. Every value read is a text.
 *
 * The XML is of unknown origin. Entities are the five of XML and numbers, replaced once; a document that declares
 * entities of its own is refused, and nothing outside the text is ever read. Size, depth and the number of tags are
 * bounded, and no name reaches a prototype.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isObject, type Json, type JsonObject, ownValue, setOwn } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';

export type XmlRead = { value: JsonObject } | { problem: string };
export type XmlWritten = { text: string } | { problem: string };

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" ?>';

const TEXT = '#text';
const CDATA = '#cdata';
const VALUE = '#value';
/** Before each name while the package holds it, which refuses some names and renames others; no name begins so. */
const MARK = '<';

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: TEXT,
  cdataPropName: CDATA,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: LIMITS.xml_depth,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: false,
  jPath: false,
  transformTagName: (name) => (name.startsWith(MARK) ? name : `${MARK}${name}`),
  onDangerousProperty: (name) => name,
});

/** What the package makes of an element: its name's key with what is in it, and its attributes under ":@". */
type Item = Record<string, Item[] | string> & { ':@'?: Record<string, string> };

/** Thrown inside, and given back as the problem. */
class Unreadable extends Error {}

/** One root key with what the document holds, or why it cannot be read. */
export function readXml(text: string): XmlRead {
  const plain = text.startsWith('\uFEFF') ? text.slice(1).trim() : text.trim();
  const refused = refusal(plain);
  if (refused !== null) return { problem: refused };
  const checked = XMLValidator.validate(plain);
  if (checked !== true) {
    const { line, col, msg } = checked.err;
    return { problem: `Line ${line}, column ${col ?? 1}: ${msg.slice(0, LIMITS.error_text_chars)}` };
  }
  // The package lets go what stands behind an element that is empty.
  if (!plain.endsWith('>')) return { problem: 'text stands behind the root element' };
  try {
    return { value: rootOf(parser.parse(plain) as Item[]) };
  } catch (error) {
    // The package tells by plain errors that a comment or a tag does not end, or that tags nest too deep.
    return { problem: (error as Error).message.slice(0, LIMITS.error_text_chars) };
  }
}

/** Why a text is not even looked at closer. */
function refusal(text: string): string | null {
  if (text.length > LIMITS.xml_chars) return `the XML has more than ${LIMITS.xml_chars} characters`;
  let tags = 0;
  let mayDeclare = true;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    if (++tags > LIMITS.xml_tags) return `the XML has more than ${LIMITS.xml_tags} tags`;
    if (text[at + 1] !== '!') {
      if (text[at + 1] !== '?') mayDeclare = false;
      continue;
    }
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : null;
    if (end === null) {
      if (!mayDeclare || !HARMLESS_DOCTYPE.test(text.slice(at, at + 1000))) return OWN_DTD;
      mayDeclare = false;
      continue;
    }
    const closing = text.indexOf(end, at + 4);
    if (closing < 0) return `Nothing closes ${text.slice(at, at + 9)}`;
    at = closing;
  }
  return null;
}

/** It names the type of the document and declares nothing. */
const HARMLESS_DOCTYPE = /^<!DOCTYPE\s[^<>[]*>/;
const OWN_DTD = 'the XML declares a DTD of its own, which is not taken';

function rootOf(items: Item[]): JsonObject {
  const roots = items.filter((item) => item[TEXT] === undefined || String(item[TEXT]).trim() !== '');
  const [root] = roots;
  if (root === undefined || roots.length > 1 || TEXT in root || CDATA in root) {
    throw new Unreadable('the XML must have exactly one root element');
  }
  const value: JsonObject = {};
  addElement(value, root);
  return value;
}

function addElement(into: JsonObject, item: Item): void {
  const key = Object.keys(item).find((name) => name !== ':@') ?? '';
  const value = elementValue(item[key] as Item[], item[':@'] ?? {});
  const name = key.slice(MARK.length);
  const known = ownValue(into, name);
  if (known === undefined) setOwn(into, name, value);
  else if (Array.isArray(known)) known.push(value);
  else setOwn(into, name, [known, value]);
}

/** White space alone is how a document is laid out, not what it says. */
function elementValue(items: Item[], attributes: Record<string, string>): Json {
  const value: JsonObject = {};
  for (const [name, text] of Object.entries(attributes)) setOwn(value, name, decoded(text));
  let text = '';
  let isLeaf = true;
  let isVerbatim = false;
  for (const item of items) {
    if (typeof item[TEXT] === 'string') text += decoded(item[TEXT]);
    else if (Array.isArray(item[CDATA])) {
      isVerbatim = true;
      text += item[CDATA].map((part) => part[TEXT]).join('');
    } else {
      isLeaf = false;
      addElement(value, item);
    }
  }
  const said = isLeaf ? text : text.trim();
  const kept = isVerbatim || said.trim() !== '' ? said : '';
  if (Object.keys(value).length === 0) return kept;
  if (kept !== '') value[VALUE] = kept;
  return value;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6});|#([0-9]{1,7});|([a-z]{1,10});)?/gi, (entity, hex, decimal, name) => {
    if (name !== undefined) {
      const known = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
      if (known === undefined) throw new Unreadable(`the XML names the entity ${entity}, which is not known`);
      return known;
    }
    const code = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal ?? 'none');
    const char = code <= 0x10ffff ? String.fromCodePoint(code) : '';
    if (char === '' || UNWRITABLE.test(char)) throw new Unreadable(`the XML has "${entity}", which is no character`);
    return char;
  });
}

/** What XML 1.0 has no way to write: control characters, halves of pairs, and two code points. */
const UNWRITABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const START = ':A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D';
const START_REST = '\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD';
/** The names of XML 1.0 (its production 5), but for those beyond 16 bits. */
const NAME = new RegExp(
  `^[${START}${START_REST}][${START}${START_REST}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040]*$`,
);

/** The document of an object with one key, its root; the declaration first. */
export function writeXml(value: JsonObject): XmlWritten {
  const [root, ...more] = Object.keys(value);
  if (root === undefined || more.length > 0) {
    return { problem: `XML has exactly one root: the rows must be one, not ${Object.keys(value).length}` };
  }
  try {
    const written = elements(root, value[root] as Json);
    if (Array.isArray(value[root])) throw new Unreadable('XML has exactly one root: it cannot be a list');
    return { text: `${XML_DECLARATION}${written}` };
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message };
    throw error;
  }
}

function elements(name: string, value: Json): string {
  if (!NAME.test(name)) throw new Unreadable(`"${name.slice(0, 100)}" is no name of an element`);
  if (!Array.isArray(value)) return element(name, value);
  return value.map((item) => (Array.isArray(item) ? noList(name) : element(name, item))).join('');
}

function element(name: string, value: Exclude<Json, Json[]>): string {
  if (!isObject(value)) {
    const text = plainText(name, value);
    return text === '' ? `<${name}/>` : `<${name}>${escaped(text)}</${name}>`;
  }
  let attributes = '';
  let inner = '';
  for (const [key, item] of Object.entries(value)) {
    if (key === VALUE) inner += escaped(plainText(name, item));
    else if (!key.startsWith('@')) inner += elements(key, item);
    else if (!NAME.test(key.slice(1))) throw new Unreadable(`"${key.slice(0, 100)}" is no name of an attribute`);
    else attributes += ` ${key.slice(1)}="${escaped(plainText(key, item))}"`;
  }
  return inner === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${inner}</${name}>`;
}

function noList(name: string): never {
  throw new Unreadable(`the list "${name.slice(0, 100)}" holds a list, which XML cannot write`);
}

function plainText(name: string, value: Json): string {
  if (typeof value === 'object' && value !== null) {
    throw new Unreadable(`"${name.slice(0, 100)}" must be a text: it is an attribute, or "${VALUE}"`);
  }
  const text = value === null ? '' : String(value);
  if (UNWRITABLE.test(text)) throw new Unreadable(`"${name.slice(0, 100)}" holds a character that XML cannot write`);
  return text;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Line ends, tabs too, which a reader would else change into others. */
function escaped(text: string): string {
  return text.replace(/[&<>"\r\n\t]/g, (char) => ESCAPES[char] ?? `&#${char.charCodeAt(0)};`);
}
