import type { Decision } from '../../domain/decision.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Fen } from '../../domain/money.ts';
import type { Attention, CoveredFacts } from '../../domain/stay.ts';
import { admissionRequest, enteredWhereAsked } from '../../policies/admission/admission-request.ts';
import { explained, type RegisterSays, recordAgainst } from '../../policies/admission/arrears-record.ts';
import { askedConditions } from '../../policies/admission/asked-conditions.ts';
import { decide } from '../../policies/admission/decide.ts';
import { insuredStayOf, rulesOfStay } from '../../policies/admission/insured-stay.ts';
import { type ListAnswer, listAnswer } from '../../policies/admission/list-answer.ts';
import type { DecisionRequest } from '../../policies/engine/requests.ts';
import { requireVersion, type SchemeVersion } from '../../policies/schemes.ts';
import { isInsured } from '../../store/stays/insured-stays.ts';
import type { Cover, StayRecord } from '../../store/stays/records.ts';
import { staleListStep } from '../../store/stays/stale-lists.ts';
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
    const { caseRef, personRef, scheme, admittedOn, doubt } = covered;
    const version = requireVersion(schemes, scheme, admittedOn);
    const [lists, served] = await Promise.all([parts.register.lists(), parts.memberships.freshness()]);
    const answer = listAnswer(version, covered, { lists, served });
    const record = await recordAgainst(version, () => stays.arrearsRecord(personRef, scheme, admittedOn));
    const request = await requestOf(parts, covered, { answer, version, record });
    if (doubt !== undefined)
      return doubted(decide(schemes, scheme, impersonal(request), { omissions: 'unknown' }), doubt);
    const decision = explained(decide(schemes, scheme, request, { omissions: 'unknown' }), record);
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

  async function conclude({ stay, cover }: WithCover, decision: Decision): Promise<DecisionSummary> {
    const { outcome, reasons } = decision;
    const { caseRef } = stay;
    const step = 'decide';
    if (outcome !== 'review') {
      const shown = await stays.clearAttention(caseRef, step, clock.now());
      if (outcome === 'admit') return { outcome, attention: shown };
      if (await goesOnInsured({ stay, cover }, decision)) return { outcome: 'insured', attention: shown };
      await stays.advanceStage(caseRef, 'Refused', clock.now());
      return { outcome, attention: null };
    }
    const since = stay.acceptedAt;
    const doubt = isDoubted(reasons) ? (await stays.stayWithCover(caseRef))?.cover?.doubt : undefined;
    const attention: Attention =
      doubt === undefined
        ? { code: 'decision-review', blockedOn: 'operator', since, step }
        : { code: 'identity-mismatch', blockedOn: 'hospital', since, step, detail: doubtDetail(doubt) };
    const shown = await stays.raiseAttention(caseRef, attention, clock.now());
    return { outcome, attention: shown ?? attention };
  }
}

/** What else the decision rests on. */
interface Known {
  readonly answer: ListAnswer;
  readonly version: SchemeVersion;
  readonly record: RegisterSays;
}

interface WithCover {
  readonly stay: StayRecord;
  readonly cover: Cover | null;
}

/** Everything known of the stay, in the form of a what-if request: the same question, asked of the same engine. */
async function requestOf(
  parts: ActivityParts,
  stay: CoveredFacts,
  { answer, version, record }: Known,
): Promise<DecisionRequest> {
  const { stays, register, countyParameters } = parts;
  const { words } = answer;
  const { caseRef, admittedOn, emergency, insurance, creditLine } = stay;
  const arrival = await stays.arrival(caseRef);
  const institution = await register.institution(stay.institution);
  invariant(institution !== undefined, `the institution ${stay.institution} left the register`);
  const entered = await enteredWhereAsked(version, () =>
    countyParameters.countyParametersOn(version.id, admittedOn),
  );
  return admissionRequest(version, {
    ...{ admittedOn, institution, entered, emergency, creditLine, words, arrival, record },
    insurance: toldInsurance(insurance),
  });
}

/** What the insurer left empty is a fact that nobody knows: the decision says so, and a person finds out. */
function toldInsurance({ type, status, division }: CoveredFacts['insurance']): DecisionRequest['insurance'] {
  return status === 'unclear' ? { type, division } : { type, status, division };
}
