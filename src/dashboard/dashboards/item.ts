/** A dashboard as the dialogs of the workspace take it. */
import type { Item } from '../workspace/data.ts';

export function itemOf({
  id,
  title,
  description,
  folderId,
}: {
  id: number;
  title: string;
  description: string;
  folderId: number;
}): Item {
  const plain = {
    status: 'active',
    isState: false,
    owner: '',
    changed: 0,
    starred: false,
    draft: false,
    shared: false,
  };
  return {
    kind: 'dashboard',
    id,
    title,
    description,
    parent: folderId,
    deployed: true,
    rights: ['view', 'modify'],
    ...plain,
  };
}
