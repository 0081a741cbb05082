import { z } from 'zod';
import {
  type CertificateKind,
  certificateKinds,
  type ShownKind,
  shownKinds,
} from '../../domain/certificate.ts';
import { type ClinicalPlace, clinicalPlaces, dischargeWays } from '../../domain/clinical.ts';
import { isLocalDate } from '../../domain/dates.ts';
import { payers } from '../../domain/ids.ts';
import {
  bodySignings,
  fileByteForms,
  fundHeaders,
  type RefusalKind,
  refusalKinds,
  signings,
} from '../../domain/insurer-region.ts';
import { type RefusalCode, refusalTexts } from '../../domain/refusals.ts';
import { categoryCodes, isDivision } from '../codes/codes.ts';
import type { LocatedYaml } from '../engine/located-yaml.ts';
import { parsed } from '../engine/scheme-file.ts';

const day = z.string().refine(isLocalDate, "a quoted day such as '2024-01-28'");
const names = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const code = z.string().regex(/^[\w.-]{1,40}$/, 'a code of letters, digits, dots and hyphens');
const table = z.record(code, z.unknown()).optional();

const regionFile = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*$/, 'a name such as kaizhou'),
  /** Null for a file that others only inherit from. */
  division: z.string().refine(isDivision, 'a division of six digits').nullable(),
  name: names,
  inherits: z.string().min(1).optional(),
  from: day,
  until: day.nullable().default(null),
  checkedOn: day,
  /** Where the values come from, by the names that `cite` uses. */
  sources: z.record(z.string(), names).default({}),
  speech: table,
  reading: table,
  required: table,
  certificates: table,
  leavingWays: table,
  infcodes: table,
  funds: table,
  labels: table,
  insuranceTypes: table,
  insuranceStates: table,
  mayBeEmpty: table,
  refusals: table,
  /** What no public source tells, so that the place itself must be asked. */
  unknown: z.array(names).default([]),
});

/** One region file as written. */
export type RegionFile = z.infer<typeof regionFile>;

const note = { zh: z.string().min(1).optional(), en: z.string().min(1).optional() };
const cited = { ...note, cite: z.array(z.string().min(1)).min(1) };
const insuranceType = z.strictObject({ ...cited, kind: z.enum(['cover', 'addition', 'other']) });
/** Of a code by which nobody is insured as far as the hub knows (`coverTypes`, domain/insurance.ts). */
export const noCover = insuranceType.extend({ kind: insuranceType.shape.kind.exclude(['cover']) });
const part = z.enum(payers);
const fund = {
  part,
  header: z.enum(fundHeaders).nullable(),
};
const fundWhen = z.strictObject({
  ...fund,
  named: z.string().min(1).optional(),
  info: z.string().min(1).optional(),
  equals: z.string().min(1).optional(),
});

const certificate = z.strictObject({
  ...cited,
  identity: z
    .string()
    .regex(/^\w{1,6}$/)
    .nullable()
    .default(null),
  shown: z
    .string()
    .regex(/^\w{1,3}$/)
    .nullable()
    .default(null),
});
const certificateNames = [...Object.keys(certificateKinds), ...Object.keys(shownKinds)] as (
  | CertificateKind
  | ShownKind
)[];

const leavingWay = z.strictObject({ ...cited, value: z.string().regex(/^\w{1,3}$/) });
const requiredField = z.strictObject({ ...cited, ...names.shape, when: z.literal('death').optional() });

/** The shapes of one section's entries; every entry names its sources. */
export const regionShapes = {
  speech: {
    path: z.strictObject({ ...cited, value: z.string().regex(/^\/[\w/.-]+(?:\{infno\}[\w/.-]*)?$/) }),
    signing: z.strictObject({ ...cited, value: z.enum(signings) }),
    bodySigning: z.strictObject({ ...cited, value: z.enum(bodySignings) }),
    infver: z.strictObject({ ...cited, value: z.string().min(1).max(6) }),
    receiverSystem: z.strictObject({ ...cited, value: z.string().min(1).max(10) }),
    medType: z.strictObject({ ...cited, value: z.string().min(1).max(6) }),
    feeDetail: z.strictObject({ ...cited, value: z.boolean() }),
    signIn: z.strictObject({ ...cited, value: z.boolean() }),
    messageQuery: z.strictObject({ ...cited, value: z.string().min(4).max(6) }),
    settlementPerson: z.strictObject({ ...cited, value: z.boolean() }),
    reversal: z.strictObject({ ...cited, value: z.boolean() }),
    readBack: z.strictObject({ ...cited, value: z.boolean() }),
    midSettlement: z.strictObject({ ...cited, value: z.boolean() }),
    preSettlement: z.strictObject({ ...cited, value: z.boolean() }),
    readmissionDays: z.strictObject({ ...cited, value: z.int().min(1).max(90) }),
    referralFiling: z.strictObject({ ...cited, value: z.boolean() }),
    referralType: z.strictObject({ ...cited, value: z.string().min(1).max(6) }),
    injuryFiling: z.strictObject({ ...cited, value: z.boolean() }),
    injuryMedType: z.strictObject({ ...cited, value: z.string().min(1).max(6) }),
    reconciliation: z.strictObject({ ...cited, value: z.boolean() }),
    clearingOffice: z.strictObject({ ...cited, value: z.string().regex(/^\d{6}$/) }),
    fileBytes: z.strictObject({ ...cited, value: z.enum(fileByteForms) }),
  },
  reading: {
    fundSum: z.strictObject({
      ...cited,
      value: z.enum(['account-inside', 'account-outside', 'as-told']),
    }),
    familyAccount: z.strictObject({ ...cited, value: z.enum(['in-account', 'beside', 'as-told']) }),
  },
  required: Object.fromEntries(Object.keys(clinicalPlaces).map((place) => [place, requiredField])) as Record<
    ClinicalPlace,
    typeof requiredField
  >,
  certificates: Object.fromEntries(certificateNames.map((name) => [name, certificate])) as Record<
    CertificateKind | ShownKind,
    typeof certificate
  >,
  leavingWays: Object.fromEntries(dischargeWays.map((way) => [way, leavingWay])) as Record<
    (typeof dischargeWays)[number],
    typeof leavingWay
  >,
  infcodes: z.strictObject({ ...cited, says: z.enum(['accepted', 'failed', 'refused']) }),
  funds: z.union([
    z.strictObject({ ...cited, ...fund }),
    z.strictObject({ ...cited, oneOf: z.array(fundWhen).min(1) }),
  ]),
  labels: z.strictObject({
    ...cited,
    category: z
      .string()
      .refine((name) => categoryCodes.includes(name), 'a category of policies/codes/categories.yaml')
      .nullable(),
  }),
  insuranceTypes: insuranceType,
  insuranceStates: z.strictObject({ ...cited, means: z.enum(['active', 'suspended', 'none']) }),
  mayBeEmpty: z.strictObject(cited),
  refusals: z.strictObject({
    ...cited,
    at: z.enum(['head', 'end', 'inside', 'text', 'empty']),
    says: z.string().default(''),
    code: z.enum(Object.keys(refusalTexts) as RefusalCode[]),
    kind: z.enum(Object.keys(refusalKinds) as RefusalKind[]),
  }),
} as const;
export type RegionSection = keyof typeof regionShapes;
export const regionSections = Object.keys(regionShapes) as readonly RegionSection[];

/** Checks the outline of a region file. Throws SchemeFileError. */
export function parseRegionFile(yaml: LocatedYaml): RegionFile {
  return parsed(regionFile, yaml, []);
}
