import type { CoreSettlement, InsuredRecord } from '../adapters/medical-insurance/port.ts';
import { businessKey } from '../domain/ids.ts';
import { invariant } from '../domain/invariant.ts';
import type { Cover, DischargeRecord, StayRecord } from '../store/stay-records.ts';
import type { About, Exchanged } from './exchange.ts';
import type { ActivityParts } from './parts.ts';

type Asked<Value> = Promise<Exchanged<Value>>;

/**
 * The insurer's questions of one stay, each under its own key. Asking again costs a look into the message log, so later
 * steps take the insurer's numbers of person, visit and settlement from here instead of from copies.
 */
export function insurerQuestions({
  exchange,
  insurer,
  stays,
}: Pick<ActivityParts, 'exchange' | 'insurer' | 'stays'>) {
  const about = (stay: StayRecord, step: string): About => ({
    key: businessKey({ caseRef: stay.caseRef, step }),
    caseRef: stay.caseRef,
    institution: stay.institution,
    pending: 'ask-again',
  });

  const identify = (stay: StayRecord): Asked<InsuredRecord> => {
    const { personRef, institution, admittedOn } = stay;
    return exchange(insurer.identify, { personRef, institution, on: admittedOn }, about(stay, 'identify'));
  };

  const admit = async (stay: StayRecord, { insurance }: Cover): Asked<{ readonly visitRef: string }> => {
    const { personRef, institution, admissionNo, admittedOn } = stay;
    const personNo = await knownPersonNo(stay);
    const request = { personRef, personNo, institution, admissionNo, admittedOn, insurance };
    return exchange(insurer.admit, request, about(stay, 'admit'));
  };

  const discharge = async (stay: StayRecord, cover: Cover, bill: DischargeRecord): Asked<null> => {
    const { institution } = stay;
    const request = {
      ...{ visitRef: await knownVisitRef(stay, cover), personNo: await knownPersonNo(stay), institution },
      ...{ dischargedOn: bill.dischargedOn, insurance: cover.insurance },
    };
    return exchange(insurer.discharge, request, about(stay, 'discharge'));
  };

  const settle = async (stay: StayRecord, cover: Cover, bill: DischargeRecord): Asked<CoreSettlement> => {
    const { personRef, institution } = stay;
    const { dischargedOn, totalFen, outOfPolicyFen } = bill;
    const request = {
      ...{ visitRef: await knownVisitRef(stay, cover), personRef, personNo: await knownPersonNo(stay) },
      ...{ institution, insurance: cover.insurance, dischargedOn, totalFen, outOfPolicyFen },
    };
    return exchange(insurer.settle, request, about(stay, 'settle'));
  };

  /** The insurer's number of the settlement; the case ref for somebody who is in no insurance. */
  const settlementRef = async (stay: StayRecord): Promise<string> => {
    const cover = await stays.cover(stay.caseRef);
    invariant(cover !== undefined && stay.discharge !== null, 'a settlement before the discharge');
    if (cover.insurance.type === null) return stay.caseRef;
    return doneBefore(await settle(stay, cover, stay.discharge)).settlementRef;
  };

  async function knownPersonNo(stay: StayRecord): Promise<string> {
    const { personNo } = doneBefore(await identify(stay));
    invariant(personNo !== null, 'a person without insurance reached the insurer');
    return personNo;
  }

  async function knownVisitRef(stay: StayRecord, cover: Cover): Promise<string> {
    return doneBefore(await admit(stay, cover)).visitRef;
  }

  return { identify, admit, discharge, settle, settlementRef };
}

/** An answer that an earlier step got and stored. */
function doneBefore<Value>(exchanged: Exchanged<Value>): Value {
  invariant(
    exchanged.kind === 'answered' && exchanged.answer.kind === 'done',
    'an earlier answer is missing',
  );
  return exchanged.answer.value;
}
