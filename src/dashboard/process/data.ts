/** What the pages of a process ask the server for. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Json, JsonObject } from '../../base/json.ts';
import { ask, number, RequestError, rows, text } from '../data/client.ts';
import { useLaidOut } from '../graph/graph.tsx';
import { type GraphModel, readGraph } from '../graph/model.ts';

export type ProcessStatus = 'active' | 'paused' | 'debug' | 'blocked';

export interface ProcessInfo {
  id: number;
  title: string;
  status: ProcessStatus;
  convType: string;
  folderId: number;
  folderTitle: string;
  /** What the person may do with it. */
  may: { create: boolean; modify: boolean };
  /** By this person. */
  starred: boolean;
  /** There are changes that were not deployed. */
  hasDraft: boolean;
  nodes: JsonObject[];
}

export function useProcess(id: number) {
  return useQuery({ queryKey: ['process', id], queryFn: () => readProcess(id) });
}

async function readProcess(id: number): Promise<ProcessInfo> {
  // An address that names none.
  if (!Number.isSafeInteger(id)) throw new RequestError('', 'not_found');
  const answer = await ask({ type: 'list', obj: 'conv', obj_id: id });
  const privs = rows(answer.privs).map(({ type }) => text(type));
  const commits = answer.commits as JsonObject | undefined;
  return {
    id,
    title: text(answer.title),
    status: text(answer.status) as ProcessStatus,
    convType: text(answer.conv_type),
    folderId: number(answer.folder_id),
    folderTitle: text(answer.folder_name),
    may: { create: privs.includes('create'), modify: privs.includes('modify') },
    starred: answer.favorite === true,
    hasDraft: number(commits?.version) > 0,
    nodes: rows(answer.list),
  };
}

/** The graph of a process as it is live; undefined until it is known, and laid out where it was not. */
export function useGraph(info: ProcessInfo | undefined): GraphModel | undefined {
  const nodes = info?.nodes;
  const type = info?.convType;
  const model = useMemo(() => (nodes === undefined ? undefined : readGraph(nodes, type)), [nodes, type]);
  return useLaidOut(model);
}

/** A declared parameter of a process. */
export interface Param {
  name: string;
  type: string;
  about: string;
  flags: string[];
  regex: string;
  regexText: string;
}

export function useParams(id: number) {
  return useQuery({ queryKey: ['process', id, 'params'], queryFn: () => readParams(id) });
}

async function readParams(id: number): Promise<Param[]> {
  const answer = await ask({ type: 'list', obj: 'conv_params', obj_id: id });
  return rows(answer.params).map(readParam);
}

export function readParam(row: JsonObject): Param {
  return {
    name: text(row.name),
    type: text(row.type) || 'string',
    about: text(row.descr),
    flags: Array.isArray(row.flags) ? row.flags.map(text) : [],
    regex: text(row.regex),
    regexText: text(row.regex_error_text),
  };
}

/** A task as lists and its own page show it. Times in milliseconds. */
export interface TaskRow {
  id: string;
  /** null where it was made without a reference. */
  ref: string | null;
  status: string;
  created: number;
  changed: number;
  from: string | null;
  /** The number of the person or key that changed it last. */
  user: number;
  data: JsonObject;
}

export function taskRow(row: JsonObject): TaskRow {
  return {
    id: text(row.obj_id),
    ref: row.ref === null || row.ref === undefined ? null : text(row.ref),
    status: text(row.status),
    created: number(row.create_time) * 1000,
    changed: number(row.change_time) * 1000,
    from: text(row.node_prev_id) || null,
    user: number(row.user_id),
    data: (row.data ?? {}) as JsonObject,
  };
}

/** A short text of any value. */
export function preview(value: Json, chars = 160): string {
  const whole = typeof value === 'string' ? value : JSON.stringify(value);
  return whole.length > chars ? `${whole.slice(0, chars)}…` : whole;
}
