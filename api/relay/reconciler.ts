import type { ListAttention } from '../../store/lists/attention.ts';
import type { OpenVersions } from '../../store/lists/open-versions.ts';
import type { PartyStore } from '../../store/register/parties.ts';
import { type ListNights, matchNights } from '../lists/nights.ts';
import { type Relay, type RelayLog, startLoop } from './loop.ts';
import { leastMs, type RoundParts, reconcile } from './reconciliation.ts';

/** What the reconciler works with; times in real milliseconds. */
export interface ReconcilerParts extends RoundParts {
  readonly lists: {
    readonly open: OpenVersions;
    readonly attention: ListAttention;
    readonly nights: ListNights;
  };
  readonly parties: RoundParts['parties'] & Pick<PartyStore, 'lists'>;
  readonly log: RelayLog;
  readonly everyMs?: number;
}

/** The ledger is read whole: once an hour of the county, and never more often than this. */
const leastBetweenBooksMs = 60_000;

/**
 * Compares the store with what lives in Temporal, once a minute in production, and with itself, once an hour. A loop and not a
 * workflow: what stops workflows must not stop who looks for them.
 */
export function startReconciler(parts: ReconcilerParts): Relay {
  const { lists, parties, clock, clockSpeed, log } = parts;
  const pollMs = parts.everyMs ?? Math.max(60_000 / clockSpeed, leastMs);
  const booksMs = parts.everyMs ?? Math.max(3_600_000 / clockSpeed, leastBetweenBooksMs);
  const compareWorkflows = async (): Promise<boolean> => {
    await reconcile(parts, { part: 'workflows' });
    return false;
  };
  const compareBooks = async (): Promise<boolean> => {
    await reconcile(parts, { part: 'books' });
    return false;
  };
  const matchHeld = async (): Promise<boolean> => {
    await lists.attention.matchHeld(clock.now());
    return false;
  };
  const compareNights = async (): Promise<boolean> => {
    const known = (await parties.lists()).map(({ listId }) => listId);
    await matchNights(lists, known, clock.now());
    return false;
  };
  const steps = [
    ...[compareWorkflows, matchHeld, compareNights].map((work) => ({ work, pollMs })),
    { work: compareBooks, pollMs: booksMs },
  ];
  return startLoop(steps, log, 'the reconciler could not compare store and workflows');
}
