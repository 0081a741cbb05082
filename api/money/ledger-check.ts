import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { fen } from '../http/answer-words.ts';
import { operation } from '../http/operation.ts';
import { checkedLedger } from './misfits.ts';

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

const check = operation({
  id: 'checkLedger',
  zh: '核对总账',
  en: 'does each fen of each bill have exactly one owner?',
  tag: 'operators',
  replies: { 200: { about: 'what does not add up; nothing: all does', schema: view } },
});
