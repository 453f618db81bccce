/** Objects of a list dragged onto a folder. The menu of a row does the same without a mouse. */
import type { DragEvent } from 'react';
import type { Moved } from './use_move.ts';

/** What the browser is told is dragged: no file, no text for another program. */
const TYPE = 'application/x-takt-objects';

export function startDrag(event: DragEvent, items: Moved[]): void {
  const dragged = items.map(({ kind, id, title, parent }) => ({ kind, id, title, parent }));
  event.dataTransfer.setData(TYPE, JSON.stringify(dragged));
  event.dataTransfer.effectAllowed = 'move';
}

/** What an element needs to be a folder onto which objects are dropped; it has `data-over` while they are above it. */
export function folderTarget(folder: number, onDrop: (items: Moved[], folder: number) => void) {
  const mark = (event: DragEvent<HTMLElement>, over: boolean): void => {
    event.currentTarget.toggleAttribute('data-over', over);
  };
  return {
    onDragOver: (event: DragEvent<HTMLElement>) => {
      if (!event.dataTransfer.types.includes(TYPE)) return;
      event.preventDefault();
      mark(event, true);
    },
    onDragLeave: (event: DragEvent<HTMLElement>) => mark(event, false),
    onDrop: (event: DragEvent<HTMLElement>) => {
      const dragged = event.dataTransfer.getData(TYPE);
      if (dragged === '') return;
      event.preventDefault();
      mark(event, false);
      const items = (JSON.parse(dragged) as Moved[]).filter(({ kind, id, parent }) => {
        return parent !== folder && !(kind === 'folder' && id === folder);
      });
      if (items.length > 0) onDrop(items, folder);
    },
  };
}
