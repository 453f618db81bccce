/** Under a stay in a timeline: what the task asked of others there, and what it was answered. */
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../base/json.ts';
import { number } from '../../data/client.ts';
import { Badge } from '../../ui/badge.tsx';
import { duration } from './duration.ts';
import css from './effects.module.css';
import { aimOf, type Exchange, outcomeOf, partsOf } from './exchange.ts';

export function Effects({ effects }: { effects: Exchange[] }) {
  const { t } = useTranslation();
  if (effects.length === 0) return null;
  return (
    <ul className={css.list} aria-label={t('process.task.calls.title')}>
      {effects.map((effect, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no name, and their order does not change.
        <One key={index} effect={effect} />
      ))}
    </ul>
  );
}

function One({ effect }: { effect: Exchange }) {
  const { t, i18n } = useTranslation();
  const { kind, asked, answer } = effect;
  const outcome = outcomeOf(effect);
  const took = number(answer?.ms ?? 0);
  return (
    <li data-effect={kind}>
      <details className={css.one}>
        <summary>
          <span>{t(`process.task.effects.${kind}`, { defaultValue: kind })}</span>
          <code className={css.aim}>{aimOf(effect)}</code>
          {took > 0 && <span className={css.took}>{duration(took, i18n.language)}</span>}
          {outcome !== null && <Badge tone={outcome.tone}>{outcome.text}</Badge>}
        </summary>
        <Side title={t('process.task.calls.asked')} side={asked} />
        {answer === null ? (
          <p className={css.none}>{t(kind === 'reply' ? 'process.task.calls.nobody' : 'process.task.calls.none')}</p>
        ) : (
          <Side title={t('process.task.calls.answered')} side={answer} />
        )}
      </details>
    </li>
  );
}

function Side({ title, side }: { title: string; side: JsonObject }) {
  const { t, i18n } = useTranslation();
  const parts = partsOf(side);
  return (
    <section className={css.side} aria-label={title}>
      <h3>{title}</h3>
      {parts.length === 0 && <p className={css.none}>{t('process.task.calls.empty')}</p>}
      {parts.map(({ name, text, of }) => (
        <div key={name} className={css.part}>
          <h4>{t(`process.task.calls.part.${name}`, { defaultValue: name })}</h4>
          <pre>{text}</pre>
          {of !== null && (
            <p className={css.none}>{t('process.task.calls.cut', { of: of.toLocaleString(i18n.language) })}</p>
          )}
        </div>
      ))}
    </section>
  );
}
