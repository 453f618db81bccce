/** A folder: what lies in it, sorted and filtered, with all that can be done with it. Files dropped on it are imported. */
import { type DragEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, useParams, useSearchParams } from 'wouter';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { useActions } from './actions.tsx';
import { ChosenBar, FilterBar, Pages } from './bars.tsx';
import { CreateMenu } from './create_menu.tsx';
import {
  type Filter,
  type Item,
  type Listed,
  PAGE_ROWS,
  type Sort,
  TEMPLATES_FOLDER,
  useFolder,
  usePath,
} from './data.ts';
import css from './frame.module.css';
import { Frame, useTabs } from './frame.tsx';
import { ImportDialog } from './import_dialog.tsx';
import { InstanceDialog } from './instance_dialog.tsx';
import { ObjectTable } from './object_table.tsx';
import { Welcome } from './welcome.tsx';

const START: Listed = { filter: 'all', sort: 'title', descending: false, page: 0 };

export default function WorkspacePage() {
  const folder = Number(useParams().id);
  if (folder === TEMPLATES_FOLDER) return <Redirect to="/templates" />;
  // A folder of its own keeps nothing of the one before: neither what was chosen nor the page.
  return <Folder key={folder} folder={Number.isSafeInteger(folder) ? folder : 0} />;
}

function Folder({ folder }: { folder: number }) {
  const { t } = useTranslation();
  const [listed, setListed] = useState(START);
  const [chosen, setChosen] = useState(new Set<number>());
  const [files, setFiles] = useState<File[]>();
  const query = useFolder(folder, listed);
  const path = usePath(folder);
  const last = Math.max(0, Math.ceil((query.data?.count ?? 0) / PAGE_ROWS) - 1);
  // What stood on the last page is gone.
  if (query.data !== undefined && !query.isPlaceholderData && listed.page > last) setListed({ ...listed, page: last });
  const actions = useActions(() => setChosen(new Set()));
  const change = (part: Partial<Listed>): void => {
    setListed({ ...listed, page: 0, ...part });
    setChosen(new Set());
  };
  const sortBy = (sort: Sort): void => {
    const isSame = listed.sort === sort;
    change({ sort, descending: isSame ? !listed.descending : sort === 'date' });
  };
  const crumbs = path.data ?? [];
  const title = folder === 0 ? t('workspace.root') : (crumbs.at(-1)?.title ?? '');
  const items = query.data?.items ?? [];
  const isBare = query.data?.count === 0 && listed.filter === 'all';
  const above = [
    { href: '/folder/0', text: t('workspace.root'), folder: 0 },
    ...crumbs.slice(0, -1).map(({ id, title }) => ({ href: `/folder/${id}`, text: title, folder: id })),
  ];
  return (
    <Frame
      {...(folder === 0 ? {} : { path: above })}
      onMove={actions.moveTo}
      title={title}
      tabs={useTabs(folder, 'objects')}
      actions={<CreateMenu folder={folder} onImport={() => setFiles([])} />}
    >
      <DropZone onFiles={setFiles}>
        {chosen.size > 0 ? (
          <ChosenBar
            items={items.filter(({ id }) => chosen.has(id))}
            actions={actions}
            onClear={() => setChosen(new Set())}
          />
        ) : (
          !isBare && (
            <FilterBar listed={listed} count={query.data?.count} onFilter={(filter: Filter) => change({ filter })} />
          )
        )}
        {query.isPending && <Loading />}
        {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && items.length > 0 && (
          <ObjectTable
            label={title}
            items={items}
            actions={actions}
            chosen={chosen}
            onChoose={setChosen}
            sorting={{ ...listed, onSort: sortBy }}
          />
        )}
        {query.isSuccess && items.length === 0 && (
          <Nothing folder={folder} isBare={isBare} onImport={() => setFiles([])} />
        )}
        <Pages page={listed.page} count={query.data?.count ?? 0} rows={PAGE_ROWS} onPage={(page) => change({ page })} />
      </DropZone>
      {actions.dialog}
      {files !== undefined && <ImportDialog folder={folder} files={files} onClose={() => setFiles(undefined)} />}
      <OpenedByAddress items={items} />
    </Frame>
  );
}

function Nothing({ folder, isBare, onImport }: { folder: number; isBare: boolean; onImport(): void }) {
  const { t } = useTranslation();
  if (!isBare) return <Empty icon="search" title={t('workspace.empty.filtered')} />;
  if (folder === 0) return <Welcome onImport={onImport} />;
  return (
    <Empty icon="folder" title={t('workspace.empty.title')}>
      <p>{t('workspace.empty.text')}</p>
      <Button icon={<Icon name="up" />} onClick={onImport}>
        {t('workspace.import.title')}
      </Button>
    </Empty>
  );
}

/** What is dropped anywhere on the list is imported. */
function DropZone({ onFiles, children }: { onFiles(files: File[]): void; children: ReactNode }) {
  const [over, setOver] = useState(false);
  const hold = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) onFiles(files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the same is in the menu "Create"
    <section
      className={over ? `${css.card} ${css.over}` : css.card}
      onDragOver={hold}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
    </section>
  );
}

/** An address that names a database connection opens its settings: search and links lead there. */
function OpenedByAddress({ items }: { items: Item[] }) {
  const [search, setSearch] = useSearchParams();
  const item = items.find(({ id, kind }) => kind === 'instance' && String(id) === search.get('open'));
  return item === undefined ? null : <InstanceDialog item={item} onClose={() => setSearch({}, { replace: true })} />;
}
