/** Choosing a process by a part of its title or by its number. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, number, rows, text } from '../data/client.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import css from './share_dialog.module.css';

const FOUND = 6;

interface Props {
  label: string;
  onPick(conv: { id: number; title: string }): void;
}

export function ProcessPicker({ label, onPick }: Props) {
  const { t } = useTranslation();
  const [part, setPart] = useState('');
  const found = useQuery({
    queryKey: ['objs', part],
    enabled: part.trim() !== '',
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const { list } = await ask({ type: 'list', obj: 'objs', filter: 'all', pattern: part });
      return rows(list)
        .filter(({ obj_type }) => obj_type === 'conv')
        .slice(0, FOUND);
    },
  });
  const list = part.trim() === '' ? [] : (found.data ?? []);
  return (
    <>
      <TextField
        label={label}
        hint={t('workspace.picker.find')}
        value={part}
        onChange={(event) => setPart(event.target.value)}
      />
      {list.length > 0 && (
        <ul className={css.list}>
          {list.map((row) => (
            <li key={number(row.obj_id)}>
              <Button
                kind="quiet"
                icon={<Icon name={row.conv_type === 'state' ? 'state' : 'process'} />}
                onClick={() => {
                  onPick({ id: number(row.obj_id), title: text(row.title) });
                  setPart('');
                }}
              >
                {text(row.title)}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
