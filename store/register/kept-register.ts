import type { Changes } from '../postgres/changes.ts';
import { untilTold } from '../postgres/until-told.ts';
import type { ActorStore } from './actors.ts';
import { type Bearer, credentialDigest } from './bearers.ts';
import type { CountyParameterStore } from './county-parameters.ts';
import type { Institution, PartyStore, PopulationList } from './parties.ts';

/** Everything that is known of who takes part, and what the county entered. */
export interface Register {
  readonly parties: PartyStore;
  readonly actors: ActorStore;
  readonly countyParameters: CountyParameterStore;
}

/**
 * The same register, whose usual look-ups are answered from memory while every change to it is heard. What this process
 * changes itself counts at once, what others change when it is told, a revoked credential within a second at the most.
 */
export function keptRegister<Of extends Partial<Register>>(register: Of, changes: Changes): Of {
  const { parties, actors, countyParameters } = register;
  return {
    ...register,
    ...(parties === undefined ? {} : { parties: keptParties(parties, changes) }),
    ...(actors === undefined ? {} : { actors: { ...actors, putActor: telling(changes, actors.putActor) } }),
    ...(countyParameters === undefined
      ? {}
      : { countyParameters: keptParameters(countyParameters, changes) }),
  };
}

function keptParties(store: PartyStore, changes: Changes): PartyStore {
  const bearers = untilTold<Bearer>(changes, 'register');
  const institutions = untilTold<Institution>(changes, 'register');
  const lists = untilTold<readonly PopulationList[]>(changes, 'register');
  const bearerOfDigest = (digest: Buffer): Promise<Bearer | undefined> =>
    bearers.get(digest.toString('base64'), () => store.bearerOfDigest(digest));
  return {
    ...store,
    bearerOfDigest,
    bearer: (token) => bearerOfDigest(credentialDigest(token)),
    institution: (id) => institutions.get(id, () => store.institution(id)),
    lists: async () => (await lists.get('all', store.lists)) ?? [],
    putInstitution: telling(changes, store.putInstitution),
    putParty: telling(changes, store.putParty),
    putList: telling(changes, store.putList),
    putCredential: telling(changes, store.putCredential),
    revokeCredentials: telling(changes, store.revokeCredentials),
  };
}

function keptParameters(store: CountyParameterStore, changes: Changes): CountyParameterStore {
  const entered = untilTold<ReadonlyMap<string, unknown>>(changes, 'register');
  return {
    countyParametersOn: async (scheme, on) =>
      (await entered.get(`${scheme} ${on}`, () => store.countyParametersOn(scheme, on))) ?? new Map(),
    enterCountyParameter: telling(changes, store.enterCountyParameter),
  };
}

/** Whoever asks after the write reads what was written. */
function telling<Given extends readonly unknown[], Result>(
  changes: Changes,
  write: (...given: Given) => Promise<Result>,
): (...given: Given) => Promise<Result> {
  return async (...given) => {
    try {
      return await write(...given);
    } finally {
      changes.tell('register', null);
    }
  };
}
