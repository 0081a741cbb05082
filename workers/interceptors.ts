import { heartbeat } from './heartbeat.ts';
import { hubFault } from './hub-fault.ts';

/** What stands around every activity of every worker. */
export const interceptors = { activity: [heartbeat, hubFault] };
