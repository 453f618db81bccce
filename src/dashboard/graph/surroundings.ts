/** What a node and a link are given beside themselves, without a new node for every change of it. */
import { type ComponentType, createContext, useContext } from 'react';
import type { useTranslation } from 'react-i18next';
import type { GraphEdge } from './model.ts';

export interface Surroundings {
  /** Asked for once: a thousand nodes and links that each ask for it take a good part of the opening. */
  t: ReturnType<typeof useTranslation>['t'];
  /** So far away that nothing can be read: nodes are drawn as shapes. */
  far: boolean;
  /** Drawn at the upper right corner of every node: a counter, a mark. */
  Badge?: ComponentType<{ id: string }> | undefined;
  /** Drawn in the svg of every link that can be read. */
  EdgeOverlay?: ComponentType<{ edge: GraphEdge; x: number; y: number }> | undefined;
}

const SurroundingsContext = createContext<Surroundings | null>(null);
export const SurroundingsProvider = SurroundingsContext.Provider;

export function useSurroundings(): Surroundings {
  const surroundings = useContext(SurroundingsContext);
  if (surroundings === null) throw new Error('outside of a canvas');
  return surroundings;
}
