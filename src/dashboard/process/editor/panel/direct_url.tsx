/**
 * The address at which a process takes tasks without a signature. It is made and dropped at once, not by a deploy: who
 * switches it off, or takes a new one, wants the old one to let nobody in from then on.
 */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, text } from '../../../data/client.ts';
import { Button } from '../../../ui/button.tsx';
import { Confirm } from '../../../ui/confirm.tsx';
import { CopyLine } from '../../../ui/copy_line.tsx';
import { SelectField } from '../../../ui/field.tsx';
import { useToasts } from '../../../ui/toast.tsx';
import { useEditor } from '../store.ts';

export interface DirectUrl {
  /** '' where there is none; undefined until that is known. */
  url: string | undefined;
  /** create makes one, modify a new one in its place, delete drops it; false where that failed, which a toast then says. */
  change(how: 'create' | 'modify' | 'delete'): Promise<boolean>;
}

export function useDirectUrl(): DirectUrl {
  const id = useEditor(({ about }) => about.id);
  const toasts = useToasts();
  const { data, refetch } = useQuery({
    queryKey: ['direct url', id],
    retry: false,
    queryFn: async () =>
      text((await ask({ type: 'get', obj: 'callback_hash', conv_id: id }).catch(() => ({ url: '' }))).url),
  });
  const change: DirectUrl['change'] = async (how) => {
    const failed = await ask({ type: how, obj: 'callback_hash', conv_id: id }).then(
      () => false,
      (error: unknown) => {
        toasts.failed(error);
        return true;
      },
    );
    await refetch();
    return !failed;
  };
  return { url: data, change };
}

const FORMATS = ['json', 'xml', 'nvp'] as const;

export function DirectUrlFields({ url, change }: DirectUrl) {
  const { t } = useTranslation();
  const [format, setFormat] = useState<string>('json');
  const [renewing, setRenewing] = useState(false);
  if (url === undefined) return null;
  if (url === '') return <Button onClick={() => void change('create')}>{t('editor.start.makeUrl')}</Button>;
  return (
    <>
      <SelectField
        label={t('editor.start.format')}
        hint={t(`editor.start.formats.${format}`)}
        value={format}
        onChange={(event) => setFormat(event.target.value)}
      >
        {FORMATS.map((one) => (
          <option key={one} value={one}>
            {one.toUpperCase()}
          </option>
        ))}
      </SelectField>
      <CopyLine value={url.replace('/api/2/json/', `/api/2/${format}/`)} />
      <Button onClick={() => setRenewing(true)}>{t('editor.start.renew')}</Button>
      {renewing && (
        <Confirm
          title={t('editor.start.renew')}
          deed={t('editor.start.renew')}
          onClose={() => setRenewing(false)}
          onConfirm={() => change('modify')}
        >
          {t('editor.start.renewSure')}
        </Confirm>
      )}
    </>
  );
}
