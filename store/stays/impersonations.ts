import type { Instant, LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Stage } from '../../domain/stay.ts';
import { takeBackWhole } from '../money/amendments.ts';
import { giveBackDraws } from '../money/credit-refunds.ts';
import { expectNoInterim } from '../money/interim-acts.ts';
import { lockPerson } from '../money/settlement-reads.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { cancelIn } from './cancellations.ts';
import type { Carried } from './carried.ts';
import { recordEvent } from './events.ts';
import { markUnregistered } from './impersonated.ts';
import { lockStay } from './locks.ts';
import { forgetOtherStays } from './other-stays.ts';
import type { StoreParts } from './records.ts';

/**
 * Says that somebody else lies there than the card tells: the stay is void from its first day. The holder's other stays are freed of
 * it at once; what was told to the insurer is taken back by the workflow, and only then a settlement is replaced. One that nobody was
 * admitted under is cancelled. Throws HubProblem `resolution-unfit`, `amendment-open`.
 */
export async function voidStay(
  sealer: Sealer,
  tx: Connection,
  { caseRef, sequence, office, at }: Carried,
  foundOn: LocalDate,
): Promise<void> {
  const { stage, personRef, cancelledBy, impersonatedBy } = await lockStay(tx, caseRef);
  if (cancelledBy !== null || impersonatedBy !== null)
    throw new HubProblem('resolution-unfit', {
      detail: cancelledBy === null ? 'the stay is void already' : 'the stay is being cancelled',
    });
  if (stage !== 'Settled' && stage !== 'Closed') await expectNoInterim(tx, caseRef);
  // Whoever settles it meanwhile holds the person: either they settle first, and what they wrote is taken back, or they find it void.
  await lockPerson(tx, personRef);
  await tx.updateTable('stays').set({ impersonatedBy: sequence }).where('caseRef', '=', caseRef).execute();
  const told = { sequence, foundOn, ...(office === null ? {} : { office }) };
  await recordEvent(tx, { caseRef, kind: 'impersonation-found', detail: told, at });
  await forgetOtherStays(tx, caseRef, at);
  if (isBeforeAdmission(stage)) await cancelIn(tx, { caseRef, sequence, stage, at });
  else if (stage === 'Settled' || stage === 'Closed') {
    await takeBackWhole(sealer, tx, { caseRef, sequence, stage, at });
    await giveBackDraws(tx, { caseRef, resolution: sequence, at });
  }
}

/** What becomes of a stay under somebody else's card. */
export function impersonations({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** The insurer knows nothing of it any more; the stay goes on without it. */
    recordUnregistered: (caseRef: CaseRef, at: Instant): Promise<void> => markUnregistered(db, caseRef, at),
  };
}

function isBeforeAdmission(stage: Stage): boolean {
  return stage === 'Arrived' || stage === 'Identified' || stage === 'Covered' || stage === 'Refused';
}
