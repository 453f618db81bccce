/** What a node and a link are given beside themselves, without a new node for every change of it. */
import { type ComponentType, createContext } from 'react';
import type { GraphEdge } from './model.ts';

export interface Surroundings {
  /** Drawn at the upper right corner of every node: a counter, a mark. */
  Badge?: ComponentType<{ id: string }> | undefined;
  /** Drawn in the svg of every link, along its path. */
  EdgeOverlay?: ComponentType<{ edge: GraphEdge; path: string; x: number; y: number }> | undefined;
}

export const SurroundingsContext = createContext<Surroundings>({});
