/** The process with the step on it: the node where the task stands, the way it has come, how many stand where. */
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../base/json.ts';
import { ask, number, rows } from '../data/client.ts';
import { Graph, GraphProvider, useFocus, useLaidOut } from '../graph/graph.tsx';
import { type GraphModel, readGraph } from '../graph/model.ts';
import type { ProcessInfo } from '../process/data.ts';
import { Loading } from '../ui/state.tsx';
import css from './simulate.module.css';
import { edgesOn, type State } from './timeline.ts';

const CountsContext = createContext<ReadonlyMap<string, number>>(new Map());

function Count({ id }: { id: string }) {
  const { t } = useTranslation();
  const count = useContext(CountsContext).get(id) ?? 0;
  if (count === 0) return null;
  return (
    <span className={css.badge} title={t('simulate.tasksHere', { count })}>
      {count}
    </span>
  );
}

/** The nodes of the newest draft; of the live version where there is none. */
export function useNodes(info: ProcessInfo, draft: boolean) {
  return useQuery({
    queryKey: ['simulate', info.id, draft ? 'draft' : info.nodes],
    ...(draft ? {} : { initialData: info.nodes }),
    enabled: draft,
    queryFn: async () => {
      const conv = await ask({ type: 'list', obj: 'conv', obj_id: info.id });
      const version = number((conv.commits as { version?: number } | undefined)?.version);
      return rows(
        (await ask({ type: 'show', obj: 'commit', obj_type: 'conv', obj_id: info.id, conv_id: info.id, version })).list,
      );
    },
  });
}

interface Props {
  info: ProcessInfo;
  /** Undefined while they are read. */
  nodes: JsonObject[] | undefined;
  /** null before the first run. */
  state: State | null;
  /** Nodes that keep it from running. */
  bad: readonly string[];
}

export function Canvas({ info, nodes, state, bad }: Props) {
  const model = useMemo(
    () => (nodes === undefined ? undefined : readGraph(nodes, info.convType)),
    [nodes, info.convType],
  );
  const laid = useLaidOut(model);
  return (
    <div className={css.canvas}>
      {laid === undefined ? (
        <Loading />
      ) : (
        <GraphProvider>
          <Shown model={laid} title={info.title} main={info.id} state={state} bad={bad} />
        </GraphProvider>
      )}
    </div>
  );
}

interface ShownProps {
  model: GraphModel;
  title: string;
  main: number;
  state: State | null;
  bad: readonly string[];
}

const NO_COUNTS: ReadonlyMap<string, number> = new Map();

function Shown({ model, title, main, state, bad }: ShownProps) {
  const here = state !== null && state.conv_id === main ? state.node : '';
  const isMain = state !== null && state.conv_id === main;
  const way = useMemo(
    () =>
      state === null || !isMain || state.nodes.size === 0
        ? null
        : { nodes: state.nodes, edges: edgesOn(model.edges, state.links) },
    [state, isMain, model.edges],
  );
  const selected = useMemo(() => (here === '' ? [] : [here]), [here]);
  const marks = useMemo(() => new Map(bad.map((id) => [id, 'bad' as const])), [bad]);
  return (
    <CountsContext.Provider value={state?.counts ?? NO_COUNTS}>
      <Graph
        nodes={model.nodes}
        edges={model.edges}
        label={title}
        selected={selected}
        way={way}
        marks={marks}
        Badge={Count}
      >
        <Focus node={here || (bad[0] ?? '')} />
      </Graph>
    </CountsContext.Provider>
  );
}

/** Large processes do not fit the screen: the view follows the task where nodes would be too small to be read. */
function Focus({ node }: { node: string }) {
  const focus = useFocus();
  useEffect(() => {
    const shown = document.querySelector(`[data-id="${CSS.escape(node)}"]`);
    if (node !== '' && shown === null) focus([node]);
  }, [node, focus]);
  return null;
}
