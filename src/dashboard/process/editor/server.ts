/** What the editor asks the server for, in Corezoid's operations. */
import { ask, number, type Op, rows, text } from '../../data/client.ts';
import { isObject } from '../../graph/model.ts';
import { docsHref } from '../../ui/docs_link.tsx';
import { type Draft, readDraftNode, readParam } from './draft.ts';
import type { About, Problem } from './store.ts';

export interface OnServer {
  about: About;
  /** The draft, else what runs. */
  draft: Draft;
  /** Of the draft; null where there is none yet. */
  version: number | null;
  live: Draft | null;
  /** Changes with every edit by anybody. */
  stamp: string;
}

export async function fetchProcess(id: number): Promise<OnServer> {
  // The stamp first: what is edited while the rest is read is then seen as an edit.
  const [stamp, answer, declared] = await Promise.all([
    fetchStamp(id),
    ask({ type: 'list', obj: 'conv', obj_id: id }),
    ask({ type: 'list', obj: 'conv_params', obj_id: id }),
  ]);
  const privs = rows(answer.privs).map(({ type }) => text(type));
  const commits = isObject(answer.commits) ? answer.commits : {};
  const version = number(commits.version) || null;
  const liveVersion = number(commits.last_confirmed_version);
  const params = rows(declared.params).map(readParam);
  const ref_mask = declared.ref_mask !== false;
  const nodes = rows(version === null ? answer.list : commits.list).map(readDraftNode);
  const draft = { nodes, params, ref_mask };
  return {
    about: {
      id,
      title: text(answer.title),
      convType: text(answer.conv_type),
      folderId: number(answer.folder_id),
      folderTitle: text(answer.folder_name),
      mayEdit: privs.includes('modify'),
      liveVersion,
    },
    draft,
    version,
    live: liveVersion === 0 ? null : version === null ? draft : await fetchLive(id, liveVersion),
    stamp,
  };
}

export interface Version {
  version: number;
  state: 'draft' | 'live' | 'old';
  time: number;
  userName: string;
}

export async function fetchVersions(conv_id: number): Promise<Version[]> {
  const answer = await ask({ type: 'list', obj: 'process_versions', conv_id });
  return rows(answer.list).map((row) => ({
    version: number(row.version),
    state: text(row.state) as Version['state'],
    time: number(row.create_time),
    userName: text(row.user_name),
  }));
}

export async function fetchStamp(conv_id: number): Promise<string> {
  return text((await ask({ type: 'list', obj: 'process_versions', conv_id })).rev);
}

export async function fetchVersion(conv_id: number, version: number): Promise<Draft> {
  const answer = await ask({ type: 'show', obj: 'commit', conv_id, version });
  return {
    nodes: rows(answer.list).map(readDraftNode),
    params: rows(answer.params).map(readParam),
    ref_mask: answer.ref_mask !== false,
  };
}

let known: { place: string; live: Draft } | null = null;

/** What runs never changes: it is asked for once. */
async function fetchLive(id: number, version: number): Promise<Draft> {
  const place = `${id} ${version}`;
  if (known?.place !== place) known = { place, live: await fetchVersion(id, version) };
  return known.live;
}

const AT_ONCE = 40;

/** One after the other: the draft is one text, and edits of it in one moment would only wait for each other. */
export async function sendOps(ops: Op[]): Promise<void> {
  for (let from = 0; from < ops.length; from += AT_ONCE) {
    const results = await Promise.allSettled(ops.slice(from, from + AT_ONCE).map(ask));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }
}

export async function fetchProblems(conv_id: number): Promise<Problem[]> {
  const answer = await ask({ type: 'validate', obj: 'conv', conv_id });
  return rows(answer.list).map((row) => ({
    level: row.level === 'error' ? ('error' as const) : ('warning' as const),
    code: text(row.code),
    nodeId: text(row.node_id) || null,
    nodeTitle: text(row.node_title),
    message: text(row.message),
    page: docsHref(text(row.page)),
  }));
}
