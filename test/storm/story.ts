import { parties } from '../../domain/ids.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';

/** What happened to one stay, in the order of time: events, what people decided, claims, and the parties' own books; no name, no number. */
export async function storyOf(county: CountyUnderTest, caseRef: string): Promise<readonly string[]> {
  const told = await county.sql<{ readonly at: Date; readonly line: string }>(lines, [caseRef]);
  const effects = (
    await Promise.all(
      parties.map(async (party) =>
        (
          await county.effects(party)
        )
          .filter(({ key }) => key.startsWith(`${caseRef}/`))
          .map(({ operation, key, fen, at }) => ({
            at: new Date(at),
            line: `${party} did ${operation} ${key} ${fen ?? ''}`,
          })),
      ),
    )
  ).flat();
  return [...told, ...effects]
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
    .map(({ at, line }) => `${at.toISOString()} ${line}`);
}

const lines = `
  SELECT at, concat_ws(' ', 'event', kind, detail::text) AS line FROM stay_events WHERE case_ref = $1
  UNION ALL SELECT at, concat_ws(' ', 'claim', payer, claim_sequence, kind, told, fen, code, evidence) FROM claim_events WHERE case_ref = $1
  UNION ALL SELECT proposed_at, concat_ws(' ', 'people', kind, step, state, resolution_sequence) FROM resolutions WHERE case_ref = $1
  UNION ALL SELECT written_at, concat_ws(' ', 'message', message_key, sends, 'sends, answered', answered_at) FROM messages WHERE case_ref = $1`;
