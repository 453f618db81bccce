/** A list with a field to search it; of very many rows the first, and more on asking. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import css from '../ui/list.module.css';

interface Props<T> {
  items: T[];
  /** Those that fit what was typed. */
  find(items: T[], part: string): T[];
  head: ReactNode;
  row(item: T): ReactNode;
  actions?: ReactNode;
}

const ROWS = 200;

export function ListCard<T>({ items, find, head, row, actions }: Props<T>) {
  const { t } = useTranslation();
  const [part, setPart] = useState('');
  const [shown, setShown] = useState(ROWS);
  const fitting = find(items, part);
  return (
    <section className={css.card}>
      <div className={css.bar}>
        <input
          type="search"
          aria-label={t('shell.common.search')}
          placeholder={t('shell.common.search')}
          value={part}
          onChange={(event) => setPart(event.target.value)}
        />
        <span className={css.soft} role="status">
          {t('people.count', { count: fitting.length })}
        </span>
        <span className={css.space} />
        {actions}
      </div>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>{head}</thead>
          <tbody>{fitting.slice(0, shown).map(row)}</tbody>
        </table>
      </div>
      {fitting.length > shown && (
        <div className={css.more}>
          <Button onClick={() => setShown(shown + ROWS)}>{t('shell.common.more')}</Button>
        </div>
      )}
    </section>
  );
}
