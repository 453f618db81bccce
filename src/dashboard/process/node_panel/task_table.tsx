/** Tasks as rows: reference, times, and the beginning of their data. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { When } from '../../ui/when.tsx';
import { preview, type TaskRow } from '../data.ts';
import css from './node_panel.module.css';

interface Props {
  id: number;
  tasks: TaskRow[];
  chosen: ReadonlySet<string>;
  /** Absent where nothing may be done to them. */
  onChoose: ((ids: ReadonlySet<string>) => void) | undefined;
}

export function TaskTable({ id, tasks, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const all = tasks.every((task) => chosen.has(task.id));
  const toggle = (task: string): void => {
    const next = new Set(chosen);
    if (!next.delete(task)) next.add(task);
    onChoose?.(next);
  };
  return (
    <table className={css.table}>
      <thead>
        <tr>
          {onChoose !== undefined && (
            <th className={css.check}>
              <input
                type="checkbox"
                aria-label={t('process.node.chooseAll')}
                checked={all}
                onChange={() => onChoose(all ? new Set() : new Set(tasks.map((task) => task.id)))}
              />
            </th>
          )}
          <th>{t('process.node.ref')}</th>
          <th>{t('process.node.created')}</th>
          <th>{t('process.node.changed')}</th>
          <th>{t('process.node.data')}</th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <tr key={task.id} data-chosen={chosen.has(task.id)} data-task={task.ref ?? task.id}>
            {onChoose !== undefined && (
              <td className={css.check}>
                <input
                  type="checkbox"
                  aria-label={t('process.node.choose', { task: task.ref ?? task.id })}
                  checked={chosen.has(task.id)}
                  onChange={() => toggle(task.id)}
                />
              </td>
            )}
            <td title={task.ref ?? task.id}>
              <Link href={`/process/${id}/task/${task.id}`} className={task.ref === null ? css.made : undefined}>
                {task.ref ?? `…${task.id.slice(-8)}`}
              </Link>
            </td>
            <td>
              <When at={task.created / 1000} />
            </td>
            <td>
              <When at={task.changed / 1000} />
            </td>
            <td className={css.preview} title={preview(task.data, 2000)}>
              {preview(task.data)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
