/** The branches of a condition: looked at from above, each with comparisons that must all hold. */
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../../base/json.ts';
import { CodeBox } from '../../../code/code_box.tsx';
import type { Suggest } from '../../../code/code_mirror.tsx';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { objects, textOf } from '../draft.ts';
import css from './panel.module.css';
import { usePreview } from './preview.tsx';

const COMPARISONS = ['eq', 'not_eq', 'more', 'less', 'more_or_eq', 'less_or_eq', 'regexp'] as const;
const CASTS = ['string', 'number', 'boolean', 'array', 'object'] as const;
const NEW_ROW = { param: '', const: '', fun: 'eq', cast: 'string' };

interface Props {
  /** Branches; the order is that of looking. */
  branches: JsonObject[];
  suggest: Suggest;
  params: string[];
  onChange(branches: JsonObject[], key?: string): void;
  /** What stands below the comparisons of a branch: where it leads, or what it replies. */
  foot?: (branch: JsonObject, index: number) => React.ReactNode;
}

export function ConditionsEditor({ branches, suggest, params, onChange, foot }: Props) {
  const { t } = useTranslation();
  const [dragged, drag] = useState<number | null>(null);
  const move = (from: number, to: number): void => {
    if (to < 0 || to >= branches.length || from === to) return;
    const next = [...branches];
    next.splice(to, 0, ...next.splice(from, 1));
    onChange(next);
  };
  const set = (index: number, branch: JsonObject, key?: string): void =>
    onChange(
      branches.map((one, at) => (at === index ? branch : one)),
      key,
    );
  return (
    <div className={css.branches} data-field="conditions">
      {branches.map((branch, index) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: a branch has no name but its place
          key={index}
          className={css.branch}
          onDragOver={(event) => dragged !== null && event.preventDefault()}
          onDrop={(event: DragEvent) => {
            event.preventDefault();
            if (dragged !== null) move(dragged, index);
            drag(null);
          }}
        >
          <legend className={css.branchHead}>
            <BranchHead
              {...{ index, drag, move }}
              last={branches.length - 1}
              onRemove={() => onChange(branches.filter((_one, at) => at !== index))}
            />
          </legend>
          <Comparisons
            rows={objects(branch.conditions)}
            suggest={suggest}
            params={params}
            name={index + 1}
            onChange={(conditions, key) => set(index, { ...branch, conditions }, `${index} ${key}`)}
          />
          {foot?.(branch, index)}
        </fieldset>
      ))}
      <Button
        icon={<Icon name="add" size={16} />}
        onClick={() => onChange([...branches, { type: 'go_if_const', conditions: [{ ...NEW_ROW }], to_node_id: '' }])}
      >
        {t('editor.conditions.addBranch')}
      </Button>
    </div>
  );
}

interface HeadProps {
  index: number;
  last: number;
  drag(index: number | null): void;
  move(from: number, to: number): void;
  onRemove(): void;
}

function BranchHead({ index, last, drag, move, onRemove }: HeadProps) {
  const { t } = useTranslation();
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons beside it do the same by keys */}
      <span
        draggable
        className={css.grip}
        onDragStart={() => drag(index)}
        onDragEnd={() => drag(null)}
        title={t('editor.conditions.drag')}
      >
        {t('editor.conditions.branch', { number: index + 1 })}
      </span>
      <Button
        kind="quiet"
        icon={
          <span className={css.upward}>
            <Icon name="chevron" size={16} />
          </span>
        }
        label={t('editor.conditions.up', { number: index + 1 })}
        disabled={index === 0}
        onClick={() => move(index, index - 1)}
      />
      <Button
        kind="quiet"
        icon={
          <span className={css.downward}>
            <Icon name="chevron" size={16} />
          </span>
        }
        label={t('editor.conditions.down', { number: index + 1 })}
        disabled={index === last}
        onClick={() => move(index, index + 1)}
      />
      <Button
        kind="quiet"
        icon={<Icon name="trash" size={16} />}
        label={t('editor.conditions.removeBranch', { number: index + 1 })}
        onClick={onRemove}
      />
    </>
  );
}

interface RowsProps extends Pick<Props, 'suggest' | 'params'> {
  rows: JsonObject[];
  name: number;
  onChange(rows: JsonObject[], key: string): void;
}

function Comparisons({ rows, suggest, params, name, onChange }: RowsProps) {
  const { t } = useTranslation();
  const set = (index: number, fields: JsonObject): void =>
    onChange(
      rows.map((row, at) => (at === index ? { ...row, ...fields } : row)),
      `${index} ${Object.keys(fields).join()}`,
    );
  return (
    <>
      {rows.map((row, index) => {
        const where = `${name}.${index + 1}`;
        return (
          <Comparison
            // biome-ignore lint/suspicious/noArrayIndexKey: a comparison has no name but its place
            key={index}
            {...{ row, where, suggest }}
            list={`params-${name}`}
            onSet={(fields) => set(index, fields)}
            onRemove={
              rows.length === 1
                ? null
                : () =>
                    onChange(
                      rows.filter((_one, at) => at !== index),
                      'rows',
                    )
            }
          />
        );
      })}
      <datalist id={`params-${name}`}>
        {params.map((param) => (
          <option key={param} value={param} />
        ))}
      </datalist>
      <Button
        kind="quiet"
        icon={<Icon name="add" size={16} />}
        onClick={() => onChange([...rows, { ...NEW_ROW }], 'rows')}
      >
        {t('editor.conditions.and')}
      </Button>
    </>
  );
}

interface ComparisonProps extends Pick<Props, 'suggest'> {
  row: JsonObject;
  where: string;
  /** Id of the list of parameters. */
  list: string;
  onSet(fields: JsonObject): void;
  onRemove: (() => void) | null;
}

function Comparison({ row, where, list, suggest, onSet, onRemove }: ComparisonProps) {
  const { t } = useTranslation();
  const preview = usePreview();
  return (
    <div className={css.comparison}>
      <input
        className={css.small}
        list={list}
        aria-label={t('editor.conditions.param', { where })}
        placeholder={t('editor.conditions.paramPlace')}
        value={textOf(row.param)}
        onChange={(event) => onSet({ param: event.target.value })}
        onFocus={({ target: { value } }) =>
          value !== '' && preview.show(value, /\{\{|\$\.|<</.test(value) ? value : `{{${value}}}`)
        }
      />
      <select
        className={css.type}
        aria-label={t('editor.conditions.fun', { where })}
        value={textOf(row.fun) || 'eq'}
        onChange={(event) => onSet({ fun: event.target.value })}
      >
        {COMPARISONS.map((fun) => (
          <option key={fun} value={fun}>
            {t(`editor.comparisons.${fun}`)}
          </option>
        ))}
      </select>
      <select
        className={css.type}
        aria-label={t('editor.conditions.cast', { where })}
        value={textOf(row.cast) || 'string'}
        onChange={(event) => onSet({ cast: event.target.value })}
      >
        {CASTS.map((type) => (
          <option key={type} value={type}>
            {t(`process.types.${type}`)}
          </option>
        ))}
      </select>
      <Button
        kind="quiet"
        icon={<Icon name="close" size={16} />}
        label={t('editor.conditions.remove', { where })}
        disabled={onRemove === null}
        onClick={() => onRemove?.()}
      />
      <div className={css.rowValue}>
        <CodeBox
          bare
          line
          label={t('editor.conditions.const', { where })}
          language="expression"
          value={textOf(row.const)}
          suggest={suggest}
          onChange={(value) => {
            preview.show(textOf(row.param), value);
            onSet({ const: value });
          }}
          onFocus={(value) => preview.show(textOf(row.param), value)}
        />
      </div>
    </div>
  );
}
