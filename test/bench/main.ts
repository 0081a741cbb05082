/**
 * `npm run bench`: what stays and policies cost, against the aims of docs (P3, P9). Lists have a run of their own,
 * test/bench/lists.ts. Only ratios inside one run, processor times and counts say anything on a shared machine.
 */
import { parseArgs } from 'node:util';
import { policyFigures } from './policies.ts';
import type { HistoryFigures, StayHistory } from './stay-histories.ts';
import { type StayFigures, stayFigures } from './stays.ts';

const { values } = parseArgs({
  options: {
    stays: { type: 'string', default: '60' },
    'at-once': { type: 'string', default: '6' },
    rate: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '15' },
    json: { type: 'boolean', default: false },
  },
});
const load = {
  stays: Number(values.stays),
  atOnce: Number(values['at-once']),
  admissionsPerSecond: Number(values.rate),
  seconds: Number(values.seconds),
};
const policies = policyFigures();
const stays = await stayFigures(load, (text) => void process.stderr.write(`${text}\n`));
if (values.json) process.stdout.write(`${JSON.stringify({ policies, stays }, null, 2)}\n`);
else
  process.stdout.write([...policyLines(), ...stayLines(stays), ...aimLines(stays)].join('\n').concat('\n'));

function policyLines(): readonly string[] {
  const { loadMillis, decisions, settlements } = policies;
  return [
    `policies loaded in ${loadMillis.toFixed(0)} CPU-ms`,
    `decisions ${decisions.enginePerSecond.toFixed(0)}/s of one core, ${decisions.ratio.toFixed(2)} × plain functions`,
    `settlements ${settlements.enginePerSecond.toFixed(0)}/s of one core, ${settlements.ratio.toFixed(2)} × plain functions`,
  ];
}

function stayLines(figures: StayFigures): readonly string[] {
  const { casesPerSecond, processorMsPerCase: cpu, decision, histories, afterKill } = figures;
  const together = Object.values(cpu).reduce((sum, ms) => sum + ms, 0);
  const parts = Object.entries(cpu).map(([part, ms]) => `${part} ${ms.toFixed(0)}`);
  return [
    '',
    `stays ${casesPerSecond.toFixed(2)}/s, ${load.atOnce} at once`,
    `CPU-ms per stay ${together.toFixed(0)}: ${parts.join(', ')}`,
    `admission → decision at ${decision.perSecond}/s: p50 ${decision.p50.toFixed(0)} ms, p99 ${decision.p99.toFixed(0)} ms, ${decision.later} answered 202`,
    `warm start to the first closed stay ${(figures.startToFirstStayMs / 1000).toFixed(1)} s`,
    `worker killed under load: 90 % of the rate after ${afterKill.msTo90Percent ?? '> 28000'} ms, ${afterKill.repeatedCalls} of ${afterKill.calls} calls repeated`,
    '',
    'scheme          payers  events  tasks  bytes   a payer’s own run',
    ...histories.map(historyLine),
  ];
}

function historyLine({ scheme, payers, stay, children }: StayHistory): string {
  const child = children[0];
  const own =
    child === undefined ? '–' : `${child.events} events, ${child.workflowTasks} tasks, ${child.bytes} bytes`;
  const cells = [payers, stay.events, stay.workflowTasks, stay.bytes].map((n) => String(n).padStart(7));
  return `${scheme.padEnd(15)}${cells.join('')}   ${own}`;
}

/** The aims, what was measured, and the event list behind each that is missed. */
function aimLines({ histories, afterKill }: StayFigures): readonly string[] {
  const [few] = histories;
  const many = histories.at(-1);
  if (few === undefined || many === undefined || few.payers === many.payers) return [];
  const each = (of: (figures: HistoryFigures) => number): number =>
    (of(many.stay) - of(few.stay)) / (many.payers - few.payers);
  const bare = (of: (figures: HistoryFigures) => number): number => of(few.stay) - few.payers * each(of);
  const events = ({ events: n }: HistoryFigures): number => n;
  const tasks = ({ workflowTasks: n }: HistoryFigures): number => n;
  const bytes = ({ bytes: n }: HistoryFigures): number => n;
  const longest = Math.max(...many.children.map(events));
  const recovered = afterKill.msTo90Percent ?? Number.POSITIVE_INFINITY;
  const aims: readonly (readonly [string, number, number])[] = [
    ['P3 events of a stay without payers', bare(events), 40],
    ['P3 workflow tasks of a stay without payers', bare(tasks), 8],
    ['P3 bytes of a stay without payers', bare(bytes), 6_144],
    ['P3 events for each payer', each(events), 7],
    ['P3 workflow tasks for each payer', each(tasks), 1.2],
    ['P3 bytes for each payer', each(bytes), 1_229],
    ['P3 events of a payer’s own run', longest, 18],
    ['P9 ms to 90 % of the rate after a kill', recovered, 5_000],
    ['P9 ‰ of calls repeated', (afterKill.repeatedCalls * 1000) / afterKill.calls, 2],
  ];
  const missed = aims.some(([, measured, aim]) => measured > aim);
  return [
    '',
    ...aims.map(
      ([what, measured, aim]) =>
        `${measured <= aim ? 'met   ' : 'MISSED'} ${what}: ${measured.toFixed(1)}, aim ${aim}`,
    ),
    ...(missed
      ? ['', 'where the events are', kindsOf(few), kindsOf(many), `  its payer: ${kinds(many.children[0])}`]
      : []),
  ];
}

function kindsOf({ scheme, stay }: StayHistory): string {
  return `  ${scheme}: ${kinds(stay)}`;
}

function kinds(figures: HistoryFigures | undefined): string {
  return Object.entries(figures?.kinds ?? {})
    .map(([kind, n]) => `${n} ${kind}`)
    .join(', ');
}
