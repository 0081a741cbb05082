import { z } from 'zod';
import { conditionKindCodes } from '../../domain/condition-kinds.ts';
import { conditionStarts } from '../../domain/conditions.ts';
import type { LocalDate } from '../../domain/dates.ts';
import { type PartyId, type PayerId, parties, payers } from '../../domain/ids.ts';
import { recordParties } from '../../domain/record-answers.ts';
import { authorityShape } from './authority.ts';
import type { Citation, Parameter } from './cited-parameter.ts';
import { countyParameterShape } from './county-parameter.ts';
import { laterMark } from './later-work.ts';
import { calendars } from './parameter-units.ts';
import { practiceShapes } from './practice.ts';
import { amount, codes, flag, ratio, stepShapes } from './step.ts';

const base = {
  /** The entry's name in its file; with the scheme id it names the rule everywhere. */
  rule: z.string(),
  zh: z.string().min(1),
  en: z.string().min(1),
  /** Document number and article as people read it. */
  article: z.string(),
  cites: z.array(z.strictObject({ document: z.string(), article: z.string() })).min(1),
  /** Our own reading that this entry follows, named in `decisions`. */
  decision: z.string().optional(),
};

const requirement = z.discriminatedUnion('require', [
  z.strictObject({ ...base, require: z.literal('insured'), suspended: z.enum(['refuse', 'review']) }),
  z.strictObject({ ...base, require: z.literal('insurance-type'), oneOf: codes }),
  z.strictObject({ ...base, require: z.literal('insured-in'), region: z.string() }),
  z.strictObject({ ...base, require: z.literal('household-in'), region: z.string() }),
  z.strictObject({
    ...base,
    require: z.literal('category'),
    oneOf: codes,
    /** Institutions of these types may waive the deposit for everybody, each as the county's parameter of this name lists it. */
    openTypes: codes.optional(),
    openToAll: z.string().optional(),
  }),
  z.strictObject({ ...base, require: z.literal('institution-in-region') }),
  z.strictObject({ ...base, require: z.literal('institution-in-own-county') }),
  z.strictObject({ ...base, require: z.literal('institution-designated') }),
  z.strictObject({ ...base, require: z.literal('institution-level'), oneOf: z.array(z.number()).min(1) }),
  z.strictObject({ ...base, require: z.literal('institution-kind'), oneOf: codes }),
  z.strictObject({
    ...base,
    require: z.literal('institution-named'),
    names: z.array(z.array(z.string()).min(1)).min(1),
    orTypes: codes.optional(),
    orKinds: codes.optional(),
    /** Or reached since, each from the day and by the paper that the county's parameter of this name lists. */
    orListed: z.string().optional(),
  }),
  z.strictObject({ ...base, require: z.literal('referral') }),
  z.strictObject({ ...base, require: z.literal('credit-line'), leastFen: amount, mostFen: amount }),
]);
export type Requirement = z.infer<typeof requirement>;

/** What an exclusion does: no entry, the waiver ends, only the item is outside, or a person must look. */
export const effects = ['no-entry', 'waiver-lost', 'not-payable', 'review'] as const;
const exclusion = z.strictObject({
  ...base,
  effect: z.enum(effects),
  /** In a critical emergency this exclusion never refuses; it is put in order later. */
  emergency: z.enum(['never-refuses', 'applies']).default('applies'),
  /** Another exclusion of the scheme whose question asks for this one too: who answered that need not state this. */
  askedWith: z.string().optional(),
  /** Whose records say whether it is so: asked at the admission instead of the window, where the county has its address. */
  asks: z.enum(recordParties).optional(),
});
export type Exclusion = z.infer<typeof exclusion>;

const openList = z.strictObject({ ...base, level: z.enum(['person', 'cause']) });
export type OpenList = z.infer<typeof openList>;

const condition = z.strictObject({
  ...{ ...base, ...laterMark },
  when: z
    .enum([
      'always',
      'list-too-old',
      'emergency-arrears',
      'emergency-referral',
      'item-excluded',
      'injury',
      'keeper-silent',
    ])
    .default('always'),
  /** The record that shows it was done; left out: nothing is kept of it. */
  record: z.enum(conditionKindCodes).optional(),
  /** At the latest so many days after the admission, or after the discharge. */
  dueFrom: z.enum(conditionStarts).default('admission'),
  dueDays: z.int().min(0).optional(),
});
export type Condition = z.infer<typeof condition>;

const step = stepShapes(base);
export type StepRule = z.infer<typeof step>;

const payer = z.strictObject({
  ...base,
  rule: z.enum(payers),
  /** Who holds the money, as the document names it. Nothing is sent by it; `party` says who is spoken to. */
  organisation: z.string().min(1),
  party: z.enum(parties),
  tier: z.enum(['core', 'computed']),
  mayRefuse: flag,
  calendar: z.strictObject({ hospitalFiles: z.enum(calendars), payerDisburses: z.enum(calendars) }),
  steps: z.record(z.string(), step),
  /** `passesOn`: what this payer refuses the next ones take over (顺延), after the discharge too. */
  refusal: z.strictObject({ ...base, passesOn: flag.default(false) }),
});

/** One payer of a scheme version, in its place in the order. */
export interface PayerRule extends Omit<z.infer<typeof payer>, 'steps'> {
  readonly payer: PayerId;
  readonly party: PartyId;
  readonly steps: readonly StepRule[];
}

const patientRule = z.discriminatedUnion('pays', [
  z.strictObject({ ...base, pays: z.literal('own-part') }),
  z.strictObject({ ...base, pays: z.literal('share-of-total'), ratio }),
]);
const patientParts = z.strictObject({
  ...base,
  pays: z.literal('credit-then-cash'),
  selfPaidDrawable: flag,
  /** The most that the scheme lets the bank front for one stay, whatever the bank says. */
  mostFen: amount,
  /** What the bank is asked to hold for the stay at admission, at most. */
  holdMostFen: amount,
  /** Days after the notice from which on the hospital may draw what was forgotten. */
  forgottenDays: z.int().min(1),
});
export type PatientRule = z.infer<typeof patientRule>;
export type CreditRule = z.infer<typeof patientParts>;
const practice = practiceShapes({ ...base, ...laterMark });
/** A duty around the stay that other rooms carry out (interim settlement, deferral, arrears, report, lists): named, cited, with its parameters. */
export type Practice = z.infer<typeof practice>;

const countyParameter = countyParameterShape(base);
export type CountyParameter = z.infer<typeof countyParameter>;
const authority = authorityShape(base);
/** Whose list determines which categories. */
export type Authority = z.infer<typeof authority>;
const ownReading = z.strictObject({ ...base, cell: z.string().min(1) });
/** A sentence that the document leaves open and we settled; `cell` names the subject, as the comparison of the five schemes calls it. */
export type OwnReading = z.infer<typeof ownReading>;

/** The shapes of one section's entries after parameters were put in. */
export const entryShapes = {
  county: countyParameter,
  decisions: ownReading,
  authorities: authority,
  admission: requirement,
  exclusions: exclusion,
  openLists: openList,
  conditions: condition,
  payers: payer,
  practice,
} as const;
export const patientShapes = { amount: patientRule, parts: patientParts } as const;

/** One scheme as it stands from `from` until before `until`, every parameter put in, everything cited. */
export interface SchemeVersion {
  readonly id: string;
  /** First day of this version; it is pinned in the stay. */
  readonly version: LocalDate;
  readonly from: LocalDate;
  readonly until: LocalDate | null;
  readonly zh: string;
  readonly en: string;
  readonly region: string;
  readonly inherits: string | null;
  readonly document: string;
  readonly article: string;
  readonly cites: readonly Citation[];
  /** True when only a press report was seen, never the official text. */
  readonly pressOnly: boolean;
  /** Null for a scheme that asks no list. */
  readonly listAgeLimitDays: number | null;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly county: ReadonlyMap<string, CountyParameter>;
  readonly decisions: readonly OwnReading[];
  readonly authorities: readonly Authority[];
  readonly admission: readonly Requirement[];
  readonly exclusions: readonly Exclusion[];
  readonly openLists: readonly OpenList[];
  readonly conditions: readonly Condition[];
  readonly payers: readonly PayerRule[];
  readonly patient: PatientRule;
  readonly credit: CreditRule | null;
  readonly practice: ReadonlyMap<string, Practice>;
}
