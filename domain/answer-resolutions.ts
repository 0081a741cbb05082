import { desk, finance, type ResolutionKind } from './resolution-kind.ts';
import { claimSteps } from './stay.ts';

/** What people do where a party's word reached the hub on paper, or is not what the scheme gives: a part of the table in domain/resolutions.ts. */
export const answerResolutions = {
  'record-outcome': {
    ...{
      zh: '补录办理结果',
      en: 'record by the party’s own statement that an unknown call was carried out, with its number, or was not',
    },
    fits: ['outcome-unknown', 'reversal-unknown'],
    proposes: [...desk, 'hospital-finance'],
    confirms: { of: 'office', roles: ['bureau', 'payer'] },
  },
  'enter-answer': {
    ...{
      zh: '补录对方答复',
      en: 'enter the answer of a party that cannot be reached, from its paper; it is judged as one from the wire',
    },
    fits: ['party-not-connected', 'agency-wait'],
    proposes: [...desk, 'hospital-finance'],
    confirms: { of: 'office', roles: ['bureau', 'payer'] },
  },
  'accept-answer': {
    ...{
      zh: '认可支付方结果',
      en: 'a core answer that the scheme would cap or raise counts as the payer’s result',
    },
    fits: ['settlement-review'],
    proposes: ['bureau'],
    confirms: { of: 'office', roles: ['payer', 'bureau'] },
  },
  'file-by-hand': {
    ...{
      zh: '手工报销',
      en: 'the fund paid the patient: it is never claimed, and the patient owes the hospital that part',
    },
    fits: ['payer-refused'],
    atStages: { step: claimSteps, stages: ['Settled'] },
    proposes: finance,
    confirms: { of: 'office', roles: ['bureau', 'payer'] },
  },
} as const satisfies Record<string, ResolutionKind>;
