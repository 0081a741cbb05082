import { sql } from 'kysely';
import type { CoreCheck, CoreTransaction } from '../../domain/core-answers.ts';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { oweAttentionNotice } from '../messages/outbox.ts';
import { type AmendedBill, readOpenAmendment } from '../money/amendments.ts';
import {
  type CoreSettlementRecord,
  coreSequenceFor,
  readLastCore,
  recordCore,
} from '../money/core-settlements.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from './attention.ts';
import { type AtInsurer, awaitedBy, unexpected } from './core-answers-awaited.ts';
import { type DeliveredAnswer, enterReply, keep, type Taking } from './delivered-answers.ts';
import { recordEvent } from './events.ts';
import { lockStay } from './locks.ts';
import { expectOwnNumber } from './party-numbers.ts';
import { readStay, type StayRecord, type StoreParts, stayPlace } from './records.ts';
import { recordVisit } from './registrations.ts';

/** What the reply is held against. */
export interface AskedOfInsurer {
  readonly stay: StayRecord;
  readonly personNo: string;
  /** Null before the registration. */
  readonly visitRef: string | null;
  /** Null before the discharge; the corrected one while an amendment is open. */
  readonly bill: AmendedBill | null;
  /** The number of the settlement that is being taken back; null where none is. */
  readonly settlementRef: string | null;
}

/** The reply as the region's tables have it, and the question that it answers, as the message log keeps it. */
export interface ReadAnswer {
  readonly body: string;
  readonly says:
    | { readonly kind: 'visit'; readonly visitRef: string }
    | { readonly kind: 'settlement'; readonly settlement: Omit<CoreSettlementRecord, 'messageId'> }
    /** A yes that books nothing by itself. */
    | { readonly kind: 'yes' }
    | { readonly kind: 'refused' };
}

/** What hospitals deliver that settle with the insurer by their own system. */
export function coreAnswerRecords(parts: StoreParts) {
  const { db } = parts;
  return {
    /**
     * Takes a reply as the answer to the hub's own question: into the message log, where the step that waits finds it as it finds
     * any, and its facts with it, in one transaction. `read` throws HubProblem for what is no answer to this question. Throws HubProblem
     * `case-unknown`, `hub-settles`, `core-answer-conflict`, `core-answer-unexpected`, `core-answer-mismatch`,
     * `number-of-another-stay`.
     */
    takeCoreAnswer: (
      answer: DeliveredAnswer,
      read: (asked: AskedOfInsurer) => ReadAnswer,
    ): Promise<'taken' | 'repeated'> =>
      db.transaction().execute((tx) => take({ ...parts, tx }, answer, read)),
    /** What the insurer itself showed of the newest reply of that transaction; said in the events when it is news. */
    async recordCoreCheck(checked: {
      readonly caseRef: CaseRef;
      readonly transaction: CoreTransaction;
      readonly check: CoreCheck;
      readonly at: Instant;
    }): Promise<void> {
      const { caseRef, transaction, check, at } = checked;
      await db.transaction().execute(async (tx) => {
        const { rows } = await sql`UPDATE core_answers SET checked = ${check} WHERE message_id = (
            SELECT message_id FROM core_answers WHERE case_ref = ${caseRef} AND transaction = ${transaction} AND said = 'done'
            ORDER BY recorded_at DESC, message_id DESC LIMIT 1)
          AND checked IS DISTINCT FROM ${check} RETURNING message_id`.execute(tx);
        if (rows.length > 0)
          await recordEvent(tx, { caseRef, kind: 'core-answer-checked', detail: { transaction, check }, at });
      });
    },
  };
}

async function take(
  parts: Taking,
  answer: DeliveredAnswer,
  read: (asked: AskedOfInsurer) => ReadAnswer,
): Promise<'taken' | 'repeated'> {
  const { tx } = parts;
  const { caseRef, transaction, visitNo, messageId, actor, at } = answer;
  await lockStay(tx, caseRef);
  const known = await knownAs(tx, answer);
  if (known !== undefined) return known;
  const standing = await atInsurer(parts, caseRef);
  const { stay, personNo, visitRef, core } = standing;
  if (stay.settledBy !== 'hospital') throw new HubProblem('hub-settles');
  const stepOfTry = awaitedBy(transaction, standing);
  if (personNo === null) throw unexpected('the insurer does not know the person');
  if (visitRef !== null && visitRef !== visitNo) throw mismatch('visitNo');
  const bill = (await readOpenAmendment(tx, caseRef)) ?? stay.discharge;
  const settlementRef = core?.settlementRef ?? null;
  const { body, says } = read({ stay, personNo, visitRef, bill, settlementRef });
  const said = says.kind === 'refused' ? 'refused' : 'done';
  await keep(parts, answer, said);
  if (stepOfTry !== null) await enterReply(parts, answer, { stay, stepOfTry, body });
  if (says.kind === 'visit') {
    if (says.visitRef !== visitNo) throw mismatch('visitNo');
    await expectFreeNumber(tx, { of: 'visit', caseRef, number: says.visitRef });
    await recordVisit(tx, { caseRef, visitRef: says.visitRef, at });
  }
  if (says.kind === 'settlement') {
    await expectFreeNumber(tx, { of: 'settlement', caseRef, number: says.settlement.settlementRef });
    await recordCore(tx, {
      ...says.settlement,
      caseRef,
      coreSequence: coreSequenceFor(core, null),
      messageId,
      at,
    });
  }
  await recordEvent(tx, { caseRef, kind: 'core-answer-taken', detail: { transaction, said, actor }, at });
  if (stepOfTry !== null) await wake(tx, answer);
  return 'taken';
}

/** The same reply was taken before; undefined: it is new. Throws HubProblem `core-answer-conflict`. */
async function knownAs(tx: Connection, answer: DeliveredAnswer): Promise<'repeated' | undefined> {
  const { caseRef, transaction, visitNo, digest, messageId } = answer;
  const known = await tx
    .selectFrom('coreAnswers')
    .select(['caseRef', 'transaction', 'visitRef', 'digest'])
    .where('messageId', '=', messageId)
    .executeTakeFirst();
  if (known === undefined) return undefined;
  const same = known.caseRef === caseRef && known.transaction === transaction;
  if (same && known.digest === digest && known.visitRef === visitNo) return 'repeated';
  throw new HubProblem('core-answer-conflict');
}

async function atInsurer({ tx, sealer }: Taking, caseRef: CaseRef): Promise<AtInsurer> {
  const stay = await readStay({ db: tx, sealer }, sql`stays.case_ref = ${caseRef}`);
  if (stay === undefined) throw new HubProblem('case-unknown');
  const registered = await tx
    .selectFrom('insurerRegistrations')
    .select(['personNoSealed', 'visitRef'])
    .where('caseRef', '=', caseRef)
    .orderBy('registrationSequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  const { personNoSealed, visitRef = null } = registered ?? {};
  const personNo =
    personNoSealed === undefined ? null : sealer.open(personNoSealed, stayPlace('person-no', caseRef));
  return { stay, personNo, visitRef, core: await readLastCore(tx, caseRef) };
}

/** Two stays that are told the same number at once are told so one after the other. */
async function expectFreeNumber(
  tx: Connection,
  numbered: { readonly of: 'visit' | 'settlement'; readonly caseRef: CaseRef; readonly number: string },
): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`core-answers/${numbered.number}`}, 0))`.execute(
    tx,
  );
  await expectOwnNumber(tx, numbered);
}

/** Nobody waits for the hospital any more; its workflow looks, and shows what comes next. */
async function wake(tx: Connection, { caseRef, messageId, at }: DeliveredAnswer): Promise<void> {
  const waits = await tx
    .selectFrom('attention')
    .select('step')
    .where((eb) => eb.and({ caseRef, code: 'core-answer-awaited' }))
    .execute();
  for (const { step } of waits) await clearIn(tx, { caseRef, step, at });
  await oweAttentionNotice(tx, { caseRef, about: `core-answer/${messageId}` });
}

function mismatch(fields: string): HubProblem {
  return new HubProblem('core-answer-mismatch', { detail: fields });
}
