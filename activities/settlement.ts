import { invariant } from '../domain/invariant.ts';
import type { ObligationRef } from '../domain/stay.ts';
import type { SettlementRequest } from '../policies/requests.ts';
import { requireVersion } from '../policies/schemes.ts';
import { settle } from '../policies/settle.ts';
import type { DischargeRecord, StayRecord } from '../store/stay-records.ts';
import type { Activities, SettlementAnswer, Swept } from './contract.ts';
import { insurerQuestions } from './insurer-questions.ts';
import type { ActivityParts } from './parts.ts';
import { requireStay } from './require-stay.ts';
import { sweptDone, sweptWaiting } from './sweep.ts';

const step = 'settle';

/** The bill: what the insurer's core answers in one settlement, then who pays what. */
export function settlementActivities(
  parts: ActivityParts,
): Pick<Activities, 'sweepSettlement' | 'settleStay'> {
  const { stays, schemes, clock } = parts;
  const { discharge, settle: settleAtCore } = insurerQuestions(parts);

  return {
    async sweepSettlement({ caseRef }) {
      await stays.recordDischargeTaken(caseRef, clock.now());
      const { stay, bill, cover } = await dischargedStay(parts, caseRef);
      const place = { caseRef, step };
      if (cover.insurance.type === null) return sweptDone(parts, place, { kind: 'answered' });
      for (const ask of [discharge, settleAtCore]) {
        const exchanged = await ask(stay, cover, bill);
        if (exchanged.kind === 'waiting') return sweptWaiting(parts, place, exchanged);
        if (exchanged.answer.kind === 'refused') return refused(stay);
      }
      return sweptDone(parts, place, { kind: 'answered' });
    },
    async settleStay({ caseRef }) {
      const { stay, bill, cover } = await dischargedStay(parts, caseRef);
      const version = requireVersion(schemes, stay.scheme, stay.admittedOn);
      const answers = cover.insurance.type === null ? {} : await coreAnswers(stay, bill);
      const settlement = settle(schemes, stay.scheme, settlementRequest(stay, bill, answers));
      const partyOf = new Map(version.payers.map((rule) => [rule.payer, rule.party]));
      const obligations = settlement.shares
        .filter((share) => share.fen > 0)
        .map(({ payer }): ObligationRef => {
          const party = partyOf.get(payer);
          invariant(party !== undefined, `${stay.scheme} has no payer ${payer}`);
          return { payer, party, claimSequence: 1 };
        });
      await stays.recordSettlement({ caseRef, settlement, obligations, at: clock.now() });
      return { obligations };
    },
  };

  /** The core's own no to the whole settlement: a person must look, nothing is guessed. */
  async function refused(stay: StayRecord): Promise<Swept<SettlementAnswer>> {
    const attention = {
      code: 'settlement-refused',
      blockedOn: 'hospital',
      since: clock.now(),
      step,
    } as const;
    await stays.raiseAttention(stay.caseRef, attention, clock.now());
    return { kind: 'done', value: { kind: 'refused', attention } };
  }

  async function coreAnswers(stay: StayRecord, bill: DischargeRecord): Promise<SettlementRequest['answers']> {
    const { cover } = await dischargedStay(parts, stay.caseRef);
    const exchanged = await settleAtCore(stay, cover, bill);
    invariant(
      exchanged.kind === 'answered' && exchanged.answer.kind === 'done',
      'a settlement without an answer',
    );
    return { ...exchanged.answer.value.answers };
  }
}

async function dischargedStay({ stays }: ActivityParts, caseRef: StayRecord['caseRef']) {
  const stay = await requireStay(stays, caseRef);
  const cover = await stays.cover(caseRef);
  const bill = stay.discharge;
  invariant(bill !== null && cover !== undefined, 'a settlement before the discharge');
  return { stay, bill, cover };
}

function settlementRequest(
  stay: StayRecord,
  bill: DischargeRecord,
  answers: SettlementRequest['answers'],
): SettlementRequest {
  const { dischargedOn, totalFen, outOfPolicyFen } = bill;
  return {
    day: stay.admittedOn,
    dischargeDay: dischargedOn,
    bill: { totalFen, outOfPolicyFen },
    answers,
  };
}
