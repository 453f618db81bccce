/**
 * GET and POST /form/{conv_id}.{task}/{hash}: a form of a task, seen and filled in by whoever has its link. The link is
 * all the proof there is, so another site cannot post without knowing it, and no cookie is asked for.
 */
import { TaktError } from '../base/errors.ts';
import { LIMITS } from '../base/limits.ts';
import { readFilledIn } from '../nodes/parts/form_fields.ts';
import { formPage, inputName, noticePage } from './form_page.ts';
import type { HttpAnswer, HttpCall } from './http.ts';
import { textAnswer } from './http.ts';
import { type Language, languageOf } from './pages.ts';
import type { Site } from './site.ts';

const TITLE: Record<Language, string> = { en: 'Form', ru: 'Форма' };

export async function showForm(site: Site, call: HttpCall): Promise<HttpAnswer> {
  if (tooOften(site, call)) return SLOW_DOWN;
  const language = languageOf(call);
  const open = await site.app.forms.at(addressOf(call));
  return open === null ? noticePage(language, TITLE[language], 'closed', 404) : formPage(language, open);
}

export async function takeForm(site: Site, call: HttpCall): Promise<HttpAnswer> {
  if (tooOften(site, call)) return SLOW_DOWN;
  const language = languageOf(call);
  const open = await site.app.forms.at(addressOf(call));
  const sent = new URLSearchParams(call.body.toString('utf8'));
  const closed = noticePage(language, open?.form.title ?? TITLE[language], 'closed', 404);
  if (open === null || sent.get('wait') !== open.wait_id) return closed;
  const posted = (index: number): string[] => sent.getAll(inputName(index)).slice(0, LIMITS.form_options);
  const read = readFilledIn(open.form, posted);
  if ('faults' in read) return formPage(language, open, { posted, faults: read.faults });
  try {
    const taken = await site.app.forms.fillIn(open, read.values);
    return taken ? noticePage(language, open.form.title, 'sent', 200) : closed;
  } catch (error) {
    if (!(error instanceof TaktError) || error.code !== 'task_size_overflow') throw error;
    return formPage(language, open, { posted, trouble: 'too_large' });
  }
}

const SLOW_DOWN: HttpAnswer = {
  ...textAnswer('Too many requests: wait a little.', 429),
  headers: { 'retry-after': '1' },
};

function addressOf({ params }: HttpCall): { key: string; hash: string } {
  return { key: params.key ?? '', hash: params.hash ?? '' };
}

/** Counted by the process, as calls of its other open addresses are. */
function tooOften(site: Site, call: HttpCall): boolean {
  const conv_id = Number.parseInt(call.params.key ?? '', 10);
  // Below nought the limiter counts processes, above it users: nobody may use up the share of one of these.
  return conv_id > 0 && !site.limiter.take(-conv_id, 1, site.app.ports.clock.now());
}
