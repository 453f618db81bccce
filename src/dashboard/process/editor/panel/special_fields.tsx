/** Fields that offer what the server knows: processes, queues in them, database connections; and code that it compiles. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Json, JsonObject } from '../../../../base/json.ts';
import { CodeBox } from '../../../code/code_box.tsx';
import type { Suggest } from '../../../code/code_mirror.tsx';
import { ask, rows, text } from '../../../data/client.ts';
import { isObject } from '../../../graph/model.ts';
import { SelectField } from '../../../ui/field.tsx';
import { objects, textOf } from '../draft.ts';
import type { PanelField } from '../node_types.ts';
import { useCodeError } from './use_code_error.ts';

interface RefProps {
  label: string;
  help: string;
  value: string;
  onSet(value: Json): void;
}

/** A number, an alias or an expression; processes are offered by their titles. */
export function ProcessField({ label, help, value, suggest, onSet }: RefProps & { suggest: Suggest }) {
  const { data } = useQuery({
    queryKey: ['editor processes'],
    staleTime: 60_000,
    queryFn: async () => rows((await ask({ type: 'list', obj: 'convs', pattern: '', limit: 500 })).list),
  });
  const title = data?.find((row) => text(row.obj_id) === value)?.title;
  const offered: Suggest = (typed) => {
    const found = suggest(typed);
    if (found !== null || /[{<$]/.test(typed)) return found;
    const options = (data ?? []).map((row) => ({
      label: `${text(row.title)} #${text(row.obj_id)}`,
      apply: text(row.obj_id),
    }));
    return { from: 0, options };
  };
  const set = (next: string): void => onSet(/^\d{1,15}$/.test(next) ? Number(next) : next);
  const hint = textOf(title) || help;
  return (
    <CodeBox line field="conv_id" language="expression" {...{ label, hint, value }} suggest={offered} onChange={set} />
  );
}

export function ConnectionField({ label, help, value, onSet }: RefProps) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['editor connections'],
    staleTime: 30_000,
    queryFn: async () => rows((await ask({ type: 'list', obj: 'instance' })).list),
  });
  return (
    <SelectField
      label={label}
      hint={help}
      data-field="instance_id"
      value={value}
      onChange={(event) => onSet(event.target.value === '' ? null : Number(event.target.value))}
    >
      <option value="">{t('editor.exits.choose')}</option>
      {value !== '' && !data?.some((row) => text(row.obj_id) === value) && <option value={value}>{`#${value}`}</option>}
      {data?.map((row) => (
        <option key={text(row.obj_id)} value={text(row.obj_id)}>
          {`${text(row.title)} #${text(row.obj_id)}`}
        </option>
      ))}
    </SelectField>
  );
}

interface ProgramProps extends RefProps {
  nodeId: string;
  field: PanelField;
  logic: JsonObject;
  suggest: Suggest;
}

/** JavaScript: the one of Code is compiled while it is written; that of Git Call runs elsewhere. */
export function Program({ nodeId, field, logic, label, help, value, suggest, onSet }: ProgramProps) {
  const wrong = useCodeError(nodeId, logic.type === 'api_code' ? value : '');
  return (
    <CodeBox
      {...{ label, value, suggest }}
      {...wrong}
      hint={help}
      field={field.name}
      language="javascript"
      onChange={onSet}
    />
  );
}

/** A node of another process: its queues are offered where the process is named by its number or alias. */
export function QueueField({ field, logic, label, help, value, suggest, onSet }: ProgramProps) {
  const conv = textOf(logic.conv_id);
  const { data } = useQuery({
    queryKey: ['editor queues', conv],
    staleTime: 30_000,
    enabled: /^(\d{1,15}|@[\w-]+)$/.test(conv),
    queryFn: async () => {
      const obj_id = /^\d+$/.test(conv) ? Number(conv) : conv;
      const answer = await ask({ type: 'list', obj: 'conv', obj_id }).catch(() => ({ list: [] }));
      return rows(answer.list).filter((node) => {
        const { logics } = isObject(node.condition) ? node.condition : node;
        return objects(logics).some(({ type }) => type === 'api_queue');
      });
    },
  });
  const title = data?.find((row) => text(row.obj_id) === value)?.title;
  const offered: Suggest = (typed) => {
    if (/[{<$]/.test(typed)) return suggest(typed);
    return { from: 0, options: (data ?? []).map((row) => ({ label: text(row.title), apply: text(row.obj_id) })) };
  };
  return (
    <CodeBox
      line
      {...{ label, value }}
      hint={textOf(title) || help}
      field={field.name}
      language="expression"
      suggest={offered}
      onChange={onSet}
    />
  );
}
