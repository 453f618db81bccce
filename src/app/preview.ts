/**
 * The value that an expression would have for a task as it is now: for a person who writes one. Nothing changes by it:
 * reads are answered as the engine's are, with the rights of the process's owner, and nothing is written.
 *
 * Whoever may modify the process sees the value, but for what comes of secret variables. Whoever may only look gets an
 * expression worked out on data that are masked before, and no reads of the world outside the task: their answers are
 * the owner's to see.
 */
import { TaktError } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { LIMITS, MASK } from '../base/limits.ts';
import { prng } from '../base/prng.ts';
import { rootParams } from '../engine/root_params.ts';
import type { Answer } from '../model/effect.ts';
import type { Task } from '../model/task.ts';
import { evaluate } from '../template/evaluate.ts';
import type { Scope } from '../template/reads.ts';
import type { Answers } from './answers.ts';
import { shownRefOf, shownToPeople } from './masked_data.ts';
import type { LiveProcess, Processes } from './processes.ts';
import type { Actor, Rights } from './rights.ts';
import type { Ports } from './world.ts';

/** Seeing a value is no reason to wait long for one. */
const TEXT_AT_MOST = 100_000;
const SECRET_ERROR = 'the expression fails on its value, which holds a secret and is not shown';

export type Previewed =
  | { value: Json | undefined; secret: boolean }
  /** `position` counts characters from the beginning of the text. */
  | { error: string; position: number };

interface Parts {
  processes: Processes;
  rights: Rights;
  answers: Answers;
}

export class Preview {
  private readonly ports: Pick<Ports, 'tasks' | 'clock'>;
  private readonly parts: Parts;

  constructor(ports: Pick<Ports, 'tasks' | 'clock'>, parts: Parts) {
    this.ports = ports;
    this.parts = parts;
  }

  async value(actor: Actor, at: { conv_id: number; obj_id: string }, text: string): Promise<Previewed> {
    const object = await this.parts.rights.demand(actor, 'view', 'conv', at.conv_id);
    if (text.length > TEXT_AT_MOST) throw new TaktError('too_large', `a text of ${TEXT_AT_MOST} characters at most`);
    const from = await this.parts.processes.get(at.conv_id);
    const task = await this.ports.tasks.load(at);
    if (from === null || task === null) throw new TaktError('not_found_task', 'not found task');
    const may = await this.parts.rights.may(actor, 'modify', object);
    const shown = may ? task : { ...task, data: shownToPeople(task.data, from), ref: shownRefOf(task.ref, from) };
    return this.evaluate(text, { from, task: shown, may });
  }

  private async evaluate(
    text: string,
    { from, task, may }: { from: LiveProcess; task: Task; may: boolean },
  ): Promise<Previewed> {
    const answers = new Map<string, Answer>();
    for (let round = 0; round <= LIMITS.read_rounds; round++) {
      const found = evaluate(text, this.scope(task, from, answers));
      if (!('need' in found)) {
        const secret = [...answers.values()].some((answer) => 'secret' in answer && answer.secret === true);
        // An error quotes what it could not use.
        if (!found.ok)
          return { error: secret ? SECRET_ERROR : found.error.message, position: found.error.position ?? 0 };
        return { value: secret ? MASK : found.value, secret };
      }
      if (!may)
        throw new TaktError(
          'access_denied',
          'What lies outside the task is shown to those who may modify the process.',
        );
      await this.parts.answers.fetch(found.need, { from, task }, answers);
    }
    return { error: 'reads are nested too deeply', position: 0 };
  }

  private scope(task: Task, { compiled }: LiveProcess, answers: Map<string, Answer>): Scope {
    const titleOf = (id: string | null): string => compiled.nodes[compiled.byId.get(id ?? '') ?? -1]?.node.title ?? '';
    return {
      data: task.data as JsonObject,
      root: rootParams(task, titleOf),
      now: this.ports.clock.now(),
      random: prng(`${task.obj_id}:${task.hop}:0`),
      answers: answers as ReadonlyMap<string, Answer> as Scope['answers'],
    };
  }
}
