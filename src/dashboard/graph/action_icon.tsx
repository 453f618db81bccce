/** The icon of what a node does: one stroke, 24 units, the same hand as ui/icon. */
import type { Action } from './actions.ts';

const PATHS: Record<Action, string> = {
  start: 'M8 5.5l10 6.5-10 6.5z',
  end: 'M5 12.5l4.5 4.5L19 7.5',
  end_error: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  condition: 'M12 4v5M12 9l-6 5v6M12 9l6 5v6',
  delay: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5V12l3 2',
  go: 'M5 12h13M13 7l5 5-5 5',
  api: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c3.5 3.5 3.5 14.5 0 18M12 3c-3.5 3.5-3.5 14.5 0 18',
  api_code: 'M9 7l-5 5 5 5M15 7l5 5-5 5',
  git_call:
    'M7 8v8M7 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4M7 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4M17 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4M17 10c0 4-10 2-10 6',
  db_call: 'M5 6c0-3 14-3 14 0v12c0 3-14 3-14 0zM5 6c0 3 14 3 14 0M5 12c0 3 14 3 14 0',
  set_param: 'M5 7h6M15 7h4M13 5v4M5 17h2M11 17h8M9 15v4',
  api_copy: 'M9 9h10v10H9zM5 15V5h10',
  api_modify: 'M5 19l1-4L16 5l3 3L9 18z',
  api_rpc: 'M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4',
  api_rpc_reply: 'M9 7l-5 5 5 5M4 12h9a6 6 0 0 1 6 6',
  api_callback: 'M7 4h10M7 20h10M8 4c0 5 8 6 8 16M16 4c0 5-8 6-8 16',
  set_state: 'M6 4.5h12v6H6zM6 15h12v4.5H6zM12 10.5V15',
  api_queue: 'M4 6h16v3.5H4zM4 12h16v3.5H4zM8 19h8',
  api_get_task: 'M4 14v5h16v-5M12 4v10M8 10l4 4 4-4',
  api_sum: 'M17 6V4.5H6.5L13 12l-6.5 7.5H17V18',
  api_form: 'M6 4h12v16H6zM9 8h6M9 12h6M9 16h3',
  unknown: 'M9.5 9a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1 .9-1 1.9M12 16.5v.1',
};

export function ActionIcon({ action, size = 20 }: { action: Action; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor">
      <path d={PATHS[action]} strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
