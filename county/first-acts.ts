import type { Acts } from './acts.ts';

/** Told of a stay: its hospital, and what is not left to the dice. */
type Told = Partial<Omit<Acts, 'ward' | 'place' | 'person'>> & { readonly at: string };

const bill = { totalFen: 2_400_000, outOfPolicyFen: 120_000 } as const;

/**
 * The first stays of a living county, in the order in which they are admitted: whoever starts one sees these stories come to their end
 * (`npm run stories` waits for each). The longest come first.
 */
export const firstActs: readonly Told[] = [
  // Held, forgotten, drawn by the hospital, repaid.
  { at: 'H21020000002', days: 3, bill, wayOfLine: 'forgets' },
  // Could pay and does not: noticed, listed, lifted by an objection.
  { at: 'H15080200002', days: 2, bill, ownPart: 'never' },
  // Instalments, the first missed and made up.
  { at: 'H50015400003', days: 2, bill, ownPart: 'instalments' },
  // Settled with the insurer in mid-stay.
  { at: 'H13112100002', days: 6, bill },
  // Paid on account, day by day.
  { at: 'H41120300002', days: 5, bill },
  // The second check is missing, and comes.
  { at: 'H50015400004', days: 4, bill, deskForgets: true },
  // The insurer is silent at the discharge: the patient leaves.
  { at: 'H41120200002', days: 2, bill, insurerAway: true },
];
