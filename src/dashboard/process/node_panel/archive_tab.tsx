/** The tasks of a node, newest first, a page at a time. While the first page is shown it follows what happens. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askAll } from '../../data/client.ts';
import type { GraphNode } from '../../graph/model.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Icon } from '../../ui/icon.tsx';
import { SEEN_MS } from '../../ui/seen_ms.ts';
import { Empty, Failed, Loading } from '../../ui/state.tsx';
import { useToasts } from '../../ui/toast.tsx';
import type { ProcessInfo } from '../data.ts';
import css from './node_panel.module.css';
import { Pager } from './pager.tsx';
import { TaskJson } from './task_json.tsx';
import { TaskTable } from './task_table.tsx';
import { countTasks, NEWEST, type Place, pageQuery, placeAt, tasksKey } from './tasks_page.ts';
import { useFollow } from './use_follow.ts';

/** How soon the list is read again after something happened in the node. */
const FOLLOW_MS = 700;
/** And how soon they are counted again. */
const COUNT_MS = 5000;

interface Props {
  info: ProcessInfo;
  node: GraphNode;
  nodes: readonly GraphNode[];
}

export function ArchiveTab({ info, node, nodes }: Props) {
  const client = useQueryClient();
  const toasts = useToasts();
  const [place, setPlace] = useState(NEWEST);
  const [ref, setRef] = useState('');
  const [shown, setShown] = useState<Shown>({ json: false, system: false });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const which = { conv_id: info.id, obj_id: node.id };
  const key = tasksKey(which);
  const page = useQuery({
    ...pageQuery(which, place, ref),
    placeholderData: keepPreviousData,
    // What is known is shown first, and read again once it is seen.
    refetchOnMount: false,
  });
  useReadAgain(page.data !== undefined, key);
  const { tasks = [], asOf = 0 } = page.data ?? {};
  const countKey = ['tasks-count', info.id, node.id];
  const counted = useQuery({
    queryKey: [...countKey, place.before, ref],
    queryFn: () => countTasks(which, place.before, ref),
    staleTime: 0,
    enabled: page.data?.count === null,
    placeholderData: keepPreviousData,
  });
  const count = page.data?.count ?? counted.data ?? null;
  const ids = tasks.map(({ id }) => id);
  useFollow({ nodeId: node.id, queryKey: key, on: place.before === null, tasks: ids, soon: FOLLOW_MS });
  useFollow({ nodeId: node.id, queryKey: countKey, on: place.before === null, soon: COUNT_MS });
  const to = (next: Place): void => {
    setPlace(next);
    setChosen(new Set());
  };
  const toTime = async (instant: number): Promise<void> => {
    await placeAt(which, instant).then(to, (error: unknown) => toasts.failed(error));
  };
  const onChanged = (): void => {
    for (const queryKey of [key, countKey]) void client.invalidateQueries({ queryKey });
  };
  const list = { info, nodes, tasks, system: shown.system, onChanged };
  return (
    <>
      <Tools
        {...{ wanted: ref, shown, busy: page.isFetching }}
        onRef={(value) => {
          setRef(value);
          to(NEWEST);
        }}
        onShown={setShown}
        onRefresh={() => void page.refetch()}
      >
        {chosen.size > 0 && (
          <DeleteTasks {...{ convId: info.id, ids: chosen, onChanged }} onDone={() => setChosen(new Set())} />
        )}
      </Tools>
      <div className={css.list} aria-busy={page.isFetching}>
        {page.isPending && <Loading />}
        {page.isError && <Failed error={page.error} onRetry={() => void page.refetch()} />}
        {page.isSuccess && tasks.length === 0 && <NoTasks node={node} filtered={ref !== ''} />}
        {tasks.length > 0 && shown.json && <TaskJson {...list} />}
        {tasks.length > 0 && !shown.json && <TaskTable {...list} chosen={chosen} onChoose={setChosen} />}
      </div>
      {page.isSuccess && (count === null || count > tasks.length || place.before !== null) && (
        <Pager {...{ place, count, asOf }} shown={tasks.length} onPlace={to} onTime={toTime} />
      )}
    </>
  );
}

/** What was known before the panel opened was read when nobody followed yet. */
function useReadAgain(known: boolean, queryKey: unknown[]): void {
  const client = useQueryClient();
  const read = useEffectEvent(() => client.invalidateQueries({ queryKey }));
  const first = useRef(known);
  useEffect(() => {
    if (!first.current) return undefined;
    const timer = setTimeout(() => void read(), SEEN_MS);
    return () => clearTimeout(timer);
  }, []);
}

interface Shown {
  json: boolean;
  system: boolean;
}

interface ToolsProps {
  wanted: string;
  shown: Shown;
  busy: boolean;
  onRef(ref: string): void;
  onShown(shown: Shown): void;
  onRefresh(): void;
  children: ReactNode;
}

function Tools({ wanted, shown, busy, onRef, onShown, onRefresh, children }: ToolsProps) {
  const { t } = useTranslation();
  return (
    <div className={css.tools}>
      <input
        className={css.filter}
        type="search"
        aria-label={t('process.node.byRef')}
        placeholder={t('process.node.byRef')}
        value={wanted}
        onChange={(event) => onRef(event.target.value.trim())}
      />
      <Button kind="quiet" aria-pressed={shown.json} onClick={() => onShown({ ...shown, json: !shown.json })}>
        {t(shown.json ? 'process.node.table' : 'process.node.json')}
      </Button>
      <Button
        kind="quiet"
        icon={<Icon name="settings" />}
        label={t('process.system.title')}
        aria-pressed={shown.system}
        onClick={() => onShown({ ...shown, system: !shown.system })}
      />
      <Button
        kind="quiet"
        icon={<Icon name="redo" />}
        label={t('process.node.refresh')}
        busy={busy}
        onClick={onRefresh}
      />
      {children}
    </div>
  );
}

function NoTasks({ node, filtered }: { node: GraphNode; filtered: boolean }) {
  const { t } = useTranslation();
  if (filtered) return <Empty icon="search" title={t('process.node.notFoundTitle')} />;
  const isFinal = node.kind === 'success' || node.kind === 'error';
  return (
    <Empty icon="queue" title={t('process.node.emptyTitle')}>
      {t(isFinal ? 'process.node.emptyFinal' : 'process.node.emptyText')}
    </Empty>
  );
}

interface DeleteProps {
  convId: number;
  ids: ReadonlySet<string>;
  onChanged(): void;
  onDone(): void;
}

function DeleteTasks({ convId, ids, onChanged, onDone }: DeleteProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const [asking, setAsking] = useState(false);
  const remove = async (): Promise<void> => {
    try {
      await askAll([...ids].map((obj_id) => ({ type: 'delete', obj: 'task', conv_id: convId, obj_id })));
      toasts.done(t('process.node.deleted', { count: ids.size }));
      onDone();
    } catch (error) {
      toasts.failed(error);
    }
    onChanged();
  };
  return (
    <>
      <Button kind="danger" icon={<Icon name="trash" />} onClick={() => setAsking(true)}>
        {t('process.node.deleteTasks', { count: ids.size })}
      </Button>
      {asking && (
        <Confirm
          title={t('process.node.deleteTitle', { count: ids.size })}
          deed={t('shell.common.delete')}
          onClose={() => setAsking(false)}
          onConfirm={remove}
        >
          {t('process.node.deleteText')}
        </Confirm>
      )}
    </>
  );
}
