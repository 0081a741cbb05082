import { type SupervisedProcess, supervisor } from '../../county/servers/supervisor.ts';
import { type CrashingWire, crashingWire } from './commit-crash.ts';
import { type CountyUnderTest, startCountyUnderTest } from './county-under-test.ts';
import { moreProcesses } from './more-processes.ts';

/** A county whose own worker is away; one whose wire to PostgreSQL can be cut right after a commit works instead. */
export interface WiredCounty {
  readonly county: CountyUnderTest;
  readonly wire: CrashingWire;
  readonly worker: SupervisedProcess;
  readonly end: () => Promise<void>;
}

/** Starts one; nothing is left when that fails. */
export async function startWiredCounty(
  options?: Parameters<typeof startCountyUnderTest>[0],
): Promise<WiredCounty> {
  const county = await startCountyUnderTest(options);
  const keeper = supervisor(() => undefined);
  let wire: CrashingWire | undefined;
  const end = async (): Promise<void> => {
    await keeper.stopAll();
    wire?.close();
    await county.end();
  };
  try {
    await county.processes.workers[0]?.away();
    const database = new URL(county.databaseUrl);
    wire = await crashingWire({ host: database.hostname, port: Number(database.port) });
    database.port = String(wire.port);
    const { worker: plan } = moreProcesses(county, { databaseUrl: database.href });
    return { county, wire, worker: await keeper.start(plan('worker-on-the-wire')), end };
  } catch (failure) {
    await end();
    throw failure;
  }
}
