/** A connection to a database: made or changed, and tried before it is saved. The password is never shown. */

import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../base/json.ts';
import { ask, text } from '../data/client.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { errorText } from '../ui/error_text.ts';
import { CheckBox, SelectField, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form_dialog.tsx';
import { Failed, Loading } from '../ui/state.tsx';
import { Told } from '../ui/told.tsx';
import type { Item } from './data.ts';
import css from './dialogs.module.css';
import { useRun } from './use_run.ts';

/** The drivers that this server speaks, and where they usually listen. */
const PORTS: Record<string, string> = { postgres: '5432', mysql: '3306' };

type Props = { onClose(): void } & ({ item: Item } | { folder: number });

export function InstanceDialog(props: Props) {
  const item = 'item' in props ? props.item : null;
  const known = useQuery({
    queryKey: ['instance', item?.id],
    enabled: item !== null,
    gcTime: 0,
    queryFn: () => ask({ type: 'show', obj: 'instance', obj_id: item?.id }),
  });
  if (item !== null && known.data === undefined) {
    return (
      <Dialog title={item.title} onClose={props.onClose}>
        {known.isError ? <Failed error={known.error} onRetry={() => void known.refetch()} /> : <Loading />}
      </Dialog>
    );
  }
  const { data = {} } = known.data ?? {};
  return <Form {...props} data={data as JsonObject} />;
}

function Form({ data, onClose, ...props }: Props & { data: JsonObject }) {
  const { t } = useTranslation();
  const run = useRun();
  const box = useRef<HTMLDivElement>(null);
  const [port, setPort] = useState(text(data.port) || '5432');
  const item = 'item' in props ? props.item : null;
  const at = 'item' in props ? { obj_id: props.item.id } : { folder_id: props.folder };
  const save = async (form: FormData): Promise<void> => {
    const type = item === null ? 'create' : 'modify';
    await ask({ type, obj: 'instance', ...at, title: String(form.get('title')), data: dataOf(form) });
    await run(async () => undefined);
  };
  return (
    <FormDialog
      title={t(item === null ? 'workspace.create.instance' : 'workspace.act.settings')}
      deed={t(item === null ? 'shell.common.create' : 'shell.common.save')}
      onClose={onClose}
      onSubmit={save}
      more={<Try at={at} form={() => box.current?.closest('form') ?? null} />}
    >
      <div ref={box} hidden />
      <TextField label={t('workspace.field.title')} name="title" defaultValue={item?.title} required autoFocus />
      <SelectField
        label={t('workspace.instance.driver')}
        name="driver"
        defaultValue={text(data.driver) || 'postgres'}
        onChange={(event) => setPort(PORTS[event.target.value] ?? port)}
      >
        <option value="postgres">PostgreSQL</option>
        <option value="mysql">MySQL, MariaDB</option>
      </SelectField>
      <div className={css.pair}>
        <TextField label={t('workspace.instance.host')} name="host" defaultValue={text(data.host)} required />
        <TextField
          label={t('workspace.instance.port')}
          name="port"
          inputMode="numeric"
          value={port}
          onChange={(event) => setPort(event.target.value)}
        />
      </div>
      <TextField label={t('workspace.instance.database')} name="database" defaultValue={text(data.database)} />
      <div className={css.pair}>
        <TextField label={t('workspace.instance.user')} name="username" defaultValue={text(data.username)} />
        <TextField
          label={t('workspace.instance.password')}
          name="password"
          type="password"
          autoComplete="new-password"
          hint={item === null ? undefined : t('workspace.instance.passwordKept')}
        />
      </div>
      <CheckBox name="ssl" label={t('workspace.instance.ssl')} defaultChecked={data.ssl === true} />
    </FormDialog>
  );
}

/** What stands in the form; a password that is not typed stays what it was. */
function dataOf(form: FormData): JsonObject {
  const names = ['driver', 'host', 'port', 'database', 'username'];
  const password = String(form.get('password') ?? '');
  return {
    ...Object.fromEntries(names.map((name) => [name, String(form.get(name) ?? '')])),
    ssl: form.get('ssl') === 'on',
    ...(password === '' ? {} : { password }),
  };
}

function Try({ at, form }: { at: JsonObject; form(): HTMLFormElement | null }) {
  const { t } = useTranslation();
  const [state, setState] = useState<'idle' | 'busy' | 'good' | { bad: string }>('idle');
  const check = async (): Promise<void> => {
    const fields = form();
    if (fields === null) return;
    setState('busy');
    try {
      await ask({ type: 'check', obj: 'instance', ...at, data: dataOf(new FormData(fields)) });
      setState('good');
    } catch (error) {
      setState({ bad: errorText(error) });
    }
  };
  return (
    <div className={css.try}>
      <Button busy={state === 'busy'} onClick={() => void check()}>
        {t('workspace.instance.test')}
      </Button>
      <span role="status" className={typeof state === 'object' ? css.bad : css.good}>
        {state === 'good' && t('workspace.instance.works')}
        {typeof state === 'object' && <Told text={state.bad} />}
      </span>
    </div>
  );
}
