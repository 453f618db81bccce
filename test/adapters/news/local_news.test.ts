import { localNews } from '../../../src/adapters/news/local_news.ts';
import type { Log } from '../../../src/ports/log.ts';

function harness() {
  const errors: unknown[] = [];
  const quiet = () => undefined;
  const log: Log = { error: (_message, fields) => errors.push(fields), warn: quiet, info: quiet, debug: quiet };
  return { news: localNews(log), errors };
}
/** After this every delivery begun before has happened. */
const delivered = () => Promise.resolve();

test('every listener of the topic hears, later and in order', async () => {
  const { news } = harness();
  const heard: string[] = [];
  news.subscribe('a', (text) => heard.push(`1${text}`));
  news.subscribe('a', (text) => heard.push(`2${text}`));
  news.subscribe('b', (text) => heard.push(`3${text}`));
  news.publish('a', 'x');
  news.publish('a', 'y');
  expect(heard).toEqual([]);
  await delivered();
  expect(heard).toEqual(['1x', '2x', '1y', '2y']);
});

test('a failing listener harms nobody and is logged', async () => {
  const { news, errors } = harness();
  const heard: string[] = [];
  news.subscribe('a', () => {
    throw new Error('no');
  });
  news.subscribe('a', (text) => heard.push(text));
  expect(() => news.publish('a', 'x')).not.toThrow();
  await delivered();
  expect(heard).toEqual(['x']);
  expect(errors).toEqual([{ topic: 'a', reason: 'no' }]);
});

test('who has left hears nothing more, not even what was under way', async () => {
  const { news } = harness();
  const heard: string[] = [];
  const listener = (text: string) => heard.push(text);
  const leave = news.subscribe('a', listener);
  news.subscribe('a', listener);
  news.publish('a', 'x');
  leave();
  leave();
  await delivered();
  expect(heard).toEqual(['x']);
});

test('closing ends all subscriptions', async () => {
  const { news } = harness();
  const heard: string[] = [];
  news.subscribe('a', (text) => heard.push(text));
  news.publish('a', 'x');
  await news.close();
  news.publish('a', 'y');
  await delivered();
  expect(heard).toEqual([]);
});
