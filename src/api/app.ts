/** What the HTTP floor needs: the use cases by name, a few reads, and the settings it goes by. Put together in main/. */
import type { Activity } from '../app/activity.ts';
import type { Aliases } from '../app/aliases.ts';
import type { Audit } from '../app/audit.ts';
import type { BulkJobs } from '../app/bulk_jobs.ts';
import type { Connect } from '../app/connect.ts';
import type { Copying } from '../app/copying.ts';
import type { CsvImport } from '../app/csv_import.ts';
import type { Dashboards } from '../app/dashboards.ts';
import type { Debugging } from '../app/debugging.ts';
import type { Deploys } from '../app/deploys.ts';
import type { Drafts } from '../app/drafts.ts';
import type { Editor } from '../app/editor.ts';
import type { Exporting } from '../app/exporting.ts';
import type { Favorites } from '../app/favorites.ts';
import type { Forms } from '../app/forms.ts';
import type { Groups } from '../app/groups.ts';
import type { Importing } from '../app/importing.ts';
import type { Instances } from '../app/instances.ts';
import type { Jobs } from '../app/jobs.ts';
import type { Keys } from '../app/keys.ts';
import type { Live } from '../app/live.ts';
import type { Objects } from '../app/objects.ts';
import type { Preview } from '../app/preview.ts';
import type { Problems } from '../app/problems.ts';
import type { ProblemsSeen } from '../app/problems_seen.ts';
import type { Processes } from '../app/processes.ts';
import type { Actor, Rights } from '../app/rights.ts';
import type { Search } from '../app/search.ts';
import type { Sessions } from '../app/sessions.ts';
import type { Sharing } from '../app/sharing.ts';
import type { RunSimulation, Simulating } from '../app/simulate_process.ts';
import type { SyncAnswers } from '../app/sync_answers.ts';
import type { TaskOps } from '../app/task_ops.ts';
import type { Templates } from '../app/templates.ts';
import type { TokenConnections } from '../app/token_connections.ts';
import type { Variables } from '../app/variables.ts';
import type { Ports } from '../app/world.ts';
import type { Place } from './in_flight.ts';

export interface ApiApp {
  ports: Pick<Ports, 'tasks' | 'archive' | 'catalog' | 'queue' | 'clock' | 'log' | 'randomHex'>;
  processes: Processes;
  rights: Rights;
  ops: TaskOps;
  sync: SyncAnswers;
  live: Pick<Live, 'watch' | 'watchItself' | 'hearAnew' | 'close'>;
  objects: Objects;
  favorites: Favorites;
  search: Search;
  sharing: Sharing;
  aliases: Aliases;
  variables: Variables;
  instances: Instances;
  dashboards: Dashboards;
  editor: Editor;
  drafts: Drafts;
  deploys: Deploys;
  importing: Importing;
  exporting: Exporting;
  csvImport: CsvImport;
  jobs: Jobs;
  copying: Copying;
  templates: Templates;
  keys: Keys;
  sessions: Sessions;
  debugging: Debugging;
  forms: Forms;
  groups: Groups;
  audit: Audit;
  bulkJobs: BulkJobs;
  tokenConnections: TokenConnections;
  preview: Preview;
  problems: Problems;
  problemsSeen: ProblemsSeen;
  activity: Activity;
  connect: Pick<Connect, 'link' | 'begin' | 'finish'>;
  settings: ApiSettings;
  simulating: Simulating;
  /** Runs what `simulating` has made ready, apart from everything else. */
  simulate?: RunSimulation;
  /** Writes a consistent copy of all data to a file that is not there yet. */
  backup?: (file: string) => Promise<void>;
  /** Further numbers for /metrics, by their Prometheus names. */
  counters?: () => Record<string, number>;
}

export interface ApiSettings {
  /** How the outside reaches this server, without a slash at the end. */
  public_url: string;
  /** Signatures whose time is further away than this are refused; 0 takes any time, as clients send what they like there. */
  sign_window_sec: number;
  /** Whether an address is that of a proxy in front, which says whom it asks for. */
  is_proxy(address: string): boolean;
  /** Smallest literal timer, seconds: `conf timer` tells it. */
  min_timer_sec: number;
  /** Ops a key may send in one second. */
  ops_per_second: number;
  version: string;
  /** Where the built dashboard lies. */
  page_dir: string;
  /** A folder for files that are under way. */
  data_dir: string;
}

/** Who asks, and what he asks with. */
export interface OpContext {
  actor: Actor;
  app: ApiApp;
  /** How much may still be answered. */
  place: Omit<Place, 'leave'>;
}
