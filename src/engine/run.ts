/**
 * One run of a task through the graph, from where it stands until it must wait, ends, or has spent its budget. The run
 * owns a working copy of the task; what it did comes out as tacts and effects. Nothing here knows time, chance or I/O.
 */
import { waitId } from '../base/ids.ts';
import { deepEqual, type Json, type JsonObject, mergeData, setOwn } from '../base/json.ts';
import { LIMITS } from '../base/limits.ts';
import { prng } from '../base/prng.ts';
import { SECOND } from '../base/time.ts';
import { thresholdOf } from '../model/alarm.ts';
import type { Answer, Effect, Need } from '../model/effect.ts';
import { runs, type TimeSemaphor } from '../model/process.ts';
import type { Step, StepEffect, SumDelta } from '../model/step.ts';
import type { Tact, Task, Wait, WaitKind } from '../model/task.ts';
import { timerMs } from '../model/timer.ts';
import type { ConveyorError, NodeContext, Outcome } from '../nodes/node_type.ts';
import { evaluate } from '../template/evaluate.ts';
import type { Compiled, CompiledNode } from './compile.ts';
import { endOfRun, type Moved, type Place } from './machine.ts';
import { withPending } from './pending.ts';
import { rootParams } from './root_params.ts';

export interface RunSettings {
  now: number;
  answers: ReadonlyMap<string, Answer>;
  tacts_per_run: number;
  /** Where a need ends the run in `continue` instead: the caller has used up the run's time. */
  stop_at_need: boolean;
  /** Asked between tacts: whether the run's time is used up. It decides only where the step is cut. */
  expired: () => boolean;
}

/** Why a run cannot go on yet; null once it has come to an end of its own. */
export type Stopped = { needs: Need[] } | null;

export class Run {
  readonly task: Task;
  readonly tacts: Tact[] = [];
  readonly effects: StepEffect[] = [];
  readonly sums: SumDelta[] = [];
  /** Of the count semaphor of the node the task has come into, where it is an expression. */
  threshold: number | null | undefined;
  final: Step['final'] = null;
  private readonly compiled: Compiled;
  private readonly settings: RunSettings;
  private place: Place;
  /** The data as they were at the last tact: what history is told from. */
  private told: JsonObject;
  private logicsRun = 0;
  /** Set on arrival in a node, until its timer is armed and its first logic may run. */
  private fresh = false;
  /** Whether the run has brought the task on. */
  private moved = false;
  /** A debugger lets the task into the node it is held in. */
  private letIn = false;
  /** A debugger's step: the task is held at the next node, whatever the breakpoints. */
  private stopNext = false;

  constructor(compiled: Compiled, task: Task, settings: RunSettings) {
    this.compiled = compiled;
    this.settings = settings;
    this.task = { ...task, rev: task.rev + 1, change_time: settings.now };
    this.told = task.data;
    this.place = { node: compiled.byId.get(task.node_id) ?? -1, logic: task.wait?.logic_index ?? 0 };
  }

  get node(): CompiledNode | undefined {
    return this.compiled.nodes[this.place.node];
  }

  indexOf(node_id: string): number | undefined {
    return this.compiled.byId.get(node_id);
  }

  /** The task is born: it enters the start node, or another; a debugger may have it begin elsewhere. */
  begin(at?: number): void {
    const { status, start_point = '' } = this.compiled.facts;
    const begins = status === 'debug' ? this.indexOf(start_point) : undefined;
    this.place = { node: at ?? begins ?? this.compiled.start, logic: 0 };
    const id = (this.node as CompiledNode).node.id;
    this.task.node_id = id;
    this.tacts.push({ at: this.settings.now, from: null, to: id, before: {}, added: [] });
    this.fresh = true;
  }

  /** Goes on where the run before put the rest off. */
  resume(wait: Wait): void {
    this.leaveWait(false);
    this.fresh = wait.memo === true;
  }

  /** Leaves the open wait: its id is used up (I3), and what follows is an answer to the outside. */
  leaveWait(outside: boolean): void {
    this.stopNext = this.task.wait?.stop_next === true;
    this.task.hop++;
    this.task.wait = null;
    if (outside) this.task.tacts = 0;
  }

  setData(data: JsonObject): void {
    this.task.data = data;
  }

  /** Context of the logic the task stands at, or would stand at were it still there. */
  context(): NodeContext {
    const { task, settings, compiled } = this;
    const node = (this.node as CompiledNode).node;
    const titleOf = (id: string | null): string => compiled.nodes[compiled.byId.get(id ?? '') ?? -1]?.node.title ?? '';
    const answers = withPending(settings.answers, { conv_id: task.conv_id, tacts: this.tacts, sums: this.sums });
    return {
      conv: compiled.facts,
      node,
      task,
      now: settings.now,
      answers,
      task_bytes: LIMITS.task_bytes,
      scope: {
        data: task.data,
        root: rootParams(task, titleOf),
        now: settings.now,
        random: prng(`${task.obj_id}:${task.hop}:${this.logicsRun}`),
        answers: answers as NodeContext['scope']['answers'],
        funs: { steps: LIMITS.fun_steps },
      },
    };
  }

  /** Carries out what the logic at `place` decided, unless it is a wait or a need. True when the task goes on. */
  settle(outcome: Outcome): boolean {
    switch (outcome.do) {
      case 'next':
        if (outcome.data !== undefined) this.setData(outcome.data);
        for (const effect of outcome.effects ?? []) this.addEffect(effect, false);
        for (const { id, delta } of outcome.sums ?? [])
          this.sums.push({ node_id: this.task.node_id, sum_id: id, delta });
        this.move({ type: 'step', taken: -1, failed: false });
        return true;
      case 'fail':
        this.setData(mergeData(outcome.data ?? this.task.data, errorParams(outcome.error)));
        this.move({ type: 'step', taken: -1, failed: true });
        return true;
      case 'wait':
        if (outcome.effect !== undefined) this.addEffect(outcome.effect, true);
        this.wait(outcome.kind, outcome.memo ?? null);
        return false;
      default:
        return false;
    }
  }

  /** The node's time semaphor fired. */
  timeOut(): void {
    this.task.timer = null;
    const moved = this.compiled.machine.timeOut(this.place);
    if (moved === null) this.goOnAnyway();
    else this.arrive(moved);
  }

  /** A debugger lets the task do the node it is held in. */
  step(wait: Wait, stop: boolean): void {
    this.leaveWait(true);
    this.fresh = this.letIn = wait.kind === 'debug';
    this.stopNext = stop;
  }

  /** A debugger puts the task into a node, to be held there. */
  put(node: number, prev_node_id: string | null): void {
    this.leaveWait(true);
    this.arrive({ place: { node, logic: 0 }, arrived: true });
    this.task.prev_node_id = prev_node_id;
    this.stopNext = true;
  }

  /** Goes on at the node's first `go`: what waited here is no longer what stands here (I7). */
  goOnAnyway(): void {
    const links = this.compiled.links[this.place.node]?.links ?? [];
    const go = links.findIndex((link) => link.kind === 'go');
    if (go < 0) {
      this.stop('no_way_on');
      return;
    }
    let begin = go;
    while (begin > 0 && endOfRun(links, begin - 1) === go && links[begin - 1]?.kind === 'condition') begin--;
    this.place = { node: this.place.node, logic: begin };
    this.move({ type: 'step', taken: -1, failed: false });
  }

  /** Goes through the graph until something must be waited for. */
  advance(): Stopped {
    while (this.task.wait === null && this.final === null) {
      const stopped = this.one();
      if (stopped === null) continue;
      // Without a tact since the run began, putting it off would only ask the same again.
      if (!this.settings.stop_at_need || !this.moved) return stopped;
      this.wait('continue', this.fresh);
    }
    this.tellRest();
    return null;
  }

  stop(code: string): void {
    this.wait('stopped', null);
    if (this.task.wait !== null) this.task.wait.code = code;
  }

  private one(): Stopped {
    const here = this.node as CompiledNode;
    if (here.node.obj_type === 2) {
      this.task.timer = null;
      this.final = here.logged ? { saved: here.saved, log: true } : { saved: here.saved };
      return null;
    }
    if (this.fresh) {
      const stopped = this.settleIn(here);
      if (stopped !== null || this.task.wait !== null) return stopped;
    }
    if (this.task.tacts > LIMITS.tacts_without_event) return this.stopAs('loop');
    if (this.tacts.length >= this.settings.tacts_per_run) return this.pauseAs('continue');
    if (this.moved && this.settings.expired()) return this.pauseAs('continue');
    const logic = here.logics[this.place.logic];
    if (logic === undefined) return this.rest(here);
    this.logicsRun++;
    if (logic.link.kind !== 'action') return this.decide(here);
    const outcome = logic.type.enter(this.context(), logic.logic);
    if (outcome.do === 'need') return { needs: outcome.needs };
    this.settle(outcome);
    return null;
  }

  /** After the last logic: a callback waits again, whatever came has not led on; a Delay waits for its timer. */
  private rest(here: CompiledNode): Stopped {
    const callback = here.logics.findIndex(({ type }) => type.type === 'api_callback');
    if (callback >= 0) {
      this.place = { node: this.place.node, logic: callback };
      return null;
    }
    return this.task.timer === null ? this.stopAs('no_way_on') : this.pauseAs('delay');
  }

  /** On arrival: a process that is paused, blocked, in the trash, not deployed or debugged holds the task at the boundary, else the timer begins. */
  private settleIn(here: CompiledNode): Stopped {
    const { deployed, status } = this.compiled.facts;
    if (!deployed) return this.pauseAs('not_deployed');
    if (!runs(status)) return this.pauseAs('paused');
    if (status === 'debug' && this.isHeld(here)) return this.pauseAs('debug');
    if (!this.letIn) this.stopNext = false;
    const stopped = (here.node.timer === null ? null : this.arm(here.node.timer)) ?? this.watch(here);
    if (stopped === null && this.task.wait === null) this.fresh = this.letIn = false;
    return stopped;
  }

  /** In debug mode: at every node, or at the breakpoints where there are any. */
  private isHeld(here: CompiledNode): boolean {
    if (this.letIn) return false;
    const { breakpoints } = this.compiled.facts;
    return this.stopNext || breakpoints === undefined || breakpoints.has(here.node.id);
  }

  /** The memo of such a wait says whether the node was still to be settled in. */
  private pauseAs(kind: WaitKind): null {
    this.wait(kind, this.fresh);
    return null;
  }

  private stopAs(code: string): null {
    this.stop(code);
    return null;
  }

  /** A run of conditions: the first that holds wins, else the `go` after them. */
  private decide(here: CompiledNode): Stopped {
    const links = here.logics.map(({ link }) => link);
    const end = endOfRun(links, this.place.logic);
    const context = links[this.place.logic]?.kind === 'condition' ? this.context() : null;
    let taken = -1;
    const needs: Need[] = [];
    for (let i = this.place.logic; i <= end && taken < 0; i++) {
      const logic = here.logics[i];
      if (context === null || logic === undefined || logic.link.kind !== 'condition') continue;
      const outcome = logic.type.enter(context, logic.logic);
      if (outcome.do === 'need') needs.push(...outcome.needs);
      if (outcome.do === 'decide' && outcome.taken) taken = i;
    }
    if (needs.length > 0) return { needs };
    this.move({ type: 'step', taken, failed: false });
    return null;
  }

  /** Works out when the node's time semaphor fires: a literal is a duration, anything else an instant in unix seconds. */
  private arm(timer: TimeSemaphor): Stopped {
    const literal = timerMs(timer);
    if (literal !== null) {
      this.task.timer = this.settings.now + literal;
    } else {
      const found = evaluate(String(timer.value), this.context().scope);
      if ('need' in found) return { needs: found.need };
      const seconds = found.ok ? Number(found.value === '' ? Number.NaN : (found.value ?? Number.NaN)) : Number.NaN;
      this.task.timer = Math.round(seconds * SECOND);
    }
    if (Number.isSafeInteger(this.task.timer)) return null;
    this.task.timer = null;
    return this.stopAs('bad_timer');
  }

  /** Works out the threshold of the node's count semaphor for this task; what is no number gives none. */
  private watch({ alarm }: CompiledNode): Stopped {
    if (alarm === null || alarm.text === null) return null;
    const found = evaluate(alarm.text, this.context().scope);
    if ('need' in found) return { needs: found.need };
    this.threshold = found.ok ? thresholdOf(found.value) : null;
    return null;
  }

  private move(event: { type: 'step'; taken: number; failed: boolean }): void {
    this.moved = true;
    this.arrive(this.compiled.machine.step(this.place, event));
  }

  private arrive(moved: Moved): void {
    this.place = moved.place;
    if (!moved.arrived) return;
    const from = this.task.node_id;
    const to = (this.node as CompiledNode).node.id;
    this.tacts.push({ at: this.settings.now, from, to, ...this.told_since() });
    this.task.prev_node_id = from;
    this.task.node_id = to;
    this.task.tacts++;
    this.task.timer = null;
    this.threshold = undefined;
    this.fresh = true;
    this.letIn = false;
  }

  /** What happened while the task stayed where it is: its data changed, or it asked for something more. */
  private tellRest(): void {
    const change = this.told_since();
    const isTold = change.added.length > 0 || Object.keys(change.before).length > 0;
    // Where an answer led to the next call within the node, history has no other place to tell of it.
    if (!isTold && (this.tacts.length > 0 || this.effects.length === 0)) return;
    const id = this.task.node_id;
    this.tacts.push({ at: this.settings.now, from: id, to: id, stay: true, ...change });
  }

  private told_since(): { before: JsonObject; added: string[] } {
    const change = changes(this.told, this.task.data);
    this.told = this.task.data;
    return change;
  }

  private wait(kind: WaitKind, memo: Json): void {
    const logic = this.node?.logics[this.place.logic];
    this.task.wait = { kind, logic_type: logic?.type.type ?? '', logic_index: this.place.logic, memo };
    if (this.stopNext && kind !== 'debug') this.task.wait.stop_next = true;
  }

  private addEffect(effect: Effect, waits: boolean): void {
    const id = waits
      ? `${waitId(this.task.obj_id, this.task.hop)}-e`
      : `${this.task.obj_id}-${this.task.rev}-r${this.effects.length}`;
    this.effects.push({ id, waits, effect, after: this.tacts.length - 1 });
    // Only the first reply counts, in whatever order the effects are performed: afterwards nobody waits for one.
    if (effect.kind === 'reply' && this.task.caller !== null) this.task.caller = { ...this.task.caller, replied: true };
  }
}

/** What an error leaves in the task; texts are cut, so that an error never makes a task too large to be modified. */
function errorParams(error: ConveyorError): JsonObject {
  const params = mergeData(
    {
      [`__conveyor_${error.prefix}_return_type_error__`]: error.type,
      [`__conveyor_${error.prefix}_return_type_tag__`]: error.tag,
      [`__conveyor_${error.prefix}_return_description__`]: error.description,
    },
    error.also ?? {},
  );
  for (const [key, value] of Object.entries(params)) {
    if (typeof value === 'string') setOwn(params, key, value.slice(0, LIMITS.error_text_chars));
  }
  return params;
}

/** What must be put back to come from the data after to the data before. */
function changes(before: JsonObject, after: JsonObject): { before: JsonObject; added: string[] } {
  const change: { before: JsonObject; added: string[] } = { before: {}, added: [] };
  if (before === after) return change;
  for (const key of Object.keys(before)) {
    const old = before[key] as Json;
    if (Object.hasOwn(after, key) && deepEqual(old, after[key] as Json)) continue;
    setOwn(change.before, key, old);
  }
  for (const key of Object.keys(after)) if (!Object.hasOwn(before, key)) change.added.push(key);
  return change;
}
