/** Above the editor: where one is, whether everything is saved, undo and redo, what is wrong, and the way to Deploy. */
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useTitle } from '../../ui/use_title.ts';
import { Modes } from '../modes.tsx';
import frame from '../top_bar.module.css';
import { layOut } from './commands.ts';
import type { Side, Window } from './editor_page.tsx';
import type { Saver } from './saver.ts';
import { tellStep } from './step_message.ts';
import { useEditor, useStore } from './store.ts';
import css from './top_bar.module.css';

interface Props {
  saver: Saver;
  side: Side;
  onSide(side: Side): void;
  onWindow(window: Window): void;
}

export function TopBar({ saver, side, onSide, onWindow }: Props) {
  const { t } = useTranslation();
  const store = useStore();
  const { id, title, folderId, folderTitle, mayEdit } = useEditor(({ about }) => about);
  useTitle(t('process.view.edit'), title);
  const live = useEditor((state) => state.live);
  const toasts = useToasts();
  const revert = (): void => {
    if (live === null) return;
    if (store.edit(() => live)) tellStep(store, toasts, t('editor.revert.done'));
    else toasts.done(t('editor.revert.done'));
  };
  return (
    <header className={frame.bar}>
      <nav className={frame.crumbs} aria-label={t('process.view.path')}>
        <Link href={`/folder/${folderId}`} className={frame.folder}>
          {folderId === 0 ? t('process.view.root') : folderTitle}
        </Link>
        <Icon name="chevron" size={14} />
        <h1 className={frame.title}>{title}</h1>
        <span className={frame.id}>#{id}</span>
      </nav>
      <Modes id={id} at="edit" />
      {mayEdit ? (
        <Saved saver={saver} onDecide={() => onWindow('conflict')} />
      ) : (
        <span className={css.saved}>{t('editor.readOnly')}</span>
      )}
      <span className={frame.space} />
      {mayEdit && <Steps />}
      <Problems open={side === 'problems'} onOpen={() => onSide(side === 'problems' ? null : 'problems')} />
      <Menu
        label={t('shell.common.more')}
        items={[
          { label: t('editor.params.title'), icon: 'settings', onChoose: () => onWindow('params') },
          { label: t('editor.find.title'), icon: 'search', onChoose: () => onWindow('find') },
          { label: t('editor.layout'), icon: 'process', disabled: !mayEdit, onChoose: () => void layOut(store) },
          {
            label: t('editor.difference.title'),
            icon: 'eye',
            disabled: live === null,
            onChoose: () => onSide(side === 'difference' ? null : 'difference'),
          },
          { label: t('editor.revert.title'), icon: 'undo', disabled: live === null || !mayEdit, onChoose: revert },
          { label: t('editor.history.title'), icon: 'clock', onChoose: () => onWindow('history') },
          { label: t('process.keys.title'), icon: 'key', onChoose: () => onWindow('keys') },
        ]}
      />
      {mayEdit && (
        <Button kind="main" icon={<Icon name="send" size={16} />} title="Ctrl+S" onClick={() => onWindow('deploy')}>
          {t('editor.deploy.button')}
        </Button>
      )}
    </header>
  );
}

function Steps() {
  const { t } = useTranslation();
  const store = useStore();
  const canUndo = useEditor(({ history }) => history.past.length > 0);
  const canRedo = useEditor(({ history }) => history.future.length > 0);
  return (
    <>
      <Button
        kind="quiet"
        icon={<Icon name="undo" />}
        label={t('shell.common.undo')}
        disabled={!canUndo}
        onClick={() => store.change({ do: 'undo' })}
      />
      <Button
        kind="quiet"
        icon={<Icon name="redo" />}
        label={t('editor.redo')}
        disabled={!canRedo}
        onClick={() => store.change({ do: 'redo' })}
      />
    </>
  );
}

function Saved({ saver, onDecide }: { saver: Saver; onDecide(): void }) {
  const { t } = useTranslation();
  const saving = useEditor((state) => state.saving);
  const refusal = useEditor((state) => state.refusal);
  const bad = saving === 'offline' || saving === 'refused' || saving === 'disputed';
  return (
    <span className={bad ? `${css.saved} ${css.bad}` : css.saved} role="status" data-saving={saving} title={refusal}>
      <Icon name={bad ? 'warning' : saving === 'saved' ? 'check' : 'clock'} size={16} />
      {t(`editor.saving.${saving}`, { text: refusal })}
      {saving === 'refused' && (
        <Button kind="quiet" onClick={() => void saver.save()}>
          {t('shell.common.retry')}
        </Button>
      )}
      {saving === 'disputed' && (
        <Button kind="quiet" onClick={onDecide}>
          {t('editor.conflict.decide')}
        </Button>
      )}
    </span>
  );
}

function Problems({ open, onOpen }: { open: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  const problems = useEditor((state) => state.problems);
  const errors = problems?.filter(({ level }) => level === 'error').length ?? 0;
  const warnings = (problems?.length ?? 0) - errors;
  const text =
    problems === null ? '…' : errors + warnings === 0 ? t('editor.problems.none') : String(errors + warnings);
  return (
    <Button
      aria-expanded={open}
      className={errors > 0 ? (css.errors ?? '') : warnings > 0 ? (css.warnings ?? '') : ''}
      icon={<Icon name={errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'check'} size={16} />}
      title={t('editor.problems.count', { errors, warnings })}
      onClick={onOpen}
    >
      <span className="hidden-text">{t('editor.problems.title')}</span>
      {text}
    </Button>
  );
}
