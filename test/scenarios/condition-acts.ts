import { z } from 'zod';
import { conditionKindCodes } from '../../domain/condition-kinds.ts';
import { day, of } from './care-acts.ts';

/** Somebody of the hospital does what the scheme asks, and records it. */
export const conditionActs = z.strictObject({
  ...{ act: z.literal('does'), of, kind: z.enum(conditionKindCodes) },
  who: z.enum(['window', 'ward', 'hospital', 'hospital-finance']).default('hospital'),
  /** Name of who did it, where it is not whoever does it usually. */
  by: z.string().optional(),
  /** The real day, where it is entered later. */
  day: day.optional(),
  /** An original stays with the hospital. */
  keeps: z.boolean().default(false),
  refusedWith: z.string().optional(),
});
export type DoesStep = z.infer<typeof conditionActs>;
