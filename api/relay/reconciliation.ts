import { setTimeout as sleep } from 'node:timers/promises';
import { type Instant, instantFromMillis, millisOf } from '../../domain/dates.ts';
import type { ReconcilerFinding } from '../../domain/reconciliation.ts';
import type { ListAttention } from '../../store/lists/attention.ts';
import type { OpenVersions } from '../../store/lists/open-versions.ts';
import type { ReconciledPart, ReconciliationRecords } from '../../store/stays/reconciliations.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import { listWatch } from '../lists/watch.ts';
import { type BookParts, type CashParts, misfits } from '../money/misfits.ts';
import { type ComparisonParts, compared, notAskedFor, type Round } from '../stays/comparison.ts';
import { stayWatch } from '../stays/watch.ts';
import { caseOfWorkflow } from '../stays/workflow-names.ts';
import { type Confirmed, clearBack, notRunning, type Suspect } from './suspects.ts';
import type { Watch } from './watch.ts';

/** What a round works with; times in real milliseconds. */
export interface RoundParts extends ComparisonParts {
  readonly stays: ComparisonParts['stays'] &
    BookParts['stays'] &
    CashParts['stays'] &
    Pick<StayStore, 'raiseAttention' | 'clearAttention' | 'stay'>;
  readonly schemes: BookParts['schemes'];
  readonly insurer: Parameters<typeof misfits>[0]['insurer'];
  readonly lists: { readonly open: OpenVersions; readonly attention: ListAttention };
  readonly reconciliations: ReconciliationRecords;
  /** How many county seconds pass in one real second. */
  readonly clockSpeed: number;
  /** What changed later than this is still on its way. */
  readonly ageMs?: number;
  /** Between two looks at the same thing before anything is said of it. */
  readonly secondLookMs?: number;
}

/** `dryRun`: says what it finds, and neither repairs nor raises nor keeps anything. */
export interface RoundWish {
  readonly part: ReconciledPart;
  readonly dryRun?: boolean;
}

/** The shortest that is still on its way, however fast the county's clock. */
export const leastMs = 10_000;
/** County time in which what was repaired is not repaired again. */
const againAfterMs = 3_600_000;
const atOnce = 8;

/** Every kind of work that has workflows. */
export function watchesOf(
  parts: Parameters<typeof stayWatch>[0] & Pick<RoundParts, 'lists'>,
): readonly Watch[] {
  return [stayWatch(parts), listWatch(parts.lists)];
}

/** Compares one part, repairs what is safe by key, and gives what it found. Throws HubProblem `workflows-unavailable`. */
export async function reconcile(parts: RoundParts, wish: RoundWish): Promise<readonly ReconcilerFinding[]> {
  const { part, dryRun = false } = wish;
  const now = parts.clock.now();
  const known = (await parts.reconciliations.last()).find((one) => one.part === part)?.findings ?? [];
  const act = (found: readonly Confirmed[]) => judged(found, { known, now, dryRun });
  const findings =
    part === 'books'
      ? await act([...(await misfits(parts)), ...(await groundless(parts))])
      : await workflowsRound(parts, act, dryRun);
  if (!dryRun) await parts.reconciliations.keep({ part, reconciledAt: now, findings });
  return findings;
}

type Judge = (found: readonly Confirmed[]) => Promise<readonly ReconcilerFinding[]>;

async function workflowsRound(
  parts: RoundParts,
  judge: Judge,
  dryRun: boolean,
): Promise<readonly ReconcilerFinding[]> {
  const { workflows, clock } = parts;
  const now = clock.now();
  const ageMs = ageOf(parts);
  const before = beforeOf(parts);
  const seen = await Promise.all(
    watchesOf(parts).map(async (watch) => ({
      ...{ watch, due: await watch.due(before), said: await watch.said() },
    })),
  );
  const running = await workflows.running();
  const round: Round = { running, before, ageMs };
  const missing = await Promise.all(seen.map((one) => notRunning({ workflows, running, now }, one)));
  const due = new Set(seen.flatMap((one) => one.due.map(({ workflowId }) => workflowId)));
  const strangers = [...running.keys()].filter((id) => !due.has(id));
  const suspects: Suspect[] = [...missing.flat(), ...(await compared(parts, round))];
  for (const id of strangers) if (await isStranger(seen, id)) suspects.push(() => stranger(parts, round, id));
  if (suspects.length > 0) await sleep(parts.secondLookMs ?? 1_000);
  const found = (await inChunks(suspects, (look) => look())).filter((one) => one !== null);
  if (!dryRun) for (const one of seen) await clearBack(one, found, now);
  return judge(found);
}

/** Some kind of work knows the id as one of its own, and does not ask for it. */
async function isStranger(seen: readonly { readonly watch: Watch }[], id: string): Promise<boolean> {
  const expected = await Promise.all(seen.map(({ watch }) => watch.expects(id)));
  return expected.includes(false);
}

async function stranger(parts: RoundParts, round: Round, id: string): Promise<Confirmed | null> {
  if ((await parts.workflows.state(id)) !== 'running') return null;
  const watches = watchesOf(parts).map((watch) => ({ watch }));
  if (!(await isStranger(watches, id))) return null;
  if (caseOfWorkflow(id) === undefined)
    return { kind: 'workflow-without-row', subject: id, about: id, person: true };
  return notAskedFor(parts, round, id);
}

async function groundless(parts: RoundParts): Promise<readonly Confirmed[]> {
  const { standing, stays, clock } = parts;
  const before = beforeOf(parts);
  return (await standing.groundlessAttention(before)).map(({ caseRef, step }) => ({
    ...{ kind: 'attention-without-cause', subject: caseRef, about: step },
    act: async () => {
      await stays.clearAttention(caseRef, step, clock.now());
      return true;
    },
  }));
}

/** Repairs what the hub may repair, each at most once an hour, and gives each finding with what became of it. */
async function judged(
  found: readonly Confirmed[],
  about: {
    readonly known: readonly ReconcilerFinding[];
    readonly now: Instant;
    readonly dryRun: boolean;
  },
): Promise<readonly ReconcilerFinding[]> {
  const { known, now, dryRun } = about;
  const one = async ({ act, person, ...what }: Confirmed): Promise<ReconcilerFinding> => {
    const before = known.find((other) => keyOf(other) === keyOf(what));
    const since = before?.since ?? now;
    const last = before?.repairedAt ?? null;
    const lately = last !== null && millisOf(now) - millisOf(last) < againAfterMs;
    const may = !dryRun && act !== undefined && (person === true || !lately);
    const done = may && (await act());
    return { ...what, since, repaired: done, repairedAt: done ? now : last };
  };
  // What is about one stay comes one after the other: its claims are there when it starts.
  const stays = [...Map.groupBy(found, ({ subject }) => subject).values()];
  const judgedStays = await inChunks(stays, async (all) => {
    const findings: ReconcilerFinding[] = [];
    for (const each of all) findings.push(await one(each));
    return findings;
  });
  return judgedStays.flat();
}

function keyOf({ kind, subject, about }: Pick<ReconcilerFinding, 'kind' | 'subject' | 'about'>): string {
  return `${kind} ${subject} ${about}`;
}

async function inChunks<Item, Value>(
  items: readonly Item[],
  work: (item: Item) => Promise<Value>,
): Promise<readonly Value[]> {
  const done: Value[] = [];
  for (let from = 0; from < items.length; from += atOnce)
    done.push(...(await Promise.all(items.slice(from, from + atOnce).map(work))));
  return done;
}

function ageOf({ ageMs, clockSpeed }: RoundParts): number {
  return ageMs ?? Math.max(300_000 / clockSpeed, leastMs);
}

function beforeOf(parts: RoundParts): Instant {
  return instantFromMillis(parts.clock.nowMillis() - ageOf(parts) * parts.clockSpeed);
}
