import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, InstitutionId, PartyId, PayerId } from '../../domain/ids.ts';
import { type Fen, fen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { bookClaimEvents } from './claim-booking.ts';
import type { ClaimEvent } from './claim-events.ts';
import { move, type PartyOwner, postFor } from './ledger.ts';
import { type ObligationKey, selectObligations } from './obligations.ts';

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

/** Money that arrives, and what it is for. */
export function remittanceRecords({ db }: { readonly db: Database }) {
  return {
    /** Stands with institution and party until it is allocated. The bank's reference makes a repetition harmless. Throws HubProblem `remittance-conflict`. */
    recordRemittance: (
      arrived: Omit<Remittance, 'remittanceId'>,
    ): Promise<{ readonly kind: 'recorded' | 'repeated'; readonly remittanceId: string }> =>
      db.transaction().execute((tx) => write(tx, arrived)),
    /**
     * Says which claims the money is for, in whole or in parts; each claim is booked at once. The same line again is one line.
     * Throws HubProblem `remittance-unknown`, `allocation-unfit`, `case-unknown`, `claim-unfit`.
     */
    allocateRemittance: (allotted: {
      readonly owner: Partial<PartyOwner>;
      readonly remittanceId: string;
      readonly allocations: readonly Allocation[];
      /** How many lines the caller saw: what somebody else allocated meanwhile is seen first. */
      readonly after: number;
      readonly actor: string;
      readonly at: Instant;
    }): Promise<void> => db.transaction().execute((tx) => allocate(tx, allotted)),
    /** Newest last; of an institution, of a party, or all. */
    async remittances(filter: {
      readonly institution?: InstitutionId;
      readonly party?: PartyId;
      readonly open?: boolean;
      readonly remittanceId?: string;
      readonly limit: number;
    }): Promise<readonly ShownRemittance[]> {
      const { institution, party, remittanceId } = filter;
      let query = selectRemittances(db);
      if (institution !== undefined) query = query.where('institution', '=', institution);
      if (party !== undefined) query = query.where('party', '=', party);
      if (remittanceId !== undefined) query = query.where('remittanceId', '=', remittanceId);
      if (filter.open === true)
        query =
          query.where(sql<boolean>`amount_fen <> (SELECT coalesce(sum(fen), 0) FROM remittance_allocations AS done
          WHERE done.remittance_id = remittances.remittance_id)`);
      const rows = await query.orderBy('arrivedOn').orderBy('remittanceId').limit(filter.limit).execute();
      return Promise.all(rows.map((row) => shown(db, row)));
    },
  };
}

function selectRemittances(connection: Connection) {
  return connection
    .selectFrom('remittances')
    .select(['remittanceId', 'institution', 'party', 'amountFen', 'arrivedOn', 'bankRef', 'actor'])
    .select('recordedAt');
}

async function write(tx: Connection, arrived: Omit<Remittance, 'remittanceId'>) {
  const { institution, party, amountFen, arrivedOn, bankRef, recordedAt: at } = arrived;
  const next = await sql<{
    id: string;
  }>`SELECT 'R' || lpad((count(*) + 1)::text, 8, '0') AS id FROM remittances`.execute(await locked(tx));
  const remittanceId = next.rows[0]?.id ?? '';
  const wrote = await tx
    .insertInto('remittances')
    .values({ ...arrived, remittanceId })
    .onConflict((oc) => oc.columns(['institution', 'party', 'bankRef']).doNothing())
    .returning('remittanceId')
    .executeTakeFirst();
  if (wrote !== undefined) {
    const postings = move(amountFen, 'unallocated', 'bank');
    await postFor(tx, arrived, { key: `remittance/${remittanceId}`, postings, at });
    return { kind: 'recorded', remittanceId } as const;
  }
  const known = await selectRemittances(tx)
    .where((eb) => eb.and({ institution, party, bankRef }))
    .executeTakeFirstOrThrow();
  if (known.amountFen !== amountFen || known.arrivedOn !== arrivedOn)
    throw new HubProblem('remittance-conflict');
  return { kind: 'repeated', remittanceId: known.remittanceId } as const;
}

/** Remittances are numbered one after another. */
async function locked(tx: Connection): Promise<Connection> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('remittances'))`.execute(tx);
  return tx;
}

async function allocate(
  tx: Connection,
  allotted: Parameters<ReturnType<typeof remittanceRecords>['allocateRemittance']>[0],
): Promise<void> {
  const { owner, remittanceId, after, actor, at } = allotted;
  // Always in one order, so that two allocations never wait for each other.
  const allocations = allotted.allocations.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const row = await selectRemittances(tx)
    .where('remittanceId', '=', remittanceId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined || (owner.institution !== undefined && owner.institution !== row.institution))
    throw new HubProblem('remittance-unknown');
  const known = await linesOf(tx, remittanceId);
  if (known.length > after && repeats(known.slice(after), allocations)) return;
  if (known.length !== after) throw unfit(`it has ${known.length} lines`);
  const left = subtractFen(row.amountFen, sumFen(known.map((line) => line.fen)));
  const some = sumFen(allocations.map((one) => one.fen));
  // With negative lines a larger claim is paid with what the payer nets.
  if (row.amountFen >= 0 ? some > left || some < 0 : some < left || some > 0)
    throw unfit(`${left} fen are left`);
  for (const [index, one] of allocations.entries()) {
    const line = after + index + 1;
    await expectOwn(tx, row, one);
    const { caseRef, payer, claimSequence } = one;
    await tx
      .insertInto('remittanceAllocations')
      .values({ remittanceId, line, caseRef, payer, claimSequence, fen: one.fen, actor, at })
      .execute();
    const key = `remittance/${remittanceId}/${line}` as const;
    await postFor(tx, row, { key, postings: move(one.fen, 'allocated', 'unallocated'), at });
    await bookClaimEvents(tx, one, [arrivedEvent(row, { fen: one.fen, line, actor })], at);
  }
}

/** Money in is paid; money out is taken back, first of what was overpaid. */
function arrivedEvent(
  { remittanceId, arrivedOn }: Remittance,
  { fen: some, line, actor }: { readonly fen: Fen; readonly line: number; readonly actor: string },
): ClaimEvent {
  const evidence = `remittance/${remittanceId}/${line}`;
  const common = { told: 'arrived', day: arrivedOn, evidence, answerUntil: null, actor } as const;
  return some > 0
    ? { ...common, kind: 'paid', fen: some, code: null }
    : { ...common, kind: 'recovered', fen: subtractFen(zeroFen, some), code: 'payment-recovered' };
}

/** The claim is of a stay of the institution, and of that party. */
async function expectOwn(tx: Connection, { institution, party }: PartyOwner, one: Allocation): Promise<void> {
  const { caseRef, payer, claimSequence } = one;
  const found = await selectObligations(tx)
    .innerJoin('stays', 'stays.caseRef', 'obligations.caseRef')
    .where((eb) => eb.and({ 'obligations.caseRef': caseRef, payer, claimSequence, party, institution }))
    .executeTakeFirst();
  if (found === undefined)
    throw unfit(`${payer}/${claimSequence} is no claim of the institution on ${party}`);
}

function repeats(known: readonly Allocation[], again: readonly Allocation[]): boolean {
  const said = known.map(nameOf);
  return known.length >= again.length && again.every((one, at) => said[at] === nameOf(one));
}

function nameOf({ caseRef, payer, claimSequence, fen: some }: Allocation): string {
  return `${caseRef}/${payer}/${claimSequence}/${some}`;
}

async function linesOf(connection: Connection, remittanceId: string) {
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
      WHERE institution = ${institution} AND party = ${party} AND state IN ('intended', 'sent', 'unknown', 'confirmed', 'refused')
    ) AS claims WHERE left_fen = ${wanted} ORDER BY state_at, case_ref, payer, claim_sequence LIMIT 10`.execute(
    db,
  );
  return rows.map((row) => ({ ...row, fen: fen(row.fen) }));
}

function unfit(detail: string): HubProblem {
  return new HubProblem('allocation-unfit', { detail });
}
