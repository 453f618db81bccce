/** How far long work is. */
import css from './progress.module.css';

export function Progress({ label, percent }: { label: string; percent: number }) {
  return (
    <div
      className={css.bar}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div className={css.done} style={{ width: `${Math.max(2, percent)}%` }} />
    </div>
  );
}
