/**
 * The ways in which an address without a signature is spoken to: how a body becomes data, and in what the caller is
 * answered, refusals included. JSON is read whatever its content type; what forms and XML hold becomes texts.
 */
import { decodeText } from '../base/charset.ts';
import { TaktError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { parseJson } from '../model/parse_json.ts';
import { readXml, writeXml, XML_DECLARATION } from '../model/xml.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer } from './http.ts';

export interface BodyFormat {
  /** Throws bad_json, bad_xml or bad_request with what is wrong; an empty body is `undefined`. */
  read(call: Pick<HttpCall, 'body' | 'headers'>): Json | undefined;
  answer(value: JsonObject): HttpAnswer;
}

export const JSON_FORMAT: BodyFormat = {
  read: ({ body }) => {
    const text = body.toString('utf8');
    if (text.trim() === '') return undefined;
    const parsed = parseJson(text);
    if ('value' in parsed) return parsed.value;
    throw new TaktError('bad_json', `The body is not JSON. ${parsed.failure.message}`, parsed.failure.details);
  },
  answer: (value) => jsonAnswer(value),
};

/** The root element of a document is the one key of the data; the answer's root is `response`. */
export const XML_FORMAT: BodyFormat = {
  read: ({ body, headers }) => {
    // The address says that it is XML; of the content type only a charset counts.
    const charset = /;\s*charset=.*$/i.exec(headers['content-type'] ?? '')?.[0] ?? '';
    const text = decodeText(body, `text/xml${charset}`).trim();
    if (text === '') return undefined;
    const read = readXml(text);
    if ('value' in read) return read.value;
    throw new TaktError('bad_xml', `The body is not XML. ${read.problem}`);
  },
  answer: (value) => ({ status: 200, type: 'application/xml; charset=utf-8', body: xmlText(value) }),
};

/** Name-value pairs, as forms and the payment systems of old send them. The fields of `ops` are pairs among the others. */
export const NVP_FORMAT: BodyFormat = {
  read: ({ body, headers }) => {
    const text = decodeText(body, headers['content-type'] ?? '').trim();
    if (text === '') return undefined;
    if (text.includes('=') && !/^multipart\//i.test(headers['content-type'] ?? '')) return readForm(text);
    throw new TaktError('bad_request', 'The body is no list of name=value pairs joined by "&".');
  },
  answer: ({ ops, ...value }) => {
    const pairs = Object.entries(isObject(ops) ? { ...value, ...ops } : value).map(([name, item]): [string, string] => {
      return [name, item === null ? '' : typeof item === 'object' ? JSON.stringify(item) : String(item)];
    });
    const type = 'application/x-www-form-urlencoded; charset=utf-8';
    return { status: 200, type, body: new URLSearchParams(pairs).toString() };
  },
};

/** Of a name that comes twice the last value stays. */
function readForm(text: string): JsonObject {
  return Object.fromEntries(new URLSearchParams(text));
}

/** What a refusal quotes may be nothing that XML can say: then only its words are left. */
function xmlText(value: JsonObject): string {
  const written = writeXml({ response: value });
  if ('text' in written) return written.text;
  const { request_proc = 'error', ops } = value;
  const { proc = 'error', code = '' } = isObject(ops) ? ops : {};
  const short = writeXml({ response: { request_proc, ops: { proc, code } } });
  return 'text' in short ? short.text : `${XML_DECLARATION}<response><request_proc>error</request_proc></response>`;
}
