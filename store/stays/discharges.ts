import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { Stage } from '../../domain/stay.ts';
import { apiHeadStartMs, enqueue, settleOutbox } from '../messages/outbox.ts';
import { recordEvent } from './events.ts';
import { clearUnlessOverlapping } from './other-stays.ts';
import { lockStay, type StoreParts, stayPlace } from './records.ts';
import { moveTo, type StageStep } from './stages.ts';

/** A discharge that passed every check of the door; amounts in fen. */
export interface DischargeEntry {
  readonly caseRef: CaseRef;
  /** Digest of the body: tells a repetition from another bill. */
  readonly bodyDigest: string;
  readonly dischargedOn: LocalDate;
  readonly totalFen: Fen;
  readonly outOfPolicyFen: Fen;
  /** The bill in full, JSON-safe, stored sealed. */
  readonly bill: object;
  /** Who sent it: organisation/actor. */
  readonly actor: string;
  readonly at: Instant;
}

export type DischargeEntered =
  | { readonly kind: 'accepted' | 'repeated' | 'conflict' }
  /** Refused, or over. */
  | { readonly kind: 'unfit'; readonly stage: Stage };

/** How the bill of a stay enters the store. */
export function dischargeRecords({ db, sealer }: StoreParts) {
  return {
    /** Writes bill, event and what the relay owes the workflow in one transaction. Throws HubProblem `case-unknown`. */
    async acceptDischarge(entry: DischargeEntry): Promise<DischargeEntered> {
      const { caseRef, bill, actor, at, ...figures } = entry;
      return db.transaction().execute(async (tx) => {
        const { stage } = await lockStay(tx, caseRef);
        const known = await tx
          .selectFrom('discharges')
          .select('bodyDigest')
          .where('caseRef', '=', caseRef)
          .executeTakeFirst();
        if (known !== undefined)
          return { kind: known.bodyDigest === entry.bodyDigest ? 'repeated' : 'conflict' };
        if (!mayBeDischarged(stage)) return { kind: 'unfit', stage };
        const billSealed = sealer.seal(bill, stayPlace('bill', caseRef));
        await tx
          .insertInto('discharges')
          .values({ caseRef, ...figures, billSealed, acceptedAt: at })
          .execute();
        await enqueue(tx, { kind: 'discharge', caseRef }, apiHeadStartMs);
        await recordEvent(tx, {
          caseRef,
          kind: 'discharge-accepted',
          detail: { totalFen: entry.totalFen, actor },
          at,
        });
        await clearUnlessOverlapping(tx, { caseRef, dischargedOn: entry.dischargedOn, at });
        return { kind: 'accepted' };
      });
    },
    /** The stay's workflow has the discharge: the relay owes nothing, the stay is `Discharged`. Throws HubProblem `case-unknown`. */
    async recordDischargeTaken(caseRef: CaseRef, at: Instant): Promise<StageStep> {
      return db.transaction().execute(async (tx) => {
        const { stage } = await lockStay(tx, caseRef);
        const bill = await tx
          .updateTable('discharges')
          .set((eb) => ({ takenAt: eb.fn.coalesce('takenAt', eb.val(at)) }))
          .where('caseRef', '=', caseRef)
          .returning('caseRef')
          .executeTakeFirst();
        if (bill === undefined) return { kind: 'unfit', stage };
        await settleOutbox(tx, caseRef, 'discharge');
        return moveTo(tx, { caseRef, from: stage, to: 'Discharged', at });
      });
    },
    /** The bill in full, opened; undefined before discharge. */
    async bill(caseRef: CaseRef): Promise<unknown> {
      const row = await db
        .selectFrom('discharges')
        .select('billSealed')
        .where('caseRef', '=', caseRef)
        .executeTakeFirst();
      return row && sealer.open(row.billSealed, stayPlace('bill', caseRef));
    },
  };
}

/** A patient may leave before the insurer or a person has answered: the bill waits for the decision, not the window. */
function mayBeDischarged(stage: Stage): boolean {
  return stage === 'Arrived' || stage === 'Identified' || stage === 'Covered' || stage === 'Admitted';
}
