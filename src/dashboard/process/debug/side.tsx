/** Beside the canvas of Debug: the debugged task, or those that can be chosen. */

import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { RequestError } from '../../data/client.ts';
import { isLost } from '../../data/is_lost.ts';
import type { GraphModel, GraphNode } from '../../graph/model.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failed, Loading } from '../../ui/state.tsx';
import type { ProcessInfo } from '../data.ts';
import type { LiveStore } from '../live.ts';
import type { Secrets, Task } from '../task/task_data.ts';
import panel from '../task/task_panel.module.css';
import css from './debug.module.css';
import type { Draft } from './draft.ts';
import { HeldTasks } from './held_list.tsx';
import { TaskPane } from './task_pane.tsx';
import type { Debugger } from './use_debugger.ts';

interface Props {
  info: ProcessInfo;
  graph: GraphModel;
  nodes: ReadonlyMap<string, GraphNode>;
  live: LiveStore;
  task: UseQueryResult<Task>;
  draft: Draft;
  steps: Debugger;
  secrets: Secrets;
  /** The person may lead tasks now. */
  canLead: boolean;
  /** A task is chosen, though it may not be read yet. */
  chosen: boolean;
  /** The chosen node: its tasks are listed instead of all. */
  listed: GraphNode | null;
  onAll(): void;
  onAdd: (() => void) | undefined;
  choose(task: string | null): void;
  onSecrets(secrets: Secrets): void;
  onNode(id: string): void;
}

export function Side(props: Props) {
  const { t } = useTranslation();
  return (
    <aside
      className={`${panel.panel} ${css.side}`}
      aria-label={t(props.chosen ? 'process.task.title' : 'debug.held.title')}
    >
      {props.chosen ? <Chosen {...props} /> : <Choose {...props} />}
    </aside>
  );
}

function Choose({ info, nodes, live, listed, choose, onAll, onAdd }: Props) {
  const { t } = useTranslation();
  if (info.status !== 'debug' && listed === null) {
    return (
      <Empty icon="play" title={t('debug.offTitle')}>
        {t('debug.offText')}
      </Empty>
    );
  }
  return <HeldTasks {...{ nodes, live, onAll, onAdd }} convId={info.id} node={listed} onTask={choose} />;
}

function Chosen(props: Props) {
  const { t } = useTranslation();
  const { task, canLead, choose } = props;
  if (isLost(task)) {
    const gone = task.error instanceof RequestError && task.error.code === 'not_found_task';
    return gone ? (
      <Empty icon="search" title={t('process.task.goneTitle')}>
        {t('process.task.goneText')}
        <p>
          <Button onClick={() => choose(null)}>{t('debug.task.back')}</Button>
        </p>
      </Empty>
    ) : (
      <Failed error={task.error} onRetry={() => void task.refetch()} />
    );
  }
  if (task.data === undefined) return <Loading />;
  return (
    <TaskPane {...props} task={task.data} canChange={canLead && task.data.wait !== null} onBack={() => choose(null)} />
  );
}
