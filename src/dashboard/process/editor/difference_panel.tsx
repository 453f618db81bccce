/** What a version has that another has not, and the other way round: node by node, field by field, line by line. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocus } from '../../graph/graph.tsx';
import { readNode } from '../../graph/model.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { DraftNode } from './draft.ts';
import { lineDiff } from './line_diff.ts';
import { type ChangedField, changedFields, changedParams, type Difference } from './merge.ts';
import css from './side.module.css';
import { useStore } from './store.ts';

export function DifferencePanel({ compared, onClose }: { compared: Difference | null; onClose?: () => void }) {
  const { t } = useTranslation();
  return (
    <section className={css.side} aria-label={t('editor.difference.changes')} data-testid="difference">
      <header className={css.head}>
        <h2>{t(onClose === undefined ? 'editor.difference.changes' : 'editor.difference.title')}</h2>
        {onClose !== undefined && (
          <Button kind="quiet" icon={<Icon name="close" />} label={t('shell.common.close')} onClick={onClose} />
        )}
      </header>
      {compared !== null && <DifferenceList compared={compared} />}
    </section>
  );
}

export function DifferenceList({ compared }: { compared: Difference }) {
  const { t } = useTranslation();
  const { added, changed, removed, params } = compared;
  if (added.length + changed.length + removed.length === 0 && params === null) {
    return <p className={css.empty}>{t('editor.difference.none')}</p>;
  }
  return (
    <ul className={css.list}>
      {added.map((node) => (
        <NodeRow key={node.obj_id} node={node} kind="added" />
      ))}
      {changed.map(({ before, after }) => (
        <NodeRow key={after.obj_id} node={after} kind="changed" fields={changedFields(before, after)} />
      ))}
      {removed.map((node) => (
        <NodeRow key={node.obj_id} node={node} kind="removed" />
      ))}
      {params !== null && (
        <li data-difference="params">
          <div className={`${css.item} ${css.changed}`}>
            <Told kind="changed" name={t('editor.params.title')} word={t('editor.difference.params')} />
          </div>
          <Fields fields={changedParams(params)} />
        </li>
      )}
    </ul>
  );
}

type Kind = 'added' | 'changed' | 'removed';
const ICONS = { added: 'add', changed: 'edit', removed: 'minus' } as const;

function Told({ kind, name, word }: { kind: Kind; name: string; word: string }) {
  return (
    <>
      <Icon name={ICONS[kind]} size={16} />
      <span>
        <strong>{name}</strong> — {word}
      </span>
    </>
  );
}

function NodeRow({ node, kind, fields = [] }: { node: DraftNode; kind: Kind; fields?: ChangedField[] }) {
  const { t } = useTranslation();
  const store = useStore();
  const focus = useFocus();
  const name = node.title || t(`process.actions.${readNode(node, store.state.about.convType).action}`);
  return (
    <li data-difference={node.obj_id}>
      <button
        type="button"
        className={`${css.item} ${css[kind]}`}
        onClick={() => {
          focus([node.obj_id]);
          if (store.node(node.obj_id) !== undefined) store.select([node.obj_id]);
        }}
      >
        <Told {...{ kind, name }} word={t(`editor.difference.${kind}`)} />
      </button>
      <Fields fields={fields} />
    </li>
  );
}

const FIELDS_AT_MOST = 20;

function Fields({ fields }: { fields: ChangedField[] }) {
  if (fields.length === 0) return null;
  return (
    <dl className={css.fields}>
      {fields.slice(0, FIELDS_AT_MOST).map(({ path, before, after }) => (
        <div key={path}>
          <dt>{path}</dt>
          <dd>{`${before}${after}`.includes('\n') ? lines(before, after) : values(before, after)}</dd>
        </div>
      ))}
    </dl>
  );
}

const CHARS_AT_MOST = 300;

function values(before: string, after: string): ReactNode {
  return (
    <>
      {before !== '' && <del>{before.slice(0, CHARS_AT_MOST)}</del>}{' '}
      {after !== '' && <ins>{after.slice(0, CHARS_AT_MOST)}</ins>}
    </>
  );
}

const TAGS = { same: 'span', gap: 'span', removed: 'del', added: 'ins' } as const;

function lines(before: string, after: string): ReactNode {
  return lineDiff(before, after).map(({ kind, text }, at) => {
    const Tag = TAGS[kind];
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name but its place
      <Tag key={at} className={css.line}>
        {text === '' ? ' ' : text}
      </Tag>
    );
  });
}
