import type { Call } from '../../adapters/call.ts';
import type { CoreSettlement, InsuredRecord } from '../../adapters/medical-insurance/port.ts';
import { businessKey } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { ArrivedFacts, CoveredFacts, DischargedFacts, IdentifiedFacts } from '../../domain/stay.ts';
import type { About, Exchanged } from '../exchange/exchange.ts';
import type { ActivityParts } from '../parts.ts';

type Asked<Value> = Promise<Exchanged<Value>>;

/**
 * The insurer's questions of one stay, each under its own key. Asking again costs a look into the message log, so later
 * steps take the insurer's numbers of person, visit and settlement from here instead of from copies.
 */
export function insurerQuestions(parts: Pick<ActivityParts, 'exchange' | 'insurer' | 'stays'>) {
  const { exchange, insurer, stays } = parts;

  const identify = (stay: IdentifiedFacts): Asked<InsuredRecord> => {
    const { personRef, institution, admittedOn } = stay;
    return exchange(insurer.identify, { personRef, institution, on: admittedOn }, about(stay, 'identify'));
  };

  const admit = async (stay: CoveredFacts): Asked<{ readonly visitRef: string }> => {
    const { personRef, institution, admissionNo, admittedOn, insurance } = stay;
    const personNo = await knownPersonNo(stay);
    const request = { personRef, personNo, institution, admissionNo, admittedOn, insurance };
    return untilTaken(stay, insurer.admit, request);
  };

  const discharge = async (stay: DischargedFacts): Asked<null> => {
    const { institution, dischargedOn, insurance } = stay;
    const [visitRef, personNo] = [await knownVisitRef(stay), await knownPersonNo(stay)];
    const request = { visitRef, personNo, institution, dischargedOn, insurance };
    return untilTaken(stay, insurer.discharge, request);
  };

  const settle = async (stay: DischargedFacts): Asked<CoreSettlement> => {
    const { personRef, institution, insurance, dischargedOn, totalFen, outOfPolicyFen } = stay;
    const known = { visitRef: await knownVisitRef(stay), personNo: await knownPersonNo(stay) };
    const bill = { dischargedOn, totalFen, outOfPolicyFen };
    const request = { ...known, personRef, institution, insurance, ...bill };
    return untilTaken(stay, insurer.settle, request);
  };

  /** The insurer's number of the settlement; the case ref for somebody who is in no insurance. */
  const settlementRef = async (stay: DischargedFacts): Promise<string> =>
    stay.insurance.type === null ? stay.caseRef : doneBefore(await settle(stay)).settlementRef;

  /**
   * A refusal is final for its message. Once a person has put things right and asked for another try, the same question goes
   * out as a new message; one that is still open is never overtaken.
   */
  async function untilTaken<Request, Value>(
    stay: ArrivedFacts,
    call: Call<Request, Value>,
    request: Request,
  ): Asked<Value> {
    for (let attempt = 1; ; attempt += 1) {
      const step = attempt === 1 ? call.operation : `${call.operation}-${attempt}`;
      const exchanged = await exchange(call, request, about(stay, step));
      const refused = exchanged.kind === 'answered' && exchanged.answer.kind === 'refused';
      if (!refused || attempt > (await stays.retriesAsked(stay.caseRef))) return exchanged;
    }
  }

  async function knownPersonNo(stay: IdentifiedFacts): Promise<string> {
    const { personNo } = doneBefore(await identify(stay));
    invariant(personNo !== null, 'a person without insurance reached the insurer');
    return personNo;
  }

  async function knownVisitRef(stay: CoveredFacts): Promise<string> {
    return doneBefore(await admit(stay)).visitRef;
  }

  return { identify, admit, discharge, settle, settlementRef };
}

function about({ caseRef, institution }: ArrivedFacts, step: string): About {
  return { key: businessKey({ caseRef, step }), caseRef, institution, pending: 'ask-again' };
}

/** An answer that an earlier step got and stored. */
function doneBefore<Value>(exchanged: Exchanged<Value>): Value {
  invariant(
    exchanged.kind === 'answered' && exchanged.answer.kind === 'done',
    'an earlier answer is missing',
  );
  return exchanged.answer.value;
}
