import type { LocalDate } from './dates.ts';
import { type Fen, sumFen } from './money.ts';

/** How a stay in hospital can end; none of them is an error. */
export const dischargeWays = ['cured', 'transfer', 'against-advice', 'death', 'other'] as const;
export type DischargeWay = (typeof dischargeWays)[number];

/** A word with the hospital's or the nation's code of it. */
export interface Coded {
  readonly code: string;
  readonly name: string;
}

/** The cost outside the policy's scope, in the three parts that the insurer asks for (fen). */
export interface OutOfPolicy {
  /** Wholly self-paid. */
  readonly ownPayFen: Fen;
  /** Above a price limit. */
  readonly overLimitFen: Fen;
  /** The share of class B that the patient pays first. */
  readonly firstPayFen: Fen;
}

/** One item of the bill as the insurer wants it (fen). */
export interface Fee {
  /** Code of the national catalogue. */
  readonly nationalCode: string;
  /** The hospital's own. */
  readonly code: string;
  readonly name: string;
  readonly count: number;
  readonly unitFen: Fen;
  readonly fen: Fen;
  readonly chargedOn: LocalDate;
}

/** Whether the three parts make the whole. */
export function isWhole({ ownPayFen, overLimitFen, firstPayFen }: OutOfPolicy, wholeFen: Fen): boolean {
  return sumFen([ownPayFen, overLimitFen, firstPayFen]) === wholeFen;
}

/** How a patient was hurt. */
export interface Injury {
  readonly happenedOn: LocalDate;
  readonly part: string;
  readonly place: string;
  readonly cause: string;
}

/** Where a patient is sent on to, and why. */
export interface Transfer {
  readonly to: Coded;
  /** Six digits. */
  readonly division: string;
  readonly reason: string;
  readonly opinion?: string | undefined;
}

/** What an insurer's form asks of a stay beyond the hub's own facts. It tells of the patient, so it lies sealed; what is not there nobody said. */
export interface Clinical {
  readonly department?: Coded | undefined;
  readonly doctor?: Coded | undefined;
  readonly bed?: string | undefined;
  /** Number of the medical record. */
  readonly recordNo?: string | undefined;
  /** What the patient came for, in words. */
  readonly complaint?: string | undefined;
  /** ICD-10 codes as the insurer's catalogue has them; the first is the main one. */
  readonly diagnoses?: readonly Coded[] | undefined;
  readonly diedOn?: LocalDate | undefined;
  readonly outOfPolicy?: OutOfPolicy | undefined;
  readonly injury?: Injury | undefined;
  readonly transfer?: Transfer | undefined;
  /** Every item of the bill. */
  readonly fees?: readonly Fee[] | undefined;
}

/** A fact that an insurer's form wants and nobody gave: its place in the form, what gives it at the door, and its name. */
export interface AskedField {
  /** Such as `2401.mdtrtinfo.atddr_no`. */
  readonly place: string;
  /** Path within `clinical`, such as `doctor.code`. */
  readonly field: string;
  readonly zh: string;
  readonly en: string;
}

/** Where something stands within what is told, such as `doctor.code`; a list is one thing. */
type PathWithin<Told> = Told extends string | number | readonly unknown[]
  ? never
  : {
      [Field in keyof Told & string]-?: Field | `${Field}.${PathWithin<NonNullable<Told[Field]>>}`;
    }[keyof Told & string];

/**
 * Places of the insurer's forms that `clinical` fills. A region's file may require these and no others: nobody could give
 * what the door does not take.
 */
export const clinicalPlaces = {
  '2401.mdtrtinfo.atddr_no': 'doctor.code',
  '2401.mdtrtinfo.chfpdr_name': 'doctor.name',
  '2401.mdtrtinfo.adm_diag_dscr': 'diagnoses',
  '2401.mdtrtinfo.adm_dept_codg': 'department.code',
  '2401.mdtrtinfo.adm_dept_name': 'department.name',
  '2401.mdtrtinfo.adm_bed': 'bed',
  '2401.mdtrtinfo.medrcdno': 'recordNo',
  '2401.mdtrtinfo.main_cond_dscr': 'complaint',
  '2401.diseinfo.diag_code': 'diagnoses',
  '2401.diseinfo.diag_dept': 'department.code',
  '2401.diseinfo.dise_dor_no': 'doctor.code',
  '2401.diseinfo.dise_dor_name': 'doctor.name',
  '2402.dscginfo.dscg_dept_codg': 'department.code',
  '2402.dscginfo.dscg_dept_name': 'department.name',
  '2402.dscginfo.dscg_bed': 'bed',
  '2402.dscginfo.die_date': 'diedOn',
  '2402.diseinfo.diag_code': 'diagnoses',
  '2402.diseinfo.diag_dept': 'department.code',
  '2402.diseinfo.dise_dor_no': 'doctor.code',
  '2402.diseinfo.dise_dor_name': 'doctor.name',
  '2501.refmedin.reflin_medins_no': 'transfer.to.code',
  '2501.refmedin.reflin_medins_name': 'transfer.to.name',
  '2501.refmedin.mdtrtarea_admdvs': 'transfer.division',
  '2501.refmedin.refl_rea': 'transfer.reason',
  '2501.refmedin.refl_opnn': 'transfer.opinion',
  '2507.data.trum_part': 'injury.part',
  '2507.data.trum_time': 'injury.happenedOn',
  '2507.data.trum_site': 'injury.place',
  '2507.data.trum_rea': 'injury.cause',
  '2301.feedetail.med_list_codg': 'fees',
  '2304.data.overlmt_selfpay': 'outOfPolicy',
  '2304.data.preselfpay_amt': 'outOfPolicy',
} as const satisfies Readonly<Record<string, PathWithin<Clinical>>>;
export type ClinicalPlace = keyof typeof clinicalPlaces;

/** Whether a scheme asks how it came about: an injury or a poisoning (ICD-10, chapter XIX, S00–T98), or an external cause (V01–Y98). */
export function isInjuryOrPoisoning(diagnosis: string | undefined): boolean {
  return diagnosis !== undefined && /^[STVWXY]/i.test(diagnosis);
}

/** What the insurer registers as an injury is less: to a part of the body, and burns (S00–T35). */
const injuryCode = /^(?:S\d\d|T[0-2]\d|T3[0-5])/;

/** Whether the patient lies there for having been hurt: somebody told how, or the main diagnosis says so. */
export function isHurt({ injury, diagnoses: [main] = [] }: Clinical): boolean {
  return injury !== undefined || injuryCode.test(main?.code ?? '');
}

/** What was said of the patient and the care, without what only that bill says: its items, and what of it is outside the policy. */
export function withoutFigures({ fees: _fees, outOfPolicy: _outOfPolicy, ...said }: Clinical): Clinical {
  return said;
}

/** What is known by now: later words replace earlier ones, field by field. */
export function laterClinical(...said: readonly (Clinical | undefined)[]): Clinical {
  const fields = said.flatMap((clinical) => Object.entries(clinical ?? {}));
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}
