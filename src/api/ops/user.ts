/** Users: people and API keys. The secret of a key is answered when it is made, and to its owner by `api_key show`. */
import { z } from 'zod';
import type { User } from '../../app/keys.ts';
import { TaktError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { unixSeconds } from '../../base/time.ts';
import { id, optionalFlag, optionalText } from './fields.ts';
import { groupRef, groupView } from './group.ts';
import { op, readFields } from './op.ts';

const one = z.object({ obj_id: id });

/** Clients take the login's obj_id for what goes into the address: both are the digits of the login. */
function loginRow(login: string, key: string): JsonObject {
  return { type: 'api', obj_id: /^\d{1,15}$/.test(login) ? Number(login) : login, login, key };
}

const person = z.object({ login: z.string(), password: z.string().max(1000) });

const changes = z.object({
  obj_id: id,
  title: z.string().min(1).max(255).optional(),
  password: z.string().max(1000).optional(),
  admin: optionalFlag,
});

const newUser = z.object({
  title: z.string().min(1).max(255),
  logins: z
    .array(z.looseObject({ type: z.string() }))
    .min(1)
    .default([{ type: 'api' }]),
  admin: optionalFlag,
});

/** A key, unless a login with a password is given: then a person, which administrators make. */
export const create = op(newUser, async ({ app, actor }, { title, logins, admin: wanted }) => {
  const admin = wanted === undefined ? {} : { admin: wanted };
  const other = logins.find(({ type }) => type !== 'api');
  if (other === undefined) {
    const key = await app.keys.createKey(actor, { title, ...admin });
    return { users: [{ obj_id: key.obj_id, created: true, title, logins: [loginRow(key.login, key.secret)] }] };
  }
  if (other.type !== 'corezoid' || logins.length > 1) {
    const what = logins.length > 1 ? 'more than one login' : `logins of type ${other.type}`;
    throw new TaktError('not_supported', `users with ${what}: not supported yet by this server`);
  }
  const { login, password } = readFields(person, other as JsonObject);
  const user = await app.keys.createPerson(actor, { title, login, password, ...admin });
  return { users: [{ obj_id: user.obj_id, created: true, title, logins: loginsOf(user) }] };
});

/** A password is set for others, by administrators; who had it is logged out everywhere. */
export const modify = op(changes, async ({ app, actor }, { obj_id, title, password, admin }) => {
  if (password !== undefined && obj_id === actor.user_id) {
    throw new TaktError('bad_request', 'your own password is changed in your profile, by who knows it');
  }
  const fields = {
    ...(title === undefined ? {} : { title }),
    ...(password === undefined ? {} : { password }),
    ...(admin === undefined ? {} : { admin }),
  };
  const user = await app.keys.modify(actor, obj_id, fields);
  if (password !== undefined) await app.sessions.logOutOthers(obj_id, null);
  return { obj_id: user.obj_id, title: user.title };
});

export const show = op(one, async ({ app, actor }, { obj_id }) => {
  const user = await app.keys.show(actor, obj_id);
  const groups = (await app.groups.byUser()).get(obj_id) ?? [];
  return { obj_id, title: user.title, owner_id: user.owner_id, groups: groups.map(groupRef), logins: loginsOf(user) };
});

export const remove = op(one, async ({ app, actor }, { obj_id }) => {
  const { title } = await app.keys.delete(actor, obj_id);
  return { obj_id, title, company_id: null };
});

/** Takt's own: what deleting a user would do, before it is done. */
export const check = op(one, async ({ app, actor }, { obj_id }) => {
  const counts = await app.keys.beforeDelete(actor, obj_id);
  const heir = await app.ports.catalog.read('user', counts.heir_id);
  return { obj_id, ...counts, heir_name: heir?.title ?? '' };
});

/** Into a group with level 1; with an empty one, or none, out of it. */
export const link = op(z.object({ obj_id: id, group_id: id, level: z.unknown() }), async ({ app, actor }, op) => {
  const isIn = op.level !== undefined && op.level !== null && op.level !== '' && op.level !== 0;
  await app.groups.link(actor, op.group_id, op.obj_id, isIn);
  return { obj_id: op.obj_id, group_id: op.group_id, level: isIn ? 1 : '' };
});

export const showKey = op(one, async ({ app, actor }, { obj_id }) => {
  const { title, login, secret } = await app.keys.showKey(actor, obj_id);
  return { obj_id, title, login: /^\d{1,15}$/.test(login) ? Number(login) : login, key: secret };
});

const asked = z.object({
  filter: optionalText,
  name: optionalText,
  sort: z.enum(['title', 'date', 'owner']).catch('title'),
  order: z.enum(['asc', 'desc']).catch('asc'),
});

/** People, keys and groups; without a filter people and keys. */
export const list = op(asked, async ({ app, actor }, { filter, name, sort, order }) => {
  const part = (name ?? '').toLowerCase();
  const groupsOf = await app.groups.byUser();
  const kind = filter === 'api_key' ? 'api' : filter === 'user' ? 'person' : undefined;
  const users = filter === 'group' || filter === 'shared' ? [] : await app.keys.list(actor, kind);
  const owners = new Map((await app.keys.list(actor)).map(({ obj_id, title }) => [obj_id, title]));
  const found = users.filter(({ title, login }) => `${title}\n${login}`.toLowerCase().includes(part));
  const rows: (JsonObject & { title: string; create_time: number; owner_name: string })[] = found.map((user) => ({
    obj: 'user',
    obj_id: user.obj_id,
    title: user.title,
    owner_id: user.owner_id,
    owner_name: owners.get(user.owner_id) ?? '',
    is_owner: user.owner_id === actor.user_id,
    create_time: unixSeconds(user.create_time),
    // Who was there when is for those to know who keep the people.
    ...(actor.admin ? { last_login_time: unixSeconds(user.seen) } : {}),
    status: 'actived',
    logins: loginsOf(user),
    groups: (groupsOf.get(user.obj_id) ?? []).map(groupRef),
    is_login_locked: false,
    is_superadmin: user.admin,
  }));
  const groups = filter === 'group' ? await app.groups.list() : [];
  const sizes = new Map<number, number>();
  for (const { id: group } of [...groupsOf.values()].flat()) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  for (const group of groups.filter(({ title }) => title.toLowerCase().includes(part))) {
    rows.push({ ...groupView(group, owners, actor), size: sizes.get(group.id) ?? 0 });
  }
  const key = (row: (typeof rows)[number]): string | number =>
    sort === 'date' ? row.create_time : (sort === 'owner' ? row.owner_name : row.title).toLowerCase();
  const sign = order === 'desc' ? -1 : 1;
  rows.sort((a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : 0));
  return { list: rows };
});

function loginsOf({ type, login }: User): JsonObject[] {
  return [type === 'api' ? loginRow(login, '') : { type: 'corezoid', obj_id: 0, login, key: '' }];
}
