/** The few pages that people see: where they are, and how a connection to a provider went. In English and Russian. */
import type { ConnectPage } from '../app/connect.ts';
import { sessionOf } from './auth.ts';
import { refusedRequest } from './failure.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer } from './http.ts';
import { pageFile } from './page_files.ts';
import type { Site } from './site.ts';

export type Language = 'en' | 'ru';

const HOME: Record<Language, { title: string; text: string }> = {
  en: {
    title: 'Takt is running',
    text: 'This is a Takt server: it moves tasks through processes and speaks the Corezoid API. What it can do and how to call it stands in docs/api.md of its folder; how it is stands at',
  },
  ru: {
    title: 'Takt работает',
    text: 'Это сервер Takt: он ведёт заявки по процессам и понимает API Corezoid. Что он умеет и как его вызывать, написано в docs/api.md; его состояние —',
  },
};

const CONNECT: Record<Language, Record<ConnectPage['message'], { title: string; text: string }>> = {
  en: {
    connected: { title: 'Connected', text: 'Access was granted and is kept up from now on. You can close this page.' },
    bad_link: {
      title: 'This link does not work',
      text: 'It was used already, is older than ten minutes, or was changed. Ask for a new one.',
    },
    no_task: {
      title: 'There is nothing to connect',
      text: 'No waiting task with this reference was found, or its parameters are missing. Make the task first, then ask for a new link.',
    },
    refused: {
      title: 'Access was refused',
      text: 'The provider answered that access was not granted. Ask for a new link to try again.',
    },
    no_code: { title: 'The provider sent no code', text: 'Nothing was changed. Ask for a new link to try again.' },
  },
  ru: {
    connected: { title: 'Подключено', text: 'Доступ получен и дальше поддерживается сам. Страницу можно закрыть.' },
    bad_link: {
      title: 'Ссылка не действует',
      text: 'Она уже использована, старше десяти минут или изменена. Попросите новую.',
    },
    no_task: {
      title: 'Подключать нечего',
      text: 'Не найдена ожидающая заявка с таким референсом, или в ней не хватает параметров. Сначала создайте заявку, затем попросите новую ссылку.',
    },
    refused: {
      title: 'Доступ не предоставлен',
      text: 'Провайдер ответил, что доступ не дан. Попросите новую ссылку и попробуйте ещё раз.',
    },
    no_code: {
      title: 'Провайдер не прислал код',
      text: 'Ничего не изменилось. Попросите новую ссылку и попробуйте ещё раз.',
    },
  },
};

/** The page itself, at whatever address a person opens it; its files; and 404 for everything else. */
export async function anyPage(site: Site, call: HttpCall): Promise<HttpAnswer> {
  const path = `/${call.params.path ?? ''}`;
  const folder = `${path.replace(/\/$/, '')}/index.html`;
  const file = pageFile(site.page, path, call.headers) ?? pageFile(site.page, folder, call.headers);
  if (file !== null) return file;
  const isPage = !/^\/(api|oauth|form|user_downloads|assets)\//.test(path) && !/\.[a-z0-9]+$/.test(path);
  const index = isPage ? pageFile(site.page, '/index.html', call.headers) : null;
  if (index !== null) return index;
  // The address is not repeated: there may be a signature in it.
  const text = 'There is no such address to GET here; docs/api.md lists them.';
  return jsonAnswer(refusedRequest('error', text, { code: 'not_found' }), 404);
}

/** The page; where it was not built, that the server is there. */
export async function home(site: Site, call: HttpCall): Promise<HttpAnswer> {
  const index = pageFile(site.page, '/index.html', call.headers);
  if (index !== null) return index;
  const language = languageOf(call);
  const { title, text } = HOME[language];
  return page(language, title, `<p>${escaped(text)} <a href="/health">/health</a>.</p>`);
}

/** To HEAD: mail scanners and messengers look at links before people do, and these are good once. */
const NOT_USED_UP: HttpAnswer = { status: 200, type: 'text/html; charset=utf-8', body: '' };

/** GET /oauth/connect/{conv_id}?ref=…&link=…: sends the person on to the provider. */
export async function beginConnect(site: Site, call: HttpCall): Promise<HttpAnswer> {
  if (call.method === 'HEAD') return NOT_USED_UP;
  const conv_id = Number(call.params.conv_id);
  const text = (name: string) => call.query.get(name) ?? '';
  if (!Number.isSafeInteger(conv_id)) return connectPage(call, { ok: false, message: 'bad_link', detail: '' });
  const begun = await site.app.connect.begin({ conv_id, ref: text('ref') || 'token', link: text('link') });
  if ('page' in begun) return connectPage(call, begun.page);
  return { status: 302, type: 'text/plain', body: '', headers: { location: begun.redirect } };
}

/** GET /oauth/callback: the person is back with a code. */
export async function finishConnect(site: Site, call: HttpCall): Promise<HttpAnswer> {
  if (call.method === 'HEAD') return NOT_USED_UP;
  const text = (name: string) => call.query.get(name) ?? '';
  const error = text('error_description') || text('error');
  const { page: shown } = await site.app.connect.finish({ code: text('code'), state: text('state'), error });
  if (!(await cameFromPage(site, call))) return connectPage(call, shown);
  const search = new URLSearchParams(shown.ok ? { connected: shown.detail } : { failed: shown.message });
  return { status: 302, type: 'text/plain', body: '', headers: { location: `/connections?${search}` } };
}

/** Whether the person is logged in to the dashboard of this server: then they go on there. */
async function cameFromPage(site: Site, call: HttpCall): Promise<boolean> {
  const token = sessionOf(call.headers);
  const isThere = pageFile(site.page, '/index.html', call.headers) !== null;
  return isThere && token !== null && (await site.app.sessions.actorOf(token)) !== null;
}

function connectPage(call: HttpCall, { ok, message, detail }: ConnectPage): HttpAnswer {
  const language = languageOf(call);
  const { title, text } = CONNECT[language][message];
  const more = detail === '' ? '' : `<p><code>${escaped(detail)}</code></p>`;
  return { ...page(language, title, `<p>${escaped(text)}</p>${more}`), status: ok ? 200 : 400 };
}

/** The first of the two languages that the browser asks for. */
export function languageOf({ headers }: HttpCall): Language {
  const found = /\b(en|ru)\b/i.exec(headers['accept-language'] ?? '');
  return found?.[1]?.toLowerCase() === 'ru' ? 'ru' : 'en';
}

const STYLE =
  'body{font:18px/1.5 system-ui,sans-serif;max-width:34em;margin:12vh auto;padding:0 1em;color:#222}code{overflow-wrap:anywhere}';

function page(language: Language, title: string, html: string): HttpAnswer {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style>`;
  const body = `<!doctype html><html lang="${language}"><head>${head}</head><body><h1>${escaped(title)}</h1>${html}</body></html>`;
  return { status: 200, type: 'text/html; charset=utf-8', body };
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
