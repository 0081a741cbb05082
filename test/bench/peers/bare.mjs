/**
 * No engine at all: the same calls one after the other, and one commit after each. Nothing could go on after a crash; it is the
 * floor under everything that can. Beside it two look-ups of the county's own tables as a route with nothing around it answers them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { desks, timerMs } from './calls.mjs';
import { serve, setting } from './door.mjs';
import { lookUps } from './look-ups.mjs';

const { look, claim, status } = desks(setting.desks, setting.person);
const pool = new pg.Pool({ connectionString: setting.database, max: 20 });
await pool.query(
  'CREATE TABLE IF NOT EXISTS steps (case_id text, step text, outcome jsonb, at timestamptz DEFAULT now(), PRIMARY KEY (case_id, step))',
);

/** One commit, flushed before it is answered. */
const keep = (id, step, outcome) =>
  pool.query({
    name: 'keep',
    text: 'INSERT INTO steps (case_id, step, outcome) VALUES ($1, $2, $3)',
    values: [id, step, JSON.stringify(outcome)],
  });

const step = async (id, name, work) => {
  const outcome = await work();
  await keep(id, name, outcome);
  return outcome;
};

/** Cases that wait for their discharge, and the ends of those that were discharged. */
const waiting = new Map();

async function afterDischarge(id, first) {
  const second = await step(id, 'claim 1', () => claim(id, 1));
  const third = await step(id, 'claim 2', () => claim(id, 2));
  const filed = [first, second, third];
  for (const [desk, claimNo] of filed.entries())
    await step(id, `status ${desk}`, () => status(desk, claimNo));
  await keep(id, 'wake', { at: Date.now() + timerMs });
  await sleep(timerMs);
  for (const [desk, claimNo] of filed.entries())
    await step(id, `status again ${desk}`, () => status(desk, claimNo));
  await keep(id, 'end', 'closed');
  return 'closed';
}

await serve(
  {
    begin: async (id) => {
      await keep(id, 'begin', null);
      await Promise.all([0, 1, 2].map((desk) => step(id, `look ${desk}`, () => look(id, desk))));
      const first = await step(id, 'claim 0', () => claim(id, 0));
      const decision = { outcome: 'admit', first };
      await keep(id, 'decision', decision);
      waiting.set(id, { first });
      return decision;
    },
    discharge: async (id) => {
      await keep(id, 'discharge', { way: 'cured' });
      waiting.set(id, { end: afterDischarge(id, waiting.get(id).first) });
    },
    end: async (id) => {
      const end = await waiting.get(id).end;
      waiting.delete(id);
      return end;
    },
  },
  (server) => lookUps(server, setting.county),
);
