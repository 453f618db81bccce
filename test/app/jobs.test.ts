/** Work that goes on after its caller was answered. */
import { Jobs, type JobWork } from '../../src/app/jobs.ts';
import { errorText } from '../../src/base/errors.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { ADMIN, countedHex, OTHER, PERSON } from '../fixtures/world.ts';

const ABOUT = { action: 'upload', obj_type: 'obj_scheme', obj_id: 7 } as const;

function open() {
  const jobs = new Jobs({ randomHex: countedHex() });
  const begin = (work: JobWork, actor = PERSON) =>
    jobs.begin(actor, ABOUT, work, (error) => ({ code: 'store_failed', message: errorText(error) }));
  return { jobs, begin };
}

test('only so many go on at a time, fewer of one person; who comes then is told so', async () => {
  const { jobs, begin } = open();
  const ends: (() => void)[] = [];
  const waits: JobWork = () => new Promise((resolve) => ends.push(() => resolve({})));
  for (let n = 0; n < LIMITS.jobs_running_per_user; n++) begin(waits);
  expect(() => begin(waits)).toThrow(/under way/);
  for (let n = LIMITS.jobs_running_per_user; n < LIMITS.jobs_running; n++) begin(waits, OTHER);
  expect(() => begin(waits, ADMIN)).toThrow(/under way/);
  for (const end of ends) end();
  await jobs.close();
  expect(() => begin(async () => ({}))).not.toThrow();
});

test('one that fails says why, and one that ended is forgotten only when there are very many', async () => {
  const { jobs, begin } = open();
  const failed = begin(async () => Promise.reject(new Error('no disk')));
  await jobs.close();
  expect(jobs.find(PERSON, failed.hash)).toMatchObject({ status: 'error', result: { description: 'no disk' } });
  for (let n = 0; n < LIMITS.jobs_kept; n++) {
    begin(async () => ({}));
    await jobs.close();
  }
  expect(() => jobs.find(PERSON, failed.hash)).toThrow(/no such upload/);
  expect(jobs.list(PERSON)).toHaveLength(LIMITS.jobs_kept);
});

test('nobody but an administrator sees or stops those of others', async () => {
  const { jobs, begin } = open();
  const { hash } = begin(async () => ({}));
  expect(() => jobs.find(OTHER, hash)).toThrow(/no such upload/);
  expect(() => jobs.stop(OTHER, hash)).toThrow(/no such upload/);
  expect([jobs.list(OTHER), jobs.list(ADMIN)]).toMatchObject([[], [{ hash }]]);
  await jobs.close();
});

test('a server that ends asks all of them to end, and waits for it', async () => {
  const { jobs, begin } = open();
  let wasAsked = false;
  const { hash } = begin(async ({ isStopped, tell }) => {
    while (!isStopped()) await Promise.resolve();
    wasAsked = true;
    tell({ ok: 3 });
    return {};
  });
  await jobs.close();
  expect(wasAsked).toBe(true);
  expect(jobs.find(PERSON, hash)).toMatchObject({ status: 'stopped', ok: 3 });
});
