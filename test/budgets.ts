/** What the usual stay with one payer may cost; whoever lowers the cost lowers the number. */

/** Talk with PostgreSQL, of all the hub's processes together: statements (BEGIN and COMMIT are two of them), transactions that end, flushes of its log. */
export const stayTalkBudget = { statements: 301, commits: 190, flushes: 31 } as const;
