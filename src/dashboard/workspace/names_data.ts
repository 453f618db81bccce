/** Aliases and variables of a folder. */
import { useQuery } from '@tanstack/react-query';
import { ask, number, rows, text } from '../data/client.ts';

export interface Alias {
  id: number;
  name: string;
  title: string;
  description: string;
  folder: number;
  /** The process it means; null for none. */
  conv: { id: number; title: string } | null;
  owner: string;
  changed: number;
}

export interface Variable {
  id: number;
  name: string;
  title: string;
  description: string;
  folder: number;
  isSecret: boolean;
  isJson: boolean;
  /** Null for a secret one: the server never tells it. */
  value: string | null;
  changed: number;
}

export function useAliases(folder: number) {
  return useQuery({
    queryKey: ['aliases', folder],
    queryFn: async (): Promise<Alias[]> => {
      const { list } = await ask({ type: 'list', obj: 'aliases', folder_id: folder });
      const all = rows(list).map((row): Alias => {
        const { obj_to_id } = row;
        const conv = typeof obj_to_id === 'number' ? { id: obj_to_id, title: text(row.obj_to_title) } : null;
        const { name, title, description } = namesOf(row.short_name, row.title, row.description);
        const place = { folder: number(row.folder_id), owner: text(row.owner_name), changed: number(row.change_time) };
        return { id: number(row.obj_id), name, title, description, conv, ...place };
      });
      // The root asks for all there are.
      return all.filter((alias) => alias.folder === folder);
    },
  });
}

export function useVariables(folder: number) {
  return useQuery({
    queryKey: ['variables', folder],
    queryFn: async (): Promise<Variable[]> => {
      const { list } = await ask({ type: 'list', obj: 'env_var', folder_id: folder });
      const all = rows(list).map((row): Variable => {
        const isSecret = row.env_var_type === 'secret';
        const { name, title, description } = namesOf(row.short_name, row.title, row.description);
        return {
          id: number(row.obj_id),
          name,
          title,
          description,
          folder: number(row.folder_id),
          isSecret,
          isJson: row.data_type === 'json',
          value: isSecret ? null : text(row.value),
          changed: number(row.change_time),
        };
      });
      return all.filter((variable) => variable.folder === folder);
    },
  });
}

function namesOf(...values: Parameters<typeof text>[0][]): { name: string; title: string; description: string } {
  const [name = '', title = '', description = ''] = values.map(text);
  return { name, title, description };
}
