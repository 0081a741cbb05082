import type { AuditAction } from '../../domain/audit-actions.ts';
import type { Instant } from '../../domain/dates.ts';

/** Who did what to what, and why; codes and refs only. */
export interface AuditEntry {
  readonly actor: string;
  readonly action: AuditAction;
  readonly subject: string;
  readonly reason: string | null;
  readonly at: Instant;
}
