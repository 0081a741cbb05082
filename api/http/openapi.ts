/** Writes the OpenAPI document to a file (`npm run docs`); no server needs to run for it. */
import { writeFile } from 'node:fs/promises';
import { assemble } from '../assembly.ts';
import { buildServer } from './server.ts';

const key = new Uint8Array(32);

/** What the door needs to describe itself: nothing is connected. */
const unconnected = {
  database: { url: 'postgres://127.0.0.1/none', listenUrl: 'postgres://127.0.0.1/none', poolSize: 1 },
  temporal: { address: '127.0.0.1:1', namespace: 'none', tls: false, apiKey: null },
  payloadKeys: { current: 'none', keys: { none: key } },
  vault: { keys: { current: 'none', keys: { none: key } }, indexKey: key },
  clock: { realMs: 0, countyMs: 0, speed: 1 },
  bootstrapToken: '',
  decisionWaitMs: 1,
  billCeilingFen: 500_000_000,
  bodyLimitBytes: 1,
  listLimitBytes: 1,
  trustedProxies: [],
  webhookNetworks: [],
  ratePerMinute: 0,
  textPace: { perMinute: 60, quietHours: { from: 0, until: 0 } },
  logLevel: 'silent',
} as const;

/** The OpenAPI 3.1 document of every route, as served at /docs/json. */
export async function openApiDocument(): Promise<object> {
  const { db, deps } = assemble(unconnected);
  const server = await buildServer({ ...deps, nudge: () => undefined });
  const document = server.swagger();
  await Promise.all([
    server.close(),
    deps.flow.close(),
    deps.registry.close(),
    deps.changes.close(),
    db.destroy(),
  ]);
  return document;
}

if (import.meta.main)
  await writeFile(
    process.argv[2] ?? 'docs/openapi.json',
    `${JSON.stringify(await openApiDocument(), null, 2)}\n`,
  );
