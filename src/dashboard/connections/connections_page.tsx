/** Every connection that processes keep alive, what needs a person first; a person comes back here from the provider. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearch } from 'wouter';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { useToasts } from '../ui/toast.tsx';
import { Frame } from '../workspace/frame.tsx';
import { ConnectionCard } from './connection_card.tsx';
import css from './connections.module.css';
import { byNeed, type Connection, type Connections, useConnections } from './data.ts';

export default function ConnectionsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useConnections();
  useWelcomeBack();
  return (
    <Frame title={t('connections.title')}>
      {data === undefined && error === null && <Loading />}
      {data === undefined && error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Shown {...data} />}
    </Frame>
  );
}

function Shown({ list, processes }: Connections) {
  const { t } = useTranslation();
  const without = processes.filter(({ conv_id }) => !list.some((connection) => connection.conv_id === conv_id));
  return (
    <>
      {list.length === 0 && (
        <Empty icon="link" title={t('connections.empty.title')}>
          <p>{t('connections.empty.text')}</p>
          <p className={css.links}>
            <Link href="/templates/bitrix-oauth">{t('connections.empty.bitrix')}</Link>
            <Link href="/templates/oauth2">{t('connections.empty.oauth2')}</Link>
          </p>
        </Empty>
      )}
      {list.length > 0 && <Cards list={list} />}
      {without.length > 0 && (
        <section className={css.without}>
          <h2>{t('connections.without')}</h2>
          <ul>
            {without.map(({ conv_id, title }) => (
              <li key={conv_id}>
                <Link href={`/process/${conv_id}/view`}>{title}</Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Of so many one is looked for by its name. */
const MANY = 8;

function Cards({ list }: { list: Connection[] }) {
  const { t } = useTranslation();
  const [part, setPart] = useState('');
  const wanted = part.trim().toLowerCase();
  const found = list.filter(({ provider, conv_title, ref }) =>
    `${provider}\n${conv_title}\n${ref ?? ''}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      {list.length > MANY && (
        <input
          type="search"
          className={css.find}
          aria-label={t('connections.find')}
          placeholder={t('connections.find')}
          value={part}
          onChange={(event) => setPart(event.target.value)}
        />
      )}
      {found.length === 0 && <p>{t('connections.notFound')}</p>}
      <ul className={css.cards}>
        {byNeed(found).map((connection) => (
          <ConnectionCard key={connection.obj_id} connection={connection} />
        ))}
      </ul>
    </>
  );
}

const FAILURES = ['bad_link', 'no_task', 'refused', 'no_code'] as const;

/** Back from the provider: how it went is said once, and the address is an ordinary one again. */
function useWelcomeBack(): void {
  const { t } = useTranslation();
  const toasts = useToasts();
  const search = useSearch();
  const [, navigate] = useLocation();
  useEffect(() => {
    const back = new URLSearchParams(search);
    const [connected, failed] = [back.get('connected'), back.get('failed')];
    if (connected === null && failed === null) return;
    if (connected !== null) toasts.done(t('connections.back.connected', { ref: connected }));
    const known = FAILURES.find((one) => one === failed);
    if (failed !== null) toasts.failed(new Error(t(`connections.back.${known ?? 'bad_link'}`)));
    navigate('/connections', { replace: true });
  }, [search, toasts, navigate, t]);
}
