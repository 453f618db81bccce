/** What the handlers of all addresses share. */
import type { ApiApp } from './app.ts';
import { Auth } from './auth.ts';
import { Downloads } from './downloads.ts';
import { Limiter } from './limiter.ts';

export interface Site {
  app: ApiApp;
  auth: Auth;
  limiter: Limiter;
  downloads: Downloads;
  /** Answers so far, by HTTP status, for /metrics. */
  answers: Map<number, number>;
}

export function makeSite(app: ApiApp): Site {
  const now = () => app.ports.clock.now();
  return {
    app,
    auth: new Auth(app.keys, app.settings, now),
    limiter: new Limiter(app.settings.ops_per_second),
    downloads: new Downloads({ randomHex: app.ports.randomHex, now }),
    answers: new Map(),
  };
}
