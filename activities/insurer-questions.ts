import type { Call } from '../adapters/call.ts';
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

  /**
   * A refusal is final for its message. Once a person has put things right and asked for another try, the same question goes
   * out as a new message; one that is still open is never overtaken.
   */
  async function untilTaken<Request, Value>(
    stay: StayRecord,
    step: string,
    call: Call<Request, Value>,
    request: Request,
  ): Asked<Value> {
    for (let attempt = 1; ; attempt += 1) {
      const exchanged = await exchange(
        call,
        request,
        about(stay, attempt === 1 ? step : `${step}-${attempt}`),
      );
      const refused = exchanged.kind === 'answered' && exchanged.answer.kind === 'refused';
      if (!refused || attempt > (await stays.retriesAsked(stay.caseRef))) return exchanged;
    }
  }

  const admit = async (stay: StayRecord, { insurance }: Cover): Asked<{ readonly visitRef: string }> => {
    const { personRef, institution, admissionNo, admittedOn } = stay;
    const personNo = await knownPersonNo(stay);
    const request = { personRef, personNo, institution, admissionNo, admittedOn, insurance };
    return untilTaken(stay, 'admit', insurer.admit, request);
  };

  const discharge = async (stay: StayRecord, cover: Cover, bill: DischargeRecord): Asked<null> => {
    const { institution } = stay;
    const request = {
      ...{ visitRef: await knownVisitRef(stay, cover), personNo: await knownPersonNo(stay), institution },
      ...{ dischargedOn: bill.dischargedOn, insurance: cover.insurance },
    };
    return untilTaken(stay, 'discharge', insurer.discharge, request);
  };

  const settle = async (stay: StayRecord, cover: Cover, bill: DischargeRecord): Asked<CoreSettlement> => {
    const { personRef, institution } = stay;
    const { dischargedOn, totalFen, outOfPolicyFen } = bill;
    const request = {
      ...{ visitRef: await knownVisitRef(stay, cover), personRef, personNo: await knownPersonNo(stay) },
      ...{ institution, insurance: cover.insurance, dischargedOn, totalFen, outOfPolicyFen },
    };
    return untilTaken(stay, 'settle', insurer.settle, request);
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
