import type { LocalDate } from '../../domain/dates.ts';
import type { KeyRing } from '../../domain/key-ring.ts';
import type { ListFormat } from '../../domain/list-formats.ts';
import type { Staging } from '../../store/lists/staging.ts';
import type { StagingFor } from '../judging/row-judge.ts';

/** What one process does. */
export interface StagingJob extends StagingFor {
  /** Where the rows go. */
  readonly attempt: Staging;
  /** The hub's database: the process writes over connections of its own. */
  readonly databaseUrl: string;
  readonly agency: string;
  readonly format: ListFormat;
  /** SHA-256 that the file must have, hexadecimal; null when somebody else vouches for it. */
  readonly digest: string | null;
  /** The stored file: its pieces come sealed. */
  readonly uploadId: string;
  readonly today: LocalDate;
  readonly asOf: LocalDate;
  readonly indexKey: Uint8Array;
  readonly keys: KeyRing;
}
