/** Makes a process of a template and leads to its first task; who comes back finds what is left to do. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'wouter';
import { ask, number, rows, text } from '../data/client.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { useToasts } from '../ui/toast.tsx';
import { FolderPicker } from '../workspace/folder_picker.tsx';
import { useRun } from '../workspace/use_run.ts';
import { ConnectButton } from './connect_button.tsx';
import type { TemplateCard } from './data.ts';
import css from './template_page.module.css';

export function StartForm({ template, keepsToken }: { template: TemplateCard; keepsToken: boolean }) {
  const { t } = useTranslation();
  const run = useRun();
  const toasts = useToasts();
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const [folder, setFolder] = useState(Number(search.get('folder') ?? 0) || 0);
  const [busy, setBusy] = useState(false);
  const made = Number(search.get('made') ?? 0);
  const toTask = (conv: number): string => `/process/${conv}/view?add=1${keepsToken ? '&ref=token' : ''}`;
  const start = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get('title'));
    setBusy(true);
    await run(async () => {
      const answer = await ask({ type: 'clone', obj: 'template', name: template.name, folder_id: folder, title });
      const conv = number(answer.conv_id);
      const also = rows(answer.also).map((row) => text(row.template));
      toasts.done(
        also.length === 0 ? t('templates.made', { title }) : t('templates.madeAlso', { title, also: also.join(', ') }),
      );
      // Whoever goes back from the process finds what is left to do here.
      setSearch({ made: String(conv) }, { replace: true });
      navigate(toTask(conv));
    });
    setBusy(false);
  };
  return (
    <aside className={css.start}>
      {made > 0 && (
        <section className={css.steps}>
          <h2>{t('templates.next')}</h2>
          <Link href={`/process/${made}/view`}>{t('templates.open')}</Link>
          <Link href={toTask(made)}>{t('templates.addTask')}</Link>
          {keepsToken && <ConnectButton conv={made} />}
        </section>
      )}
      <form onSubmit={start}>
        <h2>{t('templates.use')}</h2>
        <TextField
          label={t('workspace.field.title')}
          name="title"
          defaultValue={template.title}
          required
          maxLength={255}
        />
        <FolderPicker label={t('templates.folder')} folder={folder} onChange={setFolder} />
        <Button kind="main" type="submit" busy={busy}>
          {t('templates.clone')}
        </Button>
        <p className={css.soft}>{t(keepsToken ? 'templates.thenToken' : 'templates.thenTask')}</p>
      </form>
    </aside>
  );
}
