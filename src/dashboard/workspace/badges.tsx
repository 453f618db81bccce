/** How an object is seen in a list: its icon and how it stands. */
import { useTranslation } from 'react-i18next';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import type { Item } from './data.ts';

const ICONS: Record<Item['kind'], IconName> = {
  folder: 'folder',
  conv: 'process',
  instance: 'database',
  dashboard: 'chart',
};

const TONES: Record<string, Tone> = { active: 'good', paused: 'warn', debug: 'wait', blocked: 'bad' };

export function KindIcon({ item }: { item: Pick<Item, 'kind' | 'isState'> }) {
  const { t } = useTranslation();
  const name = item.isState ? 'state' : item.kind;
  return (
    <>
      <Icon name={item.isState ? 'state' : ICONS[item.kind]} />
      <span className="hidden-text">{t(`workspace.kind.${name}`)}</span>
    </>
  );
}

export function Status({ item }: { item: Item }) {
  const { t } = useTranslation();
  if (item.kind !== 'conv') return null;
  const status = Object.hasOwn(TONES, item.status) ? item.status : 'active';
  return (
    <>
      {item.deployed ? (
        <Badge tone={TONES[status] ?? 'plain'}>{t(`workspace.status.${status}`)}</Badge>
      ) : (
        <Badge tone="bad">{t('workspace.status.notDeployed')}</Badge>
      )}{' '}
      {item.deployed && item.draft && (
        <Badge tone="accent" title={t('workspace.status.draftHint')}>
          {t('workspace.status.draft')}
        </Badge>
      )}
    </>
  );
}
