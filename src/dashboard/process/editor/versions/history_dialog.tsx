/** The versions of the process: each can be opened, compared with the one before it, and made live again. */
import { useTranslation } from 'react-i18next';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Failed, Loading } from '../../../ui/state.tsx';
import css from '../dialogs.module.css';
import type { Saver } from '../saver.ts';
import type { Version } from '../server.ts';
import { useEditor } from '../store.ts';
import type { Looked, Which } from './looked.ts';
import { RollBack } from './roll_back.tsx';
import { useVersions } from './use_versions.ts';
import { toneOf, whenMade } from './version_name.ts';

interface Props {
  saver: Saver;
  onLook(looked: Looked): void;
  onClose(): void;
}

export function HistoryDialog({ saver, onLook, onClose }: Props) {
  const { t } = useTranslation();
  const mayEdit = useEditor(({ about }) => about.mayEdit);
  const versions = useVersions();
  const look = (version: Which, since: Which | null): void => {
    onClose();
    onLook({ version, since });
  };
  return (
    <Dialog title={t('editor.history.title')} onClose={onClose} wide>
      <p className={css.soft}>{t('editor.history.about')}</p>
      {versions.isPending && <Loading />}
      {versions.isError && <Failed error={versions.error} />}
      <ul className={css.versions}>
        {versions.data?.map((one, index) => {
          const which = one.state === 'draft' ? 'draft' : one.version;
          const before = versions.data[index + 1];
          return (
            <li key={one.version} className={css.version} data-version={one.version}>
              <VersionName version={one} />
              {before !== undefined && (
                <Button onClick={() => look(which, before.version)}>{t('editor.history.changes')}</Button>
              )}
              {which !== 'draft' && <Button onClick={() => look(which, null)}>{t('editor.history.open')}</Button>}
              {mayEdit && one.state === 'old' && <RollBack {...{ saver }} version={one.version} onDone={onClose} />}
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}

function VersionName({ version: { version, state, time, userName } }: { version: Version }) {
  const { t } = useTranslation();
  return (
    <span className={css.versionName}>
      <strong>{version}</strong>
      <Badge tone={toneOf(state)}>{t(`editor.history.${state}`)}</Badge>
      <span className={css.soft}>{t('editor.history.made', { when: whenMade(time), user: userName })}</span>
    </span>
  );
}
