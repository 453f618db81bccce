/** Below the tasks of a node: which of how many are shown, and the ways to others: page by page, to an end, to a time. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import css from './node_panel.module.css';
import { NEWEST, PAGE, type Place } from './tasks_page.ts';

interface Props {
  place: Place;
  /** null until they are counted. */
  count: number | null;
  /** Tasks on this page: large ones are fewer. */
  shown: number;
  asOf: number;
  onPlace(place: Place): void;
  onTime(instant: number): Promise<void>;
}

export function Pager({ place, count, shown, asOf, onPlace, onTime }: Props) {
  const { t, i18n } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { offset } = place;
  const before = place.before ?? asOf;
  const said = (value: number): string => value.toLocaleString(i18n.language);
  const to = (at: number): void => onPlace(at <= 0 ? NEWEST : { before, offset: at });
  const isLast = count !== null && offset + shown >= count;
  const [from, until] = [said(shown === 0 ? offset : offset + 1), said(offset + shown)];
  return (
    <footer className={css.pager}>
      {asking && <TimeForm onTime={onTime} onClose={() => setAsking(false)} />}
      <div className={css.pages}>
        <Button kind="quiet" disabled={place.before === null} onClick={() => onPlace(NEWEST)}>
          {t('process.node.newest')}
        </Button>
        <Button
          kind="quiet"
          icon={<Icon name="back" />}
          label={t('process.node.newer')}
          disabled={offset === 0}
          onClick={() => to(offset - PAGE)}
        />
        <span className={css.count} role="status">
          {count === null
            ? t('process.node.rangeOnly', { from, to: until })
            : t('process.node.range', { from, to: until, count: said(count) })}
          {place.before !== null && (
            <span className={css.asOf}>
              {t('process.node.asOf', { time: new Date(place.before).toLocaleTimeString(i18n.language) })}
            </span>
          )}
        </span>
        <Button
          kind="quiet"
          icon={<Icon name="chevron" />}
          label={t('process.node.older')}
          disabled={isLast}
          onClick={() => to(offset + shown)}
        />
        <Button kind="quiet" disabled={isLast || count === null} onClick={() => to((count ?? 0) - PAGE)}>
          {t('process.node.oldest')}
        </Button>
        <Button
          kind="quiet"
          icon={<Icon name="clock" />}
          label={t('process.node.toTime')}
          aria-pressed={asking}
          onClick={() => setAsking(!asking)}
        />
      </div>
    </footer>
  );
}

function TimeForm({ onTime, onClose }: { onTime(instant: number): Promise<void>; onClose(): void }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const instant = new Date(String(new FormData(event.currentTarget).get('time'))).getTime();
    if (Number.isNaN(instant)) return;
    setBusy(true);
    await onTime(instant);
    onClose();
  };
  return (
    <form className={css.toTime} onSubmit={(event) => void submit(event)}>
      <label>
        {t('process.node.until')} <input type="datetime-local" name="time" step={1} required />
      </label>
      <Button type="submit" busy={busy}>
        {t('process.node.go')}
      </Button>
    </form>
  );
}
