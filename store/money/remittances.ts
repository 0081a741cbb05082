import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { type Fen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { bookClaimEvents } from './claim-booking.ts';
import type { ClaimEvent } from './claim-events.ts';
import { move, type PartyOwner, postFor } from './ledger.ts';
import { selectObligations } from './obligations.ts';
import { type Allocation, linesOf, type Remittance, selectRemittances } from './remittance-reads.ts';

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
  };
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
  return known.length >= again.length && again.every((one, at) => said.at(at) === nameOf(one));
}

function nameOf({ caseRef, payer, claimSequence, fen: some }: Allocation): string {
  return `${caseRef}/${payer}/${claimSequence}/${some}`;
}

function unfit(detail: string): HubProblem {
  return new HubProblem('allocation-unfit', { detail });
}
