/** Russian. */
import type { en } from './en.ts';
import { activity } from './ru/activity.ts';
import { connections } from './ru/connections.ts';
import { dashboards } from './ru/dashboards.ts';
import { debug } from './ru/debug.ts';
import { editor } from './ru/editor.ts';
import { editorAbout } from './ru/editor_about.ts';
import { editorFields } from './ru/editor_fields.ts';
import { people } from './ru/people.ts';
import { problems } from './ru/problems.ts';
import { process } from './ru/process.ts';
import { shell } from './ru/shell.ts';
import { simulate } from './ru/simulate.ts';
import { templates } from './ru/templates.ts';
import { workspace } from './ru/workspace.ts';
import type { Same } from './same.ts';

export const ru: Same<typeof en> = {
  editor: { ...editor, about: editorAbout },
  editorFields,
  dashboards,
  debug,
  process,
  shell,
  simulate,
  templates,
  workspace,
  activity,
  connections,
  people,
  problems,
};
