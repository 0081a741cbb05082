import { type RawBuilder, sql } from 'kysely';
import { chinaDate, type Instant } from '../../domain/dates.ts';
import { never } from '../../domain/invariant.ts';
import { zeroFen } from '../../domain/money.ts';
import { claimStep } from '../../domain/stay.ts';
import { signalOf } from '../messages/outbox.ts';
import { unflushed } from '../postgres/commits.ts';
import type { Connection } from '../postgres/database.ts';
import { shownOf, type WaitsJson } from '../stays/attention.ts';
import { eventsOf } from '../stays/held.ts';
import { claimEventOf } from './claim-events.ts';
import { movement } from './claim-movement.ts';
import { entryOf } from './ledger.ts';
import { obligationIsFinal } from './obligation-states.ts';
import type { Obligation, ObligationProgress, ObligationRecorded } from './obligations.ts';

/** A claim as it was read, with what its stay waits for. */
export interface KnownObligation {
  readonly obligation: Obligation;
  readonly waits: WaitsJson;
}

/** What became known, and when. */
export type News = { readonly news: ObligationProgress; readonly at: Instant };

/** State, postings and event in one statement, while the claim stands where it was read; else null. */
export async function advance(
  db: Connection,
  { obligation, waits, news, at }: KnownObligation & News,
): Promise<ObligationRecorded | null> {
  const changed: Obligation = { ...obligation, ...changes(news), stateAt: at };
  const { caseRef, payer, claimSequence, state, owedFen } = changed;
  const detail = { payer, claimSequence, state, owedFen };
  const happened = eventOf(changed, news);
  // That a claim is about to be sent is flushed with its message, or written again.
  const { rows } = await sql`WITH ${unflushed(state === 'sent')}, changed AS (
      UPDATE obligations SET state = ${state}, paid_on = ${changed.paidOn}, refusal_code = ${changed.refusalCode}, state_at = ${at}
      FROM hurry WHERE case_ref = ${caseRef} AND payer = ${payer} AND claim_sequence = ${claimSequence} AND state = ${obligation.state}
        AND part_paid_fen = ${obligation.partPaidFen} AND deducted_fen = ${obligation.deductedFen}
      RETURNING case_ref),
    ${happened === null ? sql`` : sql`happened AS (${claimEventOf(sql`changed`, changed, happened)}),`}
    ${entryOf(sql`changed`, movement(obligation, changed))},
    ${owedNews(changed)}
    told AS (${eventsOf(sql`changed`, [{ kind: 'obligation-changed', detail }], at)})
    SELECT case_ref FROM changed`.execute(db);
  if (rows.length === 0) return null;
  return { kind: 'recorded', obligation: changed, shown: shownOf(waits, claimStep(changed)) };
}

/** What happened to the claim, for its own events; null: only what is known of it changed. */
function eventOf({ owedFen, stateAt: at, state }: Obligation, news: ObligationProgress) {
  const evidence = news.evidence ?? `state/${state}/${at}`;
  const common = { day: chinaDate(at), evidence, code: null, at } as const;
  switch (news.state) {
    case 'sent':
      return { ...common, kind: 'filed', fen: owedFen } as const;
    case 'confirmed':
      return { ...common, kind: 'paid', fen: owedFen, day: news.paidOn } as const;
    case 'refused':
      return { ...common, kind: 'refused', fen: zeroFen, code: news.code } as const;
    default:
      return null;
  }
}

/** The stay started the first claim itself and hears of its end; a later one, and one that is open again, is told. */
function owedNews({ state, ...claim }: Obligation): RawBuilder<unknown> {
  if ((claim.claimSequence === 1 && !claim.reopened) || !obligationIsFinal(state)) return sql``;
  const noticeId = `${claimStep(claim)}/${state}${claim.reopened ? `/${claim.stateAt}` : ''}`;
  return sql`owed AS (${signalOf(sql`changed`, { noticeId, payload: { kind: 'resolved' } })}),`;
}

function changes(
  news: ObligationProgress,
): Pick<Obligation, 'state'> & Partial<Pick<Obligation, 'paidOn' | 'refusalCode'>> {
  switch (news.state) {
    case 'confirmed':
      return { state: 'confirmed', paidOn: news.paidOn };
    case 'refused':
      return { state: 'refused', refusalCode: news.code };
    case 'sent':
      return { state: 'sent' };
    default:
      return never(news);
  }
}
