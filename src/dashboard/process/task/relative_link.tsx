/** The way to a task that another one hangs together with; to its process where the task is no longer kept. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Relative } from './task_data.ts';

export function RelativeLink({ relative }: { relative: Relative }) {
  const { t } = useTranslation();
  const { conv, convTitle, id, ref } = relative;
  const process = `${convTitle || t('process.task.process')} #${conv}`;
  if (id === null) return <Link href={`/process/${conv}/view`}>{process}</Link>;
  return <Link href={`/process/${conv}/task/${id}`}>{`${process} · ${ref ?? `…${id.slice(-8)}`}`}</Link>;
}
