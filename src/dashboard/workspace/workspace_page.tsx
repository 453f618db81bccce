/** The folders and processes a person sees. */
import { Empty } from '../ui/state.tsx';

export default function WorkspacePage() {
  return <Empty icon="folder" title="…" />;
}
