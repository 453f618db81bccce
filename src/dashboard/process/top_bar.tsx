/** Above a process: where it lies, how it stands, what to look for in it, and the way to its editor. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { ask, RequestError, text } from '../data/client.ts';
import { Button } from '../ui/button.tsx';
import { errorText } from '../ui/error_text.ts';
import { Icon } from '../ui/icon.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { useToasts } from '../ui/toast.tsx';
import { Told } from '../ui/told.tsx';
import { useTitle } from '../ui/use_title.ts';
import type { ProcessInfo } from './data.ts';
import { Modes } from './modes.tsx';
import { Status } from './status.tsx';
import css from './top_bar.module.css';

interface Props {
  info: ProcessInfo;
  mode: 'view' | 'debug' | 'task';
  onAdd?: () => void;
  onImport?: () => void;
}

export function TopBar({ info, mode, onAdd, onImport }: Props) {
  const { t } = useTranslation();
  useTitle(info.title);
  const folder = info.folderId === 0 ? t('process.view.root') : info.folderTitle;
  return (
    <header className={css.bar}>
      <nav className={css.crumbs} aria-label={t('process.view.path')}>
        <Link href={`/folder/${info.folderId}`} className={css.folder}>
          {folder}
        </Link>
        <Icon name="chevron" size={14} />
        {mode === 'task' && <Link href={`/process/${info.id}/view`}>{info.title}</Link>}
        {mode !== 'task' && <h1 className={css.title}>{info.title}</h1>}
        <span className={css.id}>#{info.id}</span>
      </nav>
      <Modes id={info.id} at={mode === 'task' ? null : mode} />
      <Status info={info} />
      <span className={css.space} />
      <TaskSearch id={info.id} to={`/process/${info.id}/${mode === 'debug' ? 'debug?task=' : 'task/'}`} />
      {info.may.create && onAdd !== undefined && (
        <Button kind="main" icon={<Icon name="add" />} onClick={onAdd} title={t('process.add.button')}>
          <span className={css.wide}>{t('process.add.button')}</span>
        </Button>
      )}
      <More info={info} onImport={info.may.create ? onImport : undefined} />
    </header>
  );
}

/** A star is the person's own: what has one is listed under Starred. */
function More({ info: { id, starred }, onImport }: { info: ProcessInfo; onImport: (() => void) | undefined }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const toasts = useToasts();
  const mark = useMutation({
    mutationFn: () => ask({ type: 'favorite', obj: 'conv', obj_id: id, favorite: !starred }),
    onError: (error) => toasts.failed(error),
    onSettled: () =>
      Promise.all([['process', id], ['folder']].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  const items: MenuItem[] = [
    { label: t(starred ? 'workspace.act.unstar' : 'workspace.act.star'), icon: 'star', onChoose: () => mark.mutate() },
  ];
  if (onImport !== undefined) items.push({ label: t('process.import.title'), icon: 'up', onChoose: onImport });
  return <Menu label={t('shell.common.more')} items={items} />;
}

/** By reference, or by the id of a task; what is found opens at the address that `to` begins. */
function TaskSearch({ id, to }: { id: number; to: string }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [missing, setMissing] = useState<string>();
  const [busy, setBusy] = useState(false);
  const search = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const wanted = String(new FormData(event.currentTarget).get('task') ?? '').trim();
    if (wanted === '') return;
    setBusy(true);
    try {
      go(`${to}${await findTask(id, wanted)}`);
    } catch (error) {
      const isMissing = error instanceof RequestError && error.code === 'not_found_task';
      setMissing(isMissing ? t('process.view.noTask', { task: wanted }) : errorText(error));
    }
    // The page that it leads to may have this very field.
    setBusy(false);
  };
  return (
    <search>
      <form className={css.search} onSubmit={(event) => void search(event)}>
        <Icon name="search" size={16} />
        <input
          name="task"
          type="search"
          aria-label={t('process.view.search')}
          placeholder={t('process.view.search')}
          aria-invalid={missing !== undefined}
          aria-describedby={missing === undefined ? undefined : 'task-missing'}
          disabled={busy}
          onChange={() => setMissing(undefined)}
        />
        {missing !== undefined && (
          <span id="task-missing" role="alert" className={css.missing}>
            <Told text={missing} />
          </span>
        )}
      </form>
    </search>
  );
}

async function findTask(conv_id: number, wanted: string): Promise<string> {
  const show = { type: 'show', obj: 'task', conv_id, secrets: 'masked' };
  const byRef = ask({ ...show, ref: wanted });
  const byId = /^[0-9a-f]{24}$/.test(wanted) ? ask({ ...show, obj_id: wanted }) : byRef;
  const [id, ref] = await Promise.allSettled([byId, byRef]);
  const found = id.status === 'fulfilled' ? id : ref;
  if (found.status === 'rejected') throw found.reason;
  return text(found.value.obj_id);
}
