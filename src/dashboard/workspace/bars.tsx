/** The bars around a list: filters above it, what can be done with the chosen rows, pages below it. */
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Actions } from './actions.tsx';
import type { Filter, Item, Listed } from './data.ts';
import { isExportable } from './export.ts';
import css from './frame.module.css';

const FILTERS: Filter[] = ['all', 'folder', 'process', 'state', 'dashboard', 'instance'];

export function FilterBar({
  listed,
  count,
  onFilter,
}: {
  listed: Listed;
  count: number | undefined;
  onFilter(filter: Filter): void;
}) {
  const { t } = useTranslation();
  return (
    <div className={css.bar}>
      <fieldset className={css.filters} aria-label={t('workspace.list.filter')}>
        {FILTERS.map((filter) => (
          <button key={filter} type="button" aria-pressed={listed.filter === filter} onClick={() => onFilter(filter)}>
            {t(`workspace.filter.${filter}`)}
          </button>
        ))}
      </fieldset>
      <span className={css.space} />
      <span className={css.soft} role="status">
        {count !== undefined && t('workspace.list.count', { count })}
      </span>
    </div>
  );
}

export function ChosenBar({ items, actions, onClear }: { items: Item[]; actions: Actions; onClear(): void }) {
  const { t } = useTranslation();
  const mayAll = (right: 'modify' | 'delete'): boolean => items.every(({ rights }) => rights.includes(right));
  return (
    <div className={css.bar} role="toolbar" aria-label={t('workspace.list.withChosen')}>
      <strong role="status">{t('workspace.list.chosen', { count: items.length })}</strong>
      <span className={css.space} />
      <Button icon={<Icon name="folder" />} disabled={!mayAll('modify')} onClick={() => actions.move(items)}>
        {t('workspace.act.move')}
      </Button>
      <Button
        icon={<Icon name="down" />}
        disabled={!items.every(isExportable)}
        title={items.every(isExportable) ? undefined : t('workspace.list.notExportable')}
        onClick={() => actions.exportAll(items, 'json')}
      >
        {t('workspace.act.export')}
      </Button>
      <Button
        kind="danger"
        icon={<Icon name="trash" />}
        disabled={!mayAll('delete')}
        onClick={() => actions.remove(items)}
      >
        {t('workspace.act.delete')}
      </Button>
      <Button kind="quiet" icon={<Icon name="close" />} label={t('workspace.list.clear')} onClick={onClear} />
    </div>
  );
}

export function Pages({
  page,
  count,
  rows,
  onPage,
}: {
  page: number;
  count: number;
  rows: number;
  onPage(page: number): void;
}) {
  const { t } = useTranslation();
  const pages = Math.ceil(count / rows);
  if (pages <= 1) return null;
  return (
    <nav className={css.bar} aria-label={t('workspace.list.pages')}>
      <span className={css.soft}>
        {t('workspace.list.range', { from: page * rows + 1, to: Math.min(count, (page + 1) * rows), count })}
      </span>
      <span className={css.space} />
      <Button
        disabled={page === 0}
        icon={<Icon name="back" />}
        label={t('workspace.list.previous')}
        onClick={() => onPage(page - 1)}
      />
      <Button
        disabled={page >= pages - 1}
        icon={<Icon name="chevron" />}
        label={t('workspace.list.next')}
        onClick={() => onPage(page + 1)}
      />
    </nav>
  );
}
