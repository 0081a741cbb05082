import { describe, expect, test } from 'vitest';
import { HubProblem } from '../../domain/failures.ts';
import { parseYuan } from '../../domain/money.ts';
import { decide } from '../admission/decide.ts';
import { loadSchemes, policyFiles, type Schemes, schemesFrom } from '../schemes.ts';
import { settle } from '../settlement/settle.ts';
import { caseFiles, type SettledCase } from './cases.ts';
import { parseDecisionRequest, parseSettlementRequest } from './requests.ts';
import { citation, citationText } from './sources.ts';

const files = caseFiles();
const schemes = loadSchemes();
const five = ['zaoqiang-2021', 'henan-2017', 'dalian-2022', 'linhe-2017', 'kaizhou-2024'];

test('every scheme has cases, the five at least 25 decisions each and Linhe at least 40 settlements', () => {
  expect(files.map((file) => file.scheme).toSorted()).toEqual(schemes.list().map((scheme) => scheme.id));
  for (const file of files.filter(({ scheme }) => five.includes(scheme)))
    expect(file.decisions.length, file.scheme).toBeGreaterThanOrEqual(25);
  expect(files.find(({ scheme }) => scheme === 'linhe-2017')?.settlements.length).toBeGreaterThanOrEqual(40);
});

describe.each(files)('$scheme', ({ scheme, base, decisions, settlements }) => {
  const document = schemes.version(scheme, '9000-01-01');
  const home = document.kind === 'in-force' ? document.scheme.document : '';
  const articleOf = (written: string): string => {
    const cited = citation(written, home);
    expect(schemes.sources.get(cited.document)?.articles, `article ${written}`).toHaveProperty([
      cited.article,
    ]);
    return cited.article;
  };

  test.each(decisions)('$case', (expected) => {
    const article = articleOf(expected.article);
    const request = parseDecisionRequest(changed(base, expected.given, expected.without));
    const { book, id } = bookFor(scheme, expected);
    const reply = decide(book, id, request, { omissions: expected.omissions });
    expect(reply.outcome, JSON.stringify(reply.reasons)).toBe(expected.outcome);
    if (expected.reasons !== undefined)
      expect(reply.reasons.map((reason) => reason.code)).toEqual(expected.reasons);
    const conditions = reply.conditions.map((condition) => condition.code);
    expect(conditions).toEqual(expect.arrayContaining(expected.conditions));
    for (const absent of expected.withoutConditions) expect(conditions).not.toContain(absent);
    for (const words of expected.says)
      expect(reply.reasons.map((reason) => reason.zh).join()).toContain(words);
    expect(reply.missing).toEqual(expect.arrayContaining(expected.missing));
    expect(reply.assumed).toEqual(expect.arrayContaining(expected.assumed));
    if (reply.missing.length === 0)
      expect([...reply.reasons, ...reply.conditions].map((reason) => reason.article).join()).toContain(
        article,
      );
  });

  test.each(settlements)('$case', (expected) => {
    articleOf(expected.article);
    const { book, id } = bookFor(scheme, expected);
    const act = () => settle(book, id, parseSettlementRequest(settlementBody(expected, base)));
    if (expected.error !== undefined) {
      expect(problemCodes(act)).toContain(expected.error);
      return;
    }
    const reply = act();
    const pays = Object.fromEntries(reply.shares.map((share) => [share.payer, share.fen]));
    expect(pays).toEqual(inFen(expected.pays ?? {}));
    expect(reply.patientFen).toBe(parseYuan(expected.patient ?? ''));
    if (expected.parts !== undefined)
      expect(Object.fromEntries(reply.patientParts.map((part) => [part.kind, part.fen]))).toEqual(
        inFen(expected.parts),
      );
    expect(reply.assumed).toEqual(expect.arrayContaining(expected.assumed));
    for (const share of reply.shares)
      expect(
        share.steps.reduce((sum, step) => sum + step.fen, 0),
        share.payer,
      ).toBe(share.fen);
  });
});

/** The base with dotted paths changed and left out. */
function changed(base: unknown, given: Record<string, unknown>, without: readonly string[]): unknown {
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

function settlementBody(expected: SettledCase, base: { readonly day?: unknown }): unknown {
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

interface Read {
  readonly readings?: Record<string, unknown> | undefined;
  readonly article: string;
}

/** The scheme as it is, or under the other readings that a case names. */
function bookFor(scheme: string, expected: Read): { readonly book: Schemes; readonly id: string } {
  if (expected.readings === undefined) return { book: schemes, id: scheme };
  return { book: withReadings(scheme, expected), id: 'reading-0000' };
}

/** The other reading of a sentence is an adopting scheme that changes one named parameter. */
function withReadings(inherits: string, { readings = {}, article }: Read): Schemes {
  const parent = schemes.version(inherits, '9000-01-01');
  if (parent.kind !== 'in-force') throw new Error(`no scheme ${inherits}`);
  const cite = [`${parent.scheme.document}#${article}`];
  const parameters = Object.fromEntries(
    Object.entries(readings).map(([name, value]) => [name, { value, cite }]),
  );
  const text = JSON.stringify({
    id: 'reading-0000',
    inherits,
    name: { zh: '另一读法', en: 'another reading' },
    region: parent.scheme.region,
    document: parent.scheme.document,
    from: parent.scheme.from,
    cite,
    checkedOn: '2026-11-20',
    changes: { parameters },
  });
  const all = policyFiles();
  return schemesFrom({ ...all, schemes: [...all.schemes, { file: 'reading.yaml', text }] });
}

function inFen(amounts: Readonly<Record<string, string>>): Record<string, number> {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, parseYuan(amount)]));
}

function problemCodes(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (problem) {
    if (problem instanceof HubProblem) return [problem.code, ...problem.errors.map((error) => error.code)];
    throw problem;
  }
  return [];
}

test('the article of a press report says that the official text was not seen', () => {
  expect(citationText(schemes.sources, [{ document: 'dalian-press-2022', article: '第3段' }])).toContain(
    '未见正式文件',
  );
});
