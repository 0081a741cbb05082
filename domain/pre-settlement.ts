import type { CaseRef, PayerId } from './ids.ts';
import type { Fen } from './money.ts';
import type { Wording } from './words.ts';

/** How far a question is what a bill would come to at the insurer (2303). */
export const preSettlementStates = {
  asked: { zh: '已询问医保,尚未答复', en: 'the insurer was asked and has not answered yet' },
  answered: {
    zh: '医保预结算已答复,各方份额按其计算;未结算,以出院结算为准',
    en: 'the insurer answered and every share follows from it; nothing is settled, the discharge decides',
  },
  part: {
    zh: '医保已答复本方支付额,其余各方份额尚不能计算',
    en: 'the insurer told its own part; what the others bear cannot be worked out yet',
  },
  refused: { zh: '医保退回预结算', en: 'the insurer refused to try the bill' },
  silent: {
    zh: '医保未答复;不影响治疗和离院,可再次询问',
    en: 'the insurer did not answer; neither treatment nor leaving waits for it, and it can be asked again',
  },
} as const satisfies Wording;
export type PreSettlementState = keyof typeof preSettlementStates;
export const preSettlementCodes = Object.keys(preSettlementStates) as readonly PreSettlementState[];

/** Which question; the input of its workflow. */
export interface PreSettlementName {
  readonly caseRef: CaseRef;
  readonly sequence: number;
}

/** What came of one, amounts in fen. */
export type PreSettlementOutcome =
  | { readonly state: 'answered'; readonly shares: PreSettledShares; readonly patientFen: Fen }
  | { readonly state: 'part'; readonly shares: PreSettledShares; readonly code: string }
  | { readonly state: 'refused' | 'silent'; readonly code: string };

export type PreSettledShares = readonly { readonly payer: PayerId; readonly fen: Fen }[];
