import { setTimeout as wait } from 'node:timers/promises';
import type { CountyUnderTest } from './county-under-test.ts';

/** Everything that can be killed while stays run; parties keep their books. */
export const victims = ['worker', 'api', 'temporal', 'postgres', 'medical-insurance'] as const;
export type Victim = (typeof victims)[number];

/** kill -9, as an accident would. */
export async function killOne(
  { processes, servers }: CountyUnderTest,
  victim: Victim,
  worker: number,
): Promise<void> {
  switch (victim) {
    case 'worker':
      return processes.workers[worker]?.kill9();
    case 'api':
      return processes.api.kill9();
    case 'temporal':
      return servers.temporal?.kill9();
    case 'postgres':
      return servers.postgres?.kill9();
    case 'medical-insurance':
      return processes.parties[victim].kill9();
  }
}

/** Waits until whatever was killed last is back, so that books can be read. */
export async function calm({ servers, addresses }: CountyUnderTest): Promise<void> {
  await Promise.all([servers.postgres?.back(), servers.temporal?.back()]);
  for (let tries = 0; tries < 600; tries += 1) {
    const answers = await Promise.all(
      Object.values(addresses.parties).map((url) => fetch(`${url}/control/health`).catch(() => null)),
    );
    if (answers.every((answer) => answer?.ok === true)) return;
    await wait(100);
  }
}
