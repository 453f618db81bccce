/** What moves the view: nearer, farther, all of it, and a small map. */
import { type FitViewOptions, MiniMap, useReactFlow } from '@xyflow/react';
import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { inField } from '../ui/in_field.ts';
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
  const views: { key: string; icon: IconName; label: string; show(): void }[] = [
    { key: '=', icon: 'add', label: t('process.graph.zoomIn'), show: () => void zoomIn({ duration: 120 }) },
    { key: '-', icon: 'minus', label: t('process.graph.zoomOut'), show: () => void zoomOut({ duration: 120 }) },
    { key: '0', icon: 'fit', label: t('process.graph.fit'), show: () => void fitView({ ...fit, duration: 200 }) },
  ];
  const latest = useRef(views);
  latest.current = views;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { key, ctrlKey, metaKey, altKey, target } = event;
      if (event.defaultPrevented || ctrlKey || metaKey || altKey || inField(target)) return;
      if (document.querySelector('dialog[open]') !== null) return;
      latest.current.find((view) => view.key === key)?.show();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <fieldset className={css.controls} aria-label={t('process.graph.view')}>
      {views.map(({ key, icon, label, show }) => (
        <Button
          key={key}
          kind="quiet"
          icon={<Icon name={icon} />}
          label={label}
          title={`${label} (${key})`}
          aria-keyshortcuts={key}
          onClick={show}
        />
      ))}
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
