/**
 * Makes a process of a template, and its first task where one can be begun with: from there a token is one Connect away.
 * Who comes back finds what is left to do.
 */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'wouter';
import { ask, number, rows, text } from '../data/client.ts';
import { type Fault, type Row, readRows, rowsOf } from '../process/add_task/rows.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { useToasts } from '../ui/toast.tsx';
import { FolderPicker } from '../workspace/folder_picker.tsx';
import { useRun } from '../workspace/use_run.ts';
import { ConnectButton } from './connect_button.tsx';
import type { TemplateCard, TemplateDetails } from './data.ts';
import { FirstTask, RedirectAddress } from './first_task.tsx';
import css from './template_page.module.css';

interface Props {
  template: TemplateCard;
  details: TemplateDetails;
}

export function StartForm({ template, details: { params, keepsToken } }: Props) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const clone = useClone(template.name);
  const [folder, setFolder] = useState(Number(search.get('folder') ?? 0) || 0);
  const [title, setTitle] = useState(template.title);
  const [values, setValues] = useState<Row[]>(() => rowsOf(params, {}));
  const [faults, setFaults] = useState<ReadonlyMap<number, Fault>>(new Map());
  const made = Number(search.get('made') ?? 0);
  // Processes that others call have nothing that must be given: their first task comes by itself.
  const hasTask = params.some(({ flags }) => flags.includes('required'));
  const toTask = (conv: number): string => `/process/${conv}/view?add=1${keepsToken ? '&ref=token' : ''}`;
  const cloneOnly = async (): Promise<void> => {
    const conv = await clone.run(folder, title);
    if (conv === null) return;
    // Whoever goes back from the process finds what is left to do here.
    setSearch({ made: String(conv) }, { replace: true });
    navigate(hasTask ? toTask(conv) : `/process/${conv}/view`);
  };
  const start = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!hasTask) return cloneOnly();
    const read = readRows(values, true);
    setFaults(read.faults);
    if (read.faults.size > 0) return;
    const conv = await clone.run(folder, title);
    if (conv === null) return;
    const ref = keepsToken ? { ref: 'token' } : {};
    const task = await clone.begin({ type: 'create', obj: 'task', conv_id: conv, ...ref, data: read.data });
    setSearch({ made: String(conv), ...(task === null ? {} : { task }) }, { replace: true });
    if (!keepsToken && task !== null) navigate(`/process/${conv}/task/${task}`);
  };
  if (made > 0) return <Next conv={made} task={search.get('task')} {...{ keepsToken, toTask }} />;
  return (
    <aside className={css.start}>
      <form onSubmit={(event) => void start(event)} noValidate>
        <h2>{t('templates.use')}</h2>
        <TextField
          label={t('workspace.field.title')}
          value={title}
          required
          maxLength={255}
          onChange={(event) => setTitle(event.target.value)}
        />
        <FolderPicker label={t('templates.folder')} folder={folder} onChange={setFolder} />
        {keepsToken && <RedirectAddress />}
        {hasTask && <FirstTask rows={values} faults={faults} onChange={setValues} />}
        {hasTask && (
          <Button kind="main" type="submit" busy={clone.busy} disabled={title === ''}>
            {t('templates.start')}
          </Button>
        )}
        <Button
          kind={hasTask ? 'plain' : 'main'}
          busy={clone.busy}
          disabled={title === ''}
          onClick={() => void cloneOnly()}
        >
          {t('templates.clone')}
        </Button>
        <p className={css.soft}>{t(keepsToken ? 'templates.thenToken' : 'templates.thenTask')}</p>
      </form>
    </aside>
  );
}

/** Clones, and makes a first task; each answers null where it was refused, which is told. */
function useClone(name: string) {
  const { t } = useTranslation();
  const run = useRun();
  const toasts = useToasts();
  const [busy, setBusy] = useState(false);
  const asked = async <T,>(work: () => Promise<T>): Promise<T | null> => {
    let answer: T | null = null;
    setBusy(true);
    await run(async () => {
      answer = await work();
    });
    setBusy(false);
    return answer;
  };
  return {
    busy,
    run: (folder_id: number, title: string) =>
      asked(async () => {
        const answer = await ask({ type: 'clone', obj: 'template', name, folder_id, title });
        const also = rows(answer.also)
          .map((row) => text(row.template))
          .join(', ');
        toasts.done(also === '' ? t('templates.made', { title }) : t('templates.madeAlso', { title, also }));
        return number(answer.conv_id);
      }),
    begin: (op: Parameters<typeof ask>[0]) => asked(async () => text((await ask(op)).obj_id)),
  };
}

interface NextProps {
  conv: number;
  task: string | null;
  keepsToken: boolean;
  toTask(conv: number): string;
}

function Next({ conv, task, keepsToken, toTask }: NextProps) {
  const { t } = useTranslation();
  const [, setSearch] = useSearchParams();
  return (
    <aside className={css.next}>
      <section className={css.steps}>
        <h2>{t('templates.next')}</h2>
        {keepsToken && <p>{t(task === null ? 'templates.connectLater' : 'templates.connectNow')}</p>}
        {task === null && <Link href={toTask(conv)}>{t('templates.addTask')}</Link>}
        {keepsToken && <ConnectButton conv={conv} />}
        <Link href={task === null ? `/process/${conv}/view` : `/process/${conv}/task/${task}`}>
          {t(task === null ? 'templates.open' : 'templates.openTask')}
        </Link>
        <Button kind="quiet" onClick={() => setSearch({})}>
          {t('templates.another')}
        </Button>
      </section>
    </aside>
  );
}
