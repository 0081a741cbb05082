import type { Instant } from '../../domain/dates.ts';
import type { Decision } from '../../domain/decision.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Stage } from '../../domain/stay.ts';
import { settleOutbox } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from './attention.ts';
import { recordEvent } from './events.ts';
import { type Cover, lockStay, type StoreParts, stayPlace } from './records.ts';

/** Where a stay stands after a step: moved by it, there before, or not at a stage for it. */
export interface StageStep {
  readonly kind: 'advanced' | 'already' | 'unfit';
  readonly stage: Stage;
}

const ways: Readonly<Record<Stage, readonly Stage[]>> = {
  Arrived: ['Identified', 'Covered'],
  Identified: ['Covered'],
  Covered: ['Admitted', 'Refused'],
  Admitted: ['Discharged'],
  Refused: [],
  Discharged: ['Settled'],
  Settled: ['Closed'],
  Closed: [],
};

/** What the workflow's steps write on the way from arrival to admission. */
export function stageRecords({ db, sealer }: StoreParts) {
  return {
    /** The stay's workflow runs: the relay owes no start any more. */
    async recordBegun(caseRef: CaseRef, at: Instant): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const first = await tx
          .updateTable('stays')
          .set({ begunAt: at })
          .where('caseRef', '=', caseRef)
          .where('begunAt', 'is', null)
          .returning('caseRef')
          .executeTakeFirst();
        if (first === undefined) return;
        await settleOutbox(tx, caseRef, 'start-stay');
        await recordEvent(tx, { caseRef, kind: 'stay-begun', detail: {}, at });
      });
    },
    /**
     * Writes the cover and reaches `Covered`; the first cover stays, and is what comes back. Null: it is of a person who was
     * corrected meanwhile (`of`: the identity that was asked for). Throws HubProblem `case-unknown`.
     */
    async recordCover(caseRef: CaseRef, cover: Cover, at: Instant, of?: number): Promise<Cover | null> {
      return db.transaction().execute(async (tx) => {
        const { stage, identitySequence } = await lockStay(tx, caseRef);
        if (of !== undefined && of !== identitySequence) return null;
        const place = stayPlace('cover', caseRef);
        const known = await tx
          .selectFrom('stays')
          .select('coverSealed')
          .where('caseRef', '=', caseRef)
          .executeTakeFirst();
        if (known?.coverSealed) return sealer.open(known.coverSealed, place) as Cover;
        await tx
          .updateTable('stays')
          .set({ coverSealed: sealer.seal(cover, place) })
          .where('caseRef', '=', caseRef)
          .execute();
        await recordEvent(tx, { caseRef, kind: 'cover-recorded', detail: {}, at });
        await moveTo(tx, { caseRef, from: stage, to: 'Covered', at });
        return cover;
      });
    },
    /**
     * Appends a decision and makes it the one that holds; the same decision again changes nothing. `outdated`: it is of a
     * person who was corrected meanwhile (`of`: the identity that it was made for). Throws HubProblem `case-unknown`.
     */
    recordDecision: (caseRef: CaseRef, decision: Decision, at: Instant, of?: number) =>
      db.transaction().execute((tx) => appendDecision(sealer, tx, { caseRef, decision, at, of })),
    /** Moves a stay one stage on. Throws HubProblem `case-unknown`. */
    async advanceStage(caseRef: CaseRef, to: Stage, at: Instant): Promise<StageStep> {
      return db.transaction().execute(async (tx) => {
        const { stage } = await lockStay(tx, caseRef);
        const step = await moveTo(tx, { caseRef, from: stage, to, at });
        // The programme has ended for the stay: no list and no decision is waited for any more.
        if (to === 'Refused' && step.kind === 'advanced')
          await clearIn(tx, { caseRef, because: 'stay-refused', at });
        return step;
      });
    },
  };
}

/** Appends a decision in the caller's transaction; the same one again changes nothing. Throws HubProblem `case-unknown`. */
export async function appendDecision(
  sealer: StoreParts['sealer'],
  tx: Connection,
  entry: {
    readonly caseRef: CaseRef;
    readonly decision: Decision;
    readonly at: Instant;
    /** The identity that it was made for; left out: whoever the stay is for. */
    readonly of?: number | undefined;
  },
): Promise<'recorded' | 'outdated'> {
  const { caseRef, decision, at, of } = entry;
  const { decisionSequence: holds, identitySequence } = await lockStay(tx, caseRef);
  if (of !== undefined && of !== identitySequence) return 'outdated';
  const place = stayPlace('decision', caseRef);
  const last = await tx
    .selectFrom('decisions')
    .select(['decisionSequence', 'decisionSealed'])
    .where('caseRef', '=', caseRef)
    .orderBy('decisionSequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  // One that a correction made void is made again, also in the same words.
  if (last !== undefined && last.decisionSequence === holds) {
    const same = JSON.stringify(sealer.open(last.decisionSealed, place)) === JSON.stringify(decision);
    if (same) return 'recorded';
  }
  const { outcome, scheme, version } = decision;
  const decisionSequence = (last?.decisionSequence ?? 0) + 1;
  const decisionSealed = sealer.seal(decision, place);
  await tx
    .insertInto('decisions')
    .values({ caseRef, decisionSequence, outcome, scheme, version, decisionSealed, decidedAt: at })
    .execute();
  await tx.updateTable('stays').set({ decisionSequence }).where('caseRef', '=', caseRef).execute();
  await recordEvent(tx, { caseRef, kind: 'admission-decided', detail: { outcome, version }, at });
  return 'recorded';
}

/** Moves a stay whose row is locked. */
export async function moveTo(
  tx: Connection,
  step: {
    readonly caseRef: CaseRef;
    readonly from: Stage;
    readonly to: Stage;
    readonly at: Instant;
    /** Codes and amounts that the event tells beside the stage. */
    readonly detail?: Readonly<Record<string, string | number>>;
  },
): Promise<StageStep> {
  const { caseRef, from, to, at, detail } = step;
  if (from === to || reaches(to, from)) return { kind: 'already', stage: from };
  if (!ways[from].includes(to)) return { kind: 'unfit', stage: from };
  await tx
    .updateTable('stays')
    .set(to === 'Closed' ? { stage: to, closedAt: at } : { stage: to })
    .where('caseRef', '=', caseRef)
    .execute();
  await recordEvent(tx, { caseRef, kind: 'stage-reached', detail: { stage: to, ...detail }, at });
  return { kind: 'advanced', stage: to };
}

function reaches(from: Stage, to: Stage): boolean {
  return ways[from].some((next) => next === to || reaches(next, to));
}
