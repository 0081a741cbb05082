import type { CountyUnderTest } from '../county/county-under-test.ts';
import { saidMost, talkOfUsualStay } from '../county/talk.ts';
import { wholeStay } from '../county/whole-stay.ts';
import { atMost, type Figure, figure } from './figures.ts';

const idleMs = 4_000;

/** P3: what the usual stay says to PostgreSQL, its checks, agreement and payment included; one at a time. */
export async function talkFigures(
  county: CountyUnderTest,
  { stays }: { readonly stays: number },
): Promise<{ readonly figures: readonly Figure[]; readonly said: readonly string[] }> {
  await wholeStay(county);
  const each = await talkOfUsualStay(county, { stays, idleMs });
  const figures = [
    figure('the usual stay: SQL statements', each.statements, 'statements', atMost('P3', 90)),
    figure('  transactions', each.commits, 'commits'),
    figure('  flushes of the log', each.flushes, 'flushes', atMost('P3', 20)),
  ];
  return { figures, said: saidMost(each, 0.9) };
}
