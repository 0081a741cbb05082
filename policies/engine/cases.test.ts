import { describe, expect, test } from 'vitest';
import { HubProblem } from '../../domain/failures.ts';
import { parseYuan } from '../../domain/money.ts';
import { decide } from '../admission/decide.ts';
import { loadSchemes, policyFiles, type Schemes, schemesFrom } from '../schemes.ts';
import { settle } from '../settlement/settle.ts';
import { caseFiles } from './cases.ts';
import { changed, inFen, settlementBody } from './cases-for-tests.ts';
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
    from: schemes.versions(inherits)[0]?.from,
    cite,
    checkedOn: '2026-11-20',
    changes: { parameters },
  });
  const all = policyFiles();
  return schemesFrom({ ...all, schemes: [...all.schemes, { file: 'reading.yaml', text }] });
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
