/**
 * `api_form`: a form that a person fills in, a type of old processes. The task waits with the form worked out; whoever
 * knows its address, `{{node[ID].public_callback_form}}`, sees a page with the fields, and what is filled in is merged.
 */
import { z } from 'zod';
import { dataSize, isObject, type Json, type JsonObject } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { toText } from '../template/text.ts';
import type { NodeContext, NodeType, Outcome } from './node_type.ts';
import { evaluateFields, withValue } from './parts/evaluated.ts';
import { sizeError } from './parts/failures.ts';
import { FIELD_TYPES, type Form, type FormField, type OptionValue } from './parts/form_fields.ts';
import { count, errorExit, flag, text } from './parts/lenient.ts';

const PREFIX = 'form';

/** How long a form waits where the node says nothing, seconds: a day, as Corezoid has it. */
const TIMEOUT_SEC = 86_400;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** `{value, label}`, or the value alone. */
const option = z.preprocess(
  (raw) => (typeof raw === 'object' ? raw : { value: raw }),
  z.looseObject({ value: scalar, label: text() }),
);

const field = z.looseObject({
  id: text(),
  type: text('text').pipe(z.enum(FIELD_TYPES)),
  label: text(),
  required: flag(false),
  default: z.json().optional(),
  options: z.array(option).nullish(),
});

const schema = z.looseObject({
  type: z.literal('api_form'),
  form_id: text(),
  title: text(),
  fields: z.array(field).nullish(),
  timeout: count(TIMEOUT_SEC),
  err_node_id: text(),
});
export type ApiForm = z.infer<typeof schema>;

/** Every text of the form by its place in the logic. */
function textsOf({ title, fields }: ApiForm): Record<string, string> {
  const texts: Record<string, string> = { title };
  for (const [index, { label, default: preset, options }] of (fields ?? []).entries()) {
    const at = `fields[${index}]`;
    texts[`${at}.label`] = label;
    if (typeof preset === 'string') texts[`${at}.default`] = preset;
    for (const [i, { value, label: shown }] of (options ?? []).entries()) {
      if (typeof value === 'string') texts[`${at}.options[${i}].value`] = value;
      texts[`${at}.options[${i}].label`] = shown;
    }
  }
  return texts;
}

function enter(ctx: NodeContext, logic: ApiForm): Outcome {
  return withValue(evaluateFields(PREFIX, textsOf(logic), ctx.scope), (values) => {
    const form = { ...formOf(logic, values) } as unknown as JsonObject;
    const size = dataSize(form);
    if (size <= ctx.task_bytes) return { do: 'wait', kind: 'form', memo: form };
    return { do: 'fail', error: sizeError(PREFIX, 'form_task_size_overflow_limit', size, ctx.task_bytes) };
  });
}

function formOf(logic: ApiForm, values: JsonObject): Form {
  const shown = (at: string): string => toText(values[at] ?? '');
  const fields = (logic.fields ?? []).map(({ id, type, required, default: preset, options }, index): FormField => {
    const at = `fields[${index}]`;
    return {
      id,
      type,
      label: shown(`${at}.label`) || id,
      required,
      default: values[`${at}.default`] ?? preset ?? '',
      options: (options ?? []).map(({ value }, i) => {
        const worked = optionValue(values[`${at}.options[${i}].value`] ?? value);
        return { value: worked, label: shown(`${at}.options[${i}].label`) || String(worked) };
      }),
    };
  });
  return { title: shown('title') || logic.form_id, fields };
}

function optionValue(value: Json): OptionValue {
  return typeof value === 'number' || typeof value === 'boolean' ? value : toText(value);
}

/** The form that a task waits in; null where its wait is another one. */
export function formIn(memo: Json): Form | null {
  return isObject(memo) && Array.isArray(memo.fields) ? (memo as unknown as Form) : null;
}

function problems({ fields }: ApiForm) {
  const list = fields ?? [];
  const found: string[] = [];
  if (list.length === 0) found.push('The form has no fields: add one');
  if (list.length > LIMITS.form_fields)
    found.push(`The form has more than ${LIMITS.form_fields} fields: make two of it`);
  const ids = new Set<string>();
  for (const [index, { id, type, options }] of list.entries()) {
    const name = `fields[${index}]`;
    if (id === '') found.push(`${name} has no id: it names the parameter that the field fills`);
    else if (ids.has(id)) found.push(`${name} has the id "${id}" of a field before it: choose another`);
    ids.add(id);
    const many = options?.length ?? 0;
    if (many > LIMITS.form_options) found.push(`${name} has more than ${LIMITS.form_options} options`);
    if ((type === 'select' || type === 'radio') && many === 0) found.push(`${name} has no options to choose from`);
  }
  return found.map((message) => ({ level: 'error' as const, rule: 'form_fields', message }));
}

export const api_form: NodeType<ApiForm> = {
  type: 'api_form',
  title: 'Form',
  help:
    'The task waits until a person has filled in the form. Its page lies at `{{node[ID].public_callback_form}}` (ID: ' +
    'this node), an address of its own for every task, to be sent before the task comes here. What is filled in is ' +
    'merged: numbers as numbers, a single box as true or false, boxes with options as a list, the rest as text. ' +
    'Without a time semaphor the task goes to the error node after `timeout` seconds. Deprecated in Corezoid.',
  schema,
  exits: (logic) => errorExit(logic.err_node_id),
  templates: (logic) => Object.entries(textsOf(logic)).map(([place, value]) => ({ field: place, text: value })),
  problems,
  timer: ({ timeout, err_node_id }) =>
    err_node_id === '' ? null : { type: 'time', value: timeout, dimension: 'sec', to_node_id: err_node_id },
  allowed_in: ['process'],
  enter,
  examples: [
    {
      title: 'Asks for a number',
      logic: { title: 'How many, {{name}}?', fields: [{ id: 'n', type: 'number', label: 'Number', required: true }] },
      data: { name: 'Ann' },
      expect: { wait: 'form' },
    },
    {
      title: 'An expression that fails leads to the error node',
      logic: { title: '$.math({{missing}}+1)', fields: [{ id: 'n', type: 'text', label: 'Text', required: false }] },
      data: {},
      expect: { tag: 'form_wrong_convert_param' },
    },
  ],
};
