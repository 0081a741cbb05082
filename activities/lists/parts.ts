import type { ListSource } from '../../adapters/list-page.ts';
import type { CountyClock } from '../../domain/clock.ts';
import type { KeyRing } from '../../domain/key-ring.ts';
import type { ListAgency } from '../../domain/list.ts';
import type { ListAttention } from '../../store/lists/attention.ts';
import type { ListConflicts } from '../../store/lists/conflicts.ts';
import type { ListFiles } from '../../store/lists/files.ts';
import type { HouseholdStore } from '../../store/lists/households.ts';
import type { PullFailures } from '../../store/lists/pull-failures.ts';
import type { ListReleases } from '../../store/lists/release.ts';
import type { ListReports } from '../../store/lists/reports.ts';
import type { ListStaging } from '../../store/lists/staging.ts';
import type { ListStore } from '../../store/lists/versions.ts';
import type { PartyHolds } from '../../store/messages/party-holds.ts';
import type { PartyStore } from '../../store/register/parties.ts';
import type { StaleLists } from '../../store/stays/stale-lists.ts';

/** What the activities of lists are made of; composed in workers/. */
export interface ListParts {
  readonly versions: ListStore;
  readonly files: ListFiles;
  readonly staging: ListStaging;
  readonly releases: ListReleases;
  readonly conflicts: ListConflicts;
  readonly reports: ListReports;
  readonly stale: StaleLists;
  readonly pullFailures: PullFailures;
  readonly attention: Pick<ListAttention, 'raise' | 'clear'>;
  readonly households: Pick<HouseholdStore, 'indexHouseholds'>;
  readonly register: Pick<PartyStore, 'list'>;
  /** An agency on hold is not asked. */
  readonly holds: Pick<PartyHolds, 'isHeld'>;
  readonly clock: CountyClock;
  /** An agency's own lists; null when the county cannot ask it. */
  readonly sources: (agency: ListAgency) => ListSource | null;
  /** Where the reading process writes. */
  readonly databaseUrl: string;
  /** What the reading process seals and finds people with. */
  readonly secrets: { readonly keys: KeyRing; readonly indexKey: Uint8Array };
}
