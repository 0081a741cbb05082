import type { Call } from '../../adapters/call.ts';
import {
  type CoreSettlement,
  feeRowsPerMessage,
  type InsuredRecord,
} from '../../adapters/medical-insurance/port.ts';
import { isHurt } from '../../domain/clinical.ts';
import { invariant } from '../../domain/invariant.ts';
import { asIdentified, attemptStep, settleStep } from '../../domain/message-steps.ts';
import type { CoveredFacts, DischargedFacts, IdentifiedFacts } from '../../domain/stay.ts';
import { coreSequenceFor, type NumberedCoreSettlement } from '../../store/money/core-settlements.ts';
import type { GivenAtWindow } from '../../store/stays/sealed-facts.ts';
import type { About, Exchanged } from '../exchange/exchange.ts';
import type { ActivityParts } from '../parts.ts';
import { about, doneBefore, isTaken, taken } from './question-parts.ts';
import { byWhatWasShown } from './shown-cards.ts';

type Asked<Value> = Promise<Exchanged<Value>>;
type Keep<Value> = NonNullable<About<Value>['keep']>;

/**
 * The insurer's questions of one stay, each under its own key. The numbers of person, visit and settlement that it answers
 * are kept as facts when they come; a stay that lacks one got the answer from an older version, and is asked for in the log.
 * `undoing`: only what was asked before is awaited, and no further try of it goes out.
 */
export function insurerQuestions(
  parts: Pick<ActivityParts, 'exchange' | 'insurer' | 'stays' | 'clock'>,
  { undoing = false }: { readonly undoing?: boolean } = {},
) {
  const { exchange, insurer, stays, clock } = parts;

  /** By what was shown at the window; once its token has expired, by the certificate alone. */
  const identify = async (stay: IdentifiedFacts, given: GivenAtWindow): Asked<InsuredRecord> => {
    const { name, shown } = given;
    const { caseRef, personRef, institution, admittedOn, identitySequence: of } = stay;
    const keep: Keep<InsuredRecord> = async ({ personNo }, _header, tx) => {
      if (personNo !== null) await stays.recordIdentified({ caseRef, personNo, of, at: clock.now() }, tx);
    };
    const request = { personRef, institution, on: admittedOn, ...(name === null ? {} : { name }) };
    return byWhatWasShown(request, {
      ...{ shown, step: (way) => asIdentified(stay, `identify${way}`) },
      ask: (asked, step) => untilTaken(stay, insurer.identify, asked, { step, keep }),
      mayGoOut: (step) => mayGoOut(stay, step),
    });
  };

  const admit = async (stay: CoveredFacts): Asked<{ readonly visitRef: string }> => {
    const { caseRef, personRef, institution, admissionNo, admittedOn, insurance } = stay;
    const { personNo, clinical, shown } = await identified(stay);
    const request = { personRef, personNo, institution, admissionNo, admittedOn, insurance, clinical };
    const keep: Keep<{ readonly visitRef: string }> = ({ visitRef }, _header, tx) =>
      stays.recordRegistered({ caseRef, visitRef, at: clock.now() }, tx);
    return byWhatWasShown(request, {
      ...{ shown, step: (way) => `admit${way}` },
      ask: (asked, step) => untilTaken(stay, insurer.admit, asked, { step, keep }),
      mayGoOut: (step) => mayGoOut(stay, step),
    });
  };

  /** How the patient was hurt, where the insurer has it filed; a hospital that settles itself files it itself. */
  const fileInjury = async (stay: CoveredFacts): Asked<null> => {
    const { personRef, institution, admittedOn, insurance, settledBy } = stay;
    if (settledBy === 'hospital' || !(await insurer.wantsFiling('injury', institution, admittedOn)))
      return taken;
    const request = { ...(await registered(stay)), personRef, institution, admittedOn, insurance };
    if (!isHurt(request.clinical)) return taken;
    return untilTaken(stay, insurer.fileInjury, request, { step: 'admit-injury' });
  };

  /** Where the patient is sent on to, in the same way. */
  const fileReferral = async (stay: DischargedFacts): Asked<null> => {
    const { personRef, institution, dischargedOn, insurance, settledBy } = stay;
    const wanted = await insurer.wantsFiling('referral', institution, dischargedOn);
    if (settledBy === 'hospital' || !wanted) return taken;
    const { way, ...known } = await registered(stay);
    if (way !== 'transfer') return taken;
    const request = { ...known, personRef, institution, dischargedOn, insurance };
    return untilTaken(stay, insurer.fileReferral, request, { step: 'discharge-referral' });
  };

  /**
   * Every batch under a key of its own: one that was taken is read from the log, and the next goes on where the last one stopped.
   * For a further settlement (`of` above 1) what was uploaded before is deleted first: its bill was another one.
   */
  const uploadFees = async (stay: DischargedFacts, of = 1): Asked<null> => {
    const { institution, dischargedOn, insurance, totalFen, settledBy } = stay;
    // A hospital that settles itself uploads them itself.
    if (settledBy === 'hospital' || !(await insurer.wantsFees(institution, dischargedOn))) return taken;
    const { personNo, visitRef, clinical } = await registered(stay);
    const visit = { personNo, visitRef, institution, insurance };
    if (of > 1) {
      const deleted = await untilTaken(stay, insurer.cancelFees, visit, { step: `cancel-fees-${of}` });
      if (!isTaken(deleted)) return deleted;
    }
    for (let batch = 1; ; batch += 1) {
      const step = of === 1 ? `fees-${batch}` : `fees-of-${of}-${batch}`;
      const rows = { ...visit, clinical, totalFen, batch };
      const exchanged = await untilTaken(stay, insurer.uploadFees, rows, { step });
      if (!isTaken(exchanged) || batch * feeRowsPerMessage >= (clinical.fees ?? []).length) return exchanged;
    }
  };

  const discharge = async (stay: DischargedFacts): Asked<null> => {
    const { institution, dischargedOn, insurance, settledBy } = stay;
    // Its own settlement says that the visit ended.
    if (settledBy === 'hospital') return taken;
    const { way, ...known } = await registered(stay);
    invariant(way !== null, 'a discharge without its bill');
    const request = { ...known, institution, dischargedOn, insurance, way };
    return untilTaken(stay, insurer.discharge, request);
  };

  /** The bill that the facts tell, asked for under that number; `interim`: number of the bill in mid-stay that it is. */
  const settle = async (
    stay: DischargedFacts,
    coreSequence: number,
    interim: number | null = null,
  ): Asked<CoreSettlement> => {
    const { caseRef, personRef, institution, insurance, dischargedOn, totalFen, outOfPolicyFen } = stay;
    const { personNo, visitRef, clinical, shown, accountUsed: chosen } = await registered(stay);
    const midStay = interim !== null;
    // The choice is made at the discharge, and is of the bill that is left then.
    const bill = { dischargedOn, totalFen, outOfPolicyFen, midStay, accountUsed: chosen && !midStay };
    // By now every token has expired.
    const card = shown?.kind === 'social-security-card' ? { shown } : {};
    const request = { personNo, visitRef, clinical, personRef, institution, insurance, ...bill, ...card };
    return untilTaken(stay, insurer.settle, request, {
      // After one that was taken back it is asked anew, under a key of its own.
      step: settleStep(coreSequence, interim),
      keep: (settled, { messageId }, tx) =>
        stays.recordCoreSettlement({ ...settled, caseRef, coreSequence, messageId, at: clock.now() }, tx),
    });
  };

  /** All that the core answered and did not take back, one for each bill of the stay, once `settle` was. */
  const coreSettlements = async (
    stay: DischargedFacts,
  ): Promise<
    readonly (Pick<NumberedCoreSettlement, 'answers' | 'accountFen' | 'familyAccountFen'> &
      Partial<Pick<NumberedCoreSettlement, 'acceptedBy'>>)[]
  > => {
    const standing = await stays.standingCores(stay.caseRef);
    if (standing.length > 0) return standing;
    const last = await stays.lastCoreSettlement(stay.caseRef);
    return [doneBefore(await settle(stay, coreSequenceFor(last, null)))];
  };

  /** The insurer's number of its newest settlement of a bill, or of all; the case ref for somebody who is in no insurance. */
  const settlementRef = async (stay: DischargedFacts, interim: number | null): Promise<string> => {
    const { caseRef } = stay;
    if (stay.insurance.type === null) return caseRef;
    const own = interim === null ? undefined : await stays.coreOf(caseRef, interim);
    const last = own ?? (await stays.lastCoreSettlement(caseRef));
    return (last ?? doneBefore(await settle(stay, coreSequenceFor(last, null)))).settlementRef;
  };

  /**
   * A refusal is final for its message. Once a person has put things right and asked for another try, the same question goes
   * out as a new message; one that is still open is never overtaken.
   */
  async function untilTaken<Request, Value>(
    stay: IdentifiedFacts,
    call: Call<Request, Value>,
    request: Request,
    { step: first = call.operation, ...kept }: { readonly step?: string; readonly keep?: Keep<Value> } = {},
  ): Asked<Value> {
    for (let attempt = 1; ; attempt += 1) {
      const told = { ...about(stay, attemptStep(first, attempt)), ...kept };
      const exchanged = await exchange(call, request, told);
      if (exchanged.kind !== 'answered' || exchanged.answer.kind !== 'refused') return exchanged;
      // What was reversed because its answer was lost goes out anew by itself.
      const reversed = exchanged.answer.code === 'reversed-unanswered';
      if (!reversed && !(await stays.askedAgain(told.key))) return exchanged;
      if (!(await mayGoOut(stay, attemptStep(first, attempt + 1)))) return exchanged;
    }
  }

  /** Whether a further question goes out after a no; while a stay is undone only one that did before. */
  async function mayGoOut(stay: IdentifiedFacts, step: string): Promise<boolean> {
    return !undoing || stays.messageAsked(about(stay, step).key);
  }

  async function identified(stay: IdentifiedFacts) {
    const { registration, ...known } = await stays.insurerFacts(stay.caseRef);
    if (registration !== null) return { ...registration, ...known };
    const { personNo } = doneBefore(await identify(stay, await stays.givenAtWindow(stay.caseRef)));
    invariant(personNo !== null, 'a person without insurance reached the insurer');
    return { personNo, visitRef: null, ...known };
  }

  async function registered(stay: CoveredFacts) {
    const { visitRef, ...known } = await identified(stay);
    return { ...known, visitRef: visitRef ?? doneBefore(await admit(stay)).visitRef };
  }

  return {
    ...{ identify, admit, fileInjury, fileReferral, uploadFees },
    ...{ discharge, settle, coreSettlements, settlementRef, registered, about },
  };
}
