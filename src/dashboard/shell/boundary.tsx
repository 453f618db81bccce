/** Where a page cannot be shown: it is said in its place, and everything around it goes on. */
import { Component, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useReached } from '../data/reach.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/state.tsx';

interface Props {
  /** The address: at another one another page is tried. */
  at: string;
  children: ReactNode;
}

export class Boundary extends Component<Props, { error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override componentDidUpdate(before: Props): void {
    if (before.at !== this.props.at && this.state.error !== undefined) this.setState({ error: undefined });
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : <Broken error={this.state.error} />;
  }
}

function Broken({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const reached = useReached();
  const wasLost = useRef(false);
  useEffect(() => {
    // A part of the page that did not come while there was no server comes now.
    if (reached && wasLost.current) location.reload();
    wasLost.current = !reached;
  }, [reached]);
  return (
    <Empty icon="error" title={t('shell.errors.broken')}>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <Button onClick={() => location.reload()}>{t('shell.errors.reload')}</Button>
    </Empty>
  );
}
