/** What a worker may do, as `HUB_WORKER_QUEUES` names it. */
export const workerQueues = ['flow', 'party'] as const;
export type WorkerQueue = (typeof workerQueues)[number];

/** Workflows, and activities on the store and the policies. */
export const flowQueue = 'hub-flow';

/** Activities that speak to parties; a county is one network zone unless configuration says otherwise. */
export const partyQueue = 'hub-party';
