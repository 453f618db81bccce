/** Who did what, newest first: by person and by deed. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Json, JsonObject } from '../../base/json.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import css from '../ui/list.module.css';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { When } from '../ui/when.tsx';
import { hrefOf } from '../workspace/data.ts';
import { type Deed, useAudit, useUsers } from './data.ts';
import own from './people.module.css';

/** What the server records, by its words; one that is not here is shown as it is. */
const ACTIONS = [
  ...['log_in', 'deploy', 'roll_back', 'status', 'share', 'unshare', 'reveal', 'create', 'modify', 'delete', 'restore'],
  ...['destroy', 'move', 'import', 'copy', 'clone', 'connect', 'member', 'reset'],
  ...['move_task', 'bulk_move', 'bulk_modify', 'bulk_delete', 'bulk_again', 'bulk_undo'],
] as const;

export function AuditTab() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState({ action: '', user_id: '', obj_id: '' });
  const [of, setOf] = useState('');
  const only = ({ obj_id, title }: Deed): void => {
    setFilter({ ...filter, obj_id: String(obj_id) });
    setOf(title || String(obj_id));
  };
  const users = useUsers();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAudit(filter);
  const deeds = data?.pages.flatMap(({ list }) => list) ?? [];
  const folders = Object.assign({ 0: t('workspace.root') }, ...(data?.pages ?? []).map((page) => page.folders));
  return (
    <section className={css.card}>
      <div className={css.bar}>
        <select
          aria-label={t('people.audit.who')}
          value={filter.user_id}
          onChange={(event) => setFilter({ ...filter, user_id: event.target.value })}
        >
          <option value="">{t('people.audit.everybody')}</option>
          {(users.data ?? []).map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
        <select
          aria-label={t('people.audit.what')}
          value={filter.action}
          onChange={(event) => setFilter({ ...filter, action: event.target.value })}
        >
          <option value="">{t('people.audit.everything')}</option>
          {ACTIONS.map((action) => (
            <option key={action} value={action}>
              {t(`people.audit.actions.${action as 'deploy'}`)}
            </option>
          ))}
        </select>
        {filter.obj_id !== '' && (
          <Button icon={<Icon name="close" size={16} />} onClick={() => setFilter({ ...filter, obj_id: '' })}>
            {t('people.audit.only', { name: of })}
          </Button>
        )}
      </div>
      {data === undefined && error === null && <Loading />}
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {data !== undefined && deeds.length === 0 && (
        <Empty icon="search" title={t('people.audit.none')}>
          {hasNextPage ? t('people.audit.further') : ''}
        </Empty>
      )}
      {deeds.length > 0 && <Table deeds={deeds} folders={folders} onOnly={filter.obj_id === '' ? only : null} />}
      {hasNextPage && (
        <div className={css.more}>
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('shell.common.more')}
          </Button>
        </div>
      )}
    </section>
  );
}

interface TableProps {
  deeds: Deed[];
  /** Their names, by their numbers. */
  folders: Record<number, string>;
  /** Shows one object's alone. */
  onOnly: ((deed: Deed) => void) | null;
}

function Table({ deeds, folders, onOnly }: TableProps) {
  const { t } = useTranslation();
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('people.audit.when')}</th>
            <th scope="col">{t('people.audit.who')}</th>
            <th scope="col">{t('people.audit.what')}</th>
            <th scope="col">{t('people.audit.whereon')}</th>
            <th scope="col" className={css.wide}>
              {t('people.audit.details')}
            </th>
          </tr>
        </thead>
        <tbody>
          {deeds.map((deed) => (
            <Row key={deed.id} deed={deed} folders={folders} onOnly={onOnly} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const LINKED = ['conv', 'folder', 'dashboard'];

function Row({ deed, folders, onOnly }: { deed: Deed } & Omit<TableProps, 'deeds'>) {
  const { t, i18n } = useTranslation();
  const { at, user, action, obj, obj_id, title, details } = deed;
  const word = (key: string, plain: string): string => (i18n.exists(key) ? t(key as 'people.title') : plain);
  const name = title || (obj_id === 0 ? '' : String(obj_id));
  return (
    <tr>
      <td className={css.nowrap}>
        <When at={Math.floor(at / 1000)} />
      </td>
      <td>{user}</td>
      <td>{word(`people.audit.actions.${action}`, action)}</td>
      <td>
        <div className={own.object}>
          <span className={css.text}>
            {LINKED.includes(obj) && obj_id !== 0 ? <Link href={hrefOf({ kind: obj, id: obj_id })}>{name}</Link> : name}
            <small>{word(`people.audit.objects.${obj}`, obj)}</small>
          </span>
          {onOnly !== null && obj_id !== 0 && (
            <Button
              kind="quiet"
              icon={<Icon name="search" size={14} />}
              label={t('people.audit.onlyIt', { name })}
              onClick={() => onOnly(deed)}
            />
          )}
        </div>
      </td>
      <td className={css.wide}>
        <small className={css.soft}>{shown(details, word, folders)}</small>
      </td>
    </tr>
  );
}

/** Of no use to a reader, or said in another column. */
const UNSHOWN = ['agent', 'hash', 'group_id', 'level'];

/** Names of details and what stands for itself, such as a right or a status, by the words of the page. */
function shown(details: Deed['details'], word: (key: string, plain: string) => string, folders: TableProps['folders']) {
  // A copy names the folder it went to as the object, and no kind of object beside.
  const isFolder = (name: string): boolean => name === 'folder_id' || (name === 'obj_to_id' && !('obj_to' in details));
  const told = (value: Json): string => {
    if (Array.isArray(value)) return value.map(told).join(', ');
    if (typeof value === 'object' && value !== null) return pairs(value);
    return word(`people.audit.values.${value}`, String(value));
  };
  const pairs = (holder: JsonObject): string =>
    Object.entries(holder)
      .filter(([name]) => !UNSHOWN.includes(name))
      .map(([name, value]) => [
        isFolder(name) ? 'folder_id' : name,
        (isFolder(name) && folders[Number(value)]) || told(value),
      ])
      .map(([name, value]) => `${word(`people.audit.fields.${name}`, String(name))}: ${value}`)
      .join('; ');
  return pairs(details);
}
