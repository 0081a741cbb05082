import type { Instant } from '../../domain/dates.ts';
import {
  type CaseRef,
  reimbursementWorkflowId,
  repaymentWorkflowId,
  stayWorkflowId,
  withdrawnClaimWorkflowId,
} from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { repaymentStep } from '../../domain/repayment-steps.ts';
import { obligationIsFinal, obligationStates } from '../money/obligation-states.ts';
import type { Obligation } from '../money/obligations.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { StaySummary } from './records.ts';

/**
 * A workflow that should live: of a stay that is not over, of a claim that is not final or whose payer is still asked what it did
 * with it, or of a plan of instalments that runs.
 */
export type DueWorkflow = { readonly caseRef: CaseRef; readonly workflowId: string } & (
  | { readonly kind: 'stay' }
  | ({ readonly kind: 'claim'; readonly withdrawn?: true } & Pick<Obligation, 'payer' | 'claimSequence'>)
  | { readonly kind: 'repayment'; readonly plan: number }
);

const openStates = obligationStates.filter((state) => !obligationIsFinal(state));

/** What should live in Temporal, by what the store knows. */
export function dueWorkflows(db: Database) {
  return {
    /** Of all that changed no more since `before`. A stay that never began the relay owes, but it starts none that Temporal says has ended. */
    async all(before: Instant): Promise<readonly DueWorkflow[]> {
      const stays = await openStays(db)
        .where(({ fn }) => fn.coalesce('begunAt', 'acceptedAt'), '<=', before)
        .execute();
      const claims = await openClaims(db).where('stateAt', '<=', before).execute();
      const asked = await askedClaims(db).where('stateAt', '<=', before).execute();
      const plans = await runningPlans(db).where('confirmedAt', '<=', before).execute();
      return [...stays.map(stayOf), ...claims.map(claimOf), ...asked.map(askedOf), ...plans.map(planOf)];
    },
    /** Of one stay, however young. */
    async of(caseRef: CaseRef): Promise<readonly DueWorkflow[]> {
      const stays = await openStays(db).where('caseRef', '=', caseRef).execute();
      const claims = await openClaims(db).where('caseRef', '=', caseRef).execute();
      const asked = await askedClaims(db).where('caseRef', '=', caseRef).execute();
      const plans = await runningPlans(db).where('caseRef', '=', caseRef).execute();
      return [...stays.map(stayOf), ...claims.map(claimOf), ...asked.map(askedOf), ...plans.map(planOf)];
    },
    /** What is said of workflows now: by case and step. */
    async workflowAttention() {
      return db
        .selectFrom('attention')
        .select(['caseRef', 'step', 'code'])
        .where('code', 'in', ['workflow-gone', 'workflow-paused'])
        .execute();
    },
    /**
     * With what the run of a claim is started anew: after the questions that were answered, those whether the payer has it among them.
     * `withdrawn`: it was taken back before its payer had answered, and only what the payer did is asked.
     */
    async claimStart(claim: ClaimName): Promise<ClaimStart> {
      const { caseRef, payer, claimSequence } = claim;
      const asked = await askedClaims(db)
        .where((eb) => eb.and({ caseRef, payer, claimSequence }))
        .executeTakeFirst();
      const start = { payer, claimSequence, enquiries: await nextEnquiry(db, claim) };
      return asked === undefined ? start : { ...start, withdrawn: true };
    },
  };
}

export type DueWorkflows = ReturnType<typeof dueWorkflows>;

type ClaimName = Pick<Obligation, 'caseRef' | 'payer' | 'claimSequence'>;

/** A claim's own workflow, to be started anew. */
export type ClaimStart = Pick<Obligation, 'payer' | 'claimSequence'> & {
  readonly enquiries: number;
  /** It was taken back before its payer had answered: what the payer did is asked, in a run of its own. */
  readonly withdrawn?: true;
};

async function nextEnquiry(
  connection: Connection,
  { caseRef, payer, claimSequence }: ClaimName,
): Promise<number> {
  const rows = await connection
    .selectFrom('messages')
    .select(['messageKey', 'answeredAt'])
    .where('caseRef', '=', caseRef)
    .execute();
  const own = rows.flatMap(({ messageKey, answeredAt }) => {
    const [, step = '', of, sequence] = messageKey.split('/');
    if (of !== payer || sequence !== String(claimSequence)) return [];
    const question = questionIn(step);
    return question === null ? [] : [question + (answeredAt === null ? 0 : 1)];
  });
  return Math.max(0, ...own);
}

/** The number of the question that a message step asks, `follow-2` or the third look `find-1717376400000-3`; null: it asks none. */
function questionIn(step: string): number | null {
  const [, followed] = /^follow-(\d+)$/.exec(step) ?? [];
  if (followed !== undefined) return Number(followed);
  const [found, look = '1'] = /^find-\d+(?:-(\d+))?$/.exec(step) ?? [];
  return found === undefined ? null : Number(look) - 1;
}

/** Which step of the stay waits when this workflow is gone. */
export function stepOf(due: DueWorkflow): string {
  if (due.kind === 'repayment') return `${repaymentStep(due.plan)}/workflow`;
  return due.kind === 'stay' ? 'workflow' : `workflow/${due.payer}/${due.claimSequence}`;
}

function openStays(connection: Connection) {
  return connection
    .selectFrom('stays')
    .select(['caseRef', 'institution'])
    .where('stage', 'not in', ['Refused', 'Closed', 'Cancelled']);
}

function openClaims(connection: Connection) {
  invariant(openStates.length > 0, 'no state of an obligation is open');
  return connection
    .selectFrom('obligations')
    .select(['caseRef', 'payer', 'claimSequence'])
    .where('state', 'in', openStates);
}

/** Taken back before their payer had answered. */
function askedClaims(connection: Connection) {
  return connection
    .selectFrom('obligations')
    .select(['caseRef', 'payer', 'claimSequence'])
    .where('askedUntil', 'is not', null);
}

function runningPlans(connection: Connection) {
  return connection
    .selectFrom('repaymentPlans')
    .select(['caseRef', 'planSequence as plan'])
    .where('state', '=', 'running');
}

function planOf(named: { readonly caseRef: CaseRef; readonly plan: number }): DueWorkflow {
  return { kind: 'repayment', ...named, workflowId: repaymentWorkflowId(named.caseRef, named.plan) };
}

function stayOf({ caseRef, institution }: Pick<StaySummary, 'caseRef' | 'institution'>): DueWorkflow {
  return { kind: 'stay', caseRef, workflowId: stayWorkflowId(institution, caseRef) };
}

function claimOf(claim: ClaimName): DueWorkflow {
  const { caseRef, payer, claimSequence } = claim;
  return { kind: 'claim', ...claim, workflowId: reimbursementWorkflowId(caseRef, payer, claimSequence) };
}

function askedOf(claim: ClaimName): DueWorkflow {
  const { caseRef, payer, claimSequence } = claim;
  const workflowId = withdrawnClaimWorkflowId(caseRef, payer, claimSequence);
  return { kind: 'claim', ...claim, withdrawn: true, workflowId };
}
