/** People, keys and groups, and for administrators what they all did. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import { useMe } from '../data/session.ts';
import { Frame } from '../workspace/frame.tsx';
import { AuditTab } from './audit_tab.tsx';
import { GroupsTab } from './groups_tab.tsx';
import { KeysTab } from './keys_tab.tsx';
import { PeopleTab } from './people_tab.tsx';

const TABS = { people: PeopleTab, keys: KeysTab, groups: GroupsTab, audit: AuditTab };
type Tab = keyof typeof TABS;

export default function PeoplePage() {
  const { t } = useTranslation();
  const me = useMe();
  const { tab = 'people' } = useParams<{ tab?: string }>();
  const names = (Object.keys(TABS) as Tab[]).filter((name) => name !== 'audit' || me?.admin === true);
  const here = names.find((name) => name === tab) ?? 'people';
  const Shown = TABS[here];
  const tabs = names.map((name) => ({
    href: name === 'people' ? '/people' : `/people/${name}`,
    text: t(`people.tab.${name}`),
    here: name === here,
  }));
  return (
    <Frame title={t('people.title')} tabs={tabs}>
      <Shown />
    </Frame>
  );
}
