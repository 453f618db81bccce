/** The settings, and the only reader of process.env. The table in docs/settings.md is made from this schema. */
import { z } from 'zod';
import { TaktError } from '../base/errors.ts';

const seconds = (fallback: number, meaning: string) => z.coerce.number().min(0).default(fallback).describe(meaning);

export const Settings = z.object({
  HOST: z.string().default('127.0.0.1').describe('Address it listens on.'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080).describe('Port it listens on; 0 takes a free one.'),
  DATA_DIR: z.string().default('./data').describe('Folder of the SQLite file and the key file.'),
  DATABASE_URL: z.string().optional().describe('postgres://…: PostgreSQL instead of SQLite. Not in this version yet.'),
  REDIS_URL: z
    .string()
    .optional()
    .describe(
      'redis://…: BullMQ on Redis (several, comma separated: Redis Cluster). Without it BullMQ runs in the process.',
    ),
  TAKT_QUEUE_PREFIX: z.string().min(1).default('takt').describe("BullMQ's prefix."),
  TAKT_RECOVER_SEC: z.coerce
    .number()
    .positive()
    .default(10)
    .describe('Recovery interval: how late, at most, anything is when the queue has lost it, seconds.'),
  TAKT_KEEP_FINISHED_SEC: seconds(600, 'How long a finished task that is not to be saved can still be seen, seconds.'),
  TAKT_SIGN_WINDOW_SEC: seconds(0, 'Refuse signatures older than this, seconds; 0 is off.'),
  TAKT_GIT_CALL_URL: z
    .url({ protocol: /^https?$/, normalize: false })
    .optional()
    .describe('A runner for git_call nodes; {conv_id} and {node_id} in it stand for who calls. It may be private.'),
  TAKT_PUBLIC_URL: z
    .url()
    .optional()
    .describe('How the outside reaches it: callback and direct URLs, OAuth redirect. Default: from HOST and PORT.'),
  TAKT_API_LOGIN: z.string().optional().describe('Login of an API key with all rights that exists while both are set.'),
  TAKT_API_SECRET: z.string().min(8).optional().describe('Its secret.'),
  TAKT_ADMIN_PASSWORD: z
    .string()
    .min(8)
    .optional()
    .describe('Password of the person admin; made and printed once without it.'),
  TAKT_SECRET_KEY: z
    .string()
    .optional()
    .describe('32 bytes, base64: encrypts data at rest. Default: a key file in DATA_DIR.'),
  TAKT_SECRET_KEY_PREVIOUS: z.string().optional().describe('Earlier keys, comma separated, while rotating.'),
  TAKT_ALLOW_NET: z
    .string()
    .default('')
    .describe('CIDRs or hosts, comma separated, that API Call may reach although they are private.'),
  TAKT_TRUST_PROXY: z
    .string()
    .default('')
    .describe('Addresses or CIDRs, comma separated, of reverse proxies whose X-Forwarded-For is believed.'),
  TAKT_MIN_TIMER_SEC: z.coerce
    .number()
    .min(0)
    .default(1)
    .describe('Smallest literal timer, seconds (Corezoid SaaS: 30).'),
  TAKT_DEPLOY_REMOVED_NODES: z
    .enum(['refuse', 'delete', 'stop'])
    .default('refuse')
    .describe('What becomes of tasks that stand in nodes which a deploy removes.'),
  TAKT_ARCHIVE_DAYS: z.coerce.number().positive().default(30).describe('How long saved final tasks are kept, days.'),
  TAKT_HISTORY_DAYS: z.coerce.number().positive().default(7).describe('How long history is kept, days.'),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info').describe('How much is logged.'),
});
export type Settings = z.infer<typeof Settings>;

/**
 * The settings of the environment, with `fixed` ones over them and `defaults` where it says nothing. Empty variables
 * count as not set. Throws TaktError bad_config that names every wrong one.
 */
export function readSettings(fixed: NodeJS.ProcessEnv = {}, defaults: NodeJS.ProcessEnv = {}): Settings {
  const env = { ...defaults, ...process.env, ...fixed };
  const known = Object.keys(Settings.shape);
  const given = Object.fromEntries(known.filter((name) => env[name]).map((name) => [name, env[name]]));
  const read = Settings.safeParse(given);
  if (!read.success) {
    const wrong = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new TaktError('bad_config', `These settings cannot be used. ${wrong.join('; ')}`);
  }
  const settings = read.data;
  if (settings.DATABASE_URL !== undefined) {
    throw new TaktError('bad_config', 'DATABASE_URL: this version keeps its data in SQLite only; unset it');
  }
  return settings;
}

/** What the commands that talk to a server need. */
export interface ClientSettings {
  url: string;
  login: string;
  secret: string;
}

export function readClientSettings(env: NodeJS.ProcessEnv = process.env): ClientSettings {
  const settings = findClientSettings(env);
  if (settings !== null) return settings;
  throw new TaktError(
    'bad_config',
    'Set TAKT_API_LOGIN and TAKT_API_SECRET to an API key of the server (printed at its first start).',
  );
}

/** The same; null where no key is set. */
export function findClientSettings(env: NodeJS.ProcessEnv = process.env): ClientSettings | null {
  const { TAKT_URL, TAKT_API_LOGIN, TAKT_API_SECRET } = env;
  if (!TAKT_API_LOGIN || !TAKT_API_SECRET) return null;
  return {
    url: (TAKT_URL || 'http://127.0.0.1:8080').replace(/\/+$/, ''),
    login: TAKT_API_LOGIN,
    secret: TAKT_API_SECRET,
  };
}
