/** What moves the view: nearer, farther, all of it, and a small map. */
import { type FitViewOptions, MiniMap, useReactFlow } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import css from './graph.module.css';
import type { FlowNode } from './graph_node.tsx';

const COLOURS: Record<string, string> = {
  start: 'var(--accent)',
  success: 'var(--good)',
  error: 'var(--bad)',
  condition: 'var(--warn)',
  delay: 'var(--wait)',
};

export const Controls = memo(function Controls({ fit }: { fit: FitViewOptions }) {
  const { t } = useTranslation();
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  return (
    <fieldset className={css.controls} aria-label={t('process.graph.view')}>
      <Button kind="quiet" icon={<Icon name="add" />} label={t('process.graph.zoomIn')} onClick={() => void zoomIn()} />
      <Button
        kind="quiet"
        icon={<Icon name="minus" />}
        label={t('process.graph.zoomOut')}
        onClick={() => void zoomOut()}
      />
      <Button
        kind="quiet"
        icon={<Icon name="fit" />}
        label={t('process.graph.fit')}
        onClick={() => void fitView({ ...fit, duration: 200 })}
      />
    </fieldset>
  );
});

/** Told in numbers: the map draws by them. */
const MAP_SIZE = { width: 168, height: 112 };

export const SmallMap = memo(function SmallMap() {
  return (
    <MiniMap<FlowNode>
      className={css.map ?? ''}
      position="bottom-right"
      style={MAP_SIZE}
      pannable
      zoomable
      nodeBorderRadius={12}
      nodeColor={({ data }) => COLOURS[data.node.kind] ?? 'var(--line-strong)'}
    />
  );
});
