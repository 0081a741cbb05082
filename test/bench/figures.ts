/** One of the aims of docs/PERFORMANCE.md. */
export type AimName = `P${1 | 2 | 3 | 4 | 5 | 8 | 9 | 10}`;

/** Where a value, or its ratio where it has one, should stand. */
export interface Aim {
  readonly name: AimName;
  readonly bound: 'at most' | 'at least';
  readonly than: number;
}

/** One line of the table, and of the JSON. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** To what the bench measured beside it, in the same rounds. */
  readonly ratio?: number;
  readonly aim?: Aim & { readonly met: boolean };
}

/** A figure judged: by its ratio where it has one, by its value otherwise. What could not be measured (NaN) meets no aim. */
export function figure(
  what: string,
  value: number,
  unit: string,
  { ratio, aim }: { readonly ratio?: number; readonly aim?: Aim } = {},
): Figure {
  const judged = ratio ?? value;
  return {
    ...{ what, value, unit },
    ...(ratio === undefined ? {} : { ratio }),
    ...(aim === undefined ? {} : { aim: { ...aim, met: meets(judged, aim) } }),
  };
}

function meets(value: number, { bound, than }: Aim): boolean {
  return bound === 'at most' ? value <= than : value >= than;
}

export const atMost = (name: AimName, than: number): { readonly aim: Aim } => ({
  aim: { name, bound: 'at most', than },
});
export const atLeast = (name: AimName, than: number): { readonly aim: Aim } => ({
  aim: { name, bound: 'at least', than },
});

/** The table: what, value, ratio, aim; a missed aim says so. */
export function tableOf(figures: readonly Figure[]): string {
  const wide = Math.max(...figures.map(({ what }) => what.length), 0) + 2;
  return figures
    .map(({ what, value, unit, ratio, aim }) => {
      const times = ratio === undefined ? '' : `${short(ratio)} ×`;
      const sign = aim?.bound === 'at least' ? '≥' : '≤';
      const told = aim === undefined ? '' : `${aim.name} ${sign} ${aim.than}${aim.met ? '' : '  MISSED'}`;
      const cells = `${what.padEnd(wide)}${short(value).padStart(10)} ${unit.padEnd(10)}${times.padStart(9)}`;
      return `${cells}  ${told}`.trimEnd();
    })
    .join('\n');
}

/** A whole number as it is, any other with three digits that count. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value)) return String(value);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 4;
  return value.toFixed(digits);
}
