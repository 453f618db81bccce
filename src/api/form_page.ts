/**
 * The page of a form: plain HTML that works without scripts, with a keyboard and with a screen reader. Every text comes
 * from processes, tasks or people, and is escaped; the policy of the page lets nothing run and nothing load.
 */
import { createHash } from 'node:crypto';
import type { FieldFault, Form, FormField } from '../nodes/parts/form_fields.ts';
import type { HttpAnswer } from './http.ts';
import { escaped, type Language } from './pages.ts';

/** What is shown beside the fields: what was posted, and what is wrong with it. */
export interface Shown {
  /** The texts posted for a field; undefined on the first look. */
  posted?: (index: number) => string[];
  faults?: Map<number, FieldFault>;
  /** A sentence about the whole form. */
  trouble?: Notice;
}

export type Notice = 'sent' | 'closed' | 'too_large';

const TEXTS: Record<Language, Record<FieldFault | Notice | 'send' | 'choose' | 'required_mark' | 'wrong', string>> = {
  en: {
    required: 'Please fill this in.',
    number: 'This must be a number, like 12 or 3.5.',
    date: 'This must be a date, like 2025-12-31.',
    option: 'Please choose one of the options.',
    sent: 'Thank you. Your answers have been sent; you can close this page.',
    closed: 'This form is not open. It was filled in already, its time is over, or the link is not whole.',
    too_large: 'The texts are too long. Please shorten them and send the form again.',
    send: 'Send',
    choose: 'Choose…',
    required_mark: 'required',
    wrong: 'Some answers need another look:',
  },
  ru: {
    required: 'Заполните это поле.',
    number: 'Здесь нужно число, например 12 или 3,5.',
    date: 'Здесь нужна дата, например 2025-12-31.',
    option: 'Выберите один из вариантов.',
    sent: 'Спасибо. Ответы отправлены, страницу можно закрыть.',
    closed: 'Форма закрыта: её уже заполнили, время вышло или ссылка скопирована не целиком.',
    too_large: 'Тексты слишком длинные. Сократите их и отправьте форму ещё раз.',
    send: 'Отправить',
    choose: 'Выберите…',
    required_mark: 'обязательно',
    wrong: 'Проверьте ответы:',
  },
};

const STYLE =
  'body{font:18px/1.5 system-ui,sans-serif;max-width:34em;margin:6vh auto;padding:0 1em;color:#222;background:#fff}' +
  'label,legend{display:block;font-weight:600}fieldset{border:0;margin:0;padding:0}.field{margin:0 0 1.4em}' +
  '.box label{display:inline;font-weight:400}.fault,.trouble{color:#a40000}.mark{font-weight:400;color:#555}' +
  'input,select,textarea,button{font:inherit}input:not([type=checkbox]):not([type=radio]),select,textarea' +
  '{width:100%;box-sizing:border-box;padding:.4em;border:1px solid #666;border-radius:4px}' +
  'button{padding:.5em 1.4em;border:0;border-radius:4px;background:#0b57d0;color:#fff}' +
  ':focus-visible{outline:3px solid #0b57d0;outline-offset:2px}';

/** Nothing runs, nothing loads, no other page may frame it; the form goes back to where it came from. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Names of inputs carry the index of the field: what people called it may be anything. */
export const inputName = (index: number): string => `f${index}`;

export function formPage(language: Language, open: { form: Form; wait_id: string }, shown: Shown = {}): HttpAnswer {
  const texts = TEXTS[language];
  const { form, wait_id } = open;
  const fields = form.fields.map((field, index) => fieldHtml(language, field, index, shown)).join('');
  const wait = `<input type="hidden" name="wait" value="${escaped(wait_id)}">`;
  const html = `${summary(language, form, shown)}<form method="post" novalidate>${wait}${fields}<button type="submit">${texts.send}</button></form>`;
  const status = shown.faults === undefined && shown.trouble === undefined ? 200 : 422;
  return answer(language, form.title, html, status);
}

export function noticePage(language: Language, title: string, notice: Notice, status: number): HttpAnswer {
  return answer(language, title, `<p role="status">${TEXTS[language][notice]}</p>`, status);
}

/** What is wrong, on top, with links to the fields: whoever cannot see the page hears it first. */
function summary(language: Language, form: Form, { faults, trouble }: Shown): string {
  const texts = TEXTS[language];
  if (trouble !== undefined) return `<p class="trouble" role="alert">${texts[trouble]}</p>`;
  if (faults === undefined) return '';
  const items = [...faults].map(([index, fault]) => {
    const { label } = form.fields[index] as FormField;
    return `<li><a href="#${inputName(index)}">${escaped(label)}</a>: ${texts[fault]}</li>`;
  });
  return `<div class="trouble" role="alert"><p>${texts.wrong}</p><ul>${items.join('')}</ul></div>`;
}

function fieldHtml(language: Language, field: FormField, index: number, shown: Shown): string {
  const texts = TEXTS[language];
  const name = inputName(index);
  const fault = shown.faults?.get(index);
  const told = fault === undefined ? '' : `<p class="fault" id="${name}e">${texts[fault]}</p>`;
  const mark = field.required ? ` <span class="mark">(${texts.required_mark})</span>` : '';
  const state = `${fault === undefined ? '' : ` aria-invalid="true" aria-describedby="${name}e"`}${
    field.required ? ' aria-required="true"' : ''
  }`;
  const values = shown.posted === undefined ? presets(field) : shown.posted(index);
  const label = `${escaped(field.label)}${mark}`;
  const one = field.type === 'checkbox' && field.options.length === 0;
  if (one)
    return `<div class="field box">${box(name, { id: name, value: 'true', type: 'checkbox', on: values.length > 0, state })}<label for="${name}">${label}</label>${told}</div>`;
  if (field.type === 'checkbox' || field.type === 'radio') {
    return `<fieldset class="field" id="${name}"${state}><legend>${label}</legend>${boxes(field, name, values)}${told}</fieldset>`;
  }
  return `<div class="field"><label for="${name}">${label}</label>${input(language, field, { name, value: values[0] ?? '', state })}${told}</div>`;
}

function boxes({ options, type }: FormField, name: string, values: string[]): string {
  return options
    .map(({ value, label }, i) => {
      const id = `${name}o${i}`;
      const on = values.includes(String(value));
      const state = '';
      return `<div class="box">${box(name, { id, value: String(value), type, on, state })}<label for="${id}">${escaped(label)}</label></div>`;
    })
    .join('');
}

function box(name: string, of: { id: string; value: string; type: string; on: boolean; state: string }): string {
  return `<input type="${of.type}" name="${name}" id="${of.id}" value="${escaped(of.value)}"${of.on ? ' checked' : ''}${of.state}> `;
}

function input(language: Language, field: FormField, of: { name: string; value: string; state: string }): string {
  const attributes = `name="${of.name}" id="${of.name}"${of.state}`;
  if (field.type === 'textarea') return `<textarea rows="6" ${attributes}>\n${escaped(of.value)}</textarea>`;
  if (field.type === 'select') {
    const options = field.options.map(({ value, label }) => {
      const on = String(value) === of.value ? ' selected' : '';
      return `<option value="${escaped(String(value))}"${on}>${escaped(label)}</option>`;
    });
    return `<select ${attributes}><option value="">${TEXTS[language].choose}</option>${options.join('')}</select>`;
  }
  // A number is a text field with a number keyboard: browsers throw away what they cannot read in a number field.
  const kind =
    field.type === 'date' ? 'type="date"' : field.type === 'number' ? 'type="text" inputmode="decimal"' : 'type="text"';
  return `<input ${kind} value="${escaped(of.value)}" ${attributes}>`;
}

/** The default of a field, as if somebody had posted it. */
function presets({ type, options, default: preset }: FormField): string[] {
  if (Array.isArray(preset)) return preset.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const text = typeof preset === 'string' ? preset : preset === null ? '' : JSON.stringify(preset);
  if (type !== 'checkbox') return [text];
  if (options.length > 0) return text === '' ? [] : [text];
  return ['true', '1', 'on'].includes(text.toLowerCase()) ? ['true'] : [];
}

function answer(language: Language, title: string, html: string, status: number): HttpAnswer {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style>`;
  const body = `<!doctype html><html lang="${language}"><head>${head}</head><body><main><h1>${escaped(title)}</h1>${html}</main></body></html>`;
  return { status, type: 'text/html; charset=utf-8', body, headers: { 'content-security-policy': POLICY } };
}
