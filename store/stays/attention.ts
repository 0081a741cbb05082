import { type RawBuilder, sql } from 'kysely';
import { arrearsStep } from '../../domain/arrears.ts';
import { dueAt } from '../../domain/attention-due.ts';
import { keptPapersStep } from '../../domain/conditions.ts';
import { type Instant, instant, millisOf } from '../../domain/dates.ts';
import { isOwnTrouble } from '../../domain/hub-fault.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { objectionStep } from '../../domain/objection-resolutions.ts';
import { repaymentSteps } from '../../domain/repayment-steps.ts';
import { type Attention, claimSteps, type Stage } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { timesKept } from './attention-times.ts';
import { recordEvent } from './events.ts';
import { afterTold, clearedEvents } from './held.ts';
import { lockStay } from './locks.ts';
import type { StoreParts } from './records.ts';

/** A stay that waits, as the operator's list shows it. */
export interface AttentionItem extends Attention {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly stage: Stage;
  readonly due: Instant;
}

/** What stays wait for; each step of a stay waits for at most one thing. What changes it gives what the stay is to show now. */
export function attentionRecords({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Raises, or says anew what the step waits for; of a closed or cancelled stay only a plan of instalments waits. Throws HubProblem `case-unknown`. */
    async raiseAttention(caseRef: CaseRef, attention: Attention, at: Instant): Promise<Attention | null> {
      return db.transaction().execute(async (tx) => {
        const { step } = attention;
        const { stage } = await lockStay(tx, caseRef);
        if ((stage !== 'Closed' && stage !== 'Cancelled') || step.startsWith(repaymentSteps))
          await raiseIn(tx, { caseRef, attention, at });
        return shownIn(tx, caseRef, step);
      });
    },
    /** The step waits no more; clearing what is not raised does nothing. */
    async clearAttention(caseRef: CaseRef, step: string, at: Instant): Promise<Attention | null> {
      const waits = await readOf(db, caseRef);
      if (!waits.some((one) => one.step === step)) return earliestDue(waits, step);
      return db.transaction().execute(async (tx) => {
        await clearIn(tx, { caseRef, step, at });
        return shownIn(tx, caseRef, step);
      });
    },
    /** The same; gives whether the step waited. */
    async endWait(
      { caseRef, step }: { readonly caseRef: CaseRef; readonly step: string },
      at: Instant,
    ): Promise<boolean> {
      const waits = await readOf(db, caseRef);
      if (!waits.some((one) => one.step === step)) return false;
      return (await clearIn(db, { caseRef, step, at })) > 0;
    },
    /** The hub is no longer to blame for what a step waits for; what else the step waits for stays. */
    async clearTrouble(caseRef: CaseRef, step: string, at: Instant): Promise<Attention | null> {
      return db.transaction().execute(async (tx) => {
        const said = await readOf(tx, caseRef);
        if (said.some((one) => one.step === step && isOwnTrouble(one.code)))
          await clearIn(tx, { caseRef, step, at });
        return shownIn(tx, caseRef, step);
      });
    },
    /** Of all that the stay waits for, what is due first. */
    shownAttention: (caseRef: CaseRef): Promise<Attention | null> => shownIn(db, caseRef),
  };
}

/** Raises in the transaction of what caused it. Since when it waits stays the same while its code and who must act do. */
export async function raiseIn(
  tx: Connection,
  raised: { readonly caseRef: CaseRef; readonly attention: Attention; readonly at: Instant },
): Promise<void> {
  const { caseRef, attention, at } = raised;
  const { step, code, blockedOn, since, detail } = attention;
  const told = detail === undefined ? null : JSON.stringify(detail);
  const changed = await tx
    .insertInto('attention')
    .values({ caseRef, step, code, blockedOn, since, detail: told, dueAt: dueAt(code, since) })
    .onConflict((oc) =>
      oc
        .columns(['caseRef', 'step'])
        .doUpdateSet({
          ...{ code, blockedOn, detail: told },
          ...timesKept('attention'),
        })
        .where(
          sql<boolean>`(attention.code, attention.blocked_on, attention.detail)
            IS DISTINCT FROM (excluded.code, excluded.blocked_on, excluded.detail)`,
        ),
    )
    .returning('step')
    .executeTakeFirst();
  if (changed === undefined) return;
  const about = detail === undefined ? {} : { about: detail };
  await recordEvent(tx, {
    ...{ caseRef, kind: 'attention-raised', at },
    detail: { step, code, blockedOn, ...about },
  });
}

/** Clears one step, or with `because` everything, in the transaction of what ended it; gives how many. */
export async function clearIn(
  tx: Connection,
  cleared: { readonly caseRef: CaseRef; readonly at: Instant } & (
    | { readonly step: string }
    | { readonly because: Because }
  ),
): Promise<number> {
  const { caseRef, at } = cleared;
  const these = 'step' in cleared ? sql`AND step = ${cleared.step}` : ofStay;
  const because = 'because' in cleared ? { because: cleared.because } : {};
  const { rows } = await sql`WITH gone AS (
      DELETE FROM attention WHERE case_ref = ${caseRef} ${these} RETURNING case_ref, step, code)
    ${clearedEvents(because, at)} RETURNING event_id`.execute(tx);
  return rows.length;
}

/** A plan of instalments, a case of arrears, an objection and an original that the hospital kept outlive the stay. */
const ofStay = sql`AND NOT starts_with(step, ${repaymentSteps}) AND step NOT IN (${arrearsStep}, ${keptPapersStep}, ${objectionStep})`;

type Because = 'stay-closed' | 'stay-refused' | 'stay-cancelled';

/** Parts of WITH, behind `told`: one step, or all that the stay of a part's row waited for, ends with it. */
export function clearedWith(
  part: RawBuilder<unknown>,
  what: { readonly because: Because } | { readonly step: string },
  at: Instant,
): RawBuilder<unknown> {
  const these = 'step' in what ? sql`AND step = ${what.step}` : ofStay;
  return sql`gone AS (
      DELETE FROM attention USING ${part} WHERE attention.case_ref = ${part}.case_ref ${these} AND ${afterTold}
      RETURNING attention.case_ref, step, code),
    cleared AS (${clearedEvents('step' in what ? {} : what, at)})`;
}

/** An expression for what the stay of a row of `stays` or of another table with its case ref waits for. */
export function waitsJson(caseRef: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(SELECT coalesce(json_agg(json_build_object('step', step, 'code', code, 'blockedOn', blocked_on, 'since', since,
      'detail', detail)), '[]') FROM attention WHERE attention.case_ref = ${caseRef})`;
}

/** What it tells. */
export type WaitsJson = readonly (Omit<Attention, 'since' | 'detail'> & {
  readonly since: string;
  readonly detail: NonNullable<Attention['detail']> | null;
})[];

/** Of these, what is due first, for a step; as `shownIn`. */
export function shownOf(waits: WaitsJson, step?: string): Attention | null {
  const told = waits.map((wait) => withDetail({ ...wait, since: instant(wait.since) }));
  return earliestDue(told, step);
}

/** Of all that the stay waits for, what is due first; null when it waits for nothing. A claim and a plan of instalments have workflows of their own, which show their own steps only. */
export async function shownIn(
  connection: Connection,
  caseRef: CaseRef,
  step?: string,
): Promise<Attention | null> {
  return earliestDue(await readOf(connection, caseRef), step);
}

function earliestDue(waits: readonly Attention[], step = ''): Attention | null {
  const due = ({ code, since }: Attention): number => millisOf(dueAt(code, since));
  const mine = waits.filter((one) => isShownTo(step, one.step));
  return mine.toSorted((a, b) => due(a) - due(b) || (a.step < b.step ? -1 : 1))[0] ?? null;
}

/** A claim shows its own step only, a plan its own steps, the stay what is not a plan's. */
function isShownTo(step: string, other: string): boolean {
  if (step.startsWith(claimSteps)) return other === step;
  const [, plan = ''] = /^(repayment\/\d+)/.exec(step) ?? [];
  if (plan !== '') return other === plan || other.startsWith(`${plan}/`);
  return !other.startsWith(repaymentSteps);
}

async function readOf(connection: Connection, caseRef: CaseRef): Promise<readonly Attention[]> {
  const rows = await connection
    .selectFrom('attention')
    .select(['step', 'code', 'blockedOn', 'since', 'detail'])
    .where('caseRef', '=', caseRef)
    .execute();
  return rows.map(withDetail);
}

/** Without a key for what is not there, as the workflow and the door have it. */
function withDetail<Of extends { readonly detail: Attention['detail'] | null }>({ detail, ...rest }: Of) {
  return detail === null || detail === undefined ? rest : { ...rest, detail };
}
