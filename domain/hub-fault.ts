import type { AttentionDetail } from './attention-detail.ts';
import type { Attention } from './stay.ts';

/** Type of the failure with which an activity tells its workflow that no retry mends what stops it. */
export const hubFaultType = 'hub-fault';

/** At this attempt what no retry mends is told; until then it may have come and gone with a release or a race. */
export const toldFromAttempt = 3;

/** What the hub itself is to blame for: nobody takes a step, or a step does not come to its end. */
export type Trouble =
  | { readonly code: 'worker-absent' }
  | { readonly code: 'hub-fault'; readonly detail: Extract<AttentionDetail, { kind: 'fault' }> };

/** What the hub itself is to blame for; what the store says of other waits does not end it. */
export function isOwnTrouble(code: Attention['code'] | undefined): boolean {
  return code === 'worker-absent' || code === 'hub-fault';
}
