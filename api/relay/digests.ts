import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsFor } from '../../domain/attention-commands.ts';
import type { CountyClock } from '../../domain/clock.ts';
import { addDays, type Instant } from '../../domain/dates.ts';
import { type Digest, type DigestItem, digestText, operatorsDigest } from '../../domain/digest.ts';
import type { PartyStore } from '../../store/register/parties.ts';
import type { DigestRecords } from '../../store/stays/digests.ts';
import type { Waiting, WaitingRecords } from '../../store/stays/waiting.ts';
import { offeredHere, type Rules } from '../stays/offered.ts';
import { isMorning } from './loop.ts';

/** What makes the morning's digests. */
export interface DigestParts extends Rules {
  readonly waiting: Pick<WaitingRecords, 'page'>;
  readonly digests: DigestRecords;
  readonly parties: Pick<PartyStore, 'lists'>;
  readonly clock: CountyClock;
  /** Where their files go; null: nowhere. */
  readonly digestDirectory: string | null;
}

/** Days whose files are made up for when the folder was away. */
const madeUpDays = 7;
const most = 100_000;

/** Makes the digests of today once the morning has come, and writes every file that is missing. Throws when the folder cannot be written. */
export async function dailyDigests(parts: DigestParts): Promise<void> {
  const { digests, clock, digestDirectory } = parts;
  const [today, now] = [clock.today(), clock.now()];
  if (isMorning(now) && !(await digests.isMade(today))) await digests.keep(await madeNow(parts, now), today);
  if (digestDirectory === null) return;
  for (const { day, organisation } of await digests.since(addDays(today, -madeUpDays))) {
    const folder = join(digestDirectory, day);
    const file = join(folder, `${organisation.replaceAll(/[^\w-]/g, '_')}.txt`);
    if (existsSync(file)) continue;
    const [digest] = await digests.of({ day, organisation });
    if (digest === undefined) continue;
    mkdirSync(folder, { recursive: true });
    // Whoever reads the folder sees a whole file or none.
    writeFileSync(`${file}.part`, digestText(digest));
    renameSync(`${file}.part`, file);
  }
}

/** The county's office always has one; whoever else has nothing to do gets none. */
async function madeNow(parts: DigestParts, now: Instant): Promise<readonly Digest[]> {
  const { waiting, parties, clock } = parts;
  const keepers = new Map((await parties.lists()).map(({ listId, party }) => [listId as string, party]));
  const byOrganisation = new Map<string, DigestItem[]>([[operatorsDigest, []]]);
  for (const { item } of await waiting.page({ limit: most })) {
    const told = itemOf(parts, item, now);
    for (const organisation of organisationsOf(item, keepers)) {
      const items = byOrganisation.get(organisation) ?? [];
      items.push(told);
      byOrganisation.set(organisation, items);
    }
  }
  return [...byOrganisation].map(([organisation, items]) => ({
    ...{ day: clock.today(), organisation, madeAt: now },
    items: items.toSorted((a, b) => (a.due < b.due ? -1 : 1)),
  }));
}

/** Who must act, and the hospital of a stay for whomever it waits. */
function organisationsOf(item: Waiting, keepers: ReadonlyMap<string, string>): ReadonlySet<string> {
  const acts = item.blockedOn === 'hub' ? operatorsDigest : item.blockedOn;
  if (item.kind === 'stay') return new Set([acts === 'hospital' ? item.institution : acts, item.institution]);
  if (item.kind === 'party') return new Set([operatorsDigest]);
  if (item.kind === 'webhook') return new Set([item.organisation, operatorsDigest]);
  return new Set([acts === operatorsDigest ? acts : (keepers.get(item.listId) ?? acts)]);
}

function itemOf(rules: Rules, item: Waiting, now: Instant): DigestItem {
  const { step, code, blockedOn, since, due } = item;
  const said = { step, code, blockedOn, since, due, overdue: due <= now };
  const commands = commandsFor(item);
  if (item.kind === 'party') return { ...said, subject: item.party, commands };
  if (item.kind === 'webhook') return { ...said, subject: `${item.party}/${item.name}`, commands };
  if (item.kind === 'list') {
    const { listId, version } = item;
    return { ...said, subject: version === null ? listId : `${listId}/${version}`, commands };
  }
  const { caseRef, stay } = item;
  const { offered } = offeredHere(rules, { attention: item, stay });
  const resolves = offered.map((kind) => `hub resolve ${caseRef} ${kind} --on ${step} --evidence …`);
  return { ...said, subject: caseRef, commands: [`hub attention show ${caseRef}`, ...commands, ...resolves] };
}
