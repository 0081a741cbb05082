import type { Reason } from '../../domain/decision.ts';
import { type Fen, fen, formatYuan } from '../../domain/money.ts';
import type { DecisionRequest, SettlementRequest } from '../../policies/engine/requests.ts';

/** Kaizhou's decision and Linhe's waterfall as somebody would write them for one county only: the yardstick of the engine. */

interface PlainDecision {
  readonly outcome: 'admit' | 'refuse' | 'review';
  readonly reasons: readonly Reason[];
  readonly assumed: readonly string[];
}

const kaizhou = '开州卫发〔2024〕1号';
const seven = new Set([
  'extreme-poverty',
  'subsistence-allowance',
  'subsistence-marginal',
  'relapse-prone',
  'unstable-exit',
  'marginal-prone',
  'sudden-hardship',
]);
const hospitals = new Set(['区人民医院', '区中医院', '区妇幼保健院', '区精神卫生中心']);
const grounds: readonly (readonly [code: string, article: string, zh: string, en: string])[] = [
  ['illegal-act', '三（四）', '涉嫌违法犯罪行为所致', 'caused by an act suspected to be illegal'],
  ['drug-use', '三（四）', '吸毒所致', 'caused by drug use'],
  ['abortion', '三（五）', '无医学需要的人流、引产', 'abortion without medical need'],
  ['third-party-liability', '三（五）', '应由第三方负担', 'a third party should pay'],
  ['self-harm', '三（六）', '自残或自杀未遂所致', 'self-injury or attempted suicide'],
  ['malicious-arrears', '三（七）', '有恶意欠逃费记录', 'record of malicious arrears'],
  ['bad-credit-record', '三（七）', '信用不良', 'bad credit'],
  ['sole-purpose-not-payable', '三（八）', '全部为不予支付的项目', 'nothing but what is not payable'],
];

/** May this person be treated first in Kaizhou? Reasons carry the same four fields as the engine's. */
export function plainKaizhou(request: DecisionRequest): PlainDecision {
  const against: Reason[] = [];
  const met: Reason[] = [];
  const assumed: string[] = [];
  const check = (holds: boolean, code: string, article: string, zh: string, en: string): void => {
    const reason = { code, article: `${kaizhou} ${article}`, zh, en };
    (holds ? met : against).push(reason);
  };
  const { insurance, institution, categories = [], facts = {} } = request;
  check(insurance?.status === 'active', 'insured', '三（一）', '已参保且未暂停', 'insured, not suspended');
  check(
    insurance?.type === '310' || insurance?.type === '390',
    'insurance-type',
    '三（一）',
    '职工或居民',
    'employee or resident',
  );
  check(insurance?.division === '500154', 'insured-in', '一（一）', '在开州区参保', 'insured in Kaizhou');
  const listed = categories.some((item) => seven.has(item.code) && item.since <= request.day);
  check(listed, 'category', '一（一）', '属于七类人员', 'one of the seven');
  check(institution?.division === '500154', 'region', '二（一）', '在区内住院', 'treated in Kaizhou');
  check(institution?.designated === true, 'designated', '三（二）', '定点机构', 'designated');
  const named =
    institution?.type !== 'hospital' ||
    institution.kind === 'private' ||
    hospitals.has(institution.name ?? '');
  check(named, 'named', '二（二）', '列名机构', 'a named institution');
  check(request.referred === true, 'referral', '三（三）', '逐级转诊', 'referred');
  for (const [code, article, zh, en] of grounds) {
    if (facts[code] === undefined) assumed.push(`facts.${code}`);
    else if (facts[code]) against.push({ code, article: `${kaizhou} ${article}`, zh, en });
  }
  return against.length > 0
    ? { outcome: 'refuse', reasons: against, assumed }
    : { outcome: 'admit', reasons: met, assumed };
}

interface PlainStep {
  readonly article: string;
  readonly zh: string;
  readonly en: string;
  readonly fen: number;
}

const linhe = '临政办字〔2017〕112号';

/** Linhe's waterfall with the agreed readings, in fen, each step with its arithmetic in both languages. */
export function plainLinhe(request: SettlementRequest): readonly PlainStep[] {
  const { totalFen: total, outOfPolicyFen: outside = 0 as Fen } = request.bill;
  const funds = total - Math.floor((total + 5) / 10);
  const steps: PlainStep[] = [];
  let paid = 0;
  const pay = (amount: number, article: string, sum: string): void => {
    const share = Math.max(0, Math.min(amount, funds - paid));
    paid += share;
    steps.push({
      article: `${linhe} ${article}`,
      zh: `计算：${sum} = ${yuan(share)}`,
      en: `worked out: ${sum} = ${yuan(share)}`,
      fen: share,
    });
  };
  const answer = (payer: string): number | null => {
    const said = request.answers?.[payer];
    if (said === undefined) return 0;
    return 'refused' in said ? null : said.paidFen;
  };
  const basic = answer('basic-insurance') ?? 0;
  pay(basic, '四（三）1', yuan(basic));
  const critical = answer('critical-illness-insurance');
  const floor = Math.floor((total * 3) / 4) + 1 - paid;
  pay(
    critical === null ? 0 : Math.max(critical, floor),
    '四（三）2',
    `${yuan(paid)} + ${yuan(Math.max(0, floor))} > ${yuan(total)} × 0.75`,
  );
  const rate = Number(request.parameters?.commercialRatio) * 1000;
  const refused = (payer: string): boolean => answer(payer) === null;
  pay(
    refused('commercial-supplement') ? 0 : half((total - paid) * rate, 1000),
    '四（三）3',
    `(${yuan(total)} − ${yuan(paid)}) × ${rate / 1000}`,
  );
  const rest = total - paid;
  const standard = request.parameters?.redCross?.standardFen ?? 0;
  pay(refused('red-cross') ? 0 : standard, '四（三）4', yuan(standard));
  const outer = Math.min(rest, outside);
  const formula = half((2 * (rest - outer) + outer) * 7, 20);
  const left = Math.max(0, 2_000_000 - (request.usedThisYear?.['medical-assistance'] ?? 0));
  pay(
    refused('medical-assistance') ? 0 : Math.min(formula, left),
    '四（三）5',
    `(${yuan(rest - outer)} + ${yuan(outer)} × 0.5) × 0.7`,
  );
  pay(funds - paid, '四（三）6', yuan(funds - paid));
  return steps;
}

function half(product: number, over: number): number {
  return Math.floor((2 * product + over) / (2 * over));
}

function yuan(amount: number): string {
  return formatYuan(fen(amount));
}
