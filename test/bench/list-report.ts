import { median } from './arithmetic.ts';
import type { ProcessorTimes } from './processor-times.ts';

/** One list on its way from the terminal until it serves. */
export interface Load {
  readonly seconds: number;
  readonly walBytes: number;
  /** Most resident memory by process, mebibytes. */
  readonly peaks: Readonly<Record<string, number>>;
  /** Of look-ups of one person meanwhile, milliseconds. */
  readonly lookupP99: number;
  readonly busy: ProcessorTimes;
}

/** A county's lists; `bare…` and `idleP99` are what they are measured against. */
export interface Round {
  readonly bare: number;
  /** Processor seconds of a bare COPY. */
  readonly bareBusy: number;
  readonly idleP99: number;
  readonly first: Load;
  readonly second: Load;
  readonly pull: Load;
}

/** One line of the table, and of the JSON: `value` in `unit`, and how it stands to the aim where there is one. */
interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 's' | 'MiB' | 'ms' | 'x' | 'processor seconds';
  readonly ratio?: number;
  readonly aim?: { readonly name: 'P6' | 'P7'; readonly most: number; readonly met: boolean };
}

const kinds = [
  ['first load, hub list push', 'first'],
  ['second version, 1 % changed', 'second'],
  ['first load, pulled', 'pull'],
] as const;
const parts = ['api', 'worker', 'postgres', 'parties'] as const;
const mebibyte = 1_048_576;
const mostMebibytes = 300;

/** Prints the table and, as the last line, the same as JSON. */
export function printListReport(people: number, rounds: readonly Round[]): void {
  const figures = figuresOf(rounds);
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  write(`\n${people} people, medians of ${rounds.length} rounds; × is against a bare COPY of the same file`);
  for (const { what, value, unit, ratio, aim } of figures) {
    const times = ratio === undefined ? '' : `${ratio.toFixed(2)} ×`;
    const told = aim === undefined ? '' : `${aim.name} ≤ ${aim.most}${aim.met ? '' : ', missed'}`;
    write(`${what.padEnd(52)}${`${value.toFixed(2)} ${unit}`.padStart(26)}${times.padStart(11)}  ${told}`);
  }
  write(JSON.stringify({ people, rounds: rounds.length, figures }));
}

function figuresOf(rounds: readonly Round[]): readonly Figure[] {
  const middle = (of: (round: Round) => number): number => median(rounds.map(of));
  const aimed = (name: 'P6' | 'P7', most: number, value: number) => ({
    aim: { name, most, met: value <= most },
  });
  const figures: Figure[] = [
    { what: 'bare COPY', value: middle((one) => one.bare), unit: 's', ratio: 1 },
    { what: '  with its client', value: middle((one) => one.bareBusy), unit: 'processor seconds', ratio: 1 },
    { what: 'look-up p99, idle', value: middle((one) => one.idleP99), unit: 'ms' },
  ];
  for (const [what, kind] of kinds) {
    const value = middle((one) => one[kind].seconds);
    const ratio = middle((one) => one[kind].seconds / one.bare);
    const aim = { first: aimed('P6', 10, ratio), second: aimed('P7', 4, ratio), pull: {} }[kind];
    figures.push({ what, value, unit: 's', ratio, ...aim });
    const all = ({ [kind]: { busy } }: Round): number => parts.reduce((sum, part) => sum + busy[part], 0);
    figures.push({
      what: '  all parts together',
      value: middle(all),
      unit: 'processor seconds',
      // On a machine that others use too, this is what can be compared.
      ratio: middle((one) => all(one) / one.bareBusy),
    });
    for (const part of parts)
      figures.push({
        what: `  ${part}, with its children`,
        value: middle((one) => one[kind].busy[part]),
        unit: 'processor seconds',
      });
    for (const process of Object.keys(rounds[0]?.[kind].peaks ?? {})) {
      const peak = middle((one) => one[kind].peaks[process] ?? 0);
      const memory = kind === 'second' ? {} : aimed('P6', mostMebibytes, peak);
      figures.push({ what: `  most memory of ${process}`, value: peak, unit: 'MiB', ...memory });
    }
    figures.push({
      what: '  WAL',
      value: middle((one) => one[kind].walBytes / mebibyte),
      unit: 'MiB',
    });
    const lookup = middle((one) => one[kind].lookupP99 / one.idleP99);
    figures.push({
      what: '  look-up p99 meanwhile ÷ idle',
      value: lookup,
      unit: 'x',
      ...(kind === 'second' ? aimed('P7', 2, lookup) : {}),
    });
  }
  const wal = middle((one) => one.second.walBytes / one.first.walBytes);
  figures.push({ what: 'WAL, second ÷ first', value: wal, unit: 'x', ...aimed('P7', 0.5, wal) });
  return figures;
}
