import { z } from 'zod';
import type { LocalDate } from '../../domain/dates.ts';
import { never } from '../../domain/invariant.ts';
import { patientNoticeCodes, patientNoticeStateCodes } from '../../domain/patient-notices.ts';
import { textMessageStateCodes } from '../../domain/text-messages.ts';
import { of } from './care-acts.ts';

/** What a patient is told, and what not. */
export const noticeActs = [
  z.strictObject({
    /** There is a notice of the kind that stands so; its text message, where one is named, too. */
    ...{
      act: z.literal('notice'),
      of,
      kind: z.enum(patientNoticeCodes),
      state: z.enum(patientNoticeStateCodes),
    },
    message: z.enum(textMessageStateCodes).optional(),
  }),
  /** Of this kind nobody is told, and no message was made. */
  z.strictObject({ act: z.literal('no-notice'), of, kind: z.enum(patientNoticeCodes) }),
  /** So many days of the town. */
  z.strictObject({ act: z.literal('days-pass'), of, days: z.int().min(1).max(40) }),
] as const;
export type NoticeStep = z.infer<(typeof noticeActs)[number]>;

interface Notices {
  readonly notices: readonly {
    readonly kind: string;
    readonly state: string;
    readonly message: { readonly state: string } | null;
  }[];
}

/** How a story looks at what the patient of its stay was told. */
export interface NoticeTools {
  /** `hub notice …` as the finance desk types it. */
  readonly type: (...words: readonly string[]) => Promise<string>;
  readonly until: (what: string, done: () => Promise<boolean>) => Promise<unknown>;
  readonly untilDay: (days: number) => Promise<LocalDate>;
}

/** Waits for what is told, or sees that nothing was. */
export async function noticed(tools: NoticeTools, step: NoticeStep): Promise<void> {
  const { type, until } = tools;
  const told = async () => (JSON.parse(await type('--json', 'list')) as Notices).notices;
  switch (step.act) {
    case 'days-pass':
      await tools.untilDay(step.days);
      return;
    case 'no-notice': {
      const there = (await told()).find((one) => one.kind === step.kind && one.state !== 'moot');
      if (there !== undefined)
        throw new Error(`${step.kind}: ${there.state}, ${there.message?.state ?? 'none'}`);
      return;
    }
    case 'notice': {
      const { kind, state, message } = step;
      await until(`${kind} is ${state}, ${message ?? ''}`, async () =>
        (await told()).some(
          (one) =>
            one.kind === kind &&
            one.state === state &&
            (message === undefined || one.message?.state === message),
        ),
      );
      return;
    }
    default:
      return never(step);
  }
}
