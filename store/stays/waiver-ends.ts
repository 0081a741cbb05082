import { sql } from 'kysely';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { benefitStep } from '../../domain/right-resolutions.ts';
import type { WaiverEnd } from '../../domain/waiver.ts';
import type { Wanted } from '../../domain/wanted.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { clearIn } from './attention.ts';
import type { Carried } from './carried.ts';
import { recordEvent } from './events.ts';
import { lockStay } from './locks.ts';
import { stayPlace } from './records.ts';

type EndOfBenefit = Extract<Wanted, { kind: 'end-benefit' }>;

/**
 * Writes down from which day on the deposit is not waived any more. The decision of the admission, the insurance and the bill stay as
 * they are. Throws HubProblem `resolution-unfit`.
 */
export async function endBenefit(
  sealer: Sealer,
  tx: Connection,
  { caseRef, sequence, at }: Carried,
  { endsOn, noticedOn, handedTo, reason }: EndOfBenefit,
): Promise<void> {
  const { impersonatedBy } = await lockStay(tx, caseRef);
  if (impersonatedBy !== null)
    throw new HubProblem('resolution-unfit', { detail: 'the stay is void: it never had the benefit' });
  const written = await tx
    .insertInto('waiverEnds')
    .values({
      ...{ caseRef, resolutionSequence: sequence, endsOn, noticedOn, handedTo, recordedAt: at },
      reasonSealed: sealer.seal(reason, stayPlace('waiver-end', caseRef)),
    })
    .onConflict((oc) => oc.doNothing())
    .returning('caseRef')
    .executeTakeFirst();
  if (written === undefined)
    throw new HubProblem('resolution-unfit', { detail: 'the benefit of the stay has ended already' });
  await clearIn(tx, { caseRef, step: benefitStep, at });
  await recordEvent(tx, { caseRef, kind: 'waiver-ended', detail: { sequence, noticedOn, endsOn }, at });
}

/** The end as PostgreSQL tells it in one value. */
export interface WaiverEndJson extends Omit<WaiverEnd, 'reason'> {
  readonly sealed: string;
}

/** An expression for the end of a stay's waiver; NULL while there is none. */
export const waiverEndJson = sql<WaiverEndJson | null>`(SELECT json_build_object('resolution', ends.resolution_sequence,
    'endsOn', ends_on, 'noticedOn', noticed_on, 'handedTo', handed_to, 'sealed', encode(reason_sealed, 'base64'),
    'proposedBy', proposed_by, 'confirmedBy', decided_by)
  FROM waiver_ends AS ends JOIN resolutions USING (case_ref, resolution_sequence) WHERE ends.case_ref = stays.case_ref)`;

/** The end that it tells, opened. */
export function waiverEndFrom(
  sealer: Sealer,
  { sealed, ...end }: WaiverEndJson,
  caseRef: CaseRef,
): WaiverEnd {
  const reason = sealer.open(Buffer.from(sealed, 'base64'), stayPlace('waiver-end', caseRef));
  return { ...end, reason };
}
