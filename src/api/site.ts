/** What the handlers of all addresses share. */
import { LIMITS } from '../base/limits.ts';
import type { ApiApp } from './app.ts';
import { Auth } from './auth.ts';
import { Downloads } from './downloads.ts';
import { EventStreams } from './events.ts';
import { InFlight } from './in_flight.ts';
import { Limiter } from './limiter.ts';
import { type PageFiles, readPageFiles } from './page_files.ts';
import { BodyRoom } from './read_body.ts';

export interface Site {
  app: ApiApp;
  auth: Auth;
  limiter: Limiter;
  inFlight: InFlight;
  /** For the bodies of requests with a known login, and of those that need none. */
  bodies: { signed: BodyRoom; open: BodyRoom };
  downloads: Downloads;
  /** Pages that look on. */
  events: EventStreams;
  /** The files of the dashboard. */
  page: PageFiles;
  /** Answers so far, by HTTP status, for /metrics. */
  answers: Map<number, number>;
}

export function makeSite(app: ApiApp): Site {
  const now = () => app.ports.clock.now();
  return {
    app,
    auth: new Auth(app, app.settings, now),
    limiter: new Limiter(app.settings.ops_per_second),
    inFlight: new InFlight(),
    bodies: { signed: new BodyRoom(LIMITS.bodies_bytes), open: new BodyRoom(LIMITS.open_bodies_bytes) },
    downloads: new Downloads({ randomHex: app.ports.randomHex, now }),
    events: new EventStreams(),
    page: readPageFiles(app.settings.page_dir),
    answers: new Map(),
  };
}
