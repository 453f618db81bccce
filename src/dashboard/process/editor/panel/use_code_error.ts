/** What keeps JavaScript from being compiled, asked of the server while it is written, in the words of its sandbox. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ask, RequestError } from '../../../data/client.ts';
import { errorText } from '../../../ui/error_text.ts';
import { useEditor } from '../store.ts';

const WAIT_MS = 500;

export interface CodeError {
  error?: string;
  errorLine?: number;
}

export function useSettled(value: string, ms: number): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

export function useCodeError(node_id: string, source: string): CodeError {
  const { id: conv_id, mayEdit } = useEditor(({ about }) => about);
  const src = useSettled(source, WAIT_MS);
  const { data = '' } = useQuery({
    queryKey: ['code error', src],
    queryFn: () => errorOf({ conv_id, node_id, src }),
    enabled: mayEdit && src.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === '' || source.trim() === '') return {};
  const line = /\(line (\d+)\)/.exec(data)?.[1];
  return { error: data, ...(line === undefined ? {} : { errorLine: Number(line) }) };
}

async function errorOf(at: { conv_id: number; node_id: string; src: string }): Promise<string> {
  try {
    await ask({ type: 'compile', obj: 'api_code', lang: 'js', ...at });
    return '';
  } catch (error) {
    if (error instanceof RequestError && error.code === 'bad_process') return errorText(error);
    throw error;
  }
}
