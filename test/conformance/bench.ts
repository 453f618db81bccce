/** One process at a time on a whole engine: import it, run a task through it, export it again. */
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { Task } from '../../src/model/task.ts';
import { ADMIN, openWorld, type World, type WorldOptions } from '../fixtures/world.ts';

export const START = '0000000000000000000000a1';
export const WORK = '0000000000000000000000a2';
export const END = '0000000000000000000000a3';
export const FAILED = '0000000000000000000000a4';
const NAMES: Record<string, string> = { [START]: 'start', [WORK]: 'work', [END]: 'end', [FAILED]: 'failed' };

export function node(id: string, obj_type: number, logics: Json[], more: JsonObject = {}): JsonObject {
  const condition = { logics, semaphors: [] };
  const options = obj_type === 2 ? '{"save_task":true}' : null;
  return {
    id,
    obj_type,
    condition,
    title: NAMES[id] ?? id,
    description: '',
    x: 0,
    y: 0,
    extra: null,
    options,
    ...more,
  };
}

export const go = (to_node_id: string): JsonObject => ({ type: 'go', to_node_id });

/** Start → `work` with the logics → End; errors lead to `failed`. */
export function chain(logics: Json[], more: { work?: JsonObject; conv?: JsonObject } = {}): JsonObject {
  const nodes = [
    node(START, 1, [go(WORK)]),
    node(WORK, 0, [...logics, go(END)], more.work),
    node(FAILED, 2, []),
    node(END, 2, []),
  ];
  return { obj_type: 1, obj_id: null, title: 'Chain', scheme: { nodes, web_settings: [[], []] }, ...more.conv };
}

export interface Ran {
  /** The title of the node where the task is: start, work, end, failed. */
  at: string;
  data: JsonObject;
  task: Task;
  conv_id: number;
}

export class Bench {
  readonly world: World;
  /** What Code was run, and what came of it. */
  readonly code: string[];
  private refs = 0;

  private constructor(world: World, code: string[]) {
    this.world = world;
    this.code = code;
  }

  /** With ports of its own where a test names them: else Code is only noted down, and the network is `world.http`. */
  static async open(ports: WorldOptions['ports'] = {}): Promise<Bench> {
    const code: string[] = [];
    const sandbox = {
      run: async ({ src, data }: { src: string; data: JsonObject }) => {
        code.push(src);
        return src === 'throw' ? failedCode() : { data: { ...data, ran: src } };
      },
      check: async () => null,
      close: async () => undefined,
    };
    return new Bench(await openWorld({ ports: { sandbox, ...ports } }), code);
  }

  /** Imports and deploys; answers the number. What keeps it from being deployed fails the test. */
  async make(raw: Json): Promise<number> {
    const { scheme, problems } = await this.world.importing.importScheme(ADMIN, 0, JSON.stringify(raw), {
      deploy: true,
    });
    const errors = problems.flatMap((row) => row.problems.filter(({ level }) => level === 'error'));
    expect(errors).toEqual([]);
    return scheme[0]?.obj_id ?? 0;
  }

  /** What is wrong with a process that is imported, by rule. */
  async rules(raw: Json): Promise<string[]> {
    const got = await this.world.importing.importScheme(ADMIN, 0, JSON.stringify(raw), { deploy: true });
    return got.problems.flatMap((row) => row.problems.map(({ level, rule }) => `${level} ${rule}`));
  }

  async export(conv_id: number): Promise<JsonObject> {
    const [raw] = await this.world.exporting.exportScheme(ADMIN, 'conv', conv_id, { with_alias: false });
    return raw ?? {};
  }

  /** A task through `work`, looked at after a second. */
  async run(logics: Json[], data: JsonObject = {}, more: Parameters<typeof chain>[1] = {}): Promise<Ran> {
    return this.task(await this.make(chain(logics, more)), data);
  }

  async task(conv_id: number, data: JsonObject = {}): Promise<Ran> {
    const ref = `ref${++this.refs}`;
    const born = await this.world.addTask(conv_id, data, ref);
    await this.world.clock.run(1000);
    const task = (await this.world.task(conv_id, ref)) ?? born;
    return { at: NAMES[task.node_id] ?? task.node_id, data: task.data, task, conv_id };
  }

  /** The logic in an export after an import: byte for byte what came. */
  async keeps(logic: JsonObject): Promise<void> {
    const raw = chain([logic]);
    const out = await this.export(await this.make(raw));
    expect(JSON.stringify(out.scheme)).toBe(JSON.stringify(raw.scheme));
  }

  /** Modifies a task; answers where it is then. */
  async changed(conv_id: number, ref: string, data: JsonObject): Promise<JsonObject> {
    const live = await this.world.engine.processes.get(conv_id);
    if (live === null) throw new Error('it runs');
    await this.world.engine.ops.run([{ do: 'modify', live, key: { conv_id, ref }, data, user_id: 1 }]);
    return this.stands(conv_id, ref);
  }

  async stands(conv_id: number, ref: string): Promise<JsonObject> {
    const task = await this.world.task(conv_id, ref);
    return { at: task?.node_id ?? '', data: task?.data ?? {} };
  }

  async tasksIn(conv_id: number, node_id: string) {
    const page = { conv_id, node_id, limit: 100, offset: 0, order: 'ASC' as const };
    return await this.world.ports.archive.in_node(page);
  }

  /** The process acts for another owner from now on. */
  async giveTo(conv_id: number, owner_id: number): Promise<void> {
    const { catalog } = this.world.ports;
    const object = await catalog.read('conv', conv_id);
    if (object === null) throw new Error('no process');
    await catalog.write([{ do: 'update', object: { ...object, owner_id } }]);
    this.world.engine.processes.forget(conv_id);
  }

  /** A process in which tasks stay until they are modified. */
  sink(): Promise<number> {
    const condition = { logics: [{ type: 'api_callback' }, go(END)], semaphors: [] };
    return this.make(chain([], { work: { condition } }));
  }

  async close(): Promise<void> {
    await this.world.close();
  }
}

function failedCode() {
  return { tag: 'code_executing_error' as const, text: 'thrown' };
}
