/** One file of an import: how far it is, then what was made, and what is wrong in what could not be deployed. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { JsonObject } from '../../base/json.ts';
import { number, rows, text } from '../data/client.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Progress } from '../ui/progress.tsx';
import { editHref } from './data.ts';
import css from './dialogs.module.css';

export type FileState =
  | { step: 'waiting' }
  | { step: 'running'; percent: number; onStop(): void }
  | { step: 'done'; stopped: boolean; result: JsonObject }
  | { step: 'failed'; text: string };

/** Mistakes shown of one process: the editor lists them all. */
const SHOWN = 5;

export function ImportedFile({ file, state, onLeave }: { file: File; state: FileState | undefined; onLeave(): void }) {
  const { t } = useTranslation();
  return (
    <li className={css.file}>
      <div className={css.line}>
        <Icon name={state?.step === 'failed' ? 'error' : state?.step === 'done' ? 'check' : 'up'} />
        <span className={css.name}>{file.name}</span>
        {state?.step === 'running' && (
          <Button kind="quiet" icon={<Icon name="stop" />} onClick={state.onStop}>
            {t('workspace.import.stop')}
          </Button>
        )}
        {state?.step === 'done' && <Outcome result={state.result} stopped={state.stopped} />}
      </div>
      {state?.step === 'running' && <Progress label={file.name} percent={state.percent} />}
      {state?.step === 'failed' && (
        <p role="alert" className={css.bad}>
          {state.text}
        </p>
      )}
      {state?.step === 'done' && <Report result={state.result} onLeave={onLeave} />}
    </li>
  );
}

function Outcome({ result, stopped }: { result: JsonObject; stopped: boolean }) {
  const { t } = useTranslation();
  const made = rows(result.scheme).length;
  const wrong = rows(result.errors).length;
  if (stopped) return <Badge tone="warn">{t('workspace.import.stopped')}</Badge>;
  return (
    <span role="status">
      <Badge tone="good">{t('workspace.import.made', { count: made })}</Badge>{' '}
      {wrong > 0 && <Badge tone="bad">{t('workspace.import.wrong', { count: wrong })}</Badge>}
    </span>
  );
}

function Report({ result, onLeave }: { result: JsonObject; onLeave(): void }) {
  const { t } = useTranslation();
  const secrets = rows(result.names).filter(({ needs_secret }) => needs_secret === true);
  return (
    <>
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
                  {text(error.message)}
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
            why: text(row.reason) || text(row.why),
          })}
        </p>
      ))}
    </>
  );
}
