import { chinaDate, type Instant } from '../../domain/dates.ts';
import type { HoldReason, ListVersionName } from '../../domain/list.ts';
import type { CopyPool } from '../postgres/copy.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { clearRenewedIn } from '../stays/stale-lists.ts';
import { applyChanges, enterPeople } from './application.ts';
import { clearOfList, heldAttention, listSteps, raiseOfList } from './attention.ts';
import { compare, countEffects, countMembers } from './comparison.ts';
import { keptByLikeness } from './misread-people.ts';
import { countColumns, type ListVersion, nameOf } from './records.ts';
import { type Serving, servingVersion } from './serving-version.ts';
import {
  forgetFiles,
  hold,
  intact,
  recordRejections,
  type Staged,
  wasSentBefore,
} from './staged-versions.ts';
import { dropStaging } from './staging.ts';
import { expectVersion, lockList } from './versions.ts';

/** What a step with staged rows came to; lost is what a crash of PostgreSQL emptied, or what was read beside a version that serves no more: then the file is read again. */
export type StagedStep =
  | { readonly kind: 'done'; readonly version: ListVersion }
  | { readonly kind: 'staging-lost' };

/** From staged rows to what serves. */
export function listReleases({ copyPool, sealer }: { readonly copyPool: CopyPool; readonly sealer: Sealer }) {
  const { db } = copyPool;
  const parts = { sealer };
  return {
    /** Compares a staged version with what serves, counts, and holds it for the reasons that `judge` finds. */
    async checkVersion(
      name: ListVersionName,
      at: Instant,
      judge: (version: ListVersion, serving: Serving | null, sentBefore: boolean) => readonly HoldReason[],
    ): Promise<StagedStep> {
      // One state of the list for the whole comparison: another version may be released meanwhile.
      const comparing = db.transaction().setIsolationLevel('repeatable read');
      return comparing.execute(async (tx): Promise<StagedStep> => {
        const staged = await intact(tx, name, ['staged', 'held']);
        if (staged === 'other-state') return { kind: 'done', version: await expectVersion(tx, name) };
        if (staged === 'lost') return { kind: 'staging-lost' };
        await recordRejections(tx, staged);
        await measure(tx, { ...parts, comparison: staged });
        const version = await expectVersion(tx, name);
        const serving = await servingVersion(tx, name.listId);
        const reasons = judge(version, serving, await wasSentBefore(tx, version));
        const state = reasons.length > 0 ? 'held' : 'staged';
        await tx
          .updateTable('listVersions')
          .set({ state, reasons })
          .where((eb) => eb.and(nameOf(name)))
          .execute();
        if (state === 'held' && version.decision === null) await raiseOfList(tx, name, heldAttention(at));
        else await clearOfList(tx, { ...nameOf(name), step: listSteps.release });
        return { kind: 'done', version: { ...version, state, reasons } };
      });
    },
    /** Makes a version the one that serves, in one transaction; owes every open stay whose person moved a notice, and ends what waited for it. A released one stays as it is. */
    async releaseVersion(name: ListVersionName, at: Instant): Promise<StagedStep> {
      return db.transaction().execute(async (tx): Promise<StagedStep> => {
        await lockList(tx, name.listId);
        const staged = await intact(tx, name, ['staged', 'held']);
        if (staged === 'other-state') return { kind: 'done', version: await expectVersion(tx, name) };
        if (staged === 'lost') return { kind: 'staging-lost' };
        const serving = await servingVersion(tx, name.listId);
        const overtaken = staged.kind === 'full' && serving !== null && serving.version > name.version;
        const waits = staged.decision === null && (staged.held || overtaken);
        if (waits) return { kind: 'done', version: await hold(tx, name, { overtaken, at }) };
        await enterPeople(tx, {
          ...parts,
          comparison: staged,
          compareAgain: () => measure(tx, { ...parts, comparison: staged }),
        });
        await applyChanges(tx, { ...staged, at });
        await tx
          .updateTable('listVersions')
          .set({ state: 'superseded' })
          .where((eb) => eb.and({ listId: name.listId, state: 'released' as const }))
          .execute();
        await tx
          .updateTable('listVersions')
          .set({ state: 'released', releasedAt: at, staging: null })
          .where((eb) => eb.and(nameOf(name)))
          .execute();
        await dropStaging(tx, staged.table);
        await forgetFiles(tx, name);
        await clearOfList(tx, nameOf(name));
        await clearRenewedIn(tx, name.listId, { today: chinaDate(at), at });
        return { kind: 'done', version: await expectVersion(tx, name) };
      });
    },
    /** Ends a version that is not released; the one that serves is not touched. */
    async setAside(
      name: ListVersionName,
      state: 'rejected' | 'failed',
      reasons: readonly string[],
    ): Promise<ListVersion> {
      await db.transaction().execute(async (tx) => {
        const row = await tx
          .selectFrom('listVersions')
          .select('staging')
          .where((eb) => eb.and(nameOf(name)))
          .where('state', 'in', ['received', 'staging', 'staged', 'held'])
          .forUpdate()
          .executeTakeFirst();
        if (row === undefined) return;
        await tx
          .updateTable('listVersions')
          .set({ state, reasons, staging: null })
          .where((eb) => eb.and(nameOf(name)))
          .execute();
        if (row.staging !== null) await dropStaging(tx, row.staging);
        await clearOfList(tx, nameOf(name));
      });
      return expectVersion(db, name);
    },
  };
}

export type ListReleases = ReturnType<typeof listReleases>;

/** Compares, finds the people behind misread numbers, counts, and writes the counts down. */
async function measure(
  tx: Connection,
  { comparison, sealer }: { readonly comparison: Staged; readonly sealer: Sealer },
): Promise<void> {
  await compare(tx, comparison);
  if (comparison.before > 0 && comparison.kind === 'full') await keptByLikeness(tx, comparison, sealer);
  const counts = await countMembers(tx, comparison);
  const effects = await countEffects(tx, comparison);
  await tx
    .updateTable('listVersions')
    .set({ ...countColumns(counts), effects: JSON.stringify(effects) })
    .where((eb) => eb.and(nameOf(comparison)))
    .execute();
}
