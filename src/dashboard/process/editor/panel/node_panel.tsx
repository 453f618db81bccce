/** The panel of a node: its name, what it does field by field (or the same as JSON), its times, and where it leads. */

import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeReadOnly } from '../../../code/code_box.tsx';
import { ActionIcon } from '../../../graph/action_icon.tsx';
import type { Action } from '../../../graph/actions.ts';
import { readNode } from '../../../graph/model.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyLine } from '../../../ui/copy_line.tsx';
import { DocsLink } from '../../../ui/docs_link.tsx';
import { TextArea, TextField } from '../../../ui/field.tsx';
import { Icon, type IconName } from '../../../ui/icon.tsx';
import { Menu, type MenuItem } from '../../../ui/menu.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { useToasts } from '../../../ui/toast.tsx';
import { Told } from '../../../ui/told.tsx';
import { useCopy } from '../../../ui/use_copy.ts';
import { collapseNodes, duplicateNodes } from '../commands.ts';
import type { Draft, DraftNode } from '../draft.ts';
import { changeNodes, clipText, deleteNodes } from '../edits.ts';
import { addEscalations } from '../insert.ts';
import { retargeted } from '../links.ts';
import { typeOf } from '../node_types.ts';
import { useProblemTexts } from '../problem_names.ts';
import { useEditor, useNode, useStore } from '../store.ts';
import { JsonTwin } from './json_twin.tsx';
import css from './panel.module.css';
import { Preview, PreviewContext } from './preview.tsx';
import { Settings } from './settings.tsx';

export function NodePanel({ id }: { id: string }) {
  const node = useNode(id);
  const mayEdit = useEditor(({ about }) => about.mayEdit);
  return node === undefined ? null : <Panel key={id} node={node} mayEdit={mayEdit} />;
}

/** Starts and ends have no type of their own: the process format tells of them. */
function pageOf(action: Action): string {
  const isType = !['start', 'end', 'end_error', 'unknown'].includes(action);
  return isType ? `/docs/nodes/${typeOf(action)}.html` : '/docs/process-format.html';
}

const TABS = ['fields', 'json'] as const;

function Panel({ node, mayEdit }: { node: DraftNode; mayEdit: boolean }) {
  const { t } = useTranslation();
  const store = useStore();
  const { convType, id: convId } = useEditor(({ about }) => about);
  const [tab, setTab] = useState<(typeof TABS)[number]>('fields');
  const [shown, show] = useState<{ label: string; text: string } | null>(null);
  const previewing = useMemo(() => ({ show: (label: string, text: string) => show({ label, text }) }), []);
  const box = useRef<HTMLElement>(null);
  useFieldFocus(box);
  const read = readNode(node, convType);
  const kind = t(`process.actions.${read.action}`);
  const set = (fields: Partial<DraftNode>, key?: string): void => {
    const change = (draft: Draft): Draft => changeNodes(draft, [node.obj_id], (one) => ({ ...one, ...fields }));
    if (key === undefined) store.edit(change);
    else store.write(change, `${node.obj_id} ${key}`);
  };
  return (
    <PreviewContext.Provider value={previewing}>
      <aside ref={box} className={css.panel} aria-label={t('editor.panel.title', { kind })} data-testid="panel">
        <header className={css.head}>
          <ActionIcon action={read.action} />
          <h2 className={css.kind}>{kind}</h2>
          <PanelMenu node={node} />
          <Button
            kind="quiet"
            icon={<Icon name="close" />}
            label={t('shell.common.close')}
            onClick={() => store.set({ open: null })}
          />
        </header>
        <Tabs
          className={css.tabs}
          label={t('editor.panel.tabs')}
          names={TABS}
          chosen={tab}
          textOf={(one) => t(`editor.panel.${one}`)}
          onChoose={setTab}
        />
        <div className={css.body} role="tabpanel" aria-label={t(`editor.panel.${tab}`)}>
          <NodeProblems id={node.obj_id} />
          <CodeReadOnly.Provider value={!mayEdit}>
            <fieldset className={css.all} disabled={!mayEdit}>
              {tab === 'json' ? (
                <JsonTwin node={node} />
              ) : (
                <>
                  <p className={css.hint}>
                    {t(`editor.about.${read.action}`)}{' '}
                    <DocsLink href={pageOf(read.action)}>{t('editor.panel.doc')}</DocsLink>
                  </p>
                  <TextField
                    data-field="title"
                    label={t('editor.panel.name')}
                    placeholder={kind}
                    maxLength={240}
                    value={node.title}
                    onChange={(event) => set({ title: event.target.value }, 'title')}
                  />
                  <Settings node={node} onSet={set} />
                  <TextArea
                    label={t('editor.panel.description')}
                    rows={2}
                    maxLength={2000}
                    value={node.description}
                    onChange={(event) => set({ description: event.target.value }, 'description')}
                  />
                </>
              )}
            </fieldset>
          </CodeReadOnly.Provider>
          {tab === 'fields' && (
            <div className={css.id}>
              <CopyLine label={t('editor.panel.id')} value={node.obj_id} />
            </div>
          )}
        </div>
        <Preview convId={convId} shown={shown} />
      </aside>
    </PreviewContext.Provider>
  );
}

/** Goes to the field that was asked for, once it is there: code fields come a moment later. */
function useFieldFocus(box: React.RefObject<HTMLElement | null>): void {
  const store = useStore();
  const field = useEditor((state) => state.field);
  useEffect(() => {
    if (field === null) return undefined;
    const go = (): boolean => {
      const found = box.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`);
      const inner = found?.matches('input, select, textarea')
        ? found
        : found?.querySelector<HTMLElement>('input, select, textarea, .cm-content');
      inner?.scrollIntoView({ block: 'center' });
      inner?.focus();
      if (inner != null) store.set({ field: null });
      return inner != null;
    };
    if (go() || box.current === null) return undefined;
    const observer = new MutationObserver(() => go() && observer.disconnect());
    observer.observe(box.current, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [field, store, box]);
}

function PanelMenu({ node }: { node: DraftNode }) {
  const { t } = useTranslation();
  const store = useStore();
  const toasts = useToasts();
  const copy = useCopy();
  const readOnly = useEditor(({ about }) => !about.mayEdit);
  const id = node.obj_id;
  const escalate = async (): Promise<void> => {
    try {
      const added = await addEscalations(store, [id]);
      toasts.done(t('editor.escalation.added', { count: added }));
    } catch (error) {
      toasts.failed(error);
    }
  };
  const unlink = (): void => {
    store.edit((draft) => {
      const cut = changeNodes(draft, [id], (one) => retargeted(one, () => ''));
      return { ...cut, nodes: cut.nodes.map((one) => retargeted(one, (to) => (to === id ? '' : to))) };
    });
  };
  const act = (label: Parameters<typeof t>[0], icon: IconName, onChoose: () => void): MenuItem => {
    return { label: t(label), icon, disabled: readOnly, onChoose };
  };
  return (
    <Menu
      label={t('shell.common.more')}
      items={[
        {
          label: t('shell.common.copy'),
          icon: 'copy',
          disabled: node.obj_type === 1,
          onChoose: () => void copy(clipText([node]), t('editor.clipboard.copied', { count: 1 })),
        },
        act('editor.commands.duplicate', 'copy', () => duplicateNodes(store, [id])),
        act('editor.commands.collapse', 'fit', () => collapseNodes(store, [id])),
        act('editor.escalation.add', 'warning', () => void escalate()),
        act('editor.commands.unlink', 'link', unlink),
        {
          label: t('shell.common.delete'),
          icon: 'trash',
          danger: true,
          disabled: readOnly || node.obj_type === 1,
          onChoose: () => store.edit((draft) => deleteNodes(draft, [id])),
        },
      ]}
    />
  );
}

function NodeProblems({ id }: { id: string }) {
  const { t } = useTranslation();
  const { textOf: textOfProblem } = useProblemTexts();
  const problems = useEditor((state) => state.problems);
  const here = problems?.filter(({ nodeId }) => nodeId === id) ?? [];
  if (here.length === 0) return null;
  return (
    <ul className={css.problems}>
      {here.map((problem) => (
        <li key={problem.message} className={css[problem.level]}>
          <Icon name={problem.level === 'error' ? 'error' : 'warning'} size={16} />
          <span>
            <Told text={textOfProblem(problem)} />{' '}
            {problem.page !== null && (
              <DocsLink href={problem.page} label={t('editor.problems.aboutIt', { rule: problem.code })}>
                {t('editor.problems.about')}
              </DocsLink>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
