/** Uploads and copies that are under way: how far they are, how they ended, and their end before time. */
import { scheduler } from 'node:timers/promises';
import { z } from 'zod';
import { type Job, type JobAbout, type JobReins, type JobWork, StoppedJob } from '../../app/jobs.ts';
import type { JsonObject } from '../../base/json.ts';
import type { OpContext } from '../app.ts';
import { failureOf } from '../failure.ts';
import { optionalText } from './fields.ts';
import { op } from './op.ts';

/** Begins work that goes on after the caller was answered. */
export function begun({ app, actor }: OpContext, about: JobAbout, work: JobWork): Job {
  return app.jobs.begin(actor, about, work, (error) =>
    failureOf(error, app.ports, `${about.action} ${about.obj_type}`),
  );
}

/** An import tells how many processes it has looked at, lets others in between two of them, and ends there if it is stopped. */
export function following(reins?: JobReins): (done: number, all: number) => Promise<void> {
  return async (done, all) => {
    reins?.tell({ ok: done, all, progress: Math.floor((done / Math.max(1, all)) * 99) });
    await scheduler.yield();
    if (reins?.isStopped() === true) throw new StoppedJob();
  };
}

/** What `upload/info` and the websocket tell of a job. */
export function jobView(job: Job): JsonObject {
  const { hash, status, ok, err, all, progress, obj_type, result } = job;
  const counts: JsonObject = obj_type === 'csv_upload' ? { ok_count: ok, err_count: err, all_count: all } : {};
  const scheme: JsonObject = obj_type === 'obj_scheme' ? { scheme: [] } : {};
  // Processes that were made and could not be deployed are what its callers call an error.
  const isFaulty = status === 'success' && obj_type === 'obj_scheme' && result.errors !== undefined;
  return { hash, status: isFaulty ? 'error' : status, progress, ...counts, ...scheme, ...result };
}

const asked = z.object({ id: optionalText, hash: optionalText, action: optionalText });

/** Of one of the actor's jobs, or of all that he has here. A download is answered when it is done. */
export const statistics = op(asked, async ({ app, actor }, { id, hash: named, action }) => {
  const name = id || named;
  if (action === 'download' && name !== undefined) {
    return { data: [{ id: name, company_id: null, obj: 'obj_scheme', ok: 1, err: 0, all: 1, progress: 100 }] };
  }
  const jobs = name === undefined ? app.jobs.list(actor) : [app.jobs.find(actor, name)];
  const data = jobs.map(({ hash, obj_id, obj_type, ok, err, all, progress }) => {
    const what = obj_type === 'csv_upload' ? 'conv' : 'folder';
    return { id: hash, obj_id, company_id: null, obj: obj_type, obj_type: what, ok, err, all, progress };
  });
  return { data };
});

export const stop = op(z.object({ hash: z.string() }), async ({ app, actor }, { hash }) => {
  app.jobs.stop(actor, hash);
  return {};
});
