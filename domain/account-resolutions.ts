import { finance, type ResolutionKind } from './resolution-kind.ts';
import type { Stage } from './stay.ts';

const settled = { step: 'patient-account', stages: ['Settled', 'Closed'] } satisfies {
  step: string;
  stages: Stage[];
};
const unpaid = ['patient-part-due', 'instalment-missed'] as const;
const finances = ['hospital-finance', 'hospital'] as const;

/**
 * What people do about a patient's own part that is not paid: a part of the table in domain/resolutions.ts. Nothing of it is there before
 * the settlement: nothing is promised at admission.
 */
export const accountResolutions = {
  defer: {
    ...{
      zh: '延期（分期）还款',
      en: 'the patient pays later, by dated instalments that add up, under a signed agreement; a further one takes the place of the one before',
    },
    fits: unpaid,
    atStages: settled,
    proposes: ['window', ...finances],
    confirms: { of: 'hospital', roles: ['hospital-lead'] },
  },
  waive: {
    ...{
      zh: '减免',
      en: 'named money takes the place of the patient’s: charity, the hospital’s relief, a relief fund, with the number of its approval',
    },
    fits: unpaid,
    atStages: settled,
    proposes: finances,
    confirms: { of: 'hospital', roles: ['hospital-lead'] },
  },
  'write-off': {
    ...{
      zh: '坏账核销',
      en: 'the hospital gives the debt up by its own approval document, after relief or charity was asked for',
    },
    fits: unpaid,
    atStages: settled,
    proposes: finances,
    confirms: { of: 'hospital', roles: ['hospital-lead'] },
  },
  'confirm-hardship': {
    ...{
      zh: '登记困难确认',
      en: 'record that the township confirmed the patient’s hardship; it guarantees nothing, and moves no amount',
    },
    fits: unpaid,
    atStages: settled,
    proposes: ['window', ...finance],
    confirms: null,
  },
  'record-death': {
    ...{
      zh: '登记死亡',
      en: 'record the patient’s death: nobody is reminded any more; what is open is claimed only against the estate',
    },
    fits: [],
    atStages: settled,
    proposes: ['window', ...finance],
    confirms: null,
  },
} as const satisfies Record<string, ResolutionKind>;
