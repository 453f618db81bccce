/**
 * What BullMQ can ask of a backend and Takt never does. Every name stands here, so that the compiler says when a new
 * version of BullMQ asks for more, and so that a call nobody expected is refused instead of half done.
 */
import type { IQueueBackend } from 'bullmq';
import { TaktError } from '../../../../base/errors.ts';

const NAMES = [
  ...(['setName', 'disconnect', 'forQueue', 'parseNodeKey', 'obliterate', 'drain', 'pause', 'isMaxed'] as const),
  ...(['addFlow', 'moveToWaitingChildren', 'getDependencies', 'getDependencyCounts', 'removeChildDependency'] as const),
  ...(['removeUnprocessedChildren', 'getProcessedChildrenValues', 'getIgnoredChildrenFailures'] as const),
  ...(['addJobScheduler', 'updateJobSchedulerNextMillis', 'removeJobScheduler', 'getJobScheduler'] as const),
  ...(['isJobScheduler', 'getJobSchedulerData', 'getJobSchedulersRange', 'getJobSchedulersCount'] as const),
  ...([
    'moveJobFromActiveToWait',
    'retryJob',
    'retryFinishedJob',
    'retryFinishedJobs',
    'promote',
    'promoteJobs',
  ] as const),
  ...(['cleanJobsByState', 'removeOrphanedJobs', 'extendLock', 'updateData', 'updateProgress', 'addLog'] as const),
  ...(['clearLogs', 'getJobLogs', 'changeDelay', 'changePriority', 'getCountsPerPriority'] as const),
  ...(['removeDeduplicationKey', 'deleteDeduplicationKey', 'getDeduplicationJobId', 'getState', 'isFinished'] as const),
  ...([
    'isJobInState',
    'getJobData',
    'getRanges',
    'paginate',
    'getMetrics',
    'getClientList',
    'getRateLimitTtl',
  ] as const),
  ...(['setRateLimit', 'removeRateLimitKey', 'removeDeprecatedPriorityKey', 'setQueueMeta', 'getQueueMeta'] as const),
  ...(['getQueueMetaField', 'getQueueMetaFields', 'removeQueueMetaFields', 'hasQueueMetaField'] as const),
  ...(['trimEvents', 'publishEvent', 'readEvents'] as const),
];

type NotSupported = Pick<IQueueBackend, (typeof NAMES)[number]>;

/** The methods that refuse, for a backend to be completed with. */
export function notSupported(): NotSupported {
  const refusals = NAMES.map((name) => [name, () => refuse(name)]);
  return Object.fromEntries(refusals) as NotSupported;
}

function refuse(name: string): Promise<never> {
  return Promise.reject(new TaktError('not_supported', `the in-process queue does not support ${name}`));
}
