import { subtractFen } from '../../domain/money.ts';
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

/** Accounts, shares, events, money without a case, and the yearly caps of the schemes. */
export async function checkedLedger(parts: BookParts): Promise<LedgerChecked> {
  const { stays, findings } = await parts.stays.checkLedger();
  return { stays, findings: [...findings, ...(await aboveCaps(parts))] };
}

/** The same, as the reconciler finds it: nobody repairs it but people. */
export async function misfits(parts: BookParts): Promise<readonly Confirmed[]> {
  const { findings } = await checkedLedger(parts);
  return findings.map(({ subject, what, of }) => ({
    ...{ kind: what === 'cap' ? 'cap-exceeded' : 'ledger-off', subject, about: `${what} ${of}` },
    person: true,
  }));
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
