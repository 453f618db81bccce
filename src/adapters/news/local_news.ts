/** News within one process: for a server that runs alone, and for tests. Here no message is lost. */
import { errorText } from '../../base/errors.ts';
import type { Log } from '../../ports/log.ts';
import type { News } from '../../ports/news.ts';

export function localNews(log: Log): News {
  /** A subscription is an object of its own, so that the same function may be subscribed twice. */
  const topics = new Map<string, Set<{ listener: (text: string) => void }>>();

  return {
    publish: (topic, text) => {
      for (const subscription of topics.get(topic) ?? []) {
        // Later, as from another server: whoever publishes must not run into what the listener does.
        queueMicrotask(() => {
          if (!topics.get(topic)?.has(subscription)) return;
          try {
            subscription.listener(text);
          } catch (error) {
            log.error('a listener of news failed', { topic, reason: errorText(error) });
          }
        });
      }
    },
    subscribe: (topic, listener) => {
      const subscription = { listener };
      const subscriptions = topics.get(topic) ?? new Set();
      topics.set(topic, subscriptions.add(subscription));
      return () => {
        subscriptions.delete(subscription);
        if (subscriptions.size === 0 && topics.get(topic) === subscriptions) topics.delete(topic);
      };
    },
    close: async () => topics.clear(),
  };
}
