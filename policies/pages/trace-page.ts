import { citationText } from '../engine/sources.ts';
import type { Schemes } from '../schemes.ts';
import { table } from './scheme-page.ts';
import type { Trace, TracedArticle } from './trace.ts';

/** docs/TRACE.md: article → rules → cases, and rule → articles. Generated from policies/sources/ and the schemes. */
export function tracePage(schemes: Schemes, { articles, rules }: Trace): string {
  const later = articles.filter((article) => article.source.later !== undefined);
  const none = articles.filter((article) => article.source.none !== undefined);
  return [
    '# 条文与规则对照 · Trace',
    '',
    '> 本页由 `npm run docs` 生成，请勿手改。Generated; do not edit.',
    '',
    `${schemes.sources.size} 份文件 · documents, ${articles.length} 条 · articles, ${rules.length} 条规则、参数和读法 · rules, parameters and readings.`,
    `${later.length} 条由后续工作落实 · carried out later, ${none.length} 条不由软件落实 · carried out by no software.`,
    '',
    '## 从条文到规则和判例 · From articles to rules and cases',
    ...[...schemes.sources.values()].flatMap((source) => [
      '',
      `### ${source.number}`,
      '',
      `${source.title.zh} · ${source.title.en}`,
      ...(source.note === undefined ? [] : ['', `${source.note.zh} · ${source.note.en}`]),
      '',
      ...table(
        ['条 · article', '大意 · in our words', '由谁落实 · carried out by', '判例 · cases'],
        articles.filter((article) => article.document === source.id).map(articleRow),
      ),
    ]),
    '',
    '## 从规则到条文 · From rules to articles',
    '',
    ...table(
      ['规则 · rule', '内容 · what it says', '条文 · articles'],
      rules.map(({ name, zh, en, cites }) => [
        `\`${name}\``,
        `${zh}<br>${en}`,
        citationText(schemes.sources, unique(cites)),
      ]),
    ),
    '',
  ].join('\n');
}

function articleRow({ article, source, cases }: TracedArticle): readonly string[] {
  const by = [...(source.by ?? []), ...(source.alsoBy ?? [])].map((name) => `\`${name}\``);
  const rest = [
    ...(source.later === undefined ? [] : [`later: ${source.later}`]),
    ...(source.none === undefined
      ? []
      : [`不由软件落实 · no software: ${source.none.zh} · ${source.none.en}`]),
  ];
  return [article, `${source.zh}<br>${source.en}`, [...by, ...rest].join('<br>'), cases.join('<br>')];
}

function unique<T extends { readonly document: string; readonly article: string }>(
  cites: readonly T[],
): readonly T[] {
  return [...new Map(cites.map((cite) => [`${cite.document}#${cite.article}`, cite])).values()];
}
