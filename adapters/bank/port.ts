import type { LocalDate } from '../../domain/dates.ts';
import type { PersonRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { CreditLine } from '../../domain/stay.ts';
import type { Call } from '../call.ts';

/** The bank that fronts the patient's own part from a revolving credit line. */
export interface Bank {
  /** The person's line on this day; null when there is none. */
  readonly creditLine: Call<CreditLineRequest, CreditLineState | null>;
  // Used by: "patients-share (policies/engine/later-work.ts): credit line".
  /** Draws on the line and pays the hospital; refused as a whole when it exceeds what is available. */
  readonly draw: Call<DrawRequest, DrawTaken>;
}

export interface CreditLineRequest {
  readonly personRef: PersonRef;
}

export interface CreditLineState extends CreditLine {
  /** What can still be drawn, fen. */
  readonly availableFen: Fen;
}

export interface DrawRequest {
  readonly personRef: PersonRef;
  readonly fen: Fen;
}

export interface DrawTaken {
  readonly drawRef: string;
  readonly drawnFen: Fen;
  readonly drawnOn: LocalDate;
  readonly availableFen: Fen;
}
