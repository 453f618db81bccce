/** Who is in a group: people and keys are put in and taken out one by one, at once. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../data/client.ts';
import { useDeed } from '../data/use_deed.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Loading } from '../ui/state.tsx';
import { type Group, useMembers, useUsers } from './data.ts';
import css from './people.module.css';

export function MembersDialog({ group, may, onClose }: { group: Group; may: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const members = useMembers(group.id);
  const users = useUsers();
  const { busy, run } = useDeed('users', 'groups', 'members', 'audit');
  const [chosen, setChosen] = useState('');
  const link = (obj_id: number, level: number | ''): Promise<boolean> =>
    run(() => ask({ type: 'link', obj: 'user', obj_id, group_id: group.id, level }));
  const add = async (): Promise<void> => {
    if (await link(Number(chosen), 1)) setChosen('');
  };
  const others = (users.data ?? []).filter(({ id }) => !members.data?.some((member) => member.id === id));
  return (
    <Dialog title={group.title} onClose={onClose}>
      {members.data === undefined && <Loading />}
      {members.data?.length === 0 && <p>{t('people.nobody')}</p>}
      <ul className={css.members}>
        {(members.data ?? []).map(({ id, title, login, isKey }) => (
          <li key={id}>
            <span>
              {title} <small>{login}</small> {isKey && <Badge>{t('people.key')}</Badge>}
            </span>
            {may && (
              <Button
                kind="quiet"
                icon={<Icon name="close" />}
                label={t('people.takeOut', { name: title })}
                disabled={busy}
                onClick={() => void link(id, '')}
              />
            )}
          </li>
        ))}
      </ul>
      {may && others.length > 0 && (
        <div className={css.add}>
          <SelectField label={t('people.putIn')} value={chosen} onChange={(event) => setChosen(event.target.value)}>
            <option value="">{t('people.choose')}</option>
            {others.map(({ id, title, login }) => (
              <option key={id} value={id}>
                {`${title} (${login})`}
              </option>
            ))}
          </SelectField>
          <Button disabled={chosen === ''} busy={busy} onClick={() => void add()}>
            {t('people.add')}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
