import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CountyPerson, Effect } from '../../adapters/simulation.ts';
import type { StayView } from '../../county/stay-view.ts';
import { type CaseRef, parties } from '../../domain/ids.ts';
import { type CountyUnderTest, until } from './county-under-test.ts';

/**
 * What must hold of closed stays however much was killed on the way (reference: the oracle of the reliability tests).
 * Gives every breach in words; none is the proof.
 */
export async function breaches(
  county: CountyUnderTest,
  stays: readonly StayView[],
): Promise<readonly string[]> {
  const found: string[] = [];
  const expect = (holds: boolean, what: string): void => void (holds || found.push(what));
  const effects = (await Promise.all(parties.map((party) => county.effects(party)))).flat();
  for (const stay of stays) for (const breach of stayBreaches(stay, effects)) found.push(breach);
  for (const subject of repeated(effects)) found.push(`done twice at a party: ${subject}`);

  const refs = stays.map(({ caseRef }) => caseRef);
  const count = async (query: string): Promise<number> =>
    Number((await county.sql<{ n: unknown }>(query, [refs]))[0]?.n);
  const none = async (what: string, query: string): Promise<void> => expect((await count(query)) === 0, what);
  expect(
    (await count('SELECT count(*)::int AS n FROM stays WHERE case_ref = ANY($1)')) === stays.length,
    'a stay has no row',
  );
  await none(
    'the ledger does not sum to zero',
    'SELECT coalesce(sum(fen), 0)::bigint AS n FROM ledger_postings WHERE $1::text[] IS NOT NULL',
  );
  await none(
    'a payer still owes in the ledger',
    `SELECT count(*)::int AS n FROM (SELECT account, case_ref, sum(fen) AS fen FROM ledger_postings
       JOIN ledger_transactions USING (transaction_id) WHERE case_ref = ANY($1)
       AND account ~ '^(receivable|in-transit|disputed):' GROUP BY 1, 2) open WHERE fen <> 0`,
  );
  await none(
    'an obligation is not confirmed',
    "SELECT count(*)::int AS n FROM obligations WHERE case_ref = ANY($1) AND state <> 'confirmed'",
  );
  await none(
    'a message has no answer',
    'SELECT count(*)::int AS n FROM messages WHERE case_ref = ANY($1) AND answered_at IS NULL',
  );
  await none('attention is left', 'SELECT count(*)::int AS n FROM attention WHERE case_ref = ANY($1)');
  await none(
    'a stay was settled other than once',
    `SELECT count(*)::int AS n FROM stays LEFT JOIN (SELECT case_ref, count(*) AS times FROM ledger_transactions
       WHERE transaction_key = 'settlement' GROUP BY 1) once USING (case_ref)
       WHERE case_ref = ANY($1) AND times IS DISTINCT FROM 1`,
  );
  for (const one of await misfits(county)) found.push(one);
  // A notice to a stay that ended meanwhile is dropped at the relay's next try, at most half a minute later.
  await until('the outbox is worked off', async () => {
    const owed = await count('SELECT count(*)::int AS n FROM outbox WHERE case_ref = ANY($1)');
    return owed === 0;
  }).catch((late: Error) => found.push(late.message));
  return found;
}

/** What the hub itself says of its ledger: each fen has one owner. */
export async function misfits({ operator }: CountyUnderTest): Promise<readonly string[]> {
  const { findings } = await operator.get<{
    readonly findings: readonly { readonly subject: string; readonly what: string; readonly of: string }[];
  }>('/v1/ledger/check');
  return findings.map(({ subject, what, of: where }) => `${subject}: ${what} ${where} does not add up`);
}

function stayBreaches(
  { caseRef, stage, settlement }: StayView,
  effects: readonly Effect[],
): readonly string[] {
  const found: string[] = [];
  if (stage !== 'Closed') found.push(`${caseRef} is ${stage}`);
  if (settlement === null) return [...found, `${caseRef} has no settlement`];
  const { totalFen, patientFen, shares } = settlement;
  const payers = shares.filter(({ fen }) => fen > 0);
  const together = payers.reduce((sum, { fen }) => sum + fen, 0) + patientFen;
  if (together !== totalFen) found.push(`${caseRef}: ${together} fen of ${totalFen}`);
  const wanted = { admit: 1, discharge: 1, settle: 1, claim: payers.length, pay: payers.length };
  for (const [operation, times] of Object.entries(wanted)) {
    const done = of(effects, caseRef).filter((effect) => effect.operation === operation);
    if (done.length !== times) found.push(`${caseRef}: ${operation} ${done.length} times, not ${times}`);
  }
  return found;
}

/** What the parties did for one case: their books carry our business key. */
export function of(effects: readonly Effect[], caseRef: CaseRef): readonly Effect[] {
  return effects.filter(({ key }) => key.startsWith(`${caseRef}/`));
}

function repeated(effects: readonly Effect[]): readonly string[] {
  const keys = effects.flatMap(({ operation, key, subject }) => [
    `${operation} of ${key}`,
    `${operation} on ${subject}`,
  ]);
  return keys.filter((key, at) => keys.indexOf(key) !== at);
}

/**
 * Where the name or the identity number of somebody stands in clear: logs, Temporal's file, the rows of every table,
 * and what the county prints. Empty is the proof; the parties' own books are theirs.
 */
export async function leaks(
  county: CountyUnderTest,
  people: readonly CountyPerson[],
): Promise<readonly string[]> {
  const { state, sql } = county;
  const secrets = people.flatMap(({ name, idNumber, phone }) => [name, idNumber, phone]);
  const found: string[] = [];
  const files = [state.logDirectory, dirname(state.temporalFile)].flatMap(filesIn);
  for (const file of files) {
    const bytes = readFileSync(file);
    for (const secret of secrets) if (bytes.includes(secret)) found.push(file);
  }
  const tables = await sql<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  for (const { name } of tables) {
    // Every column as text; bytes as Latin-1, in which any clear text of a name would keep its bytes.
    const rows = await sql<{ line: string }>(`SELECT t::text AS line FROM "${name}" t`);
    for (const { line } of rows) {
      const bytes = line.replaceAll(/\\\\x([0-9a-f]+)/g, (_all, hex: string) =>
        Buffer.from(hex, 'hex').toString('utf8'),
      );
      for (const secret of secrets) if (bytes.includes(secret)) found.push(`table ${name}`);
    }
  }
  for (const secret of secrets) if (county.said().includes(secret)) found.push('what the county prints');
  return [...new Set(found)];
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}
