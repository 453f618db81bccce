/** Why nothing could be run: the errors that the process has, each with the way to its node; or whatever else it was. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { JsonObject } from '../../base/json.ts';
import { number, RequestError, rows, text } from '../data/client.ts';
import { Icon } from '../ui/icon.tsx';
import { Failed } from '../ui/state.tsx';
import { Told } from '../ui/told.tsx';
import { problemWords } from '../words/said.ts';
import { editHref } from '../workspace/data.ts';
import css from './simulate.module.css';

/** The errors that were found, of the process with the number. */
export function problemsIn(error: unknown): { conv_id: number; problems: JsonObject[] } {
  const details = error instanceof RequestError ? error.details : {};
  return { conv_id: number(details.conv_id), problems: rows(details.problems) };
}

export function CannotRun({ error, main }: { error: unknown; main: number }) {
  const { t } = useTranslation();
  const { conv_id, problems } = problemsIn(error);
  if (problems.length === 0) return <Failed error={error} />;
  return (
    <section className={css.problems} role="alert">
      <h2>{t('simulate.cannotRun.title')}</h2>
      <p className={css.hint}>
        {t(conv_id === main ? 'simulate.cannotRun.text' : 'simulate.cannotRun.other', { id: conv_id })}
      </p>
      <ul>
        {problems.map(({ node_id, node_title, message, rule }) => (
          <li key={`${text(node_id)} ${text(rule)} ${text(message)}`}>
            <Icon name="error" size={16} />
            <div>
              <Link href={editHref(conv_id, text(node_id))}>
                {text(node_title) || text(node_id) || t('simulate.cannotRun.process')}
              </Link>
              <p>
                <Told text={problemWords(text(message), text(rule))} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
