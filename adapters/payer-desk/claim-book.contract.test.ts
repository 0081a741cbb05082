import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { ask, benchHeader, benchPersonRef, contractSuite, openBenchPerson } from '../contract-suite.ts';
import { payerDeskOverHttp } from './http.ts';
import { payerDeskSimulator } from './simulator.ts';

const institution = 'H15080200001' as InstitutionId;

contractSuite(
  "payer desk: a claim's own book",
  (parts) => payerDeskSimulator({ ...parts, calendar: { days: 90 } }),
  (bench) => {
    const desk = payerDeskOverHttp({ party: 'red-cross', http: bench.http, openPerson: openBenchPerson });
    let sequence = 0;
    const next = () => benchHeader(++sequence);
    const aClaim = (settlementRef: string) =>
      ({
        ...{ institution, personRef: benchPersonRef(1), payer: 'red-cross', settlementRef },
        ...{ fen: fen(1_000_00), claimSequence: 1, dischargedOn: localDate('2026-02-27') },
      }) as const;

    async function taken(settlementRef: string, mischief: string): Promise<string> {
      bench.misbehave(mischief);
      const answer = await ask(desk.claim, aClaim(settlementRef), next());
      bench.misbehave(undefined);
      invariant(answer.kind === 'done', 'the claim is taken');
      return answer.value.claimRef;
    }

    /** Kind and amount of each entry, once the days have passed. */
    async function bookOf(claimRef: string): Promise<readonly unknown[]> {
      const answer = await ask(desk.followClaim, { institution, claimRef }, next());
      invariant(answer.kind === 'done' && 'entries' in answer.value, 'the desk tells its book');
      return answer.value.entries.map(({ kind, fen: some }) => [kind, some]);
    }

    test.each([
      ['pays-in-parts', 90, [['paid', 40_000]]],
      [
        'pays-in-parts',
        120,
        [
          ['paid', 40_000],
          ['paid', 60_000],
        ],
      ],
      [
        'part-then-refuses',
        100,
        [
          ['paid', 60_000],
          ['refused', 0],
        ],
      ],
      [
        'refuses-then-pays',
        100,
        [
          ['refused', 0],
          ['refusal-withdrawn', 0],
          ['paid', 100_000],
        ],
      ],
      [
        'deducts',
        90,
        [
          ['paid', 80_000],
          ['deducted', 20_000],
        ],
      ],
      [
        'retains',
        90,
        [
          ['paid', 95_000],
          ['retained', 5_000],
        ],
      ],
      [
        'pays-twice',
        93,
        [
          ['paid', 100_000],
          ['paid', 100_000],
        ],
      ],
      [
        'takes-back',
        110,
        [
          ['paid', 100_000],
          ['recovered', 30_000],
        ],
      ],
    ])('%s, by its own book after %i days', async (mischief, days, entries) => {
      const claimRef = await taken(`B-${mischief}-${days}`, mischief);
      bench.passDays(days);
      expect(await bookOf(claimRef)).toEqual(entries);
    });

    test('until its first day a claim is pending; the day to answer a deduction stands in the book', async () => {
      const claimRef = await taken('B-days', 'deducts');
      const follow = () => ask(desk.followClaim, { institution, claimRef }, next());
      expect(await follow()).toEqual({ kind: 'pending' });
      bench.passDays(90);
      const answer = await follow();
      invariant(answer.kind === 'done' && 'entries' in answer.value, 'the desk tells its book');
      expect(answer.value.entries.at(-1)).toMatchObject({
        ...{ ref: 'E2', code: 'overcharged', answerUntil: expect.any(String) },
      });
    });

    test('a claim that it has is found by what was claimed, and taken once', async () => {
      bench.misbehave('filed-before');
      expect(await ask(desk.claim, aClaim('B-before'), next())).toEqual({
        ...{ kind: 'refused', code: 'claim-already-filed' },
      });
      bench.misbehave(undefined);
      expect(await ask(desk.findClaim, aClaim('B-before'), next())).toMatchObject({ kind: 'done' });
      expect(await ask(desk.findClaim, aClaim('B-never'), next())).toEqual({
        ...{ kind: 'refused', code: 'claim-unknown' },
      });
      const filed = bench
        .effects()
        .filter(({ operation, subject }) => operation === 'claim' && subject.startsWith('B-before'));
      expect(filed).toHaveLength(1);
    });
  },
);
