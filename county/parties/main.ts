import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parties } from '../../domain/ids.ts';
import { calendarForm } from './control.ts';
import { runParty } from './process.ts';

// main.ts <party> --port N --book FILE [--people FILE] [--clock JSON] [--calendar immediate|DAYS] [--token T]
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '0' },
    book: { type: 'string' },
    people: { type: 'string' },
    clock: { type: 'string', default: '{"realMs":0,"countyMs":0,"speed":1}' },
    calendar: { type: 'string', default: 'immediate' },
    token: { type: 'string' },
  },
});

const setting = z
  .object({
    party: z.enum(parties),
    port: z.coerce.number().int().min(0).max(65_535),
    book: z.string().min(1),
    clock: z.strictObject({ realMs: z.number(), countyMs: z.number(), speed: z.number().positive() }),
    calendar: calendarForm,
  })
  .safeParse({
    party: positionals[0],
    port: values.port,
    book: values.book,
    clock: JSON.parse(values.clock) as unknown,
    calendar: values.calendar === 'immediate' ? 'immediate' : { days: Number(values.calendar) },
  });
if (!setting.success) {
  process.stderr.write(`a simulated party cannot start:\n${z.prettifyError(setting.error)}\n`);
  process.exit(2);
}

const { party, port, book, clock, calendar } = setting.data;
const running = await runParty({
  party,
  port,
  bookFile: book,
  peopleFile: values.people,
  clock,
  calendar,
  token: values.token,
});
process.stdout.write(`${JSON.stringify({ party, port: running.port })}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    running.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
