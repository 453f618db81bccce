/** The helper that holds tests against tables sees what it looks for. */
import { inSection, rowsOf, rowsWithoutTest, textsIn } from './coverage.ts';

const PAGE = [
  '## 5. Logics',
  '### 5.1 `go`',
  '| field | notes |',
  '|---|---|',
  '| `to_node_id` | R |',
  '| `a \\| b`, `c` | two |',
  'prose',
  '### unnumbered',
  '| other | head |',
  '| :-- | --: |',
  '| | second |',
  '## 50. Far away',
  '| x |',
  '|---|',
  '| row |',
].join('\n');

test('Rows are found with their sections, heads and rules are not rows', () => {
  expect(rowsOf(PAGE)).toEqual([
    { section: '5.1', name: 'to_node_id' },
    { section: '5.1', name: 'a | b, c' },
    { section: '5.1', name: 'second' },
    { section: '50', name: 'row' },
  ]);
  expect(rowsOf(PAGE).filter(({ section }) => inSection(section, '5'))).toHaveLength(3);
});

test('A row without a test is named', () => {
  const texts = ['process-format §5.1 to_node_id: is where the task goes', '§5.1 a | b, c', 'second'];
  expect(rowsWithoutTest(rowsOf(PAGE).slice(0, 3), texts)).toEqual(['§5.1 second']);
});

test('Titles are read as they are when the file runs, whatever their quotes', () => {
  expect(textsIn('test/conformance/coverage.test.ts')).toContain(
    'Titles are read as they are when the file runs, whatever their quotes',
  );
  expect(textsIn('test/conformance/coverage.test.ts')).toContain('| `a \\| b`, `c` | two |');
});
