/** `takt serve`: runs a server until it is told to stop. */
import { errorText, TaktError } from '../base/errors.ts';
import { readSettings } from './config.ts';
import type { Server } from './open_server.ts';

/** Says what a person needs to know; secrets only when they were just made. */
function greet(server: Server, settings: ReturnType<typeof readSettings>): void {
  const { first, url } = server;
  const lines = [
    `Takt serves at ${url}`,
    `  data in ${settings.DATA_DIR}, queue ${settings.REDIS_URL ? 'on Redis' : 'in this process'}`,
  ];
  if (first.key !== null) {
    lines.push(
      '',
      'An API key was made. It is shown once:',
      `  export TAKT_API_LOGIN=${first.key.login}`,
      `  export TAKT_API_SECRET=${first.key.secret}`,
    );
  }
  if (first.admin_password !== null)
    lines.push('', `The password of the person admin, shown once: ${first.admin_password}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

export async function serve(options: { work: boolean }): Promise<void> {
  const settings = readSettings();
  if (!options.work && settings.REDIS_URL === undefined) {
    throw new TaktError('bad_config', '--no-worker needs REDIS_URL and DATABASE_URL: another process must do the work');
  }
  // Wrong settings are told before everything is loaded.
  const { openServer } = await import('./open_server.ts');
  const server = await openServer(settings, options);
  greet(server, settings);
  let closing = false;
  const stop = (signal: string): void => {
    if (closing) process.exit(1);
    closing = true;
    server.log.info(`${signal}: stopping; open requests are waited for (again to stop at once)`);
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        server.log.error('not stopped cleanly', { error: errorText(error) });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}
