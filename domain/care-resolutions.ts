import type { ResolutionKind } from './resolution-kind.ts';

/** What people do about what a scheme asks of a stay in care; a part of the one table (domain/resolutions.ts). */
export const careResolutions = {
  'excuse-condition': {
    ...{
      zh: '免予补办',
      en: 'a check or paper that can be done no more is let go, on the word of the person in charge',
    },
    fits: ['condition-due'],
    proposes: ['window', 'ward', 'hospital'],
    confirms: { of: 'hospital', roles: ['hospital-lead'] },
  },
} as const satisfies Record<string, ResolutionKind>;
