import type { Decision } from '../../domain/decision.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { staleListStep } from '../../domain/list.ts';
import type { Fen } from '../../domain/money.ts';
import type { Attention, CoveredFacts } from '../../domain/stay.ts';
import { askedConditions } from '../../policies/admission/asked-conditions.ts';
import { awaitedKeepers, contestedDetail } from '../../policies/admission/asked-elsewhere.ts';
import { decide } from '../../policies/admission/decide.ts';
import { insuredStayOf, rulesOfStay } from '../../policies/admission/insured-stay.ts';
import type { ListAnswer } from '../../policies/admission/list-answer.ts';
import { questionOfStay, type StayReads } from '../../policies/admission/stay-question.ts';
import { requireVersion } from '../../policies/schemes.ts';
import { isInsured } from '../../store/stays/insured-stays.ts';
import type { Cover, StayRecord } from '../../store/stays/records.ts';
import type { Activities, DecisionSummary, InsurerAnswer, Swept } from '../contract.ts';
import { type Refusal, refusalAttention } from '../exchange/refusal.ts';
import { sweptAwaiting, sweptDone } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { coreChecks } from './core-check.ts';
import { doubtDetail } from './identity.ts';
import { doubted, impersonal, isDoubted } from './identity-decision.ts';
import { insurerQuestions } from './insurer-questions.ts';
import { requireCovered, requireStayWithCover } from './stay-facts.ts';

/** The decision of the admission, and the insurer told of it. */
export function admissionActivities(
  parts: ActivityParts,
): Pick<Activities, 'decideAdmission' | 'sweepAdmission'> {
  const { stays, schemes, clock } = parts;
  const { admit, fileInjury } = insurerQuestions(parts);
  return {
    async decideAdmission({ caseRef }) {
      const { stay, cover } = await requireStayWithCover(stays, caseRef);
      if (stay.beingCancelled) return { outcome: 'review', attention: null, cancelled: true };
      // A decision that holds, ours or a person's, is never made again: later texts and lists do not reach back.
      if (stay.decision !== null) return conclude({ stay, cover }, stay.decision);
      if (cover === null) return identifyAnew(stay);
      const decision = await decisionOf({ ...stay, ...cover });
      await stays.flagOtherStays(caseRef, clock.now());
      const version = requireVersion(schemes, stay.scheme, stay.admittedOn);
      const made = { of: stay.identitySequence, asked: askedConditions(version, decision) };
      const kept = await stays.recordDecision(caseRef, decision, clock.now(), made);
      return kept === 'outdated' ? identifyAnew(stay) : conclude({ stay, cover }, decision);
    },
    async sweepAdmission({ caseRef }) {
      const place = { caseRef, step: 'admit' };
      const stay = await requireCovered(stays, caseRef);
      if (stay.beingCancelled) return { kind: 'cancelled' };
      // Somebody admitted by hand without insurance: there is no visit to open.
      if (stay.insurance.type !== null) {
        for (const ask of [admit, fileInjury]) {
          const exchanged = await ask(stay);
          if (exchanged.kind === 'waiting') return sweptAwaiting(parts, place, exchanged);
          if (exchanged.answer.kind === 'refused') return refused(caseRef, exchanged.answer);
        }
        const held = await coreChecks(parts).visit(stay);
        if (held !== null) return held;
      }
      await stays.advanceStage(caseRef, 'Admitted', clock.now());
      const { credit } = rulesOfStay(schemes, stay);
      if (credit !== null && stay.creditLine !== null)
        await stays.orderHold(caseRef, credit.holdMostFen as Fen, clock.now());
      return sweptDone(parts, place, { kind: 'answered' });
    },
  };

  /** Who the person is was corrected: what is known rests on somebody else. */
  async function identifyAnew({ caseRef }: StayRecord): Promise<DecisionSummary> {
    return { outcome: 'review', attention: await stays.shownAttention(caseRef), identifyAnew: true };
  }

  async function decisionOf(covered: CoveredFacts): Promise<Decision> {
    const { caseRef, scheme, doubt, withoutNumber } = covered;
    const { request, answer, told } = await questionOfStay(schemes, covered, readsOf(parts));
    if (doubt !== undefined)
      return doubted(
        decide(schemes, scheme, impersonal(request), { omissions: 'unknown' }),
        doubt,
        withoutNumber,
      );
    const decision = told(decide(schemes, scheme, request, { omissions: 'unknown' }));
    if (decision.outcome !== 'refuse') await raiseStale(caseRef, answer);
    return decision;
  }

  /** The patient is treated all the same; the list is for its agency to renew. */
  async function raiseStale(caseRef: CaseRef, { doubtful }: ListAnswer): Promise<void> {
    if (doubtful === null) return;
    const { listId, agency } = doubtful;
    const since = clock.now();
    const step = staleListStep(listId ?? agency);
    await stays.raiseAttention(caseRef, { code: 'list-stale', blockedOn: agency, since, step }, since);
  }

  /** The patient is treated all the same; the insurer's no to the visit is for the hospital to put right. */
  async function refused(caseRef: CaseRef, no: Refusal): Promise<Swept<InsurerAnswer>> {
    const since = clock.now();
    const attention: Attention = { ...refusalAttention('admission-refused', no), since, step: 'admit' };
    const shown = await stays.raiseAttention(caseRef, attention, since);
    return { kind: 'done', value: { kind: 'refused', attention: shown ?? attention } };
  }

  /** Without the waiver the stay goes on where the scheme says so, or the hospital said so with the admission; nobody is presumed to. */
  async function goesOnInsured({ stay, cover }: WithCover, decision: Decision): Promise<boolean> {
    const { caseRef, insuredStay, impersonated } = stay;
    if (insuredStay !== null) return true;
    if (impersonated !== null || cover === null || !isInsured(cover.insurance)) return false;
    const { kind } = insuredStayOf(requireVersion(schemes, stay.scheme, stay.admittedOn), decision);
    if (kind === 'not') return false;
    const { ifNotWaived } = await stays.arrival(caseRef);
    if (kind === 'by-choice' && ifNotWaived !== 'insured-stay') return false;
    await stays.recordInsuredStay(caseRef, kind === 'by-scheme' ? 'scheme' : 'admission', clock.now());
    return true;
  }

  /** What a keeper of records and the window say differently; null: nothing. */
  async function contestedOf({ stay, cover }: { readonly stay: StayRecord; readonly cover: Cover }) {
    const { records } = cover;
    if (records === undefined) return null;
    const version = requireVersion(schemes, stay.scheme, stay.admittedOn);
    const { facts } = await stays.arrival(stay.caseRef);
    return contestedDetail(version, facts, records);
  }

  async function conclude({ stay, cover }: WithCover, decision: Decision): Promise<DecisionSummary> {
    const { outcome, reasons } = decision;
    const { caseRef } = stay;
    const step = 'decide';
    if (outcome !== 'review') {
      const shown = await stays.clearAttention(caseRef, step, clock.now());
      if (outcome === 'admit') {
        const version = requireVersion(schemes, stay.scheme, stay.admittedOn);
        const silent = awaitedKeepers(version, decision).length > 0;
        return { outcome, attention: shown, ...(silent ? { keepersSilent: true } : {}) };
      }
      if (await goesOnInsured({ stay, cover }, decision)) return { outcome: 'insured', attention: shown };
      await stays.advanceStage(caseRef, 'Refused', clock.now());
      return { outcome, attention: null };
    }
    const since = stay.acceptedAt;
    const doubt = isDoubted(reasons) ? (await stays.stayWithCover(caseRef))?.cover?.doubt : undefined;
    const contested = doubt === undefined && cover !== null ? await contestedOf({ stay, cover }) : null;
    const attention: Attention =
      doubt === undefined
        ? {
            ...{ code: 'decision-review', blockedOn: 'operator', since, step },
            ...(contested === null ? {} : { detail: contested }),
          }
        : { code: 'identity-mismatch', blockedOn: 'hospital', since, step, detail: doubtDetail(doubt) };
    const shown = await stays.raiseAttention(caseRef, attention, clock.now());
    return { outcome, attention: shown ?? attention };
  }
}

interface WithCover {
  readonly stay: StayRecord;
  readonly cover: Cover | null;
}

/** Where the decision finds what it rests on. */
function readsOf({ stays, register, memberships, countyParameters }: ActivityParts): StayReads {
  return {
    lists: () => register.lists(),
    served: () => memberships.freshness(),
    institution: (id) => register.institution(id),
    entered: (scheme, day) => countyParameters.countyParametersOn(scheme as never, day),
    arrival: stays.arrival,
    arrearsRecord: stays.arrearsRecord,
  };
}
