/** Search over everything, from everywhere: names and numbers at once, nodes and addresses as they are found. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { ask, number, rows, text } from '../data/client.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { hrefOf } from '../workspace/data.ts';
import css from './palette.module.css';

interface Hit {
  key: string;
  icon: IconName;
  title: string;
  about: string;
  href: string;
}

const ICONS: Record<string, IconName> = {
  folder: 'folder',
  conv: 'process',
  instance: 'database',
  dashboard: 'chart',
  alias: 'link',
  env_var: 'key',
};

function useHits(pattern: string): { hits: Hit[]; busy: boolean; complete: boolean } {
  const { t } = useTranslation();
  const enabled = pattern !== '';
  const rest = { enabled, placeholderData: keepPreviousData, staleTime: 5000 };
  const objects = useQuery({
    ...rest,
    queryKey: ['search', 'objects', pattern],
    queryFn: async () => rows((await ask({ type: 'list', obj: 'objs', filter: 'all', pattern })).list),
  });
  const nodes = useQuery({
    ...rest,
    // One letter stands in every node.
    enabled: pattern.length > 1,
    queryKey: ['search', 'nodes', pattern],
    queryFn: () => ask({ type: 'list', obj: 'nodes', pattern }),
  });
  if (!enabled) return { hits: [], busy: false, complete: true };
  const named = (objects.data ?? []).map((row): Hit => {
    const kind = text(row.obj_type);
    const id = number(row.obj_id);
    const short = text(row.short_name);
    const isState = row.conv_type === 'state';
    const about = `${t(`workspace.kind.${isState ? 'state' : kind}`)} ${id}`;
    const title = text(row.title) || short;
    const at = { kind, id, parent: number(row.folder_id) };
    return {
      key: `${kind} ${id}`,
      icon: isState ? 'state' : (ICONS[kind] ?? 'search'),
      title,
      about,
      href: hrefOf(at),
    };
  });
  const inside = rows(nodes.data?.list).map((row): Hit => {
    const id = text(row.id);
    const href = `/process/${number(row.conv_id)}/view?node=${id}`;
    const about = t(`shell.search.by.${text(row.by) || 'title'}`, { process: text(row.conv_title) });
    return { key: `${number(row.conv_id)} ${id}`, icon: 'code', title: text(row.title) || id, about, href };
  });
  const busy = objects.isFetching || nodes.isFetching;
  return { hits: [...named, ...inside], busy, complete: nodes.data?.complete !== false && named.length < 30 };
}

export default function Palette({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const pattern = useDeferredValue(typed.trim());
  const { hits, busy, complete } = useHits(pattern);
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const chosen = Math.min(at, hits.length - 1);
  const go = (hit: Hit | undefined): void => {
    if (hit === undefined) return;
    onClose();
    navigate(hit.href);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = { ArrowDown: chosen + 1, ArrowUp: chosen - 1 }[event.key];
    if (event.key === 'Enter') go(hits[chosen]);
    if (to === undefined || hits.length === 0) return;
    event.preventDefault();
    setAt((to + hits.length) % hits.length);
  };
  const told =
    pattern === ''
      ? t('shell.search.hint')
      : busy
        ? t('shell.common.loading')
        : t('shell.search.found', { count: hits.length });
  return (
    <dialog
      ref={dialog}
      className={css.palette}
      aria-label={t('shell.search.open')}
      onCancel={onClose}
      onPointerDown={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className={css.field}>
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls={`${id}l`}
          aria-activedescendant={hits.length > 0 ? `${id}${chosen}` : undefined}
          aria-label={t('shell.search.open')}
          placeholder={t('shell.search.placeholder')}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <Hits id={id} hits={hits} chosen={chosen} onPoint={setAt} onGo={go} />
      <div className={css.foot} role="status">
        {told} {!complete && !busy && t('shell.search.more')}
      </div>
    </dialog>
  );
}

interface HitsProps {
  id: string;
  hits: Hit[];
  chosen: number;
  onPoint(index: number): void;
  onGo(hit: Hit): void;
}

function Hits({ id, hits, chosen, onPoint, onGo }: HitsProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <div
      ref={list}
      role="listbox"
      id={`${id}l`}
      aria-label={t('shell.search.results')}
      className={css.hits}
      hidden={hits.length === 0}
    >
      {hits.map((hit, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the field, which keeps the focus
        <div
          key={hit.key}
          id={`${id}${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className={css.hit}
          onClick={() => onGo(hit)}
          onPointerMove={() => onPoint(index)}
        >
          <Icon name={hit.icon} />
          <span className={css.title}>{hit.title}</span>
          <span className={css.about}>{hit.about}</span>
        </div>
      ))}
    </div>
  );
}
