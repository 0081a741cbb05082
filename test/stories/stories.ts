import { daysBetween, type LocalDate } from '../../domain/dates.ts';
import {
  type AnnouncementRef,
  announcementWorkflowId,
  type InstitutionId,
  repaymentWorkflowId,
} from '../../domain/ids.ts';
import { fen, formatYuan } from '../../domain/money.ts';
import { inCare } from './in-care.ts';
import type { Story } from './story.ts';
import { type Listed, runOf, type Watch } from './watch.ts';

/** The last day on which a draw costs no interest. */
const freeDays = 59;

export const stories: readonly Story[] = [
  {
    name: 'dalian-line',
    zh: '大连:额度预留,患者忘记,医院按授权支用,免息期内还清',
    en: 'Dalian: held, forgotten, drawn by the hospital under the mandate, repaid before day 59',
    institution: 'H21020000002' as InstitutionId,
    command: ['stay', 'credit-line'],
    seen: line,
  },
  {
    name: 'kaizhou-plan',
    zh: '开州:分期还款,逾期一期后补缴',
    en: 'Kaizhou: a plan with a missed and made-up instalment',
    institution: 'H50015400003' as InstitutionId,
    command: ['stay', 'account'],
    seen: plan,
  },
  {
    name: 'linhe-arrears',
    zh: '临河:恶意欠费经告知、申辩期列入,异议成立移出,后缴清',
    en: 'Linhe: listed for arrears after due process, lifted by an objection, and paid',
    institution: 'H15080200002' as InstitutionId,
    command: ['arrears', 'show'],
    seen: arrears,
  },
  {
    name: 'zaoqiang-announcement',
    zh: '枣强:医保局短信告知参保职工,一人退订,无人收到两次',
    en: 'Zaoqiang: the bureau tells insured people by text message; one wants none, and nobody is told twice',
    institution: 'H13112100001' as InstitutionId,
    command: ['announcement', 'list'],
    ofCounty: true,
    seen: announced,
  },
  ...inCare,
];

interface Line {
  readonly drawNoticedOn: LocalDate | null;
  readonly draws: readonly {
    readonly state: string;
    readonly basis: string;
    readonly fen: number;
    readonly drawRef: string | null;
    readonly drawnOn: LocalDate | null;
    readonly repayment: { readonly state: string; readonly on: LocalDate } | null;
  }[];
}

async function line(watch: Watch, of: Listed): Promise<readonly string[] | null> {
  const view = await watch.stay(of);
  const told = view.creditLine as Line | null;
  const drawn = told?.draws.find(({ state, basis }) => state === 'done' && basis === 'mandate');
  if (drawn?.drawnOn == null || drawn.repayment?.state !== 'repaid' || view.stage !== 'Closed') return null;
  const days = daysBetween(drawn.drawnOn, drawn.repayment.on);
  const did = await watch.did('bank', of);
  const held = did.find(({ operation }) => operation === 'hold');
  const draws = did.filter(({ operation }) => operation === 'draw');
  const query = `?table=draws&drawNo=${drawn.drawRef}`;
  const [own] = await watch.book<{ readonly fen: number; readonly repaid: boolean }>('bank', query);
  const run = await watch.run(runOf(of));
  const right =
    days < freeDays &&
    draws.length === 1 &&
    own?.repaid === true &&
    own.fen === drawn.fen &&
    run === 'completed';
  if (held === undefined || !right) return null;
  return [
    `hub: 告知 noticed ${told?.drawNoticedOn} · 支用 drawn ${drawn.drawnOn}, ${yuan(drawn.fen)} · 还清 repaid ${drawn.repayment.on}, 第 ${days} 天 · day ${days}`,
    `bank: 预留 held ${yuan(held.fen)} ${held.subject} · 支用 drawn ${drawn.drawRef}, ${yuan(own?.fen)} · 已还清 repaid`,
    `Temporal: ${runOf(of)} ${run}`,
  ];
}

interface Account {
  readonly balance: { readonly balanceFen: number } | null;
  readonly plans: readonly {
    readonly plan: number;
    readonly state: string;
    readonly instalments: readonly {
      readonly missed: boolean;
      readonly restFen: number;
      readonly fen: number;
    }[];
  }[];
}

async function plan(watch: Watch, of: Listed): Promise<readonly string[] | null> {
  const { plans, balance } = await watch.part<Account>(of, '/patient-account');
  const kept = plans.find(
    ({ state, instalments }) => state === 'ended' && instalments.some(({ missed }) => missed),
  );
  if (kept === undefined || balance?.balanceFen !== 0) return null;
  const { stage } = await watch.stay(of);
  if (stage !== 'Closed') return null;
  const repayment = repaymentWorkflowId(of.caseRef, kept.plan);
  const [run, stay] = [await watch.run(repayment), await watch.run(runOf(of))];
  if (run !== 'completed' || stay !== 'completed') return null;
  const settled = (await watch.did('medical-insurance', of)).filter(
    (one) => one.operation === 'settle',
  ).length;
  const parts = kept.instalments.map(
    (one) => `${yuan(one.fen)}${one.missed ? ' 逾期补缴 missed, made up' : ''}`,
  );
  return [
    `hub: 各期 instalments ${parts.join(' + ')} · 余额 balance 0.00`,
    `medical-insurance: 结算 settled ${settled}`,
    `Temporal: ${repayment} ${run} · ${runOf(of)} ${stay}`,
  ];
}

interface Announced {
  readonly announcementRef: AnnouncementRef;
  readonly state: string;
  readonly file: { readonly recipients: number };
  readonly progress: { readonly delivered: number; readonly notSent: number };
}

async function announced(watch: Watch): Promise<readonly string[] | null> {
  const { announcements } = await watch.county<{ readonly announcements: readonly Announced[] }>(
    '/v1/announcements',
  );
  const done = announcements.find(({ state }) => state === 'done');
  if (done === undefined) return null;
  const { announcementRef, file, progress } = done;
  const run = await watch.run(announcementWorkflowId(announcementRef));
  const texts = await watch.book<{ readonly phone: string }>('sms-gateway', '?table=texts');
  const told = texts.map(({ phone }) => phone).filter((phone) => phone.startsWith('+86139000010'));
  const once = new Set(told).size === told.length && told.length === progress.delivered;
  if (!once || progress.delivered + progress.notSent !== file.recipients || run !== 'completed') return null;
  return [
    `hub: ${file.recipients} 个号码 numbers · 送达 delivered ${progress.delivered} · 不发送 not written to ${progress.notSent}`,
    `sms-gateway: ${told.length} 条 messages, 每个号码一条 one to each number`,
    `Temporal: ${announcementWorkflowId(announcementRef)} ${run}`,
  ];
}

interface Arrears {
  readonly cases: readonly {
    readonly noticedOn: LocalDate | null;
    readonly listedOn: LocalDate | null;
    readonly endedOn: LocalDate | null;
    readonly ended: { readonly because: string } | null;
    readonly objections: readonly { readonly upheld: boolean | null }[];
  }[];
}

async function arrears(watch: Watch, of: Listed): Promise<readonly string[] | null> {
  const { cases } = await watch.part<Arrears>(of, '/arrears');
  const lifted = cases.find(
    ({ listedOn, endedOn, objections }) =>
      listedOn !== null && endedOn !== null && objections.some(({ upheld }) => upheld === true),
  );
  if (lifted === undefined) return null;
  const { receivables } = await watch.stay(of);
  const run = await watch.run(runOf(of));
  // Its payers may still wait for the end of their quarter.
  if (receivables?.patient.balanceFen !== 0 || run === null) return null;
  const settled = (await watch.did('medical-insurance', of)).filter(
    (one) => one.operation === 'settle',
  ).length;
  return [
    `hub: 告知 noticed ${lifted.noticedOn} · 列入 listed ${lifted.listedOn} · 移出 off ${lifted.endedOn} (${lifted.ended?.because}) · 已缴清 paid since`,
    `medical-insurance: 结算 settled ${settled}`,
    `Temporal: ${runOf(of)} ${run}`,
  ];
}

function yuan(amount: number | null | undefined): string {
  return formatYuan(fen(amount ?? 0));
}
