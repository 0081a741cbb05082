import type { Call } from '../../adapters/call.ts';
import type { ClaimRequest, ClaimTaken } from '../../adapters/claim.ts';
import { businessKey } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { attemptStep } from '../../domain/message-steps.ts';
import type { DischargedFacts } from '../../domain/stay.ts';
import type { ObligationKey } from '../../store/money/obligation-key.ts';
import type { Obligation } from '../../store/money/obligations.ts';
import { claimedFen } from '../../store/money/payer-differences.ts';
import { notCarriedOut } from '../exchange/entered-answer.ts';
import type { Exchanged } from '../exchange/exchange.ts';
import type { Refusal } from '../exchange/refusal.ts';
import type { ActivityParts } from '../parts.ts';
import { insurerQuestions } from '../stays/insurer-questions.ts';

type Taken =
  | { readonly kind: 'taken'; readonly claimRef: string }
  | Extract<Exchanged<never>, { kind: 'waiting' }>
  | Refusal;

/**
 * The payer's number of the claim: known, or asked for by filing it; a claim that the payer has already is only asked for. `leaving`: asked
 * once, before the claim is written to be sent; false: it does not go.
 */
export async function claimTaken(
  parts: ActivityParts,
  stay: DischargedFacts,
  obligation: Obligation,
  leaving: () => Promise<boolean>,
): Promise<Taken> {
  const { claimRef, filedBefore, interimSequence } = obligation;
  if (claimRef !== null) return { kind: 'taken', claimRef };
  // Asked once after each time that people say so.
  const step = filedBefore ? `find-${Date.parse(obligation.stateAt)}` : 'claim';
  const settlementRef = await insurerQuestions(parts).settlementRef(stay, interimSequence);
  const calls = parts.claims(obligation.party);
  const ask = (attempt: number) =>
    asked(parts, stay, {
      ...{ obligation, call: filedBefore ? calls.findClaim : calls.claim, settlementRef },
      ...{ step: attemptStep(step, attempt), ...(filedBefore ? {} : { leaving }) },
    });
  let taken = await ask(1);
  // What people found never to have been carried out goes out as a new message.
  for (let attempt = 2; taken.kind === 'refused' && taken.code === notCarriedOut; attempt += 1)
    taken = await ask(attempt);
  return taken;
}

/** The number under which the payer has a claim that was taken back; nothing is filed. `look`: every look is a message of its own. Null: no message of the claim ever left. */
export async function claimFound(
  parts: ActivityParts,
  stay: DischargedFacts,
  { obligation, look }: { readonly obligation: Obligation; readonly look: number },
): Promise<Taken | null> {
  const { claimRef } = obligation;
  if (claimRef !== null) return { kind: 'taken', claimRef };
  const settlementRef = await parts.stays.claimedUnder(obligation);
  if (settlementRef === null) return null;
  const step = attemptStep(`find-${Date.parse(obligation.stateAt)}`, look);
  const call = parts.claims(obligation.party).findClaim;
  return asked(parts, stay, { obligation, call, settlementRef, step });
}

async function asked(
  { stays, clock, exchange }: ActivityParts,
  stay: DischargedFacts,
  question: {
    readonly obligation: Obligation;
    readonly call: Call<ClaimRequest, ClaimTaken>;
    readonly settlementRef: string;
    readonly step: string;
    readonly leaving?: () => Promise<boolean>;
  },
): Promise<Taken> {
  const { obligation, call, settlementRef, step, leaving } = question;
  const { caseRef, payer, claimSequence } = obligation;
  const { institution, personRef, dischargedOn } = stay;
  const key = { caseRef, payer, claimSequence };
  const fen = claimedFen(obligation);
  const request = { institution, personRef, payer, claimSequence, dischargedOn, fen, settlementRef };
  const exchanged = await exchange(call, request, {
    ...{ ...aboutClaim(stay, key, step), pending: 'ask-again' },
    ...(leaving === undefined ? {} : { leaving }),
    keep: ({ claimRef }, header, tx) =>
      stays.recordClaimRef(key, { claimRef, evidence: header.key, at: clock.now() }, tx),
  });
  if (exchanged.kind === 'waiting') return exchanged;
  if (exchanged.answer.kind === 'refused') return exchanged.answer;
  invariant(exchanged.answer.kind === 'done', 'a claim that is neither taken nor refused');
  return { kind: 'taken', claimRef: exchanged.answer.value.claimRef };
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
