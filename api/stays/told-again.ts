import type { CaseRef } from '../../domain/ids.ts';
import type { ApiDeps } from '../deps.ts';
import type { Told } from './flow.ts';
import { addressOf, type StartParts } from './start-anew.ts';

/** What tells a workflow again what it may have missed. */
export type TellParts = Pick<ApiDeps, 'flow' | 'clock'> &
  Pick<StartParts, 'parties'> & { readonly stays: Pick<ApiDeps['stays'], 'stay' | 'shownAttention'> };

const callMs = 4_000;

/**
 * Wakes the workflow of a stay, or of one of its claims or plans: it looks at the store anew and goes on from what it finds there. A bill that is
 * in is told as what it is, an Update, which a run that has it takes as the same. Told twice, it looks twice. False: it was not reached.
 */
export async function tellAgain(
  { flow, clock, parties, stays }: TellParts,
  to: { readonly caseRef: CaseRef } & Told,
): Promise<boolean> {
  const { caseRef, claim, plan } = to;
  const stay = await stays.stay(caseRef);
  if (stay === undefined) return false;
  const address = await addressOf({ parties }, stay);
  const own = claim === undefined && plan === undefined;
  const billed = own && stay.discharge !== null;
  if (billed && (await flow.tellDischarge(address, callMs)).kind !== 'done') return false;
  const notice = { noticeId: `again/${clock.now()}`, kind: 'list-changed' } as const;
  const told = own
    ? await flow.notify(address, { ...notice, shown: await stays.shownAttention(caseRef) }, callMs)
    : await flow.notify({ ...address, claim, plan }, notice, callMs);
  return told.kind === 'done';
}
