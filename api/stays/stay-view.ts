import { commandsFor, type WaitNamed } from '../../domain/attention-commands.ts';
import { detailText } from '../../domain/attention-detail.ts';
import { attentionTexts } from '../../domain/attention-texts.ts';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { type CaseRef, type InstitutionId, isCaseRef } from '../../domain/ids.ts';
import { claimRefusalKinds } from '../../domain/refusal-kinds.ts';
import { offeredFor } from '../../domain/resolutions.ts';
import type { Attention } from '../../domain/stay.ts';
import { whoActs } from '../../domain/who-acts.ts';
import { rulesOfStay } from '../../policies/admission/insured-stay.ts';
import type { StayRecord, StaySummary } from '../../store/stays/records.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import { workOf } from '../../store/stays/work-left.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../http/authentication.ts';
import type { ViewOf } from '../http/view-of.ts';
import { creditOf, interestFreeUntil } from '../money/credit-view.ts';
import { interimBillsView } from '../money/interim-view.ts';
import { onAccountView } from '../money/on-account-view.ts';
import { preSettlementOf } from '../money/pre-settlement-view.ts';
import { receivablesOf } from '../money/receivables-view.ts';
import { runningView } from '../money/running-charges.ts';
import type { attention as attentionView } from './attention-view.ts';
import { conditionsOf } from './condition-views.ts';
import { leavingOf } from './leaving-view.ts';
import { neighboursOf } from './neighbours-view.ts';
import { offeredHere, type RuledStay, type Rules } from './offered.ts';
import { fittingHere, offerOf, offersAt } from './offers-at.ts';
import type { stayView } from './views.ts';
import { waiverOf } from './waiver-view.ts';
import { workView } from './work-view.ts';

/** A stay that the caller may see. Throws HubProblem `case-unknown`, the same for "not yours" as for "not there". */
export async function ownStay(
  stays: Pick<StayStore, 'stay'>,
  caller: Caller | null,
  caseRef: string,
): Promise<StayRecord> {
  const stay = isCaseRef(caseRef) ? await stays.stay(caseRef) : undefined;
  if (stay === undefined || !isOwn(caller, stay)) throw new HubProblem('case-unknown');
  return stay;
}

/** The same with all that belongs to it. Throws HubProblem `case-unknown`. */
export async function ownWholeStay(
  stays: Pick<StayStore, 'wholeStay'>,
  caller: Caller | null,
  caseRef: string,
): Promise<WholeStay> {
  const whole = isCaseRef(caseRef) ? await stays.wholeStay(caseRef) : undefined;
  if (whole === undefined || !isOwn(caller, whole.stay)) throw new HubProblem('case-unknown');
  return whole;
}

/** Whether the caller sees the stay: the county's offices see all, a hospital its own. */
export function isOwn(caller: Caller | null, { institution }: StayRecord): boolean {
  return caller?.of === 'operator' || (caller?.of === 'hospital' && caller.institution === institution);
}

/** A decision or a settlement is owed. */
export function isUnderWay({ stage, discharge }: StayRecord): boolean {
  if (stage === 'Admitted') return discharge !== null;
  return stage === 'Arrived' || stage === 'Identified' || stage === 'Covered' || stage === 'Discharged';
}

/** All that a hospital may know of a stay, as it stands now; undefined for a stay that is not there. */
export async function viewOf(
  deps: { readonly stays: Pick<StayStore, 'wholeStay'> } & Rules & Pick<ApiDeps, 'regions'>,
  caseRef: CaseRef,
): Promise<ViewOf<typeof stayView> | undefined> {
  const whole = await deps.stays.wholeStay(caseRef);
  return whole && viewOfWhole(deps, whole);
}

/** The same of a stay that was looked up with all that belongs to it. */
export function viewOfWhole(
  rules: Rules & Pick<ApiDeps, 'regions'>,
  whole: WholeStay,
): ViewOf<typeof stayView> {
  const { stay, attention, checks, agreement, settlement, obligations, patient, refunds } = whole;
  return {
    ...summaryOf(stay),
    decision: stay.decision,
    discharge: stay.discharge,
    waiver: waiverOf(rules, stay, whole),
    conditions: conditionsOf(rules, whole),
    leaving: leavingOf(rules, whole),
    ...neighboursOf(rules.regions, whole),
    openWork: whole.work.map(workView),
    attention: attention.map((item) => stayAttentionOf(rules, item, stay)),
    offered: offersAt(stay, { ...fittingHere(rules, whole), inArrears: whole.inArrears }, obligations),
    checks: checks.map(({ by, categories, at }) => ({ by, categories, at })),
    agreement,
    charges: runningView(rules, stay, whole.charges),
    preSettlement: preSettlementOf(whole.preSettlement),
    onAccount: onAccountView(whole),
    interimBills: interimBillsView(whole),
    creditLine: creditOf(whole.credit, (drawnOn) =>
      interestFreeUntil(rulesOfStay(rules.schemes, stay), {
        drawnOn,
        dischargedOn: stay.discharge?.dischargedOn ?? null,
      }),
    ),
    settlement,
    receivables: patient === null ? null : { ...receivablesOf(obligations, patient), refunds },
  };
}

/** The stay as an admission just left it; costs no look-up. */
export function freshView(stay: StayRecord): ViewOf<typeof stayView> {
  return {
    ...summaryOf(stay),
    decision: stay.decision,
    discharge: stay.discharge,
    waiver: waiverOf(null, stay, { waiverEnd: null, conditions: [] }),
    conditions: [],
    leaving: null,
    ...{ previousStay: null, transferredTo: null },
    openWork: workOf(stay, { interim: false, claims: [], refunds: [], atBank: false, patientFen: 0 }).map(
      workView,
    ),
    attention: [],
    offered: offersAt(
      stay,
      { ends: false, insured: false, uncovered: false, objectable: false, inArrears: false },
      [],
    ),
    checks: [],
    agreement: null,
    charges: null,
    preSettlement: null,
    onAccount: null,
    interimBills: [],
    creditLine: null,
    settlement: null,
    receivables: null,
  };
}

/** A stay in a list of stays. */
export function summaryOf(stay: StaySummary) {
  const { caseRef, institution, admissionNo, scheme, admittedOn, emergency, stage } = stay;
  const { settledBy, voucherNo, acceptedAt, begunAt, closedAt } = stay;
  return {
    ...{ caseRef, institution, admissionNo, scheme, admittedOn, emergency, settledBy, stage },
    ...{ voucherNo, acceptedAt, begunAt, closedAt },
  };
}

/** What a list or a party waits for: what it means, why exactly, who must act and by when, and what to do. */
export function attentionOf(item: Waits): ViewOf<typeof attentionView> {
  // Resolutions are of stays; what is done about a list stands in its texts.
  const offered = item.listId === undefined ? offeredFor(item.code) : [];
  return waitsOf(item, { offered, refusal: null });
}

/** The same of a stay; of a claim that its payer refused, with what the no means and what fits it. */
export function stayAttentionOf(rules: Rules, item: Waits, stay: RuledStay): ViewOf<typeof attentionView> {
  return waitsOf(item, offeredHere(rules, { attention: item, stay }));
}

type Waits = Attention &
  Omit<WaitNamed, keyof Attention> & {
    readonly due: Instant;
    readonly institution?: InstitutionId | null;
  };

function waitsOf(
  waits: Waits,
  { offered, refusal }: ReturnType<typeof offeredHere>,
): ViewOf<typeof attentionView> {
  const { detail, ...item } = waits;
  return {
    ...{ ...item, ...attentionTexts[item.code], mustAct: whoActs(item, item.institution ?? null) },
    detail: detail === undefined ? null : { ...detail, ...detailText(detail) },
    commands: commandsFor(waits),
    refusalKind: refusal === null ? null : { kind: refusal, ...claimRefusalKinds[refusal] },
    resolutions: offered.map(offerOf),
  };
}
