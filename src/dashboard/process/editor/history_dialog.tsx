/** The versions of the process: each can be looked at, compared with the draft, and made live again. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../../data/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failed, Loading } from '../../ui/state.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { language } from '../../words/index.ts';
import css from './dialogs.module.css';
import { DifferenceList } from './difference_panel.tsx';
import { difference } from './merge.ts';
import type { Saver } from './saver.ts';
import { fetchVersion, fetchVersions, type Version } from './server.ts';
import { useEditor } from './store.ts';

export function HistoryDialog({ saver, onClose }: { saver: Saver; onClose: () => void }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const { id, mayEdit } = useEditor(({ about }) => about);
  const versions = useQuery({ queryKey: ['versions', id], queryFn: () => fetchVersions(id), staleTime: 0 });
  const [shown, show] = useState<number | null>(null);
  const [asked, ask_] = useState<number | null>(null);
  const rollBack = async (version: number): Promise<void> => {
    try {
      if (!(await saver.save())) return;
      const draft = saver.draftVersion;
      if (draft !== null) await ask({ type: 'delete', obj: 'commits', conv_id: id, version: draft });
      await ask({ type: 'roll_back', obj: 'commit', conv_id: id, version });
      await saver.pull();
      void saver.check();
      toasts.done(t('editor.history.done', { version }));
      onClose();
    } catch (error) {
      toasts.failed(error);
    }
  };
  return (
    <Dialog title={t('editor.history.title')} onClose={onClose} wide>
      {versions.isPending && <Loading />}
      {versions.isError && <Failed error={versions.error} />}
      <ul className={css.versions}>
        {versions.data?.map((version) => (
          <li key={version.version}>
            <div className={css.version}>
              <VersionName version={version} />
              <Button
                aria-expanded={shown === version.version}
                onClick={() => show(shown === version.version ? null : version.version)}
              >
                {t('editor.history.compare')}
              </Button>
              {mayEdit && version.state === 'old' && (
                <Button onClick={() => ask_(version.version)}>{t('editor.history.rollBack')}</Button>
              )}
            </div>
            {asked === version.version && (
              <div className={css.asks} role="alert">
                <span>{t('editor.history.sure')}</span>
                <Button kind="danger" onClick={() => void rollBack(version.version)}>
                  {t('editor.history.rollBack')}
                </Button>
                <Button onClick={() => ask_(null)}>{t('shell.common.cancel')}</Button>
              </div>
            )}
            {shown === version.version && <Compared version={version.version} />}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function VersionName({ version: { version, state, time, userId } }: { version: Version }) {
  const { t } = useTranslation();
  const when = new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(time * 1000);
  return (
    <span className={css.versionName}>
      <strong>{version}</strong>
      <Badge tone={state === 'live' ? 'good' : state === 'draft' ? 'warn' : 'plain'}>
        {t(`editor.history.${state}`)}
      </Badge>
      <span className={css.soft}>{t('editor.history.made', { when, user: userId })}</span>
    </span>
  );
}

function Compared({ version }: { version: number }) {
  const id = useEditor(({ about }) => about.id);
  const draft = useEditor(({ history }) => history.present);
  const found = useQuery({
    queryKey: ['version', id, version],
    queryFn: () => fetchVersion(id, version),
    staleTime: 0,
  });
  if (found.isError) return <Failed error={found.error} />;
  if (found.data === undefined) return <Loading />;
  const old = { ...found.data, params: draft.params, ref_mask: draft.ref_mask };
  return <DifferenceList compared={difference(old, draft)} />;
}
