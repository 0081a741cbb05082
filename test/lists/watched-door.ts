import { inject } from 'vitest';
import { assemble } from '../../api/assembly.ts';
import { buildServer } from '../../api/http/server.ts';
import { startReconciler } from '../../api/relay/reconciler.ts';
import { call, doorSetting, seedOffice } from '../http/door-under-test.ts';
import type { ListHub } from './hub-under-test.ts';

/** The whole api on the store and the Temporal of the lists, with a reconciler that looks twice a second. */
export async function openWatchedDoor({ url, payloadKeys, clock: hubClock }: ListHub) {
  const temporal = { address: inject('temporalAddress'), namespace: 'default', tls: false, apiKey: null };
  const clock = { realMs: Date.now(), countyMs: hubClock.nowMillis(), speed: 1 };
  const { db, deps } = assemble({ ...doorSetting(url), clock, temporal, payloadKeys });
  await seedOffice(deps);
  const server = await buildServer({ ...deps, nudge: () => undefined });
  const log = { warn: () => undefined };
  const reconciler = startReconciler({ ...deps, clockSpeed: 1, everyMs: 500, ageMs: 0, log });
  return {
    deps,
    get: async (url: string) => (await call(server, 'operator', { url })).json(),
    post: async (url: string) => {
      const reply = await call(server, 'operator', { method: 'POST', url });
      return { status: reply.statusCode, ...reply.json() };
    },
    close: async () => {
      await reconciler.stop();
      await server.close();
      await deps.lists.close();
      await deps.flow.close();
      await deps.registry.close();
      await deps.changes.close();
      await db.destroy();
    },
  };
}
