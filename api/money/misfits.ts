import { agrees, cashLines } from '../../domain/cash-days.ts';
import { addDays } from '../../domain/dates.ts';
import { subtractFen } from '../../domain/money.ts';
import type { OpenWork } from '../../domain/open-work.ts';
import { yearlyCaps } from '../../policies/settlement/yearly-caps.ts';
import type { LedgerChecked } from '../../store/money/ledger-check.ts';
import type { LedgerFinding } from '../../store/money/party-accounts.ts';
import type { ApiDeps } from '../deps.ts';
import type { Confirmed } from '../relay/suspects.ts';

/** What checks the books. */
export interface BookParts {
  readonly stays: Pick<ApiDeps['stays'], 'checkLedger' | 'yearlySums'>;
  readonly schemes: ApiDeps['schemes'];
}

/** What looks at the takings of the windows. */
export interface CashParts {
  readonly stays: Pick<ApiDeps['stays'], 'takenOn' | 'unexplainedCash'>;
  readonly clock: Pick<ApiDeps['clock'], 'today'>;
}

/** Accounts, shares, events, money without a case, and the yearly caps of the schemes. */
export async function checkedLedger(parts: BookParts): Promise<LedgerChecked> {
  const { stays, findings } = await parts.stays.checkLedger();
  return { stays, findings: [...findings, ...(await aboveCaps(parts))] };
}

/** The same, and stays that closed too early, as the reconciler finds it: nobody repairs it but people. */
export async function misfits(
  parts: BookParts & CashParts & Pick<ApiDeps, 'standing' | 'insurer'>,
): Promise<readonly Confirmed[]> {
  const { findings } = await checkedLedger(parts);
  const off = findings.map(({ subject, what, of }) => ({
    ...({ kind: what === 'cap' ? 'cap-exceeded' : 'ledger-off', subject, about: `${what} ${of}` } as const),
    person: true as const,
  }));
  return [...off, ...(await closedTooEarly(parts)), ...(await atInsurer(parts)), ...(await atWindows(parts))];
}

async function closedTooEarly({ standing }: Pick<ApiDeps, 'standing'>): Promise<readonly Confirmed[]> {
  return (await standing.closedWithWork()).map(({ caseRef, work }) => ({
    ...{ kind: 'closed-with-work', subject: caseRef, about: work.map(named).join(', ') },
    person: true,
  }));
}

/** What the last reconciliations with the insurer found: the hospital's to clear up. */
async function atInsurer({ insurer }: Pick<ApiDeps, 'insurer'>): Promise<readonly Confirmed[]> {
  return (await insurer.reconciliations.standing()).map(({ caseRef, settlementRef, kind }) => ({
    ...{ kind: 'insurer-differs', subject: caseRef, about: `${kind} ${settlementRef}` },
    person: true,
  }));
}

/** How long after a day its count is still looked at. */
const cashDaysBack = 31;

/** Days whose takings differ from the hospital's own count, and that nobody explained: the hospital's to clear up. */
async function atWindows({ stays, clock }: CashParts): Promise<readonly Confirmed[]> {
  const found = await stays.unexplainedCash(addDays(clock.today(), -cashDaysBack));
  const off = await Promise.all(
    found.map(async ({ institution, day, totals }) => {
      const lines = cashLines(await stays.takenOn({ institution, day }), totals);
      return agrees(lines) ? [] : [{ kind: 'cash-differs' as const, subject: institution, about: day }];
    }),
  );
  return off.flat().map((one) => ({ ...one, person: true }));
}

function named(work: OpenWork): string {
  if ('payer' in work) return `${work.kind} ${work.payer}/${work.claimSequence}`;
  return 'debtor' in work ? `${work.kind} ${work.debtor}` : work.kind;
}

/** What a payer bears of a person's year beyond the cap of any version of the scheme; told by one of the stays, never by the person. */
async function aboveCaps({ stays, schemes }: BookParts): Promise<readonly LedgerFinding[]> {
  const sums = await stays.yearlySums();
  return sums.flatMap(({ scheme, payer, fen: found, cases }) => {
    const caps = schemes
      .versions(scheme)
      .flatMap((version) => yearlyCaps(version))
      .filter((cap) => cap.payer === payer)
      .map(({ capFen }) => capFen);
    const highest = caps.toSorted((a, b) => b - a)[0];
    if (highest === undefined || subtractFen(found, highest) <= 0) return [];
    return [
      { subject: cases.at(-1) ?? scheme, what: 'cap', of: payer, expectedFen: highest, foundFen: found },
    ];
  });
}
