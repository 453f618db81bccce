/** How the server is: for load balancers (/health) and for Prometheus (/metrics). */
import { SECOND } from '../base/time.ts';
import { type HttpAnswer, type HttpCall, jsonAnswer, textAnswer } from './http.ts';
import type { Site } from './site.ts';

/** 200 while tasks can be taken: the store answers. */
export async function health(site: Site, _call: HttpCall): Promise<HttpAnswer> {
  const { archive, queue, clock } = site.app.ports;
  const { version } = site.app.settings;
  try {
    const totals = await archive.totals(clock.now());
    const sizes = await queue.sizes();
    return jsonAnswer({ status: 'ok', version, ...totals, queue: sizes });
  } catch (error) {
    site.app.ports.log.error('not healthy', { error: String(error) });
    return jsonAnswer({ status: 'failing', version, description: 'the store or the queue does not answer' }, 503);
  }
}

/** Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export async function metrics(site: Site, _call: HttpCall): Promise<HttpAnswer> {
  const { archive, queue, clock } = site.app.ports;
  const now = clock.now();
  const [totals, sizes] = await Promise.all([archive.totals(now), queue.sizes()]);
  const oldest = totals.oldest_due === null ? 0 : Math.max(0, now - totals.oldest_due) / SECOND;
  const lines = [
    ...metric('takt_tasks', 'gauge', 'Tasks that are not in a final node.', totals.tasks),
    ...metric('takt_outbox', 'gauge', 'Effects that are to be performed.', totals.outbox),
    ...metric('takt_overdue', 'gauge', 'Timers and effects that are past their time.', totals.overdue),
    ...metric('takt_oldest_overdue_seconds', 'gauge', 'How late the latest of them is.', oldest),
    ...labelled(
      { name: 'takt_queue_jobs', type: 'gauge', help: 'Jobs in the queue.', label: 'state' },
      Object.entries(sizes),
    ),
    ...labelled(
      { name: 'takt_http_answers_total', type: 'counter', help: 'Answers since the start.', label: 'status' },
      [...site.answers],
    ),
    ...metric('takt_memory_bytes', 'gauge', 'Resident memory of the process.', process.memoryUsage.rss()),
    ...Object.entries(site.app.counters?.() ?? {}).map(([name, value]) => `${name} ${value}`),
  ];
  return { ...textAnswer(`${lines.join('\n')}\n`), type: 'text/plain; version=0.0.4; charset=utf-8' };
}

function metric(name: string, type: string, help: string, value: number): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, `${name} ${value}`];
}

function labelled(
  { name, type, help, label }: { name: string; type: string; help: string; label: string },
  rows: [string | number, number][],
): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...rows.map(([key, value]) => `${name}{${label}="${key}"} ${value}`),
  ];
}
