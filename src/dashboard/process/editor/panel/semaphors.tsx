/** How long a task may stay in a node, and from how many on an alarm is raised. */
import { useTranslation } from 'react-i18next';
import type { JsonObject } from '../../../../base/json.ts';
import { CodeBox } from '../../../code/code_box.tsx';
import type { Suggest } from '../../../code/code_mirror.tsx';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { textOf } from '../draft.ts';
import css from './panel.module.css';
import { usePreview } from './preview.tsx';
import { TargetSelect } from './target_select.tsx';

interface Props {
  nodeId: string;
  semaphors: JsonObject[];
  suggest: Suggest;
  onChange(semaphors: JsonObject[], key?: string): void;
}

const NEW: Record<'time' | 'count', JsonObject> = {
  time: { type: 'time', value: 60, dimension: 'sec', to_node_id: '' },
  count: { type: 'count', value: 30, esc_node_id: '' },
};
const UNITS = ['sec', 'min', 'hour', 'day'] as const;

export function Semaphors({ nodeId, semaphors, suggest, onChange }: Props) {
  const { t } = useTranslation();
  const set = (index: number, fields: JsonObject): void =>
    onChange(
      semaphors.map((one, at) => (at === index ? { ...one, ...fields } : one)),
      `semaphor ${index} ${Object.keys(fields).join()}`,
    );
  return (
    <>
      {semaphors.map((semaphor, index) => {
        const kind = semaphor.type === 'count' ? 'count' : 'time';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a semaphor has no name but its place
          <fieldset key={index} className={css.branch} data-field="semaphors">
            <legend className={css.branchHead}>
              <span className={css.grip}>{t(`editor.semaphors.${kind}.title`)}</span>
              <Button
                kind="quiet"
                icon={<Icon name="trash" size={16} />}
                label={t(`editor.semaphors.${kind}.remove`)}
                onClick={() => onChange(semaphors.filter((_one, at) => at !== index))}
              />
            </legend>
            <div className={css.time}>
              <Value semaphor={semaphor} kind={kind} suggest={suggest} onSet={(value) => set(index, { value })} />
              {kind === 'time' && isLiteral(semaphor) && (
                <select
                  className={css.type}
                  aria-label={t('editor.semaphors.unit')}
                  value={textOf(semaphor.dimension) || 'sec'}
                  onChange={(event) => set(index, { dimension: event.target.value })}
                >
                  {UNITS.map((unit) => (
                    <option key={unit} value={unit}>
                      {t(`editor.semaphors.units.${unit}`)}
                    </option>
                  ))}
                </select>
              )}
            </div>
            <p className={css.hint}>{t(`editor.semaphors.${kind}.help`)}</p>
            <TargetSelect
              label={t(`editor.semaphors.${kind}.to`)}
              nodeId={nodeId}
              value={textOf(semaphor[kind === 'time' ? 'to_node_id' : 'esc_node_id'])}
              onChange={(to) => set(index, { [kind === 'time' ? 'to_node_id' : 'esc_node_id']: to })}
            />
          </fieldset>
        );
      })}
      <div className={css.buttons}>
        {(['time', 'count'] as const).map(
          (kind) =>
            !semaphors.some(({ type }) => type === kind) && (
              <Button
                key={kind}
                icon={<Icon name={kind === 'time' ? 'clock' : 'bell'} size={16} />}
                onClick={() => onChange([...semaphors, { ...NEW[kind] }])}
              >
                {t(`editor.semaphors.${kind}.add`)}
              </Button>
            ),
        )}
      </div>
    </>
  );
}

/** A number means so many units, a text is worked out and means an instant. */
function isLiteral({ value }: JsonObject): boolean {
  return typeof value === 'number' || value === '' || /^\d+(\.\d+)?$/.test(textOf(value));
}

interface ValueProps {
  semaphor: JsonObject;
  kind: 'time' | 'count';
  suggest: Suggest;
  onSet(value: number | string): void;
}

function Value({ semaphor, kind, suggest, onSet }: ValueProps) {
  const { t } = useTranslation();
  const preview = usePreview();
  const label = t(`editor.semaphors.${kind}.value`);
  return (
    <CodeBox
      line
      bare
      label={label}
      language="expression"
      value={textOf(semaphor.value)}
      suggest={suggest}
      onChange={(text) => onSet(/^\d{1,12}$/.test(text) ? Number(text) : text)}
      onFocus={(text) => preview.show(label, text)}
    />
  );
}
