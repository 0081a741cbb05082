import type { Role } from './roles.ts';
import type { Words } from './words.ts';

const offices = ['hospital', 'window', 'hospital-finance', 'hospital-lead'] as const;

/** What is printed for a patient; `by`: the roles of the hospital that print it. */
export const printedKinds = {
  decision: { zh: '先诊疗后付费准入决定告知书', en: 'the decision on the admission', by: offices },
  agreement: { zh: '先诊疗后付费协议书', en: 'the agreement, to be signed', by: offices },
  'daily-list': { zh: '住院费用清单', en: 'charges, day by day', by: [...offices, 'ward'] },
  settlement: { zh: '住院费用结算单', en: 'the settlement', by: offices },
  letter: { zh: '致患者的告知函', en: 'a letter to the patient', by: offices },
} as const satisfies Record<string, Words & { readonly by: readonly Role[] }>;
export type PrintedKind = keyof typeof printedKinds;
export const printedCodes = Object.keys(printedKinds) as readonly PrintedKind[];

/** Why a paper cannot be printed now. */
export const printedGrounds = {
  'stay-over': { zh: '病例已撤销', en: 'the stay was cancelled' },
  'not-theirs': { zh: '冒用他人证件的住院,不以其名义打印', en: 'the stay was under somebody else’s card' },
  'not-decided': { zh: '尚未作出准入决定', en: 'the admission is not decided' },
  'not-asked': { zh: '方案未要求该协议', en: 'the scheme asks for no agreement' },
  'no-charges': { zh: '没有该日(或任何)费用清单', en: 'no list of charges was sent, or none of that day' },
  'too-many-lines': { zh: '条目太多,请按日打印', en: 'too many lines for one paper: print day by day' },
  'not-settled': { zh: '尚未结算', en: 'not settled yet' },
  'no-notice': { zh: '没有该告知事项', en: 'there is no such notice' },
} as const satisfies Record<string, Words>;
export type PrintedGround = keyof typeof printedGrounds;
export const printedGroundCodes = Object.keys(printedGrounds) as readonly PrintedGround[];

/** A paper that was printed: which, by which wording, and what proves a reprint. */
export interface PrintedPaper {
  /** Counts from 1 within the stay. */
  readonly paper: number;
  readonly kind: PrintedKind;
  /** Which day or notice it is about; empty: the stay. */
  readonly about: string;
  readonly template: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly sha256: string;
  readonly pages: number;
}
