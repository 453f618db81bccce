/** The debugged task: where it is held, what the last tact did, its data to be changed, and all its tacts. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { CodeBox } from '../../code/code_box.tsx';
import type { GraphModel, GraphNode } from '../../graph/model.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import type { ProcessInfo } from '../data.ts';
import { type Secrets, staysOf, type Task } from '../task/task_data.ts';
import panel from '../task/task_panel.module.css';
import { Changes, Timeline } from '../task/timeline.tsx';
import { WaitCard } from '../task/wait_card.tsx';
import css from './debug.module.css';
import type { Draft } from './draft.ts';
import type { Debugger } from './use_debugger.ts';

interface Props {
  info: ProcessInfo;
  graph: GraphModel;
  task: Task;
  draft: Draft;
  /** Its data may be changed with a step. */
  canChange: boolean;
  steps: Debugger;
  secrets: Secrets;
  onSecrets(secrets: Secrets): void;
  onNode(id: string): void;
  onBack(): void;
}

const TABS = ['data', 'history'] as const;

export function TaskPane(props: Props) {
  const { info, graph, task, secrets, onSecrets, onNode, onBack } = props;
  const { t } = useTranslation();
  const [tab, setTab] = useState<(typeof TABS)[number]>('data');
  return (
    <>
      <header className={panel.head}>
        <Button kind="quiet" icon={<Icon name="back" />} label={t('debug.task.back')} onClick={onBack} />
        <div>
          <h2 className={css.ref} title={task.ref ?? task.id}>
            {task.ref ?? `…${task.id.slice(-8)}`}
          </h2>
          <span className={panel.id}>{task.id}</span>
        </div>
        <Link href={`/process/${info.id}/task/${task.id}`}>{t('debug.task.page')}</Link>
      </header>
      <WaitCard task={task} graph={graph} />
      <span className="hidden-text" role="status">
        {t('debug.task.stands', { node: graph.nodes.find(({ id }) => id === task.node)?.title ?? task.node })}
      </span>
      <Standing task={task} />
      <LastTact task={task} graph={graph} onNode={onNode} />
      <div className={panel.bar}>
        <Tabs
          label={t('process.task.title')}
          names={TABS}
          chosen={tab}
          textOf={(one) => t(`debug.task.${one}`)}
          onChoose={setTab}
        />
        {info.may.modify && (
          <Button
            kind="quiet"
            icon={<Icon name="eye" />}
            label={t(secrets === 'masked' ? 'process.task.reveal' : 'process.task.hide')}
            aria-pressed={secrets === 'revealed'}
            title={`${t(secrets === 'masked' ? 'process.task.reveal' : 'process.task.hide')}. ${t('process.task.revealHint')}`}
            onClick={() => onSecrets(secrets === 'masked' ? 'revealed' : 'masked')}
          />
        )}
      </div>
      <div role="tabpanel" aria-label={t(`debug.task.${tab}`)}>
        {tab === 'data' ? (
          <Data {...props} />
        ) : (
          <Timeline stays={staysOf(task)} graph={graph} chosen={[task.node]} onNode={onNode} />
        )}
      </div>
    </>
  );
}

function Standing({ task: { wait } }: { task: Task }) {
  const { t } = useTranslation();
  if (wait !== null && wait.kind !== 'effect') return null;
  return <p className={css.hint}>{t(wait === null ? 'debug.task.ended' : 'debug.task.waiting')}</p>;
}

/** From which node the task came to where it is, and what the node before changed in its data. */
function LastTact({ task, graph, onNode }: Pick<Props, 'task' | 'graph' | 'onNode'>) {
  const { t } = useTranslation();
  const stays = staysOf(task);
  const [now, left] = [stays[0], stays[1]];
  const titleOf = (id: string): string => {
    const node: GraphNode | undefined = graph.nodes.find((one) => one.id === id);
    return node === undefined ? id : node.title || t(`process.actions.${node.action}`);
  };
  return (
    <section className={css.last} aria-label={t('debug.task.last')}>
      <h3>{t('debug.task.last')}</h3>
      {now === undefined || left === undefined ? (
        <p className={css.hint}>{t('debug.task.lastNone')}</p>
      ) : (
        <>
          <div className={css.from}>
            <button type="button" onClick={() => onNode(left.node)}>
              {titleOf(left.node)}
            </button>
            <Icon name="chevron" size={14} />
            <button type="button" onClick={() => onNode(now.node)}>
              {titleOf(now.node)}
            </button>
            {now.woken && now.cause !== 'step' && (
              <span className={css.cause}>{t(`process.causes.${now.cause}`, { defaultValue: now.cause })}</span>
            )}
          </div>
          {left.changes.length === 0 && <p className={css.hint}>{t('debug.task.lastSame')}</p>}
          <Changes changes={left.changes} />
        </>
      )}
    </section>
  );
}

function Data({ task, draft, canChange, steps }: Props) {
  const { t } = useTranslation();
  if (!canChange) return <pre className={panel.json}>{JSON.stringify(task.data, null, 2)}</pre>;
  const { error, changes, kept } = draft;
  const { playing, busy, letsGo } = steps;
  return (
    <div className={css.data}>
      <CodeBox
        label={t('debug.task.json')}
        bare
        language="json"
        value={draft.text}
        onChange={draft.write}
        held={busy || playing}
        error={error === null ? undefined : t('debug.task.invalid', { text: error })}
        hint={t(`debug.task.${playing ? 'dataPlayed' : letsGo ? 'dataWait' : 'dataHint'}`)}
      />
      {draft.isChanged && (
        <div className={css.changed}>
          <h4>{t('debug.task.changes')}</h4>
          <Button kind="quiet" icon={<Icon name="undo" size={16} />} onClick={draft.reset}>
            {t('debug.task.reset')}
          </Button>
        </div>
      )}
      <Changes changes={changes} />
      {kept.length > 0 && (
        <p role="status" className={css.warn}>
          {t('debug.task.kept', { count: kept.length, names: kept.join(', ') })}
        </p>
      )}
    </div>
  );
}
