/** What the server knows of a task beside its data and its history: its system parameters, each to be copied. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { GraphModel } from '../../graph/model.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useCopy } from '../../ui/use_copy.ts';
import { RelativeLink } from './relative_link.tsx';
import { statusOf, type Task } from './task_data.ts';
import css from './task_panel.module.css';

export function AboutTab({ task, graph }: { task: Task; graph: GraphModel }) {
  const { t, i18n } = useTranslation();
  const { parent } = task;
  const titleOf = (id: string): string => graph.nodes.find((node) => node.id === id)?.title || id;
  const time = (ms: number): string => new Date(ms).toLocaleString(i18n.language);
  return (
    <dl className={css.about}>
      <Row label={t('process.node.ref')} copy={task.ref}>
        {task.ref ?? t('process.task.noRef')}
      </Row>
      <Row label={t('process.system.taskId')} copy={task.id}>
        <code>{task.id}</code>
      </Row>
      <Row label={t('process.system.status')}>{t(`process.task.status.${statusOf(task)}`)}</Row>
      <Row label={t('process.system.created')}>{time(task.created)}</Row>
      <Row label={t('process.node.changed')}>{time(task.changed)}</Row>
      <Row label={t('process.system.node')} copy={task.node}>
        {titleOf(task.node)}
      </Row>
      {task.from !== null && <Row label={t('process.system.previous')}>{titleOf(task.from)}</Row>}
      <Row label={t('process.system.user')}>{task.user}</Row>
      {parent !== null && (
        <Row label={t(`process.task.parent.${parent.via}`)}>
          <RelativeLink relative={parent} />
        </Row>
      )}
    </dl>
  );
}

function Row({ label, copy = null, children }: { label: string; copy?: string | null; children: ReactNode }) {
  const { t } = useTranslation();
  const take = useCopy();
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <span>{children}</span>
        {copy !== null && (
          <Button
            kind="quiet"
            icon={<Icon name="copy" size={15} />}
            label={t('process.task.copy', { what: label })}
            onClick={() => void take(copy)}
          />
        )}
      </dd>
    </>
  );
}
