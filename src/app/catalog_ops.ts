/** What people and programs do to objects, put together beside the engine that moves tasks. */
import { Aliases } from './aliases.ts';
import { Copying } from './copying.ts';
import { Deploys } from './deploys.ts';
import { Drafts } from './drafts.ts';
import { Editor } from './editor.ts';
import type { Hooks } from './hooks.ts';
import { Importing } from './importing.ts';
import { Keys } from './keys.ts';
import { Objects } from './objects.ts';
import { Sharing } from './sharing.ts';
import type { TaskEngine } from './task_engine.ts';
import { Templates, type TemplateText } from './templates.ts';
import { Variables } from './variables.ts';
import type { AppSettings, Ports } from './world.ts';
import { Writes } from './writes.ts';

export interface CatalogOps {
  objects: Objects;
  sharing: Sharing;
  aliases: Aliases;
  variables: Variables;
  drafts: Drafts;
  deploys: Deploys;
  editor: Editor;
  importing: Importing;
  templates: Templates;
  copying: Copying;
  keys: Keys;
}

export function makeCatalogOps(
  ports: Ports,
  settings: AppSettings,
  engine: Pick<TaskEngine, 'processes' | 'rights' | 'release'>,
  texts: TemplateText[],
): CatalogOps {
  const { processes, rights } = engine;
  const hooks: Hooks = { onResumed: engine.release, onDeployed: engine.release };
  const writes = new Writes(ports, processes);
  const objects = new Objects(ports, { rights, writes, hooks });
  const aliases = new Aliases(ports, { rights, writes, processes });
  const drafts = new Drafts(ports, { rights, writes });
  const deploys = new Deploys(ports, { rights, writes, processes, drafts, hooks, settings });
  const importing = new Importing(ports, { rights, writes, objects, drafts, deploys });
  const templates = new Templates(ports.catalog, { objects, rights, importing, aliases, processes, texts });
  return {
    objects,
    aliases,
    drafts,
    deploys,
    importing,
    templates,
    sharing: new Sharing(ports, { rights, writes }),
    variables: new Variables(ports, { rights, writes }),
    editor: new Editor(ports, { rights, drafts, deploys }),
    copying: new Copying({ importing, objects, templates }),
    keys: new Keys(ports, writes),
  };
}
