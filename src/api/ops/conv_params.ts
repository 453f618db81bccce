/** The declared parameters of a process. */
import { z } from 'zod';
import { anyList, id, optionalFlag, optionalId } from './fields.ts';
import { op } from './op.ts';

export const list = op(z.object({ obj_id: id }), async ({ app, actor }, { obj_id }) => ({
  obj_id,
  ...(await app.editor.params(actor, obj_id)),
}));

export const modify = op(
  z.object({ obj_id: id, params: anyList.nullish(), ref_mask: optionalFlag, version: optionalId }),
  async ({ app, actor }, { obj_id, params, ref_mask, version = null }) => {
    const fields = { ...(params == null ? {} : { params }), ...(ref_mask === undefined ? {} : { ref_mask }) };
    await app.editor.modifyParams(actor, obj_id, fields, version);
    return { conv_id: obj_id };
  },
);
