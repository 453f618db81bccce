/** Who else may do what with an object: people, keys and groups, each with one of three levels. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../base/json.ts';
import { ask, number, rows, text } from '../data/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Failed, Loading } from '../ui/state.tsx';
import type { Item, Right } from './data.ts';
import css from './share_dialog.module.css';
import { useRun } from './use_run.ts';

type Level = 'view' | 'tasks' | 'modify';

/** What people call the rights, and what they are. */
const LEVELS: Record<Level, Right[]> = {
  view: ['view'],
  tasks: ['view', 'create'],
  modify: ['view', 'create', 'modify', 'delete'],
};
const NAMES: Level[] = ['view', 'tasks', 'modify'];

/** Found at a time: more are narrowed down by typing. */
const FOUND = 8;

interface Holder {
  kind: 'user' | 'group';
  id: number;
  title: string;
  login: string;
  type: 'person' | 'key' | 'group';
  level: Level;
}

function readHolder(row: JsonObject): Holder {
  const kind = row.obj === 'group' ? 'group' : 'user';
  const [login] = rows(row.logins);
  const rights = rows(row.privs).map(({ type }) => type);
  const isKey = login?.type === 'api' || (login === undefined && /^\d+$/.test(text(row.login)));
  return {
    kind,
    id: number(row.obj_id),
    title: text(row.title),
    login: text(login?.login) || text(row.login),
    type: kind === 'group' ? 'group' : isKey ? 'key' : 'person',
    level: rights.includes('modify') ? 'modify' : rights.includes('create') ? 'tasks' : 'view',
  };
}

async function everybody(): Promise<Holder[]> {
  const lists = await Promise.all([
    ask({ type: 'list', obj: 'company_users' }),
    ask({ type: 'list', obj: 'company_users', filter: 'group' }),
  ]);
  const all = lists.flatMap(({ list }) => rows(list)).map(readHolder);
  return [...new Map(all.map((one) => [`${one.kind}:${one.id}`, one])).values()];
}

export function ShareDialog({ item, onClose }: { item: Item; onClose(): void }) {
  const { t } = useTranslation();
  const run = useRun();
  const [part, setPart] = useState('');
  const about = { obj: item.kind, obj_id: item.id };
  const shares = useQuery({
    queryKey: ['shares', item.kind, item.id],
    queryFn: async () => rows((await ask({ type: 'list', list_obj: 'group', ...about })).list).map(readHolder),
  });
  const people = useQuery({ queryKey: ['everybody'], queryFn: everybody });
  const give = (holder: Holder, level: Level | null): void => {
    const privs = level === null ? [] : LEVELS[level].map((type) => ({ type, list_obj: ['all'] }));
    void run(() => ask({ type: 'link', ...about, obj_to: holder.kind, obj_to_id: holder.id, privs }));
  };
  // The list of shares does not tell people from keys; the list of everybody does.
  const typeOf = (one: Holder): Holder['type'] =>
    people.data?.find(({ kind, id }) => kind === one.kind && id === one.id)?.type ?? one.type;
  const held = (shares.data ?? []).map((one) => ({ ...one, type: typeOf(one) }));
  const isFree = (one: Holder): boolean => !held.some(({ kind, id }) => kind === one.kind && id === one.id);
  const isFound = ({ title, login }: Holder): boolean =>
    `${title}\n${login}`.toLowerCase().includes(part.toLowerCase());
  const found = (people.data ?? []).filter((one) => isFree(one) && isFound(one)).slice(0, FOUND);
  return (
    <Dialog title={t('workspace.share.title', { title: item.title })} onClose={onClose}>
      {shares.isPending && <Loading />}
      {shares.isError && <Failed error={shares.error} onRetry={() => void shares.refetch()} />}
      {shares.isSuccess && held.length === 0 && <p className={css.none}>{t('workspace.share.none')}</p>}
      {held.length > 0 && (
        <ul className={css.list}>
          {held.map((holder) => (
            <Row key={`${holder.kind}:${holder.id}`} holder={holder} onGive={give} />
          ))}
        </ul>
      )}
      <TextField
        label={t('workspace.share.find')}
        hint={t('workspace.share.findHint')}
        value={part}
        onChange={(event) => setPart(event.target.value)}
      />
      <ul className={css.list}>
        {found.map((one) => (
          <li key={`${one.kind}:${one.id}`} className={css.row}>
            <Who holder={one} />
            <Button
              icon={<Icon name="add" />}
              aria-label={t('workspace.share.addOne', { title: one.title })}
              onClick={() => give(one, 'view')}
            >
              {t('workspace.share.add')}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Row({ holder, onGive }: { holder: Holder; onGive(holder: Holder, level: Level | null): void }) {
  const { t } = useTranslation();
  return (
    <li className={css.row}>
      <Who holder={holder} />
      <select
        className={css.level}
        aria-label={t('workspace.share.level', { title: holder.title })}
        value={holder.level}
        onChange={(event) => onGive(holder, NAMES.find((one) => one === event.target.value) ?? 'view')}
      >
        {NAMES.map((level) => (
          <option key={level} value={level}>
            {t(`workspace.share.levels.${level}`)}
          </option>
        ))}
      </select>
      <Button
        kind="quiet"
        icon={<Icon name="close" />}
        label={t('workspace.share.remove', { title: holder.title })}
        onClick={() => onGive(holder, null)}
      />
    </li>
  );
}

function Who({ holder }: { holder: Holder }) {
  const { t } = useTranslation();
  return (
    <span className={css.who}>
      <Icon name={holder.type === 'key' ? 'key' : 'people'} />
      <span className={css.name}>
        {holder.title}
        <small>
          {t(`workspace.share.types.${holder.type}`)} {holder.login}
        </small>
      </span>
    </span>
  );
}
