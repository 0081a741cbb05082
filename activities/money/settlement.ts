import type { Arrival } from '../../domain/arrival.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Settlement } from '../../domain/settlement.ts';
import type { Attention, DischargedFacts, ObligationRef } from '../../domain/stay.ts';
import type { SettlementRequest } from '../../policies/engine/requests.ts';
import { requireVersion, type SchemeVersion } from '../../policies/schemes.ts';
import { brokenCoreAnswers } from '../../policies/settlement/core-answers.ts';
import { settleByVersion } from '../../policies/settlement/settle.ts';
import type { Activities, SettlementSummary } from '../contract.ts';
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
      const questions = stay.insurance.type === null ? [] : [insurer.discharge, insurer.settle];
      for (const ask of questions) {
        const exchanged = await ask(stay);
        if (exchanged.kind === 'waiting') return sweptWaiting(parts, place, exchanged);
        // The core's own no to the whole settlement: a person must look, nothing is guessed.
        if (exchanged.answer.kind === 'refused') {
          const attention = await raise(caseRef, { code: 'settlement-refused', blockedOn: 'hospital' });
          return { kind: 'done', value: { kind: 'refused', attention } };
        }
      }
      return sweptDone(parts, place, { kind: 'answered' });
    },

    async settleStay({ caseRef }) {
      const facts = await settlementFacts(parts, caseRef);
      const { stay, version } = facts;
      const prepared = prepareSettlement(version, facts);
      if (prepared.kind === 'incomplete') return blocked(caseRef, 'settlement-incomplete');
      const known = { caseRef, personRef: stay.personRef, year: stay.dischargedOn.slice(0, 4) };
      const settlement = await stays.settleUnderCaps(known, (usedThisYear) => {
        const request = { ...prepared.request, usedThisYear: { ...usedThisYear } };
        const worked = workedOut(version, request);
        return (
          worked && {
            ...{ caseRef, at: clock.now(), settlement: worked },
            obligations: obligationsOf(version, worked),
          }
        );
      });
      if (settlement === null) return blocked(caseRef, 'settlement-review');
      await stays.clearAttention(caseRef, step, clock.now());
      return { kind: 'settled', obligations: obligationsOf(version, settlement) };
    },
  };

  async function blocked(
    caseRef: CaseRef,
    code: 'settlement-incomplete' | 'settlement-review',
  ): Promise<SettlementSummary> {
    return { kind: 'blocked', attention: await raise(caseRef, { code, blockedOn: 'operator' }) };
  }

  async function raise(
    caseRef: CaseRef,
    { code, blockedOn }: Pick<Attention, 'code' | 'blockedOn'>,
  ): Promise<Attention> {
    const attention = { code, blockedOn, since: clock.now(), step };
    await stays.raiseAttention(caseRef, attention, clock.now());
    return attention;
  }
}

/** Null when an answer breaks the scheme's own rules: nothing is booked that a payer did not answer, so a person must look. */
function workedOut(version: SchemeVersion, request: SettlementRequest): Settlement | null {
  try {
    const settlement = settleByVersion(version, request);
    return brokenCoreAnswers(version, request, settlement).length === 0 ? settlement : null;
  } catch (failure) {
    if (failure instanceof HubProblem && failure.code === 'request-invalid') return null;
    throw failure;
  }
}

/** Answers come from the message log, where the sweep before put them. */
async function settlementFacts(parts: ActivityParts, caseRef: CaseRef) {
  const stay = await requireDischarged(parts.stays, caseRef);
  const version = requireVersion(parts.schemes, stay.scheme, stay.admittedOn);
  const line = await lineAtDischarge(parts, stay, version);
  const creditLine = line?.kind === 'answered' && line.answer.kind === 'done' ? line.answer.value : null;
  return {
    ...{ stay, version, answers: await coreAnswers(parts, stay, version) },
    arrival: (await parts.stays.arrival(caseRef)) as Arrival,
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
    .map(({ payer }) => [payer, { paidFen: 0 }] as const);
  const none = Object.fromEntries(silent) as NonNullable<SettlementRequest['answers']>;
  if (stay.insurance.type === null) return none;
  const exchanged = await insurerQuestions(parts).settle(stay);
  invariant(
    exchanged.kind === 'answered' && exchanged.answer.kind === 'done',
    'a settlement without an answer',
  );
  return { ...none, ...exchanged.answer.value.answers };
}

/** The credit line as it stands at discharge; null for somebody who had none at admission. */
async function lineAtDischarge(parts: ActivityParts, stay: DischargedFacts, version: SchemeVersion) {
  if (stay.creditLine === null) return null;
  return askCreditLine(parts, stay, { version, step: 'credit-line-at-discharge' });
}

function obligationsOf(version: SchemeVersion, { shares }: Settlement): readonly ObligationRef[] {
  const partyOf = new Map(version.payers.map((rule) => [rule.payer, rule.party]));
  return shares
    .filter(({ fen }) => fen > 0)
    .map(({ payer }) => {
      const party = partyOf.get(payer);
      invariant(party !== undefined, `${version.id} has no payer ${payer}`);
      return { payer, party, claimSequence: 1 };
    });
}
