import { hubProcesses } from '../../county/hub-processes.ts';
import type { CountyUnderTest } from './county-under-test.ts';

/** How to run processes of this version beside those that a county has; by another database address or api port where said. */
export function moreProcesses(
  { state, secrets, clock, databaseUrl, addresses }: CountyUnderTest,
  told: { readonly databaseUrl?: string; readonly apiPort?: number } = {},
): ReturnType<typeof hubProcesses> {
  return hubProcesses({
    ...{ state, secrets, clock, partyUrls: addresses.parties, logLevel: 'info', workers: 1 },
    ...{ apiPort: 0, codecPort: 0, temporalUiOrigin: addresses.temporalUi },
    ...{ temporalAddress: addresses.temporal, temporalNamespace: 'default', databaseUrl },
    ...told,
  });
}
