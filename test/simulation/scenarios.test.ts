/** The scenarios of the templates, each a promise of its own. */
import { basename, join } from 'node:path';
import { differencesOf, loadScenarios, scenarioFiles } from '../../src/main/simulate.ts';
import { openSandbox } from '../../src/main/simulated_world.ts';

/** Thirty days take seconds; a busy machine takes its time. */
jest.setTimeout(60_000);

const sandbox = openSandbox();
afterAll(() => sandbox.close());

for (const file of scenarioFiles(join(__dirname, '../../processes/scenarios'))) {
  describe(basename(file, '.json'), () => {
    test.each(loadScenarios(file).map((loaded) => [loaded.scenario.name, loaded] as const))(
      '%s',
      async (_name, loaded) => {
        expect(await differencesOf(loaded, sandbox)).toEqual([]);
      },
    );
  });
}
