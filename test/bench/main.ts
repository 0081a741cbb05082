/**
 * `npm run bench`: what a stay costs, against the aims P1–P5 and P8–P10 of docs/PERFORMANCE.md, beside DBOS and a bare Fastify + pg
 * that do twelve calls of the same kind on the same PostgreSQL. Lists have a run of their own, lists.ts. Only ratios inside one run,
 * processor times and counts say anything on a machine that others use too.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startCountyUnderTest } from '../county/county-under-test.ts';
import { byteFigures } from './bytes.ts';
import { type Figure, figure, tableOf } from './figures.ts';
import { parkedFigures } from './parked.ts';
import { installPeers, startPeers } from './peers.ts';
import { policyFigures } from './policies.ts';
import { readFigures } from './reads.ts';
import { recoveryFigures } from './recovery.ts';
import { costFigures, decisionFigures, growthFigures, type Subjects, surgeFigures } from './rounds.ts';
import { kindsOf, type StayHistory } from './stay-histories.ts';
import { closedLoop, hubSubject } from './subjects.ts';
import { talkFigures } from './talk-figures.ts';
import { historyFigures, walkedHistories } from './walks.ts';
import { warmStart } from './warm-start.ts';

const parts = [
  'cost',
  'decisions',
  'surge',
  'growth',
  'reads',
  'kill',
  'shape',
  'parked',
  'policies',
] as const;
type Part = (typeof parts)[number];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    cases: { type: 'string', default: '60' },
    'at-once': { type: 'string', default: '8' },
    rate: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '12' },
    'surge-rate': { type: 'string', default: '20' },
    'surge-seconds': { type: 'string', default: '20' },
    parked: { type: 'string', default: '300' },
    only: { type: 'string', default: parts.join(',') },
    json: { type: 'boolean', default: false },
  },
});
const rounds = counted('rounds');
const atOnce = counted('at-once');
const parked = counted('parked');
const wanted = new Set(values.only.split(','));
const unknown = [...wanted].filter((part) => !parts.includes(part as Part));
if (unknown.length > 0) throw new Error(`no part ${unknown.join(', ')}; there are ${parts.join(', ')}`);
const has = (...some: readonly Part[]): boolean => some.some((part) => wanted.has(part));

const began = performance.now();
const figures: Figure[] = [];
const histories: StayHistory[] = [];
const said: string[] = [];
const rows: string[] = [];
try {
  await measure();
} catch (failure) {
  // What was measured by then is worth reading.
  say(String(failure instanceof Error ? failure.stack : failure));
  process.exitCode = 1;
}
print();

async function measure(): Promise<void> {
  if (has('policies')) figures.push(...policies());
  if (has('cost', 'decisions', 'surge', 'growth', 'reads', 'kill', 'shape')) await inOneCounty();
  if (!has('parked')) return;
  say(`${parked} stays are parked`);
  figures.push(...(await parkedFigures(parked, say)));
}

/** What the engine of rules costs, against the same rules as plain functions. */
function policies(): readonly Figure[] {
  say('rules');
  const { loadMillis, decisions, settlements } = policyFigures();
  return [
    figure('loading every scheme', loadMillis, 'CPU-ms'),
    figure('decisions, × plain functions', decisions.enginePerSecond, '/s a core', decisions),
    figure('settlements, × plain functions', settlements.enginePerSecond, '/s a core', settlements),
  ];
}

/** All that is measured of one county, the peers beside it, PostgreSQL flushing as in production. */
async function inOneCounty(): Promise<void> {
  await installPeers(say);
  const environment = { HUB_RATE_PER_MINUTE: '0' };
  const county = await startCountyUnderTest({ workers: 2, durable: true, environment });
  const peers = await startPeers(county);
  try {
    const subjects: Subjects = [hubSubject(county), ...peers.subjects];
    say('warming up');
    // What is measured is a server that has run for a minute: until then the engine still compiles, and connections still plan.
    for (const { wholeCase } of subjects) await closedLoop(wholeCase, { cases: atOnce * 12, atOnce });
    if (has('cost'))
      figures.push(...(await costFigures(subjects, { cases: counted('cases'), atOnce, rounds }, say)));
    if (has('decisions')) {
      const load = { perSecond: counted('rate'), seconds: counted('seconds'), rounds };
      figures.push(...(await decisionFigures(subjects, load, say)));
    }
    if (has('reads')) figures.push(...(await readFigures(county, peers, { rounds }, say)));
    if (has('growth'))
      figures.push(
        ...(await growthFigures(subjects, { sizes: [1, 4, 16, 64], cases: counted('cases') }, say)),
      );
    if (has('surge')) {
      const load = { perSecond: counted('surge-rate'), seconds: counted('surge-seconds') };
      say(`${load.perSecond} admissions a second`);
      figures.push(...(await surgeFigures(county, subjects[0], load)));
    }
    await peers.stop();
    if (has('kill')) {
      say('a worker is killed under load');
      figures.push(...(await recoveryFigures(county, { atOnce: 6 })));
    }
    if (has('shape')) {
      say('what one stay writes');
      histories.push(...(await walkedHistories(county)));
      say('its bytes');
      const bytes = await byteFigures(county, histories, { stays: 12 });
      say('its talk with PostgreSQL');
      const talk = await talkFigures(county, { stays: 6 });
      figures.push(...historyFigures(histories), ...talk.figures, ...bytes.figures);
      said.push(...talk.said);
      rows.push(...bytes.rows);
    }
    if (has('kill')) figures.push(await warmStart(county));
  } finally {
    await peers.stop();
    await county.end();
  }
}

function print(): void {
  const machine = {
    day: new Date().toISOString().slice(0, 10),
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? '',
    load: Number((loadavg()[2] ?? 0).toFixed(1)),
    node: process.version,
    seconds: Math.round((performance.now() - began) / 1_000),
  };
  if (values.json) {
    writeFileSync(1, `${JSON.stringify({ machine, figures, histories, said, rows }, null, 2)}\n`);
    return;
  }
  const missed = figures.filter(({ aim }) => aim?.met === false);
  const lines = [
    `${machine.cores} cores (${machine.processor}), Node ${machine.node}, ${machine.seconds} s; medians of ${rounds} interleaved rounds`,
    '',
    tableOf(figures),
    ...(histories.length === 0 ? [] : ['', 'where the events of a stay are', ...histories.map(kindsOf)]),
    ...(rows.length === 0 ? [] : ['', 'where the bytes of the stay with the most payers are', ...rows]),
    ...(said.length === 0 ? [] : ['', 'what the usual stay says to PostgreSQL, and how often', ...said]),
    '',
    missed.length === 0
      ? 'every aim is met'
      : `missed: ${missed.map(({ aim, what }) => `${aim?.name} ${what.trim()}`).join('; ')}`,
  ];
  writeFileSync(1, `${lines.join('\n')}\n`);
}

function say(text: string): void {
  process.stderr.write(`${((performance.now() - began) / 1_000).toFixed(0).padStart(4)} s  ${text}\n`);
}

function counted(name: Exclude<keyof typeof values, 'only' | 'json'>): number {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} is a number from 1 on`);
  return number;
}
