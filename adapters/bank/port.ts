import type { LocalDate } from '../../domain/dates.ts';
import type { PersonRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { CreditLine } from '../../domain/stay.ts';
import type { Call } from '../call.ts';

/** The bank that fronts the patient's own part from a revolving credit line. Whatever moves money has a key and can be asked about by it. */
export interface Bank {
  /** The person's line on this day; null when there is none. */
  readonly creditLine: Call<CreditLineRequest, CreditLineState | null>;
  /** Keeps a part of the line for one stay until a day; refused as a whole when it exceeds what is available. */
  readonly hold: Call<LineRequest, LineHeld>;
  /** Keeps it longer. */
  readonly renew: Call<HoldRequest, LineHeld>;
  /** Gives the whole hold back to the line. */
  readonly release: Call<HoldRequest, HoldReleased>;
  /** Draws on the line and pays the hospital; refused as a whole when it exceeds what is available. Ends the hold that it names. */
  readonly draw: Call<DrawRequest, DrawTaken>;
  /** Pays back to the line a part of what was drawn. */
  readonly reverse: Call<ReverseRequest, DrawReversed>;
}

export interface CreditLineRequest {
  readonly personRef: PersonRef;
}

export interface CreditLineState extends CreditLine {
  /** What can still be drawn, fen; what is held for somebody is not in it. */
  readonly availableFen: Fen;
}

export interface LineRequest {
  readonly personRef: PersonRef;
  readonly fen: Fen;
}

export interface HoldRequest {
  readonly holdRef: string;
}

export interface LineHeld {
  readonly holdRef: string;
  readonly heldFen: Fen;
  /** The last day on which it holds, Asia/Shanghai. */
  readonly expiresOn: LocalDate;
}

export interface HoldReleased {
  readonly holdRef: string;
  readonly releasedOn: LocalDate;
}

export interface DrawRequest extends LineRequest {
  /** The bank's number of the hold that it is drawn from; null where nothing is held. */
  readonly holdRef: string | null;
}

export interface DrawTaken {
  readonly drawRef: string;
  readonly drawnFen: Fen;
  readonly drawnOn: LocalDate;
  readonly availableFen: Fen;
}

export interface ReverseRequest {
  readonly drawRef: string;
  readonly fen: Fen;
}

export interface DrawReversed {
  readonly reverseRef: string;
  readonly reversedFen: Fen;
  readonly reversedOn: LocalDate;
}
