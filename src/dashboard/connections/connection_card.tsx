/** One connection: to whom, how it is in words, what comes next, and what a person can do about it. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ask, text } from '../data/client.ts';
import { useDeed } from '../data/use_deed.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { When } from '../ui/when.tsx';
import css from './connections.module.css';
import { Countdown } from './countdown.tsx';
import type { Connection } from './data.ts';
import { WHAT_FAILED } from './what_failed.ts';

const TONES: Record<Connection['state'], Tone> = {
  alive: 'good',
  retrying: 'warn',
  broken: 'bad',
  expired: 'bad',
  connecting: 'wait',
  new: 'accent',
  held: 'plain',
};

export function ConnectionCard({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const { state, held, provider, kind, conv_id, conv_title, obj_id, ref, error } = connection;
  return (
    <li className={css.card}>
      <div className={css.head}>
        <h2>{provider || t('connections.unknown')}</h2>
        <Badge tone={TONES[state]}>{t(`connections.state.${state}`)}</Badge>
      </div>
      <p className={css.where}>
        {t(`connections.kind.${kind}`)} · <Link href={`/process/${conv_id}/view`}>{conv_title}</Link> ·{' '}
        <Link href={`/process/${conv_id}/task/${obj_id}`}>{ref ?? obj_id}</Link>
      </p>
      <p>{t(held === null ? `connections.words.${state}` : `connections.held.${held}`)}</p>
      <Facts connection={connection} />
      {error !== null && <Trouble error={error} urgent={state !== 'retrying'} />}
      <Actions connection={connection} />
    </li>
  );
}

function Facts({ connection }: { connection: Connection }) {
  const { t, i18n } = useTranslation();
  const { alive_until, refreshed_at, next_refresh, refreshes, retries, state } = connection;
  // Whoever has just connected sees that they are counted.
  const isCounted = refreshes > 0 || refreshed_at !== null;
  const until = alive_until === null ? null : untilText(new Date(alive_until), i18n.language);
  return (
    <dl className={css.facts}>
      {refreshed_at !== null && (
        <Fact name={t('connections.refreshed')}>
          <When at={Math.floor(refreshed_at / 1000)} />
        </Fact>
      )}
      {next_refresh !== null && (
        <Fact name={t(state === 'retrying' ? 'connections.nextTry' : 'connections.next')}>
          <Countdown to={next_refresh} />
        </Fact>
      )}
      {until !== null && (
        <Fact name={t(state === 'expired' ? 'connections.wasAlive' : 'connections.until')}>{until}</Fact>
      )}
      {isCounted && <Fact name={t('connections.inARow')}>{refreshes.toLocaleString(i18n.language)}</Fact>}
      {retries > 0 && <Fact name={t('connections.failures')}>{retries.toLocaleString(i18n.language)}</Fact>}
    </dl>
  );
}

/** To the minute; the day only where it is another. */
function untilText(date: Date, language: string): string {
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  const isToday = date.toDateString() === new Date().toDateString();
  return date.toLocaleString(language, isToday ? time : { day: 'numeric', month: 'short', ...time });
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Trouble({ error, urgent }: { error: NonNullable<Connection['error']>; urgent: boolean }) {
  const { t } = useTranslation();
  const known = WHAT_FAILED[error.what];
  const said = [error.error, error.http_status > 0 ? `HTTP ${error.http_status}` : '', error.description];
  return (
    <div className={urgent ? css.trouble : `${css.trouble} ${css.passing}`}>
      <Icon name="warning" />
      <div>
        <strong>{known === undefined ? error.what : t(`connections.what.${known}`)}</strong>{' '}
        {error.at > 0 && <When at={Math.floor(error.at / 1000)} />}
        <div className={css.said}>{said.filter((part) => part !== '').join(' · ')}</div>
      </div>
    </div>
  );
}

function Actions({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const connect = useDeed('connections');
  const refresh = useDeed('connections', 'problems');
  const { conv_id, obj_id, ref, may, state } = connection;
  const isUrgent = state === 'broken' || state === 'expired' || state === 'new';
  const toProvider = async (): Promise<void> => {
    const { url } = await ask({ type: 'create', obj: 'connect_link', conv_id, ref: ref ?? obj_id });
    location.assign(text(url));
  };
  const refreshNow = (): Promise<unknown> =>
    ask({ type: 'modify', obj: 'task', conv_id, obj_id, data: { refresh: true } });
  return (
    <div className={css.actions}>
      {may.connect && (
        <Button
          kind={isUrgent ? 'main' : 'plain'}
          icon={<Icon name="link" />}
          busy={connect.busy}
          onClick={() => void connect.run(toProvider)}
        >
          {t(state === 'new' ? 'connections.connect' : 'connections.reconnect')}
        </Button>
      )}
      {may.refresh && (
        <Button busy={refresh.busy} onClick={() => void refresh.run(refreshNow, t('connections.asked'))}>
          {t('connections.refreshNow')}
        </Button>
      )}
      <Link className={css.open} href={`/process/${conv_id}/task/${obj_id}`}>
        {t('connections.openTask')}
      </Link>
    </div>
  );
}
