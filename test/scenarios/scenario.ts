import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { otherCertificateCodes } from '../../domain/certificate.ts';
import { parties, payers } from '../../domain/ids.ts';
import { parseYuan } from '../../domain/money.ts';
import { recordParties } from '../../domain/record-answers.ts';
import { resolutionCodes } from '../../domain/resolutions.ts';
import { attentionCodes, stages } from '../../domain/stay.ts';
import {
  type InsuredStayState,
  ifNotWaived,
  insuredStayStates,
  type WaiverState,
  waiverStates,
} from '../../domain/waiver.ts';
import { categoryCodes } from '../../policies/codes/codes.ts';
import { obligationStates, restsOfClaim } from '../../store/money/obligation-states.ts';
import { planAct } from './account-acts.ts';
import { careActs, day, deliverAct, of, yuan } from './care-acts.ts';
import { conditionActs } from './condition-acts.ts';
import { noticeActs } from './notice-acts.ts';

const person = z.strictObject({
  county: z.enum(['zaoqiang', 'shanzhou', 'hubin', 'dalian', 'linhe', 'kaizhou']),
  cover: z.strictObject({
    type: z.enum(['310', '390']).nullable(),
    status: z.enum(['active', 'suspended', 'none']),
    division: z.string().nullable(),
  }),
  lists: z.array(
    z.strictObject({ category: z.enum(categoryCodes), since: day, until: day.nullable().default(null) }),
  ),
  /** Too young to sign. */
  child: z.boolean().default(false),
  /** In the place of a resident number, which the person has not. */
  certificate: z
    .strictObject({
      kind: z.enum(otherCertificateCodes),
      number: z.string(),
      issuer: z.string().optional(),
      born: day,
    })
    .optional(),
  /** Categories that the family's papers name, where no list can name the person. */
  papers: z.array(z.enum(categoryCodes)).default([]),
  /** What the person shows at the window beside it. */
  shows: z.enum(['social-security-card', 'e-voucher']).optional(),
  creditLine: yuan.nullable().default(null),
  /** What keepers of records have of the person. */
  records: z
    .array(z.strictObject({ keeper: z.enum(recordParties), since: day, number: z.string() }))
    .default([]),
  /** What is in the person's own account at the insurer, and in the family's. */
  accounts: z.strictObject({ own: yuan, family: yuan.default(parseYuan('0.00')) }).optional(),
});

const admission = z.strictObject({
  /** The one that holds at the hospital; `named: false`: the hub finds it. */
  scheme: z.string(),
  named: z.boolean().default(true),
  /** Code and name of the hospital, both as the register of the box has them. */
  hospital: z.string().regex(/^\w+ \S+$/),
  day,
  emergency: z.boolean().default(false),
  referred: z.boolean().default(true),
  /** ICD-10 code and name; null: not given at the window. */
  diagnosis: z
    .string()
    .regex(/^\S+ \S+$/)
    .nullable()
    .default('J18.9 肺炎'),
  /** Whether the window gives what the form of the insurer wants: department, doctor, bed, record, complaint. */
  bedside: z.boolean().default(true),
  /** Grounds that were found; every other one that the scheme names was asked for and is not there. */
  grounds: z.array(z.string()).default([]),
  /** Grounds that nobody asked for. */
  notAsked: z.array(z.string()).default([]),
  /** Number of the paper slip of an outage. */
  voucher: z.string().optional(),
  /** What the window says becomes of the stay where the deposit is not waived; null: nothing. */
  ifNotWaived: z.enum(ifNotWaived).nullable().default(null),
  /** The patient comes by transfer from the first stay’s hospital. */
  transferred: z.boolean().default(false),
  /** Whose papers they are. */
  patient: z.enum(['person', 'relative']).default('person'),
  /** What the clerk enters wrongly; a wrong number is the other one's of person and relative. */
  slip: z.enum(['name', 'number']).nullable().default(null),
});

const party = z.enum(parties);

/** What parties do to this stay alone, by the name that the scenario gives it. */
export const doings = {
  refuses: 'mischief',
  'refuses-later': 'mischief',
  pays: 'mischief',
  silent: 'hang',
  away: 'refuse',
  down: 'error',
  'loses-reply': 'drop-reply',
  'half-answers': 'garbage',
  'answers-wrong': 'mischief',
  'answers-another': 'mischief',
  'unlisted-fund': 'mischief',
  unsigned: 'mischief',
  'critical-illness-refused': 'mischief',
  'forgets-the-floor': 'mischief',
  'cover-suspended': 'mischief',
  'cover-of-residents': 'mischief',
  'still-looking': 'mischief',
  frozen: 'mischief',
  'card-closed': 'mischief',
  'limit-changed': 'mischief',
  'no-mandate': 'mischief',
  'cannot-hold': 'mischief',
  'decides-later': 'mischief',
  'same-name': 'mischief',
  lists: 'mischief',
  'not-delivered': 'mischief',
  'no-report': 'mischief',
  'does-nothing': 'mischief',
  'period-cleared': 'mischief',
} as const;

const step = z.discriminatedUnion('act', [
  z.strictObject({
    ...{ act: z.literal('party'), of, party },
    on: z.array(z.string()).min(1),
    does: z.enum(Object.keys(doings) as (keyof typeof doings)[]),
    code: z.string().optional(),
    amount: yuan.optional(),
    times: z.int().min(1).optional(),
  }),
  z.strictObject({ act: z.literal('party-is-well'), of, party }),
  z.strictObject({ act: z.literal('admit'), of }),
  ...careActs,
  deliverAct,
  planAct,
  conditionActs,
  ...noticeActs,
  z.strictObject({ act: z.literal('reaches'), of, stage: z.enum(stages) }),
  z.strictObject({
    ...{ act: z.literal('waits'), of },
    for: z.enum(attentionCodes),
    on: z.string(),
    mustAct: z.enum(['operator', 'hospital', 'agency', 'payer', 'health-commission']),
  }),
  z.strictObject({ act: z.literal('waits-no-more'), of, for: z.enum(attentionCodes) }),
  z.strictObject({
    ...{ act: z.literal('resolve'), of },
    who: z.enum([
      ...(['window', 'hospital-finance', 'hospital-lead', 'operator', 'hospital', 'bureau'] as const),
      'health-commission',
    ]),
    kind: z.enum(resolutionCodes),
    on: z.string(),
    with: z.record(z.string(), z.unknown()).default({}),
    /** A role of the hospital, or the office whose person confirms. */
    confirmedBy: z.string().optional(),
    /** Two others of the office, who did not decide before. */
    others: z.boolean().default(false),
    /** It was put right at this party first; the stay may go on by itself before anybody asks again. */
    oncePutRightAt: party.optional(),
    /** The hub does not do it, and says this code. */
    refusedWith: z.string().optional(),
  }),
]);
export type Step = z.infer<typeof step>;

const expected = z.strictObject({
  stage: z.enum(stages),
  /** By which scheme; told where the hospital did not name it. */
  scheme: z.string().optional(),
  decision: z.strictObject({ outcome: z.enum(['admit', 'refuse', 'review']), reasons: z.array(z.string()) }),
  /** How the deposit stands; told where it is not what the decision says. */
  waiver: z.enum(Object.keys(waiverStates) as WaiverState[]).optional(),
  /** Of a refused stay: whether insurance carries it all the same. */
  insuredStay: z.enum(Object.keys(insuredStayStates) as InsuredStayState[]).optional(),
  settlement: z
    .strictObject({ total: yuan, shares: z.partialRecord(z.enum(payers), yuan), patient: yuan })
    .nullable(),
  claims: z.array(
    z.strictObject({
      payer: z.enum(payers),
      number: z.int().min(1).default(1),
      owed: yuan,
      state: z.enum(obligationStates),
      refusal: z.string().nullable().default(null),
      partPaid: yuan.default(parseYuan('0.00')),
      rest: z.enum(restsOfClaim).nullable().default(null),
    }),
  ),
  attention: z.strictObject({
    raised: z.array(z.enum(attentionCodes)),
    open: z.array(z.enum(attentionCodes)),
  }),
  /** Accounts that are not zero; `billed` stands against them all. */
  ledger: z.record(z.string(), z.string().regex(/^-?\d+\.\d\d$/)),
  /** What the parties' own books say that they did for the stay, and how often. */
  books: z.partialRecord(party, z.record(z.string(), z.int().min(1))),
});
export type Expected = z.infer<typeof expected>;

const file = z
  .strictObject({
    scenario: z.string().regex(/.+ · .+/, 'needs a Chinese title, then · and an English one'),
    /** One of the ten hard cases of the issue. */
    hard: z.string().optional(),
    person,
    admission,
    /** `as-told`: the window does of what the scheme asks only what the story tells. */
    conditions: z.enum(['as-usual', 'as-told']).default('as-usual'),
    second: admission.optional(),
    story: z.array(step).min(1),
    worked: z.array(z.string()),
    expected,
    expectedSecond: expected.optional(),
  })
  .refine(({ second, expectedSecond }) => (second === undefined) === (expectedSecond === undefined), {
    path: ['expectedSecond'],
    message: 'a second stay and what is expected of it come together',
  })
  .refine(({ expected, worked }) => expected.settlement === null || worked.length > 0, {
    path: ['worked'],
    message: 'amounts are worked out by hand, and it is written down how',
  });

export type Scenario = z.infer<typeof file> & { readonly name: string };

/** Reads one scenario. Throws with every place that is missing or misspelt. */
export function readScenario(name: string, text: string): Scenario {
  const read = file.safeParse(parse(text));
  if (!read.success) throw new Error(`${name}:\n${z.prettifyError(read.error)}`);
  return { ...read.data, name };
}

/** All of test/scenarios, in the order of their names; or of its folder of those that take weeks. */
export function allScenarios(inside = ''): readonly Scenario[] {
  const folder = join(import.meta.dirname, inside);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => readScenario(name, readFileSync(join(folder, name), 'utf8')));
}
