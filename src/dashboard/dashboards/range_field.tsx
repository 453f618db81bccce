/** Which time all charts show; of one's own choice with a beginning and an end. */
import { useTranslation } from 'react-i18next';
import css from './dashboards.module.css';
import { RANGES, type Range, type RangeName } from './ranges.ts';

export function RangeField({ range, onChange }: { range: Range; onChange(range: Range): void }) {
  const { t } = useTranslation();
  const choose = (select: RangeName): void => {
    const now = Math.floor(Date.now() / 1000);
    const own = select === 'fromTo' && range.start === 0;
    onChange({ ...range, select, ...(own ? { start: now - 86_400, stop: now } : {}) });
  };
  return (
    <div className={css.range}>
      <select
        aria-label={t('dashboards.range.label')}
        value={range.select}
        onChange={(event) => choose(event.target.value as RangeName)}
      >
        {RANGES.map((name) => (
          <option key={name} value={name}>
            {t(`dashboards.range.${name}`)}
          </option>
        ))}
      </select>
      {range.select === 'fromTo' && (
        <>
          <Instant
            label={t('dashboards.range.from')}
            at={range.start}
            onChange={(start) => onChange({ ...range, start })}
          />
          <Instant label={t('dashboards.range.to')} at={range.stop} onChange={(stop) => onChange({ ...range, stop })} />
        </>
      )}
    </div>
  );
}

function Instant({ label, at, onChange }: { label: string; at: number; onChange(at: number): void }) {
  const local = new Date(at * 1000 - new Date(at * 1000).getTimezoneOffset() * 60_000);
  return (
    <input
      type="datetime-local"
      aria-label={label}
      value={local.toISOString().slice(0, 16)}
      onChange={(event) => {
        const time = new Date(event.target.value).getTime();
        if (!Number.isNaN(time)) onChange(Math.floor(time / 1000));
      }}
    />
  );
}
