import type { RecordSource } from '../record-source.ts';

export type { RecordSource } from '../record-source.ts';

/** Medical credit (医疗信用) as the health commission keeps it. The personal credit report is the bank's, and is never asked for. */
export type MedicalCredit = RecordSource;
