import { defineSignal } from '@temporalio/workflow';
import type { Attention } from '../domain/stay.ts';

/** How the workflow of text messages starts. */
export interface TextMessagesInput {
  /** County seconds in a real second. */
  readonly clockSpeed: number;
  /** What the run before had up. */
  readonly attention?: Attention | null;
}

/** Something is due now that was not before. */
export const textsDue = defineSignal('textsDue');
