import { expect, test } from 'vitest';
import { storm } from './storm.ts';

const seed = 12;

// The same at length: `npm run storm -- --seed N --stays N`.
test(`SEED ${seed}: whatever goes wrong, nothing is lost, done twice, without an owner or stuck`, async () => {
  const said: string[] = [];
  const report = await storm({ seed, stays: 40, say: (line) => said.push(line) });
  const { lost, doubled, unowned, stuck } = report;
  expect({ lost, doubled, unowned, stuck }, said.join('\n')).toEqual({
    ...{ lost: 0, doubled: 0, unowned: 0, stuck: 0 },
  });
  // A storm in which nothing went wrong would prove nothing.
  expect(report.faults).toBeGreaterThan(report.stays / 2);
  expect(report.resolutions).toBeGreaterThan(5);
}, 600_000);
