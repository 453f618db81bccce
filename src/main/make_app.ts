/** Puts the use cases together over a set of ports. */
import { Aliases } from '../app/aliases.ts';
import { Connect } from '../app/connect.ts';
import { Copying } from '../app/copying.ts';
import { Deploys } from '../app/deploys.ts';
import { Drafts } from '../app/drafts.ts';
import { Editor } from '../app/editor.ts';
import type { Hooks } from '../app/hooks.ts';
import { Importing } from '../app/importing.ts';
import { Keys } from '../app/keys.ts';
import { Objects } from '../app/objects.ts';
import { Sharing } from '../app/sharing.ts';
import { makeTaskEngine, type TaskEngine } from '../app/task_engine.ts';
import { type TemplateText, Templates } from '../app/templates.ts';
import { Variables } from '../app/variables.ts';
import type { AppSettings, Ports } from '../app/world.ts';
import { Writes } from '../app/writes.ts';

/** All use cases by name. */
export type App = ReturnType<typeof makeApp>;

export function makeApp(ports: Ports, settings: AppSettings, texts: TemplateText[]) {
  const engine: TaskEngine = makeTaskEngine(ports, settings);
  const { processes, rights, ops } = engine;
  const writes = new Writes(ports, processes);
  const hooks: Hooks = { onResumed: engine.release, onDeployed: engine.release };
  const objects = new Objects(ports, { rights, writes, hooks });
  const sharing = new Sharing(ports, { rights, writes });
  const aliases = new Aliases(ports, { rights, writes, processes });
  const variables = new Variables(ports, { rights, writes });
  const drafts = new Drafts(ports, { rights, writes });
  const deploys = new Deploys(ports, { rights, writes, processes, drafts, hooks, settings });
  const editor = new Editor(ports, { rights, drafts, deploys });
  const importing = new Importing(ports, { rights, writes, objects, drafts, deploys });
  const templates = new Templates(ports.catalog, { importing, aliases, processes, texts });
  const copying = new Copying({ importing, objects, templates });
  const keys = new Keys(ports, writes);
  const connect = new Connect(ports, { processes, rights, ops }, settings);
  return {
    ports,
    engine,
    processes,
    rights,
    ops,
    objects,
    sharing,
    aliases,
    variables,
    drafts,
    deploys,
    editor,
    importing,
    templates,
    copying,
    keys,
    connect,
  };
}
