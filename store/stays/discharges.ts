import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { Stage } from '../../domain/stay.ts';
import { apiHeadStartMs, owedOf } from '../messages/outbox.ts';
import { eventsOf, hasPassed, held, oneBefore } from './held.ts';
import { clearUnlessOverlapping } from './other-stays.ts';
import { type StoreParts, stayPlace } from './records.ts';
import type { StageStep } from './stages.ts';
import type { SealedBill } from './stay-seals.ts';

/** A discharge that passed every check of the door; amounts in fen. */
export interface DischargeEntry {
  readonly caseRef: CaseRef;
  /** Digest of the body: tells a repetition from another bill. */
  readonly bodyDigest: string;
  readonly dischargedOn: LocalDate;
  readonly totalFen: Fen;
  readonly outOfPolicyFen: Fen;
  /** The bill in full, JSON-safe, stored sealed. */
  readonly bill: SealedBill;
  /** The patient died in hospital; left out: the stay ended otherwise. */
  readonly diedOn?: LocalDate | null;
  /** The patient lets the insurer take of the account for the own part; left out: not. */
  readonly accountUsed?: boolean | undefined;
  /** The hospital said why the bill is not the sum of its daily lists. */
  readonly explained: boolean;
  /** Who sent it: organisation/actor. */
  readonly actor: string;
  readonly at: Instant;
}

export type DischargeEntered =
  | { readonly kind: 'accepted' | 'repeated' | 'conflict' }
  /** The bill is not the sum of its daily lists, and nobody said why; nothing was written. */
  | { readonly kind: 'differs'; readonly chargedFen: Fen }
  /** Refused, or over. */
  | { readonly kind: 'unfit'; readonly stage: Stage };

/** How the bill of a stay enters the store. */
export function dischargeRecords({ db, sealer }: StoreParts) {
  return {
    /** Writes bill, event and what the relay owes the workflow in one transaction. Throws HubProblem `case-unknown`. */
    async acceptDischarge(entry: DischargeEntry): Promise<DischargeEntered> {
      for (;;) {
        const entered = await enter({ db, sealer }, entry);
        // Somebody else's bill came in between: it is looked at anew.
        if (entered === undefined) continue;
        const { caseRef, dischargedOn, at } = entry;
        // Nothing rests on it: what a crash leaves of an overlap, people explain.
        if (entered.kind === 'accepted') await clearUnlessOverlapping(db, { caseRef, dischargedOn, at });
        return entered;
      }
    },
    /** The stay's workflow has the discharge: the relay owes nothing, the stay is `Discharged`. Throws HubProblem `case-unknown`. */
    async recordDischargeTaken(caseRef: CaseRef, at: Instant): Promise<StageStep> {
      const to = 'Discharged';
      const reached = { kind: 'stage-reached', detail: { stage: to } } as const;
      const { rows } = await sql<{ readonly stage: Stage; readonly billed: boolean }>`WITH ${held(caseRef)},
        taken AS (
          UPDATE discharges SET taken_at = coalesce(taken_at, ${at}) FROM was
          WHERE discharges.case_ref = was.case_ref RETURNING discharges.case_ref),
        moved AS (
          UPDATE stays SET stage = ${to} FROM was, taken
          WHERE stays.case_ref = was.case_ref AND was.stage = ANY(${oneBefore(to)}::text[]) RETURNING stays.case_ref),
        told AS (${eventsOf(sql`moved`, [reached], at)})
        SELECT stage, EXISTS (SELECT FROM taken) AS billed FROM was`.execute(db);
      const [row] = rows;
      if (row === undefined) throw new HubProblem('case-unknown');
      const { stage, billed } = row;
      if (!billed) return { kind: 'unfit', stage };
      if (oneBefore(to).includes(stage)) return { kind: 'advanced', stage: to };
      return { kind: hasPassed(to, stage) ? 'already' : 'unfit', stage };
    },
    /** The bill in full, opened; undefined before discharge. */
    async bill(caseRef: CaseRef): Promise<SealedBill | undefined> {
      const row = await db
        .selectFrom('discharges')
        .select('billSealed')
        .where('caseRef', '=', caseRef)
        .executeTakeFirst();
      return row && sealer.open(row.billSealed, stayPlace('bill', caseRef));
    },
  };
}

/** Undefined when another bill came in between. */
async function enter(
  { db, sealer }: StoreParts,
  entry: DischargeEntry,
): Promise<DischargeEntered | undefined> {
  const { caseRef, bill, bodyDigest, dischargedOn, totalFen, outOfPolicyFen, explained, actor, at } = entry;
  const { diedOn = null, accountUsed = false } = entry;
  const accepted = [
    { kind: 'discharge-accepted', detail: { totalFen, actor } } as const,
    ...(diedOn === null ? [] : [{ kind: 'patient-died', detail: { since: diedOn } } as const]),
  ];
  const { rows } = await sql<{
    readonly stage: Stage;
    readonly known: string | null;
    readonly entered: boolean;
    readonly chargedFen: Fen | null;
  }>`WITH ${held(caseRef, sql`, charged_fen`)},
    entered AS (
      INSERT INTO discharges (case_ref, body_digest, discharged_on, total_fen, out_of_policy_fen, bill_sealed, accepted_at,
        died_on, account_used)
      SELECT case_ref, ${bodyDigest}, ${dischargedOn}::date, ${totalFen}::bigint, ${outOfPolicyFen}::bigint,
        ${sealer.seal(bill, stayPlace('bill', caseRef))}::bytea, ${at}::timestamptz,
        ${diedOn}::date, ${accountUsed}::boolean
      FROM was WHERE stage = ANY(${mayBeDischarged}::text[])
        AND (${explained} OR charged_fen IS NULL OR charged_fen = ${totalFen}::bigint)
      ON CONFLICT DO NOTHING RETURNING case_ref),
    owed AS (${owedOf(sql`entered`, { kind: 'discharge', noticeId: '', payload: {} }, apiHeadStartMs)}),
    told AS (${eventsOf(sql`entered`, accepted, at)})
    SELECT stage, charged_fen, (SELECT body_digest FROM discharges WHERE discharges.case_ref = was.case_ref) AS known,
      EXISTS (SELECT FROM entered) AS entered
    FROM was`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new HubProblem('case-unknown');
  if (row.entered) return { kind: 'accepted' };
  if (row.known !== null) return { kind: row.known === bodyDigest ? 'repeated' : 'conflict' };
  if (!mayBeDischarged.includes(row.stage)) return { kind: 'unfit', stage: row.stage };
  const { chargedFen } = row;
  return explained || chargedFen === null || chargedFen === totalFen
    ? undefined
    : { kind: 'differs', chargedFen };
}

/** A patient may leave before the insurer or a person has answered: the bill waits for the decision, not the window. */
const mayBeDischarged: readonly Stage[] = ['Arrived', 'Identified', 'Covered', 'Admitted'];
