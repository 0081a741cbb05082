import type { RecordSource } from '../record-source.ts';

export type { RecordSource } from '../record-source.ts';

/** The court's public list of judgment defaulters (失信被执行人名单). */
export type CourtList = RecordSource;
