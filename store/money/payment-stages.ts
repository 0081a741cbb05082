import { sql } from 'kysely';
import type { SaidEstimate } from '../../domain/charges.ts';
import { chinaDate, daysBetween, type Instant, type LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import { type StagingRule, stageDue, stageReached } from '../../domain/staging.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import { ruleOf, runningEstimateJson } from './charge-reads.ts';
import { reachInterim } from './interim-opening.ts';
import type { InterimDue } from './interim-standing.ts';

/** What the own part of a stay is worked out from, in fen. */
export interface ChargedSoFar {
  readonly totalFen: Fen;
  readonly selfPaidFen: Fen;
  /** The last figures, the insurer's or the hospital's own. */
  readonly estimate: SaidEstimate | null;
}

/** What is surely the patient's so far; the scheme's to say. */
export type OwnPartOf = (charged: ChargedSoFar) => Fen;

interface Standing {
  readonly rule: StagingRule & { readonly ruleNo: string };
  readonly charged: ChargedSoFar;
  readonly onAccountFen: Fen;
  readonly stages: number;
  readonly since: LocalDate;
}

/** Offers of staged payment that wait for a person. */
export function paymentStages({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** A person of the hospital offers a stage that was reached; offered before, it stays. Throws HubProblem `case-unknown`, `payment-stage-unknown`. */
    async offerPaymentStage(
      offer: { readonly caseRef: CaseRef; readonly stage: number },
      { actor, at }: { readonly actor: string; readonly at: Instant },
    ): Promise<'offered' | 'repeated'> {
      const { caseRef, stage } = offer;
      return db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const row = await tx
          .selectFrom('paymentStages')
          .innerJoin('stays', 'stays.caseRef', 'paymentStages.caseRef')
          .select(['ruleNo', 'targetFen', 'offeredAt', 'onAccountFen'])
          .where('stays.caseRef', '=', caseRef)
          .where('stageSequence', '=', stage)
          .executeTakeFirst();
        if (row === undefined) throw new HubProblem('payment-stage-unknown');
        if (row.offeredAt !== null) return 'repeated';
        await tx
          .updateTable('paymentStages')
          .set({ offeredBy: actor, offeredAt: at })
          .where((eb) => eb.and({ caseRef, stageSequence: stage }))
          .execute();
        const dueFen = stageDue(row.targetFen, row.onAccountFen);
        const detail = { stage, ruleNo: row.ruleNo, dueFen, actor };
        await recordEvent(tx, { caseRef, kind: 'payment-on-account-due', detail, at });
        return 'offered';
      });
    },
  };
}

/** After a list: the next stage, of payment or of settling with the payers, where the rule of the admission day is reached and nobody is asked to pay one already. The stay's row is locked. */
export async function reachStage(
  tx: Connection,
  { caseRef, at }: { readonly caseRef: CaseRef; readonly at: Instant },
  { ownPart, interimDue }: { readonly ownPart: OwnPartOf; readonly interimDue: InterimDue },
): Promise<void> {
  const standing = await readStanding(tx, caseRef);
  if (standing === undefined) return;
  if (standing.rule.what === 'settlement') return reachInterim(tx, { caseRef, at }, interimDue);
  const { rule, charged, onAccountFen, stages, since } = standing;
  const today = chinaDate(at);
  const ownPartFen = ownPart(charged);
  if (!stageReached(rule, { ownPartFen, onAccountFen, daysSince: daysBetween(since, today) })) return;
  const stageSequence = stages + 1;
  const byItself = rule.offered === 'by-itself';
  const { ruleNo } = rule;
  await tx
    .insertInto('paymentStages')
    .values({
      ...{ caseRef, stageSequence, ruleNo, targetFen: ownPartFen, reachedOn: today, reachedAt: at },
      ...(byItself ? { offeredBy: 'rule', offeredAt: at } : {}),
    })
    .execute();
  const detail = { stage: stageSequence, ruleNo, dueFen: stageDue(ownPartFen, onAccountFen) };
  const kind = byItself ? 'payment-on-account-due' : 'payment-stage-reached';
  await recordEvent(tx, { caseRef, kind, detail, at });
}

/** Undefined where no rule binds the stay, or a stage of it is not paid yet. */
async function readStanding(tx: Connection, caseRef: CaseRef): Promise<Standing | undefined> {
  const { rows } = await sql<Omit<Standing, 'rule'> & { readonly rule: Standing['rule'] | null }>`
    SELECT ${ruleOf('staging')} AS rule, on_account_fen,
      (SELECT json_build_object('totalFen', sum(total_fen)::bigint, 'selfPaidFen', sum(self_paid_fen)::bigint,
        'estimate', ${runningEstimateJson}) FROM charge_lists WHERE charge_lists.case_ref = stays.case_ref) AS charged,
      (SELECT count(*)::int FROM payment_stages WHERE payment_stages.case_ref = stays.case_ref) AS stages,
      coalesce((SELECT max(reached_on) FROM payment_stages WHERE payment_stages.case_ref = stays.case_ref), admitted_on) AS since
    FROM stays WHERE stays.case_ref = ${caseRef} AND stage IN ('Arrived', 'Identified', 'Covered', 'Admitted')
      AND NOT EXISTS (SELECT FROM discharges WHERE discharges.case_ref = stays.case_ref)
      AND NOT EXISTS (SELECT FROM payment_stages
        WHERE payment_stages.case_ref = stays.case_ref AND paid_at IS NULL)`.execute(tx);
  const [row] = rows;
  return row === undefined || row.rule === null ? undefined : { ...row, rule: row.rule };
}
