import type { Effect } from '../../adapters/simulation.ts';
import { parties } from '../../domain/ids.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';

/** What the parties' own books and the hub's say differently; empty is the proof. Each line is one thing, in words. */
export interface Compared {
  /** A party did something that the hub does not know of, or the hub believes what no party did. */
  readonly lost: readonly string[];
  /** An effect twice in a party's book. */
  readonly doubled: readonly string[];
  /** Money of a bill without exactly one owner. */
  readonly unowned: readonly string[];
}

interface Known {
  readonly caseRef: string;
  readonly stage: string;
  readonly registered: number;
  readonly settled: number;
  /** Still standing there, by the hub. */
  readonly liveRegistrations: number;
  readonly liveSettlements: number;
  readonly totalFen: number | null;
  /** The insurer could take nothing back of a void stay any more: its bureau corrects its own book by hand, which no simulator does. */
  readonly byHand: boolean;
  /** From the bank's line, less what went back to it. */
  readonly drawnFen: number;
}

/** Holds the books against each other, stay by stay. */
export async function comparedBooks(county: CountyUnderTest): Promise<Compared> {
  const effects = (await Promise.all(parties.map((party) => county.effects(party)))).flat();
  const stays = await county.sql<Known>(knownByTheHub);
  const ledger = await county.sql<Line>(balances);
  const refunds = await county.sql<Refunded>(wentBack);
  const byCase = Map.groupBy(effects, ({ key }) => key.split('/')[0] ?? '');
  const lines = Map.groupBy(ledger, ({ caseRef }) => caseRef);
  return {
    lost: stays.flatMap((stay) =>
      lostOf(stay, byCase.get(stay.caseRef) ?? [], {
        ledger: lines.get(stay.caseRef) ?? [],
        refunds: refunds.filter(({ caseRef }) => caseRef === stay.caseRef),
      }),
    ),
    doubled: repeated(effects),
    unowned: stays.flatMap((stay) => unownedOf(stay, lines.get(stay.caseRef) ?? [])),
  };
}

const knownByTheHub = `
  SELECT case_ref AS "caseRef", stage,
    (SELECT count(visit_ref)::int FROM insurer_registrations AS r WHERE r.case_ref = stays.case_ref) AS registered,
    (SELECT count(*)::int FROM core_settlements AS c WHERE c.case_ref = stays.case_ref) AS settled,
    (SELECT total_fen::float8 FROM settlements AS s WHERE s.case_ref = stays.case_ref) AS "totalFen",
    (SELECT count(visit_ref)::int FROM insurer_registrations AS r WHERE r.case_ref = stays.case_ref AND cancelled_at IS NULL) AS "liveRegistrations",
    (SELECT count(*)::int FROM core_settlements AS c WHERE c.case_ref = stays.case_ref AND state <> 'reversed') AS "liveSettlements",
    (impersonated_by IS NOT NULL AND EXISTS (SELECT FROM resolutions AS p
      WHERE p.case_ref = stays.case_ref AND p.kind = 'keep-settlement' AND p.state = 'applied')) AS "byHand",
    (SELECT coalesce(sum(CASE WHEN kind = 'draw' THEN fen ELSE -fen END), 0)::float8 FROM credit_orders AS o
      WHERE o.case_ref = stays.case_ref AND kind IN ('draw', 'reverse') AND state = 'done') AS "drawnFen"
  FROM stays`;

interface Line {
  readonly caseRef: string;
  readonly account: string;
  readonly fen: number;
}

/** Money that the hospital has sent back; the parties' books know what they paid only. */
interface Refunded {
  readonly caseRef: string;
  readonly debtor: string;
  readonly fen: number;
}

const wentBack = `SELECT case_ref AS "caseRef", debtor, owed_fen::float8 AS fen FROM refunds WHERE refunded_by IS NOT NULL`;

const balances = `
  SELECT case_ref AS "caseRef", account, sum(fen)::float8 AS fen
  FROM ledger_postings JOIN ledger_transactions USING (transaction_id) GROUP BY 1, 2`;

function lostOf(
  stay: Known,
  effects: readonly Effect[],
  { ledger, refunds }: { readonly ledger: readonly Line[]; readonly refunds: readonly Refunded[] },
): readonly string[] {
  const { caseRef, registered, settled, liveRegistrations, liveSettlements, drawnFen } = stay;
  const found: string[] = [];
  const times = (operation: string): number => effects.filter((one) => one.operation === operation).length;
  const same = (what: string, party: number, hub: number): void => {
    if (party !== hub) found.push(`${caseRef}: ${what}: ${party} in the party's book, ${hub} in the hub's`);
  };
  same('registrations', times('admit'), registered);
  same('settlements', times('settle'), settled);
  if (!stay.byHand) {
    same('registrations that stand', times('admit') - times('cancelAdmission'), liveRegistrations);
    same('settlements that stand', times('settle') - times('cancelSettlement'), liveSettlements);
  }
  same('fen of the line', sumOf(effects, 'draw') - sumOf(effects, 'reverse'), drawnFen);
  const payers = new Set([
    ...effects.flatMap((one) => (one.operation === 'pay' ? [payerOf(one)] : [])),
    ...ledger.flatMap(({ account }) => /^received:(?!patient)(.+)$/.exec(account)?.[1] ?? []),
  ]);
  for (const payer of payers) {
    const paid = effects.filter((one) => one.operation === 'pay' && payerOf(one) === payer);
    const back = refunds.filter((one) => one.debtor === payer).reduce((sum, { fen }) => sum + fen, 0);
    const booked = balance(ledger, `received:${payer}`) + back;
    same(
      `fen of ${payer}`,
      paid.reduce((sum, one) => sum + (one.fen ?? 0), 0),
      booked,
    );
  }
  return found;
}

function sumOf(effects: readonly Effect[], operation: string): number {
  return effects.reduce((sum, one) => sum + (one.operation === operation ? (one.fen ?? 0) : 0), 0);
}

/** Business keys of claims are `<case>/claim/<payer>/<number>`. */
function payerOf({ key }: Effect): string {
  return key.split('/')[2] ?? '';
}

function balance(ledger: readonly Line[], account: string): number {
  return ledger.find((line) => line.account === account)?.fen ?? 0;
}

function repeated(effects: readonly Effect[]): readonly string[] {
  const keys = effects.flatMap(({ operation, key, subject }) => [
    `${operation} of ${key}`,
    `${operation} on ${subject}`,
  ]);
  const counts = Map.groupBy(keys, (key) => key);
  return [...counts].flatMap(([key, all]) => (all.length > 1 ? [`${all.length} times: ${key}`] : []));
}

/** Every fen of a settled bill stands on one account; a closed stay's on none that still waits. */
function unownedOf({ caseRef, stage, totalFen }: Known, ledger: readonly Line[]): readonly string[] {
  const found: string[] = [];
  const sum = ledger.reduce((all, { fen }) => all + fen, 0);
  if (sum !== 0) found.push(`${caseRef}: the ledger is ${sum} fen off`);
  if (totalFen === null) return found;
  const owners = ledger.filter(({ account }) => account !== 'billed');
  const owned = owners.reduce((all, { fen }) => all + fen, 0);
  const back = owners.filter(({ account }) => /^(suspense|refund):/.test(account));
  if (owned !== totalFen) found.push(`${caseRef}: ${owned} fen have an owner, of ${totalFen}`);
  for (const { account, fen } of owners)
    if (fen < 0 !== back.some((one) => one.account === account) && fen !== 0)
      found.push(`${caseRef}: ${account} stands at ${fen} fen`);
  const waiting = /^(receivable|in-transit|disputed|refund):/;
  if (stage === 'Closed')
    for (const { account, fen } of owners)
      if (waiting.test(account) && fen !== 0)
        found.push(`${caseRef} is closed, and ${account} stands at ${fen} fen`);
  return found;
}
