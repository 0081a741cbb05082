import { sql } from 'kysely';
import { arrearsStep } from '../../domain/arrears.ts';
import { allowedMs } from '../../domain/attention-due.ts';
import { keptPapersStep } from '../../domain/conditions.ts';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, PayerId } from '../../domain/ids.ts';
import { objectionStep } from '../../domain/objection-resolutions.ts';
import { hubActs, type OpenWork } from '../../domain/open-work.ts';
import { repaymentSteps } from '../../domain/repayment-steps.ts';
import { type AttentionCode, claimSteps, type Stage } from '../../domain/stay.ts';
import { type ObligationState, obligationIsFinal, obligationStates } from '../money/obligation-states.ts';
import type { Database } from '../postgres/database.ts';
import { openWorkOf, type WorkFacts, workFactsJson } from './work-left.ts';

/** How an open stay stands: what its workflow should show, and whether somebody should be acting. */
export interface StayStanding {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly stage: Stage;
  /** What its own steps wait for, due first; null: nothing. */
  readonly shown: AttentionCode | null;
  /** Something is due now, and nothing says why it is not done. */
  readonly idle: boolean;
}

/** How an open claim stands. */
export interface ClaimStanding {
  readonly caseRef: CaseRef;
  readonly payer: PayerId;
  readonly claimSequence: number;
  readonly state: ObligationState;
}

const batch = 500;
const openStates = obligationStates.filter((state) => !obligationIsFinal(state));

const due = sql`coalesce(due_at, since + (${JSON.stringify(allowedMs)}::jsonb ->> code)::bigint * interval '1 millisecond')`;

/** What should be going on in open stays, by what the store knows. */
export function standingRecords(db: Database) {
  return {
    /** Of all that have changed no more since `before`. In care is no work; who waits for payers or the patient is not idle. */
    async stays(before: Instant, caseRef?: CaseRef): Promise<readonly StayStanding[]> {
      const named = caseRef === undefined ? sql`true` : sql`stays.case_ref = ${caseRef}`;
      const { rows } = await sql<Omit<StayStanding, 'idle'> & { facts: WorkFacts; quiet: boolean }>`
        SELECT case_ref, institution, stage, ${workFactsJson} AS facts,
          (SELECT code FROM attention a WHERE a.case_ref = stays.case_ref AND NOT starts_with(step, ${claimSteps})
            AND NOT starts_with(step, ${repaymentSteps})
            ORDER BY ${due}, step LIMIT 1) AS shown,
          NOT EXISTS (SELECT FROM attention a WHERE a.case_ref = stays.case_ref)
          AND NOT EXISTS (SELECT FROM messages m WHERE m.case_ref = stays.case_ref AND answered_at IS NULL)
          AND NOT EXISTS (SELECT FROM parked_calls c WHERE c.case_ref = stays.case_ref)
          AND NOT EXISTS (SELECT FROM outbox x WHERE x.case_ref = stays.case_ref) AS quiet
        FROM stays
        WHERE stage NOT IN ('Refused', 'Closed', 'Cancelled') AND coalesce(begun_at, accepted_at) <= ${before}::timestamptz AND ${named}
          AND NOT EXISTS (SELECT FROM stay_events e WHERE e.case_ref = stays.case_ref AND e.at > ${before}::timestamptz)
        ORDER BY case_ref`.execute(db);
      return rows.map(({ facts, quiet, ...stay }) => ({
        ...stay,
        idle: quiet && hubActs(openWorkOf(facts)),
      }));
    },
    /** Of all that have changed no more since `before`. */
    async claims(before: Instant, caseRef?: CaseRef): Promise<readonly ClaimStanding[]> {
      let query = db
        .selectFrom('obligations')
        .select(['caseRef', 'payer', 'claimSequence', 'state'])
        .where('state', 'in', openStates)
        .where('stateAt', '<=', before);
      if (caseRef !== undefined) query = query.where('caseRef', '=', caseRef);
      return query.orderBy('caseRef').execute();
    },
    /** Of open stays: whose sender is heard of no more since so many milliseconds (real time). */
    async abandonedMessages(
      olderMs: number,
      caseRef?: CaseRef,
    ): Promise<readonly { readonly caseRef: CaseRef; readonly messageKey: string }[]> {
      let query = db
        .selectFrom('messages')
        .innerJoin('stays', 'stays.caseRef', 'messages.caseRef')
        .select(['messages.caseRef', 'messageKey'])
        .where('answeredAt', 'is', null)
        .where('leasedAt', 'is not', null)
        .where('leasedUntil', '<', sql<Instant>`clock_timestamp() - make_interval(secs => ${olderMs / 1000})`)
        .where('stage', 'not in', ['Refused', 'Closed', 'Cancelled']);
      if (caseRef !== undefined) query = query.where('messages.caseRef', '=', caseRef);
      return query.orderBy('messageKey').execute();
    },
    /** What is said to wait though the stay is over and nothing is owed back, or the patient owes nothing. */
    async groundlessAttention(
      before: Instant,
    ): Promise<readonly { readonly caseRef: CaseRef; readonly step: string }[]> {
      const { rows } = await sql<Said>`
        SELECT stays.case_ref, step, code, ${workFactsJson} AS facts FROM attention a JOIN stays USING (case_ref)
        WHERE since <= ${before}::timestamptz AND NOT starts_with(step, ${repaymentSteps})
          AND step NOT IN (${arrearsStep}, ${keptPapersStep}, ${objectionStep})
          AND (stage IN ('Closed', 'Cancelled') OR code = 'patient-part-due')
        ORDER BY case_ref, step`.execute(db);
      return rows
        .filter(({ code, facts }) => !hasGround(code, openWorkOf(facts)))
        .map(({ caseRef, step }) => ({ caseRef, step }));
    },
    /** Closed stays for which something is left to do after all, batch by batch. */
    async closedWithWork(): Promise<
      readonly { readonly caseRef: CaseRef; readonly work: readonly OpenWork[] }[]
    > {
      const found: { readonly caseRef: CaseRef; readonly work: readonly OpenWork[] }[] = [];
      for (let after = ''; ; ) {
        const { rows } = await sql<Pick<Said, 'caseRef' | 'facts'>>`
          SELECT case_ref, ${workFactsJson} AS facts FROM stays
          WHERE stage = 'Closed' AND case_ref > ${after} ORDER BY case_ref LIMIT ${batch}`.execute(db);
        const works = rows.map(({ caseRef, facts }) => ({ caseRef, work: openWorkOf(facts) }));
        found.push(...works.filter(({ work }) => work.length > 0));
        const last = rows.at(-1);
        if (last === undefined || rows.length < batch) return found;
        after = last.caseRef;
      }
    },
    /** Whether the store has a row for a stay, or for one of its claims or plans, and whether that has changed no more since `before`. */
    async rowOf(
      { caseRef, claim, plan }: { readonly caseRef: CaseRef; readonly claim?: Claim; readonly plan?: number },
      before: Instant,
    ): Promise<'none' | 'settling' | 'quiet'> {
      const ofPlan = sql`EXISTS (SELECT FROM repayment_plans p WHERE p.case_ref = s.case_ref AND p.plan_sequence = ${plan})`;
      const named =
        claim === undefined
          ? plan === undefined
            ? sql`true`
            : ofPlan
          : sql`EXISTS (SELECT FROM obligations o WHERE o.case_ref = s.case_ref AND o.payer = ${claim.payer}
              AND o.claim_sequence = ${claim.claimSequence})`;
      const { rows } = await sql<{ readonly quiet: boolean }>`
        SELECT NOT EXISTS (SELECT FROM stay_events e WHERE e.case_ref = s.case_ref AND e.at > ${before}::timestamptz) AS quiet
        FROM stays s WHERE case_ref = ${caseRef} AND ${named}`.execute(db);
      const [row] = rows;
      if (row === undefined) return 'none';
      return row.quiet ? 'quiet' : 'settling';
    },
  };
}

type Claim = Pick<ClaimStanding, 'payer' | 'claimSequence'>;

interface Said {
  readonly caseRef: CaseRef;
  readonly step: string;
  readonly code: AttentionCode;
  readonly facts: WorkFacts;
}

/** Of a stay that is over, or of its patient's part: money that is owed back is waited for after the end too. */
function hasGround(code: AttentionCode, work: readonly OpenWork[]): boolean {
  if (code === 'patient-part-due') return work.some(({ kind }) => kind === 'patient-part');
  return code === 'refund-due' && work.some(({ kind }) => kind === 'refund');
}

export type StandingRecords = ReturnType<typeof standingRecords>;
