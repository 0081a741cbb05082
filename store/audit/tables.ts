import { bigint, bytes, filled, moment, nullable, text } from '../postgres/column.ts';

/** Who did what. */
export const auditTables = {
  auditEntries: {
    auditSequence: bigint(),
    at: moment(),
    actor: text(),
    action: text(),
    subject: text(),
    reason: nullable(text()),
    hash: bytes(),
  },
  auditOwed: {
    owedId: filled(bigint()),
    at: moment(),
    actor: text(),
    action: text(),
    subject: text(),
    reason: nullable(text()),
  },
} as const;
