/**
 * The leads of the portals: adding, reading by id, and listing with filter, order, select and pages of fifty. Values
 * come back as the vendor's pages show them: text, `null` where nothing was given, multiple fields as lists.
 */
import { isObject, type Json, type JsonObject, ownValue, setOwn } from '../../base/json.ts';

export interface Lead {
  /** Address of the portal it belongs to. */
  portal: string;
  fields: JsonObject;
}

export interface Page {
  items: JsonObject[];
  total: number;
  /** Where the next page starts; absent on the last one. */
  next?: number;
}

const PAGE = 50;

/** Plain fields in the order of crm.lead.get, with what an empty one reads as, and their type in crm.lead.fields. */
const FIELDS: Record<string, [type: string, empty: string | null]> = {
  ID: ['integer', null],
  TITLE: ['string', null],
  HONORIFIC: ['crm_status', null],
  NAME: ['string', null],
  SECOND_NAME: ['string', null],
  LAST_NAME: ['string', null],
  COMPANY_TITLE: ['string', null],
  COMPANY_ID: ['crm_company', null],
  CONTACT_ID: ['crm_contact', null],
  IS_RETURN_CUSTOMER: ['char', 'N'],
  BIRTHDATE: ['date', ''],
  SOURCE_ID: ['crm_status', null],
  SOURCE_DESCRIPTION: ['string', null],
  STATUS_ID: ['crm_status', 'NEW'],
  STATUS_DESCRIPTION: ['string', null],
  POST: ['string', null],
  COMMENTS: ['string', null],
  CURRENCY_ID: ['crm_currency', 'RUB'],
  OPPORTUNITY: ['double', '0.00'],
  IS_MANUAL_OPPORTUNITY: ['char', 'N'],
  HAS_PHONE: ['char', 'N'],
  HAS_EMAIL: ['char', 'N'],
  HAS_IMOL: ['char', 'N'],
  ASSIGNED_BY_ID: ['user', null],
  CREATED_BY_ID: ['user', null],
  MODIFY_BY_ID: ['user', null],
  DATE_CREATE: ['datetime', null],
  DATE_MODIFY: ['datetime', null],
  DATE_CLOSED: ['datetime', ''],
  STATUS_SEMANTIC_ID: ['string', 'P'],
  OPENED: ['char', 'Y'],
  ORIGINATOR_ID: ['string', null],
  ORIGIN_ID: ['string', null],
  ADDRESS: ['string', null],
  ADDRESS_CITY: ['string', null],
  ADDRESS_POSTAL_CODE: ['string', null],
  ADDRESS_COUNTRY: ['string', null],
  UTM_SOURCE: ['string', null],
  UTM_MEDIUM: ['string', null],
  UTM_CAMPAIGN: ['string', null],
  UTM_CONTENT: ['string', null],
  UTM_TERM: ['string', null],
};
const MULTIPLE = ['PHONE', 'EMAIL', 'WEB', 'IM', 'LINK'];
const READ_ONLY = ['ID', 'HAS_PHONE', 'HAS_EMAIL', 'HAS_IMOL', 'CREATED_BY_ID', 'DATE_CREATE', 'DATE_MODIFY'];

/** What crm.lead.fields tells of a field. No field is required by the API, the title included. */
export function leadFields(): JsonObject {
  const plain = Object.entries(FIELDS).map(([name, [type]]): [string, Json] => [name, fieldRow(name, type, false)]);
  const multiple = MULTIPLE.map((name): [string, Json] => [name, fieldRow(name, 'crm_multifield', true)]);
  return Object.fromEntries([...plain, ...multiple]);
}

function fieldRow(name: string, type: string, isMultiple: boolean): JsonObject {
  const isReadOnly = READ_ONLY.includes(name);
  return { type, isRequired: false, isReadOnly, isImmutable: false, isMultiple, isDynamic: false, title: name };
}

export class Leads {
  readonly all: Lead[] = [];
  private lastMultipleId = 0;

  /** Id of the new lead. Unknown fields are dropped without a word, custom ones (`UF_…`) are kept. */
  add(portal: string, userId: number, given: JsonObject, at: string): number {
    const id = this.all.length + 1;
    const fields: JsonObject = {};
    for (const [name, [type, empty]] of Object.entries(FIELDS)) {
      const value = READ_ONLY.includes(name) ? undefined : ownValue(given, name);
      fields[name] = value === undefined || value === null ? empty : plain(type, value);
    }
    const user = String(userId);
    Object.assign(fields, {
      ID: String(id),
      CREATED_BY_ID: user,
      MODIFY_BY_ID: user,
      DATE_CREATE: at,
      DATE_MODIFY: at,
    });
    fields.ASSIGNED_BY_ID ??= user;
    if (fields.TITLE === null || fields.TITLE === '') fields.TITLE = `Lead #${id}`;
    for (const [name, value] of Object.entries(given)) if (name.startsWith('UF_')) setOwn(fields, name, value);
    for (const name of MULTIPLE) {
      const values = this.multiple(name, ownValue(given, name));
      if (values.length > 0) fields[name] = values;
    }
    if (fields.PHONE) fields.HAS_PHONE = 'Y';
    if (fields.EMAIL) fields.HAS_EMAIL = 'Y';
    this.all.push({ portal, fields });
    return id;
  }

  get(portal: string, id: string): JsonObject | undefined {
    return this.all.find((lead) => lead.portal === portal && lead.fields.ID === id)?.fields;
  }

  /** `start` below zero asks for one page without counting, as the vendor's guide to large lists does. */
  list(portal: string, query: { filter: Json; order: Json; select: Json; start: number }): Page {
    const rules = Object.entries(isObject(query.filter) ? query.filter : {}).map(([key, value]) => rule(key, value));
    const found = this.all
      .filter((lead) => lead.portal === portal && rules.every((holds) => holds(lead.fields)))
      .map((lead) => lead.fields)
      .sort(comparison(query.order));
    const start = Math.max(0, query.start);
    const items = found.slice(start, start + PAGE).map((fields) => selected(fields, query.select));
    if (query.start < 0) return { items, total: 0 };
    return start + PAGE < found.length
      ? { items, total: found.length, next: start + PAGE }
      : { items, total: found.length };
  }

  private multiple(name: string, value: Json | undefined): JsonObject[] {
    const values = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    return values.filter(isObject).map((item) => {
      this.lastMultipleId++;
      return {
        ID: String(this.lastMultipleId),
        VALUE_TYPE: item.VALUE_TYPE ?? 'WORK',
        VALUE: item.VALUE ?? '',
        TYPE_ID: name,
      };
    });
  }
}

function plain(type: string, value: Json): string {
  const text = typeof value === 'object' ? '' : value === true ? 'Y' : value === false ? 'N' : String(value);
  return type === 'double' && Number.isFinite(Number(text)) ? Number(text).toFixed(2) : text;
}

/** One entry of a filter: the comparison stands in front of the field's name. A field that leads lack holds for all. */
function rule(key: string, wanted: Json): (fields: JsonObject) => boolean {
  const [, sign = '', name = ''] = /^(!?@|!?%=|=%|!=%|!?%|!=?|>=?|<=?|=?)(.*)$/s.exec(key) ?? [];
  if (!Object.hasOwn(FIELDS, name) && !MULTIPLE.includes(name) && !name.startsWith('UF_')) return () => true;
  const negated = sign.startsWith('!');
  const test = COMPARISONS[negated ? sign.slice(1) : sign] ?? isOneOf;
  return (fields) => valuesOf(ownValue(fields, name)).some((value) => test(value, wanted)) !== negated;
}

type Comparison = (value: string, wanted: Json) => boolean;
const COMPARISONS: Record<string, Comparison> = {
  '>=': (value, wanted) => compare(value, String(wanted)) >= 0,
  '>': (value, wanted) => compare(value, String(wanted)) > 0,
  '<=': (value, wanted) => compare(value, String(wanted)) <= 0,
  '<': (value, wanted) => compare(value, String(wanted)) < 0,
  '%': (value, wanted) => value.toLowerCase().includes(String(wanted).toLowerCase()),
  '=%': like,
  '%=': like,
};

/** Equality; a list is satisfied by any of its members. It is what `=`, `@` and no sign at all mean. */
function isOneOf(value: string, wanted: Json): boolean {
  const list = Array.isArray(wanted) ? wanted : isObject(wanted) ? Object.values(wanted) : [wanted];
  return list.some((one) => compare(value, one === null ? '' : String(one)) === 0);
}

/** SQL's LIKE with `%` for any text. */
function like(value: string, wanted: Json): boolean {
  const parts = String(wanted).toLowerCase().split('%');
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*');
  return new RegExp(`^${pattern}$`, 's').test(value.toLowerCase());
}

function valuesOf(value: Json | undefined): string[] {
  if (!Array.isArray(value)) return [value === undefined || value === null ? '' : String(value)];
  return value.filter(isObject).map((item) => String(item.VALUE ?? ''));
}

/** Numbers by size, everything else as text. */
function compare(a: string, b: string): number {
  const numeric = a !== '' && b !== '' && Number.isFinite(Number(a)) && Number.isFinite(Number(b));
  if (numeric) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparison(order: Json): (a: JsonObject, b: JsonObject) => number {
  const keys = Object.entries(isObject(order) ? order : {});
  return (a, b) => {
    for (const [name, direction] of [...keys, ['ID', 'ASC'] as const]) {
      const sign = String(direction).toLowerCase() === 'desc' ? -1 : 1;
      const by = compare(valuesOf(ownValue(a, name)).join(), valuesOf(ownValue(b, name)).join());
      if (by !== 0) return by * sign;
    }
    return 0;
  };
}

/** The columns asked for: `*` means every plain field, `UF_*` every custom one, multiple fields only by name. */
function selected(fields: JsonObject, select: Json): JsonObject {
  const asked = Array.isArray(select) ? select.map(String) : isObject(select) ? Object.values(select).map(String) : [];
  const names = asked.length === 0 ? ['*'] : asked;
  const entries = Object.entries(fields).filter(([name]) => {
    if (names.includes(name) || name === 'ID') return true;
    if (name.startsWith('UF_')) return names.includes('UF_*');
    return names.includes('*') && !MULTIPLE.includes(name);
  });
  return Object.fromEntries(entries);
}
