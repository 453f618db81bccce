/** Why nothing could be run: the errors that the process has, each with the way to its node; or whatever else it was. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { JsonObject } from '../../base/json.ts';
import { number, RequestError, rows, text } from '../data/client.ts';
import { byId, readDraftNode } from '../process/editor/draft.ts';
import { useProblemWords } from '../process/editor/problem_names.ts';
import { Icon } from '../ui/icon.tsx';
import { Failed } from '../ui/state.tsx';
import { Told } from '../ui/told.tsx';
import { editHref } from '../workspace/data.ts';
import css from './simulate.module.css';

/** The errors that were found, of the process with the number. */
export function problemsIn(error: unknown): { conv_id: number; problems: JsonObject[] } {
  const details = error instanceof RequestError ? error.details : {};
  return { conv_id: number(details.conv_id), problems: rows(details.problems) };
}

interface Props {
  error: unknown;
  main: number;
  /** Of the process, as far as they are read. */
  nodes: readonly JsonObject[];
}

export function CannotRun({ error, main, nodes }: Props) {
  const { t } = useTranslation();
  const wordsOf = useProblemWords();
  const { conv_id, problems } = problemsIn(error);
  const known = conv_id === main ? byId(nodes.map(readDraftNode)) : byId([]);
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
                <Told
                  text={wordsOf({ code: text(rule), message: text(message), nodeId: text(node_id) }, (id) =>
                    known.get(id),
                  )}
                />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
