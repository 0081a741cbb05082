import { setTimeout as wait } from 'node:timers/promises';
import type { CountyUnderTest } from '../county/county-under-test.ts';
import { median, medianRatio, share } from './arithmetic.ts';
import { atLeast, atMost, type Figure, figure } from './figures.ts';
import { closedLoop, type Subject } from './subjects.ts';

/** The three that are measured in turn. */
export type Subjects = readonly [hub: Subject, dbos: Subject, bare: Subject];

/** What a closed loop of cases came to. */
interface Cost {
  readonly perSecond: number;
  /** Processor milliseconds a case, by part. */
  readonly busy: Readonly<Record<string, number>>;
}

/** One value for each of the three, of the same minute. */
type Round<Value> = Readonly<Record<Subject['name'], Value>>;

const together = ({ busy }: Cost): number => Object.values(busy).reduce((sum, ms) => sum + ms, 0);
const outsideTemporal = (cost: Cost): number => together(cost) - (cost.busy.temporal ?? 0);

// As many as the quick ones need so that a round of each takes some seconds.
const timesAsMany = { hub: 1, dbos: 4, bare: 10 } as const;

/** P1 and P2: cases of each in turn, `rounds` times. */
export async function costFigures(
  subjects: Subjects,
  { cases, atOnce, rounds }: { readonly cases: number; readonly atOnce: number; readonly rounds: number },
  say: (text: string) => void,
): Promise<readonly Figure[]> {
  const done: Round<Cost>[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    say(`whole cases, ${atOnce} at once, round ${round} of ${rounds}`);
    done.push(await ofEach(subjects, (one) => costOf(one, cases * timesAsMany[one.name], atOnce)));
  }
  const middle = (of: (round: Round<Cost>) => number): number => median(done.map(of));
  const of = (name: Subject['name'], what: (cost: Cost) => number) => (round: Round<Cost>) =>
    what(round[name]);
  const perSecond = ({ perSecond: n }: Cost): number => n;
  const ratio = (what: (cost: Cost) => number): number =>
    medianRatio(done, of('hub', what), of('dbos', what));
  const rates = (name: 'dbos' | 'bare', what: string): Figure =>
    figure(what, middle(of(name, perSecond)), '/s', {
      ratio: medianRatio(done, of(name, perSecond), of('dbos', perSecond)),
    });
  const parts = (name: Subject['name']): readonly Figure[] =>
    Object.keys(done[0]?.[name].busy ?? {}).map((part) =>
      figure(`  ${part}`, middle(of(name, ({ busy }) => busy[part] ?? 0)), 'CPU-ms'),
    );
  return [
    figure('stays of the hub, × DBOS', middle(of('hub', perSecond)), '/s', {
      ...{ ratio: ratio(perSecond), ...atLeast('P1', 0.35) },
    }),
    rates('dbos', 'cases of DBOS: the 12 calls'),
    rates('bare', 'cases of the bare floor: the 12 calls'),
    figure('one stay of the hub, × DBOS', middle(of('hub', together)), 'CPU-ms', {
      ...{ ratio: ratio(together), ...atMost('P2', 5) },
    }),
    ...parts('hub'),
    figure('  outside the Temporal server, × DBOS', middle(of('hub', outsideTemporal)), 'CPU-ms', {
      ...{ ratio: ratio(outsideTemporal), ...atMost('P2', 3) },
    }),
    figure('one case of DBOS', middle(of('dbos', together)), 'CPU-ms', { ratio: 1 }),
    ...parts('dbos'),
    figure('one case of the bare floor', middle(of('bare', together)), 'CPU-ms', {
      ratio: medianRatio(done, of('bare', together), of('dbos', together)),
    }),
  ];
}

/** How the hub and DBOS do with more and more cases at once. */
export async function growthFigures(
  [hub, dbos]: Subjects,
  { sizes, cases }: { readonly sizes: readonly number[]; readonly cases: number },
  say: (text: string) => void,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const atOnce of sizes) {
    say(`whole cases, ${atOnce} at once`);
    // One after the other fewer are enough; of many at once everybody has a second turn.
    const many = Math.max(Math.min(cases, atOnce * 6), atOnce * 2);
    const ours = await costOf(hub, many, atOnce);
    const theirs = await costOf(dbos, many * timesAsMany.dbos, atOnce);
    figures.push(
      figure(`stays of the hub, ${atOnce} at once, × DBOS`, ours.perSecond, '/s', {
        ratio: ours.perSecond / theirs.perSecond,
      }),
      figure('  one stay, × DBOS', together(ours), 'CPU-ms', { ratio: together(ours) / together(theirs) }),
    );
  }
  return figures;
}

/** Milliseconds from the admission to its answer, how many answers held no decision yet, how many admissions were not taken. */
interface Decisions {
  readonly ms: readonly number[];
  readonly undecided: number;
  readonly turnedAway: number;
}

/** P4: admissions of the hub and of DBOS in turn at the same rate, `rounds` times. */
export async function decisionFigures(
  [hub, dbos]: Subjects,
  load: { readonly perSecond: number; readonly seconds: number; readonly rounds: number },
  say: (text: string) => void,
): Promise<readonly Figure[]> {
  const done: { readonly hub: Decisions; readonly dbos: Decisions }[] = [];
  for (let round = 1; round <= load.rounds; round += 1) {
    say(`${load.perSecond} admissions a second, round ${round} of ${load.rounds}`);
    done.push({ hub: await admissionsAt(hub, load), dbos: await admissionsAt(dbos, load) });
  }
  const half = (name: 'hub' | 'dbos') => (round: (typeof done)[number]) => share(round[name].ms, 0.5);
  // A round has too few for a hundredth of its own.
  const tail = (name: 'hub' | 'dbos'): number =>
    share(
      done.flatMap((round) => round[name].ms),
      0.99,
    );
  const at = `at ${load.perSecond}/s`;
  return [
    figure(`admission → decision ${at}, p50, × DBOS`, median(done.map(half('hub'))), 'ms', {
      ...{ ratio: medianRatio(done, half('hub'), half('dbos')), ...atMost('P4', 2) },
    }),
    figure('  DBOS, p50', median(done.map(half('dbos'))), 'ms', { ratio: 1 }),
    figure(`admission → decision ${at}, p99 of all rounds, × DBOS`, tail('hub'), 'ms', {
      ...{ ratio: tail('hub') / tail('dbos'), ...atMost('P4', 2.5) },
    }),
    figure('  DBOS, p99', tail('dbos'), 'ms', { ratio: 1 }),
    figure(
      '  of the hub answered 202, without a decision yet',
      done.reduce((sum, round) => sum + round.hub.undecided, 0),
      'answers',
    ),
  ];
}

const windowMs = 3_000;
const laterMs = 10_000;

/** P4, at a rate beyond the county's peak: who is undecided ten seconds after the last admission, and who waited longer than was promised. */
export async function surgeFigures(
  county: CountyUnderTest,
  hub: Subject,
  load: { readonly perSecond: number; readonly seconds: number },
): Promise<readonly Figure[]> {
  const began = new Date();
  const { ms, undecided, turnedAway } = await admissionsAt(hub, load);
  await wait(laterMs);
  const [left] = await county.sql<{ n: string }>(
    'SELECT count(*) AS n FROM stays WHERE decision_sequence IS NULL AND accepted_at >= $1',
    [began],
  );
  const name = `${load.perSecond} admissions a second for ${load.seconds} s`;
  return [
    figure(`${name}: undecided 10 s after the end`, Number(left?.n), 'stays', atMost('P4', 0)),
    figure(
      '  answered later than 3 s',
      ms.filter((one) => one > windowMs).length,
      'answers',
      atMost('P4', 0),
    ),
    figure('  answered 202, without a decision yet', undecided, 'answers'),
    figure('  not taken, to be asked again', turnedAway, 'answers'),
    figure('  admission → answer, p50', share(ms, 0.5), 'ms'),
    figure('  admission → answer, p99', share(ms, 0.99), 'ms'),
  ];
}

async function admissionsAt(
  subject: Subject,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Decisions> {
  const prepared = [];
  for (let at = 0; at < perSecond * seconds; at += 1) prepared.push(await subject.admission());
  const began = performance.now();
  const asked: Promise<{ readonly ms: number; readonly answer: string }>[] = [];
  for (const [at, admit] of prepared.entries()) {
    await wait(Math.max(0, began + (at * 1000) / perSecond - performance.now()));
    const sent = performance.now();
    asked.push(admit().then((answer) => ({ answer, ms: performance.now() - sent })));
  }
  const answers = await Promise.all(asked);
  const so = (answer: string): number => answers.filter((one) => one.answer === answer).length;
  return { ms: answers.map(({ ms }) => ms), undecided: so('later'), turnedAway: so('turned away') };
}

async function costOf(subject: Subject, cases: number, atOnce: number): Promise<Cost> {
  const before = subject.busy();
  const began = performance.now();
  await closedLoop(subject.wholeCase, { cases, atOnce });
  const seconds = (performance.now() - began) / 1000;
  const parts = Object.entries(subject.busy()).map(
    ([part, ms]) => [part, (ms - (before[part] ?? 0)) / cases] as const,
  );
  return { perSecond: cases / seconds, busy: Object.fromEntries(parts) };
}

async function ofEach<Value>(
  subjects: Subjects,
  measure: (subject: Subject) => Promise<Value>,
): Promise<Round<Value>> {
  const values: [Subject['name'], Value][] = [];
  for (const subject of subjects) values.push([subject.name, await measure(subject)]);
  return Object.fromEntries(values) as unknown as Round<Value>;
}
