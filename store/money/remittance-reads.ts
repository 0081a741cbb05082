import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, PartyId, PayerId } from '../../domain/ids.ts';
import { type Fen, fen, subtractFen, sumFen } from '../../domain/money.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { PartyOwner } from './ledger.ts';
import type { ObligationKey } from './obligation-key.ts';

/** Money at the hospital's bank: below 0 it left again, 0 is a set-off that the payer announced. Amounts in fen. */
export interface Remittance extends PartyOwner {
  /** A number of the hub's own, `R` with digits. */
  readonly remittanceId: string;
  readonly amountFen: Fen;
  readonly arrivedOn: LocalDate;
  readonly bankRef: string;
  readonly actor: string;
  readonly recordedAt: Instant;
}

/** Which claim a part of it is for; below 0: taken back, or netted with what the payer had overpaid. */
export interface Allocation extends ObligationKey {
  readonly fen: Fen;
}

/** A remittance with what became of it. */
export interface ShownRemittance extends Remittance {
  readonly allocations: readonly (Allocation & { readonly line: number; readonly actor: string })[];
  /** What nobody has explained yet. */
  readonly unallocatedFen: Fen;
  /** Claims of which exactly that is still missing. */
  readonly suggestions: readonly Allocation[];
}

/** Look-ups of money that arrived. */
export function remittanceReads({ db }: { readonly db: Database }) {
  return {
    /** Newest last; of an institution, of a party, or all. */
    async remittances(filter: {
      readonly institution?: InstitutionId;
      readonly party?: PartyId;
      readonly open?: boolean;
      readonly remittanceId?: string;
      readonly after?: Pick<Remittance, 'arrivedOn' | 'remittanceId'>;
      readonly limit: number;
    }): Promise<readonly ShownRemittance[]> {
      const { institution, party, remittanceId, after } = filter;
      let query = selectRemittances(db);
      if (institution !== undefined) query = query.where('institution', '=', institution);
      if (party !== undefined) query = query.where('party', '=', party);
      if (remittanceId !== undefined) query = query.where('remittanceId', '=', remittanceId);
      if (after !== undefined)
        query = query.where(
          sql<boolean>`(arrived_on, remittance_id) > (${after.arrivedOn}::date, ${after.remittanceId})`,
        );
      if (filter.open === true)
        query =
          query.where(sql<boolean>`amount_fen <> (SELECT coalesce(sum(fen), 0) FROM remittance_allocations AS done
          WHERE done.remittance_id = remittances.remittance_id)`);
      const rows = await query.orderBy('arrivedOn').orderBy('remittanceId').limit(filter.limit).execute();
      return Promise.all(rows.map((row) => shown(db, row)));
    },
  };
}

/** Remittances as the rest of the hub sees them, to be narrowed by the caller. */
export function selectRemittances(connection: Connection) {
  return connection
    .selectFrom('remittances')
    .select(['remittanceId', 'institution', 'party', 'amountFen', 'arrivedOn', 'bankRef', 'actor'])
    .select('recordedAt');
}

/** Which claims a remittance is for, in order. */
export async function linesOf(connection: Connection, remittanceId: string) {
  return connection
    .selectFrom('remittanceAllocations')
    .select(['line', 'caseRef', 'payer', 'claimSequence', 'fen', 'actor'])
    .where('remittanceId', '=', remittanceId)
    .orderBy('line')
    .execute();
}

async function shown(db: Database, row: Remittance): Promise<ShownRemittance> {
  const allocations = await linesOf(db, row.remittanceId);
  const unallocatedFen = subtractFen(row.amountFen, sumFen(allocations.map((one) => one.fen)));
  const suggestions = unallocatedFen > 0 ? await missing(db, row, unallocatedFen) : [];
  return { ...row, allocations, unallocatedFen, suggestions };
}

/** Claims on the party of which exactly that much has not arrived yet, oldest first; at most ten. */
async function missing(
  db: Database,
  { institution, party }: PartyOwner,
  wanted: Fen,
): Promise<readonly Allocation[]> {
  const { rows } = await sql<{ caseRef: CaseRef; payer: PayerId; claimSequence: number; fen: number }>`
    SELECT case_ref, payer, claim_sequence, left_fen AS fen FROM (
      SELECT obligations.case_ref, payer, claim_sequence, state_at,
        owed_fen - moved_fen - borne_fen - retained_fen - deducted_fen - (
          SELECT coalesce(sum(fen), 0) FROM remittance_allocations AS done WHERE done.case_ref = obligations.case_ref
            AND done.payer = obligations.payer AND done.claim_sequence = obligations.claim_sequence)::bigint AS left_fen
      FROM obligations JOIN stays USING (case_ref)
      WHERE institution = ${institution} AND party = ${party} AND state IN ('intended', 'sent', 'confirmed', 'refused')
    ) AS claims WHERE left_fen = ${wanted} ORDER BY state_at, case_ref, payer, claim_sequence LIMIT 10`.execute(
    db,
  );
  return rows.map((row) => ({ ...row, fen: fen(row.fen) }));
}
