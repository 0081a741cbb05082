import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Wanted } from '../../domain/resolutions.ts';

/** A resolution that is carried out now, in the caller's transaction; the stay's row is locked. */
export interface Carried {
  readonly caseRef: CaseRef;
  readonly step: string;
  /** Its number within the stay. */
  readonly sequence: number;
  readonly wanted: Wanted;
  /** Whose person confirms it. */
  readonly office: string | null;
  readonly at: Instant;
}
