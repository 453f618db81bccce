import { durationMs, readScenarioFile } from '../../src/model/scenario.ts';

function mistakes(file: unknown): string[] {
  const read = readScenarioFile(JSON.stringify(file));
  return 'failure' in read ? read.failure.message.split('\n') : [];
}

function withScenario(scenario: object): object {
  return { process: '../p.json', scenarios: [{ name: 's', task: { data: {} }, ...scenario }] };
}

describe('a scenario file', () => {
  test('needs a process and one scenario with a name and a task; all else has a default', () => {
    expect(mistakes(withScenario({}))).toEqual([]);
    expect(mistakes({ process: '../p.json', scenarios: [] })[0]).toMatch(/^scenarios: /);
  });

  test('names the place of every mistake at once', () => {
    const rule = { when: { uri: '/x' }, answers: [{ status: 20 }] };
    const found = mistakes(withScenario({ world: [rule], for: 'a week', events: [{ at: 'noon' }] }));
    expect(found).toHaveLength(4);
    expect(found.join('\n')).toMatch(/scenarios\[0\]\.world\[0\]\.when: .*uri/);
    expect(found.join('\n')).toMatch(/scenarios\[0\]\.world\[0\]\.answers\[0\]\.status: /);
    expect(found.join('\n')).toMatch(/scenarios\[0\]\.events\[0\]\.at: must be a duration/);
    expect(found.join('\n')).toMatch(/scenarios\[0\]\.for: must be a duration/);
  });

  test('refuses an expectation that is misspelled, as it would test nothing', () => {
    expect(mistakes(withScenario({ expect: { nodes: 'End' } }))[0]).toMatch(/scenarios\[0\]\.expect: .*nodes/);
  });

  test('refuses a pattern that is no regular expression, where it stands', () => {
    expect(mistakes(withScenario({ world: [{ when: { url: '/(/' }, answers: [{}] }] }))[0]).toMatch(/when\.url: /);
    expect(mistakes(withScenario({ expect: { data: { a: [{ b: '/[/' }] } } }))[0]).toMatch(/expect\.data\.a\[0\]\.b: /);
  });

  test('says where its JSON is broken', () => {
    expect(readScenarioFile('{\n "process": }')).toMatchObject({ failure: { message: /^Line 2, column 13/ } });
  });
});

test('durations are sums of days, hours, minutes, seconds and milliseconds', () => {
  const texts = ['30d', '1h30m', '500ms', '1.5s', '0s', '5', 'm', '5 m', ''];
  expect(texts.map(durationMs)).toEqual([2_592_000_000, 5_400_000, 500, 1500, 0, null, null, null, null]);
});
