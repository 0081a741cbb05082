import type { DrawBasis } from '../../domain/credit-draws.ts';
import { addDays, chinaDate, type Instant, type LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { addFen, type Fen, formatYuan, minFen, zeroFen } from '../../domain/money.ts';
import type { GivenWay } from '../../domain/patient-notices.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from '../stays/attention.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import { readOpenAmendment } from './amendments.ts';
import { orderHoldIn } from './credit-holds.ts';
import { openDraw, orderOf, readLine, standingHold } from './credit-rows.ts';
import { type DrawRule, oweBankNotice, readDrawable } from './credit-standing.ts';
import type { ToldLine } from './credit-tables.ts';
import { drawTold } from './patient-notices.ts';
import { drawStep } from './patient-part.ts';

/** Who draws on what ground, in fen; without an amount all that may be drawn and the line bears. */
export interface DrawOrder {
  readonly caseRef: CaseRef;
  readonly basis: DrawBasis;
  readonly fen?: Fen | undefined;
  readonly consentedOn?: LocalDate | undefined;
  readonly consentedBy?: 'patient' | 'family' | undefined;
  readonly actor: string;
  readonly at: Instant;
}

/** What the scheme says of drawing. */
export interface DrawTerms extends DrawRule {
  /** Days after the notice from which on the hospital may draw what was forgotten. */
  readonly forgottenDays: number;
}

/** What the bank is asked to do for a stay. */
export function creditOrders({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** What the bank told of the line, in the caller's transaction, if any; a notice to the patient stays. */
    async recordCreditLine(
      caseRef: CaseRef,
      line: ToldLine & { readonly at: Instant },
      tx: Connection = db,
    ): Promise<void> {
      const { at: toldAt, openedOn, limitFen, availableFen, mandateSignedOn, cardBound, holds } = line;
      const told = { openedOn, limitFen, availableFen, mandateSignedOn, cardBound, holds, toldAt };
      await tx
        .insertInto('creditLines')
        .values({ caseRef, ...told })
        .onConflict((oc) => oc.column('caseRef').doUpdateSet(told))
        .execute();
    },
    /** The stay is admitted: the bank is asked once to hold that much at most, where it can hold and anything is available. */
    orderHold: (caseRef: CaseRef, mostFen: Fen, at: Instant): Promise<void> =>
      db.transaction().execute((tx) => orderHoldIn(tx, { caseRef, mostFen, at })),
    /** The patient was told that the hospital draws what is forgotten; told more than once, the earliest day counts. Throws HubProblem `credit-line-none`. */
    async recordDrawNotice(
      caseRef: CaseRef,
      notice: {
        readonly on: LocalDate;
        readonly way: GivenWay;
        readonly actor: string;
        readonly at: Instant;
      },
    ): Promise<'recorded' | 'repeated'> {
      return db.transaction().execute(async (tx) => {
        await expectSettled(tx, caseRef);
        if ((await readLine(tx, caseRef)) === undefined) throw new HubProblem('credit-line-none');
        return drawTold(tx, { caseRef, ...notice });
      });
    },
    /**
     * Orders a draw; it is sent by the stay's workflow. Throws HubProblem `stage-unfit`, `credit-line-none`, `draw-without-mandate`,
     * `draw-too-early`, `draw-under-way`, `draw-above-own-part`.
     */
    async orderDraw(
      order: DrawOrder,
      terms: DrawTerms,
    ): Promise<{ readonly draw: number; readonly fen: Fen }> {
      const { caseRef, basis, actor, at, consentedOn = null, consentedBy = null } = order;
      return db.transaction().execute(async (tx) => {
        await expectSettled(tx, caseRef);
        await expectGround(tx, order, terms);
        const open = await openDraw(tx, caseRef);
        if (open !== undefined) throw new HubProblem('draw-under-way');
        const drawable = (await readDrawable(tx, caseRef, terms)) ?? zeroFen;
        const wanted = order.fen ?? (await borneByLine(tx, caseRef, drawable));
        if (wanted > drawable || wanted === 0)
          throw new HubProblem('draw-above-own-part', {
            detail: `at most ${formatYuan(drawable)} yuan may be drawn now`,
          });
        const ground = { basis, consentedOn, consentedBy, orderedBy: actor };
        const orderSequence = await orderOf(tx, { caseRef, kind: 'draw', fen: wanted, ...ground, at });
        const detail = { draw: orderSequence, basis, fen: wanted, actor };
        await recordEvent(tx, { caseRef, kind: 'draw-ordered', detail, at });
        await clearIn(tx, { caseRef, step: drawStep, at });
        await oweBankNotice(tx, { caseRef, about: String(orderSequence) });
        return { draw: orderSequence, fen: wanted };
      });
    },
  };
}

/** Of what may be drawn what the line bears, as the bank last told it, with what is held for the stay; all of it where it bears nothing: the bank says so then. */
async function borneByLine(tx: Connection, caseRef: CaseRef, drawable: Fen): Promise<Fen> {
  const line = await readLine(tx, caseRef);
  const held = await standingHold(tx, caseRef);
  const bears = addFen(line?.availableFen ?? zeroFen, held?.fen ?? zeroFen);
  return bears === 0 ? drawable : minFen(drawable, bears);
}

/** Only a settled stay has an own part; one whose bill is being corrected waits for the corrected one. */
async function expectSettled(tx: Connection, caseRef: CaseRef): Promise<void> {
  const { stage, impersonatedBy } = await lockStay(tx, caseRef);
  if (stage !== 'Settled' || impersonatedBy !== null)
    throw new HubProblem('stage-unfit', {
      detail: `the stay is ${impersonatedBy === null ? stage : 'void'}`,
    });
  if ((await readOpenAmendment(tx, caseRef)) !== undefined)
    throw new HubProblem('stage-unfit', { detail: 'the bill is being corrected' });
}

/** A signed mandate; of a draw that was forgotten also the notice, and its days. */
async function expectGround(
  tx: Connection,
  { caseRef, basis, at }: Pick<DrawOrder, 'caseRef' | 'basis' | 'at'>,
  { forgottenDays }: DrawTerms,
): Promise<void> {
  const line = await readLine(tx, caseRef);
  if (line === undefined) throw new HubProblem('credit-line-none');
  if (line.mandateSignedOn === null) throw new HubProblem('draw-without-mandate');
  if (basis === 'consent') return;
  if (line.noticedOn === null)
    throw new HubProblem('draw-too-early', { detail: 'the patient was not told yet' });
  const from = addDays(line.noticedOn, forgottenDays);
  if (chinaDate(at) < from) throw new HubProblem('draw-too-early', { detail: `from ${from} on` });
}
