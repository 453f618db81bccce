/**
 * Leads the debugged task on: what can be done with it as it stands now, and doing it. Run is the server's where there
 * are breakpoints; without any there is nothing to run to, so the page plays step after step until the task waits.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../base/json.ts';
import { ask, type Op, text } from '../../data/client.ts';
import { useLatest } from '../../data/use_latest.ts';
import type { GraphNode } from '../../graph/model.ts';
import { useToasts } from '../../ui/toast.tsx';
import type { ProcessInfo } from '../data.ts';
import { sentData, type Task } from '../task/task_data.ts';
import type { Draft } from './draft.ts';

export type Deed = 'step' | 'timer' | 'back' | 'run' | 'stop' | 'repeat';

export interface Debugger {
  can: Record<Deed, boolean>;
  do(deed: Deed): void;
  /** Into a node, to be held there. */
  put(node: string): void;
  canPut: boolean;
  /** A step is under way: what is written meanwhile could go with none. */
  busy: boolean;
  playing: boolean;
  /** What the task waits for, and a step lets go. */
  letsGo: boolean;
}

interface Parts {
  info: ProcessInfo;
  task: Task | undefined;
  /** The node in which it stands. */
  node: GraphNode | undefined;
  breakpoints: string[];
  draft: Draft;
  onRepeated(task: string): void;
}

/** Waits that a step ends as if what they wait for had come. */
const OPENED = ['callback', 'state', 'form'];
/** Waits in which a task goes on by itself: it is played on when it is held again. */
const PASSING = ['debug', 'effect', 'continue'];
/** How long a step is shown while they are played. */
const STEP_MS = 500;

export function useDebugger(parts: Parts): Debugger {
  const { info, task, draft, breakpoints } = parts;
  const { busy, failed, forgive, send } = useSend(parts);
  const [playing, setPlaying] = useState(false);
  const repeat = useRepeat(parts);
  const taskId = task?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another task is not played because this one was
  useEffect(() => () => setPlaying(false), [taskId]);
  const wait = task?.wait ?? null;
  const may = info.status === 'debug' && info.may.create && task !== undefined;
  const ready = may && wait !== null && !busy && draft.error === null;
  const held = wait?.kind === 'debug';
  const letsGo = wait !== null && OPENED.includes(wait.kind);
  const hasTimer = parts.node?.exits.some(({ role }) => role === 'timer') === true;
  const can = {
    step: ready && !playing && (held || letsGo),
    timer: ready && !playing && hasTimer && (held || wait.until !== null),
    back: ready && !playing && (task?.tacts.length ?? 0) > 1,
    run: ready && !playing && (held || letsGo),
    stop: playing || (ready && !held),
    repeat: may && !busy && !playing,
  };
  const step = useCallback(() => send({ type: 'step_next', branch: 'logic' }), [send]);
  usePlaying({ on: playing, hold: failed || breakpoints.length > 0, busy, task, step, end: () => setPlaying(false) });
  const deeds: Record<Deed, () => void> = {
    step,
    timer: () => send({ type: 'step_next', branch: 'timer' }),
    back: () => send({ type: 'step_prev' }),
    run: () => {
      forgive();
      if (breakpoints.length > 0) send({ type: 'step_run' });
      else setPlaying(true);
    },
    stop: () => (playing ? setPlaying(false) : send({ type: 'step_goto', node_id: task?.node })),
    repeat,
  };
  return {
    can,
    do: (deed) => can[deed] && deeds[deed](),
    put: (node) => send({ type: 'step_goto', node_id: node }),
    canPut: ready && !playing,
    ...{ busy, playing, letsGo },
  };
}

type Step = { type: string } & Record<string, string | undefined>;

/** Sends a step with what was changed in the data, and has the task read again. */
function useSend({ info: { id }, task, draft: { patch, reset } }: Parts) {
  const client = useQueryClient();
  const toasts = useToasts();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const taskId = task?.id;
  const latest = useLatest({ patch, reset });
  const send = useCallback(
    async (step: Step): Promise<void> => {
      if (taskId === undefined) return;
      setBusy(true);
      setFailed(false);
      const { patch, reset } = latest.current;
      let sent = false;
      try {
        await ask({ ...step, obj: 'task', conv_id: id, obj_id: taskId, data: patch } satisfies Op);
        sent = true;
      } catch (error) {
        toasts.failed(error);
        setFailed(true);
        // Perhaps somebody has ended debug mode meanwhile.
        void client.invalidateQueries({ queryKey: ['process', id] });
      }
      await client.invalidateQueries({ queryKey: ['task', id, taskId] });
      // Not before: the data as they were would be shown once more.
      if (sent) reset();
      setBusy(false);
    },
    [client, toasts, id, taskId, latest],
  );
  // A step that failed ends what is played, and not what is played after it.
  const forgive = (): void => setFailed(false);
  return { busy, failed, forgive, send: useCallback((step: Step) => void send(step), [send]) };
}

interface Playing {
  on: boolean;
  /** Something speaks against another step. */
  hold: boolean;
  busy: boolean;
  task: Task | undefined;
  step(): void;
  end(): void;
}

function usePlaying({ on, hold, busy, task, step, end }: Playing): void {
  const stops = hold || task === undefined || task.wait === null || !PASSING.includes(task.wait.kind);
  const held = task?.wait?.kind === 'debug';
  const latest = useLatest(end);
  useEffect(() => {
    if (!on || busy) return undefined;
    if (stops) {
      latest.current();
      return undefined;
    }
    if (!held) return undefined;
    const timer = setTimeout(step, STEP_MS);
    return () => clearTimeout(timer);
  }, [on, stops, held, busy, step, latest]);
}

function useRepeat({ info, task, onRepeated }: Parts): () => void {
  const { t } = useTranslation();
  const toasts = useToasts();
  const again = async (begun: Task): Promise<void> => {
    const data: JsonObject = await sentData(info, begun);
    const made = await ask({ type: 'create', obj: 'task', conv_id: info.id, data });
    toasts.done(t('debug.repeated'));
    onRepeated(text(made.obj_id));
  };
  return () => {
    if (task !== undefined) void again(task).catch((error: unknown) => toasts.failed(error));
  };
}
