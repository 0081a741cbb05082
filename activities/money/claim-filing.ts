import { businessKey } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { attemptStep } from '../../domain/message-steps.ts';
import type { DischargedFacts } from '../../domain/stay.ts';
import type { ObligationKey } from '../../store/money/obligation-key.ts';
import type { Obligation } from '../../store/money/obligations.ts';
import { notCarriedOut } from '../exchange/entered-answer.ts';
import type { Exchanged } from '../exchange/exchange.ts';
import type { ActivityParts } from '../parts.ts';
import { insurerQuestions } from '../stays/insurer-questions.ts';

/** The payer's number of the claim: known, or asked for by filing it; a claim that the payer has already, or that the hospital took back, is only asked for. */
export async function claimTaken(parts: ActivityParts, stay: DischargedFacts, obligation: Obligation) {
  const { stays, clock, exchange } = parts;
  const { payer, claimSequence, owedFen, party } = obligation;
  if (obligation.claimRef !== null) return { kind: 'taken', claimRef: obligation.claimRef } as const;
  const { caseRef, institution, personRef, dischargedOn } = stay;
  const key = { caseRef, payer, claimSequence };
  const calls = parts.claims(party);
  const isTakenBack = obligation.restIs === 'withdrawn';
  const onlyAsked = obligation.filedBefore || isTakenBack;
  // Asked once after each time that people say so.
  const step = onlyAsked ? `find-${Date.parse(obligation.stateAt)}` : 'claim';
  const request = {
    ...{ institution, personRef, payer, claimSequence, dischargedOn, fen: owedFen },
    settlementRef: isTakenBack
      ? ((await stays.settledWhenFiled(obligation)) ?? caseRef)
      : await insurerQuestions(parts).settlementRef(stay, obligation.interimSequence),
  };
  const ask = (attempt: number) =>
    exchange(onlyAsked ? calls.findClaim : calls.claim, request, {
      ...{ ...aboutClaim(stay, key, attemptStep(step, attempt)), pending: 'ask-again' },
      keep: ({ claimRef }, header, tx) =>
        stays.recordClaimRef(key, { claimRef, evidence: header.key, at: clock.now() }, tx),
    });
  let exchanged = await ask(1);
  // What people found never to have been carried out goes out as a new message.
  for (let attempt = 2; isNotCarriedOut(exchanged); attempt += 1) exchanged = await ask(attempt);
  if (exchanged.kind === 'waiting') return exchanged;
  if (exchanged.answer.kind === 'refused') return exchanged.answer;
  invariant(exchanged.answer.kind === 'done', 'a claim that is neither taken nor refused');
  return { kind: 'taken', claimRef: exchanged.answer.value.claimRef } as const;
}

function isNotCarriedOut(exchanged: Exchanged<unknown>): boolean {
  if (exchanged.kind === 'waiting') return false;
  return exchanged.answer.kind === 'refused' && exchanged.answer.code === notCarriedOut;
}

/** What a message about a claim is about. */
export function aboutClaim(
  stay: DischargedFacts,
  { caseRef, payer, claimSequence }: ObligationKey,
  step: string,
) {
  const key = businessKey({ caseRef, step, payer, claimSequence });
  return { key, caseRef, institution: stay.institution };
}
