/**
 * `npm run bench:page -- bench.json lists.txt …`: writes what `npm run bench -- --json` and `npm run bench:lists` printed into the
 * table of docs/PERFORMANCE.md. Parts that were run one by one are given as files of their own, in the order of the table.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { short } from './figures.ts';
import { kindsOf, type StayHistory } from './stay-histories.ts';

/** What the page takes of a figure; an aim of the lists says `most`. */
interface Told {
  readonly what: string;
  readonly value: number | null;
  readonly unit: string;
  readonly ratio?: number | null;
  readonly aim?: {
    readonly name: string;
    readonly met: boolean;
    readonly most?: number;
    readonly bound?: 'at most' | 'at least';
    readonly than?: number;
  };
}

/** One run: of the bench, or of the lists with so many people. */
export interface Report {
  readonly figures: readonly Told[];
  readonly people?: number;
  readonly rounds?: number;
  readonly machine?: Readonly<Record<string, unknown>>;
  readonly histories?: readonly StayHistory[];
  readonly said?: readonly string[];
  readonly rows?: readonly string[];
}

const from = '<!-- figures: npm run bench:page writes them -->';
const to = '<!-- end of figures -->';

if (import.meta.main) {
  const path = join(import.meta.dirname, '../../docs/PERFORMANCE.md');
  const reports = process.argv.slice(2).map((file) => reportIn(readFileSync(file, 'utf8')));
  writeFileSync(path, pageWith(readFileSync(path, 'utf8'), reports));
}

/** What a command printed: JSON, or a table with JSON as its last line. Throws when there is none. */
export function reportIn(printed: string): Report {
  const text = printed.trim();
  return JSON.parse(text.startsWith('{') ? text : (text.split('\n').at(-1) ?? '')) as Report;
}

/** The page with these reports between its marks. Throws without them. */
export function pageWith(page: string, reports: readonly Report[]): string {
  const [begin, end] = [page.indexOf(from), page.indexOf(to)];
  if (begin < 0 || end < begin) throw new Error('the page has no place for figures');
  const tables = reports.map(tableOf).join('\n\n');
  const profile = reports.flatMap(profileOf).join('\n\n');
  const inside = [tables, ...(profile === '' ? [] : [profile])].join('\n\n');
  return `${page.slice(0, begin + from.length)}\n\n${inside}\n\n${page.slice(end)}`;
}

function tableOf({ figures, people, machine, rounds }: Report): string {
  const of = people === undefined ? '' : `${people.toLocaleString('en')} people, ${rounds} rounds. `;
  const on = Object.entries(machine ?? {}).map(([name, value]) => `${name} ${String(value)}`);
  return [
    `${of}${on.join(', ')}`.trim(),
    '',
    '| | measured | × | aim |',
    '|---|---|---|---|',
    ...figures.map(({ what, value, unit, ratio, aim }) => {
      const times = typeof ratio === 'number' ? `${short(ratio)} ×` : '';
      const sub = what.startsWith('  ') ? `– ${what.trim()}` : what;
      return `| ${sub} | ${short(value ?? Number.NaN)} ${unit} | ${times} | ${aimOf(aim)} |`;
    }),
  ]
    .join('\n')
    .trim();
}

function aimOf(aim: Told['aim']): string {
  if (aim === undefined) return '';
  const sign = aim.bound === 'at least' ? '≥' : '≤';
  return `${aim.name} ${sign} ${aim.than ?? aim.most}${aim.met ? '' : ' **missed**'}`;
}

function profileOf({ histories = [], said = [], rows = [] }: Report): readonly string[] {
  const block = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [`${title}:\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\``];
  return [
    ...block('Where the events of a stay are', histories.map(kindsOf)),
    ...block('What the usual stay says to PostgreSQL, and how often', said),
    ...block('Where the bytes of the stay with the most payers are', rows),
  ];
}
