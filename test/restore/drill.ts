import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { setCalendars } from '../../county/party-processes.ts';
import { stateDirectory, writeJson } from '../../county/state.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from '../county/county-under-test.ts';
import { calm } from '../county/kills.ts';
import { comparedBooks } from '../storm/books.ts';
import { plant } from '../storm/ground.ts';
import { type Backed, backUp, restoreBoth } from './backups.ts';
import { workedOff } from './hospital.ts';
import { aStay, everyKind, type Goal, isThere, type Kept } from './kept.ts';

/** What a drill came to; lost, doubled and unowned by the parties' own books. */
export interface Drilled {
  readonly stays: number;
  readonly closed: number;
  readonly findings: number;
  /** What the insurer did of which the restored message log knew nothing; 0 would prove nothing. */
  readonly readBack: number;
  readonly lost: number;
  readonly doubled: number;
  readonly unowned: number;
  readonly open: number;
  /** What the reconciler still finds when all is over. */
  readonly left: number;
  readonly seconds: number;
}

const begins = '2024-06-03T09:00:00+08:00';
/** A county day in twenty seconds: payers take days. */
const speed = 4_320;
const insurer = 'medical-insurance';

/**
 * One restore: stays at every stage, the backup of one part, some go on, the backup of the other, more go on, kill -9 of all, both
 * restored, and everybody repeats what got no answer. Whatever is wrong is said line by line.
 */
export async function drill(
  [first, second]: readonly [Backed, Backed],
  say: (line: string) => void,
): Promise<Drilled> {
  const began = performance.now();
  const state = stateDirectory(mkdtempSync(join(tmpdir(), 'hub-restore-')));
  writeJson(state.clockFile, { realMs: Date.parse(begins), countyMs: Date.parse(begins), speed });
  const county = await startCountyUnderTest({
    ...{ state, clockSpeed: speed, hasty: true, workers: 1 },
    environment: { HUB_RATE_PER_MINUTE: '0' },
  });
  try {
    await setCalendars(county.addresses.parties, { days: 2 });
    const stays = await atEveryStage(county, say);
    await backUp(county, first);
    say(`backed up: ${first}`);
    stays.push(...(await someGoOn(county, stays, 0)));
    await backUp(county, second);
    say(`backed up: ${second}`);
    await county.fault(insurer, null);
    stays.push(...(await someGoOn(county, stays, 1)));
    const before = stays.filter(({ seen }) => seen?.stage === 'Closed').length;
    say(`${before} of ${stays.length} are closed; kill -9 of all, both backups are restored`);
    await restoreBoth(county);
    await calm(county);
    const { findings, left } = await afterRestore(county, stays, say);
    const readBack = await forgotten(county);
    const { lost, doubled, unowned } = await comparedBooks(county);
    for (const [what, lines] of Object.entries({ lost, doubled, unowned }))
      for (const line of lines) say(`${what}: ${line}`);
    const open = stays.filter((stay) => !isThere(stay));
    for (const { name, seen } of open)
      say(`open: ${name} ${seen?.caseRef} ${seen?.stage} ${JSON.stringify(seen?.attention)}`);
    return {
      ...{ stays: stays.length, closed: stays.length - open.length, findings, readBack },
      ...{ lost: lost.length, doubled: doubled.length, unowned: unowned.length, open: open.length, left },
      seconds: Math.round((performance.now() - began) / 1_000),
    };
  } finally {
    await county.end();
  }
}

/** Registrations, discharges and settlements at the insurer under a message id that the hub does not have. */
async function forgotten(county: CountyUnderTest): Promise<number> {
  const known = await county.sql<{ readonly id: string }>('SELECT message_id AS id FROM messages');
  const ids = new Set(known.map(({ id }) => id));
  const steps = ['admit', 'discharge', 'settle'];
  const done = (await county.effects(insurer)).filter(({ operation }) => steps.includes(operation));
  return done.filter(({ messageId }) => !ids.has(messageId)).length;
}

const setUpMs = 240_000;

/** The insurer says nothing to those that are discharged or amended. */
async function atEveryStage(county: CountyUnderTest, say: (line: string) => void): Promise<Kept[]> {
  const stays = [...(await everyKind(county))];
  const silent = { kind: 'refuse', times: 1_000_000 } as const;
  for (const stay of stays.filter(({ goal }) => goal === 'discharged' || goal === 'amending')) {
    const { goal } = stay;
    stay.goal = goal === 'amending' ? 'settled' : 'admitted';
    await reached(county, [stay]);
    const operations = goal === 'amending' ? ['cancelSettlement'] : ['settle'];
    await plant(county, insurer, [{ ...silent, operations }], stay.seen?.caseRef ?? '');
    stay.goal = goal;
  }
  await reached(county, stays);
  const schemes = new Set(stays.map(({ body }) => body.scheme));
  const names = new Set(stays.map(({ name }) => name.replace(/-\d$/, '')));
  say(`${stays.length} stays of ${schemes.size} programmes stand at ${[...names].join(', ')}`);
  return stays;
}

async function reached(county: CountyUnderTest, stays: readonly Kept[]): Promise<void> {
  const late = await workedOff(county, stays, { done: isThere, withinMs: setUpMs });
  const names = late.map(({ name, seen }) => `${name} (${seen?.stage} ${JSON.stringify(seen?.attention)})`);
  if (late.length > 0) throw new Error(`not where they should be: ${names.join(', ')}`);
}

/** Half of the stays go on towards their end for a while, and somebody new comes. */
async function someGoOn(
  county: CountyUnderTest,
  stays: readonly Kept[],
  half: 0 | 1,
): Promise<readonly Kept[]> {
  const silent: readonly Goal[] = half === 0 ? ['discharged', 'amending'] : [];
  const on = stays.filter(({ goal }, at) => at % 2 === half && !silent.includes(goal));
  for (const stay of on) stay.goal = 'closed';
  const fresh = [await aStay(county, `new-${half + 1}`)];
  await workedOff(county, [...on, ...fresh], {
    done: isThere,
    withinMs: 60_000,
  });
  return fresh;
}

/** Everybody repeats what got no answer; the operator compares until nothing is left. */
async function afterRestore(
  county: CountyUnderTest,
  stays: readonly Kept[],
  say: (line: string) => void,
): Promise<{ readonly findings: number; readonly left: number }> {
  for (const stay of stays) stay.goal = 'closed';
  for (const stay of stays) stay.seen = null;
  const told = new Set<string>();
  const compare = async (): Promise<number> => {
    const { body } = await county.operator.post<{ readonly findings: readonly Found[] }>(
      '/v1/reconciliation',
      {
        dryRun: false,
      },
    );
    for (const { kind, about, repaired } of body.findings) {
      const line = `${kind} ${about}: ${repaired ? 'repaired' : 'left to people, or repaired within the hour'}`;
      if (!told.has(line)) say(line);
      told.add(line);
    }
    return body.findings.length;
  };
  await until('the hub compares', async () => (await compare()) >= 0);
  for (let round = 0; round < 30; round += 1) {
    const open = await workedOff(county, stays, { done: isThere, withinMs: 15_000 });
    if ((await compare()) === 0 && open.length === 0) return { findings: told.size, left: 0 };
    await wait(1_000);
  }
  return { findings: told.size, left: await compare() };
}

interface Found {
  readonly kind: string;
  readonly about: string;
  readonly repaired: boolean;
}
