import type { AttentionDetail, ForeseenBill } from '../../domain/attention-detail.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { addFen, zeroFen } from '../../domain/money.ts';
import { answersTogether, type CoreAnswers, type Settlement } from '../../domain/settlement.ts';
import type { DischargedFacts } from '../../domain/stay.ts';
import { rulesOfStay } from '../../policies/admission/insured-stay.ts';
import type { SettlementRequest } from '../../policies/engine/requests.ts';
import type { SchemeVersion } from '../../policies/schemes.ts';
import { brokenCoreAnswers } from '../../policies/settlement/core-answers.ts';
import { settleByVersion } from '../../policies/settlement/settle.ts';
import type { OpenAmendment } from '../../store/money/amendments.ts';
import type { NumberedCoreSettlement } from '../../store/money/core-settlements.ts';
import type { ActivityParts } from '../parts.ts';
import { askCreditLine } from '../stays/credit-line.ts';
import { insurerQuestions } from '../stays/insurer-questions.ts';
import { requireDischarged } from '../stays/stay-facts.ts';

/** Whether what the core settled is to be taken back. */
export function isBeingTakenBack({ state }: NumberedCoreSettlement): boolean {
  return state === 'reversing' || state === 'reversal-unknown';
}

/** A bill worked out, or why it cannot be. */
type Worked =
  | { readonly kind: 'worked'; readonly settlement: Settlement }
  | { readonly kind: 'broken'; readonly detail: AttentionDetail };

/** Broken when an answer breaks the scheme's own rules: nothing is booked that a payer did not answer, so a person must look. */
export function workedOut(version: SchemeVersion, request: SettlementRequest): Worked {
  try {
    const settlement = settleByVersion(version, request);
    const answers = brokenCoreAnswers(version, request, settlement);
    return answers.length === 0
      ? { kind: 'worked', settlement }
      : { kind: 'broken', detail: { kind: 'broken-rule', answers, ...ifAccepted(version, request) } };
  } catch (failure) {
    if (!(failure instanceof HubProblem) || failure.code !== 'request-invalid') throw failure;
    const codes = failure.errors.map(({ path, code }) => `${path}: ${code}`);
    return { kind: 'broken', detail: { kind: 'unfit', codes } };
  }
}

/** What people would accept; nothing where an answer fits no bill at all. */
function ifAccepted(
  version: SchemeVersion,
  request: SettlementRequest,
): { readonly ifAccepted?: ForeseenBill } {
  if (request.answers === undefined) return {};
  try {
    const answers = acceptedAnswers(request.answers);
    const { shares, patientFen } = settleByVersion(version, { ...request, answers });
    return { ifAccepted: { shares: shares.map(({ payer, fen }) => ({ payer, fen })), patientFen } };
  } catch (failure) {
    if (failure instanceof HubProblem && failure.code === 'request-invalid') return {};
    throw failure;
  }
}

/** A stay with the bill that is to be settled: the corrected one while an amendment is open. */
export async function requireBilled(stays: ActivityParts['stays'], caseRef: CaseRef): Promise<BilledStay> {
  const stay = await requireDischarged(stays, caseRef);
  const amendment = stay.beingAmended ? await stays.openAmendment(caseRef) : undefined;
  if (amendment === undefined) return stay;
  const { totalFen, outOfPolicyFen } = amendment;
  return { ...stay, totalFen, outOfPolicyFen, amendment };
}

export type BilledStay = Awaited<ReturnType<typeof requireDischarged>> & {
  readonly amendment?: OpenAmendment;
  /** It goes on, and these are the bills so far. */
  readonly interim?: true;
};
export type FactsOfBill = Awaited<ReturnType<typeof settlementFacts>>;

/** What the sweep before asked for is a fact by now. */
export async function settlementFacts(parts: ActivityParts, stay: BilledStay) {
  const { caseRef } = stay;
  const version = rulesOfStay(parts.schemes, stay);
  // A line is drawn on at the discharge only.
  const line = stay.interim === true ? null : await lineAtDischarge(parts, stay, version);
  const creditLine = line?.kind === 'answered' && line.answer.kind === 'done' ? line.answer.value : null;
  // What is held for the stay is not in the line's own figure, and may be drawn all the same.
  const heldFen =
    creditLine === null ? zeroFen : await parts.stays.heldAtDischarge(caseRef, stay.dischargedOn);
  return {
    ...{ stay, version, answers: await coreAnswers(parts, stay, version) },
    arrival: await parts.stays.arrival(caseRef),
    creditLine: creditLine && { availableFen: addFen(creditLine.availableFen, heldFen) },
    county: await parts.countyParameters.countyParametersOn(stay.scheme, stay.dischargedOn),
  };
}

/** What the core said of each payer; one that it did not name takes no part in the stay (docs/decisions/0008). */
async function coreAnswers(
  parts: ActivityParts,
  stay: BilledStay,
  version: SchemeVersion,
): Promise<CoreTold> {
  if (stay.insurance.type === null) return toldByCore(version, []);
  // Of a stay that goes on all may have been taken back.
  const standing =
    stay.interim === true
      ? await parts.stays.standingCores(stay.caseRef)
      : await insurerQuestions(parts).coreSettlements(stay);
  const said = toldByCore(version, standing.map(withAccounts));
  const accepted = standing.some(({ acceptedBy = null }) => acceptedBy !== null);
  return accepted ? acceptedAnswers(said) : said;
}

/** What came out of the accounts pays like a fund, of the patient's own part. */
function withAccounts({
  answers,
  accountFen,
  familyAccountFen,
}: Pick<NumberedCoreSettlement, 'answers' | 'accountFen' | 'familyAccountFen'>): CoreAnswers {
  return {
    ...answers,
    ...(accountFen ? { 'personal-account': { paidFen: accountFen } } : {}),
    ...(familyAccountFen ? { 'family-account': { paidFen: familyAccountFen } } : {}),
  };
}

type CoreTold = NonNullable<SettlementRequest['answers']>;

/** What the core's answers say together of each of its payers in the scheme. */
export function toldByCore(version: SchemeVersion, answers: readonly CoreAnswers[]): CoreTold {
  const silent = version.payers
    .filter(({ tier }) => tier === 'core')
    .map(({ payer }) => [payer, { paidFen: zeroFen, named: false }] as const);
  return { ...Object.fromEntries(silent), ...answersTogether(answers) };
}

/** People accepted them as the payers' result: what the scheme would cap or raise stands as it was answered. */
function acceptedAnswers(answers: CoreTold): CoreTold {
  return Object.fromEntries(
    Object.entries(answers).map(([payer, answer]) => [
      payer,
      'paidFen' in answer ? ({ ...answer, accepted: true } as const) : answer,
    ]),
  );
}

/** The credit line as it stands at discharge; null for somebody who had none at admission. */
export async function lineAtDischarge(parts: ActivityParts, stay: DischargedFacts, version: SchemeVersion) {
  if (stay.creditLine === null) return null;
  return askCreditLine(parts, stay, { version, step: 'credit-line-at-discharge' });
}
