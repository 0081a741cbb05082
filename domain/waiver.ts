import type { LocalDate } from './dates.ts';
import type { Reason } from './decision.ts';
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

/** To whom the written notice was handed. */
export const noticeHandedTo = ['patient', 'family', 'guardian'] as const;
export type NoticeHandedTo = (typeof noticeHandedTo)[number];

/** That people ended the waiver of a stay, and why; a fact beside the stage and beside the decision of the admission. */
export interface WaiverEnd {
  /** Number of the stay's resolution. */
  readonly resolution: number;
  /** First day without it. */
  readonly endsOn: LocalDate;
  readonly noticedOn: LocalDate;
  readonly handedTo: NoticeHandedTo;
  readonly reason: Reason;
  /** Organisation/actor, who proposed and who confirmed. */
  readonly proposedBy: string;
  readonly confirmedBy: string;
}
