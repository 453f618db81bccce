/** A list of objects as a table: chosen with boxes, opened by the title, everything else in the menu of the row. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { inLanguage } from '../process/in_language.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { When } from '../ui/when.tsx';
import { language } from '../words/index.ts';
import type { Actions } from './actions.tsx';
import { KindIcon, Status } from './badges.tsx';
import { hrefOf, type Item, type Sort } from './data.ts';
import { folderTarget, startDrag } from './drag.ts';
import css from './object_table.module.css';

interface Props {
  label: string;
  items: Item[];
  actions: Actions;
  chosen: Set<number>;
  onChoose(chosen: Set<number>): void;
  /** Without it the list is as it is. */
  sorting?: { sort: Sort; descending: boolean; onSort(sort: Sort): void };
}

export function ObjectTable({ label, items, actions, chosen, onChoose, sorting }: Props) {
  const { t } = useTranslation();
  const all = items.length > 0 && items.every(({ id }) => chosen.has(id));
  const chooseAll = (): void => onChoose(new Set(all ? [] : items.map(({ id }) => id)));
  const choose = (id: number): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  };
  return (
    <table className={css.table} aria-label={label}>
      <thead>
        <tr>
          <th className={css.box}>
            <input type="checkbox" aria-label={t('workspace.list.chooseAll')} checked={all} onChange={chooseAll} />
          </th>
          <Head name="title" sorting={sorting} />
          <th>{t('workspace.list.status')}</th>
          <Head name="owner" sorting={sorting} className={css.wide} />
          <Head name="date" sorting={sorting} className={css.wide} />
          <th className={css.menu}>
            <span className="hidden-text">{t('workspace.list.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row
            key={item.id}
            item={item}
            dragged={chosen.has(item.id) ? items.filter(({ id }) => chosen.has(id)) : [item]}
            actions={actions}
            isChosen={chosen.has(item.id)}
            onChoose={() => choose(item.id)}
          />
        ))}
      </tbody>
    </table>
  );
}

function Head({ name, sorting, className }: { name: Sort; sorting: Props['sorting']; className?: string | undefined }) {
  const { t } = useTranslation();
  const title = t(`workspace.list.${name}`);
  if (sorting === undefined) return <th className={className}>{title}</th>;
  const isBy = sorting.sort === name;
  return (
    <th className={className} aria-sort={isBy ? (sorting.descending ? 'descending' : 'ascending') : undefined}>
      <button type="button" className={css.sort} onClick={() => sorting.onSort(name)}>
        {title}
        {isBy && <span aria-hidden="true">{sorting.descending ? '↓' : '↑'}</span>}
      </button>
    </th>
  );
}

interface RowProps {
  item: Item;
  /** What goes along when the row is dragged: all that is chosen, if it is. */
  dragged: Item[];
  actions: Actions;
  isChosen: boolean;
  onChoose(): void;
}

function Row({ item, dragged, actions, isChosen, onChoose }: RowProps) {
  const { t } = useTranslation();
  const { title } = item;
  return (
    <tr
      className={isChosen ? css.chosen : undefined}
      draggable={dragged.every(({ rights }) => rights.includes('modify'))}
      onDragStart={(event) => startDrag(event, dragged)}
      {...(item.kind === 'folder' ? folderTarget(item.id, actions.moveTo) : {})}
    >
      <td className={css.box}>
        <input
          type="checkbox"
          aria-label={t('workspace.list.choose', { title })}
          checked={isChosen}
          onChange={onChoose}
        />
      </td>
      <td className={css.title}>
        <div className={css.name}>
          <span className={css.icon}>
            <KindIcon item={item} />
          </span>
          <span className={css.text}>
            <Title item={item} actions={actions} />
            {item.description !== '' && <small>{inLanguage(item.description, language())}</small>}
          </span>
          <span className={item.starred ? `${css.star} ${css.starred}` : css.star}>
            <Button
              kind="quiet"
              aria-pressed={item.starred}
              icon={<Icon name="star" filled={item.starred} />}
              label={t('workspace.list.star', { title })}
              onClick={() => actions.star(item)}
            />
          </span>
        </div>
      </td>
      <td>
        <Status item={item} />
      </td>
      <td className={css.wide}>{item.owner}</td>
      <td className={css.wide}>
        <When at={item.changed} />
      </td>
      <td className={css.menu}>
        <Menu label={t('workspace.list.menuOf', { title })} items={() => actions.menuOf(item)} />
      </td>
    </tr>
  );
}

function Title({ item, actions }: { item: Item; actions: Actions }) {
  if (item.kind !== 'instance') return <Link href={hrefOf(item)}>{item.title}</Link>;
  return (
    <button type="button" className={css.open} onClick={() => actions.openSettings(item)}>
      {item.title}
    </button>
  );
}
