/** What the draft has that the live version has not, and the other way round, node by node and field by field. */
import { useTranslation } from 'react-i18next';
import { useFocus } from '../../graph/graph.tsx';
import { readNode } from '../../graph/model.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { DraftNode } from './draft.ts';
import { changedFields, type Difference } from './merge.ts';
import css from './side.module.css';
import { useStore } from './store.ts';

export function DifferencePanel({ compared, onClose }: { compared: Difference | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <section className={css.side} aria-label={t('editor.difference.title')} data-testid="difference">
      <header className={css.head}>
        <h2>{t('editor.difference.title')}</h2>
        <Button kind="quiet" icon={<Icon name="close" />} label={t('shell.common.close')} onClick={onClose} />
      </header>
      {compared !== null && <DifferenceList compared={compared} />}
    </section>
  );
}

export function DifferenceList({ compared }: { compared: Difference }) {
  const { t } = useTranslation();
  const { added, changed, removed } = compared;
  if (added.length + changed.length + removed.length === 0) {
    return <p className={css.empty}>{t('editor.difference.none')}</p>;
  }
  return (
    <ul className={css.list}>
      {added.map((node) => (
        <Row key={node.obj_id} node={node} kind="added" />
      ))}
      {changed.map(({ before, after }) => (
        <Row key={after.obj_id} node={after} kind="changed" before={before} />
      ))}
      {removed.map((node) => (
        <Row key={node.obj_id} node={node} kind="removed" />
      ))}
    </ul>
  );
}

function Row({ node, kind, before }: { node: DraftNode; kind: 'added' | 'changed' | 'removed'; before?: DraftNode }) {
  const { t } = useTranslation();
  const store = useStore();
  const focus = useFocus();
  const name = node.title || t(`process.actions.${readNode(node, store.state.about.convType).action}`);
  const fields = before === undefined ? [] : changedFields(before, node);
  return (
    <li>
      <button
        type="button"
        className={`${css.item} ${css[kind]}`}
        onClick={() => {
          focus([node.obj_id]);
          if (store.node(node.obj_id) !== undefined) store.select([node.obj_id]);
        }}
      >
        <Icon name={kind === 'added' ? 'add' : kind === 'removed' ? 'minus' : 'edit'} size={16} />
        <span>
          <strong>{name}</strong> — {t(`editor.difference.${kind}`)}
        </span>
      </button>
      {fields.length > 0 && (
        <dl className={css.fields}>
          {fields.slice(0, 20).map((field) => (
            <div key={field.path}>
              <dt>{field.path}</dt>
              <dd>
                {field.before !== '' && <del>{field.before.slice(0, 300)}</del>}{' '}
                {field.after !== '' && <ins>{field.after.slice(0, 300)}</ins>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
