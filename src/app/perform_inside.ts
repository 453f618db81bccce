/**
 * Performs the effects that stay inside Takt: create, modify, reply. One transaction deletes the effect's outbox row and
 * writes its consequence and the answer to the caller, both tasks; if the row is gone, nothing happens. That is why each
 * of them happens exactly once, whoever performs it and however often. Ids derived from the row are a second line.
 */
import { derivedId } from '../base/ids.ts';
import { mergeData, sizeText } from '../base/json.ts';
import type { CreateEffect, EffectAnswer, ModifyEffect, OutboxRow, ReplyEffect } from '../model/effect.ts';
import type { Signal } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import type { CatalogObject } from '../ports/catalog.ts';
import type { Commits, Made, Settled } from './commits.ts';
import type { CreateTask } from './create_task.ts';
import type { LiveProcess, Processes } from './processes.ts';
import type { Right, Rights } from './rights.ts';
import type { Runner } from './runner.ts';
import type { Ports } from './world.ts';

export interface PerformParts {
  processes: Processes;
  rights: Rights;
  runner: Runner;
  commits: Commits;
  create: CreateTask;
}

type Failed = EffectAnswer & { kind: 'failed' };

const OK: EffectAnswer = { kind: 'ok' };

export function software(tag: string, description: string): Failed {
  return { kind: 'failed', type: 'software', tag, description };
}

export class PerformInside {
  readonly processes: Processes;
  private readonly ports: Pick<Ports, 'tasks' | 'catalog'>;
  private readonly parts: PerformParts;

  constructor(ports: Pick<Ports, 'tasks' | 'catalog'>, parts: PerformParts) {
    this.ports = ports;
    this.parts = parts;
    this.processes = parts.processes;
  }

  async perform(row: OutboxRow): Promise<void> {
    const { effect } = row;
    if (effect.kind === 'create') await this.create(row, effect);
    else if (effect.kind === 'modify') await this.modify(row, effect);
    else if (effect.kind === 'reply') await this.reply(row, effect);
  }

  /** Writes the answer to the task that waits for this row, and closes the row. */
  async answer(row: OutboxRow, answer: EffectAnswer): Promise<void> {
    await this.parts.commits.settle<void>(
      async () => this.plan(row, await this.answered(row, answer)),
      () => undefined,
    );
  }

  private async create(row: OutboxRow, effect: CreateEffect): Promise<void> {
    await this.parts.commits.settle<void>(
      async () => {
        const made = await this.birth(row, effect);
        if ('kind' in made) return this.plan(row, await this.answered(row, made));
        return this.plan(row, effect.via === 'rpc' ? [made] : [made, ...(await this.answered(row, OK))]);
      },
      async (why) => {
        if (why === 'ref') await this.answer(row, software('not_unical_ref', 'not unical reference'));
      },
    );
  }

  private async birth(row: OutboxRow, effect: CreateEffect): Promise<Made | Failed> {
    const found = await this.target(row, effect);
    if ('kind' in found) return found;
    const caller =
      effect.via === 'rpc' && row.wait_id !== null
        ? { conv_id: row.conv_id, obj_id: row.obj_id, wait_id: row.wait_id }
        : null;
    const got = await this.parts.create.make(found, {
      obj_id: derivedId('create', row.id),
      ref: effect.ref,
      data: effect.data,
      user_id: found.object.owner_id,
      caller,
    });
    if ('made' in got) return got.made;
    const { code, message } = got.failure;
    if (code === 'bad_request') return software('wrong_validate_params', `Param: ref, Error: ${message}`);
    return software(code === 'task_size_overflow' ? 'copy_task_size_overflow_limit' : code, message);
  }

  private async modify(row: OutboxRow, effect: ModifyEffect): Promise<void> {
    await this.parts.commits.settle<void>(
      async () => {
        const made = await this.change(row, effect);
        if ('kind' in made) return this.plan(row, await this.answered(row, made));
        const self = made.step.task.obj_id === row.obj_id ? made.step.task : undefined;
        return this.plan(row, [made, ...(await this.answered(row, OK, self))]);
      },
      () => undefined,
    );
  }

  private async change(row: OutboxRow, effect: ModifyEffect): Promise<Made | Failed> {
    const found = await this.target(row, effect);
    if ('kind' in found) return found;
    if (found.object.status === 'deleted') return software('conveyor_is_not_active', 'conveyor is not active');
    const before = await this.ports.tasks.load({ conv_id: found.object.id, ref: effect.ref });
    if (before === null || before.wait === null) return software('not_found_task', 'not found task');
    if (effect.is_sync && before.wait.kind !== 'callback' && before.wait.kind !== 'state') {
      return software('no_api_callback_in_node_with_task', 'no api callback logic in node with task');
    }
    const signal: Signal = { kind: 'modify', data: effect.data, user_id: found.object.owner_id };
    const got = await this.parts.runner.run(found, before, signal);
    if ('refuse' in got) return software('copy_task_size_overflow_limit', sizeText(got.size));
    if ('drop' in got) return software('not_found_task', 'not found task');
    return { before, step: got.step };
  }

  private async reply(row: OutboxRow, effect: ReplyEffect): Promise<void> {
    const { to, data, exception } = effect;
    const waiting = { ...row, conv_id: to.conv_id, obj_id: to.obj_id, wait_id: to.wait_id };
    await this.parts.commits.settle<void>(
      async () => this.plan(row, await this.answered(waiting, { kind: 'reply', data: mergeData({}, data), exception })),
      () => undefined,
    );
  }

  private plan(row: OutboxRow, made: Made[]): Settled<void> {
    return { plan: { closes: row.id, made }, value: undefined };
  }

  /** The waiting task's step on the answer; nothing where it waits no longer. `fresh` is the task as this unit has it. */
  async answered(row: OutboxRow, answer: EffectAnswer, fresh?: Task): Promise<Made[]> {
    if (row.wait_id === null) return [];
    const { conv_id, obj_id, wait_id } = row;
    const before = fresh ?? (await this.ports.tasks.load({ conv_id, obj_id }));
    const live = await this.parts.processes.get(conv_id);
    if (before === null || live === null) return [];
    const got = await this.parts.runner.run(live, before, { kind: 'answer', wait_id, answer });
    return 'step' in got ? [{ before, step: got.step }] : [];
  }

  /** The process meant, where the owner of the asking one may do this to it: make tasks unless another right is named. */
  async target(
    row: OutboxRow,
    { conv, folder }: { conv: string; folder?: number },
    right: Right = 'create',
  ): Promise<LiveProcess | Failed> {
    const from = await this.ports.catalog.read('conv', row.conv_id);
    const live = from === null ? null : await this.named(conv, folder, from);
    if (from === null || live === null)
      return software('access_denied', `user: ${from?.owner_id ?? 0}, conv_id: ${conv}`);
    if (await this.parts.rights.ownerMay(from.owner_id, right, live.object)) return live;
    return software('access_denied', `user: ${from.owner_id}, conv_id: ${live.object.id}`);
  }

  /** An alias is looked up from the folder that the logic names, if there is such a folder here, else from the own one. */
  private async named(conv: string, folder: number | undefined, from: CatalogObject): Promise<LiveProcess | null> {
    const { catalog } = this.ports;
    if (folder !== undefined && (await catalog.read('folder', folder)) !== null) {
      const found = await this.parts.processes.resolve(conv, { ...from, parent_id: folder });
      if (found !== null) return found;
    }
    return this.parts.processes.resolve(conv, from);
  }
}
