/** The fields of one logic, as its node type tells them; each in the control that it asks for. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json, JsonObject } from '../../../../base/json.ts';
import { CodeBox } from '../../../code/code_box.tsx';
import type { Suggest } from '../../../code/code_mirror.tsx';
import { isObject } from '../../../graph/model.ts';
import { Button } from '../../../ui/button.tsx';
import { CheckBox, SelectField, TextField } from '../../../ui/field.tsx';
import { textOf } from '../draft.ts';
import type { NodeType, PanelField } from '../node_types.ts';
import { ListEditor } from './list_editor.tsx';
import { usePreview } from './preview.tsx';
import { RowsEditor } from './rows_editor.tsx';
import { ConnectionField, ProcessField, Program, QueueField } from './special_fields.tsx';

interface Props {
  nodeId: string;
  type: NodeType;
  logic: JsonObject;
  suggest: Suggest;
  onChange(logic: JsonObject, key?: string): void;
}

export function LogicForm({ nodeId, type, logic, suggest, onChange }: Props) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = type.fields.filter((field) => (all || !field.rare) && fits(field, logic));
  const hidden = type.fields.some((field) => field.rare && fits(field, logic));
  return (
    <>
      {shown.map((field) => (
        <Field key={`${field.name} ${field.control}`} {...{ nodeId, type, field, logic, suggest, onChange }} />
      ))}
      {hidden && (
        <Button kind="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {t(all ? 'editor.panel.less' : 'editor.panel.more')}
        </Button>
      )}
    </>
  );
}

function fits(field: PanelField, logic: JsonObject): boolean {
  return field.when.every(([name, values]) => {
    const value = logic[name] ?? '';
    return values.includes(typeof value === 'boolean' ? value : textOf(value));
  });
}

function read(logic: JsonObject, path: string): Json {
  return path.split('.').reduce<Json>((value, part) => (isObject(value) ? (value[part] ?? null) : null), logic);
}

function written(logic: JsonObject, path: string, value: Json): JsonObject {
  const [head = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...logic, [head]: value };
  const inner = logic[head];
  return { ...logic, [head]: written(isObject(inner) ? inner : {}, rest.join('.'), value) };
}

interface FieldProps extends Props {
  field: PanelField;
}

/** Texts by type and field; of a field without any its name stands. */
function useTexts({ type, field }: Pick<FieldProps, 'type' | 'field'>): { label: string; help: string } {
  const { t } = useTranslation();
  const key = `${type.type}.${field.name.replace('.', '_')}`;
  return {
    label: t(`editorFields.${key}.label`, field.name),
    // Expressions in them are examples, no holes.
    help: t(`editorFields.${key}.help`, { defaultValue: '', skipInterpolation: true }),
  };
}

function Field(props: FieldProps) {
  const { type, field, logic, suggest, onChange } = props;
  const { label, help } = useTexts(props);
  const preview = usePreview();
  const value = read(logic, field.name);
  const set = (next: Json): void => onChange(written(logic, field.name, next), `${type.type}.${field.name}`);
  const common = { label, hint: help, 'data-field': field.name };
  switch (field.control) {
    case 'flag':
      return <CheckBox {...common} checked={value === true} onChange={(event) => set(event.target.checked)} />;
    case 'count':
      return (
        <TextField
          {...common}
          inputMode="numeric"
          value={textOf(value)}
          onChange={({ target }) => set(/^\d{1,9}$/.test(target.value) ? Number(target.value) : target.value)}
        />
      );
    case 'text':
      return <TextField {...common} value={textOf(value)} onChange={(event) => set(event.target.value)} />;
    case 'enum':
      return <Choice {...props} label={label} help={help} value={textOf(value)} onSet={set} />;
    case 'rows':
      return (
        <RowsEditor
          {...{ label, help, suggest }}
          field={field.name}
          values={isObject(value) ? value : {}}
          types={field.types === null ? null : objectOf(logic[field.types])}
          onChange={(values, types) => {
            const next = written(logic, field.name, values);
            onChange(field.types === null ? next : { ...next, [field.types]: types }, `${type.type}.${field.name}`);
          }}
        />
      );
    case 'sums':
    case 'form_fields':
    case 'names':
      return (
        <ListEditor {...{ label, help }} control={field.control} value={value} field={field.name} onChange={set} />
      );
    case 'process':
      return <ProcessField {...{ label, help, suggest }} value={textOf(value)} onSet={set} />;
    case 'connection':
      return <ConnectionField {...{ label, help }} value={textOf(value)} onSet={set} />;
    case 'code':
      return <Program {...props} {...{ label, help }} value={textOf(value)} onSet={set} />;
    case 'node':
      return <QueueField {...props} {...{ label, help }} value={textOf(value)} onSet={set} />;
    default:
      return (
        <CodeBox
          label={label}
          hint={help}
          field={field.name}
          line={field.control === 'expression'}
          language={field.control === 'sql' ? 'sql' : 'expression'}
          value={textOf(value)}
          suggest={suggest}
          onChange={(next) => {
            preview.show(label, next);
            set(next);
          }}
          onFocus={(next) => preview.show(label, next)}
        />
      );
  }
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

interface ChoiceProps extends FieldProps {
  label: string;
  help: string;
  value: string;
  onSet(value: Json): void;
}

function Choice({ type, field, label, help, value, onSet }: ChoiceProps) {
  const { t } = useTranslation();
  const options = field.options.includes(value) ? field.options : [value, ...field.options];
  const named = (option: string): string =>
    t(
      `editorFields.${type.type}.${field.name.replace('.', '_')}.options.${option === '' ? 'none' : option.replace(/[^\w]/g, '_')}`,
      option,
    );
  return (
    <SelectField
      label={label}
      hint={help}
      data-field={field.name}
      value={value}
      onChange={(event) => onSet(event.target.value)}
    >
      {options.map((option) => (
        <option key={option} value={option}>
          {named(option)}
        </option>
      ))}
    </SelectField>
  );
}
