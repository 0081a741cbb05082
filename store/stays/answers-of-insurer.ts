import { entryOf } from '../../domain/entry.ts';
import { HubProblem } from '../../domain/failures.ts';
import { invariant } from '../../domain/invariant.ts';
import { asIdentified, settleStep } from '../../domain/message-steps.ts';
import {
  type EnteredSettlement,
  numberIn,
  type PartyAnswer,
  settlementUnfit,
} from '../../domain/party-answers.ts';
import { interimStep } from '../../domain/staging.ts';
import { enterInLog, enterUnsent } from '../messages/entered.ts';
import { readOpenAmendment } from '../money/amendments.ts';
import { unfit } from '../money/claim-rows.ts';
import { coreSequenceFor, moveCore, readLastCore, recordCore } from '../money/core-settlements.ts';
import { billAtWork, readInterims, restOfStay } from '../money/interim-bills.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { allowAnotherTry } from './another-try.ts';
import { type AskedAt, expectAtRest, expectFits } from './asked-at.ts';
import { clearIn } from './attention.ts';
import { expectOwnNumber } from './party-numbers.ts';

/** By which message each step begins. */
const firstOf: Readonly<Record<string, string>> = {
  ...{ identify: 'identify', admit: 'admit', settle: 'settle' },
  [interimStep]: 'settle',
};

/**
 * The insurer's answer, as people entered it: the last word on the message that the step waits for, or on the one that was never sent.
 * The step goes on by itself and reads it as it would have come. Throws HubProblem `resolution-unfit`, `answer-unfit`,
 * `number-of-another-stay`.
 */
export async function enterInsurersAnswer(
  sealer: Sealer,
  tx: Connection,
  asked: AskedAt,
  answer: PartyAnswer,
): Promise<void> {
  const { caseRef, step, party, message, at } = asked;
  if (party !== 'medical-insurance') throw unfit(`what ${party} answers here is not entered by hand`);
  // The paper of a settlement tells of the end of the visit too.
  const whole = answer.of === 'settlement' && step === 'settle' && asked.wanted.kind === 'enter-answer';
  const operation = whole ? 'settle' : (message?.operation ?? entryOf(firstOf, step) ?? 'none');
  expectFits(answer, operation);
  if (answer.of === 'settlement') return enterSettlement(sealer, tx, asked, answer);
  const number = numberIn(answer);
  if (number !== null && number.of !== 'claim')
    await expectOwnNumber(tx, { ...number, of: number.of, caseRef });
  const people = { said: 'answer', answer } as const;
  if (message !== undefined) return enterInLog(sealer, tx, { key: message.key, people, at });
  const { institution, identitySequence } = await stayOf(tx, asked);
  const first = operation === 'identify' ? asIdentified({ identitySequence }, 'identify') : operation;
  await enterUnsent(sealer, tx, { caseRef, institution, party, operation, step: first, people, at });
}

async function enterSettlement(
  sealer: Sealer,
  tx: Connection,
  asked: AskedAt,
  answer: EnteredSettlement,
): Promise<void> {
  const { caseRef, party, message, at } = asked;
  const unfitting = settlementUnfit(answer, await billOf(tx, asked));
  if (unfitting.length > 0) throw new HubProblem('answer-unfit', { detail: unfitting.join('; ') });
  await expectOwnNumber(tx, { of: 'settlement', caseRef, number: answer.settlementNo });
  const interim = billAtWork(await readInterims(tx, caseRef))?.interimSequence ?? null;
  const last = await readLastCore(tx, caseRef);
  const coreSequence = coreSequenceFor(last, interim);
  if (last?.coreSequence === coreSequence) throw unfit('a settlement stands already');
  const { institution } = await stayOf(tx, asked);
  const unsent = { caseRef, institution, party, at } as const;
  const done = { said: 'answer', answer: { of: 'done' } } as const;
  const people = { said: 'answer', answer } as const;
  let messageId = message?.messageId;
  if (message?.operation === 'settle') await enterInLog(sealer, tx, { key: message.key, people, at });
  else {
    if (message !== undefined) await enterInLog(sealer, tx, { key: message.key, people: done, at });
    if (message?.operation !== 'discharge' && interim === null)
      await enterUnsent(sealer, tx, { ...unsent, operation: 'discharge', step: 'discharge', people: done });
    messageId = await enterUnsent(sealer, tx, {
      ...{ ...unsent, operation: 'settle', step: settleStep(coreSequence, interim), people },
    });
  }
  invariant(messageId !== undefined, 'a settlement is answered under a message id');
  const { settlementNo: settlementRef, payers: answers, totalFen, inPolicyFen } = answer;
  const { accountFen, familyAccountFen } = answer;
  await recordCore(tx, {
    ...{ accountFen, familyAccountFen },
    ...{ caseRef, coreSequence, settlementRef, messageId, totalFen, inPolicyFen, answers, at },
  });
}

/**
 * Whether the insurer took something back. Done: what was settled counts as taken back, or the open message as answered with yes. Not
 * done: it still stands, and a new message goes out for it.
 */
export async function reversalFound(
  sealer: Sealer,
  tx: Connection,
  asked: AskedAt,
  outcome: 'done' | 'not-done',
): Promise<void> {
  const { caseRef, step, message, at } = asked;
  const core = await readLastCore(tx, caseRef);
  const settles = core?.state === 'reversing' || core?.state === 'reversal-unknown';
  if (!settles && message === undefined && step !== 'cancel') throw unfit('nothing is being taken back');
  if (message !== undefined) {
    if (outcome === 'not-done') expectAtRest(message);
    const done = { said: 'answer', answer: { of: 'done' } } as const;
    const people = outcome === 'done' ? done : ({ said: 'not-done' } as const);
    await enterInLog(sealer, tx, { key: message.key, people, at });
  }
  if (core !== undefined && settles)
    await moveCore(tx, {
      ...{ caseRef, coreSequence: core.coreSequence, at },
      state: outcome === 'done' ? 'reversed' : 'reversing',
    });
  const silent = !settles && message === undefined;
  if (silent && outcome === 'done') await enterGone(sealer, tx, asked);
  if (silent || outcome === 'not-done') await allowAnotherTry(tx, { caseRef, at });
  await clearIn(tx, { caseRef, step, at });
}

/** It said yes and still shows the registration, which its paper says is gone: the next try is answered so before it goes out. */
async function enterGone(sealer: Sealer, tx: Connection, asked: AskedAt): Promise<void> {
  const { caseRef, party, at } = asked;
  const { tries } = await tx
    .selectFrom('messages')
    .select((eb) => eb.fn.countAll<number>().as('tries'))
    .where((eb) => eb.and({ caseRef, operation: 'cancelAdmission' }))
    .executeTakeFirstOrThrow();
  const { institution } = await stayOf(tx, asked);
  const gone = { said: 'answer', answer: { of: 'refusal', code: 'visit-unknown' } } as const;
  await enterUnsent(sealer, tx, {
    ...{ caseRef, institution, party, at, operation: 'cancelAdmission', people: gone },
    step: `cancel-admission-${tries + 1}`,
  });
}

async function stayOf(tx: Connection, { caseRef }: AskedAt) {
  return tx
    .selectFrom('stays')
    .select(['institution', 'identitySequence'])
    .where('caseRef', '=', caseRef)
    .executeTakeFirstOrThrow();
}

/** The bill that is to be settled: the one in mid-stay that is at work, else what such bills left of the whole, or of the corrected whole while an amendment is open. */
async function billOf(tx: Connection, { caseRef }: AskedAt) {
  const bills = await readInterims(tx, caseRef);
  const atWork = billAtWork(bills);
  if (atWork !== undefined) return atWork;
  const {
    admittedOn: fromDay,
    dischargedOn: toDay,
    ...told
  } = await tx
    .selectFrom('discharges')
    .innerJoin('stays', 'stays.caseRef', 'discharges.caseRef')
    .select(['totalFen', 'outOfPolicyFen', 'admittedOn', 'dischargedOn'])
    .where('discharges.caseRef', '=', caseRef)
    .executeTakeFirstOrThrow();
  const { totalFen, outOfPolicyFen } = (await readOpenAmendment(tx, caseRef)) ?? told;
  const rest = restOfStay({ fromDay, toDay, totalFen, outOfPolicyFen }, bills);
  if (rest === undefined) throw unfit('a bill that was settled in mid-stay is to be taken back first');
  return rest;
}
