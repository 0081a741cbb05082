import { invariant } from '../../domain/invariant.ts';
import type { HoldReason } from '../../domain/list.ts';
import type { ListVersion } from '../../store/lists/records.ts';
import type { StagedStep } from '../../store/lists/release.ts';
import type { Serving } from '../../store/lists/serving-version.ts';
import type { PopulationList } from '../../store/register/parties.ts';
import type { CheckListInput, ListActivities, ListStep } from './contract.ts';
import { beating } from './heartbeat.ts';
import type { ListParts } from './parts.ts';

/** From staged rows to a version that serves, or to one that waits or ends. */
export function releaseActivities(
  parts: ListParts,
): Pick<ListActivities, 'checkList' | 'releaseList' | 'readListDecision' | 'countListHeads' | 'endList'> {
  const { versions, releases, reports, register, stale, households, clock } = parts;
  return {
    checkList: (input) =>
      beating(async () => {
        const list = await register.list(input.listId);
        invariant(list !== undefined, 'a version of a list that is not registered');
        const step = await releases.checkVersion(input, clock.now(), (version, serving, sentBefore) =>
          suspicions({ input, list, version, serving, sentBefore }),
        );
        return stepOf(step);
      }),
    releaseList: (name) =>
      beating(async () => {
        const step = await releases.releaseVersion(name, clock.now());
        await households.indexHouseholds(name.listId);
        return stepOf(step);
      }),
    readListDecision: async (name) => (await versions.version(name))?.decision ?? null,
    countListHeads: async ({ listId }) => {
      // The very same list sent again renews its day without a release.
      await stale.clearRenewed(listId, { today: clock.today(), at: clock.now() });
      await reports.countHeads(listId, { day: clock.today(), at: clock.now() });
      return null;
    },
    endList: async ({ state, reasons, ...name }) => {
      await releases.setAside(name, state, reasons);
      return null;
    },
  };
}

function stepOf(step: StagedStep): ListStep {
  if (step.kind === 'staging-lost') return { kind: 'staging-lost' };
  const { state } = step.version;
  if (state === 'held') return { kind: 'held' };
  return state === 'staged' ? { kind: 'clear' } : { kind: 'ended' };
}

interface Judged {
  readonly input: CheckListInput;
  readonly list: PopulationList;
  readonly version: ListVersion;
  readonly serving: Serving | null;
  readonly sentBefore: boolean;
}

/** Below so many rows nothing follows from where their people come from. */
const regionSample = 20;
/** From so many members on, those who leave count by themselves and not against those who come. */
const turnoverSample = 1_000;

/** Why a second person should look before this version serves. */
export function suspicions({ input, list, version, serving, sentBefore }: Judged): readonly HoldReason[] {
  const { members, kind, source, asOf, review } = version;
  const { accepted, local } = input;
  const { before = 0, after = 0, removed = 0 } = members ?? {};
  // A short list may be renewed, but not replaced by another; of a long one nobody leaves in such numbers, however many come.
  const renewed = before < turnoverSample && removed * 2 <= before;
  const lost = renewed ? before - after : removed;
  const found: Readonly<Record<HoldReason, boolean>> = {
    'list-empty': accepted === 0 && kind === 'full',
    'list-shrinks': lost > (before * list.shrinkLimitPermille) / 1000,
    'list-wrong-region': accepted >= regionSample && local * 2 < accepted,
    'list-older-than-current': serving !== null && asOf < serving.asOf,
    'list-sent-before': sentBefore && source === 'push',
    'list-review-asked': review,
  };
  return (Object.keys(found) as HoldReason[]).filter((reason) => found[reason]);
}
