/** Puts the use cases together over a set of ports. */
import { makeCatalogOps } from '../app/catalog_ops.ts';
import { Connect } from '../app/connect.ts';
import { makeTaskEngine } from '../app/task_engine.ts';
import type { TemplateText } from '../app/templates.ts';
import type { AppSettings, Ports } from '../app/world.ts';

/** All use cases by name. */
export type App = ReturnType<typeof makeApp>;

export function makeApp(ports: Ports, settings: AppSettings, texts: TemplateText[]) {
  const engine = makeTaskEngine(ports, settings);
  const { processes, rights, ops, sync, live } = engine;
  const connect = new Connect(ports, { processes, rights, ops }, settings);
  return {
    ports,
    engine,
    processes,
    rights,
    ops,
    sync,
    live,
    connect,
    ...makeCatalogOps(ports, settings, engine, texts),
  };
}
