import type { LocalDate } from '../domain/dates.ts';

/** A draw on the line as the hub shows it. */
export interface Draw {
  readonly draw: number;
  readonly state: string;
  readonly fen: number;
  readonly backFen: number;
  readonly drawRef: string | null;
  readonly drawnOn: LocalDate | null;
  readonly interestFreeUntil: LocalDate | null;
}
