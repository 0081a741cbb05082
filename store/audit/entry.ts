import type { Instant } from '../../domain/dates.ts';

/** Who did what to what, and why; codes and refs only. */
export interface AuditEntry {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly reason: string | null;
  readonly at: Instant;
}
