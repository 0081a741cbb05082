import type { AttentionDetail } from '../../domain/attention-detail.ts';
import { isHospitalsOwn } from '../../domain/ids.ts';
import type { Settlement } from '../../domain/settlement.ts';
import type { ObligationRef } from '../../domain/stay.ts';
import { rulesOfStay } from '../../policies/admission/insured-stay.ts';
import type { SettlementRequest } from '../../policies/engine/requests.ts';
import type { SchemeVersion } from '../../policies/schemes.ts';
import { coreSequenceFor, type NumberedCoreSettlement } from '../../store/money/core-settlements.ts';
import type { Activities, InsurerAnswer, SettlementSummary, Swept } from '../contract.ts';
import { sweptAwaiting, sweptDone, sweptWaiting } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { stuckTakingBack, unregistered } from '../stays/cancelling.ts';
import { coreChecks } from '../stays/core-check.ts';
import { coverAgain } from '../stays/cover-again.ts';
import { insurerQuestions } from '../stays/insurer-questions.ts';
import { takingBack } from '../stays/taking-back.ts';
import { partyIn } from './parties-asked.ts';
import { restAtDischarge } from './rest-of-stay.ts';
import { blocked, refusedByCore, settledInStore } from './settlement-ends.ts';
import {
  type BilledStay,
  type FactsOfBill,
  isBeingTakenBack,
  lineAtDischarge,
  requireBilled,
  settlementFacts,
  workedOut,
} from './settlement-facts.ts';
import { prepareSettlement } from './settlement-request.ts';
import { settleVoid } from './void-stay.ts';
import { workingOut } from './working-out.ts';

const step = 'settle';

/** The bill: what the insurer's core answers in one settlement, then who pays what. */
export function settlementActivities(
  parts: ActivityParts,
): Pick<Activities, 'sweepSettlement' | 'settleStay'> {
  const { stays, clock } = parts;
  const insurer = insurerQuestions(parts);

  const activities: Pick<Activities, 'sweepSettlement' | 'settleStay'> = {
    async sweepSettlement({ caseRef }) {
      await stays.recordDischargeTaken(caseRef, clock.now());
      const stay = await requireBilled(stays, caseRef);
      if (stay.beingCancelled) return { kind: 'cancelled' };
      const place = { caseRef, step };
      if (stay.impersonated !== null) {
        const back = await unregistered(parts, stay);
        if (back !== null) return back;
        await stays.clearAttention(caseRef, 'cancel', clock.now());
        return sweptDone(parts, place, { kind: 'answered' });
      }
      const version = rulesOfStay(parts.schemes, stay);
      const line = await lineAtDischarge(parts, stay, version);
      if (line?.kind === 'waiting') return sweptWaiting(parts, place, line);
      const core = await stays.lastCoreSettlement(caseRef);
      if (core !== undefined && isBeingTakenBack(core)) {
        const back = await takingBack(parts).settlement(stay, core);
        if (back.kind !== 'undone') return stuckTakingBack(parts, place, back);
        // While the insurer was asked, people may have kept it, called the stay void or cancelled it.
        return activities.sweepSettlement({ caseRef });
      }
      // A settlement that stands was answered, by the insurer or from its paper: nothing is left to ask.
      const stands = core?.state === 'settled' && core.interimSequence === null;
      if (stay.settledBy === 'hub' && stay.amendment === undefined && !stands) {
        const changed = await coverAgain(parts, { ...stay, on: stay.dischargedOn });
        if (changed !== null) return changed;
      }
      if (stay.insurance.type !== null && !stands) {
        const rest = stay.staged ? await restAtDischarge(parts, stay) : null;
        if (rest?.kind === 'swept') return rest.swept;
        const last = rest === null ? core : await stays.lastCoreSettlement(caseRef);
        const stuck = await asked(stay, rest?.bill ?? stay, last);
        if (stuck !== null) return stuck;
      }
      const held = await coreChecks(parts).settlement(stay);
      return held ?? sweptDone(parts, place, { kind: 'answered' });
    },

    async settleStay({ caseRef }) {
      const stay = await requireBilled(stays, caseRef);
      if (stay.impersonated !== null) return settleVoid(parts, stay);
      const facts = await settlementFacts(parts, stay);
      const { version } = facts;
      const prepared = prepareSettlement(version, facts);
      if (prepared.kind === 'incomplete')
        return blocked(parts, { caseRef, step }, 'settlement-incomplete', {
          kind: 'missing',
          names: prepared.missing,
        });
      if (stay.amendment !== undefined || stay.staged) return anew(facts, prepared.request);
      let broken: AttentionDetail | undefined;
      const known = { caseRef, personRef: stay.personRef, year: stay.dischargedOn.slice(0, 4) };
      const settlement = await stays.settleUnderCaps(known, (usedThisYear) => {
        const request = { ...prepared.request, usedThisYear: { ...usedThisYear } };
        const worked = workedOut(version, request);
        if (worked.kind === 'broken') {
          broken = worked.detail;
          return null;
        }
        const { settlement } = worked;
        const obligations = obligationsOf(version, settlement);
        return { caseRef, at: clock.now(), settlement, obligations, request };
      });
      if (settlement === 'cancelled') return { kind: 'cancelled' };
      if (settlement === null) return blocked(parts, { caseRef, step }, 'settlement-review', broken);
      const shown = await stays.clearAttention(caseRef, step, clock.now());
      const settled = { kind: 'settled', obligations: obligationsOf(version, settlement) } as const;
      return shown === null ? settled : { ...settled, attention: shown };
    },
  };
  return activities;

  /** Tells the insurer of the discharge, and asks its core for what is left of the bill (fen); of a bill of nothing there is nothing to ask. Null once all was answered. */
  async function asked(
    stay: BilledStay,
    { totalFen, outOfPolicyFen }: Pick<BilledStay, 'totalFen' | 'outOfPolicyFen'>,
    last: NumberedCoreSettlement | undefined,
  ): Promise<Swept<InsurerAnswer> | null> {
    const { caseRef } = stay;
    const place = { caseRef, step };
    const { uploadFees, discharge, fileReferral, settle } = insurer;
    const of = coreSequenceFor(last, null);
    const left = { ...stay, totalFen, outOfPolicyFen };
    const questions = [
      // The items that were uploaded are those of the bill before.
      () => uploadFees(left, stay.amendment === undefined ? 1 : of),
      () => discharge(stay),
      () => fileReferral(stay),
      ...(totalFen === 0 && stay.staged ? [] : [() => settle(left, of)]),
    ];
    for (const ask of questions) {
      const exchanged = await ask();
      if (exchanged.kind === 'waiting') return sweptAwaiting(parts, place, exchanged);
      if (exchanged.answer.kind === 'refused') return refusedByCore(parts, place, exchanged.answer);
    }
    return null;
  }

  /** A bill that takes the place of what was settled before, corrected or the last of several: what it changes follows from it in the store. */
  async function anew(
    { stay, version }: FactsOfBill,
    asked: Omit<SettlementRequest, 'usedThisYear'>,
  ): Promise<SettlementSummary> {
    const { caseRef, personRef, dischargedOn, amendment } = stay;
    const known = { caseRef, personRef, year: dischargedOn.slice(0, 4) };
    const { work, broken } = workingOut(version, asked);
    const ended =
      amendment === undefined
        ? await stays.settleFurther({ ...known, interimSequence: null }, clock.now(), work)
        : await stays.settleAgain(known, clock.now(), work);
    if (ended === 'blocked') return blocked(parts, { caseRef, step }, 'settlement-review', broken());
    return settledInStore(parts, caseRef);
  }
}

function obligationsOf(version: SchemeVersion, { shares }: Settlement): readonly ObligationRef[] {
  const partyOf = partyIn(version);
  return shares
    .filter(({ payer, fen }) => fen > 0 && !isHospitalsOwn(payer))
    .map(({ payer }) => ({ payer, party: partyOf(payer), claimSequence: 1 }));
}
