/** Tells a story over and over, the server dying at another call each time, until it ends without a death. */
import { HEALED_MS, World, type WorldOptions } from './harness.ts';
import { brokenLaws } from './laws.ts';
import type { Mode } from './life.ts';

export interface Story {
  options?: Omit<WorldOptions, 'kills'>;
  /** Makes the processes; nobody dies meanwhile. */
  prepare(world: World): Promise<void>;
  /** What callers do, and the time they take. */
  tell(world: World): Promise<void>;
  /** What is wrong once everything has come to rest. */
  judge(world: World): Promise<string[]>;
}

/** More calls than any story makes: a story that never ends is a mistake. */
const CALLS_MAX = 3000;

export interface Told {
  /** Calls at which the server died, over both modes. */
  deaths: number;
  /** What went wrong, with the death it came after. */
  wrong: string[];
}

export async function everyDeath(story: Story): Promise<Told> {
  const told: Told = { deaths: 0, wrong: [] };
  for (const mode of ['before', 'after'] satisfies Mode[]) {
    for (let at = 1; ; at++) {
      if (at > CALLS_MAX) throw new Error(`the story makes more than ${CALLS_MAX} calls`);
      const { death, wrong } = await tellOnce(story, { at, mode });
      told.wrong.push(...wrong.map((what) => `died ${mode} call ${at} (${death ?? 'no death'}): ${what}`));
      if (death === null) break;
      told.deaths++;
    }
  }
  return told;
}

export async function tellOnce(
  story: Story,
  kill: { at: number; mode: Mode } | null,
): Promise<{ death: string | null; wrong: string[] }> {
  const world = await World.open({ ...story.options, kills: [kill] });
  await story.prepare(world);
  world.begin();
  await story.tell(world);
  world.calm();
  await world.pass(HEALED_MS);
  const wrong = [...(await story.judge(world)), ...(await brokenLaws(world))];
  const death = world.deaths[0] ?? null;
  world.close();
  return { death, wrong };
}
