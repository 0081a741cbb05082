/** One suite of `npm test`: a project of vitest.config.ts. */
export interface Suite {
  readonly name: string;
  /** Suites of one lane run one after the other, the lanes side by side: each waits much more than it computes. */
  readonly lane: 'processes' | 'servers';
  /** What it should take on two idle cores; the table of a run shows how far off it is. Who adds a test cuts another one, or makes a `proof:` script of it. */
  readonly budgetSeconds: number;
}

/** All of them, in the order in which they run; each lane, with the check, within nineteen minutes. */
export const suites: readonly Suite[] = [
  { name: 'unit', lane: 'processes', budgetSeconds: 150 },
  { name: 'replay', lane: 'servers', budgetSeconds: 15 },
  { name: 'county', lane: 'processes', budgetSeconds: 550 },
  { name: 'scenarios', lane: 'processes', budgetSeconds: 370 },
  { name: 'workflows', lane: 'servers', budgetSeconds: 310 },
  { name: 'servers', lane: 'servers', budgetSeconds: 780 },
];
