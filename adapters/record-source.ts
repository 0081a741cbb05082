import type { PersonRef } from '../domain/ids.ts';
import type { RecordFound } from '../domain/record-answers.ts';
import type { Call } from './call.ts';

/** Whoever keeps records that stand against an admission. Asked with number and name, for one stay, with the purpose in the message. */
export interface RecordSource {
  readonly lookUp: Call<RecordRequest, RecordFound>;
}

export interface RecordRequest {
  readonly personRef: PersonRef;
}
