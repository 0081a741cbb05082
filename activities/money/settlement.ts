import type { AttentionDetail } from '../../domain/attention-detail.ts';
import { type CaseRef, isHospitalsOwn } from '../../domain/ids.ts';
import type { Settlement } from '../../domain/settlement.ts';
import type { Attention, ObligationRef } from '../../domain/stay.ts';
import type { SettlementRequest } from '../../policies/engine/requests.ts';
import { requireVersion, type SchemeVersion } from '../../policies/schemes.ts';
import { settleByVersion } from '../../policies/settlement/settle.ts';
import { coreSequenceAfter } from '../../store/money/core-settlements.ts';
import type { Activities, SettlementSummary } from '../contract.ts';
import { refusalAttention } from '../exchange/refusal.ts';
import { sweptAwaiting, sweptDone, sweptWaiting } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { stuckTakingBack, unregistered } from '../stays/cancelling.ts';
import { coreChecks } from '../stays/core-check.ts';
import { insurerQuestions } from '../stays/insurer-questions.ts';
import { takingBack } from '../stays/taking-back.ts';
import { partyIn } from './parties-asked.ts';
import {
  type FactsOfBill,
  isBeingTakenBack,
  lineAtDischarge,
  requireBilled,
  settlementFacts,
  workedOut,
} from './settlement-facts.ts';
import { prepareSettlement } from './settlement-request.ts';
import { settleVoid } from './void-stay.ts';

const step = 'settle';

/** The bill: what the insurer's core answers in one settlement, then who pays what. */
export function settlementActivities(
  parts: ActivityParts,
): Pick<Activities, 'sweepSettlement' | 'settleStay'> {
  const { stays, clock } = parts;
  const insurer = insurerQuestions(parts);

  return {
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
      const version = requireVersion(parts.schemes, stay.scheme, stay.admittedOn);
      const line = await lineAtDischarge(parts, stay, version);
      if (line?.kind === 'waiting') return sweptWaiting(parts, place, line);
      let core = await stays.lastCoreSettlement(caseRef);
      if (core !== undefined && isBeingTakenBack(core)) {
        const back = await takingBack(parts).settlement(stay, core);
        if (back.kind !== 'undone') return stuckTakingBack(parts, place, back);
        core = { ...core, state: 'reversed' };
      }
      const { uploadFees, discharge, settle } = insurer;
      // The items that were uploaded are those of the bill before.
      const of = stay.amendment === undefined ? 1 : coreSequenceAfter(core);
      const asked = [() => uploadFees(stay, of), () => discharge(stay), () => settle(stay, core)];
      // A settlement that stands was answered, by the insurer or from its paper: nothing is left to ask.
      const nothing = stay.insurance.type === null || core?.state === 'settled';
      for (const ask of nothing ? [] : asked) {
        const exchanged = await ask();
        if (exchanged.kind === 'waiting') return sweptAwaiting(parts, place, exchanged);
        // The core's own no to the whole settlement: a person must look, nothing is guessed.
        if (exchanged.answer.kind === 'refused') {
          const attention = await raise(caseRef, refusalAttention('settlement-refused', exchanged.answer));
          return { kind: 'done', value: { kind: 'refused', attention } };
        }
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
        return blocked(caseRef, 'settlement-incomplete', { kind: 'missing', names: prepared.missing });
      if (stay.amendment !== undefined) return again(facts, prepared.request);
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
      if (settlement === null) return blocked(caseRef, 'settlement-review', broken);
      const shown = await stays.clearAttention(caseRef, step, clock.now());
      const settled = { kind: 'settled', obligations: obligationsOf(version, settlement) } as const;
      return shown === null ? settled : { ...settled, attention: shown };
    },
  };

  /** The corrected bill: further claims and refunds follow from it in the store, and are nobody's children. */
  async function again(
    { stay, version }: FactsOfBill,
    asked: Omit<SettlementRequest, 'usedThisYear'>,
  ): Promise<SettlementSummary> {
    const { caseRef, personRef, dischargedOn } = stay;
    let broken: AttentionDetail | undefined;
    const known = { caseRef, personRef, year: dischargedOn.slice(0, 4) };
    const ended = await stays.settleAgain(known, clock.now(), (usedThisYear, refused) => {
      const told = { ...asked, usedThisYear: { ...usedThisYear } };
      // The core knows of no other payer's no: its answers are held against the rules as it gave them, and what a no adds is claimed as a difference.
      const worked = workedOut(version, told);
      if (worked.kind === 'broken') {
        broken = worked.detail;
        return null;
      }
      const request = { ...told, answers: { ...told.answers, ...refused } };
      return { settlement: settleByVersion(version, request), request, partyOf: partyIn(version) };
    });
    if (ended === 'blocked') return blocked(caseRef, 'settlement-review', broken);
    const shown = await stays.shownAttention(caseRef);
    return { kind: 'settled', obligations: [], ...(shown === null ? {} : { attention: shown }) };
  }

  async function blocked(
    caseRef: CaseRef,
    code: 'settlement-incomplete' | 'settlement-review',
    detail: AttentionDetail | undefined,
  ): Promise<SettlementSummary> {
    const why = detail === undefined ? {} : { detail };
    return { kind: 'blocked', attention: await raise(caseRef, { code, blockedOn: 'operator', ...why }) };
  }

  async function raise(
    caseRef: CaseRef,
    why: Pick<Attention, 'code' | 'blockedOn' | 'detail'>,
  ): Promise<Attention> {
    const attention = { ...why, since: clock.now(), step };
    return (await stays.raiseAttention(caseRef, attention, clock.now())) ?? attention;
  }
}

function obligationsOf(version: SchemeVersion, { shares }: Settlement): readonly ObligationRef[] {
  const partyOf = partyIn(version);
  return shares
    .filter(({ payer, fen }) => fen > 0 && !isHospitalsOwn(payer))
    .map(({ payer }) => ({ payer, party: partyOf(payer), claimSequence: 1 }));
}
