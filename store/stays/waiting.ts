import { sql } from 'kysely';
import { allowedMs } from '../../domain/attention-due.ts';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, ListId, PartyId } from '../../domain/ids.ts';
import type { Attention, AttentionCode, Stage } from '../../domain/stay.ts';
import type { InsuredStayBy } from '../../domain/waiver.ts';
import type { Database } from '../postgres/database.ts';
import type { AttentionItem } from './attention.ts';

/** By which rules a stay that waits runs: its scheme on the day of admission, and whether it goes on without the waiver. */
export interface Ruled {
  readonly scheme: string;
  readonly admittedOn: LocalDate;
  readonly insuredStay: InsuredStayBy | null;
}

/** A stay, a list or one version of it (null: the list itself), a party or an address that waits for somebody. */
export type Waiting =
  | ({
      readonly kind: 'stay';
      /** By which rules it runs. */
      readonly stay: Ruled;
    } & AttentionItem)
  | ({
      readonly kind: 'list';
      readonly listId: ListId;
      readonly version: number | null;
      readonly due: Instant;
    } & Attention)
  | ({ readonly kind: 'party'; readonly party: PartyId; readonly due: Instant } & Attention)
  /** An address that is told nothing any more; `institution` where it hears of a hospital's stays. */
  | ({
      readonly kind: 'webhook';
      readonly party: string;
      readonly name: string;
      readonly organisation: string;
      readonly institution: InstitutionId | null;
      readonly due: Instant;
    } & Attention);

/** Where the next page begins; `subject` is a case ref, a list with its version, a party, or an address of one. */
export interface WaitingCursor {
  readonly since: Instant;
  readonly subject: string;
  readonly step: string;
}

/** How many wait for the same reason and the same party, and which of them waits longest. */
export interface WaitingCount {
  readonly code: AttentionCode;
  readonly blockedOn: Attention['blockedOn'];
  readonly count: number;
  /** The longest waiting, at most ten. */
  readonly longest: readonly { readonly subject: string; readonly since: Instant }[];
}

/** All that waits in the county. */
export function waitingRecords(db: Database) {
  return {
    /** Longest waiting first; with `overdueAt` only what should have been done by then. */
    async page({
      after,
      limit,
      overdueAt,
    }: {
      readonly after?: WaitingCursor;
      readonly limit: number;
      readonly overdueAt?: Instant;
    }) {
      const from =
        after === undefined
          ? sql`true`
          : sql`(since, subject, step) > (${after.since}::timestamptz, ${after.subject}, ${after.step})`;
      const late = overdueAt === undefined ? sql`true` : sql`due <= ${overdueAt}::timestamptz`;
      const { rows } =
        await sql<WaitingRow>`SELECT * FROM (${everythingThatWaits}) waiting WHERE ${from} AND ${late}
        ORDER BY since, subject, step LIMIT ${limit}`.execute(db);
      return rows.map((row) => ({ cursor: cursorOf(row), item: waitingOf(row) }));
    },
    /** How many wait, and how many of them beyond their due day, by code. */
    async overdue(at: Instant): Promise<readonly OverdueCount[]> {
      const { rows } = await sql<OverdueCount>`SELECT code, count(*)::int AS count,
          count(*) FILTER (WHERE due <= ${at}::timestamptz)::int AS overdue
        FROM (${everythingThatWaits}) waiting GROUP BY code ORDER BY code`.execute(db);
      return rows;
    },
    /** Most first. */
    async counts(): Promise<readonly WaitingCount[]> {
      const { rows } = await sql<WaitingCount>`
        SELECT code, blocked_on, count(*)::int AS count,
          (jsonb_agg(jsonb_build_object('subject', subject, 'since', to_char(since AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"')) ORDER BY since, subject)
            FILTER (WHERE place <= 10)) AS longest
        FROM (SELECT *, row_number() OVER (PARTITION BY code, blocked_on ORDER BY since, subject) AS place
          FROM (${everythingThatWaits}) waiting) placed
        GROUP BY code, blocked_on ORDER BY count DESC, code, blocked_on`.execute(db);
      return rows;
    },
  };
}

/** What of a code waits. */
export interface OverdueCount {
  readonly code: AttentionCode;
  readonly count: number;
  readonly overdue: number;
}

export type WaitingRecords = ReturnType<typeof waitingRecords>;

interface WaitingRow {
  readonly kind: 'stay' | 'list' | 'party' | 'webhook';
  readonly subject: string;
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly stage: Stage;
  readonly scheme: string;
  readonly admittedOn: LocalDate;
  readonly insuredStay: InsuredStayBy | null;
  readonly listId: ListId;
  readonly version: number;
  readonly party: string;
  readonly name: string;
  readonly organisation: string;
  readonly step: string;
  readonly code: AttentionCode;
  readonly blockedOn: Attention['blockedOn'];
  readonly since: Instant;
  readonly due: Instant;
  readonly detail: NonNullable<Attention['detail']> | null;
}

const rows = sql`
  SELECT 'stay' AS kind, case_ref AS subject, case_ref, institution, stage, scheme, admitted_on,
    (SELECT chosen_by FROM insured_stays AS i WHERE i.case_ref = stays.case_ref AND i.decision_sequence = stays.decision_sequence) AS insured_stay, NULL AS list_id, NULL::int AS version,
    NULL AS party, NULL AS name, NULL AS organisation, step, code, blocked_on, since, due_at, detail
  FROM attention JOIN stays USING (case_ref)
  UNION ALL
  SELECT 'list', 'list/' || list_id || CASE WHEN version = 0 THEN '' ELSE '/' || version END, NULL, NULL, NULL, NULL, NULL, NULL,
    list_id, version, NULL, NULL, NULL, step, code, blocked_on, since, due_at, detail
  FROM list_attention
  UNION ALL
  SELECT 'party', 'party/' || party, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, party, NULL, NULL, 'hold', 'party-on-hold', 'operator', held_from, NULL,
    jsonb_build_object('kind', 'parked', 'calls', (SELECT count(*) FROM parked_calls c WHERE c.party = h.party))
  FROM party_holds h WHERE held_until IS NULL AND letting_go_until IS NULL
  UNION ALL
  SELECT 'webhook', 'webhook/' || party || '/' || name, NULL, institution, NULL, NULL, NULL, NULL, NULL, NULL, party, name, organisation,
    'webhook', 'webhook-off', CASE WHEN institution IS NULL THEN 'operator' ELSE 'hospital' END, coalesce(off_at, failing_since), NULL, NULL
  FROM webhooks WHERE state = 'off'`;

/** The same; a row without a due day, of a party on hold or of version 0.1.0, has the one of its code. */
export const everythingThatWaits = sql`SELECT rows.*, coalesce(due_at, since
    + (${JSON.stringify(allowedMs)}::jsonb ->> code)::bigint * interval '1 millisecond') AS due FROM (${rows}) rows`;

function cursorOf({ since, subject, step }: WaitingRow): WaitingCursor {
  return { since, subject, step };
}

function waitingOf(row: WaitingRow): Waiting {
  const { kind, step, code, blockedOn, since, due, detail, caseRef, institution, stage, listId, version } =
    row;
  const said = { step, code, blockedOn, since, due, ...(detail === null ? {} : { detail }) };
  const { scheme, admittedOn, insuredStay } = row;
  if (kind === 'stay')
    return { kind, caseRef, institution, stage, stay: { scheme, admittedOn, insuredStay }, ...said };
  if (kind === 'party') return { kind, party: row.party as PartyId, ...said };
  if (kind === 'webhook') {
    const { party, name, organisation } = row;
    return { kind, party, name, organisation, institution, ...said };
  }
  return { kind, listId, version: version === 0 ? null : version, ...said };
}
