/** Search over objects: by kind and a part of the title as Corezoid's clients ask, or over everything as the page does. */
import { z } from 'zod';
import { TaktError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { LIMITS } from '../../base/limits.ts';
import type { OpContext } from '../app.ts';
import { id, optionalCount, optionalId, optionalText } from './fields.ts';
import { op } from './op.ts';
import { item } from './views.ts';

/** Objects of one search. */
const FOUND_AT_MOST = 1000;
/** Objects named by their numbers. */
const NAMED_AT_MOST = 100;

const fields = z.object({
  pattern: z.string().default(''),
  filter: optionalText,
  limit: optionalCount,
  owner_id: optionalId,
  ids: z.array(id).max(NAMED_AT_MOST).default([]),
});

/** `filter`: `conv` or `folder` by title, `user`, `all` (everything, by number, title or short name), `ids` (these). */
export const search = op(fields, async (ctx, { pattern, filter = 'conv', limit: wanted = 100, ids }) => {
  const { app, actor } = ctx;
  const limit = Math.min(wanted, FOUND_AT_MOST);
  if (filter === 'conv' || filter === 'folder') {
    const found = await app.objects.find(actor, filter, { pattern, limit });
    const list = found.map((described) => ({ ...item(described), folder_id: described.object.parent_id }));
    return { list };
  }
  if (filter === 'all') return { list: await anything(ctx, pattern.trim(), limit) };
  if (filter === 'user') return { list: await users(ctx, pattern, limit) };
  if (filter !== 'ids') {
    throw new TaktError('not_supported', `search with filter ${filter}: not supported yet by this server`);
  }
  const starred = await app.favorites.ids(actor);
  const found = await app.objects.some(actor, ids);
  return { list: found.map((one) => ({ ...item(one), favorite: starred.has(one.object.id) })) };
});

async function users({ app, actor }: OpContext, pattern: string, limit: number): Promise<JsonObject[]> {
  const part = pattern.toLowerCase();
  const found = (await app.keys.list(actor)).filter(({ title, login }) =>
    `${title}\n${login}`.toLowerCase().includes(part),
  );
  return found.slice(0, limit).map(({ obj_id, title, type, login, owner_id }) => ({
    obj_type: 'user',
    obj_id,
    title,
    type: type === 'api' ? 'api' : 'user',
    status: 1,
    owner_id,
    logins: [{ type, login }],
    companies: [],
  }));
}

async function anything({ app, actor }: OpContext, pattern: string, limit: number): Promise<JsonObject[]> {
  if (pattern === '') return [];
  const found = await app.search.objects(actor, pattern, Math.min(limit, LIMITS.search_found));
  return found.map((object) => ({
    obj_type: object.kind,
    obj_id: object.id,
    title: object.title,
    short_name: object.name ?? '',
    status: object.status,
    folder_id: object.parent_id,
    ...(object.kind === 'conv' ? { conv_type: object.body.conv_type ?? 'process' } : {}),
    ...(object.kind === 'alias' ? { obj_to_id: object.body.obj_to_id ?? null } : {}),
  }));
}
