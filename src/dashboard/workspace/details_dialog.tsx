/** All there is to know of an object: what it is, of a process also its versions and the address that takes tasks. */

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ask, number, rows, text } from '../data/client.ts';
import { inLanguage } from '../process/in_language.ts';
import { Badge } from '../ui/badge.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Failed, Loading } from '../ui/state.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { When } from '../ui/when.tsx';
import { language } from '../words/index.ts';
import { KindIcon, Status } from './badges.tsx';
import { editHref, type Item, usePath } from './data.ts';
import css from './details_dialog.module.css';
import { Webhook } from './webhook.tsx';

const TABS = ['info', 'history', 'webhook'] as const;

export function DetailsDialog({ item, onClose }: { item: Item; onClose(): void }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<(typeof TABS)[number]>('info');
  return (
    <Dialog title={item.title} onClose={onClose} wide>
      {item.kind === 'conv' && (
        <Tabs
          className={css.tabs}
          label={t('workspace.act.details')}
          names={TABS}
          chosen={tab}
          textOf={(one) => t(`workspace.details.${one}`)}
          onChoose={setTab}
        />
      )}
      {tab === 'info' && <Info item={item} />}
      {tab === 'history' && <Versions conv={item.id} onLeave={onClose} />}
      {tab === 'webhook' && <Webhook item={item} />}
    </Dialog>
  );
}

function Info({ item }: { item: Item }) {
  const { t, i18n } = useTranslation();
  const { kind, id } = item;
  const path = usePath(item.parent);
  const shown = useQuery({
    queryKey: ['details', kind, id],
    staleTime: 0,
    queryFn: () => ask({ type: 'show', obj: kind, obj_id: id }),
  });
  const exact = (seconds: number): string =>
    seconds === 0 ? '' : new Date(seconds * 1000).toLocaleString(i18n.language);
  const where = [t('workspace.root'), ...(path.data ?? []).map(({ title }) => title)].join(' / ');
  const { create_time, size, childs } = shown.data ?? {};
  return (
    <dl className={css.facts}>
      <Fact name={t('workspace.details.kind')}>
        <KindIcon item={item} /> {t(`workspace.kind.${item.isState ? 'state' : kind}`)}
      </Fact>
      <Fact name={t('workspace.details.number')}>
        <code>{id}</code>
      </Fact>
      {item.description !== '' && (
        <Fact name={t('workspace.field.description')}>{inLanguage(item.description, language())}</Fact>
      )}
      {kind === 'conv' && (
        <Fact name={t('workspace.list.status')}>
          <Status item={item} />
        </Fact>
      )}
      <Fact name={t('workspace.details.where')}>{where}</Fact>
      <Fact name={t('workspace.list.owner')}>{item.owner}</Fact>
      <Fact name={t('workspace.details.created')}>{exact(number(create_time))}</Fact>
      <Fact name={t('workspace.list.date')}>{exact(item.changed)}</Fact>
      {kind === 'conv' && <Fact name={t('workspace.details.tasks')}>{number(size).toLocaleString(i18n.language)}</Fact>}
      {kind === 'folder' && <Fact name={t('workspace.details.inside')}>{number(childs)}</Fact>}
      <Fact name={t('workspace.details.rights')}>
        {item.rights.map((right) => t(`workspace.details.right.${right}`)).join(', ')}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Versions({ conv, onLeave }: { conv: number; onLeave(): void }) {
  const { t } = useTranslation();
  const versions = useQuery({
    queryKey: ['versions', 'of', conv],
    staleTime: 0,
    queryFn: async () => rows((await ask({ type: 'list', obj: 'process_versions', conv_id: conv })).list),
  });
  if (versions.isPending) return <Loading />;
  if (versions.isError) return <Failed error={versions.error} onRetry={() => void versions.refetch()} />;
  return (
    <>
      <ul className={css.versions}>
        {versions.data.map((row) => {
          const state = row.state === 'live' || row.state === 'draft' ? row.state : 'old';
          return (
            <li key={number(row.version)}>
              <strong>{number(row.version)}</strong>
              <Badge tone={state === 'live' ? 'good' : state === 'draft' ? 'accent' : 'plain'}>
                {t(`editor.history.${state}`)}
              </Badge>
              <span className={css.soft}>
                {text(row.user_name)} · <When at={number(row.create_time)} />
              </span>
            </li>
          );
        })}
      </ul>
      <Link href={editHref(conv)} onClick={onLeave}>
        {t('workspace.details.compare')}
      </Link>
    </>
  );
}
