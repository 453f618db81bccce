/** Beside the graph: who the task is, what can be done with it, where it waits, and its timeline. */

import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ask } from '../../data/client.ts';
import type { GraphModel } from '../../graph/model.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useCopy } from '../../ui/use_copy.ts';
import { useTitle } from '../../ui/use_title.ts';
import { AddTask, type Given } from '../add_task/add_task.tsx';
import type { ProcessInfo } from '../data.ts';
import { AboutTab } from './about_tab.tsx';
import { RelativeLink } from './relative_link.tsx';
import { RetryDialog } from './retry_dialog.tsx';
import { scenarioOf } from './scenario.ts';
import { type Secrets, sentData, statusOf, staysOf, type Task } from './task_data.ts';
import css from './task_panel.module.css';
import { Timeline } from './timeline.tsx';
import { WaitCard } from './wait_card.tsx';

interface Props {
  info: ProcessInfo;
  graph: GraphModel;
  task: Task;
  secrets: Secrets;
  chosen: readonly string[];
  onNode(id: string): void;
  onSecrets(secrets: Secrets): void;
}

const TABS = ['timeline', 'data', 'about'] as const;
type Tab = (typeof TABS)[number];

const TONES: Record<string, Tone> = { processed: 'good', delayed: 'wait', canceled: 'bad', processing: 'accent' };

export function TaskPanel({ info, graph, task, secrets, chosen, onNode, onSecrets }: Props) {
  const { t, i18n } = useTranslation();
  const [tab, setTab] = useState<Tab>('timeline');
  const stays = useMemo(() => staysOf(task), [task]);
  const status = statusOf(task);
  useTitle(task.ref ?? task.id, info.title);
  const created = new Date(task.created).toLocaleString(i18n.language);
  return (
    <aside className={css.panel} aria-label={t('process.task.title')}>
      <header className={css.head}>
        <h1 title={task.ref ?? task.id}>{task.ref ?? `…${task.id.slice(-8)}`}</h1>
        <Badge tone={TONES[status] ?? 'plain'}>{t(`process.task.status.${status}`)}</Badge>
        <Actions {...{ info, graph, task }} from={chosen.at(-1) ?? task.node} />
        <p className={css.id}>
          {task.id} · {created}
          {task.parent !== null && (
            <span>
              {t(`process.task.parent.${task.parent.via}`)}: <RelativeLink relative={task.parent} />
            </span>
          )}
        </p>
      </header>
      <WaitCard task={task} graph={graph} />
      <div className={css.bar}>
        <Tabs
          label={t('process.task.title')}
          names={TABS}
          chosen={tab}
          textOf={(one) => t(`process.task.${one}`)}
          onChoose={setTab}
        />
        {info.may.modify && (
          <Button
            kind="quiet"
            icon={<Icon name="eye" />}
            aria-pressed={secrets === 'revealed'}
            aria-label={t(secrets === 'masked' ? 'process.task.reveal' : 'process.task.hide')}
            title={t('process.task.revealHint')}
            onClick={() => onSecrets(secrets === 'masked' ? 'revealed' : 'masked')}
          >
            <span className={css.wide}>{t(secrets === 'masked' ? 'process.task.reveal' : 'process.task.hide')}</span>
          </Button>
        )}
      </div>
      <div className={css.content} role="tabpanel">
        {tab === 'timeline' && <Timeline stays={stays} graph={graph} chosen={chosen} onNode={onNode} />}
        {tab === 'data' && <DataTab task={task} />}
        {tab === 'about' && <AboutTab task={task} graph={graph} />}
      </div>
    </aside>
  );
}

function DataTab({ task }: { task: Task }) {
  const { t } = useTranslation();
  const copy = useCopy();
  const text = useMemo(() => JSON.stringify(task.data, null, 2), [task.data]);
  return (
    <div className={css.data}>
      <Button kind="quiet" icon={<Icon name="copy" />} onClick={() => void copy(text)}>
        {t('shell.common.copy')}
      </Button>
      <pre className={css.json}>{text}</pre>
    </div>
  );
}

interface ActionsProps {
  info: ProcessInfo;
  graph: GraphModel;
  task: Task;
  /** The node that is looked at. */
  from: string;
}

function Actions({ info, graph, task, from }: ActionsProps) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const copy = useCopy();
  const [, go] = useLocation();
  const [given, setGiven] = useState<Given | null>(null);
  const [asking, setAsking] = useState(false);
  const [retrying, setRetrying] = useState(false);
  const again = async (): Promise<void> => {
    setGiven({ mode: 'create', ref: task.ref, data: await sentData(info, task) });
  };
  const scenario = (): void => {
    const text = JSON.stringify(scenarioOf(info.title, task, graph), null, 2);
    void copy(text, t('process.task.scenarioDone'));
  };
  const remove = async (): Promise<void> => {
    try {
      await ask({ type: 'delete', obj: 'task', conv_id: info.id, obj_id: task.id });
      toasts.done(t('process.node.deleted', { count: 1 }));
      go(`/process/${info.id}/view`);
    } catch (error) {
      toasts.failed(error);
    }
  };
  const items: MenuItem[] = [{ label: t('process.task.scenario'), icon: 'copy', onChoose: scenario }];
  if (info.status === 'debug' && task.waits !== null) {
    items.unshift({
      label: t('debug.task.open'),
      icon: 'play',
      onChoose: () => go(`/process/${info.id}/debug?task=${task.id}`),
    });
  }
  if (info.may.create) {
    items.unshift({
      label: t('process.task.again'),
      icon: 'redo',
      onChoose: () => void again().catch((error: unknown) => toasts.failed(error)),
    });
    if (task.waits !== null)
      items.unshift({ label: t('process.retry.open'), icon: 'undo', onChoose: () => setRetrying(true) });
    items.push({ label: t('process.task.delete'), icon: 'trash', danger: true, onChoose: () => setAsking(true) });
  }
  return (
    <>
      {info.may.create && task.waits !== null && (
        <Button
          icon={<Icon name="edit" />}
          onClick={() => setGiven({ mode: 'modify', ref: task.ref, obj_id: task.id, data: task.data })}
        >
          {t('process.task.modify')}
        </Button>
      )}
      <Menu label={t('shell.common.more')} items={items} />
      {given !== null && (
        <AddTask
          info={info}
          given={given}
          onClose={() => setGiven(null)}
          onSent={({ obj_id }) => go(`/process/${info.id}/task/${obj_id}`)}
        />
      )}
      {retrying && <RetryDialog convId={info.id} {...{ task, graph, from }} onClose={() => setRetrying(false)} />}
      {asking && (
        <Confirm
          title={t('process.node.deleteTitle', { count: 1 })}
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
