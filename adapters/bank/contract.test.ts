import { expect, test } from 'vitest';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
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
      value: { openedOn: '2026-01-05', limitFen: 10_000_00, availableFen: 10_000_00 },
    });
    const without = { personRef: benchPersonRef(0) };
    expect(await ask(bank.creditLine, without, next())).toEqual({ kind: 'done', value: null });
    expect(await ask(bank.draw, { ...without, fen: fen(1) }, next())).toEqual({
      kind: 'refused',
      code: 'credit-line-missing',
    });
  });

  test('draws once however often the same bytes come, and never above the limit', async () => {
    const header = next();
    const body = await bank.draw.write({ personRef, fen: fen(6_000_00) }, header);
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
    const less = { header, body: body.replace('600000', '600001') };
    expect(bank.draw.read(await bank.draw.send(body, header), less)).toMatchObject({ differs: ['drawnFen'] });
    expect(await ask(bank.draw, { personRef, fen: fen(4_000_01) }, next())).toEqual({
      kind: 'refused',
      code: 'credit-limit-exceeded',
    });
  });

  test('a frozen line has nothing available; an amount as text is unreadable', async () => {
    bench.misbehave('frozen');
    expect(await ask(bank.creditLine, { personRef }, next())).toMatchObject({ value: { availableFen: 0 } });
    expect(await ask(bank.draw, { personRef, fen: fen(1) }, next())).toEqual({
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
});
