import type { AnnouncementCounts, AnnouncementState } from '../../domain/announcements.ts';
import type { AnnouncementRef } from '../../domain/ids.ts';
import type { Attention } from '../../domain/stay.ts';

/** What a round of the text messages came to. */
export type TextRound =
  | { readonly kind: 'idle' }
  /** Nothing to do before so many real milliseconds have passed; `attention`: what some of them wait for, while the others go. */
  | { readonly kind: 'open'; readonly againInMs: number; readonly attention?: Attention }
  | { readonly kind: 'waiting'; readonly attention: Attention };

/** Which announcement is followed. */
export interface AnnouncementName {
  readonly announcement: AnnouncementRef;
  /** County seconds in a real second. */
  readonly clockSpeed: number;
}

/** How an announcement stands after a look. */
export type AnnouncementRound = {
  readonly state: AnnouncementState;
  readonly counts: AnnouncementCounts;
} & (
  | { readonly kind: 'over' }
  | {
      readonly kind: 'open';
      /** Messages of a page were made just now. */
      readonly made: boolean;
      readonly atNight: boolean;
      /** What its messages wait for. */
      readonly attention: Attention | null;
      /** Nothing to do before so many real milliseconds have passed, unless somebody turns it. */
      readonly againInMs: number;
    }
);
