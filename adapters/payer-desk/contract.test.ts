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
  'payer desk',
  (parts) => payerDeskSimulator({ ...parts, calendar: { days: 90 } }),
  (bench) => {
    const desk = payerDeskOverHttp({ party: 'red-cross', http: bench.http, openPerson: openBenchPerson });
    let sequence = 0;
    const next = () => benchHeader(++sequence);
    const aClaim = (settlementRef: string, personRef = benchPersonRef(1)) =>
      ({
        institution,
        personRef,
        payer: 'red-cross',
        settlementRef,
        fen: fen(5_000_00),
        claimSequence: 1,
        dischargedOn: localDate('2026-02-27'),
      }) as const;
    const follow = (claimRef: string) => ask(desk.followClaim, { institution, claimRef }, next());

    async function taken(settlementRef: string) {
      const header = next();
      const answer = await ask(desk.claim, aClaim(settlementRef), header);
      invariant(answer.kind === 'done', 'the claim is taken');
      return { header, claimRef: answer.value.claimRef };
    }

    test('takes a claim, pays it on its day, once', async () => {
      const { header, claimRef } = await taken('S-1');
      bench.passDays(89);
      expect(await follow(claimRef)).toEqual({ kind: 'pending' });
      bench.passDays(1);
      expect(await follow(claimRef)).toMatchObject({ kind: 'done', value: { paidFen: 5_000_00 } });
      const done = bench.effects().filter((effect) => effect.key === header.key);
      expect(done.map((effect) => effect.operation)).toEqual(['claim', 'pay']);
    });

    test('a resend gets the first answer; the same share under another key is refused', async () => {
      const header = next();
      const body = await desk.claim.write(aClaim('S-2'), header);
      const first = desk.claim.read(await desk.claim.send(body, header), { body, header });
      expect(desk.claim.read(await desk.claim.send(body, header), { body, header })).toEqual(first);
      expect(await ask(desk.claim, aClaim('S-2'), next())).toEqual({
        kind: 'refused',
        code: 'claim-already-filed',
      });
      expect(await ask(desk.claim, aClaim('S-2b'), header)).toEqual({
        kind: 'refused',
        code: 'claim-key-reused',
      });
    });

    test('asked by key it tells the first answer, or that nothing came', async () => {
      const header = next();
      const body = await desk.claim.write(aClaim('S-3'), header);
      const { enquiry } = desk.claim;
      invariant(enquiry !== undefined, 'a claim can be asked about');
      expect(enquiry.read(await enquiry.send(body, header), { body, header })).toEqual({ kind: 'no-record' });
      const answer = desk.claim.read(await desk.claim.send(body, header), { body, header });
      expect(enquiry.read(await enquiry.send(body, header), { body, header })).toEqual(answer);
    });

    test('refuses by listed reasons, and only by those', async () => {
      bench.misbehave('refused');
      expect(await ask(desk.claim, aClaim('S-4'), next())).toEqual({ kind: 'refused', code: 'not-covered' });
      bench.misbehave('refused-later');
      const { claimRef } = await taken('S-5');
      bench.misbehave(undefined);
      bench.passDays(91);
      expect(await follow(claimRef)).toEqual({ kind: 'refused', code: 'papers-missing' });
      const reply = { kind: 'reply', status: 422, body: '{"status":"rejected","reason":"because"}' } as const;
      bench.misbehave('another-claim');
      expect(await ask(desk.claim, aClaim('S-9'), next())).toEqual({
        ...{ kind: 'unknown', reason: 'another-question', differs: ['claimKey'] },
      });
      expect(await follow(claimRef)).toEqual({
        ...{ kind: 'unknown', reason: 'another-question', differs: ['claimNo'] },
      });
      bench.misbehave(undefined);
      const asked = { body: '', header: next() };
      expect(desk.claim.read(reply, asked)).toEqual({
        kind: 'unknown',
        reason: 'unlisted-code',
        missing: ['reason: because'],
      });
    });

    test.each([
      ['a reason where its kind has one', { kind: 'deducted', fen: 100 }],
      ['no reason where its kind has none', { kind: 'paid', fen: 100, reason: 'overcharged' }],
      ['an amount where its kind has one', { kind: 'paid', fen: 0 }],
      ['no amount where its kind has none', { kind: 'refused', fen: 100, reason: 'papers-missing' }],
    ])('an entry of its book names %s, or all of the book is unclear', async (_what, entry) => {
      const header = next();
      const book = {
        status: 'book',
        claimNo: 'C1',
        entries: [{ entryNo: 'E1', day: '2026-03-01', ...entry }],
      };
      const reply = { kind: 'reply', status: 200, body: JSON.stringify(book) } as const;
      const asked = { body: '{"claimNo":"C1"}', header };
      expect(desk.followClaim.read(reply, asked)).toEqual({ kind: 'unknown', reason: 'unreadable' });
    });

    test('a claim being looked at is pending; nonsense about money is unreadable', async () => {
      bench.misbehave('pending');
      expect(await ask(desk.claim, aClaim('S-6'), next())).toEqual({ kind: 'pending' });
      bench.misbehave(undefined);
      const { claimRef } = await taken('S-6');
      bench.misbehave('wrong-data');
      expect(await follow(claimRef)).toEqual({ kind: 'unknown', reason: 'unreadable' });
      bench.misbehave(undefined);
    });
  },
);
