import type { InstitutionId } from '../../domain/ids.ts';
import { type Fen, formatYuan } from '../../domain/money.ts';
import type { Story } from './story.ts';
import { type Happened, type Listed, runOf, type Watch } from './watch.ts';

/** What happens between admission and discharge. */
export const inCare: readonly Story[] = [
  {
    name: 'zaoqiang-stages',
    zh: '枣强:住院期间与医保分阶段结算',
    en: 'Zaoqiang: a stay settled in stages',
    institution: 'H13112100002' as InstitutionId,
    command: ['stay', 'show'],
    seen: stages,
  },
  {
    name: 'henan-on-account',
    zh: '河南(陕州):住院期间分阶段缴费',
    en: 'Henan (Shanzhou): a stay paid on account',
    institution: 'H41120300002' as InstitutionId,
    command: ['stay', 'account'],
    seen: onAccount,
  },
  {
    name: 'kaizhou-second-check',
    zh: '开州:第二次核实缺失,提示后补办',
    en: 'Kaizhou: a second check was missing and came',
    institution: 'H50015400004' as InstitutionId,
    command: ['stay', 'show'],
    seen: secondCheck,
  },
  {
    name: 'left-while-silent',
    zh: '医保未答复,患者先离院,后结算',
    en: 'a patient left while the insurer was silent, and was settled later',
    institution: 'H41120200002' as InstitutionId,
    command: ['stay', 'show'],
    seen: leftFirst,
  },
];

/** Closed, and its run over; null where it is not yet. */
async function over(watch: Watch, of: Listed): Promise<string | null> {
  if (of.stage !== 'Closed') return null;
  const run = await watch.run(runOf(of));
  return run === 'completed' ? `Temporal: ${runOf(of)} ${run}` : null;
}

async function stages(watch: Watch, of: Listed): Promise<readonly string[] | null> {
  const run = await over(watch, of);
  if (run === null) return null;
  const bills = (await watch.stay(of)).interimBills.filter(({ state }) => state === 'settled');
  const did = (await watch.did('medical-insurance', of)).filter(({ operation }) => operation === 'settle');
  // Each bill once, and the last one.
  if (bills.length === 0 || did.length !== bills.length + 1) return null;
  return [
    `hub: 阶段账单 bills in mid-stay ${bills.map(({ fromDay, toDay }) => `${fromDay}–${toDay}`).join(', ')}`,
    `medical-insurance: 结算 settled ${did.map((one) => `${one.subject} ${formatYuan((one.fen ?? 0) as Fen)}`).join(' · ')}`,
    run,
  ];
}

async function onAccount(watch: Watch, of: Listed): Promise<readonly string[] | null> {
  const run = await over(watch, of);
  if (run === null) return null;
  const happened = await watch.happened(of);
  const paid = happened.filter(({ kind }) => kind === 'paid-on-account');
  const credited = happened.find(({ kind }) => kind === 'on-account-credited');
  if (paid.length === 0 || credited === undefined) return null;
  const settled = (await watch.did('medical-insurance', of)).filter(
    (one) => one.operation === 'settle',
  ).length;
  return [
    `hub: 分阶段缴费 paid on account ${paid.map((one) => formatYuan(one.detail.fen as Fen)).join(' + ')} · 抵扣 credited ${formatYuan(credited.detail.creditedFen as Fen)}`,
    `medical-insurance: 结算 settled ${settled}`,
    run,
  ];
}

const secondCheckStep = 'condition/second-check';

async function secondCheck(watch: Watch, of: Listed): Promise<readonly string[] | null> {
  const run = await over(watch, of);
  if (run === null) return null;
  const happened = await watch.happened(of);
  const due = happened.findIndex(said('attention-raised', 'condition-due', secondCheckStep));
  const looked = happened.findIndex(
    ({ kind, detail }) => kind === 'category-checked' && detail.by === 'desk',
  );
  const cleared = happened.findIndex(said('attention-cleared', 'condition-due', secondCheckStep));
  if (due === -1 || looked < due || cleared < looked) return null;
  const did = (await watch.did('medical-insurance', of)).map(({ operation }) => operation);
  return [
    `hub: 到期提示 shown ${happened[due]?.at.slice(0, 16)} · 第二次核实 checked ${happened[looked]?.at.slice(0, 16)} · 提示消除 over ${happened[cleared]?.at.slice(0, 16)}`,
    `medical-insurance: ${did.join(', ')} (本院自行办理 by the hospital’s own system)`,
    run,
  ];
}

async function leftFirst(watch: Watch, of: Listed): Promise<readonly string[] | null> {
  const run = await over(watch, of);
  if (run === null) return null;
  const happened = await watch.happened(of);
  const at = (kind: string): number => happened.findIndex((one) => one.kind === kind);
  const silent = happened.findIndex(said('attention-raised', 'agency-wait'));
  const [left, paid, settled] = [at('discharge-accepted'), at('paid-on-account'), at('stay-settled')];
  if (silent === -1 || paid < left || settled < paid || settled < silent) return null;
  const did = (await watch.did('medical-insurance', of)).filter(({ operation }) => operation === 'settle');
  if (did.length !== 1) return null;
  return [
    `hub: 离院前缴 paid and left ${happened[paid]?.at.slice(0, 16)}, ${formatYuan(happened[paid]?.detail.fen as Fen)} · 结算 settled ${happened[settled]?.at.slice(0, 16)}`,
    `medical-insurance: 结算一次 settled once ${did[0]?.subject}`,
    run,
  ];
}

function said(kind: string, code: string, step?: string) {
  return (one: Happened): boolean =>
    one.kind === kind && one.detail.code === code && (step === undefined || one.detail.step === step);
}
