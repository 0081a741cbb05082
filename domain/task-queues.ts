/** Workflows, and activities on the store and the policies. */
export const flowQueue = 'hub-flow';

/** Activities that speak to parties; a county is one network zone unless configuration says otherwise. */
export const partyQueue = 'hub-party';
