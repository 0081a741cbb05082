import type { County as Place } from './people/counties.ts';
import type { Bill } from './stay-view.ts';
import type { Ward } from './wards.ts';

/** How the own part is paid where it can be drawn on a credit line. */
export const waysOfLine = ['forgets', 'consents', 'in-cash'] as const;

/** Everything that happens in one stay of the living county, known before it begins. */
export interface Acts {
  readonly ward: Ward;
  readonly place: Place;
  /** Which person of the place. */
  readonly person: number;
  /** Somebody without a resident number instead: which of those of the place; null: the person. */
  readonly otherCertificate: number | null;
  /** The court names the patient by mistake. */
  readonly courtLists: boolean;
  /** The window finds the ground that is found there now and then. */
  readonly groundFound: boolean;
  /** The admission desk forgets its check. */
  readonly deskForgets: boolean;
  /** The insurer’s settlement desk is away at the discharge. */
  readonly insurerAway: boolean;
  readonly days: number;
  readonly bill: Bill;
  readonly wayOfLine: (typeof waysOfLine)[number];
  readonly ownPart: 'at-once' | 'instalments' | 'never';
}
