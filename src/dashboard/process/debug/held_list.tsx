/** The tasks that can be led on: all that are held, or all that stand in a chosen node. */
import { useTranslation } from 'react-i18next';
import type { GraphNode } from '../../graph/model.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Empty, Failed, Loading } from '../../ui/state.tsx';
import { When } from '../../ui/when.tsx';
import type { LiveStore } from '../live.ts';
import { useHeld } from './data.ts';
import css from './debug.module.css';

interface Props {
  convId: number;
  nodes: ReadonlyMap<string, GraphNode>;
  /** Only the tasks of this node. */
  node: GraphNode | null;
  live: LiveStore;
  onTask(id: string): void;
  onAll(): void;
  /** Absent where no task may be added. */
  onAdd: (() => void) | undefined;
}

export function HeldTasks({ convId, nodes, node, live, onTask, onAll, onAdd }: Props) {
  const { t } = useTranslation();
  const list = useHeld(convId, node?.id ?? null, live);
  const titleOf = (one: GraphNode | undefined): string =>
    one === undefined ? '' : one.title || t(`process.actions.${one.action}`);
  const { tasks = [], more = false } = list.data ?? {};
  return (
    <>
      <header className={css.listHead}>
        <h2>{node === null ? t('debug.held.title') : t('debug.held.inNode', { node: titleOf(node) })}</h2>
        {node !== null && (
          <Button kind="quiet" onClick={onAll}>
            {t('debug.held.all')}
          </Button>
        )}
      </header>
      {list.isPending && <Loading />}
      {list.isError && <Failed error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && tasks.length === 0 && node === null && (
        <Empty icon="queue" title={t('debug.held.emptyTitle')}>
          {t('debug.held.emptyText')}
          {onAdd !== undefined && (
            <p>
              <Button icon={<Icon name="add" size={16} />} onClick={onAdd}>
                {t('process.add.button')}
              </Button>
            </p>
          )}
        </Empty>
      )}
      {list.isSuccess && tasks.length === 0 && node !== null && <p className={css.hint}>{t('debug.held.emptyNode')}</p>}
      <ul className={css.held}>
        {tasks.map(({ id, ref, node: at, changed }) => (
          <li key={id}>
            <button type="button" data-held={ref ?? id} onClick={() => onTask(id)}>
              <b className={ref === null ? css.made : undefined}>{ref ?? `…${id.slice(-8)}`}</b>
              <span>{titleOf(nodes.get(at)) || at}</span>
              <When at={changed / 1000} />
            </button>
          </li>
        ))}
      </ul>
      {more && <p className={css.hint}>{t('debug.held.more')}</p>}
    </>
  );
}
