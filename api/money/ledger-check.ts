import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { subtractFen } from '../../domain/money.ts';
import { yearlyCaps } from '../../policies/settlement/yearly-caps.ts';
import type { LedgerChecked } from '../../store/money/ledger-check.ts';
import type { LedgerFinding } from '../../store/money/party-accounts.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';

const fen = z.int().meta({ description: 'fen' });
const view = z
  .object({
    stays: z.int().meta({ description: 'settled stays that were looked at' }),
    findings: z.array(
      z.object({
        subject: z.string().meta({ description: 'a case ref, or institution/party' }),
        what: z.enum(['account', 'share', 'events', 'party', 'cap']),
        of: z.string(),
        expectedFen: fen,
        foundFen: fen,
      }),
    ),
  })
  .meta({ id: 'LedgerCheck' });

/** Proves that each fen of each bill has exactly one owner, and names what does not add up. */
export function ledgerCheckRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.get('/v1/ledger/check', check, () => checkedLedger(deps));
}

/** Accounts, shares, events, money without a case, and the yearly caps of the schemes. */
async function checkedLedger(deps: ApiDeps): Promise<LedgerChecked> {
  const { stays, findings } = await deps.stays.checkLedger();
  return { stays, findings: [...findings, ...(await aboveCaps(deps))] };
}

/** What a payer bears of a person's year beyond the cap of any version of the scheme; told by one of the stays, never by the person. */
async function aboveCaps({ stays, schemes }: ApiDeps): Promise<readonly LedgerFinding[]> {
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

const check = operation({
  id: 'checkLedger',
  zh: '核对总账',
  en: 'does each fen of each bill have exactly one owner?',
  tag: 'operators',
  replies: { 200: { about: 'what does not add up; nothing: all does', schema: view } },
});
