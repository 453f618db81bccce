/** A process in View: its graph with what happens in it now, the tasks of a chosen node, and the way to send it a task. */

import { useQueryClient } from '@tanstack/react-query';
import { Activity, type PointerEvent, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useParams as useRoute, useSearch } from 'wouter';
import { isLost } from '../data/is_lost.ts';
import { Graph, GraphProvider } from '../graph/graph.tsx';
import type { GraphNode } from '../graph/model.ts';
import { useReveal } from '../graph/reveal.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { AddTask } from './add_task/add_task.tsx';
import { type ProcessInfo, useGraph, useProcess } from './data.ts';
import { usePoints } from './debug/data.ts';
import { ImportDialog } from './import_dialog.tsx';
import { LineNote } from './line_note.tsx';
import { LiveContext, useLive } from './live.ts';
import { NodePanel } from './node_panel/node_panel.tsx';
import { NEWEST, pageQuery } from './node_panel/tasks_page.ts';
import { CountBadge, MovingDots } from './on_canvas.tsx';
import css from './process_page.module.css';
import { DebugNotice } from './status.tsx';
import { TopBar } from './top_bar.tsx';
import { useShown } from './use_shown.ts';

export default function ProcessPage() {
  const id = Number(useRoute().id);
  return (
    <GraphProvider key={id}>
      <View id={id} />
    </GraphProvider>
  );
}

const NO_GRAPH: { nodes: GraphNode[] } = { nodes: [] };

interface Sent {
  obj_id: string;
  ref: string | null;
}

function View({ id }: { id: number }) {
  const { t } = useTranslation();
  const process = useProcess(id);
  const graph = useGraph(process.data);
  const { nodes } = graph ?? NO_GRAPH;
  const live = useLive(id);
  const client = useQueryClient();
  const [selected, select] = useSelected(id);
  const [pressed, press] = useState<string | null>(null);
  const [open, setOpen] = useState<'add' | 'import' | null>(null);
  const close = useCallback(() => {
    select(null);
    press(null);
  }, [select]);
  const wanted = useWanted(id);
  const [sent, setSent] = useState<Sent | null>(null);
  useShown(selected, graph !== undefined);
  useReveal(nodes.find((one) => one.id === selected));
  useEffect(() => live.setEdges(graph?.edges ?? []), [live, graph]);
  if (isLost(process)) return <Failed error={process.error} onRetry={() => void process.refetch()} />;
  const info = process.data;
  if (info === undefined) return <Loading />;
  const panels = nodes.filter((one) => one.id === selected || one.id === pressed);
  // While the button is still down its tasks are asked for, and its panel is made out of sight.
  const onPress = async ({ target }: PointerEvent): Promise<void> => {
    const obj_id = (target as Element).closest<HTMLElement>('[data-node]')?.dataset.node;
    if (obj_id === undefined) return;
    await client.prefetchQuery(pageQuery({ conv_id: id, obj_id }, NEWEST, ''));
    press(obj_id);
  };
  return (
    <LiveContext.Provider value={live}>
      <div className={css.page}>
        <TopBar info={info} mode="view" onAdd={() => setOpen('add')} onImport={() => setOpen('import')} />
        {info.status === 'debug' && <InDebug info={info} />}
        <div className={css.body}>
          <div className={css.canvas} onPointerDown={onPress}>
            {graph === undefined && <Loading />}
            {graph !== undefined && graph.nodes.length === 0 && (
              <Empty icon="process" title={t('process.view.emptyTitle')}>
                {t('process.view.emptyText')}
              </Empty>
            )}
            {graph !== undefined && graph.nodes.length > 0 && (
              <Graph
                {...graph}
                label={t('process.view.canvas', { title: info.title })}
                selected={selected === null ? [] : [selected]}
                onSelect={(ids) => select(ids.at(-1) ?? null)}
                Badge={CountBadge}
              >
                <MovingDots />
              </Graph>
            )}
            <div className={css.news} aria-live="polite">
              <LineNote store={live} />
              {sent !== null && <SentTask id={id} sent={sent} onClose={() => setSent(null)} />}
            </div>
          </div>
          {panels.map((node) => (
            <Activity key={node.id} mode={node.id === selected ? 'visible' : 'hidden'}>
              <NodePanel {...{ info, node, nodes }} onClose={close} />
            </Activity>
          ))}
        </div>
        {(open === 'add' || wanted.add) && (
          <AddTask
            info={info}
            named={wanted.add ? wanted.ref : undefined}
            onClose={() => {
              setOpen(null);
              wanted.done();
            }}
            onSent={setSent}
          />
        )}
        {open === 'import' && (
          <ImportDialog
            info={info}
            onClose={() => {
              setOpen(null);
              void client.invalidateQueries({ queryKey: ['tasks', id] });
            }}
          />
        )}
      </div>
    </LiveContext.Provider>
  );
}

/** Whoever left Debug without ending it, and everybody else, sees why nothing moves. */
function InDebug({ info }: { info: ProcessInfo }) {
  const { t } = useTranslation();
  const { breakpoints } = usePoints(info.id);
  return (
    <DebugNotice info={info} points={breakpoints.length}>
      <Link href={`/process/${info.id}/debug`}>{t('debug.ask.open')}</Link>
    </DebugNotice>
  );
}

/** The chosen node stands in the address, so that a link to it can be sent. */
function useSelected(id: number): [string | null, (node: string | null) => void] {
  const search = useSearch();
  const [, go] = useLocation();
  const selected = new URLSearchParams(search).get('node');
  const select = useCallback(
    (node: string | null) => go(`/process/${id}/view${node === null ? '' : `?node=${node}`}`, { replace: true }),
    [go, id],
  );
  return [selected, select];
}

/** An address may ask for the first task of a process that was just cloned: `?add=1`, with `ref` its reference. */
function useWanted(id: number): { add: boolean; ref: string | undefined; done: () => void } {
  const search = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  const add = search.get('add') === '1';
  const done = (): void => {
    if (add) go(`/process/${id}/view`, { replace: true });
  };
  return { add, ref: search.get('ref') ?? undefined, done };
}

function SentTask({ id, sent, onClose }: { id: number; sent: Sent; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <span className={css.note}>
      <Icon name="check" />
      {t('process.view.sent')}
      <Link href={`/process/${id}/task/${sent.obj_id}`}>{sent.ref ?? sent.obj_id}</Link>
      <Button kind="quiet" icon={<Icon name="close" />} label={t('shell.common.close')} onClick={onClose} />
    </span>
  );
}
