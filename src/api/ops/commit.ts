/** Versions of a process: drafts listed and dropped, one of them made live. */
import { z } from 'zod';
import { TaktError } from '../../base/errors.ts';
import { unixSeconds } from '../../base/time.ts';
import { id, optionalId } from './fields.ts';
import { shownNodes } from './node_secrets.ts';
import { op } from './op.ts';

const of = { conv_id: optionalId, obj_id: optionalId };

/** The process is named as conv_id or as obj_id. */
function convOf({ conv_id, obj_id }: { conv_id?: number | undefined; obj_id?: number | undefined }): number {
  const found = conv_id ?? obj_id;
  if (found === undefined)
    throw new TaktError('bad_request', "Key 'conv_id' is required", { key: 'conv_id', value: null });
  return found;
}

export const confirm = op(z.object({ ...of, version: id }), async ({ app, actor }, op) => {
  const obj_id = convOf(op);
  const { warnings } = await app.deploys.confirm(actor, obj_id, op.version);
  const texts = warnings.map(({ node_id, node_title, rule, message }) => ({ node_id, node_title, rule, message }));
  return { obj_id, obj_type: 'conv', version: op.version, warnings: texts };
});

/** Without a version, or with 0: all drafts. */
export const remove = op(z.object({ ...of, version: optionalId }), async ({ app, actor }, op) => {
  const obj_id = convOf(op);
  await app.drafts.drop(actor, obj_id, op.version || null);
  return { obj_id, obj_type: 'conv', version: op.version ?? 0 };
});

export const show = op(z.object({ ...of, version: id }), async (ctx, op) => {
  const { app, actor } = ctx;
  const conv_id = convOf(op);
  const nodes = await shownNodes(ctx, conv_id, await app.drafts.show(actor, conv_id, op.version));
  const versions = await app.deploys.versions(actor, conv_id);
  const found = versions.find(({ version }) => version === op.version);
  const made = { user_id: found?.user_id ?? 0, create_time: unixSeconds(found?.create_time ?? 0) };
  return {
    obj_id: conv_id,
    version: op.version,
    list: nodes.map((node) => ({ ...node, conv_id, status: 1, ...made })),
    ...(await app.editor.params(actor, conv_id, op.version)),
  };
});

export const list = op(z.object(of), async ({ app, actor }, op) => {
  const conv_id = convOf(op);
  const drafts = await app.drafts.list(actor, conv_id);
  const rows = drafts.map(({ version, create_time, user_id }) => ({
    conv_id,
    version,
    create_time: unixSeconds(create_time),
    user_id,
  }));
  return { list: rows };
});

/** Takt's own: all versions of a process with their state (draft, live, old), newest first. */
export const versions = op(z.object(of), async ({ app, actor }, op) => {
  const conv_id = convOf(op);
  const rows = await app.deploys.versions(actor, conv_id);
  const names = new Map<number, string>();
  for (const user_id of new Set(rows.map((row) => row.user_id))) {
    names.set(user_id, (await app.ports.catalog.read('user', user_id))?.title ?? '');
  }
  return {
    /** Raised by every edit of the process: whoever edits sees by it whether somebody else did. */
    rev: (await app.ports.catalog.read('conv', conv_id))?.rev ?? 0,
    list: rows.map(({ version, state, create_time, user_id }) => ({
      conv_id,
      version,
      state,
      create_time: unixSeconds(create_time),
      user_id,
      user_name: names.get(user_id) ?? '',
    })),
  };
});

/** Takt's own: an old version's nodes become a new live version. */
export const rollBack = op(z.object({ ...of, version: id }), async ({ app, actor }, op) => {
  const obj_id = convOf(op);
  const version = await app.deploys.rollBack(actor, obj_id, op.version);
  return { obj_id, obj_type: 'conv', version };
});
