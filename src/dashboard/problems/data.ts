/** What goes wrong, and the jobs that mend it, as the server tells them. */
import { useQuery } from '@tanstack/react-query';
import type { ProblemGroup } from '../../app/problems.ts';
import type { JsonObject } from '../../base/json.ts';
import { ask, number, request, rows, text } from '../data/client.ts';

export type Problem = ProblemGroup;

const AGAIN_MS = 15_000;

export function useProblems() {
  return useQuery({
    queryKey: ['problems'],
    refetchInterval: AGAIN_MS,
    queryFn: async (): Promise<{ list: Problem[]; more: boolean }> => {
      const answer = await request('GET', '/api/takt/problems');
      return { list: rows(answer.list) as unknown as Problem[], more: answer.more === true };
    },
  });
}

export interface TaskJob {
  hash: string;
  act: 'retry' | 'move' | 'modify' | 'delete' | 'again' | 'undo';
  conv_id: number;
  conv_title: string;
  node_id: string;
  node_title: string;
  to_node_title: string;
  /** ms. */
  begun: number;
  status: 'in_progress' | 'success' | 'error' | 'stopped';
  ok: number;
  err: number;
  all: number;
  progress: number;
  skipped: number;
  can_undo: boolean;
  error: string;
}

const LOOK_MS = 1000;

/** Those of the person, newest first; looked at again while one goes on. */
export function useTaskJobs() {
  return useQuery({
    queryKey: ['task_jobs'],
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === 'in_progress') ? LOOK_MS : false),
    queryFn: async () => rows((await ask({ type: 'list', obj: 'task_job' })).list).map(readJob),
  });
}

function readJob(row: JsonObject): TaskJob {
  const status = (['in_progress', 'success', 'error', 'stopped'] as const).find((one) => one === row.status) ?? 'error';
  return {
    hash: text(row.hash),
    act: row.act === 'move' && row.to_node_title === undefined ? 'retry' : (text(row.act) as TaskJob['act']),
    conv_id: number(row.conv_id),
    conv_title: text(row.conv_title),
    node_id: text(row.node_id),
    node_title: text(row.node_title),
    to_node_title: text(row.to_node_title),
    begun: number(row.begun),
    status,
    ok: number(row.ok),
    err: number(row.err),
    all: number(row.all),
    progress: number(row.progress),
    skipped: number(row.skipped),
    can_undo: row.can_undo === true,
    error: text(row.first_error) || text(row.description),
  };
}

/** The nodes of a process that tasks may be moved into. */
export function useNodes(conv_id: number) {
  return useQuery({
    queryKey: ['job_nodes', conv_id],
    queryFn: async () => {
      const { list } = await ask({ type: 'list', obj: 'conv', obj_id: conv_id });
      return rows(list)
        .filter(({ obj }) => obj === 'node')
        .map((row) => ({ id: text(row.obj_id), title: text(row.title) || text(row.obj_id) }));
    },
  });
}
