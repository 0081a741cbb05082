/** The case on DBOS: each call a step, PostgreSQL as it comes. */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { desks, timerMs } from './calls.mjs';
import { serve, setting } from './door.mjs';

const { look, claim, status } = desks(setting.desks, setting.person);
const step = (name, work) => DBOS.runStep(work, { name });
const daySeconds = 86_400;
/** Handles of the cases that run in this process: their end is awaited without asking the database. */
const running = new Map();

const stay = DBOS.registerWorkflow(
  async (id) => {
    await Promise.all([0, 1, 2].map((desk) => step(`look ${desk}`, () => look(id, desk))));
    const first = await step('claim 0', () => claim(id, 0));
    await DBOS.setEvent('decision', { outcome: 'admit', first });
    await DBOS.recv('discharge', daySeconds);
    const second = await step('claim 1', () => claim(id, 1));
    const third = await step('claim 2', () => claim(id, 2));
    const filed = [first, second, third];
    for (const [desk, claimNo] of filed.entries()) await step(`status ${desk}`, () => status(desk, claimNo));
    await DBOS.sleep(timerMs);
    for (const [desk, claimNo] of filed.entries())
      await step(`status again ${desk}`, () => status(desk, claimNo));
    return 'closed';
  },
  { name: 'stay' },
);

DBOS.setConfig({ name: 'bench', systemDatabaseUrl: setting.database, logLevel: 'error' });
await DBOS.launch();
await serve({
  begin: async (id) => {
    running.set(id, await DBOS.startWorkflow(stay, { workflowID: id })(id));
    return DBOS.getEvent(id, 'decision', 60);
  },
  discharge: (id) => DBOS.send(id, { way: 'cured' }, 'discharge'),
  end: async (id) => {
    const end = await running.get(id).getResult();
    running.delete(id);
    return end;
  },
});
