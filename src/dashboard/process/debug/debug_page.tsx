/** A process in Debug: one task is led through it, step by step, while the whole process is held. */

import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams as useRoute, useSearch } from 'wouter';
import { isLost } from '../../data/is_lost.ts';
import { Graph, GraphProvider, useFocus } from '../../graph/graph.tsx';
import type { GraphModel } from '../../graph/model.ts';
import { Failed, Loading } from '../../ui/state.tsx';
import { AddTask } from '../add_task/add_task.tsx';
import { type ProcessInfo, useGraph, useProcess } from '../data.ts';
import { LiveContext, type LiveStore, useLive } from '../live.ts';
import { MovingDots } from '../on_canvas.tsx';
import pageCss from '../process_page.module.css';
import { AskDebug } from '../status.tsx';
import { type Secrets, wayOf } from '../task/task_data.ts';
import { useTask } from '../task/use_task.ts';
import { TopBar } from '../top_bar.tsx';
import { usePoints } from './data.ts';
import css from './debug.module.css';
import { useDraft } from './draft.ts';
import { useDebugKeys } from './keys.ts';
import { DebugKeys } from './keys_dialog.tsx';
import { useNodeDeeds } from './node_deeds.ts';
import { MarksContext, NodeMarks, NodeMenu } from './on_node.tsx';
import { Side } from './side.tsx';
import { Strip } from './strip.tsx';
import { Toolbar } from './toolbar.tsx';
import { useDebugger } from './use_debugger.ts';

export default function DebugPage() {
  const id = Number(useRoute().id);
  return (
    <GraphProvider key={id}>
      <Loaded id={id} />
    </GraphProvider>
  );
}

function Loaded({ id }: { id: number }) {
  const process = useProcess(id);
  const graph = useGraph(process.data);
  const live = useLive(id);
  useEffect(() => live.setEdges(graph?.edges ?? []), [live, graph]);
  if (isLost(process)) return <Failed error={process.error} onRetry={() => void process.refetch()} />;
  if (process.data === undefined || graph === undefined) return <Loading />;
  return (
    <LiveContext.Provider value={live}>
      <Debug info={process.data} graph={graph} live={live} />
    </LiveContext.Provider>
  );
}

interface Props {
  info: ProcessInfo;
  graph: GraphModel;
  live: LiveStore;
}

type Window = 'add' | 'ask' | 'keys' | null;

function Debug({ info, graph, live }: Props) {
  const { t } = useTranslation();
  const [taskId, choose] = useChosen(info.id);
  const [secrets, setSecrets] = useState<Secrets>('masked');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [open, setOpen] = useState<Window>(null);
  const points = usePoints(info.id);
  const nodes = useMemo(() => new Map(graph.nodes.map((one) => [one.id, one])), [graph]);
  const task = useTask(info.id, taskId, { secrets, live });
  const draft = useDraft(taskId ?? '', task.data?.data);
  const here = task.data?.node ?? null;
  const { breakpoints } = points;
  const standing = nodes.get(here ?? '');
  const steps = useDebugger({ info, draft, breakpoints, task: task.data, node: standing, onRepeated: choose });
  const { toggle, deedsOf } = useNodeDeeds(info, points);
  const node = nodes.get(chosen.at(-1) ?? '');
  const deeds = deedsOf(node, steps);
  useDebugKeys({
    ...{ do: steps.do, runs: steps.can.stop, node: deeds },
    leave: () => setChosen([]),
    help: () => setOpen('keys'),
  });
  const way = useMemo(() => (task.data === undefined ? null : wayOf(task.data, graph)), [task.data, graph]);
  const canLead = info.status === 'debug' && info.may.create;
  const onAdd = canLead ? () => setOpen('add') : undefined;
  return (
    <div className={pageCss.page}>
      <TopBar info={info} mode="debug" {...(onAdd === undefined ? {} : { onAdd })} />
      <Strip info={info} points={breakpoints.length} onAsk={() => setOpen('ask')} />
      <div className={pageCss.body}>
        <MarksContext.Provider value={{ nodes, points, here, onPoint: toggle }}>
          <div className={css.work}>
            {canLead && <Toolbar steps={steps} hasPoints={breakpoints.length > 0} />}
            <div className={pageCss.canvas}>
              <Graph
                {...graph}
                {...{ way, selected: chosen, Badge: NodeMarks }}
                label={t('debug.canvas', { title: info.title })}
                onSelect={(ids) => setChosen(ids.slice(-1))}
              >
                <MovingDots />
                <Following node={here} />
                {node !== undefined && (
                  <NodeMenu node={node} deeds={deeds} onTasks={taskId === null ? undefined : () => choose(null)} />
                )}
              </Graph>
            </div>
          </div>
        </MarksContext.Provider>
        <Side
          {...{ info, graph, nodes, live, task, draft, steps, secrets, canLead, onAdd, choose }}
          listed={node ?? null}
          onAll={() => setChosen([])}
          chosen={taskId !== null}
          onSecrets={setSecrets}
          onNode={(id) => setChosen([id])}
        />
      </div>
      {open === 'add' && <AddTask info={info} onClose={() => setOpen(null)} onSent={({ obj_id }) => choose(obj_id)} />}
      {open === 'ask' && <AskDebug info={info} onClose={() => setOpen(null)} />}
      {open === 'keys' && <DebugKeys onClose={() => setOpen(null)} />}
    </div>
  );
}

/** The debugged task stands in the address. */
function useChosen(id: number): [string | null, (task: string | null) => void] {
  const [, go] = useLocation();
  const task = new URLSearchParams(useSearch()).get('task');
  return [task, (one) => go(`/process/${id}/debug${one === null ? '' : `?task=${one}`}`)];
}

/** Of a process that is larger than the screen the node where the task stands is brought into sight. */
function Following({ node }: { node: string | null }) {
  const focus = useFocus();
  useEffect(() => {
    if (node === null) return undefined;
    const frame = requestAnimationFrame(() => {
      if (document.querySelector(`[data-id="${CSS.escape(node)}"]`) === null) focus([node]);
    });
    return () => cancelAnimationFrame(frame);
  }, [node, focus]);
  return null;
}
