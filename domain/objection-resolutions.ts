import { desk, type ResolutionKind } from './resolution-kind.ts';

/** The step under which a stay waits for the decision on an objection. */
export const objectionStep = 'objection';

/** Who may decide about an objection: people of the office that the scheme names. */
export const objectionDeciders = ['health-commission', 'bureau'] as const;
export type ObjectionDecider = (typeof objectionDeciders)[number];

/** The party for whose decision a stay waits, by who decides. */
export const partyOfDecider = {
  'health-commission': 'health-commission',
  bureau: 'medical-insurance',
} as const satisfies Record<ObjectionDecider, string>;
export type DecidingParty = (typeof partyOfDecider)[ObjectionDecider];

const office = { of: 'office', roles: objectionDeciders } as const;

/** Objections to the decision of an admission: a part of the table in domain/resolutions.ts. */
export const objectionResolutions = {
  'object-to-decision': {
    ...{
      zh: '登记对入院决定的异议',
      en: 'record that patient, family or guardian objects to the decision of the admission',
    },
    fits: [],
    atStages: { step: objectionStep, stages: ['Refused', 'Admitted'] },
    proposes: desk,
    confirms: null,
  },
  'uphold-objection': {
    ...{
      zh: '异议成立，按更正后的事实重新决定',
      en: 'the objection is right: the decision is made anew as of the admission day, with the fact put right',
    },
    fits: ['decision-objection'],
    proposes: objectionDeciders,
    confirms: office,
  },
  'keep-decision': {
    ...{
      zh: '异议不成立，维持原决定',
      en: 'the objection is not right: the decision stands, and the person is told why and where to turn next',
    },
    fits: ['decision-objection'],
    proposes: objectionDeciders,
    confirms: office,
  },
} as const satisfies Record<string, ResolutionKind>;
