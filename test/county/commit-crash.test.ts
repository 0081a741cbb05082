import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubProcesses } from '../../county/hub-processes.ts';
import { type SupervisedProcess, supervisor } from '../../county/servers/supervisor.ts';
import { type CrashingWire, crashingWire } from './commit-crash.ts';
import { type CountyUnderTest, startCountyUnderTest } from './county-under-test.ts';
import { admitted, closed, discharged } from './hospitalizations.ts';
import { breaches } from './oracle.ts';

let county: CountyUnderTest;
let wire: CrashingWire;
let worker: SupervisedProcess;
const keeper = supervisor(() => undefined);

// The county's own worker is away; one whose wire to PostgreSQL can lose the answer to a commit works instead.
beforeAll(async () => {
  county = await startCountyUnderTest({ hasty: true });
  await county.processes.workers[0]?.away();
  const database = new URL(county.databaseUrl);
  wire = await crashingWire({ host: database.hostname, port: Number(database.port) });
  database.port = String(wire.port);
  const { addresses, clock, secrets, state } = county;
  const { worker: plan } = hubProcesses({
    ...{ state, secrets, clock, databaseUrl: database.href, partyUrls: addresses.parties, logLevel: 'info' },
    ...{ apiPort: 0, codecPort: 0, temporalUiOrigin: addresses.temporalUi },
    ...{ temporalAddress: addresses.temporal, temporalNamespace: 'default' },
  });
  worker = await keeper.start(plan('worker-on-the-wire'));
});
afterAll(async () => {
  await keeper.stopAll();
  wire?.close();
  await county?.end();
});

// A4
test.for([
  ['the decision', 'insert into "decisions"'],
  ['the settlement', 'insert into "settlements"'],
  ['the payer that has paid', 'update "obligations"'],
])(
  'a worker dies after the commit of %s and before it can say so: the rerun finds it done',
  async ([, text]) => {
    const crashed = Promise.withResolvers<void>();
    wire.arm(text ?? '', () => {
      void worker.kill9().then(crashed.resolve);
    });
    const caseRef = await admitted(county);
    await discharged(county, caseRef);
    const stay = await closed(county, caseRef);
    await crashed.promise;
    expect(await breaches(county, [stay])).toEqual([]);
  },
);
