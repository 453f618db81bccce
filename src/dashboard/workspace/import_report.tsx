/** One file of an import: how far it is, then what was made, and what is wrong in what could not be deployed. */

import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { JsonObject } from '../../base/json.ts';
import { number, RequestError, rows, text } from '../data/client.ts';
import { useProblemWords } from '../process/editor/problem_names.ts';
import { Badge } from '../ui/badge.tsx';
import { errorText } from '../ui/error_text.ts';
import { Icon } from '../ui/icon.tsx';
import { Progress } from '../ui/progress.tsx';
import { Told } from '../ui/told.tsx';
import { refusalWords } from '../words/said.ts';
import { editHref, hrefOf } from './data.ts';
import css from './dialogs.module.css';
import { madeAtTop } from './roll_back.ts';

export type FileState =
  | { step: 'waiting' }
  | { step: 'running'; percent: number }
  | { step: 'done'; result: JsonObject }
  /** Before anything was made. */
  | { step: 'stopped' }
  /** All that was made is in the trash. */
  | { step: 'undone' }
  | { step: 'failed'; error: unknown };

/** Mistakes shown of one process, and objects that were made: the editor and the list have them all. */
const SHOWN = 5;

export function ImportedFile({ file, state, onLeave }: { file: File; state: FileState | undefined; onLeave(): void }) {
  const { t } = useTranslation();
  const step = state?.step;
  return (
    <li className={css.file}>
      <div className={css.line}>
        <Icon name={step === 'failed' ? 'error' : step === 'done' ? 'check' : step === 'undone' ? 'undo' : 'up'} />
        <span className={css.name}>{file.name}</span>
        <span role="status">
          {state?.step === 'done' && <Outcome result={state.result} />}
          {(step === 'stopped' || step === 'undone') && <Badge tone="warn">{t(`workspace.import.${step}`)}</Badge>}
        </span>
      </div>
      {state?.step === 'running' && <Progress label={file.name} percent={state.percent} />}
      {state?.step === 'failed' && (
        <p role="alert" className={css.bad}>
          <Told text={refusal(state.error, t)} />
        </p>
      )}
      {state?.step === 'done' && <Report result={state.result} onLeave={onLeave} />}
    </li>
  );
}

/** What the server says, and what a person can do about it. */
function refusal(error: unknown, t: (key: string) => string): string {
  const code = error instanceof RequestError ? error.code : '';
  const key = REFUSALS[code];
  return key === undefined ? errorText(error) : `${t(`workspace.import.refused.${key}`)} ${errorText(error)}`;
}

const REFUSALS: Record<string, 'json' | 'large' | 'nothing'> = {
  bad_json: 'json',
  too_large: 'large',
  bad_process: 'nothing',
};

function Outcome({ result }: { result: JsonObject }) {
  const { t } = useTranslation();
  const made = rows(result.scheme).length + rows(result.names).length;
  const wrong = rows(result.errors).length;
  return (
    <>
      <Badge tone="good">{t('workspace.import.made', { count: made })}</Badge>{' '}
      {wrong > 0 && <Badge tone="bad">{t('workspace.import.wrong', { count: wrong })}</Badge>}
    </>
  );
}

function Report({ result, onLeave }: { result: JsonObject; onLeave(): void }) {
  const { t } = useTranslation();
  const wordsOf = useProblemWords();
  const made = madeAtTop(result);
  const secrets = rows(result.names).filter(({ needs_secret }) => needs_secret === true);
  return (
    <>
      <p className={css.made}>
        {made.slice(0, SHOWN).map((row) => {
          const at = { kind: text(row.obj_type), id: number(row.obj_id) };
          return (
            <Link key={at.id} href={hrefOf(at)} onClick={onLeave}>
              {text(row.title)}
            </Link>
          );
        })}
        {made.length > SHOWN && <span>{t('workspace.import.moreMade', { count: made.length - SHOWN })}</span>}
      </p>
      {rows(result.errors).map((conv) => {
        const id = number(conv.obj_id);
        const errors = rows(conv.errors);
        return (
          <div key={id}>
            <Link href={editHref(id)} onClick={onLeave}>
              {text(conv.title)}
            </Link>
            <ul className={css.report}>
              {errors.slice(0, SHOWN).map((error, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a list that never changes
                <li key={index}>
                  {text(error.node_id) !== '' && (
                    <Link href={editHref(id, text(error.node_id))} onClick={onLeave}>
                      {text(error.node_title) || text(error.node_id)}
                    </Link>
                  )}{' '}
                  <Told text={wordsOf({ code: text(error.rule), message: text(error.message), nodeId: null })} />
                </li>
              ))}
              {errors.length > SHOWN && <li>{t('workspace.import.moreErrors', { count: errors.length - SHOWN })}</li>}
            </ul>
          </div>
        );
      })}
      {secrets.length > 0 && (
        <p>
          {t('workspace.import.secrets', {
            names: secrets.map((row) => text(row.short_name) || text(row.title)).join(', '),
          })}
        </p>
      )}
      {rows(result.skipped).map((row) => (
        <p key={`${text(row.obj_type)} ${text(row.obj_id)} ${text(row.title)}`} className={css.report}>
          {t('workspace.import.skipped', {
            title: text(row.title) || text(row.obj_id),
            why: refusalWords(text(row.reason) || text(row.why), ''),
          })}
        </p>
      ))}
    </>
  );
}
