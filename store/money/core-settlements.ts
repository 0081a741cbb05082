import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { CoreAnswers } from '../../domain/settlement.ts';
import type { Connection } from '../postgres/database.ts';
import type { StoreParts } from '../stays/records.ts';

/** One settlement of the insurer's core; amounts in fen. */
export interface CoreSettlementRecord {
  readonly settlementRef: string;
  /** Of the message that asked for it. */
  readonly messageId: string;
  readonly totalFen: Fen;
  readonly inPolicyFen: Fen;
  readonly answers: CoreAnswers;
}

const first = 1;

/** What the insurer's core answered, kept as a fact: later steps need its number and its amounts. */
export function coreSettlements({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Undefined before the core has answered, and in stays whose answer an older version took. */
    async coreSettlement(caseRef: CaseRef): Promise<CoreSettlementRecord | undefined> {
      return db
        .selectFrom('coreSettlements')
        .select(['settlementRef', 'messageId', 'totalFen', 'inPolicyFen', 'answers'])
        .where('caseRef', '=', caseRef)
        .orderBy('coreSequence', 'desc')
        .limit(1)
        .executeTakeFirst();
    },
    /** In the caller's transaction, if any; the first answer stays. */
    async recordCoreSettlement(
      settled: CoreSettlementRecord & { readonly caseRef: CaseRef; readonly at: Instant },
      tx: Connection = db,
    ): Promise<void> {
      const { caseRef, settlementRef, messageId, totalFen, inPolicyFen, answers, at } = settled;
      await tx
        .insertInto('coreSettlements')
        .values({
          ...{ caseRef, registrationSequence: first, coreSequence: first, settlementRef, messageId },
          ...{ totalFen, inPolicyFen, answers: JSON.stringify(answers), settledAt: at },
        })
        .onConflict((oc) => oc.doNothing())
        .execute();
    },
  };
}
