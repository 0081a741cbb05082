import { instantFromMillis, localDate } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import { fen } from '../../domain/money.ts';
import type { Database } from '../../store/postgres/database.ts';
import { type InstitutionRule, institutionRuleStore } from '../../store/register/institution-rules.ts';
import { institutions, settleThemselves } from './institutions.ts';

const days = { validFrom: localDate('2015-01-01'), validUntil: localDate('2100-01-01') };
const rulesOf = (institution: string): readonly Pick<InstitutionRule, 'kind' | 'ruleNo' | 'rule'>[] => [
  { ...{ kind: 'staging', ruleNo: 'BOX-1' }, rule: entryOf(inMidStay, institution) ?? onAccount },
  { kind: 'text-messages', ruleNo: 'BOX-1', rule: {} },
  { kind: 'deposit-standard', ruleNo: 'BOX-1', rule: ownParts },
  { kind: 'own-part-warning', ruleNo: 'BOX-1', rule: { sharePermille: 400, amountFen: null } },
];
/** Invented: what patients of a disease bore on average. */
const ownParts = {
  period: '上年度 · last year',
  standards: [
    { disease: 'J18', stays: 240, ownPartFen: fen(48_000_000) },
    { disease: 'C', stays: 60, ownPartFen: fen(51_000_000) },
  ],
};
const onAccount = {
  ...{ what: 'payment', amountFen: fen(50_000), days: null, match: 'any', offered: 'by-itself' },
};
/** Zaoqiang's hospitals settle with the insurer in mid-stay, one by itself, the other where a person wants it. */
const inMidStay: Readonly<Record<string, object>> = {
  H13112100001: {
    ...{ what: 'settlement', amountFen: fen(900_000), days: 5, match: 'all', offered: 'by-itself' },
  },
  H13112100002: {
    ...{ what: 'settlement', amountFen: fen(900_000), days: null, match: 'any', offered: 'by-person' },
  },
};

const ownSettlement: ReturnType<typeof rulesOf>[number] = {
  ...{ kind: 'settled-by', ruleNo: 'BOX-1', rule: { settledBy: 'hospital' } },
};

/** Each hospital of the box asks for the own part on account from 500 yuan on, or settles so far from 9,000 on, warns from four tenths on, has average own parts and sends reminders by text message; one settles by its own system; two of its people. */
export async function enterRules(db: Database): Promise<void> {
  const store = institutionRuleStore(db);
  const at = instantFromMillis(Date.now());
  for (const { institution } of institutions)
    for (const rule of [
      ...rulesOf(institution),
      ...(settleThemselves.includes(institution) ? [ownSettlement] : []),
    ])
      for (const role of ['hospital-finance', 'hospital-lead'])
        await store.putInstitutionRule(
          { institution, ...days, ...rule },
          { actor: `${institution}/${role}-1`, mayConfirm: role === 'hospital-lead', at },
        );
}
