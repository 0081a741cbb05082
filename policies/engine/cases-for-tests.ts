import { parseYuan } from '../../domain/money.ts';
import type { SettledCase } from './cases.ts';

/** The base with dotted paths changed and left out. */
export function changed(base: unknown, given: Record<string, unknown>, without: readonly string[]): unknown {
  const body = structuredClone(base) as Record<string, unknown>;
  for (const [path, value] of Object.entries(given)) {
    const { parent, key } = reach(body, path);
    parent[key] = value;
  }
  for (const path of without) {
    const { parent, key } = reach(body, path);
    delete parent[key];
  }
  return body;
}

function reach(body: Record<string, unknown>, path: string) {
  const keys = path.split('.');
  const parent = keys.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, body);
  return { parent, key: keys.at(-1) ?? '' };
}

/** The body of a settlement request that a case describes. */
export function settlementBody(expected: SettledCase, base: { readonly day?: unknown }): unknown {
  const { redCross } = expected;
  return {
    day: expected.day ?? base.day,
    ...(expected.discharge === undefined ? {} : { dischargeDay: expected.discharge }),
    bill: {
      totalFen: parseYuan(expected.total),
      ...(expected.outOfPolicy === undefined ? {} : { outOfPolicyFen: parseYuan(expected.outOfPolicy) }),
    },
    answers: Object.fromEntries(
      Object.entries(expected.answers).map(([payer, said]) => [
        payer,
        said === 'refused' ? { refused: 'not-covered' } : { paidFen: parseYuan(said) },
      ]),
    ),
    parameters: {
      ...(expected.ratio === undefined ? {} : { commercialRatio: expected.ratio }),
      ...(redCross === undefined
        ? {}
        : {
            redCross:
              redCross === null
                ? null
                : { disease: redCross.disease, standardFen: parseYuan(redCross.standard) },
          }),
    },
    ...(expected.creditLine === undefined
      ? {}
      : { creditLine: { availableFen: parseYuan(expected.creditLine) } }),
    ...(expected.used === undefined ? {} : { usedThisYear: inFen(expected.used) }),
  };
}

/** Amounts of a case in fen. */
export function inFen(amounts: Readonly<Record<string, string>>): Record<string, number> {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, parseYuan(amount)]));
}
