/** How a link of the canvas asks for a node to be put into it; null where nothing can be edited. */
import { createContext } from 'react';
import type { InsertAt } from './insert.ts';

export const WantInsert = createContext<((at: InsertAt) => void) | null>(null);
