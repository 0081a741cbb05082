import { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import { type InstitutionRuleKind, ruleDays } from '../domain/institution-rules.ts';
import { parseYuan } from '../domain/money.ts';
import { table, yuan } from './text.ts';

/** How `hub institution` names each kind of rule, which it is, where it stands, and what is so without one. */
export const ruleWords = {
  'settled-by': {
    ...{ kind: 'settled-by', path: 'settled-by' },
    none: '没有规则:由本系统办理 · no rule: the hub settles',
  },
  'text-messages': {
    ...{ kind: 'text-messages', path: 'text-messages' },
    none: '未开通:由人告知 · not switched on: people tell',
  },
  staging: {
    ...{ kind: 'staging', path: 'staging-rules' },
    none: '没有规则:出院时缴清 · no rule: all is paid at the discharge',
  },
  warning: {
    ...{ kind: 'own-part-warning', path: 'own-part-warnings' },
    none: '没有规则:不预警 · no rule: nothing is warned of',
  },
  'list-delivery': {
    ...{ kind: 'list-delivery', path: 'list-delivery' },
    none: '未开通:名单不下发 · not switched on: the lists do not go there',
  },
  deposit: {
    ...{ kind: 'deposit-standard', path: 'deposit-standards' },
    none: '未公布次均个人负担 · no average own parts are entered',
  },
} as const satisfies Readonly<Record<string, RuleText>>;
export type RuleWord = keyof typeof ruleWords;

interface RuleText {
  readonly kind: InstitutionRuleKind;
  readonly path: string;
  readonly none: string;
}

/** Words of the kinds that bind no stay, which may end on the very day. */
export const endingToday = Object.entries(ruleWords).flatMap(([word, { kind }]) =>
  ruleDays[kind] === 'today' ? [word] : [],
);

/** One rule as the hub answers it; what it says is its kind's. */
export const rule = z.looseObject({
  ...{ ruleNo: z.string(), validFrom: z.string(), validUntil: z.string(), state: z.string() },
  ...{ proposedBy: z.string(), confirmedBy: z.string().nullable() },
  end: z.looseObject({ endsOn: z.string(), confirmedBy: z.string().nullable() }).nullable(),
});
export type Rule = z.infer<typeof rule>;
export const rules = z.looseObject({ rules: z.array(rule) });

/** Throws HubProblem `request-invalid`. */
export function ruleNamed(word: string): RuleWord {
  if (Object.hasOwn(ruleWords, word)) return word as RuleWord;
  throw new HubProblem('request-invalid', {
    detail: `${word} is none of ${Object.keys(ruleWords).join(', ')}`,
  });
}

/** What the options of any kind say, as they are typed. */
export interface SaidOfRule {
  readonly yuan?: string;
  readonly days?: string;
  readonly match?: string;
  readonly what?: string;
  readonly offered?: string;
  readonly share?: string;
}

/** What the options of a kind say, as the door wants it. */
export function saidBy(word: RuleWord, given: unknown, options: SaidOfRule): object {
  const { days, match, what, offered, share } = options;
  const amountFen = options.yuan === undefined ? null : parseYuan(options.yuan);
  switch (word) {
    case 'settled-by':
      return { settledBy: given };
    case 'list-delivery':
      return { key: given };
    case 'text-messages':
      return {};
    case 'staging':
      return { what, amountFen, days: days === undefined ? null : Number(days), match, offered };
    case 'warning':
      return { amountFen, sharePermille: share === undefined ? null : Math.round(Number(share) * 10) };
    case 'deposit':
      return typeof given === 'object' && given !== null ? given : {};
  }
}

const notWords = new Set(['state', 'proposedBy', 'proposedAt', 'confirmedBy', 'confirmedAt', 'end']);

/** What its people put, without who they were. */
export function wordsOf(known: Rule): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(known).filter(([field]) => !notWords.has(field)));
}

/** Rules of one kind, a line each. */
export function rulesText(word: RuleWord, found: readonly Rule[]): string {
  if (found.length === 0) return ruleWords[word].none;
  return table(
    [
      ...['规则 · rule', '内容 · says', '自 · from', '至 · until'],
      ...['状态 · state', '提出 · by', '确认 · confirmed'],
    ].map((head) => ({ head })),
    found.map((one) => [
      ...[one.ruleNo, saysOf(one), one.validFrom, one.validUntil, stateOf(one)],
      ...[one.proposedBy, one.confirmedBy ?? '-'],
    ]),
  );
}

/** An end that its second person did not put yet. */
function stateOf({ state, end }: Rule): string {
  if (end === null) return state;
  const { endsOn, confirmedBy } = end;
  return confirmedBy === null ? `${state}, 拟止 · to end ${endsOn}` : `${state}, 提前终止 · ended ${endsOn}`;
}

function saysOf(known: Rule): string {
  const { ruleNo: _, validFrom: _from, validUntil: _until, standards, ...said } = wordsOf(known);
  const amounts = Object.entries(said).flatMap(([field, value]) => {
    if (value === null) return [];
    return field === 'amountFen'
      ? [yuan(Number(value))]
      : [`${field} ${typeof value === 'string' ? value : JSON.stringify(value)}`];
  });
  const diseases = Array.isArray(standards) ? [`${standards.length} 个病种 · diseases`] : [];
  return [...amounts, ...diseases].join(', ') || '-';
}
