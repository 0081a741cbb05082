import { type RawBuilder, sql } from 'kysely';
import type { ChargeEntry, ChargeSums, OwnPartWarningRule, SaidEstimate } from '../../domain/charges.ts';
import { type Instant, instant, type LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { StayRuleKind } from '../../domain/institution-rules.ts';
import type { Fen } from '../../domain/money.ts';
import { ruleInForce } from '../register/institution-rules.ts';
import { type StoreParts, stayPlace } from '../stays/records.ts';
import { insurersFigures } from './pre-settlements.ts';

/** What a stay has cost so far: sums of all its lists, in fen. */
export interface RunningCharges extends ChargeSums {
  readonly lists: number;
  readonly lateLists: number;
  readonly lastDay: LocalDate;
  /** Self-paid items that nobody signed for and that still stand, with their amount. */
  readonly unsigned: { readonly items: number; readonly fen: Fen };
  /** The last figures, the insurer's or the hospital's own. */
  readonly estimate: SaidEstimate | null;
  /** The hospital's rule of the admission day, with its number. */
  readonly warningRule: (OwnPartWarningRule & { readonly ruleNo: string }) | null;
}

/** The lists of one day, summed, in fen. */
export interface ChargeDay extends ChargeSums {
  readonly day: LocalDate;
  readonly lists: number;
  readonly lateLists: number;
}

/** One list with its entries, opened. */
export interface OpenedChargeList {
  readonly listNo: string;
  readonly late: boolean;
  readonly recordedBy: string;
  readonly recordedAt: Instant;
  readonly entries: readonly ChargeEntry[];
}

/** Look-ups of daily lists. */
export function chargeReads({ db, sealer }: StoreParts) {
  return {
    /** Every day that has lists, earliest first. */
    async chargeDays(caseRef: CaseRef): Promise<readonly ChargeDay[]> {
      const { rows } = await sql<ChargeDay>`SELECT charged_on AS day, ${sums}, count(*)::int AS lists,
          (count(*) FILTER (WHERE late))::int AS late_lists
        FROM charge_lists WHERE case_ref = ${caseRef} GROUP BY charged_on ORDER BY charged_on`.execute(db);
      return rows;
    },
    /** The lists of one day in the order in which they came. */
    async chargesOfDay(caseRef: CaseRef, day: LocalDate): Promise<readonly OpenedChargeList[]> {
      const rows = await db
        .selectFrom('chargeLists')
        .select(['listNo', 'late', 'recordedBy', 'recordedAt', 'entriesSealed'])
        .where((eb) => eb.and({ caseRef, chargedOn: day }))
        .orderBy('recordedAt')
        .orderBy('listNo')
        .execute();
      return rows.map(({ entriesSealed, recordedAt, ...list }) => ({
        ...{ ...list, recordedAt: instant(recordedAt) },
        entries: sealer.open(entriesSealed, stayPlace(`charges-${list.listNo}`, caseRef)),
      }));
    },
  };
}

const sums = sql`sum(total_fen)::bigint AS total_fen, sum(outside_fen)::bigint AS outside_fen,
  sum(self_paid_fen)::bigint AS self_paid_fen`;

const unsigned = sql`(SELECT json_build_object('items', count(*), 'fen', coalesce(sum(standing), 0)::bigint) FROM (
    SELECT fen + (SELECT coalesce(sum(fen), 0) FROM charge_entries AS back WHERE back.case_ref = charged.case_ref
      AND back.corrects_list = charged.list_no AND back.corrects_line = charged.line) AS standing
    FROM charge_entries AS charged WHERE charged.case_ref = stays.case_ref AND unsigned) AS items
  WHERE standing > 0)`;

/** An expression for the last figures that the insurer or the hospital gave of a stay, as JSON; NULL where nobody gave any. */
export const runningEstimateJson = sql`(SELECT figures FROM (${insurersFigures}
    UNION ALL SELECT recorded_at, estimate || jsonb_build_object('day', charged_on, 'source', 'hospital') FROM charge_lists
    WHERE charge_lists.case_ref = stays.case_ref AND estimate IS NOT NULL) AS said ORDER BY at DESC, figures->>'day' DESC LIMIT 1)`;

/** An expression for the rule of a kind that binds a stay: that of its admission day. */
export function ruleOf(kind: StayRuleKind): RawBuilder<unknown> {
  return ruleInForce(kind, { institution: sql`stays.institution`, admission: sql`stays.admitted_on` });
}

/** An expression for the running charges of a stay as JSON; NULL where no list was sent. */
export const runningChargesJson = sql`CASE WHEN stays.charged_fen IS NOT NULL THEN (
  SELECT json_build_object('totalFen', sum(total_fen)::bigint, 'outsideFen', sum(outside_fen)::bigint,
    'selfPaidFen', sum(self_paid_fen)::bigint, 'lists', count(*), 'lateLists', count(*) FILTER (WHERE late),
    'lastDay', max(charged_on), 'unsigned', ${unsigned}, 'estimate', ${runningEstimateJson},
    'warningRule', ${ruleOf('own-part-warning')})
  FROM charge_lists WHERE charge_lists.case_ref = stays.case_ref) END`;
