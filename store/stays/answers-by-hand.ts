import { invariant } from '../../domain/invariant.ts';
import { isEffectful, type PartyAnswer, type PeopleSay } from '../../domain/party-answers.ts';
import { claimSteps } from '../../domain/stay.ts';
import type { Wanted } from '../../domain/wanted.ts';
import { enterInLog } from '../messages/entered.ts';
import { oweNews } from '../messages/outbox.ts';
import { answerClaim, type RetainedBy } from '../money/claim-answers.ts';
import { unfit } from '../money/claim-rows.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { allowAnotherTry } from './another-try.ts';
import { enterInsurersAnswer, reversalFound } from './answers-of-insurer.ts';
import { type AskedAt, askedAt, expectAtRest, expectFits } from './asked-at.ts';
import { clearIn } from './attention.ts';
import type { Carried } from './carried.ts';
import { recordEvent } from './events.ts';

/** What answers are entered with. */
export interface AnswerTools {
  readonly sealer: Sealer;
  readonly retained: RetainedBy;
}

type Of<Kind> = Extract<Wanted, { kind: Kind }>;

/**
 * An unknown call, by the party's own statement: carried out, with its answer, or not, and then the same goes out as a new message under
 * a key of its own. Throws HubProblem `resolution-unfit`, `number-of-another-stay`, `answer-unfit`.
 */
export async function recordOutcome(
  tools: AnswerTools,
  tx: Connection,
  carried: Carried,
  { outcome, answer }: Of<'record-outcome'>,
): Promise<void> {
  const { code, ...asked } = await askedAt(tx, carried);
  if (code === 'reversal-unknown') {
    if (answer !== undefined && answer.of !== 'done') throw unfit('what fits: done');
    await reversalFound(tools.sealer, tx, asked, outcome);
  } else if (outcome === 'done') {
    invariant(answer !== undefined, 'what was carried out has an answer');
    if (asked.message === undefined) throw unfit('no message of this step is open');
    await entered(tools, tx, asked, answer);
  } else await notDone(tools.sealer, tx, asked);
  await tellEntered(tx, asked, outcome === 'done' ? (answer?.of ?? 'done') : 'not-done');
}

/** What a party that cannot be reached, or is silent, answered on paper. Throws as `recordOutcome`. */
export async function enterAnswer(
  tools: AnswerTools,
  tx: Connection,
  carried: Carried,
  { answer }: Of<'enter-answer'>,
): Promise<void> {
  const asked = await askedAt(tx, carried);
  await entered(tools, tx, asked, answer);
  await tellEntered(tx, asked, answer.of);
}

async function entered(
  { sealer, retained }: AnswerTools,
  tx: Connection,
  asked: AskedAt,
  answer: PartyAnswer,
): Promise<void> {
  const { caseRef, step, message, at } = asked;
  if (!step.startsWith(claimSteps)) {
    await enterInsurersAnswer(sealer, tx, asked, answer);
    await clearIn(tx, { caseRef, step, at });
    return;
  }
  if (message !== undefined) expectFits(answer, message.operation);
  if (answer.of !== 'claim' && answer.of !== 'payment' && answer.of !== 'refusal')
    throw unfit('what fits: claim, payment, refusal');
  await answerClaim(tx, asked, { answer, retained });
  if (message !== undefined)
    await enterInLog(sealer, tx, { key: message.key, people: { said: 'answer', answer }, at });
}

/** A look-up is simply asked again; what is being sent just now may still be carried out. */
async function notDone(sealer: Sealer, tx: Connection, asked: AskedAt): Promise<void> {
  const { caseRef, step, message, at } = asked;
  if (message === undefined) throw unfit('no message of this step is open');
  if (!isEffectful(message.operation)) throw unfit(`${message.operation} is a look-up: ask-again`);
  expectAtRest(message);
  const people: PeopleSay = { said: 'not-done' };
  await enterInLog(sealer, tx, { key: message.key, people, at });
  // One more message is allowed for it.
  await allowAnotherTry(tx, { caseRef, at });
  await clearIn(tx, { caseRef, step, at });
  if (!step.startsWith(claimSteps)) return;
  const noticeId = `resolution/${asked.sequence}/claim`;
  await oweNews(tx, { caseRef, noticeId, kind: 'retry-now', claim: step });
}

async function tellEntered(
  tx: Connection,
  { caseRef, step, party, at }: AskedAt,
  said: string,
): Promise<void> {
  await recordEvent(tx, { caseRef, kind: 'answer-entered', detail: { step, party, said }, at });
}
