import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitted, closed, discharged } from './hospitalizations.ts';
import { breaches } from './oracle.ts';
import { startWiredCounty, type WiredCounty } from './worker-on-the-wire.ts';

let wired: WiredCounty | undefined;
let county: WiredCounty['county'];
let wire: WiredCounty['wire'];
let worker: WiredCounty['worker'];

beforeAll(async () => {
  wired = await startWiredCounty({ hasty: true });
  ({ county, wire, worker } = wired);
});
afterAll(() => wired?.end());

test.for([
  ['the decision', 'INSERT INTO decisions'],
  ['the settlement', 'INSERT INTO settlements'],
  ['the claim that leaves', 'UPDATE obligations SET state'],
  ['the number of the claim that its payer took', 'UPDATE obligations SET claim_ref'],
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
