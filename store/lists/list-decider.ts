/** Who decides about a held version: organisation/actor, and whether it is of the agency that keeps the list. */
export interface ListDecider {
  readonly actor: string;
  readonly ofKeeper: boolean;
}

/** What 0.1.0 kept of a sender: a digest, from which nobody can tell which of the agency's people it was. */
const oldSender = /^[0-9a-f]{32}$/;

/**
 * May this person release what that sender sent, when a second one is needed? Another actor, of whom one at least is of the
 * agency that determines the category: the hub's own office decides no rights. Of a version that 0.1.0 took in, everybody of
 * the agency counts as its sender; what was pulled (null) is the agency's.
 */
export function isSecondPerson(sentBy: string | null, { actor, ofKeeper }: ListDecider): boolean {
  if (sentBy === null) return true;
  if (oldSender.test(sentBy)) return !ofKeeper;
  return ofKeeper ? sentBy !== actor : organisationOf(sentBy) !== organisationOf(actor);
}

function organisationOf(actor: string): string | undefined {
  return actor.split('/')[0];
}
