import { entryOf } from '../../domain/entry.ts';
import { type Fen, formatYuan, type Ratio } from '../../domain/money.ts';
import { bases } from '../../domain/settlement.ts';
import { categories, exclusionCodes, insurance, regions } from '../codes/codes.ts';
import type { CaseFile } from '../engine/cases.ts';
import type { Parameter } from '../engine/cited-parameter.ts';
import type { PayerRule, SchemeVersion } from '../engine/scheme-version.ts';
import type { Schemes } from '../schemes.ts';
import { decimal } from '../settlement/settlement-arithmetic.ts';
import { table } from './table.ts';

/** What one scheme says, as a page for people: Chinese first, every line with its article. Generated from the data. */
export function schemePage(schemes: Schemes, scheme: SchemeVersion, cases: readonly CaseFile[]): string {
  const { id, zh, en, region, from, until, article, pressOnly, inherits } = scheme;
  const source = schemes.sources.get(scheme.document);
  const place = entryOf(regions, region);
  const head = [
    `# ${zh}`,
    '',
    `${en}.`,
    '',
    '> 本页由 `npm run docs` 从数据生成，请勿手改。Generated from the data; do not edit.',
    '',
    ...table(
      ['', ''],
      [
        ['方案 · scheme', `\`${id}\``],
        ['地区 · region', `${place?.zh ?? ''} · ${place?.en ?? ''} (${region})`],
        ['文件 · document', `${source?.number ?? ''}《${source?.title.zh ?? ''}》`],
        ['施行 · in force', `${from} – ${until ?? ''}`],
        ['依据 · article', article],
        ...(source?.replaces.length ? [['取代 · replaces', source.replaces.join('、')]] : []),
        ...(pressOnly
          ? [['注意 · note', '依据报道，未见正式文件 · from a press report; the official text was not seen']]
          : []),
      ],
    ),
  ];
  const versions = schemes.versions(id).map((version) => version.version);
  const body = inherits === null ? ownBody(scheme) : adopterBody(schemes, scheme, inherits);
  return [
    ...head,
    '',
    `版本 · versions: ${versions.join(', ')}`,
    '',
    ...body,
    ...casesBody(id, cases),
    '',
  ].join('\n');
}

function adopterBody(schemes: Schemes, scheme: SchemeVersion, inherits: string): readonly string[] {
  const changed = schemes.changed(scheme.id);
  return [
    `继承 · inherits [${inherits}](${inherits}.md)。`,
    '',
    changed.length === 0
      ? '未作任何改动 · nothing is changed.'
      : `改动 · changes: ${changed.map((name) => `\`${name}\``).join(', ')}`,
    '',
  ];
}

interface Row {
  readonly rule: string;
  readonly zh: string;
  readonly en: string;
  readonly article: string;
}

const columns = ['规则 · rule', '内容 · what it says', '依据 · article'];

function section(title: string, lines: readonly string[]): readonly string[] {
  return [`## ${title}`, '', ...lines, ''];
}

function rowsOf(list: Iterable<Row>): readonly string[] {
  const rows = [...list].map(({ rule, zh, en, article }) => [`\`${rule}\``, `${zh}<br>${en}`, article]);
  return table(columns, rows);
}

function ownBody(scheme: SchemeVersion): readonly string[] {
  const { authorities, admission, conditions, payers, decisions, practice, credit, patient } = scheme;
  const payerColumns = [
    '#',
    '支付方 · payer',
    '算法 · worked out by',
    '申报/拨付 · files/pays',
    '步骤 · steps',
    '依据 · article',
  ];
  const patientLines = [patient, ...(credit === null ? [] : [credit])].map(
    ({ zh, en, article }) => `- 患者 · patient: ${zh} · ${en}（${article}）`,
  );
  return [
    ...section('入院须符合 · To be admitted without a deposit', rowsOf(admission)),
    ...(authorities.length === 0
      ? []
      : section('类别以谁的名单为准 · Whose list determines a category', rowsOf(authorities))),
    ...section('不享受的情形 · Exclusions', exclusionLines(scheme)),
    ...section('准入之后 · What follows the decision', rowsOf(conditions)),
    ...section('谁付多少 · Who pays what, in order', [
      ...table(payerColumns, payers.map(payerRow)),
      '',
      ...patientLines,
    ]),
    ...section('参数 · Parameters', parameterLines(scheme)),
    ...section('我们的读法 · Our readings', rowsOf(decisions)),
    ...section('相关做法 · Around the stay', rowsOf(practice.values())),
  ];
}

function exclusionLines({ exclusions, openLists }: SchemeVersion): readonly string[] {
  const rows = exclusions.map(({ rule, effect, emergency, zh, en, article }) => [
    `\`${rule}\``,
    entryOf(exclusionCodes, rule)?.level ?? '',
    emergency === 'never-refuses' ? `${effect}（急危重症除外 · never in a critical emergency）` : effect,
    `${zh}<br>${en}`,
    article,
  ]);
  const titles = ['代码 · code', '层级 · level', '效果 · effect', '内容 · what it says', '依据 · article'];
  return [
    ...(rows.length === 0 ? ['所见文本没有列出。None in the text seen.'] : table(titles, rows)),
    '',
    ...openLists.map(({ zh, en, article }) => `- ${zh} · ${en}（${article}）`),
  ];
}

function parameterLines({ parameters, county }: SchemeVersion): readonly string[] {
  const rows = [...parameters.values()].map((parameter) => [
    `\`${parameter.rule}\``,
    `${parameter.zh}<br>${parameter.en}`,
    valueText(parameter),
    parameter.article,
    parameter.decision === undefined ? '' : `\`${parameter.decision}\``,
  ]);
  const titles = ['名称 · name', '含义 · meaning', '值 · value', '依据 · article', '读法 · reading'];
  const given = [
    '',
    '由县录入、注明日期和依据，无默认值 · entered by the county, dated, with the paper, without default:',
    '',
    ...rowsOf(county.values()),
  ];
  return [...table(titles, rows), ...(county.size === 0 ? [] : given)];
}

function payerRow(payer: PayerRule, index: number): readonly string[] {
  const { zh, en, tier, calendar, steps, article, mayRefuse } = payer;
  return [
    String(index + 1),
    `${zh}<br>${en}`,
    `${tier === 'core' ? '核心系统答复 · core answers' : '方案计算 · scheme computes'}${mayRefuse ? '' : '，不得拒付 · cannot refuse'}`,
    `${calendar.hospitalFiles} / ${calendar.payerDisburses}`,
    steps
      .map(
        ({ rule, zh: does, en: doing, basis, article: by }) =>
          `\`${rule}\` ${does} · ${doing}（${bases[basis].zh} · ${basis}：${by}）`,
      )
      .join('<br>'),
    article,
  ];
}

function casesBody(id: string, cases: readonly CaseFile[]): readonly string[] {
  const file = cases.find((candidate) => candidate.scheme === id);
  if (file === undefined) return [];
  const { decisions, settlements } = file;
  return [
    '## 判例 · Cases',
    '',
    `[${id}.cases.yaml](../../policies/schemes/${id}.cases.yaml): ${decisions.length} 个决定 · decisions, ${settlements.length} 个结算 · settlements.`,
  ];
}

function valueText({ unit, value }: Parameter): string {
  switch (unit) {
    case 'yuan':
      return `${formatYuan(value as Fen)} 元`;
    case 'ratio':
      return decimal(value as Ratio);
    case 'categories':
      return (value as readonly string[]).map((code) => entryOf(categories, code)?.zh ?? code).join('、');
    case 'insurance-types':
      return (value as readonly string[])
        .map((code) => `${code} ${entryOf(insurance, code)?.zh ?? ''}`)
        .join('、');
    case 'names':
      return (value as readonly (readonly string[])[]).map((names) => names[0]).join('、');
    default:
      return Array.isArray(value)
        ? value.join(', ')
        : typeof value === 'string'
          ? value
          : JSON.stringify(value);
  }
}
