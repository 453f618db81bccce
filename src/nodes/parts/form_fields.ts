/**
 * A form as the task keeps it while it waits: texts and defaults with their expressions worked out, so that the page
 * shows what was meant when the task came. What a person posts is read against it, field by field.
 */
import { type Json, type JsonObject, setOwn } from '../../base/json.ts';

export const FIELD_TYPES = ['text', 'number', 'select', 'checkbox', 'radio', 'textarea', 'date'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export type OptionValue = string | number | boolean;

export interface FormField {
  /** The parameter it fills. */
  id: string;
  type: FieldType;
  label: string;
  required: boolean;
  default: Json;
  options: { value: OptionValue; label: string }[];
}

export interface Form {
  title: string;
  fields: FormField[];
}

/** Why what was posted for a field is not taken. */
export type FieldFault = 'required' | 'number' | 'date' | 'option';

/** The values by parameter, in the types of their fields; or what is wrong, by the index of the field. */
export type FilledIn = { values: JsonObject } | { faults: Map<number, FieldFault> };

/** `posted` gives the texts that came for the field with this index. */
export function readFilledIn(form: Form, posted: (index: number) => string[]): FilledIn {
  const values: JsonObject = {};
  const faults = new Map<number, FieldFault>();
  for (const [index, field] of form.fields.entries()) {
    const read = readField(field, posted(index));
    if ('fault' in read) faults.set(index, read.fault);
    else setOwn(values, field.id, read.value);
  }
  return faults.size > 0 ? { faults } : { values };
}

type Read = { value: Json } | { fault: FieldFault };

/** A field that was left empty is the empty text, so that clearing one that had a value changes it. */
function readField(field: FormField, texts: string[]): Read {
  if (field.type === 'checkbox') return readBoxes(field, texts);
  const text = (texts[0] ?? '').replace(/\r\n?/g, '\n');
  if (text.trim() === '') return field.required ? { fault: 'required' } : { value: '' };
  switch (field.type) {
    case 'number':
      return readNumber(text.trim());
    case 'date':
      return isDate(text.trim()) ? { value: text.trim() } : { fault: 'date' };
    case 'select':
    case 'radio':
      return chosen(field, text);
    default:
      return { value: text };
  }
}

/** One box is true or false; several are the list of the values chosen. */
function readBoxes(field: FormField, texts: string[]): Read {
  if (field.required && texts.length === 0) return { fault: 'required' };
  if (field.options.length === 0) return { value: texts.length > 0 };
  const values: Json[] = [];
  for (const text of new Set(texts)) {
    const read = chosen(field, text);
    if ('fault' in read) return read;
    values.push(read.value);
  }
  return { value: values };
}

function chosen({ options }: FormField, text: string): Read {
  const option = options.find(({ value }) => String(value) === text);
  return option === undefined ? { fault: 'option' } : { value: option.value };
}

/** A comma may stand for the point, as people write it where that is usual. */
function readNumber(text: string): Read {
  const value = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?$/i.test(text)
    ? Number(text.replace(',', '.'))
    : Number.NaN;
  return Number.isFinite(value) ? { value } : { fault: 'number' };
}

/** A day that the calendar has, as YYYY-MM-DD. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}
