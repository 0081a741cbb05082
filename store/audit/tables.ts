import type { AuditAction } from '../../domain/audit-actions.ts';
import { bigint, bytes, filled, moment, nullable, text } from '../postgres/column.ts';

/** Who did what. */
export const auditTables = {
  auditEntries: {
    auditSequence: bigint(),
    at: moment(),
    actor: text(),
    /** An earlier version's may have another name. */
    action: text<AuditAction>(),
    subject: text(),
    reason: nullable(text()),
    hash: bytes(),
  },
  auditOwed: {
    owedId: filled(bigint()),
    at: moment(),
    actor: text(),
    action: text<AuditAction>(),
    subject: text(),
    reason: nullable(text()),
  },
} as const;
