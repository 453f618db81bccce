/** The tasks of a node, newest first, a page at a time. While the first page is shown it follows what happens. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useContext, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ask, askAll, number, rows } from '../../data/client.ts';
import type { GraphNode } from '../../graph/model.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Empty, Failed, Loading } from '../../ui/state.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { type ProcessInfo, type TaskRow, taskRow } from '../data.ts';
import { LiveContext } from '../live.ts';
import css from './node_panel.module.css';
import { TaskTable } from './task_table.tsx';

const PAGE = 50;
/** How soon the list is read again after something happened in the node. */
const FOLLOW_MS = 700;

interface Page {
  count: number;
  tasks: TaskRow[];
}

async function readPage(
  conv_id: number,
  obj_id: string,
  { offset, ref }: { offset: number; ref: string },
): Promise<Page> {
  const filters = ref === '' ? [] : [{ name: 'ref', value: ref, fun: 'eq' }];
  const which = { conv_id, obj_id, limit: PAGE, offset, sort: 'DESC', secrets: 'masked', filters };
  const answer = await ask({ type: 'list', obj: 'node', ...which });
  return { count: number(answer.count), tasks: rows(answer.list).map(taskRow) };
}

export function ArchiveTab({ info, node }: { info: ProcessInfo; node: GraphNode }) {
  const { t, i18n } = useTranslation();
  const [offset, setOffset] = useState(0);
  const [ref, setRef] = useState('');
  const [shown, setShown] = useState<'table' | 'json'>('table');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const key = ['tasks', info.id, node.id];
  const page = useQuery({
    queryKey: [...key, offset, ref],
    queryFn: () => readPage(info.id, node.id, { offset, ref }),
    placeholderData: keepPreviousData,
  });
  useFollow(node.id, offset === 0, key);
  const { count = 0, tasks = [] } = page.data ?? {};
  return (
    <>
      <div className={css.tools}>
        <input
          className={css.filter}
          type="search"
          aria-label={t('process.node.byRef')}
          placeholder={t('process.node.byRef')}
          value={ref}
          onChange={(event) => {
            setRef(event.target.value.trim());
            setOffset(0);
          }}
        />
        <Button
          kind="quiet"
          aria-pressed={shown === 'json'}
          onClick={() => setShown(shown === 'json' ? 'table' : 'json')}
        >
          {t(shown === 'json' ? 'process.node.table' : 'process.node.json')}
        </Button>
        <Button
          kind="quiet"
          icon={<Icon name="redo" />}
          label={t('process.node.refresh')}
          busy={page.isFetching}
          onClick={() => void page.refetch()}
        />
        {chosen.size > 0 && (
          <DeleteTasks convId={info.id} ids={chosen} queryKey={key} onDone={() => setChosen(new Set())} />
        )}
      </div>
      <div className={css.list} data-tasks={page.data === undefined ? undefined : count}>
        {page.isPending && <Loading />}
        {page.isError && <Failed error={page.error} onRetry={() => void page.refetch()} />}
        {page.isSuccess && tasks.length === 0 && <NoTasks node={node} filtered={ref !== ''} />}
        {tasks.length > 0 && shown === 'json' && <JsonList id={info.id} tasks={tasks} />}
        {tasks.length > 0 && shown === 'table' && (
          <TaskTable id={info.id} tasks={tasks} chosen={chosen} onChoose={info.may.create ? setChosen : undefined} />
        )}
      </div>
      {count > PAGE && (
        <div className={css.pages}>
          <Button kind="quiet" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - PAGE))}>
            {t('process.node.newer')}
          </Button>
          <span className={css.count}>
            {t('process.node.range', {
              from: (offset + 1).toLocaleString(i18n.language),
              to: Math.min(offset + PAGE, count).toLocaleString(i18n.language),
              count: count.toLocaleString(i18n.language),
            })}
          </span>
          <Button kind="quiet" disabled={offset + PAGE >= count} onClick={() => setOffset(offset + PAGE)}>
            {t('process.node.older')}
          </Button>
        </div>
      )}
    </>
  );
}

/** Reads the list again when the server tells that tasks came or went. */
function useFollow(nodeId: string, on: boolean, queryKey: unknown[]): void {
  const live = useContext(LiveContext);
  const client = useQueryClient();
  const name = JSON.stringify(queryKey);
  useEffect(() => {
    if (live === null || !on) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = live.onNode(nodeId, () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: JSON.parse(name) as unknown[] });
      }, FOLLOW_MS);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [live, nodeId, on, client, name]);
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

function JsonList({ id, tasks }: { id: number; tasks: TaskRow[] }) {
  return (
    <>
      {tasks.map((task) => (
        <section key={task.id} className={css.one}>
          <Link href={`/process/${id}/task/${task.id}`}>{task.ref ?? task.id}</Link>
          <pre className={css.json}>{JSON.stringify(task.data, null, 2)}</pre>
        </section>
      ))}
    </>
  );
}

interface DeleteProps {
  convId: number;
  ids: ReadonlySet<string>;
  queryKey: unknown[];
  onDone(): void;
}

function DeleteTasks({ convId, ids, queryKey, onDone }: DeleteProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = async (): Promise<void> => {
    try {
      await askAll([...ids].map((obj_id) => ({ type: 'delete', obj: 'task', conv_id: convId, obj_id })));
      toasts.done(t('process.node.deleted', { count: ids.size }));
      onDone();
    } catch (error) {
      toasts.failed(error);
    }
    await client.invalidateQueries({ queryKey });
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
