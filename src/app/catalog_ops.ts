/** What people and programs do to objects, put together beside the engine that moves tasks. */
import { Activity } from './activity.ts';
import { Aliases } from './aliases.ts';
import { Answers } from './answers.ts';
import { Audit } from './audit.ts';
import { BulkJobs } from './bulk_jobs.ts';
import { Copying } from './copying.ts';
import { CsvImport } from './csv_import.ts';
import { Dashboards } from './dashboards.ts';
import { Debugging } from './debugging.ts';
import { Deploys } from './deploys.ts';
import { Drafts } from './drafts.ts';
import { Editor } from './editor.ts';
import { Exporting } from './exporting.ts';
import { Favorites } from './favorites.ts';
import { Forms } from './forms.ts';
import { Groups } from './groups.ts';
import type { Hooks } from './hooks.ts';
import { Importing } from './importing.ts';
import { Instances } from './instances.ts';
import { Jobs } from './jobs.ts';
import { Keys } from './keys.ts';
import { Objects } from './objects.ts';
import { Preview } from './preview.ts';
import { Problems } from './problems.ts';
import { ProblemsSeen } from './problems_seen.ts';
import { Search } from './search.ts';
import { Sessions } from './sessions.ts';
import { Sharing } from './sharing.ts';
import { Simulating } from './simulate_process.ts';
import type { TaskEngine } from './task_engine.ts';
import { Templates, type TemplateText } from './templates.ts';
import { TokenConnections } from './token_connections.ts';
import { Variables } from './variables.ts';
import type { AppSettings, Ports } from './world.ts';
import { Writes } from './writes.ts';

export interface CatalogOps {
  objects: Objects;
  favorites: Favorites;
  search: Search;
  sharing: Sharing;
  aliases: Aliases;
  variables: Variables;
  instances: Instances;
  dashboards: Dashboards;
  drafts: Drafts;
  deploys: Deploys;
  editor: Editor;
  importing: Importing;
  exporting: Exporting;
  csvImport: CsvImport;
  jobs: Jobs;
  templates: Templates;
  copying: Copying;
  keys: Keys;
  sessions: Sessions;
  debugging: Debugging;
  forms: Forms;
  simulating: Simulating;
  groups: Groups;
  audit: Audit;
  bulkJobs: BulkJobs;
  tokenConnections: TokenConnections;
  preview: Preview;
  problems: Problems;
  problemsSeen: ProblemsSeen;
  activity: Activity;
}

export function makeCatalogOps(
  ports: Ports,
  settings: AppSettings,
  engine: Pick<TaskEngine, 'processes' | 'rights' | 'ops' | 'release' | 'live'>,
  texts: TemplateText[],
): CatalogOps {
  const { processes, rights } = engine;
  const hooks: Hooks = { onResumed: engine.release, onDeployed: engine.release };
  const writes = new Writes(ports, processes);
  const objects = new Objects(ports, { rights, writes, hooks });
  const aliases = new Aliases(ports, { rights, writes, processes });
  const keys = new Keys(ports, writes);
  const drafts = new Drafts(ports, { rights, writes });
  const deploys = new Deploys(ports, { rights, writes, processes, drafts, hooks, settings });
  const importing = new Importing(ports, { rights, writes, objects, deploys, processes });
  const exporting = new Exporting(ports, { rights, drafts });
  const templates = new Templates(ports.catalog, { objects, rights, importing, aliases, processes, texts });
  const jobs = new Jobs(ports);
  const audit = new Audit(ports);
  const tokenConnections = new TokenConnections(ports, { processes, rights });
  const problemsSeen = new ProblemsSeen(ports, { processes, rights, writes });
  return {
    objects,
    favorites: new Favorites(ports, { rights, writes }),
    search: new Search(ports, rights),
    aliases,
    drafts,
    deploys,
    importing,
    exporting,
    templates,
    sharing: new Sharing(ports, { rights, writes }),
    variables: new Variables(ports, { rights, writes }),
    instances: new Instances(ports, { rights, writes, processes }),
    dashboards: new Dashboards(ports, { rights, writes }),
    editor: new Editor(ports, { rights, drafts, deploys }),
    copying: new Copying({ importing, exporting, objects, templates }),
    keys,
    sessions: new Sessions(ports, { keys, writes }),
    csvImport: new CsvImport({ processes, ops: engine.ops }),
    jobs,
    debugging: new Debugging(ports.archive, { rights, writes, processes, ops: engine.ops }),
    forms: new Forms(ports.tasks, { processes, ops: engine.ops }),
    simulating: new Simulating(ports, { rights, drafts, processes, settings }),
    groups: new Groups(ports, writes),
    audit,
    preview: new Preview(ports, { processes, rights, answers: new Answers(ports, processes, rights, settings) }),
    bulkJobs: new BulkJobs(ports, { processes, rights, ops: engine.ops, jobs, audit, live: engine.live }),
    tokenConnections,
    problems: new Problems(ports, { processes, rights, deploys, connections: tokenConnections, seen: problemsSeen }),
    problemsSeen,
    activity: new Activity(ports, { processes, rights }),
  };
}
