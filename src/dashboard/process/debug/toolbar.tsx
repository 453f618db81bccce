/** The steps that can be made with the debugged task. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import css from './debug.module.css';
import { KEY_OF } from './keys.ts';
import type { Debugger, Deed } from './use_debugger.ts';

type Word = Deed | 'letGo' | 'hold';

interface Tool {
  deed: Deed;
  icon: IconName;
  word: Word;
  hint: Word | 'play';
}

export function Toolbar({ steps, hasPoints }: { steps: Debugger; hasPoints: boolean }) {
  const { t } = useTranslation();
  const step = steps.letsGo ? 'letGo' : 'step';
  const stop = steps.playing ? 'stop' : 'hold';
  const tools: Tool[] = [
    { deed: 'step', icon: 'chevron', word: step, hint: step },
    { deed: 'timer', icon: 'clock', word: 'timer', hint: 'timer' },
    { deed: 'back', icon: 'back', word: 'back', hint: 'back' },
    steps.can.stop
      ? { deed: 'stop', icon: 'stop', word: stop, hint: stop }
      : { deed: 'run', icon: 'play', word: 'run', hint: hasPoints ? 'run' : 'play' },
    { deed: 'repeat', icon: 'redo', word: 'repeat', hint: 'repeat' },
  ];
  return (
    <div role="toolbar" className={css.tools} aria-label={t('debug.tools.label')} aria-busy={steps.busy}>
      {tools.map(({ deed, icon, word, hint }) => (
        <Button
          key={icon}
          kind={deed === 'step' ? 'main' : 'quiet'}
          icon={<Icon name={icon} size={16} />}
          title={t(`debug.hints.${hint}`, { key: KEY_OF[deed] })}
          disabled={!steps.can[deed]}
          onClick={() => steps.do(deed)}
        >
          {t(`debug.tools.${word}`)}
        </Button>
      ))}
    </div>
  );
}
