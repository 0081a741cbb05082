import type { PersonVault } from '../../store/people/vault.ts';
import { type Database, openDatabase } from '../../store/postgres/database.ts';
import { type RegistryChanges, registryChanges } from '../../store/registry/changes.ts';
import { type RegistryDeliveries, registryDeliveries } from '../../store/registry/deliveries.ts';
import { type RegistryMembers, registryMembers } from '../../store/registry/members.ts';
import { type RegistryPeers, registryPeers } from '../../store/registry/peers.ts';
import { type RegistryRequests, registryRequests } from '../../store/registry/requests.ts';
import { type RegistryRetention, registryRetention } from '../../store/registry/retention.ts';
import type { Sealer } from '../../store/secrets/sealing.ts';
import { type RegistrySigner, registrySigner } from './signature.ts';

/** What the social-registry door works with beside the rest of the api. */
export interface RegistryParts {
  readonly peers: RegistryPeers;
  readonly requests: RegistryRequests;
  readonly deliveries: RegistryDeliveries;
  readonly retention: RegistryRetention;
  readonly changes: RegistryChanges;
  readonly members: RegistryMembers;
  readonly people: Pick<PersonVault, 'find' | 'open'>;
  readonly signer: RegistrySigner;
  readonly close: () => Promise<void>;
}

/** The parts over PostgreSQL; nothing is connected before it is used. */
export function registryParts(setting: {
  readonly db: Database;
  readonly url: string;
  readonly sealer: Sealer;
  readonly people: PersonVault;
  readonly signingSeed: Uint8Array;
}): RegistryParts {
  const { db, url, sealer, people, signingSeed } = setting;
  // A whole list's changes are copied in one statement, which takes longer than a window may wait.
  const slow = openDatabase({
    ...{ url, poolSize: 1, applicationName: 'hub-registry', statementMs: 600_000 },
  });
  return {
    peers: registryPeers({ db, sealer }),
    requests: registryRequests({ db, sealer }),
    deliveries: registryDeliveries({ db, sealer }),
    retention: registryRetention(db),
    changes: registryChanges({ db: slow, sealer }),
    members: registryMembers(db),
    people,
    signer: registrySigner(signingSeed),
    close: () => slow.destroy(),
  };
}
