import { defineSignal } from '@temporalio/workflow';
import type { AnnouncementRef } from '../domain/ids.ts';
import type { Attention } from '../domain/stay.ts';

/** How the workflow of an announcement starts. */
export interface AnnouncementInput {
  readonly announcement: AnnouncementRef;
  /** County seconds in a real second. */
  readonly clockSpeed: number;
  /** What the run before had up. */
  readonly attention?: Attention | null;
}

/** Somebody paused, resumed or stopped it: it looks at once. */
export const announcementTurned = defineSignal('announcementTurned');
