/** One suite of `npm test`: a project of vitest.config.ts. */
export interface Suite {
  readonly name: string;
  /** Suites of one lane run one after the other, the lanes side by side: each waits much more than it computes. */
  readonly lane: 'processes' | 'servers';
  /** What it may take on two idle cores. Whoever adds a test that passes it cuts another one or makes a `proof:` script of it. */
  readonly budgetSeconds: number;
}

/** All of them, in the order in which they run; together with the check under fifteen minutes. */
export const suites: readonly Suite[] = [
  { name: 'unit', lane: 'processes', budgetSeconds: 180 },
  { name: 'replay', lane: 'processes', budgetSeconds: 15 },
  { name: 'county', lane: 'processes', budgetSeconds: 480 },
  { name: 'workflows', lane: 'servers', budgetSeconds: 240 },
  { name: 'servers', lane: 'servers', budgetSeconds: 480 },
];
