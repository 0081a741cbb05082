import { z } from 'zod';

/** Work that is still to come, by the name that its entries carry: an entry with such a mark is told and drives nothing yet. */
export const laterWork = {
  'patients-share': { zh: '患者自付部分', en: "The patient's share" },
  insurer: { zh: '各地医保接口', en: 'The national insurance interface as regions really speak it' },
  'agencies-money': { zh: '单位之间的资金', en: 'Money between agencies' },
  'monthly-table': { zh: '文书与月报', en: 'Papers and the monthly table' },
  console: { zh: '工作台', en: 'Console' },
} as const;

/** The name of a later work. */
export const laterWorkCode = z.enum(Object.keys(laterWork) as (keyof typeof laterWork)[]);

export type LaterWork = z.infer<typeof laterWorkCode>;

/** The mark of an entry that nothing carries out yet. */
export const laterMark = {
  later: laterWorkCode.optional(),
};
