import type { CountyUnderTest } from './county-under-test.ts';

/** What changed in the last five minutes is left out by the reconciler: all that is there is older now. */
export async function older({ sql }: CountyUnderTest): Promise<void> {
  await sql(`UPDATE stays SET begun_at = begun_at - interval '10 minutes'`);
  await sql(`UPDATE obligations SET state_at = state_at - interval '10 minutes'`);
  await sql('ALTER TABLE stay_events DISABLE TRIGGER stay_events_append_only');
  await sql(`UPDATE stay_events SET at = at - interval '10 minutes'`);
  await sql('ALTER TABLE stay_events ENABLE TRIGGER stay_events_append_only');
}
