/** What the usual stay with one payer may cost; whoever lowers the cost lowers the number. */

/**
 * Talk with PostgreSQL, of all the hub's processes together: statements (BEGIN and COMMIT are two of them), transactions that end, flushes of its log that somebody waits for.
 * Each of two checks and an agreement looks in its own transaction for what is late of what the scheme asks: ten statements. Two keepers of
 * records are asked side by side before the decision, and the insurer once more before the settlement. A hospital that waits is told
 * the news in more pieces by a busy machine, each of them a reading of the stay: some eight more than on a quiet one.
 */
export const stayTalkBudget = { statements: 148, commits: 115, flushes: 23 } as const;

/**
 * What the usual stay may cost in Temporal, counted by test/workflows/budgets.test.ts on a real server. The aims are those of
 * P3; who spends more says here what it buys.
 */
export const stayBudget = {
  /** One payer that pays at once, a patient who pays later; checks, agreement and papers cost none of it. */
  onePayer: { events: 26, workflowTasks: 4, bytes: 6_144 },
  /** Each further payer that answers at once. */
  furtherPayer: { events: 3, workflowTasks: 0 },
  /** The own run of a payer that was asked by the stay, and pays months later when it is asked again. */
  payerOfMonths: { events: 18, workflowTasks: 2 },
  /** Each question more to such a payer: a timer, a task, an answer. */
  furtherQuestion: { events: 6, workflowTasks: 1 },
  /** Each bill that is settled with the payers while the stay goes on, whatever it leads to. */
  billInMidStay: { events: 14 },
} as const;
