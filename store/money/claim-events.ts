import { type RawBuilder, sql } from 'kysely';
import {
  type ClaimEntry,
  type ClaimEventKind,
  claimEventKinds,
  claimEvents,
} from '../../domain/claim-events.ts';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, fen } from '../../domain/money.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { ClaimReceipts } from './claim-figures.ts';
import type { ObligationKey } from './obligation-key.ts';

/** Something that happened to a claim, with what shows it. */
export interface ClaimEvent {
  readonly kind: ClaimEventKind;
  /** By whom money is told: the payer says it, or it arrived at the bank. */
  readonly told: 'said' | 'arrived';
  /** Fen; below 0 only for what a person put right. */
  readonly fen: Fen;
  readonly day: LocalDate;
  /** The same evidence is one event of its kind for ever. */
  readonly evidence: string;
  readonly code: string | null;
  readonly answerUntil: LocalDate | null;
  /** Organisation/actor; null: the hub read it in a message. */
  readonly actor: string | null;
}

/** An entry of the payer's own book as an event: its number is what shows it. */
export function payerEntry({ ref, ...entry }: ClaimEntry, actor: string | null): ClaimEvent {
  return { ...entry, told: 'said', evidence: `payer/${ref}`, actor };
}

/** An event as it stands in the store. */
export type RecordedClaimEvent = ClaimEvent & ObligationKey & { readonly at: Instant };

/** Look-ups of what happened to claims. */
export function claimEventRecords({ db }: { readonly db: Database }) {
  return {
    /** Of one stay, in the order in which it was written. */
    async claimEvents(caseRef: CaseRef): Promise<readonly RecordedClaimEvent[]> {
      return db
        .selectFrom('claimEvents')
        .select(['caseRef', 'payer', 'claimSequence', 'kind', 'told', 'fen', 'day', 'evidence', 'code'])
        .select(['answerUntil', 'actor', 'at'])
        .where('caseRef', '=', caseRef)
        .orderBy('claimEventId')
        .execute();
    },
  };
}

/** A part of WITH that writes an event for each row of a part, in the statement of what it is about. */
export function claimEventOf(
  part: RawBuilder<unknown>,
  key: ObligationKey,
  event: Omit<ClaimEvent, 'told' | 'answerUntil' | 'actor'> & { readonly at: Instant },
): RawBuilder<unknown> {
  return sql`INSERT INTO claim_events (case_ref, payer, claim_sequence, kind, told, fen, day, evidence, code, at)
    SELECT case_ref, ${key.payer}::text, ${key.claimSequence}::int, ${event.kind}::text, 'said', ${event.fen}::bigint,
      ${event.day}::date, ${event.evidence}::text, ${event.code}::text, ${event.at}::timestamptz FROM ${part}
    ON CONFLICT DO NOTHING`;
}

/** Writes an event; null: it was known. */
export async function writeClaimEvent(
  tx: Connection,
  { caseRef, payer, claimSequence }: ObligationKey,
  { at, ...event }: ClaimEvent & { readonly at: Instant },
): Promise<number | null> {
  const row = await tx
    .insertInto('claimEvents')
    .values({ caseRef, payer, claimSequence, ...event, at })
    .onConflict((oc) => oc.doNothing())
    .returning('claimEventId')
    .executeTakeFirst();
  return row?.claimEventId ?? null;
}

const inwards = moves('in');
const backwards = moves('back');

/** A condition on a row of claim_events: its money goes that way. */
function moves(way: 'in' | 'back'): RawBuilder<unknown> {
  const kinds = claimEventKinds.filter((kind) => claimEvents[kind].money === way);
  return sql`kind IN (${sql.join(kinds.map((kind) => sql.lit(kind)))})`;
}

const summed = (which: RawBuilder<unknown>) => sql`coalesce(sum(fen) FILTER (WHERE ${which}), 0)::bigint`;

/** Expressions for the sums of rows of claim_events, in fen. */
export const receiptSums: Readonly<Record<keyof ClaimReceipts, RawBuilder<unknown>>> = {
  saidInFen: summed(sql`${inwards} AND told = 'said'`),
  arrivedInFen: summed(sql`${inwards} AND told = 'arrived'`),
  saidBackFen: summed(sql`${backwards} AND told = 'said'`),
  arrivedBackFen: summed(sql`${backwards} AND told = 'arrived'`),
};

/** What is known of a claim's money, and why the last part of it was refused or deducted. */
export interface ClaimStandingByEvents extends ClaimReceipts {
  readonly refusedCode: string | null;
  readonly deductedCode: string | null;
  readonly answerUntil: LocalDate | null;
}

/** The sums of a claim's events. */
export async function readStanding(tx: Connection, key: ObligationKey): Promise<ClaimStandingByEvents> {
  const { caseRef, payer, claimSequence } = key;
  const { rows } = await sql<
    Record<keyof ClaimReceipts, number> & Omit<ClaimStandingByEvents, keyof ClaimReceipts>
  >`
    SELECT ${receiptSums.saidInFen} AS said_in_fen, ${receiptSums.arrivedInFen} AS arrived_in_fen,
      ${receiptSums.saidBackFen} AS said_back_fen, ${receiptSums.arrivedBackFen} AS arrived_back_fen,
      (array_agg(code ORDER BY claim_event_id DESC) FILTER (WHERE kind = 'refused'))[1] AS refused_code,
      (array_agg(code ORDER BY claim_event_id DESC) FILTER (WHERE kind IN ('deducted', 'recovered')))[1] AS deducted_code,
      (array_agg(answer_until ORDER BY claim_event_id DESC) FILTER (WHERE kind IN ('deducted', 'recovered')))[1] AS answer_until
    FROM claim_events
    WHERE case_ref = ${caseRef} AND payer = ${payer} AND claim_sequence = ${claimSequence}`.execute(tx);
  const [row] = rows;
  return {
    saidInFen: fen(row?.saidInFen ?? 0),
    arrivedInFen: fen(row?.arrivedInFen ?? 0),
    saidBackFen: fen(row?.saidBackFen ?? 0),
    arrivedBackFen: fen(row?.arrivedBackFen ?? 0),
    refusedCode: row?.refusedCode ?? null,
    deductedCode: row?.deductedCode ?? null,
    answerUntil: row?.answerUntil ?? null,
  };
}
