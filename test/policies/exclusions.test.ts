import { describe, expect, test } from 'vitest';
import { decide } from '../../policies/admission/decide.ts';
import { exclusionCodes } from '../../policies/codes/codes.ts';
import { caseFiles } from '../../policies/engine/cases.ts';
import { parseDecisionRequest } from '../../policies/engine/requests.ts';
import { loadSchemes } from '../../policies/schemes.ts';

/**
 * Who and what the five documents leave out, each with the clause as its reader finds it there. Read off the documents by
 * hand: the scheme files are held against this table, not the other way round.
 */
const clauses: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'zaoqiang-2021': {
    'work-injury': '第4段',
    'third-party-liability': '第4段',
    'public-health-borne': '第4段',
    'drug-use': '第4段',
    'self-harm': '第4段',
    infertility: '第4段',
    'accidental-injury': '第4段',
    'judgment-defaulter': '第4段',
    'not-reimbursable': '第4段',
    'sole-purpose-not-payable': '第4段',
  },
  'henan-2017': {},
  'dalian-2022': {
    'work-injury': '不享受',
    'third-party-liability': '不享受',
    'public-health-borne': '不享受',
    'judgment-defaulter': '不享受',
    'not-reimbursable': '不享受',
    'sole-purpose-not-payable': '不享受',
  },
  'linhe-2017': {
    'work-injury': '二2（1）',
    'liable-injury': '二2（1）',
    'third-party-liability': '二2（1）',
    'illegal-act': '二2（1）',
    intoxication: '二2（2）',
    drowning: '二2（2）',
    'accidental-drowning': '二2（2）',
    'drug-use': '二2（2）',
    'self-harm': '二2（2）',
    'malicious-arrears': '二2（4）',
    'not-reimbursable': '二2（5）',
    'sole-purpose-not-payable': '二2（5）',
  },
  'kaizhou-2024': {
    'illegal-act': '三（四）',
    'drug-use': '三（四）',
    abortion: '三（五）',
    'third-party-liability': '三（五）',
    'self-harm': '三（六）',
    'malicious-arrears': '三（七）',
    'bad-credit-record': '三（七）',
    'judgment-defaulter': '三（七）',
    'non-therapeutic-item': '三（八）',
    'cosmetic-item': '三（九）',
    'not-reimbursable': '三（十）',
    'sole-purpose-not-payable': '三（八）',
  },
};
/** Grounds that follow from other fields of the request. */
const derived: readonly (readonly [scheme: string, code: string, clause: string, given: object])[] = [
  ['linhe-2017', 'not-insured', '二2（3）', { insurance: { type: null, status: 'none', division: null } }],
  ['kaizhou-2024', 'not-insured', '三（一）', { insurance: { type: null, status: 'none', division: null } }],
  [
    'kaizhou-2024',
    'insurance-suspended',
    '三（七）',
    { insurance: { type: '390', status: 'suspended', division: '500154' } },
  ],
  [
    'zaoqiang-2021',
    'insurance-suspended',
    '第2段',
    { insurance: { type: '310', status: 'suspended', division: '131121' } },
  ],
  ['kaizhou-2024', 'referral-missing', '三（三）', { referred: false }],
  ['kaizhou-2024', 'institution-not-designated', '三（二）', { designated: false }],
];
const outcomes = {
  'no-entry': 'refuse',
  'waiver-lost': 'refuse',
  'not-payable': 'admit',
  review: 'review',
} as const;

const schemes = loadSchemes();
const newest = (id: string) => {
  const scheme = schemes.list().find((candidate) => candidate.id === id);
  if (scheme === undefined) throw new Error(id);
  return scheme;
};
const base = (id: string): Record<string, unknown> => {
  const file = caseFiles().find(({ scheme }) => scheme === id);
  if (file === undefined) throw new Error(id);
  return file.base;
};
const asked = (id: string, change: object) =>
  decide(schemes, id, parseDecisionRequest({ ...base(id), ...change }));

describe.each(Object.entries(clauses))('%s', (id, table) => {
  test('leaves out exactly what its document does', () => {
    expect(
      newest(id)
        .exclusions.map(({ rule }) => rule)
        .toSorted(),
    ).toEqual(Object.keys(table).toSorted());
    expect(asked(id, {}).outcome).toBe('admit');
  });

  test.each(Object.entries(table))('%s cites %s and does what it says', (code, clause) => {
    const effect = newest(id).exclusions.find(({ rule }) => rule === code)?.effect ?? 'review';
    const { outcome, reasons } = asked(id, { facts: { [code]: true } });
    expect(outcome).toBe(outcomes[effect]);
    const cited = reasons.find((reason) => reason.code === code);
    expect(cited?.article).toContain(clause);
    expect(cited?.article).toContain(schemes.sources.get(newest(id).document)?.number ?? '');
  });

  test('a ground that it does not name goes to a person, an item is told; neither refuses nor passes in silence', () => {
    const { exclusions, openLists } = newest(id);
    const named = new Set<string>(exclusions.map(({ rule }) => rule));
    for (const [code, { level, derived: follows }] of Object.entries(exclusionCodes)) {
      if (follows || named.has(code)) continue;
      const open = openLists.find((list) => list.level === level);
      const { outcome, reasons } = asked(id, { facts: { [code]: true } });
      const inBill = level === 'item' || level === 'cost';
      expect([code, outcome]).toEqual([code, inBill ? 'admit' : 'review']);
      const told = reasons.filter((reason) => reason.code === code).map(({ article }) => article);
      expect(told).toEqual([(open ?? newest(id)).article]);
    }
  });
});

test.each(derived)('%s: %s cites %s', (id, code, clause, given) => {
  const change =
    'designated' in given ? { institution: { ...(base(id).institution as object), ...given } } : given;
  const { outcome, reasons } = asked(id, change);
  expect(outcome).toBe('refuse');
  expect(reasons.find((reason) => reason.code === code)?.article).toContain(clause);
});
