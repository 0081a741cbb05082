import { createHmac } from 'node:crypto';
import { listAttention } from '../../store/lists/attention.ts';
import { listConflicts } from '../../store/lists/conflicts.ts';
import { listDeliveries } from '../../store/lists/deliveries.ts';
import { deliveryKeys } from '../../store/lists/delivery-keys.ts';
import { deliveryPages } from '../../store/lists/delivery-pages.ts';
import { listFiles } from '../../store/lists/files.ts';
import { householdStore } from '../../store/lists/households.ts';
import { membershipStore } from '../../store/lists/memberships.ts';
import { openVersions } from '../../store/lists/open-versions.ts';
import { pullFailures } from '../../store/lists/pull-failures.ts';
import { listReports } from '../../store/lists/reports.ts';
import { listStore } from '../../store/lists/versions.ts';
import type { Database } from '../../store/postgres/database.ts';
import type { Sealer } from '../../store/secrets/sealing.ts';
import type { lazyClient } from '../../temporal/client.ts';
import type { ApiDeps } from '../deps.ts';
import { listFlow } from './flow.ts';
import { listNights } from './nights.ts';
import { listPulls } from './pull-state.ts';
import { listReceipts } from './receipts.ts';
import { listSchedules } from './schedules.ts';

/** What the door asks of lists. */
export function listParts(from: {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly client: ReturnType<typeof lazyClient>;
  readonly clockSpeed: number;
  readonly payloadKey: string;
  readonly receiptKey: Uint8Array;
  readonly deliveryKey: Uint8Array;
}): ApiDeps['lists'] {
  const { db, sealer: seal, client } = from;
  const flow = listFlow(client);
  return {
    versions: listStore({ db }),
    open: openVersions(db),
    attention: listAttention(db),
    pullFailures: pullFailures(db),
    files: listFiles({ db, sealer: seal }),
    reports: listReports(db),
    memberships: membershipStore(db),
    households: householdStore(db),
    conflicts: listConflicts(db),
    receipts: listReceipts(from.receiptKey),
    deliveries: listDeliveries(db),
    deliveryPages: deliveryPages(db),
    deliveryKeys: deliveryKeys(db),
    deliveryDigestKey: ({ institution, thumbprint }) =>
      createHmac('sha256', from.deliveryKey).update(`${institution}/${thumbprint}`).digest(),
    flow,
    schedules: listSchedules(client, from),
    pulls: listPulls(client),
    nights: listNights(client),
    close: async () => {
      await flow.settled();
      await client.connection.close();
    },
  };
}
