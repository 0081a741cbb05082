import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { caseFiles } from '../engine/cases.ts';
import { loadSchemes, policyFiles, schemesFrom } from '../schemes.ts';
import { traceFaults, traceOf } from './trace.ts';
import { policyPages } from './write-docs.ts';

const docs = new URL('../../docs/', import.meta.url);
const trace = traceOf(loadSchemes(), caseFiles());

/** The faults after one change in one file of sources. */
function faultsAfter(change: (text: string) => string): readonly string[] {
  const files = policyFiles();
  const sources = files.sources.map(({ file, text }) => ({ file, text: change(text) }));
  return traceFaults(traceOf(schemesFrom({ ...files, sources }), caseFiles()));
}

test('no article leads nowhere, no rule comes from nowhere', () => {
  expect(traceFaults(trace)).toEqual([]);
});

test('every rule cites an article that is there', () => {
  const places = new Set(trace.articles.map(({ document, article }) => `${document}#${article}`));
  expect(trace.rules.length).toBeGreaterThan(200);
  for (const rule of trace.rules) {
    expect(rule.cites.length, rule.name).toBeGreaterThan(0);
    for (const { document, article } of rule.cites)
      expect(places, rule.name).toContain(`${document}#${article}`);
  }
});

test('what carries an article out is told by the article, in both directions', () => {
  const unnamed = (text: string) => text.replace('      - linhe-2017/patient.amount\n', '');
  expect(faultsAfter(unnamed).join()).toContain(
    'linhe-2017/patient.amount cites linhe-2017-112 四（二）, which does not name it',
  );
  const stranger = (text: string) =>
    text.replace('- linhe-2017/patient.amount', '- linhe-2017/patient.nobody');
  expect(faultsAfter(stranger).join()).toContain('names linhe-2017/patient.nobody, which no scheme has');
  const wrong = (text: string) =>
    text.replace('- linhe-2017/patient.amount', '- linhe-2017/conditions.papers');
  expect(faultsAfter(wrong).join()).toContain('names linhe-2017/conditions.papers, which does not cite it');
  const nowhere = (text: string) =>
    text.replace(
      / {4}none:\n {6}zh: 新闻事件\n {6}en: a news event\n| {4}none: \{ zh: 新闻事件, en: a news event \}\n/,
      '',
    );
  expect(faultsAfter(nowhere)).toEqual(['dalian-press-2022 第1段 leads nowhere']);
});

test('a step of a payer has a row of its own behind its payer, with the article that it cites', () => {
  const names = trace.rules.map(({ name }) => name);
  const payer = 'linhe-2017/payers.commercial-supplement';
  expect(names.slice(names.indexOf(payer), names.indexOf(payer) + 2)).toEqual([payer, `${payer}.supplement`]);
  const step = trace.rules.find(({ name }) => name === `${payer}.supplement`);
  expect(step).toMatchObject({ part: true, cites: [{ document: 'linhe-2017-112', article: '四（三）3' }] });
});

test('what later work carries out is marked and counted', () => {
  const later = trace.articles.filter((article) => article.source.later !== undefined);
  expect(later.map(({ document, article, source }) => `${document} ${article}: ${source.later}`)).toEqual([
    'henan-2017-20 四（三）: monthly-table',
    'linhe-2017-112 五（五）: console',
  ]);
});

test('the generated pages are up to date: npm run docs', () => {
  for (const [path, text] of policyPages())
    expect(readFileSync(new URL(path, docs), 'utf8'), path).toBe(text);
  const pages = readdirSync(new URL('schemes/', docs)).toSorted();
  expect(pages).toEqual(
    loadSchemes()
      .list()
      .map((scheme) => `${scheme.id}.md`),
  );
});
