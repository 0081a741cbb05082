import { arrearsStep } from '../../domain/arrears.ts';
import {
  atStagesOf,
  confirmerOf,
  offeredAt,
  proposersOf,
  type ResolutionKindCode,
  resolutionKinds,
} from '../../domain/resolutions.ts';
import { claimStep, claimSteps } from '../../domain/stay.ts';
import { benefitEndGrounds } from '../../policies/admission/benefit-end.ts';
import { objectionRule } from '../../policies/admission/objection-rule.ts';
import type { Obligation } from '../../store/money/obligations.ts';
import { isRefusedForCover } from '../../store/stays/identities.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ViewOf } from '../http/view-of.ts';
import type { offered } from './attention-view.ts';
import type { Rules } from './offered.ts';
import { insuredStayState } from './waiver-view.ts';

/** One resolution, and who proposes and confirms it. */
export function offerOf(kind: ResolutionKindCode) {
  return {
    ...{ kind, zh: resolutionKinds[kind].zh, en: resolutionKinds[kind].en },
    ...{ proposes: proposersOf(kind), confirms: confirmerOf(kind)?.roles ?? null },
  };
}

/** What may be done about the stay though nothing waits, about claims that were not filed too; `inArrears`: a case of arrears is open. */
export function offersAt(
  { stage, beingCancelled, impersonated }: StayRecord,
  {
    ends,
    insured,
    uncovered,
    objectable,
    inArrears,
  }: ReturnType<typeof fittingHere> & { readonly inArrears: boolean },
  claims: readonly Obligation[],
): ViewOf<typeof offered> {
  if (beingCancelled) return [];
  const once = (kind: ResolutionKindCode): boolean => {
    if (kind === 'end-benefit') return ends;
    if (atStagesOf(kind)?.step === arrearsStep) return inArrears;
    if (kind === 'insured-stay') return insured;
    if (kind === 'ask-cover-anew') return uncovered;
    if (kind === 'object-to-decision') return objectable;
    return impersonated === null || (kind !== 'impersonation' && kind !== 'cancel');
  };
  return offeredAt(stage)
    .filter(once)
    .flatMap((kind) => {
      const of = atStagesOf(kind);
      if (of === undefined) return [];
      const steps = of.step === claimSteps ? claims.filter(isUnfiled).map(claimStep) : [of.step];
      return steps.map((on) => ({ ...offerOf(kind), on }));
    });
}

function isUnfiled({ state }: Obligation): boolean {
  return state === 'intended';
}

/** `ends`: the waiver may be ended, for the scheme has grounds and it is there; `insured`: the refused stay may go on as an insured stay; `uncovered`: it was refused for its insurance; `objectable`: whoever is concerned may object. */
export function fittingHere(rules: Rules, { stay, waiverEnd }: WholeStay) {
  const { scheme, admittedOn, impersonated, insuredStay, emergency } = stay;
  const found = rules.schemes.version(scheme, admittedOn);
  const grounds = found.kind === 'in-force' ? benefitEndGrounds(found.scheme, stay.decision).size : 0;
  const named = found.kind === 'in-force' && objectionRule(found.scheme) !== null;
  const granted = waiverEnd === null && impersonated === null && insuredStay === null;
  return {
    ends: grounds > 0 && granted && !emergency,
    objectable: stay.decision?.outcome === 'refuse' && impersonated === null && named,
    uncovered: isRefusedForCover(stay),
    insured: impersonated === null && insuredStayState(rules, stay) === 'open',
  };
}
