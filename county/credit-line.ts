import type { CountyClock } from '../domain/clock.ts';
import { addDays, type LocalDate } from '../domain/dates.ts';
import type { CaseRef } from '../domain/ids.ts';
import { fen } from '../domain/money.ts';
import type { Acts } from './acts.ts';
import type { Hospital } from './hospital.ts';
import type { HubClient } from './hub-client.ts';
import type { StayView } from './stay-view.ts';
import { lineStory } from './story.ts';

/** A stay with a credit line, once it is settled. */
export interface OnTheLine {
  readonly hospital: Hospital;
  readonly caseRef: CaseRef;
  readonly clock: CountyClock;
  /** The stay once it is so; null when the county stops first. */
  readonly until: (done: (view: StayView) => boolean) => Promise<StayView | null>;
  readonly untilDay: (day: LocalDate) => Promise<void>;
  readonly say: (line: string) => void;
}

/** Days after which the hospital draws what was forgotten, and after which the bank tells that the draw is repaid. */
const forgottenDays = 3;
const repaidDays = 31;

/**
 * The own part of a stay with a credit line: paid in cash, drawn with consent, or forgotten and drawn by the hospital; what the line does
 * not bear is paid in cash. The bank's people tell when the draw is repaid.
 */
export async function fromCreditLine(
  line: OnTheLine,
  wanted: Acts['wayOfLine'],
  bank: HubClient,
): Promise<void> {
  const { hospital, caseRef, clock, until, untilDay } = line;
  const heldFen = (await hospital.stay(caseRef)).creditLine?.hold?.fen ?? null;
  // A part that is wholly outside the policy is not drawn.
  const settled = await hospital.stay(caseRef);
  const drawable = (settled.settlement?.patientParts ?? []).some(({ kind }) => kind === 'credit');
  const way = drawable ? wanted : 'in-cash';
  if (way === 'forgets') {
    const told = clock.today();
    await hospital.tellOfDraw(caseRef, told);
    await untilDay(addDays(told, forgottenDays));
    if (clock.today() < addDays(told, forgottenDays)) return;
    await hospital.draw(caseRef, null);
  }
  if (way === 'consents') await hospital.draw(caseRef, clock.today());
  const said = await until(({ creditLine }) => way === 'in-cash' || answered(creditLine));
  if (said === null) return;
  const own = said.receivables?.patient.balanceFen ?? 0;
  if (own > 0) await hospital.takePayment(caseRef, fen(own), clock.today());
  const drawn = said.creditLine?.draws.find(({ state }) => state === 'done');
  if (drawn === undefined || drawn.drawRef === null || drawn.drawnOn === null) return;
  await hospital.matchDraw(caseRef, drawn, clock.today());
  const repaidOn = addDays(drawn.drawnOn, repaidDays);
  await untilDay(repaidOn);
  const on = clock.today();
  // The county stops.
  if (on < repaidOn) return;
  const repaid = { state: 'repaid', outstandingFen: 0, on };
  await bank.put(`/v1/credit-draws/${encodeURIComponent(drawn.drawRef)}/repayment`, repaid);
  if (way !== 'forgets') return;
  const { drawNoticedOn: noticedOn } = said.creditLine ?? { drawNoticedOn: null };
  const { drawnOn, fen: drawnFen, interestFreeUntil: freeUntil } = drawn;
  const told = { caseRef, heldFen, noticedOn: noticedOn ?? '—', drawnOn, drawnFen, repaidOn: on, freeUntil };
  line.say(lineStory(told));
}

function answered(line: StayView['creditLine']): boolean {
  const last = line?.draws.at(-1);
  return last !== undefined && last.state !== 'due' && last.state !== 'sent';
}
