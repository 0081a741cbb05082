/** Who decides about a held version: organisation/actor, and whether it is of the agency that keeps the list. */
export interface ListDecider {
  readonly actor: string;
  readonly ofKeeper: boolean;
}

/** What 0.1.0 kept of a sender: a digest, from which nobody can tell which of the agency's people it was. */
const oldSender = /^[0-9a-f]{32}$/;

/** Is the sender the one who decides? Of a version that 0.1.0 took in, everybody of the agency counts as its sender. */
export function isSender(sentBy: string | null, { actor, ofKeeper }: ListDecider): boolean {
  return sentBy === actor || (ofKeeper && sentBy !== null && oldSender.test(sentBy));
}
