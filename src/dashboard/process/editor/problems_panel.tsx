/** What the server finds wrong or doubtful in the draft; a click goes to the node and, where it is named, to the field. */

import { useTranslation } from 'react-i18next';
import { useFocus } from '../../graph/graph.tsx';
import { Button } from '../../ui/button.tsx';
import { DocsLink } from '../../ui/docs_link.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { Told } from '../../ui/told.tsx';
import { textOf } from './draft.ts';
import { addEscalations } from './insert.ts';
import { useProblemTexts } from './problem_names.ts';
import css from './side.module.css';
import { tellStep } from './step_message.ts';
import { type EditorStore, type Problem, useEditor, useStore } from './store.ts';

export function ProblemsPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const store = useStore();
  const focus = useFocus();
  const { nameOf, textOf: textOfProblem } = useProblemTexts();
  const problems = useEditor((state) => state.problems) ?? [];
  const sorted = [...problems].sort((a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'));
  return (
    <section className={css.side} aria-label={t('editor.problems.title')} data-testid="problems">
      <header className={css.head}>
        <h2>{t('editor.problems.title')}</h2>
        <Escalate />
        <Button kind="quiet" icon={<Icon name="close" />} label={t('shell.common.close')} onClick={onClose} />
      </header>
      {sorted.length === 0 && <p className={css.empty}>{t('editor.problems.empty')}</p>}
      <ul className={css.list}>
        {sorted.map((problem) => (
          <li key={`${problem.code} ${problem.nodeId} ${problem.message}`} className={css.problem}>
            <button
              type="button"
              className={`${css.item} ${css[problem.level]}`}
              disabled={problem.nodeId === null}
              onClick={() => {
                if (problem.nodeId === null) return;
                focus([problem.nodeId]);
                store.openNode(problem.nodeId, fieldOf(store, problem));
              }}
            >
              <Icon name={problem.level === 'error' ? 'error' : 'warning'} size={16} />
              <span>
                {problem.nodeId !== null && <strong>{nameOf(problem)}: </strong>}
                <Told text={textOfProblem(problem)} />
              </span>
            </button>
            {problem.page !== null && (
              <DocsLink href={problem.page} label={t('editor.problems.aboutIt', { rule: problem.code })}>
                {t('editor.problems.about')}
              </DocsLink>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A field of the node's that the message names by its name. */
function fieldOf(store: EditorStore, { nodeId, message }: Problem): string | null {
  const node = store.node(nodeId ?? '');
  for (const logic of node?.logics ?? []) {
    const fields = store.catalogue.types.get(textOf(logic.type))?.fields ?? [];
    const named = fields.find(({ name }) =>
      new RegExp(`(^|[^\\w])${name.replace('.', '\\.')}($|[^\\w])`).test(message),
    );
    if (named !== undefined) return named.name;
  }
  return null;
}

/** The fix for all actions whose failures lead nowhere. */
function Escalate() {
  const { t } = useTranslation();
  const store = useStore();
  const toasts = useToasts();
  const mayEdit = useEditor(({ about }) => about.mayEdit);
  const lacking = useEditor(({ history }) =>
    history.present.nodes.some(({ logics }) => logics.some((logic) => logic.err_node_id === '')),
  );
  if (!lacking || !mayEdit) return null;
  const add = async (): Promise<void> => {
    try {
      const count = await addEscalations(
        store,
        store.draft.nodes.map(({ obj_id }) => obj_id),
      );
      const text = t('editor.escalation.added', { count });
      if (count === 0) toasts.done(text);
      else tellStep(store, toasts, text);
    } catch (error) {
      toasts.failed(error);
    }
  };
  return <Button onClick={() => void add()}>{t('editor.escalation.addAll')}</Button>;
}
