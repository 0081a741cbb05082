import type { ResolutionKind } from './resolution-kind.ts';

/** The step under which the waiver of a stay in care ends, or may. */
export const benefitStep = 'benefit';

/** The step under which a stay waits because its cover changed before the settlement. */
export const coverStep = 'cover';

/** What people do where a right ends during the stay, or was never there; a part of the one table (domain/resolutions.ts). */
export const rightResolutions = {
  'end-benefit': {
    ...{
      zh: '终止优惠',
      en: 'the waiver of the deposit ends from a day on, after written notice; insurance settles as before',
    },
    fits: ['record-found-late'],
    atStages: { step: benefitStep, stages: ['Admitted'] },
    proposes: ['window', 'hospital', 'hospital-lead'],
    confirms: { of: 'office', roles: ['bureau'] },
  },
  'keep-benefit': {
    ...{
      zh: '继续享受优惠',
      en: 'a record was found after the decision, and the waiver goes on: it may end, and need not',
    },
    fits: ['record-found-late'],
    proposes: ['hospital', 'hospital-lead'],
    confirms: null,
  },
  'insured-stay': {
    ...{
      zh: '转为参保住院',
      en: 'the stay goes on without the waiver: registered and settled with the insurer, the own part paid at discharge',
    },
    fits: [],
    atStages: { step: 'decide', stages: ['Refused'] },
    proposes: ['window', 'hospital', 'hospital-lead'],
    confirms: null,
  },
  'keep-cover': {
    ...{
      zh: '按原登记结算',
      en: 'the insurance changed during the stay, and the bill goes to the insurer as the stay was registered; what it pays is its own answer',
    },
    fits: ['cover-changed'],
    proposes: ['hospital-finance', 'hospital', 'hospital-lead'],
    confirms: null,
  },
  'ask-cover-anew': {
    ...{
      zh: '重新查询参保',
      en: 'the insurer now counts a cover back to the admission day: it is asked anew, and the stay decided anew as of that day',
    },
    fits: [],
    atStages: { step: 'decide', stages: ['Refused'] },
    proposes: ['window', 'hospital', 'hospital-lead'],
    confirms: null,
  },
  impersonation: {
    ...{
      zh: '冒名就医',
      en: 'somebody else’s card was used: void from the first day, all is taken back, the patient owes the whole',
    },
    fits: [],
    atStages: {
      step: 'person',
      stages: ['Arrived', 'Identified', 'Covered', 'Admitted', 'Refused', 'Discharged', 'Settled', 'Closed'],
    },
    proposes: ['window', 'hospital-finance', 'hospital', 'hospital-lead'],
    confirms: { of: 'office', roles: ['bureau'] },
  },
} as const satisfies Record<string, ResolutionKind>;
