import type { AttentionDetail } from '../../domain/attention-detail.ts';
import { HubProblem } from '../../domain/failures.ts';
import { type CaseRef, isBesidePayer, isHospitalsOwn } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { zeroFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import type { Attention, DischargedFacts, ObligationRef } from '../../domain/stay.ts';
import type { SettlementRequest } from '../../policies/engine/requests.ts';
import { requireVersion, type SchemeVersion } from '../../policies/schemes.ts';
import { brokenCoreAnswers } from '../../policies/settlement/core-answers.ts';
import { settleByVersion } from '../../policies/settlement/settle.ts';
import type { Activities, SettlementSummary } from '../contract.ts';
import { refusalAttention } from '../exchange/refusal.ts';
import { sweptDone, sweptWaiting } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { askCreditLine } from '../stays/credit-line.ts';
import { insurerQuestions } from '../stays/insurer-questions.ts';
import { requireDischarged } from '../stays/stay-facts.ts';
import { prepareSettlement } from './settlement-request.ts';

const step = 'settle';

/** The bill: what the insurer's core answers in one settlement, then who pays what. */
export function settlementActivities(
  parts: ActivityParts,
): Pick<Activities, 'sweepSettlement' | 'settleStay'> {
  const { stays, clock } = parts;
  const insurer = insurerQuestions(parts);

  return {
    async sweepSettlement({ caseRef }) {
      await stays.recordDischargeTaken(caseRef, clock.now());
      const stay = await requireDischarged(stays, caseRef);
      const place = { caseRef, step };
      const version = requireVersion(parts.schemes, stay.scheme, stay.admittedOn);
      const line = await lineAtDischarge(parts, stay, version);
      if (line?.kind === 'waiting') return sweptWaiting(parts, place, line);
      const questions =
        stay.insurance.type === null ? [] : [insurer.uploadFees, insurer.discharge, insurer.settle];
      for (const ask of questions) {
        const exchanged = await ask(stay);
        if (exchanged.kind === 'waiting') return sweptWaiting(parts, place, exchanged);
        // The core's own no to the whole settlement: a person must look, nothing is guessed.
        if (exchanged.answer.kind === 'refused') {
          const attention = await raise(caseRef, refusalAttention('settlement-refused', exchanged.answer));
          return { kind: 'done', value: { kind: 'refused', attention } };
        }
      }
      return sweptDone(parts, place, { kind: 'answered' });
    },

    async settleStay({ caseRef }) {
      const facts = await settlementFacts(parts, caseRef);
      const { stay, version } = facts;
      const prepared = prepareSettlement(version, facts);
      if (prepared.kind === 'incomplete')
        return blocked(caseRef, 'settlement-incomplete', { kind: 'missing', names: prepared.missing });
      let broken: AttentionDetail | undefined;
      const known = { caseRef, personRef: stay.personRef, year: stay.dischargedOn.slice(0, 4) };
      const settlement = await stays.settleUnderCaps(known, (usedThisYear) => {
        const request = { ...prepared.request, usedThisYear: { ...usedThisYear } };
        const worked = workedOut(version, request);
        if (worked.kind === 'broken') {
          broken = worked.detail;
          return null;
        }
        const { settlement } = worked;
        const obligations = obligationsOf(version, settlement);
        return { caseRef, at: clock.now(), settlement, obligations, request };
      });
      if (settlement === null) return blocked(caseRef, 'settlement-review', broken);
      const shown = await stays.clearAttention(caseRef, step, clock.now());
      const settled = { kind: 'settled', obligations: obligationsOf(version, settlement) } as const;
      return shown === null ? settled : { ...settled, attention: shown };
    },
  };

  async function blocked(
    caseRef: CaseRef,
    code: 'settlement-incomplete' | 'settlement-review',
    detail: AttentionDetail | undefined,
  ): Promise<SettlementSummary> {
    const why = detail === undefined ? {} : { detail };
    return { kind: 'blocked', attention: await raise(caseRef, { code, blockedOn: 'operator', ...why }) };
  }

  async function raise(
    caseRef: CaseRef,
    why: Pick<Attention, 'code' | 'blockedOn' | 'detail'>,
  ): Promise<Attention> {
    const attention = { ...why, since: clock.now(), step };
    return (await stays.raiseAttention(caseRef, attention, clock.now())) ?? attention;
  }
}

type Worked =
  | { readonly kind: 'worked'; readonly settlement: Settlement }
  | { readonly kind: 'broken'; readonly detail: AttentionDetail };

/** Broken when an answer breaks the scheme's own rules: nothing is booked that a payer did not answer, so a person must look. */
function workedOut(version: SchemeVersion, request: SettlementRequest): Worked {
  try {
    const settlement = settleByVersion(version, request);
    const answers = brokenCoreAnswers(version, request, settlement);
    return answers.length === 0
      ? { kind: 'worked', settlement }
      : { kind: 'broken', detail: { kind: 'broken-rule', answers } };
  } catch (failure) {
    if (!(failure instanceof HubProblem) || failure.code !== 'request-invalid') throw failure;
    const codes = failure.errors.map(({ path, code }) => `${path}: ${code}`);
    return { kind: 'broken', detail: { kind: 'unfit', codes } };
  }
}

/** What the sweep before asked for is a fact by now. */
async function settlementFacts(parts: ActivityParts, caseRef: CaseRef) {
  const stay = await requireDischarged(parts.stays, caseRef);
  const version = requireVersion(parts.schemes, stay.scheme, stay.admittedOn);
  const line = await lineAtDischarge(parts, stay, version);
  const creditLine = line?.kind === 'answered' && line.answer.kind === 'done' ? line.answer.value : null;
  return {
    ...{ stay, version, answers: await coreAnswers(parts, stay, version) },
    arrival: await parts.stays.arrival(caseRef),
    creditLine: creditLine && { availableFen: creditLine.availableFen },
    county: await parts.countyParameters.countyParametersOn(stay.scheme, stay.dischargedOn),
  };
}

/** What the core said of each payer; one that it did not name takes no part in the stay (docs/decisions/0008). */
async function coreAnswers(
  parts: ActivityParts,
  stay: DischargedFacts,
  version: SchemeVersion,
): Promise<NonNullable<SettlementRequest['answers']>> {
  const silent = version.payers
    .filter(({ tier }) => tier === 'core')
    .map(({ payer }) => [payer, { paidFen: zeroFen, named: false }] as const);
  const none = Object.fromEntries(silent) as NonNullable<SettlementRequest['answers']>;
  if (stay.insurance.type === null) return none;
  return { ...none, ...(await insurerQuestions(parts).coreSettlement(stay)).answers };
}

/** The credit line as it stands at discharge; null for somebody who had none at admission. */
async function lineAtDischarge(parts: ActivityParts, stay: DischargedFacts, version: SchemeVersion) {
  if (stay.creditLine === null) return null;
  return askCreditLine(parts, stay, { version, step: 'credit-line-at-discharge' });
}

function obligationsOf(version: SchemeVersion, { shares }: Settlement): readonly ObligationRef[] {
  const partyOf = new Map(version.payers.map((rule) => [rule.payer, rule.party]));
  return shares
    .filter(({ payer, fen }) => fen > 0 && !isHospitalsOwn(payer))
    .map(({ payer }) => {
      // A fund that no scheme names is one of the insurer's own, which clears it with the rest.
      const party = partyOf.get(payer) ?? (isBesidePayer(payer) ? 'medical-insurance' : undefined);
      invariant(party !== undefined, `${version.id} has no payer ${payer}`);
      return { payer, party, claimSequence: 1 };
    });
}
