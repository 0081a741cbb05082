/**
 * Asks an HTTP server as often as it answers, or so many times a second, for so long, and prints what came of it as JSON:
 * `node requests.mjs '{"origin":…,"paths":[…],"headers":{…},"seconds":3,"connections":16,"perSecond":null}'`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';

const { origin, paths, headers, seconds, connections, perSecond } = JSON.parse(process.argv[2] ?? '');
const pool = new Pool(origin, { connections });
const taken = [];
let [asked, wrong] = [0, 0];

async function one() {
  const path = paths[asked % paths.length];
  asked += 1;
  const began = performance.now();
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  await body.dump();
  taken.push(performance.now() - began);
  if (statusCode !== 200) wrong += 1;
}

const began = performance.now();
const over = () => performance.now() - began > seconds * 1_000;
if (perSecond === null)
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (!over()) await one();
    }),
  );
else {
  const open = [];
  for (let at = 0; !over(); at += 1) {
    await wait(Math.max(0, began + (at * 1_000) / perSecond - performance.now()));
    open.push(one());
  }
  await Promise.all(open);
}
const took = (performance.now() - began) / 1_000;
const sorted = taken.sort((a, b) => a - b);
const p99 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? null;
process.stdout.write(JSON.stringify({ perSecond: taken.length / took, p99, wrong }));
await pool.close();
