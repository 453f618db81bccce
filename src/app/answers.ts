/** Answers what a step asks before it is committed: reads of other tasks, variables and counters, and runs of Code. */

import { sumNamed } from '../engine/sum_named.ts';
import type { Answer, CodeNeed, Need } from '../model/effect.ts';
import { type Read, type ReadAnswer, readKey } from '../model/read.ts';
import type { Task } from '../model/task.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { Tasks } from '../ports/tasks.ts';
import { callbackUrl } from './callback_url.ts';
import { formUrlOf } from './forms.ts';
import { maskedData, textsIn } from './masked_data.ts';
import type { LiveProcess, Processes } from './processes.ts';
import type { Rights } from './rights.ts';
import { isSecretVariable, variableValue } from './variable_values.ts';
import type { AppSettings, Ports } from './world.ts';

/** Who asks. `tasks` are the tasks as he sees them: in a batch with what its earlier operations made. */
export interface Asking {
  from: LiveProcess;
  task: Task;
  tasks?: Pick<Tasks, 'load'> | undefined;
}

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
  async fetch(needs: Need[], asking: Asking, known: Map<string, Answer>): Promise<void> {
    const unknown = needs.filter((need) => !known.has(keyOf(need)));
    const got = await Promise.all(
      unknown.map((need) => (need.kind === 'code' ? this.code(need, asking.task) : this.read(need, asking))),
    );
    for (const [index, need] of unknown.entries()) known.set(keyOf(need), got[index] as Answer);
  }

  private async code(need: CodeNeed, task: Task): Promise<Answer> {
    const seed = `${task.obj_id}:${task.hop}:${need.key}`;
    const { src, data, root } = need;
    return { code: await this.ports.sandbox.run({ src, data, root, now: this.ports.clock.now(), seed }) };
  }

  private async read(read: Read, asking: Asking): Promise<ReadAnswer> {
    const { from } = asking;
    switch (read.kind) {
      case 'task':
        return this.task(read, asking);
      case 'env_var':
        return this.variable(read.name, from);
      case 'count':
        return this.count(read, from);
      case 'sum':
        return this.sum(read, from);
      case 'callback_url':
        return this.callbackUrl(read, asking);
    }
  }

  /**
   * Tasks of processes as well as of state diagrams can be read while they are not in a final node. Whoever may view
   * the other process but not modify it reads what a person with these rights would see.
   */
  private async task(read: { conv: string; ref: string }, { from, tasks }: Asking): Promise<ReadAnswer> {
    const conv = await this.other(read.conv, from);
    if (conv === null) {
      return { failure: { tag: 'access_refused', description: `Conv_id: ${read.conv} is not state type` } };
    }
    const { owner_id } = from.object;
    if (!(await this.rights.ownerMay(owner_id, 'view', conv))) return denied(from, `Conv_id: ${conv.id}`);
    const task = await (tasks ?? this.ports.tasks).load({ conv_id: conv.id, ref: read.ref });
    if (task === null || task.wait === null) return { value: undefined };
    if (await this.rights.ownerMay(owner_id, 'modify', conv)) return { value: task.data };
    return { value: maskedData(task.data, await this.processes.get(conv.id)) };
  }

  private async variable(name: string, from: LiveProcess): Promise<ReadAnswer> {
    const variable = await this.processes.variable(name, from.object.parent_id);
    if (variable === null) return { value: undefined };
    if (!(await this.rights.ownerMayRead(from.object.owner_id, variable))) return denied(from, `env_var: ${name}`);
    const value = variableValue(variable);
    const secret = isSecretVariable(variable);
    if (secret) textsIn(value, from.secrets);
    return { value, secret };
  }

  private async count(read: { conv: string | null; node: string }, from: LiveProcess): Promise<ReadAnswer> {
    const conv = read.conv === null ? from.object : await this.other(read.conv, from);
    if (conv === null) return { value: undefined };
    if (!(await this.rights.ownerMay(from.object.owner_id, 'view', conv))) return denied(from, `Conv_id: ${conv.id}`);
    const counts = await this.ports.archive.counts(conv.id);
    const value = counts.find(({ node_id }) => node_id === read.node)?.count ?? 0;
    return { value, of: { conv_id: conv.id, node_id: read.node, sum_id: null } };
  }

  /** By the id of the row, or its name; a row that nothing was added to yet is zero, and what is no row is missing. */
  private async sum(read: { conv: string | null; node: string; id: string }, from: LiveProcess): Promise<ReadAnswer> {
    const conv = read.conv === null ? from.object : await this.other(read.conv, from);
    if (conv === null) return { value: undefined };
    if (!(await this.rights.ownerMay(from.object.owner_id, 'view', conv))) return denied(from, `Conv_id: ${conv.id}`);
    const live = conv.id === from.object.id ? from : await this.processes.get(conv.id);
    const named = live === null ? null : sumNamed(live.compiled, read.node, read.id);
    const sums = await this.ports.archive.sums(conv.id, read.node);
    const sum_id = named ?? read.id;
    const value = sums.find((sum) => sum.sum_id === sum_id)?.total ?? (named === null ? undefined : 0);
    return { value, of: { conv_id: conv.id, node_id: read.node, sum_id } };
  }

  /** Whoever knows such an address changes tasks with it: of another process it takes the right to do so. */
  private async callbackUrl(
    read: { conv: string | null; node: string; style: string },
    { from, task }: Asking,
  ): Promise<ReadAnswer> {
    if (read.style === 'form') return { value: formUrlOf(this.settings.public_url, read, { from: from.object, task }) };
    const conv = read.conv === null ? from.object : await this.other(read.conv, from);
    if (conv === null) return { value: undefined };
    if (!(await this.rights.ownerMay(from.object.owner_id, 'create', conv))) return denied(from, `Conv_id: ${conv.id}`);
    return { value: callbackUrl(this.settings.public_url, conv, read.node, read.style) };
  }

  /** What lies in the trash is not there. */
  private async other(conv: string, from: LiveProcess): Promise<CatalogObject | null> {
    const conv_id = await this.processes.resolveId(conv, from.object.parent_id);
    const found = conv_id === null ? null : await this.ports.catalog.read('conv', conv_id);
    return found?.status === 'deleted' ? null : found;
  }
}

function denied(from: LiveProcess, what: string): ReadAnswer {
  return { failure: { tag: 'access_denied', description: `User: ${from.object.owner_id}, ${what}` } };
}

function keyOf(need: Need): string {
  return need.kind === 'code' ? need.key : readKey(need);
}
