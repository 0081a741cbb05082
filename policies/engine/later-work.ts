import { z } from 'zod';

/** Work that is still to come, by the name that its entries carry: an entry with such a mark is told and drives nothing yet. */
export const laterWork = {
  'in-care': {
    zh: '住院期间：先核实后免押、每日费用、分阶段付费',
    en: 'in care: verified before the waiver, daily charges, stages',
  },
  'patients-share': {
    zh: '患者自付：额度、延期分期、欠费、通知',
    en: "the patient's share: credit line, deferral, arrears, notices",
  },
  'insurers-interface': { zh: '各地医保接口', en: 'the national insurance interface as regions speak it' },
  schemes: { zh: '各方案尚未落实的条款', en: 'what the programmes still have to carry' },
  reports: { zh: '月报与评估', en: 'papers and the monthly table' },
  console: { zh: '服务窗口界面', en: 'console' },
} as const;

/** The mark of an entry that nothing carries out yet. */
export const laterMark = {
  later: z.enum(Object.keys(laterWork) as (keyof typeof laterWork)[]).optional(),
};
