import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { interimStep } from '../../domain/staging.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from '../stays/attention.ts';
import { dropUndecidedCover } from '../stays/cover-changes.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import { unfit } from './claim-rows.ts';
import { billAtWork, readInterims } from './interim-bills.ts';
import { openBill, oweWorkflow } from './interim-opening.ts';
import { type InterimDue, isReached, nextBill, readInterimStanding } from './interim-standing.ts';

/** What people do about interim bills. */
export function interimActs({ db }: Pick<StoreParts, 'db'>) {
  return {
    /**
     * A person of the hospital has the bill so far settled, up to a day (the last one charged where it is left out); its workflow is
     * owed. Throws HubProblem `case-unknown`, `stage-unfit`, `interim-without-rule`, `interim-open`, `interim-empty`, `interim-not-reached`.
     */
    async openInterim(
      { caseRef, until }: { readonly caseRef: CaseRef; readonly until: LocalDate | null },
      { actor, at }: { readonly actor: string; readonly at: Instant },
      due: InterimDue,
    ): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const standing = await readInterimStanding(tx, caseRef, until);
        const { stage, goesOn, rule, bills } = standing;
        if (!goesOn) throw new HubProblem('stage-unfit', { detail: `the stay is ${stage}` });
        if (rule === null) throw new HubProblem('interim-without-rule');
        if (billAtWork(bills) !== undefined) throw new HubProblem('interim-open');
        const bill = nextBill(standing);
        if (bill === undefined) throw new HubProblem('interim-empty');
        if (!isReached(standing, bill, { at, due })) throw new HubProblem('interim-not-reached');
        await openBill(tx, { caseRef, bills, bill, ruleNo: rule.ruleNo, openedBy: actor, at });
      });
    },
    /**
     * The newest bill is taken back, at the insurer too where it is there; what it was of is settled with a later bill. Done twice, it
     * is done once. Throws HubProblem `case-unknown`, `stage-unfit`, `interim-unknown`, `interim-not-newest`.
     */
    async withdrawInterim(
      { caseRef, interimSequence }: { readonly caseRef: CaseRef; readonly interimSequence: number },
      { actor, at }: { readonly actor: string; readonly at: Instant },
    ): Promise<'withdrawn' | 'repeated'> {
      return db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const { stage, goesOn, bills } = await readInterimStanding(tx, caseRef, null);
        const named = bills.find((bill) => bill.interimSequence === interimSequence);
        if (named === undefined) throw new HubProblem('interim-unknown');
        if (named.state === 'withdrawing' || named.state === 'withdrawn') return 'repeated';
        if (!goesOn) throw new HubProblem('stage-unfit', { detail: `the stay is ${stage}` });
        const newer = bills.find(
          (bill) => bill.interimSequence > interimSequence && bill.state !== 'withdrawn',
        );
        if (newer !== undefined)
          throw new HubProblem('interim-not-newest', { detail: `first number ${newer.interimSequence}` });
        const state = named.state === 'reached' ? 'withdrawn' : 'withdrawing';
        await tx
          .updateTable('interimBills')
          .set({ state, withdrawnBy: actor, withdrawnAt: at })
          .where((eb) => eb.and({ caseRef, interimSequence }))
          .execute();
        const detail = { bill: interimSequence, state, actor };
        await recordEvent(tx, { caseRef, kind: 'interim-bill-withdrawn', detail, at });
        if (state === 'withdrawing') await oweWorkflow(tx, caseRef, `interim/${interimSequence}/withdrawn`);
        return 'withdrawn';
      });
    },
    /** The discharge overtakes a bill that the insurer never took: what it was of is settled with the last one. Throws HubProblem `case-unknown`. */
    async dropInterim(caseRef: CaseRef, interimSequence: number, at: Instant): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const dropped = await tx
          .updateTable('interimBills')
          .set({ state: 'withdrawn', withdrawnBy: 'discharge', withdrawnAt: at })
          .where((eb) => eb.and({ caseRef, interimSequence }))
          .where('state', '<>', 'withdrawn')
          .returning('interimSequence')
          .executeTakeFirst();
        if (dropped === undefined) return;
        const detail = { bill: interimSequence, state: 'withdrawn', actor: 'discharge' };
        await recordEvent(tx, { caseRef, kind: 'interim-bill-withdrawn', detail, at });
        await dropUndecidedCover(tx, caseRef, at);
        await clearIn(tx, { caseRef, step: interimStep, at });
      });
    },
  };
}

/** The insurer takes it back no more, or need not: the bill stays as it was. The stay's row is locked. */
export async function keepInterim(tx: Connection, caseRef: CaseRef): Promise<void> {
  await tx
    .updateTable('interimBills')
    .set({
      state: sql<'settled' | 'open'>`CASE WHEN settled_at IS NULL THEN 'open' ELSE 'settled' END`,
      ...{ withdrawnBy: null, withdrawnAt: null },
    })
    .where((eb) => eb.and({ caseRef, state: 'withdrawing' }))
    .execute();
}

/** Throws HubProblem `resolution-unfit` while a bill of the stay is settled, or at work. */
export async function expectNoInterim(tx: Connection, caseRef: CaseRef): Promise<void> {
  const bills = await readInterims(tx, caseRef);
  const standing = bills.findLast(({ state }) => state !== 'withdrawn' && state !== 'reached');
  if (standing !== undefined)
    throw unfit(
      `bill ${standing.interimSequence} was settled with the payers in mid-stay: take such bills back first, newest first, or correct the bill after the discharge`,
    );
}
