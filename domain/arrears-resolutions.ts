import { arrearsStep } from './arrears.ts';
import { finance, type ResolutionKind } from './resolution-kind.ts';

const after = { step: arrearsStep, stages: ['Settled', 'Closed'] } as const;
const keeper = ['health-commission'] as const;
/** Two people of the keeper. */
const keepersSecond = { of: 'office', roles: keeper } as const;

/**
 * The way to a record of malicious arrears and out of it: a part of the table in domain/resolutions.ts. Application, written notice, time to
 * answer, decision by two people of the keeper, objection decided by others than decided before.
 */
export const arrearsResolutions = {
  'apply-listing': {
    ...{
      zh: '申请列入恶意欠费记录',
      en: 'the hospital applies for a record of malicious arrears, with evidence that the person could pay; nobody is listed by it',
    },
    fits: ['patient-part-due', 'instalment-missed'],
    proposes: ['hospital-finance', 'hospital'],
    confirms: { of: 'hospital', roles: ['hospital-lead'] },
  },
  'serve-notice': {
    ...{
      zh: '登记告知书已送达',
      en: 'record that the written notice of arrears reached the person; the time to answer begins',
    },
    fits: ['arrears-notice-due'],
    proposes: ['window', ...finance, ...keeper],
    confirms: null,
  },
  'record-objection': {
    ...{
      zh: '登记申辩、异议',
      en: 'record the person’s answer to the notice, or an objection to the record',
    },
    fits: ['arrears-decision-due'],
    atStages: after,
    proposes: ['window', ...finance, ...keeper],
    confirms: null,
  },
  list: {
    ...{
      zh: '列入恶意欠费记录',
      en: 'the keeper lists the person until a day, after notice and answer',
    },
    fits: ['arrears-decision-due'],
    proposes: keeper,
    confirms: keepersSecond,
  },
  'keep-listing': {
    ...{
      zh: '维持记录',
      en: 'an objection is not right: the record stays; decided by two who did not decide before',
    },
    fits: ['arrears-objection'],
    proposes: keeper,
    confirms: keepersSecond,
  },
  unlist: {
    ...{
      zh: '不予列入、移出记录',
      en: 'the case of arrears ends without a record, or the record is lifted',
    },
    fits: ['arrears-decision-due', 'arrears-objection'],
    atStages: after,
    proposes: keeper,
    confirms: keepersSecond,
  },
} as const satisfies Record<string, ResolutionKind>;
