import { businessKey } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { DischargedFacts } from '../../domain/stay.ts';
import type { ObligationKey } from '../../store/money/obligation-key.ts';
import type { Obligation } from '../../store/money/obligations.ts';
import type { ActivityParts } from '../parts.ts';
import { insurerQuestions } from '../stays/insurer-questions.ts';

/** The payer's number of the claim: known, or asked for by filing it; a claim that the payer has already is only asked for. */
export async function claimTaken(parts: ActivityParts, stay: DischargedFacts, obligation: Obligation) {
  const { stays, clock, exchange } = parts;
  const { payer, claimSequence, owedFen, party, filedBefore } = obligation;
  if (obligation.claimRef !== null) return { kind: 'taken', claimRef: obligation.claimRef } as const;
  const { caseRef, institution, personRef, dischargedOn } = stay;
  const key = { caseRef, payer, claimSequence };
  const calls = parts.claims(party);
  // Asked once after each time that people say so.
  const step = filedBefore ? `find-${Date.parse(obligation.stateAt)}` : 'claim';
  const exchanged = await exchange(
    filedBefore ? calls.findClaim : calls.claim,
    {
      ...{ institution, personRef, payer, claimSequence, dischargedOn, fen: owedFen },
      settlementRef: await insurerQuestions(parts).settlementRef(stay),
    },
    {
      ...{ ...aboutClaim(stay, key, step), pending: 'ask-again' },
      keep: ({ claimRef }, header, tx) =>
        stays.recordClaimRef(key, { claimRef, evidence: header.key, at: clock.now() }, tx),
    },
  );
  if (exchanged.kind === 'waiting') return exchanged;
  if (exchanged.answer.kind === 'refused') return exchanged.answer;
  invariant(exchanged.answer.kind === 'done', 'a claim that is neither taken nor refused');
  return { kind: 'taken', claimRef: exchanged.answer.value.claimRef } as const;
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
