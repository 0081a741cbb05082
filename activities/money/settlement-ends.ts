import type { AttentionDetail } from '../../domain/attention-detail.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Attention } from '../../domain/stay.ts';
import type { SettlementSummary } from '../contract.ts';
import { type Refusal, refusalAttention } from '../exchange/refusal.ts';
import type { ActivityParts } from '../parts.ts';

type Parts = Pick<ActivityParts, 'stays' | 'clock'>;
interface Place {
  readonly caseRef: CaseRef;
  readonly step: string;
}

/** A settlement that a person must look at first. */
export async function blocked(
  parts: Parts,
  place: Place,
  code: 'settlement-incomplete' | 'settlement-review',
  detail: AttentionDetail | undefined,
): Promise<SettlementSummary> {
  const why = detail === undefined ? {} : { detail };
  return { kind: 'blocked', attention: await raised(parts, place, { code, blockedOn: 'operator', ...why }) };
}

/** The core's own no to the whole of a bill: a person must look, nothing is guessed. */
export async function refusedByCore(parts: Parts, place: Place, refusal: Refusal) {
  const attention = await raised(parts, place, refusalAttention('settlement-refused', refusal));
  return { kind: 'done', value: { kind: 'refused', attention } } as const;
}

/** Settled, and all that follows was written with it: its claims are nobody's children, each is started by the relay and told of by its notice. */
export async function settledInStore(
  { stays }: Pick<Parts, 'stays'>,
  caseRef: CaseRef,
): Promise<SettlementSummary> {
  const shown = await stays.shownAttention(caseRef);
  return { kind: 'settled', obligations: [], ...(shown === null ? {} : { attention: shown }) };
}

async function raised(
  { stays, clock }: Parts,
  { caseRef, step }: Place,
  why: Pick<Attention, 'code' | 'blockedOn' | 'detail'>,
): Promise<Attention> {
  const attention = { ...why, since: clock.now(), step };
  return (await stays.raiseAttention(caseRef, attention, clock.now())) ?? attention;
}
