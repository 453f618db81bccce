/** Answers what a step asks before it is committed: reads of other tasks, variables and counters, and runs of Code. */
import type { Json } from '../base/json.ts';
import type { Answer, CodeNeed, Need } from '../model/effect.ts';
import { type Read, type ReadAnswer, readKey } from '../model/read.ts';
import type { Task } from '../model/task.ts';
import { callbackUrl } from './callback_url.ts';
import type { LiveProcess, Processes } from './processes.ts';
import type { Rights } from './rights.ts';
import type { AppSettings, Ports } from './world.ts';

export class Answers {
  private readonly ports: Ports;
  private readonly processes: Processes;
  private readonly rights: Rights;
  private readonly settings: AppSettings;

  constructor(ports: Ports, processes: Processes, rights: Rights, settings: AppSettings) {
    this.ports = ports;
    this.processes = processes;
    this.rights = rights;
    this.settings = settings;
  }

  /** Adds the answers to `known`, by need key. */
  async fetch(needs: Need[], from: LiveProcess, task: Task, known: Map<string, Answer>): Promise<void> {
    const unknown = needs.filter((need) => !known.has(keyOf(need)));
    const got = await Promise.all(
      unknown.map((need) => (need.kind === 'code' ? this.code(need, task) : this.read(need, from))),
    );
    for (const [index, need] of unknown.entries()) known.set(keyOf(need), got[index] as Answer);
  }

  private async code(need: CodeNeed, task: Task): Promise<Answer> {
    const seed = `${task.obj_id}:${task.hop}:${need.key}`;
    const { src, data, root } = need;
    return { code: await this.ports.sandbox.run({ src, data, root, now: this.ports.clock.now(), seed }) };
  }

  private async read(read: Read, from: LiveProcess): Promise<ReadAnswer> {
    switch (read.kind) {
      case 'task':
        return this.task(read, from);
      case 'env_var':
        return this.variable(read.name, from);
      case 'count':
        return this.count(read.conv, read.node, from);
      case 'sum':
        return { value: undefined };
      case 'callback_url':
        return { value: callbackUrl(this.settings.public_url, from.object, read.node) };
    }
  }

  /** Tasks of processes as well as of state diagrams can be read while they are not in a final node. */
  private async task(read: { conv: string; ref: string }, from: LiveProcess): Promise<ReadAnswer> {
    const conv_id = await this.processes.resolveId(read.conv, from.object.parent_id);
    const conv = conv_id === null ? null : await this.ports.catalog.read('conv', conv_id);
    if (conv === null || conv_id === null) {
      return { failure: { tag: 'access_refused', description: `Conv_id: ${read.conv} is not state type` } };
    }
    if (!(await this.rights.ownerMay(from.object.owner_id, 'view', conv))) {
      const description = `User: ${from.object.owner_id}, Conv_id: ${conv_id}`;
      return { failure: { tag: 'access_denied', description } };
    }
    const task = await this.ports.tasks.load({ conv_id, ref: read.ref });
    return { value: task === null || task.wait === null ? undefined : task.data };
  }

  private async variable(name: string, from: LiveProcess): Promise<ReadAnswer> {
    const object = name.startsWith('@')
      ? await this.processes.names.find('env_var', name.slice(1), from.object.parent_id)
      : await this.ports.catalog.read('env_var', Number(name) || 0);
    if (object === null) return { value: undefined };
    const secret = object.body.env_var_type === 'secret';
    return { value: variableValue(object.body.value ?? '', object.body.data_type === 'json'), secret };
  }

  private async count(conv: string | null, node: string, from: LiveProcess): Promise<ReadAnswer> {
    const conv_id = conv === null ? from.object.id : await this.processes.resolveId(conv, from.object.parent_id);
    if (conv_id === null) return { value: undefined };
    const counts = await this.ports.archive.counts(conv_id);
    return { value: counts.find(({ node_id }) => node_id === node)?.count ?? 0 };
  }
}

function keyOf(need: Need): string {
  return need.kind === 'code' ? need.key : readKey(need);
}

function variableValue(value: Json, json: boolean): Json {
  if (!json || typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
