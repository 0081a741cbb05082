import type { PersonRef } from '../../domain/ids.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { PersonVault } from './vault.ts';

/**
 * Opens people for the messages that are written about them: one step writes several, and asks the vault once. What was opened
 * is forgotten after `forMs` (real ms), so that a change is heard of at once; what failed is asked for again.
 */
export function openedBriefly(open: PersonVault['open'], forMs = 500): PersonVault['open'] {
  const opened = new Map<PersonRef, Promise<PersonIdentity>>();
  return (ref) => {
    const known = opened.get(ref);
    if (known !== undefined) return known;
    const opening = open(ref);
    opened.set(ref, opening);
    const forget = (): boolean => opened.delete(ref);
    opening.then(() => setTimeout(forget, forMs).unref(), forget);
    return opening;
  };
}
