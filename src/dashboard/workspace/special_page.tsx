/** Lists that are no folder: what the person has starred, and what others shared with him, wherever it lies. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, Failed, Loading } from '../ui/state.tsx';
import { useActions } from './actions.tsx';
import { ChosenBar } from './bars.tsx';
import { type Item, useSpecial } from './data.ts';
import css from './frame.module.css';
import { Frame, useTabs } from './frame.tsx';
import { ObjectTable } from './object_table.tsx';

export default function SpecialPage({ what }: { what: 'starred' | 'shared' }) {
  const { t } = useTranslation();
  const query = useSpecial(what === 'starred' ? 'favorites' : 'shared');
  return (
    <Frame title={t('workspace.root')} tabs={useTabs(0, what)}>
      <section className={css.card}>
        {query.isPending && <Loading />}
        {query.isError && <Failed error={query.error} onRetry={() => void query.refetch()} />}
        {query.isSuccess && <Objects label={t(`workspace.tab.${what}`)} items={query.data} />}
        {query.data?.length === 0 && (
          <Empty icon={what === 'starred' ? 'star' : 'share'} title={t(`workspace.empty.${what}`)}>
            {t(`workspace.empty.${what}Text`)}
          </Empty>
        )}
      </section>
    </Frame>
  );
}

/** A short list that is no folder. */
export function Objects({ label, items }: { label: string; items: Item[] }) {
  const [chosen, setChosen] = useState(new Set<number>());
  const actions = useActions(() => setChosen(new Set()));
  if (items.length === 0) return null;
  return (
    <>
      {chosen.size > 0 && (
        <ChosenBar
          items={items.filter(({ id }) => chosen.has(id))}
          actions={actions}
          onClear={() => setChosen(new Set())}
        />
      )}
      <ObjectTable label={label} items={items} actions={actions} chosen={chosen} onChoose={setChosen} />
      {actions.dialog}
    </>
  );
}
