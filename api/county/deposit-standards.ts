import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { coded } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { amount, line } from '../http/words.ts';
import { datedRule, daysReversed, inOrder, ruleReplies, ruleRoutes, shownRule } from './institution-rules.ts';

const disease = z
  .string()
  .regex(/^[A-Z]\d{0,2}(\.\d{1,3})?$/, coded('field-format'))
  .meta({
    description: 'an ICD-10 code, or the beginning of some; the longest that fits counts',
    example: 'J18',
  });
const standard = {
  disease,
  stays: z.int().min(1).max(1_000_000).meta({ description: 'how many stays were settled', example: 240 }),
  ownPartFen: amount.meta({ description: 'fen; what their patients bore themselves, all together' }),
};
const period = line(100).meta({ description: 'of which settlements it is', example: '2023' });

const body = z
  .strictObject({ ...datedRule, period, standards: z.array(z.strictObject(standard)).min(1).max(3_000) })
  .refine(inOrder('deposit-standard'), daysReversed)
  .refine(({ standards }) => new Set(standards.map((one) => one.disease)).size === standards.length, {
    ...coded('field-value'),
    path: ['standards'],
  })
  .meta({ id: 'DepositStandards' });
const view = z.object({
  ...shownRule,
  period: z.string(),
  standards: z.array(z.object({ ...standard, ownPartFen: z.int() })),
});

const replies = ruleReplies(view, 'DepositStandardRules');

const put = operation({
  ...replies.put,
  id: 'putDepositStandard',
  zh: '公布各病种次均个人负担，作为预交金上限(两人)',
  en: 'the average own part of each disease, above which no deposit is asked; two people of the hospital',
  body,
});

const list = operation({
  ...replies.list,
  id: 'listDepositStandards',
  zh: '各病种次均个人负担(预交金上限)',
  en: 'the hospital’s average own parts, above which no deposit is asked',
});

/** What patients of each disease bore on average: a hospital's own dated figures, by two of its people. */
export function depositStandardRoutes(server: FastifyInstance, deps: ApiDeps): void {
  ruleRoutes(server, deps, { kind: 'deposit-standard', path: 'deposit-standards', put, list });
}
