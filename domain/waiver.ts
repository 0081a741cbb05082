import type { LocalDate } from './dates.ts';
import type { Reason } from './decision.ts';
import type { Signer } from './signers.ts';
import type { Wording } from './words.ts';

/** How the deposit stands: waived, waived on conditions, never waived or void from the first day, or ended during the stay. */
export const waiverStates = {
  granted: { zh: '免交押金', en: 'the deposit is waived' },
  conditional: {
    zh: '有条件免交押金:按期补齐,治疗不停',
    en: 'the deposit is waived on conditions, each with its day; treatment never stops for them',
  },
  lost: { zh: '不免押金', en: 'the deposit is not waived' },
  ended: {
    zh: '免押金自当日起终止；医保照常结算，治疗不停，不得要求在床患者一次付清',
    en: 'the waiver ended on that day; insurance settles as before, treatment goes on, nobody in bed is asked for the whole bill',
  },
} as const satisfies Wording;
export type WaiverState = keyof typeof waiverStates;

/**
 * By whose word a stay without the waiver goes on as an insured stay: registered and settled with the insurer as usual, the own part
 * paid at the discharge.
 */
export const insuredStayWords = {
  scheme: { zh: '方案规定医保照常结算', en: 'the scheme says that insurance settles all the same' },
  admission: { zh: '医院入院登记时选定', en: 'the hospital said so with the admission' },
  resolution: { zh: '医院在不享受后选定', en: 'the hospital said so after the refusal' },
} as const satisfies Wording;
export type InsuredStayBy = keyof typeof insuredStayWords;

/** What becomes of a stay whose deposit is not waived. */
export const insuredStayStates = {
  'goes-on': {
    zh: '按参保住院办理：医保照常登记、结算，患者出院时付自付部分；收押金的，不超过同病种个人自付的平均水平',
    en: 'an insured stay: registered and settled with the insurer, the own part paid at discharge; a deposit, where one is taken, is at most the average own part of the disease',
  },
  open: {
    zh: '是否按参保住院办理，医院尚未选定（insured-stay）',
    en: 'the hospital has not said whether it goes on as an insured stay (insured-stay)',
  },
  'not-insured': {
    zh: '不按参保住院办理：上列原因也使医保不支付',
    en: 'no insured stay: what denies the waiver stands against the insurance too',
  },
} as const satisfies Wording;
export type InsuredStayState = keyof typeof insuredStayStates;

/** What a hospital says with an admission: what becomes of the stay where its deposit is not waived. */
export const ifNotWaived = ['insured-stay', 'ends-here'] as const;
export type IfNotWaived = (typeof ifNotWaived)[number];

/** That people ended the waiver of a stay, and why; a fact beside the stage and beside the decision of the admission. */
export interface WaiverEnd {
  /** Number of the stay's resolution. */
  readonly resolution: number;
  /** First day without it. */
  readonly endsOn: LocalDate;
  readonly noticedOn: LocalDate;
  readonly handedTo: Signer;
  readonly reason: Reason;
  /** Organisation/actor, who proposed and who confirmed. */
  readonly proposedBy: string;
  readonly confirmedBy: string;
}
