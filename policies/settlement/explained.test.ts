import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { fen } from '../../domain/money.ts';
import type { SettlementRequest } from '../engine/requests.ts';
import { loadSchemes, requireVersion } from '../schemes.ts';
import { settleByVersion } from './settle.ts';

const schemes = loadSchemes();
const day = localDate('2024-06-01');

type Asked = Omit<SettlementRequest, 'day'>;

const settled = (id: string, asked: Asked) =>
  settleByVersion(requireVersion(schemes, id, day), { day, ...asked });

/** Each step as `payer fen words`, in both languages. */
function words(id: string, asked: Asked) {
  const steps = settled(id, asked).shares.flatMap(({ payer, steps }) =>
    steps.map((step) => ({ payer, ...step })),
  );
  return {
    zh: steps.map((step) => `${step.payer} ${step.fen} ${step.zh}`),
    en: steps.map((step) => step.en),
  };
}

function refusedOf(id: string, asked: Asked): readonly string[] {
  try {
    settled(id, asked);
  } catch (failure) {
    if (failure instanceof HubProblem && failure.code === 'request-invalid')
      return failure.errors.map(({ path, code, en }) => `${path} ${code} ${en}`);
    throw failure;
  }
  return [];
}

const county = { commercialRatio: '0.50', redCross: null };

test('every step of a Linhe bill says the sum that it worked out, the cap that it met, and the no that it heard', () => {
  const asked = {
    bill: { totalFen: fen(10_000_000), outOfPolicyFen: fen(500_000) },
    answers: {
      'basic-insurance': { paidFen: fen(5_000_000) },
      'critical-illness-insurance': { paidFen: fen(0) },
      'commercial-supplement': { refused: 'not-covered' },
    },
    parameters: { commercialRatio: '0.50', redCross: { disease: 'cancer', standardFen: fen(300_000) } },
  } as const;
  expect(words('linhe-2017', asked)).toEqual({
    zh: [
      'basic-insurance 5000000 一次报销，基本医保：答复支付 50,000.00',
      'critical-illness-insurance 0 二次报销，大病商业保险：答复支付 0.00',
      'critical-illness-insurance 2500001 两次报销合计保底：50,000.00 + 25,000.01 须大于 100,000.00 × 0.75',
      'commercial-supplement 0 商业补充保险不予报销，顺延（not-covered）',
      'red-cross 300000 红十字会按病种救助：病种标准 3,000.00',
      'medical-assistance 1574999 四次报销，医疗救助：(19,999.99 + 5,000.00 × 0.5) × 0.7 = 15,749.99',
      'medical-assistance -375000 四次报销，医疗救助：以尚缺的 11,999.99 为限',
      'government-guarantee 0 兜底补齐到九成：补齐 0.00',
    ],
    en: [
      'first, basic insurance: answered 50,000.00',
      'second, critical-illness insurance: answered 0.00',
      'both together are guaranteed: 50,000.00 + 25,000.01 must be more than 100,000.00 × 0.75',
      'the supplement refuses, the next is asked (not-covered)',
      'the Red Cross grants by disease: standard of the disease 3,000.00',
      'fourth, medical assistance: (19,999.99 + 5,000.00 × 0.5) × 0.7 = 15,749.99',
      'fourth, medical assistance: at most what is still missing, 11,999.99',
      'fills up to nine tenths: fills up 0.00',
    ],
  });
});

test('a core payer without a line in the settlement is told apart from one of 0, and a floor that is reached says so', () => {
  const critical = (answers: Asked['answers']) =>
    words('linhe-2017', { bill: { totalFen: fen(10_000_000) }, answers, parameters: county }).zh.filter(
      (step) => step.startsWith('critical'),
    );
  const basic = { paidFen: fen(7_600_000) };
  expect(critical({ 'basic-insurance': basic, 'critical-illness-insurance': { paidFen: fen(0) } })).toEqual([
    'critical-illness-insurance 0 二次报销，大病商业保险：答复支付 0.00',
    'critical-illness-insurance 0 两次报销合计保底：已达保底',
  ]);
  const unnamed = { paidFen: fen(0), named: false } as const;
  expect(critical({ 'basic-insurance': basic, 'critical-illness-insurance': unnamed })[0]).toBe(
    'critical-illness-insurance 0 二次报销，大病商业保险：医保结算未列，按 0 计',
  );
});

test('the yearly cap is told with its year and what was used of it; what just reaches it is not cut', () => {
  const capped = (usedFen: number) =>
    words('linhe-2017', {
      bill: { totalFen: fen(10_000_000), outOfPolicyFen: fen(0) },
      dischargeDay: localDate('2025-01-02'),
      answers: { 'basic-insurance': { paidFen: fen(5_000_000) } },
      parameters: county,
      usedThisYear: { 'medical-assistance': fen(usedFen) },
    }).zh.filter((line) => line.includes('累计上限'));
  // 100,000.00 − 75,000.01 − 12,500.00 leave 12,499.99 in policy; 70 % are 8,749.99.
  expect(capped(2_000_000 - 874_999)).toEqual([]);
  expect(capped(2_000_000 - 874_998)).toEqual([
    'medical-assistance -1 四次报销，医疗救助：2025 年累计上限 20,000.00 − 11,250.02 = 8,749.98',
  ]);
});

test('where the Red Cross grants once a year, what it granted for another stay of the year counts', () => {
  const version = requireVersion(schemes, 'linhe-2017', day);
  const granted = (oncePerPersonAndYear: boolean, usedFen: number) => {
    const payers = version.payers.map((payer) => ({
      ...payer,
      steps: payer.steps.map((step) =>
        step.step === 'disease-standard' ? { ...step, oncePerPersonAndYear } : step,
      ),
    }));
    const { shares } = settleByVersion(
      { ...version, payers },
      {
        day,
        bill: { totalFen: fen(10_000_000), outOfPolicyFen: fen(0) },
        answers: { 'basic-insurance': { paidFen: fen(5_000_000) } },
        parameters: { ...county, redCross: { disease: 'cancer', standardFen: fen(200_000) } },
        usedThisYear: { 'red-cross': fen(usedFen) },
      },
    );
    const share = shares.find(({ payer }) => payer === 'red-cross');
    return [share?.fen, share?.steps[0]?.en];
  };
  const first = [200_000, 'the Red Cross grants by disease: standard of the disease 2,000.00'];
  expect(granted(true, 0)).toEqual(first);
  expect(granted(true, 100_000)).toEqual([
    0,
    'the Red Cross grants by disease: granted for another stay of the year: 1,000.00',
  ]);
  expect(granted(false, 100_000)).toEqual(first);
});

test('what a what-if leaves out is listed as assumed, and nothing else is', () => {
  const answers = { 'basic-insurance': { paidFen: fen(100) } };
  const bill = { totalFen: fen(10_000) };
  expect(settled('linhe-2017', { bill, answers, parameters: { commercialRatio: '0.5' } }).assumed).toEqual([
    'bill.outOfPolicyFen',
    'answers.critical-illness-insurance',
    'parameters.redCross',
    'usedThisYear.medical-assistance',
    'dischargeDay',
  ]);
  expect(settled('dalian-2022', { bill, answers }).assumed).toEqual(['bill.outOfPolicyFen', 'creditLine']);
  const whole = { bill: { totalFen: fen(10_000), outOfPolicyFen: fen(0) }, answers, creditLine: null };
  expect(settled('dalian-2022', whole).assumed).toEqual([]);
  const unanswered = words('kaizhou-2024', { bill, answers });
  expect(unanswered.zh.at(-1)).toContain('未答复，按 0 计');
  expect(unanswered.en.at(-1)).toContain('no answer, counted as 0');
});

test('everything that is wrong with a request is told at once, each at its place', () => {
  const answers = {
    nobody: { paidFen: fen(1) },
    'red-cross': { paidFen: fen(1) },
    'basic-insurance': { paidFen: fen(10) },
  } as Asked['answers'];
  const usedThisYear = { nobody: fen(1) } as Asked['usedThisYear'];
  const bill = { totalFen: fen(1_000), outOfPolicyFen: fen(2_000) };
  const wrong = { bill, dischargeDay: localDate('2024-02-01'), answers, usedThisYear };
  expect(refusedOf('kaizhou-2024', wrong)).toEqual([
    '/bill/outOfPolicyFen out-of-policy-above-total the out-of-policy cost is above the total',
    '/dischargeDay discharge-before-admission the discharge day lies before the admission day',
    '/answers/nobody payer-unknown no such payer: nobody',
    '/answers/red-cross payer-not-in-scheme the scheme has no such payer: red-cross',
    '/usedThisYear/nobody payer-unknown no such payer: nobody',
  ]);
  const same = { bill: { totalFen: fen(1_000), outOfPolicyFen: fen(1_000) }, dischargeDay: day };
  expect(refusedOf('kaizhou-2024', same)).toEqual([]);
});

test('a county parameter that is missing or wrong, and an amount beyond the bill, are named with the article', () => {
  const bill = { totalFen: fen(1_000_000), outOfPolicyFen: fen(0) };
  const four = '临政办字〔2017〕112号 四（三）';
  expect(refusedOf('linhe-2017', { bill })).toEqual([
    `/parameters/commercialRatio parameter-missing a county parameter is missing: commercialRatio（${four}3）`,
  ]);
  for (const ratio of ['1.50', 'half', '-0.1'])
    expect(refusedOf('linhe-2017', { bill, parameters: { ...county, commercialRatio: ratio } })).toEqual([
      `/parameters/commercialRatio ratio-invalid a ratio is decimal text from 0 to 1: ${ratio}`,
    ]);
  const long = '9'.repeat(30);
  expect(refusedOf('linhe-2017', { bill, parameters: { ...county, commercialRatio: long } })[0]).toMatch(
    /: 9{20}$/,
  );
  expect(refusedOf('linhe-2017', { bill, parameters: { ...county, commercialRatio: '1' } })).toEqual([]);
  const other = { disease: 'other', standardFen: fen(1) } as never;
  expect(refusedOf('linhe-2017', { bill, parameters: { ...county, redCross: other } })).toEqual([
    `/parameters/redCross/disease disease-unknown not a disease of the Red Cross grant: ${four}4`,
  ]);
  const above = { 'basic-insurance': { paidFen: fen(1_950_000) } };
  expect(refusedOf('linhe-2017', { bill, answers: above, parameters: county })).toEqual([
    `/answers/basic-insurance/paidFen payer-pays-too-much the payer pays more than the cost not yet paid: 19,500.00 > 10,000.00（${four}1、四（四）3）`,
  ]);
});
