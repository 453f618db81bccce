/** One task: its way on the graph, what every stay in a node changed, what it waits for now, and what can be done with it. */

import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams as useRoute } from 'wouter';
import { RequestError } from '../../data/client.ts';
import { isLost } from '../../data/is_lost.ts';
import { Graph, GraphProvider, useFocus } from '../../graph/graph.tsx';
import { Empty, Failed, Loading } from '../../ui/state.tsx';
import { useGraph, useProcess } from '../data.ts';
import { LineNote } from '../line_note.tsx';
import { useLive } from '../live.ts';
import pageCss from '../process_page.module.css';
import { TopBar } from '../top_bar.tsx';
import { type Secrets, wayOf } from './task_data.ts';
import { TaskPanel } from './task_panel.tsx';
import { useTask } from './use_task.ts';

export default function TaskPage() {
  const { id, obj } = useRoute();
  return (
    <GraphProvider key={`${id} ${obj}`}>
      <TaskView convId={Number(id)} taskId={obj ?? ''} />
    </GraphProvider>
  );
}

function TaskView({ convId, taskId }: { convId: number; taskId: string }) {
  const { t } = useTranslation();
  const process = useProcess(convId);
  const graph = useGraph(process.data);
  const live = useLive(convId);
  const [secrets, setSecrets] = useState<Secrets>('masked');
  const [chosen, setSelected] = useState<string[] | null>(null);
  const focus = useFocus();
  const shown = useRef(false);
  const task = useTask(convId, taskId, { secrets, live });
  // Until somebody chooses a node, the one where the task stands is shown, wherever it goes.
  const at = task.data?.node;
  const selected = useMemo(() => chosen ?? (at === undefined ? [] : [at]), [chosen, at]);
  const way = useMemo(() => (task.data && graph ? wayOf(task.data, graph) : null), [task.data, graph]);
  useEffect(() => {
    if (way !== null && !shown.current) requestAnimationFrame(() => focus([...way.nodes]));
    shown.current ||= way !== null;
  }, [way, focus]);
  if (isLost(process)) return <Failed error={process.error} onRetry={() => void process.refetch()} />;
  const info = process.data;
  if (info === undefined) return <Loading />;
  const gone = task.error instanceof RequestError && task.error.code === 'not_found_task';
  return (
    <div className={pageCss.page}>
      <TopBar info={info} mode="task" />
      <div className={pageCss.body}>
        <div className={pageCss.canvas}>
          {graph !== undefined && graph.nodes.length > 0 && (
            <Graph
              {...graph}
              label={t('process.task.way', { title: info.title })}
              way={way}
              selected={selected}
              onSelect={setSelected}
            />
          )}
          <div className={pageCss.news} aria-live="polite">
            <LineNote store={live} />
          </div>
        </div>
        {gone && (
          <Empty icon="search" title={t('process.task.goneTitle')}>
            {t('process.task.goneText')}
          </Empty>
        )}
        {isLost(task) && !gone && <Failed error={task.error} onRetry={() => void task.refetch()} />}
        {task.data !== undefined && !isLost(task) && graph !== undefined && (
          <TaskPanel
            {...{ info, graph, secrets }}
            task={task.data}
            chosen={selected}
            onNode={(node) => {
              setSelected([node]);
              focus([node]);
            }}
            onSecrets={setSecrets}
          />
        )}
      </div>
    </div>
  );
}
