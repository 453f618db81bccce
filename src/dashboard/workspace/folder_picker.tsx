/** Choosing a folder: one goes into folders as in the list, and takes the one that is open. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask, rows } from '../data/client.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Failed, Loading } from '../ui/state.tsx';
import { readItem, TEMPLATES_FOLDER, usePath } from './data.ts';
import css from './folder_picker.module.css';

interface Props {
  label: string;
  folder: number;
  /** Folders that cannot be gone into: those that are moved. */
  without?: number[];
  onChange(folder: number): void;
}

export function FolderPicker({ label, folder, without = [], onChange }: Props) {
  const { t } = useTranslation();
  const path = usePath(folder);
  const inside = useQuery({
    queryKey: ['branch', folder],
    queryFn: async () => rows((await ask({ type: 'list', obj: 'folder_branch', obj_id: folder })).list).map(readItem),
  });
  const crumbs = folder === 0 ? [] : (path.data ?? []);
  const folders = (inside.data ?? [])
    .filter(({ id }) => id !== TEMPLATES_FOLDER && !without.includes(id))
    .toSorted((a, b) => a.title.localeCompare(b.title));
  return (
    <fieldset className={css.frame}>
      <legend className={css.label}>{label}</legend>
      <div className={css.box}>
        <div className={css.path}>
          {[{ id: 0, title: t('workspace.root') }, ...crumbs].map(({ id, title }) => (
            <button
              key={id}
              type="button"
              aria-current={id === folder ? 'true' : undefined}
              onClick={() => onChange(id)}
            >
              {title}
            </button>
          ))}
        </div>
        <div className={css.list}>
          {inside.isPending && <Loading />}
          {inside.isError && <Failed error={inside.error} />}
          {inside.isSuccess && folders.length === 0 && <p className={css.none}>{t('workspace.picker.none')}</p>}
          {folders.map(({ id, title }) => (
            <Button
              key={id}
              kind="quiet"
              className={css.folder ?? ''}
              icon={<Icon name="folder" />}
              onClick={() => onChange(id)}
            >
              {title}
            </Button>
          ))}
        </div>
      </div>
    </fieldset>
  );
}
