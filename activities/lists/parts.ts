import type { ListSource } from '../../adapters/list-page.ts';
import type { CountyClock } from '../../domain/clock.ts';
import type { ListAgency } from '../../domain/list.ts';
import type { HouseholdStore } from '../../store/households.ts';
import type { ListConflicts } from '../../store/list-conflicts.ts';
import type { ListFiles } from '../../store/list-files.ts';
import type { ListReleases } from '../../store/list-release.ts';
import type { ListReports } from '../../store/list-reports.ts';
import type { ListStaging } from '../../store/list-staging.ts';
import type { ListStore } from '../../store/list-versions.ts';
import type { PartyStore } from '../../store/parties.ts';
import type { KeyRing } from '../../store/sealing.ts';
import type { StaleLists } from '../../store/stale-lists.ts';

/** What the activities of lists are made of; composed in workers/. */
export interface ListParts {
  readonly versions: ListStore;
  readonly files: ListFiles;
  readonly staging: ListStaging;
  readonly releases: ListReleases;
  readonly conflicts: ListConflicts;
  readonly reports: ListReports;
  readonly stale: StaleLists;
  readonly households: Pick<HouseholdStore, 'indexHouseholds'>;
  readonly register: Pick<PartyStore, 'list'>;
  readonly clock: CountyClock;
  /** An agency's own lists; null when the county cannot ask it. */
  readonly sources: (agency: ListAgency) => ListSource | null;
  /** What the reading process seals and finds people with. */
  readonly secrets: { readonly keys: KeyRing; readonly indexKey: Uint8Array };
}
