/** Where a way out leads: a node by its title, for who does not draw. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { readNode } from '../../../graph/model.ts';
import { SelectField } from '../../../ui/field.tsx';
import { NODE_TYPE } from '../draft.ts';
import { useEditor } from '../store.ts';

interface Props {
  label: string;
  nodeId: string;
  value: string;
  onChange(id: string): void;
}

export function TargetSelect({ label, nodeId, value, onChange }: Props) {
  const { t } = useTranslation();
  const nodes = useEditor(({ history }) => history.present.nodes);
  const convType = useEditor(({ about }) => about.convType);
  const options = useMemo(() => {
    const known = new Map<string, number>();
    return nodes
      .filter(({ obj_type }) => obj_type !== NODE_TYPE.start)
      .map((node) => {
        const title = node.title === '' ? t(`process.actions.${readNode(node, convType).action}`) : node.title;
        const count = (known.get(title) ?? 0) + 1;
        known.set(title, count);
        return { id: node.obj_id, title: count === 1 ? title : `${title} (${count})` };
      });
  }, [nodes, convType, t]);
  return (
    <SelectField label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{t('editor.exits.nowhere')}</option>
      {options.map(({ id, title }) => (
        <option key={id} value={id}>
          {id === nodeId ? t('editor.exits.itself', { title }) : title}
        </option>
      ))}
    </SelectField>
  );
}
