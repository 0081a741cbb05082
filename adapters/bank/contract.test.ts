import { expect, test } from 'vitest';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import type { Call } from '../call.ts';
import { ask, benchHeader, benchPersonRef, contractSuite, openBenchPerson } from '../contract-suite.ts';
import { bankOverHttp } from './http.ts';
import { bankSimulator } from './simulator.ts';

contractSuite('bank', bankSimulator, (bench) => {
  const bank = bankOverHttp({ http: bench.http, openPerson: openBenchPerson });
  const personRef = benchPersonRef(2);
  let sequence = 0;
  const next = () => benchHeader(++sequence);

  test('tells the line, and that somebody has none', async () => {
    expect(await ask(bank.creditLine, { personRef }, next())).toEqual({
      kind: 'done',
      value: {
        ...{ openedOn: '2026-01-05', limitFen: 10_000_00, availableFen: 10_000_00 },
        ...{ mandateSignedOn: '2026-01-05', cardBound: true, holds: true },
      },
    });
    const without = { personRef: benchPersonRef(0) };
    expect(await ask(bank.creditLine, without, next())).toEqual({ kind: 'done', value: null });
    expect(await ask(bank.draw, { ...without, fen: fen(1), holdRef: null }, next())).toEqual({
      kind: 'refused',
      code: 'credit-line-missing',
    });
  });

  test('draws once however often the same bytes come, and never above the limit', async () => {
    const header = next();
    const body = await bank.draw.write({ personRef, fen: fen(6_000_00), holdRef: null }, header);
    const { enquiry } = bank.draw;
    invariant(enquiry !== undefined, 'a draw can be asked about');
    expect(enquiry.read(await enquiry.send(body, header), { body, header })).toEqual({ kind: 'no-record' });
    const first = bank.draw.read(await bank.draw.send(body, header), { body, header });
    expect(first).toMatchObject({ kind: 'done', value: { drawnFen: 6_000_00, availableFen: 4_000_00 } });
    expect(bank.draw.read(await bank.draw.send(body, header), { body, header })).toEqual(first);
    expect(enquiry.read(await enquiry.send(body, header), { body, header })).toEqual(first);
    expect(bench.effects()).toHaveLength(1);
    // The same reply under another key, and a draw of another amount, are not this draw's.
    const other = { body, header: { ...header, key: 'key-of-another' } };
    expect(bank.draw.read(await bank.draw.send(body, header), other)).toMatchObject({ differs: ['drawKey'] });
    expect(
      enquiry.read(await enquiry.send(body, { ...header, key: 'nobody' }), { body, header }),
    ).toMatchObject({
      differs: ['drawKey'],
    });
    // In other words: the bank has it already, and is asked what it did.
    const again = await bank.draw.write({ personRef, fen: fen(6_000_01), holdRef: null }, header);
    expect(bank.draw.read(await bank.draw.send(again, header), { body: again, header })).toEqual({
      ...{ kind: 'unknown', reason: 'unlisted-code', missing: ['KEY_REUSED'] },
    });
    const less = { header, body: body.replace('600000', '600001') };
    expect(bank.draw.read(await bank.draw.send(body, header), less)).toMatchObject({ differs: ['drawnFen'] });
    expect(await ask(bank.draw, { personRef, fen: fen(4_000_01), holdRef: null }, next())).toEqual({
      kind: 'refused',
      code: 'credit-limit-exceeded',
    });
  });

  test('a draw that the bank decides later is pending, and told when it is asked about', async () => {
    const header = next();
    const body = await bank.draw.write({ personRef, fen: fen(1), holdRef: null }, header);
    const { enquiry } = bank.draw;
    invariant(enquiry !== undefined, 'a draw can be asked about');
    bench.misbehave('decides-later');
    expect(bank.draw.read(await bank.draw.send(body, header), { body, header })).toEqual({ kind: 'pending' });
    bench.misbehave(undefined);
    expect(enquiry.read(await enquiry.send(body, header), { body, header })).toMatchObject({
      ...{ kind: 'done', value: { drawnFen: 1 } },
    });
  });

  test('a frozen line has nothing available; an amount as text is unreadable', async () => {
    bench.misbehave('frozen');
    expect(await ask(bank.creditLine, { personRef }, next())).toMatchObject({ value: { availableFen: 0 } });
    expect(await ask(bank.draw, { personRef, fen: fen(1), holdRef: null }, next())).toEqual({
      kind: 'refused',
      code: 'credit-line-frozen',
    });
    bench.misbehave('another-person');
    expect(await ask(bank.creditLine, { personRef }, next())).toEqual({
      ...{ kind: 'unknown', reason: 'another-question', differs: ['idNumber'] },
    });
    bench.misbehave('wrong-data');
    expect(await ask(bank.creditLine, { personRef }, next())).toEqual({
      kind: 'unknown',
      reason: 'unreadable',
    });
    bench.misbehave(undefined);
  });

  test('keeps a part of the line until a day, longer when asked, and gives it back', async () => {
    bench.passDays(31);
    const held = await ask(bank.hold, { personRef, fen: fen(5_000_00) }, next());
    invariant(held.kind === 'done', 'it is held');
    const { holdRef } = held.value;
    expect(held.value).toEqual({ holdRef, heldFen: 5_000_00, expiresOn: '2026-04-09' });
    expect(await line()).toMatchObject({ value: { availableFen: 5_000_00 } });
    expect(await ask(bank.hold, { personRef, fen: fen(5_000_01) }, next())).toEqual(exceeded);
    bench.passDays(3);
    expect(await ask(bank.renew, { holdRef }, next())).toMatchObject({ value: { expiresOn: '2026-04-12' } });
    expect(await ask(bank.release, { holdRef }, next())).toMatchObject({
      value: { releasedOn: '2026-04-05' },
    });
    expect(await line()).toMatchObject({ value: { availableFen: 10_000_00 } });
    // Released, lapsed or never given: nothing is held there.
    expect(await ask(bank.renew, { holdRef }, next())).toEqual(noHold);
    expect(await ask(bank.release, { holdRef }, next())).toEqual(noHold);
    const lapsed = await ask(bank.hold, { personRef, fen: fen(1_00) }, next());
    invariant(lapsed.kind === 'done', 'it is held');
    bench.passDays(8);
    expect(await ask(bank.renew, { holdRef: lapsed.value.holdRef }, next())).toEqual(noHold);
  });

  test('a draw ends the hold that it names, and goes back to the line in parts', async () => {
    const held = await ask(bank.hold, { personRef, fen: fen(9_000_00) }, next());
    invariant(held.kind === 'done', 'it is held');
    const { holdRef } = held.value;
    expect(await ask(bank.draw, { personRef, fen: fen(2_000_00), holdRef: null }, next())).toEqual(exceeded);
    const drawn = await ask(bank.draw, { personRef, fen: fen(2_000_00), holdRef }, next());
    invariant(drawn.kind === 'done', 'it is drawn');
    expect(await line()).toMatchObject({ value: { availableFen: 8_000_00 } });
    const { drawRef } = drawn.value;
    expect(await ask(bank.reverse, { drawRef, fen: fen(1_500_00) }, next())).toMatchObject({
      value: { reversedFen: 1_500_00 },
    });
    expect(await line()).toMatchObject({ value: { availableFen: 9_500_00 } });
    const beyond = await ask(bank.reverse, { drawRef, fen: fen(500_01) }, next());
    expect(beyond).toEqual({ kind: 'refused', code: 'reversal-beyond-draw' });
    // What was drawn is repaid from the bound card.
    bench.passDays(31);
    expect(await line()).toMatchObject({ value: { availableFen: 10_000_00 } });
  });

  test('every message is answered once by its key, and found by it', async () => {
    const held = await ask(bank.hold, { personRef, fen: fen(1_00) }, next());
    const drawn = await ask(bank.draw, { personRef, fen: fen(10_00), holdRef: null }, next());
    invariant(held.kind === 'done' && drawn.kind === 'done', 'held and drawn');
    const { holdRef } = held.value;
    const before = bench.effects().length;
    await once(bank.hold, { personRef, fen: fen(2_00) });
    await once(bank.renew, { holdRef });
    await once(bank.release, { holdRef });
    await once(bank.draw, { personRef, fen: fen(3_00), holdRef: null });
    await once(bank.reverse, { drawRef: drawn.value.drawRef, fen: fen(4_00) });
    expect(bench.effects()).toHaveLength(before + 5);
  });

  async function once<Request>(call: Call<Request, unknown>, request: Request): Promise<void> {
    const header = next();
    const body = await call.write(request, header);
    const { enquiry } = call;
    invariant(enquiry !== undefined, `${call.operation} can be asked about`);
    expect(enquiry.read(await enquiry.send(body, header), { body, header })).toEqual({ kind: 'no-record' });
    const first = call.read(await call.send(body, header), { body, header });
    expect(first).toMatchObject({ kind: 'done' });
    expect(call.read(await call.send(body, header), { body, header })).toEqual(first);
    expect(enquiry.read(await enquiry.send(body, header), { body, header })).toEqual(first);
  }

  test.each(['another-amount', 'another-person'])('a yes about %s is no yes', async (mischief) => {
    const differs = mischief === 'another-amount' ? 'Fen' : 'idNumber';
    bench.misbehave(mischief);
    const foreign = { reason: 'another-question', differs: [expect.stringContaining(differs)] };
    const request = { personRef, fen: fen(5_00), holdRef: null };
    expect(await ask(bank.hold, request, next())).toMatchObject(foreign);
    expect(await ask(bank.draw, request, next())).toMatchObject(foreign);
    bench.misbehave(undefined);
  });

  test('a closed card, a smaller limit, and a yes behind which nothing stands', async () => {
    const draw = (amount: number) => ask(bank.draw, { personRef, fen: fen(amount), holdRef: null }, next());
    const before = bench.effects().length;
    bench.misbehave('card-closed');
    expect(await draw(1)).toEqual({ kind: 'refused', code: 'credit-card-closed' });
    expect(await line()).toMatchObject({ value: { cardBound: false } });
    bench.misbehave('limit-changed');
    expect(await draw(5_000_01)).toEqual(exceeded);
    bench.misbehave('says-yes');
    expect(await draw(1)).toMatchObject({ kind: 'done' });
    expect(bench.effects()).toHaveLength(before);
    bench.misbehave('no-mandate');
    expect(await line()).toMatchObject({ value: { mandateSignedOn: null } });
    bench.misbehave('cannot-hold');
    expect(await line()).toMatchObject({ value: { holds: false } });
    bench.misbehave(undefined);
  });

  const line = () => ask(bank.creditLine, { personRef }, next());
  const exceeded = { kind: 'refused', code: 'credit-limit-exceeded' };
  const noHold = { kind: 'refused', code: 'credit-hold-unknown' };
});
