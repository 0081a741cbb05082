import type { Clinical } from '../../../domain/clinical.ts';
import type { LocalDate } from '../../../domain/dates.ts';
import type { PersonRef } from '../../../domain/ids.ts';
import { reconciliationLacks } from '../../../domain/insurer-reconciliation.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import { fen } from '../../../domain/money.ts';

/** The transactions of a run in order, with their names. */
export const steps = [
  { transaction: '1901 INSUTYPE', zh: '字典:险种', en: 'code table of insurances' },
  { transaction: '1901 PSN_INSU_STAS', zh: '字典:参保状态', en: 'code table of states' },
  { transaction: '1901 PSN_IDET_TYPE', zh: '字典:人员身份', en: 'code table of labels' },
  { transaction: '1901 FUND_PAY_TYPE', zh: '字典:基金', en: 'code table of funds' },
  { transaction: '1101', zh: '人员信息', en: 'the person' },
  { transaction: '2401', zh: '入院登记', en: 'admission' },
  { transaction: '2507', zh: '外伤登记', en: 'an injury filed' },
  { transaction: '2301', zh: '费用明细', en: 'items of the bill' },
  { transaction: '2402', zh: '出院登记', en: 'discharge' },
  { transaction: '2501', zh: '转院备案', en: 'a referral filed' },
  { transaction: '2303', zh: '预结算', en: 'settlement tried' },
  { transaction: '2304', zh: '结算', en: 'settlement' },
  { transaction: '5203', zh: '结算查询', en: 'settlement asked for' },
  { transaction: '3201', zh: '对总账', en: 'reconciliation by total' },
  { transaction: '9101', zh: '文件上传', en: 'a file handed over' },
  { transaction: '3202', zh: '对明细账', en: 'reconciliation by detail' },
  { transaction: '9102', zh: '文件下载', en: 'its result fetched' },
] as const;

/** Whether the region's file says that its place has a transaction; the others every place has. */
export function isAskedOf(region: InsurerRegion, transaction: string): boolean {
  if (transaction === '2507') return region.speech.injuryFiling === true;
  if (transaction === '2501') return region.speech.referralFiling === true;
  return !['3201', '9101', '3202', '9102'].includes(transaction) || reconciliationLacks(region).length === 0;
}

/** Stands for the person of the run, who is in no vault. */
export const madeUpRef = 'psn_conformance' as PersonRef;

/** Of a made-up patient who was hurt, and is sent on. */
export const filingsOf: Clinical = {
  injury: { happenedOn: '2026-01-01' as LocalDate, part: '左前臂', place: '接口测试', cause: '接口测试' },
  transfer: { to: { code: 'H000000000000', name: '测试医院' }, division: '110101', reason: '接口测试' },
};

/** Everything that a form may want; 100 yuan out of policy. */
export const clinicalOf: Clinical = {
  department: { code: '0302', name: '呼吸内科' },
  doctor: { code: 'D000000000001', name: '测试医生' },
  bed: '1',
  recordNo: 'TEST',
  complaint: '接口测试',
  diagnoses: [{ code: 'J18.900', name: '肺炎' }],
  fees: [
    {
      ...{ nationalCode: '001102000010000-110200001', code: 'TEST', name: '床位费', count: 10 },
      ...{ unitFen: fen(100_00), fen: fen(1_000_00), chargedOn: '2026-01-01' as LocalDate },
    },
  ],
  outOfPolicy: { ownPayFen: fen(60_00), overLimitFen: fen(20_00), firstPayFen: fen(20_00) },
};
