/** Groups: what is shared with one is shared with everybody in it. */

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../data/client.ts';
import { isLost } from '../data/is_lost.ts';
import { type Me, useMe } from '../data/session.ts';
import { useDeed } from '../data/use_deed.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import css from '../ui/list.module.css';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { When } from '../ui/when.tsx';
import { found, type Group, useGroups, useUsers } from './data.ts';
import { ListCard } from './list_card.tsx';
import { MembersDialog } from './members_dialog.tsx';

type Open = { what: 'new' } | { what: 'rename' | 'members' | 'delete'; group: Group } | null;

export function GroupsTab() {
  const { t } = useTranslation();
  const me = useMe() ?? null;
  const groups = useGroups();
  const { run } = useDeed('users', 'groups', 'members', 'audit');
  const [open, setOpen] = useState<Open>(null);
  if (isLost(groups)) return <Failed error={groups.error} onRetry={() => void groups.refetch()} />;
  if (groups.data === undefined) return <Loading />;
  const close = (): void => setOpen(null);
  const save = async (form: FormData): Promise<void> => {
    const title = String(form.get('title'));
    const of = open !== null && 'group' in open ? { type: 'modify', obj_id: open.group.id } : { type: 'create' };
    const owner = form.get('owner');
    await ask({ obj: 'group', title, ...(owner === null ? {} : { owner_id: Number(owner) }), ...of });
    await run(async () => undefined);
  };
  const add = (
    <Button kind="main" icon={<Icon name="add" />} onClick={() => setOpen({ what: 'new' })}>
      {t('people.newGroup')}
    </Button>
  );
  return (
    <>
      {groups.data.length === 0 && (
        <Empty icon="people" title={t('people.noGroups.title')}>
          <p>{t('people.noGroups.text')}</p>
          {add}
        </Empty>
      )}
      {groups.data.length > 0 && (
        <ListCard
          items={groups.data}
          find={found}
          actions={add}
          head={<Head />}
          row={(group) => <Row key={group.id} group={group} me={me} onChoose={(what) => setOpen({ what, group })} />}
        />
      )}
      {(open?.what === 'new' || open?.what === 'rename') && (
        <FormDialog
          title={open.what === 'new' ? t('people.newGroup') : t('people.edit', { name: open.group.title })}
          deed={t(open.what === 'new' ? 'shell.common.create' : 'shell.common.save')}
          onClose={close}
          onSubmit={save}
        >
          <TextField
            label={t('people.name')}
            name="title"
            defaultValue={'group' in open ? open.group.title : ''}
            required
            maxLength={255}
            autoFocus
          />
          {'group' in open && <Owner group={open.group} />}
        </FormDialog>
      )}
      {open?.what === 'members' && <MembersDialog group={open.group} may={mayEdit(open.group, me)} onClose={close} />}
      {open?.what === 'delete' && (
        <Confirm
          title={t('people.deleteOf', { name: open.group.title })}
          deed={t('shell.common.delete')}
          onClose={close}
          onConfirm={() => run(() => ask({ type: 'delete', obj: 'group', obj_id: open.group.id }))}
        >
          {t('people.groupGoes', { count: open.group.size })}
        </Confirm>
      )}
    </>
  );
}

/** Whose the group is: handed on to another person. */
function Owner({ group }: { group: Group }) {
  const { t } = useTranslation();
  const people = useUsers('user');
  const others = (people.data ?? []).filter(({ id }) => id !== group.ownerId);
  return (
    <SelectField label={t('people.owner')} hint={t('people.ownerHint')} name="owner" defaultValue={group.ownerId}>
      <option value={group.ownerId}>{group.owner}</option>
      {others.map(({ id, title }) => (
        <option key={id} value={id}>
          {title}
        </option>
      ))}
    </SelectField>
  );
}

function mayEdit(group: Group, me: Me | null): boolean {
  return me?.admin === true || group.ownerId === me?.user_id;
}

function Head() {
  const { t } = useTranslation();
  return (
    <tr>
      <th scope="col">{t('people.name')}</th>
      <th scope="col" className={css.number}>
        {t('people.members')}
      </th>
      <th scope="col" className={css.wide}>
        {t('people.owner')}
      </th>
      <th scope="col" className={css.wide}>
        {t('people.created')}
      </th>
      <th scope="col">
        <span className="hidden-text">{t('shell.common.more')}</span>
      </th>
    </tr>
  );
}

interface RowProps {
  group: Group;
  me: Me | null;
  onChoose(what: 'rename' | 'members' | 'delete'): void;
}

function Row({ group, me, onChoose }: RowProps) {
  const { t } = useTranslation();
  const items: MenuItem[] = [
    { label: t('people.editIt'), icon: 'edit', onChoose: () => onChoose('rename') },
    { label: t('shell.common.delete'), icon: 'trash', danger: true, onChoose: () => onChoose('delete') },
  ];
  return (
    <tr>
      <td>
        <strong>{group.title}</strong>
      </td>
      <td className={css.number}>{group.size}</td>
      <td className={css.wide}>{group.owner}</td>
      <td className={css.wide}>
        <When at={group.created} />
      </td>
      <td className={css.last}>
        <Button onClick={() => onChoose('members')}>{t('people.who')}</Button>{' '}
        {mayEdit(group, me) && <Menu label={t('people.actions', { name: group.title })} items={items} />}
      </td>
    </tr>
  );
}
