/** The address of a process that takes tasks from anybody who knows it: told in every format, made anew, switched off. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ask, text } from '../data/client.ts';
import { useDeed } from '../data/use_deed.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { CopyLine } from '../ui/copy_line.tsx';
import { Failed, Loading } from '../ui/state.tsx';
import { editHref, type Item } from './data.ts';
import css from './details_dialog.module.css';

const FORMATS = ['json', 'xml', 'nvp'] as const;

export function Webhook({ item: { id, rights } }: { item: Item }) {
  const { t } = useTranslation();
  const deed = useDeed('webhook');
  const [asking, setAsking] = useState<'modify' | 'delete'>();
  const mayModify = rights.includes('modify');
  const known = useQuery({
    queryKey: ['webhook', id],
    staleTime: 0,
    queryFn: async () => {
      const { url } = await ask({ type: 'get', obj: 'callback_hash', conv_id: id });
      const auth = mayModify ? await ask({ type: 'show', obj: 'conv_auth', conv_id: id }) : {};
      return { url: text(url), isOpen: auth.obj_type !== 'basic' };
    },
  });
  const change = (type: 'create' | 'modify' | 'delete'): Promise<boolean> =>
    deed.run(() => ask({ type, obj: 'callback_hash', conv_id: id }));
  if (known.isPending) return <Loading />;
  if (known.isError) return <Failed error={known.error} onRetry={() => void known.refetch()} />;
  const { url, isOpen } = known.data;
  if (url === '') {
    return (
      <div className={css.part}>
        <p>{t('workspace.webhook.off')}</p>
        <Button kind="main" disabled={!mayModify} busy={deed.busy} onClick={() => void change('create')}>
          {t('workspace.webhook.make')}
        </Button>
      </div>
    );
  }
  return (
    <div className={css.part}>
      <p>{t('workspace.webhook.what')}</p>
      {FORMATS.map((format) => (
        <CopyLine
          key={format}
          label={format.toUpperCase()}
          value={url.replace('/json/public/', `/${format}/public/`)}
        />
      ))}
      {mayModify && (
        <>
          <p className={css.soft}>
            {t(isOpen ? 'workspace.webhook.open' : 'workspace.webhook.basic')}{' '}
            <Link href={editHref(id)}>{t('workspace.webhook.toStart')}</Link>
          </p>
          <div className={css.buttons}>
            <Button onClick={() => setAsking('modify')}>{t('workspace.webhook.anew')}</Button>
            <Button kind="danger" onClick={() => setAsking('delete')}>
              {t('workspace.webhook.switchOff')}
            </Button>
          </div>
        </>
      )}
      {asking !== undefined && (
        <Confirm
          title={t(`workspace.webhook.ask.${asking}`)}
          deed={t(asking === 'modify' ? 'workspace.webhook.anew' : 'workspace.webhook.switchOff')}
          onClose={() => setAsking(undefined)}
          onConfirm={() => change(asking)}
        >
          {t('workspace.webhook.lost')}
        </Confirm>
      )}
    </div>
  );
}
