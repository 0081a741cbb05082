import { createActivities } from '../../activities/index.ts';
import type { ActivityParts } from '../../activities/parts.ts';

/** Whoever a test does not play has no address here: not asked, or asked in vain. */
const nobody = {
  records: () => null,
  lookUp: async () => ({ kind: 'waiting', code: 'party-not-connected', overdue: true }),
};

/** The steps of a stay made of what a test brings; `own` is as in ActivityParts, each part as far as its steps use it. */
export function stepsOf(own: Readonly<Partial<Record<keyof ActivityParts, unknown>>>) {
  return createActivities({ ...nobody, ...own } as unknown as ActivityParts);
}
