/** A node whose panel opens is moved into sight where the panel, or the edge of the canvas, would hide it. */
import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect, useEffectEvent } from 'react';
import { SEEN_MS } from '../ui/seen_ms.ts';
import { boxOf } from './geometry.ts';
import type { GraphNode } from './model.ts';

const MOVE_MS = 200;

export function useReveal(node: GraphNode | undefined): void {
  const { flowToScreenPosition, setCenter, getZoom } = useReactFlow();
  const flow = useStoreApi();
  const reveal = useEffectEvent(() => {
    const canvas = flow.getState().domNode?.getBoundingClientRect();
    if (node === undefined || canvas === undefined) return;
    const { x, y, width, height } = boxOf(node);
    const from = flowToScreenPosition({ x, y });
    const to = flowToScreenPosition({ x: x + width, y: y + height });
    const seen = from.x >= canvas.left && from.y >= canvas.top && to.x <= canvas.right && to.y <= canvas.bottom;
    if (!seen) void setCenter(x + width / 2, y + height / 2, { zoom: getZoom(), duration: MOVE_MS });
  });
  const id = node?.id;
  useEffect(() => {
    if (id === undefined) return undefined;
    const timer = setTimeout(() => reveal(), SEEN_MS);
    return () => clearTimeout(timer);
  }, [id]);
}
