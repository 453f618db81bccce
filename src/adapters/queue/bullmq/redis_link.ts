/**
 * The connections to Redis, or to a Redis Cluster, that the queues of one server share, and what is said about them.
 * Producers and workers need opposite manners while Redis is away: adding a job has to fail at once, as the caller goes
 * on without it (I8), while a worker waits as long as it takes. So there are two clients; BullMQ copies the second for
 * each of its blocking reads, and those copies are ours to close.
 */
import { type BackendFactory, type ConnectionOptions, createRedisBackend, type IQueueBackend } from 'bullmq';
import { Cluster, Redis } from 'ioredis';
import { errorText } from '../../../base/errors.ts';
import type { Log } from '../../../ports/log.ts';

type Client = Redis | Cluster;

/** How a client behaves while Redis is away: whether commands wait for it, and how often they are sent again. */
interface Manners {
  enableOfflineQueue: boolean;
  maxRetriesPerRequest: number | null;
}

/** A connection that has gone silent without being closed is noticed after this; BullMQ's reads block for 10 s at most. */
const SILENCE_MS = 15_000;
const RECONNECT_MAX_MS = 2000;

const reconnectDelay = (times: number): number => Math.min(50 * 2 ** Math.min(times, 10), RECONNECT_MAX_MS);

export class RedisLink {
  readonly backends: BackendFactory<IQueueBackend, ConnectionOptions> = createRedisBackend;
  readonly producer: Client;
  readonly consumer: Client;
  private readonly cluster: boolean;
  private readonly log: Log;
  private readonly copies: Client[] = [];
  private lastError = '';
  private lost = false;
  private closed = false;

  private constructor(urls: string[], log: Log) {
    this.log = log;
    this.cluster = urls.length > 1;
    this.producer = this.connect(urls, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
    this.consumer = this.connect(urls, { enableOfflineQueue: true, maxRetriesPerRequest: null });
    this.keepCopies(this.consumer);
    this.producer.on('close', () => this.sayLost());
    this.producer.on('ready', () => this.sayBack());
    this.producer.once('ready', () => void this.warnOfEviction());
  }

  /** Resolves when Redis has answered or has been found away: the server starts in both cases. */
  static async open(redisUrl: string, log: Log): Promise<RedisLink> {
    const urls = redisUrl.split(',').map((url) => url.trim());
    const link = new RedisLink(urls, log);
    await new Promise((resolve) => {
      link.producer.once('ready', resolve);
      link.producer.once('close', resolve);
    });
    return link;
  }

  /** In a cluster all keys of a queue have to lie on one node, which their common part in braces makes sure of. */
  prefixOf(prefix: string, queueName: string): string {
    return this.cluster ? `{${prefix}:${queueName}}` : prefix;
  }

  get answers(): boolean {
    return this.producer.status === 'ready';
  }

  close(): void {
    this.closed = true;
    for (const client of [this.producer, this.consumer, ...this.copies]) client.disconnect();
  }

  private connect(urls: string[], manners: Manners): Client {
    const client = this.cluster ? connectCluster(urls, manners) : connectOne(urls[0] ?? '', manners);
    // Without a listener a lost connection would end the process; what is worth saying is said by `sayLost`.
    client.on('error', (error) => {
      this.lastError = errorText(error);
    });
    return client;
  }

  /** Remembers the clients that BullMQ makes of ours, as it leaves them open when it is closed while Redis is away. */
  private keepCopies(client: Client): void {
    const duplicate = client.duplicate.bind(client) as (...args: unknown[]) => Client;
    const remember = (...args: unknown[]): Client => {
      const copy = duplicate(...args);
      copy.on('error', () => {});
      this.copies.push(copy);
      return copy;
    };
    Object.assign(client, { duplicate: remember });
  }

  private sayLost(): void {
    if (this.lost || this.closed) return;
    this.lost = true;
    const error = this.lastError;
    this.log.warn('Redis does not answer. No task is lost, but tasks that wait may go on late until it is back.', {
      error,
    });
  }

  private sayBack(): void {
    if (this.lost) this.log.info('Redis answers again.');
    this.lost = false;
  }

  private async warnOfEviction(): Promise<void> {
    try {
      const policy = /^maxmemory_policy:(\S+)/m.exec(await this.producer.info('memory'))?.[1];
      if (policy === undefined || policy === 'noeviction') return;
      this.log.warn(
        `Redis may drop jobs when its memory is full: its maxmemory-policy is ${policy}. ` +
          'Set it to noeviction: CONFIG SET maxmemory-policy noeviction, and the same in redis.conf.',
      );
    } catch (error) {
      this.log.debug('The maxmemory-policy of Redis could not be read.', { error: errorText(error) });
    }
  }
}

function connectOne(url: string, manners: Manners): Redis {
  return new Redis(url, { ...manners, socketTimeout: SILENCE_MS, retryStrategy: reconnectDelay });
}

/** The nodes that a cluster names later are reached with the user, password and encryption of the first URL. */
function connectCluster(urls: string[], manners: Manners): Cluster {
  const { username, password, protocol } = new URL(urls[0] ?? '');
  const redisOptions = {
    maxRetriesPerRequest: manners.maxRetriesPerRequest,
    socketTimeout: SILENCE_MS,
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
  const { enableOfflineQueue } = manners;
  return new Cluster(urls, { redisOptions, enableOfflineQueue, clusterRetryStrategy: reconnectDelay });
}
