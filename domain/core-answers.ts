/** Transactions of the national interface whose replies a hospital delivers that settles by its own system. */
export const coreTransactions = ['2401', '2303', '2304', '2305', '2404'] as const;
export type CoreTransaction = (typeof coreTransactions)[number];

/** The call of the hub that such a reply answers; what a settlement would come to (2303) answers none. */
export const callOfTransaction = {
  '2401': 'admit',
  '2303': null,
  '2304': 'settle',
  '2305': 'cancelSettlement',
  '2404': 'cancelAdmission',
} as const satisfies Record<CoreTransaction, string | null>;

/** The same the other way round; undefined for a call of which the hospital delivers no reply. */
export function transactionOf(operation: string): CoreTransaction | undefined {
  return coreTransactions.find((one) => callOfTransaction[one] === operation);
}

/** What the insurer itself said when the hub asked whether it knows what a hospital delivered; `unchecked`: it could not be asked. */
export type CoreCheck = 'agrees' | 'differs' | 'unchecked';
