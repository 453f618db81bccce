/** Tasks one below the other with their data as JSON; of very large ones the beginning. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { GraphNode } from '../../graph/model.ts';
import { Menu } from '../../ui/menu.tsx';
import { type ProcessInfo, preview, type TaskRow } from '../data.ts';
import css from './node_panel.module.css';
import { SYSTEM_FIELDS, useSystemText } from './system_fields.tsx';
import { useTaskMenu } from './task_menu.tsx';

const SHOWN_CHARS = 4000;

interface Props {
  info: ProcessInfo;
  nodes: readonly GraphNode[];
  tasks: TaskRow[];
  system: boolean;
  onChanged(): void;
}

export function TaskJson({ info, nodes, tasks, system, onChanged }: Props) {
  const { t } = useTranslation();
  const systemText = useSystemText(nodes);
  const { menuOf, dialog } = useTaskMenu({ info, onChanged });
  return (
    <>
      {dialog}
      {tasks.map((task) => (
        <section key={task.id} className={css.one} data-task={task.ref ?? task.id}>
          <header>
            <Link href={`/process/${info.id}/task/${task.id}`}>{task.ref ?? task.id}</Link>
            <Menu label={t('process.node.actions', { task: task.ref ?? task.id })} items={() => menuOf(task)} />
          </header>
          {system && (
            <dl className={css.system}>
              {SYSTEM_FIELDS.map((field) => [field, systemText(task, field)] as const)
                .filter(([, value]) => value !== '')
                .map(([field, value]) => (
                  <div key={field}>
                    <dt>{t(`process.system.${field}`)}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
            </dl>
          )}
          <pre className={css.json}>{preview(JSON.stringify(task.data, null, 2), SHOWN_CHARS)}</pre>
        </section>
      ))}
    </>
  );
}
