import { z } from 'zod';
import { type ApiUnderExamination, asked } from './api-findings.ts';
import type { Finding } from './finding.ts';
import { readReply } from './http.ts';

/** The api itself looks at Temporal for some seconds. */
const reportMs = 10_000;

const words = z.object({ zh: z.string(), en: z.string() });
const report = z.looseObject({
  signs: z.array(
    z.looseObject({
      ...{ sign: z.string(), state: z.enum(['ok', 'wrong', 'unknown']), zh: z.string(), en: z.string() },
      todo: words.nullable(),
      longest: z.array(z.object({ subject: z.string(), since: z.string().nullable() })),
    }),
  ),
});
type Sign = z.infer<typeof report>['signs'][number];

/** Said before, of PostgreSQL and Temporal as readiness has them. */
const saidBefore = new Set(['store', 'temporal']);

/** What the api reports of backlog, workflows, lists and parties; nothing for whom it may not tell. */
export async function healthFindings(examined: ApiUnderExamination): Promise<readonly Finding[]> {
  try {
    const { signs } = await readReply(await asked(examined, '/v1/health-report', reportMs), report);
    return signs.filter(({ sign }) => !saidBefore.has(sign)).map(findingOf);
  } catch {
    // Why the api does not answer stands in the lines about it.
    return [
      { part: 'health-report', state: 'unknown', zh: '未能取得体检结果', en: 'the report could not be read' },
    ];
  }
}

function findingOf({ sign, state, zh, en, todo, longest }: Sign): Finding {
  const which = longest.map(({ subject, since }) => (since === null ? subject : `${subject} (${since})`));
  const named = which.length === 0 ? '' : `:${which.join(', ')}`;
  return {
    ...{ part: sign, state },
    zh: `${zh}${todo === null ? '' : `;${todo.zh}`}`,
    en: `${en}${named}${todo === null ? '' : `; ${todo.en}`}`,
  };
}
