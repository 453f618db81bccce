/** English. Russian has the same keys (held by the type of words/ru.ts). */

import { activity } from './en/activity.ts';
import { connections } from './en/connections.ts';
import { dashboards } from './en/dashboards.ts';
import { debug } from './en/debug.ts';
import { editor } from './en/editor.ts';
import { editorAbout } from './en/editor_about.ts';
import { editorFields } from './en/editor_fields.ts';
import { people } from './en/people.ts';
import { problems } from './en/problems.ts';
import { process } from './en/process.ts';
import { shell } from './en/shell.ts';
import { simulate } from './en/simulate.ts';
import { templates } from './en/templates.ts';
import { workspace } from './en/workspace.ts';

export const en = {
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
