import type { Words } from './words.ts';

/** The kinds of organisation that take part. `operator` stands for the offices of the county itself. */
export const organisationKinds = ['hospital', 'agency', 'payer', 'operator'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

/**
 * What an actor, a person or a machine, may be within its organisation. A new role is one entry here; what it may do stands in
 * api/http/access.ts. `hospital`, `agency`, `payer` and `operator` are the organisation's own system, as in 0.1.0.
 */
export const roles = {
  hospital: { of: 'hospital', zh: '医院信息系统', en: "the hospital's own system" },
  window: { of: 'hospital', zh: '入院办理窗口', en: 'admission desk' },
  ward: { of: 'hospital', zh: '首诊医生或病区管理人员', en: 'first doctor or ward officer' },
  'hospital-finance': { of: 'hospital', zh: '医院财务', en: 'finance of the hospital' },
  'hospital-lead': { of: 'hospital', zh: '医院负责人', en: 'person in charge of the hospital' },
  agency: { of: 'agency', zh: '主管部门信息系统', en: "the agency's own system" },
  'agency-officer': { of: 'agency', zh: '主管部门经办人', en: 'officer of an agency' },
  payer: { of: 'payer', zh: '支付方', en: 'a payer, or its own system' },
  bank: { of: 'payer', zh: '银行', en: 'the bank of the credit line' },
  bureau: { of: 'payer', zh: '医保经办机构', en: 'the medical insurance bureau' },
  operator: { of: 'operator', zh: '运维', en: 'operator of the hub' },
  security: { of: 'operator', zh: '安全管理', en: 'gives and takes credentials' },
  auditor: { of: 'operator', zh: '审计', en: 'reads what was done, changes nothing', readsOnly: true },
  'health-commission': { of: 'operator', zh: '卫生健康委', en: 'the health commission' },
} as const satisfies Record<string, Words & { readonly of: OrganisationKind; readonly readsOnly?: true }>;
export type Role = keyof typeof roles;
export const roleCodes = Object.keys(roles) as readonly Role[];

/** The role of an organisation's own system, which its first credential gets. */
export const machineActor = 'machine';
