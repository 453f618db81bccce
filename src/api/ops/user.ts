/** Users: people and API keys. The secret of a key is answered when it is made, and to its owner by `api_key show`. */
import { z } from 'zod';
import type { User } from '../../app/keys.ts';
import { TaktError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { id, optionalFlag, optionalText } from './fields.ts';
import { op } from './op.ts';

const one = z.object({ obj_id: id });

/** Clients take the login's obj_id for what goes into the address: both are the digits of the login. */
function loginRow(login: string, key: string): JsonObject {
  return { type: 'api', obj_id: /^\d{1,15}$/.test(login) ? Number(login) : login, login, key };
}

const newUser = z.object({
  title: z.string().min(1).max(255),
  logins: z
    .array(z.looseObject({ type: z.string() }))
    .min(1)
    .default([{ type: 'api' }]),
  admin: optionalFlag,
});

export const create = op(newUser, async ({ app, actor }, { title, logins, admin }) => {
  const other = logins.find(({ type }) => type !== 'api');
  if (other !== undefined) {
    throw new TaktError(
      'not_supported',
      `users with logins of type ${other.type}: not supported yet by this server; API keys are`,
    );
  }
  const key = await app.keys.createKey(actor, { title, ...(admin === undefined ? {} : { admin }) });
  return { users: [{ obj_id: key.obj_id, created: true, title, logins: [loginRow(key.login, key.secret)] }] };
});

export const modify = op(z.object({ obj_id: id, title: z.string().min(1).max(255) }), async ({ app, actor }, op) => {
  const user = await app.keys.modify(actor, op.obj_id, { title: op.title });
  return { obj_id: user.obj_id, title: user.title };
});

export const show = op(one, async ({ app, actor }, { obj_id }) => {
  const user = await app.keys.show(actor, obj_id);
  return { obj_id, title: user.title, owner_id: user.owner_id, groups: [], logins: loginsOf(user) };
});

export const remove = op(one, async ({ app, actor }, { obj_id }) => {
  await app.keys.delete(actor, obj_id);
  return { obj_id, company_id: null };
});

export const showKey = op(one, async ({ app, actor }, { obj_id }) => {
  const { title, login, secret } = await app.keys.showKey(actor, obj_id);
  return { obj_id, title, login: /^\d{1,15}$/.test(login) ? Number(login) : login, key: secret };
});

/** People and keys; groups there are none. */
export const list = op(
  z.object({ filter: optionalText, name: optionalText }),
  async ({ app, actor }, { filter, name }) => {
    const kind = filter === 'api_key' ? 'api' : filter === 'user' ? 'person' : undefined;
    const users = filter === 'group' || filter === 'shared' ? [] : await app.keys.list(actor, kind);
    const part = (name ?? '').toLowerCase();
    const found = users.filter(({ title, login }) => `${title}\n${login}`.toLowerCase().includes(part));
    const rows = found.map((user) => ({
      obj: 'user',
      obj_id: user.obj_id,
      title: user.title,
      owner_id: user.owner_id,
      status: 'actived',
      logins: loginsOf(user),
      groups: [],
      is_login_locked: false,
      is_superadmin: user.admin,
    }));
    return { list: rows };
  },
);

function loginsOf({ type, login }: User): JsonObject[] {
  return [type === 'api' ? loginRow(login, '') : { type: 'corezoid', obj_id: 0, login, key: '' }];
}
