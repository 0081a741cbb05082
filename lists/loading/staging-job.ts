import type { LocalDate } from '../../domain/dates.ts';
import type { KeyRing } from '../../domain/key-ring.ts';
import type { ListFormat } from '../../domain/list-formats.ts';
import type { StagingFor } from '../judging/row-judge.ts';

/** What one process does. */
export interface StagingJob extends StagingFor {
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
