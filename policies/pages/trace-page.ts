import { type LaterWork, laterWork, laterWorkCode } from '../engine/later-work.ts';
import { citationText } from '../engine/sources.ts';
import type { Schemes } from '../schemes.ts';
import type { Carrier, Carriers } from './carriers.ts';
import { type ArticleStanding, articleStanding, type Standing } from './standing.ts';
import { table } from './table.ts';
import type { Trace, TracedArticle } from './trace.ts';

/** The trace with how far each entry stands. */
export interface StandingTrace extends Trace {
  readonly carriers: Carriers;
  readonly standingOf: (name: string) => Standing;
}

/** docs/TRACE.md: article → rules → cases, and rule → articles. Generated from policies/sources/, the schemes and carriers.yaml. */
export function tracePage(schemes: Schemes, trace: StandingTrace): string {
  const { articles, rules, standingOf } = trace;
  return [
    '# 条文与规则对照 · Trace',
    '',
    '> 本页由 `npm run docs` 生成，请勿手改。Generated; do not edit.',
    '',
    ...headLines(schemes, trace),
    '## 从条文到规则和判例 · From articles to rules and cases',
    ...[...schemes.sources.values()].flatMap((source) => [
      '',
      `### ${source.number}`,
      '',
      `${source.title.zh} · ${source.title.en}`,
      ...(source.note === undefined ? [] : ['', `${source.note.zh} · ${source.note.en}`]),
      '',
      ...table(
        ['条 · article', '落实 · stands', '大意 · in our words', '由谁落实 · carried out by', '判例 · cases'],
        articles
          .filter((article) => article.document === source.id)
          .map((article) => articleRow(article, trace)),
      ),
    ]),
    '',
    ...carrierLines(trace.carriers),
    '## 从规则到条文 · From rules to articles',
    '',
    ...table(
      ['规则 · rule', '内容 · what it says', '条文 · articles'],
      rules.map(({ name, zh, en, cites }) => [
        `\`${name}\`${standingOf(name).runs ? '' : '（尚不执行 · does not run yet）'}`,
        `${zh}<br>${en}`,
        citationText(schemes.sources, unique(cites)),
      ]),
    ),
    '',
  ].join('\n');
}

const standingTexts: Readonly<Record<ArticleStanding, string>> = {
  whole: '全部 · whole',
  part: '部分 · in part',
  later: '尚未 · not yet',
  none: '不由软件 · no software',
};

function headLines(schemes: Schemes, trace: StandingTrace): readonly string[] {
  const { articles, standingOf } = trace;
  const rules = trace.rules.filter(({ part }) => !part);
  const stand = articles.map((article) => articleStanding(article, standingOf));
  const count = (wanted: ArticleStanding): number =>
    stand.filter(({ standing }) => standing === wanted).length;
  const idle = rules.filter(({ name }) => !standingOf(name).runs).length;
  const left = laterWorkCode.options.flatMap((work) => {
    const { zh, en } = laterWork[work];
    const found = stand.filter(({ works }) => works.includes(work)).length;
    return found === 0 ? [] : [[`${zh} · ${en}`, String(found)]];
  });
  return [
    `${schemes.sources.size} 份文件 · documents, ${articles.length} 条 · articles: ${count('whole')} 条已全部落实 · carried out as a whole, ${count('part')} 条部分落实 · in part, ${count('later')} 条尚未落实 · not yet, ${count('none')} 条不由软件落实 · by no software.`,
    '',
    `${rules.length} 条规则、参数和读法 · rules, parameters and readings, 其中 ${idle} 条尚不执行 · of which ${idle} do not run yet.`,
    '',
    '余下部分由后续工作落实 · the rest is left for later work:',
    '',
    ...table(['后续工作 · later work', '涉及条数 · articles'], left),
    '',
  ];
}

function articleRow(article: TracedArticle, { standingOf }: StandingTrace): readonly string[] {
  const { source, cases } = article;
  const by = [...(source.by ?? []), ...(source.alsoBy ?? [])].map(
    (name) => `\`${name}\`${laterText(standingOf(name).later)}`,
  );
  const rest = [
    ...(source.later === undefined ? [] : [laterText([source.later])]),
    ...(source.none === undefined
      ? []
      : [`不由软件落实 · no software: ${source.none.zh} · ${source.none.en}`]),
  ];
  return [
    article.article,
    standingTexts[articleStanding(article, standingOf).standing],
    `${source.zh}<br>${source.en}`,
    [...by, ...rest].join('<br>'),
    cases.join('<br>'),
  ];
}

function laterText(later: readonly LaterWork[]): string {
  return later.map((work) => ` later: ${laterWork[work].en}`).join();
}

function carrierLines({ carriers }: Carriers): readonly string[] {
  const what = ({ by, later, none }: Carrier): string =>
    [
      ...by.map((pointer) => `\`${pointer}\``),
      ...(later === undefined ? [] : [`later: ${later.zh} · ${later.en}（${laterWork[later.work].en}）`]),
      ...(none === undefined ? [] : [`不由软件落实 · no software: ${none.zh} · ${none.en}`]),
    ].join('<br>');
  return [
    '## 规则之外由谁落实 · Carried out beside the rules',
    '',
    '决定、结算所用的规则由引擎执行，以判例验证；其余如下。Rules of decisions and settlements run in the engine and are proved by cases; the rest is carried out by:',
    '',
    ...table(
      ['条目 · entry', '落实 · carried out by', '测试 · tests'],
      Object.entries(carriers).map(([name, carrier]) => [
        `\`${name}\``,
        what(carrier),
        carrier.tests.join('<br>'),
      ]),
    ),
    '',
  ];
}

function unique<T extends { readonly document: string; readonly article: string }>(
  cites: readonly T[],
): readonly T[] {
  return [...new Map(cites.map((cite) => [`${cite.document}#${cite.article}`, cite])).values()];
}
