import type { CertificateKind, ShownKind } from './certificate.ts';
import type { AskedField, DischargeWay } from './clinical.ts';
import type { LocalDate } from './dates.ts';
import type { PayerId } from './ids.ts';
import type { CoverState } from './insurance.ts';
import type { RefusalCode } from './refusals.ts';
import type { Wording } from './words.ts';

/** What a refusal means for whoever must act. */
export const refusalKinds = {
  'not-registered': { zh: '未参保或查无此人', en: 'the person is not in the register' },
  correctable: { zh: '更正后重报', en: 'correct it and send again' },
  'already-done': { zh: '此前已办理', en: 'it was done before' },
  'our-setting': {
    zh: '我方设置有误,业务未到达医保',
    en: 'a setting of ours is wrong; nothing reached the insurer',
  },
  'token-expired': { zh: '凭证令牌已失效', en: 'the token of the voucher has expired' },
  'signed-out': { zh: '未签到或签到已失效', en: 'not signed in, or no longer' },
  'outside-policy': { zh: '政策不支付', en: 'outside what the policy pays' },
  unnamed: { zh: '对方未说明原因', en: 'no reason was given' },
} as const satisfies Wording;
export type RefusalKind = keyof typeof refusalKinds;

/** How a refusal is known: by a code at the head, at the end or anywhere in the text, or by the text alone. */
export interface RefusalRule {
  readonly at: 'head' | 'end' | 'inside' | 'text' | 'empty';
  /** The code, or the words that the text holds; nothing for `empty`. */
  readonly says: string;
  readonly code: RefusalCode;
  readonly kind: RefusalKind;
}

/** Fields of `setlinfo` in which a fund's sum is told once more. */
export const fundHeaders = [
  'hifp_pay',
  'cvlserv_pay',
  'hifes_pay',
  'hifmi_pay',
  'hifob_pay',
  'hifdm_pay',
  'maf_pay',
  'oth_pay',
] as const;
export type FundHeader = (typeof fundHeaders)[number];

/** What a fund code means where the line also fits every condition that is written. */
export interface FundRule {
  /** Whose money the line is. */
  readonly part: PayerId;
  /** Null where no source tells in which field of the head the fund is counted. */
  readonly header: FundHeader | null;
  /** Words that the line's `fund_pay_type_name` holds. */
  readonly named?: string | undefined;
  /** The line's `setl_proc_info`. */
  readonly info?: string | undefined;
  /** A field of the head that holds the very amount of the line. */
  readonly equals?: string | undefined;
}

/** What an insurance type says of a person: a cover of its own, an addition to one, or nothing about hospital care. */
export type InsuranceKind = 'cover' | 'addition' | 'other';

/** How a request is signed for the gateway. */
export const signings = ['none', 'x-tif-sha256', 'csb-hmac-sha1', 'csb-hmac-sm3'] as const;
export type Signing = (typeof signings)[number];

/** How `cainfo` is made over `input`; its name stands in `signtype`. */
export const bodySignings = ['none', 'SM2', 'SM3'] as const;
export type BodySigning = (typeof bodySignings)[number];

/** Bytes of a file in JSON: as text in Base64, or as a list of numbers. */
export const fileByteForms = ['base64', 'numbers'] as const;

/** How and with which fixed words this region is spoken to; null: no public source tells, so nothing can be sent there. */
export interface RegionSpeech {
  /** Path of a transaction, with `{infno}` in it; without: one path for all, and the message alone names the transaction. */
  readonly path: string | null;
  readonly signing: Signing | null;
  readonly bodySigning: BodySigning | null;
  readonly infver: string | null;
  readonly receiverSystem: string | null;
  /** `med_type` of an ordinary stay in hospital. */
  readonly medType: string | null;
  /** Whether the items of a bill are uploaded (2301) before the stay ends. */
  readonly feeDetail: boolean | null;
  /** Whether 9001 must come before anything else. */
  readonly signIn: boolean | null;
  /** Transaction that tells what became of a message; null: the region has none, and a lost reply waits for a statement. */
  readonly messageQuery: string | null;
  /** Whether the form of a settlement names the person and both divisions too; null: no source tells, and it does not. */
  readonly settlementPerson: boolean | null;
  /** Whether 2601 reverses a registration or a settlement whose answer was lost; used where the message cannot be asked about and `readBack` proves what stands. */
  readonly reversal: boolean | null;
  /** Whether 5201 tells the visit of an admission number and 5203 the settlement of a visit: what was done before is read back; null: a person looks it up. */
  readonly readBack: boolean | null;
  /** Whether a patient who is sent on to another hospital is filed (2501), and the code of an ordinary one (`refl_type`); null: no source tells, and nothing is sent. */
  readonly referralFiling: boolean | null;
  readonly referralType: string | null;
  /** Whether a patient who was hurt is filed (2507), and `med_type` of such a stay. */
  readonly injuryFiling: boolean | null;
  readonly injuryMedType: string | null;
  /** Whether settlements are held against the insurer's book by 3201 and 3202; null: no source tells, and it is not asked. */
  readonly reconciliation: boolean | null;
  /** `setl_optins`: whom the hospital's settlements are cleared with. */
  readonly clearingOffice: string | null;
  /** How the bytes of a file stand in 9101. */
  readonly fileBytes: (typeof fileByteForms)[number] | null;
  /** Whether a bill may be settled while the stay goes on (`mid_setl_flag`); null: no rule that was seen allows it. */
  readonly midSettlement: boolean | null;
  /** Whether a bill may be tried (2303) before it is settled; null: no source tells, and it is not asked. */
  readonly preSettlement: boolean | null;
  /** Within how many days of a discharge another stay at the same hospital counts as a readmission that it must explain; null: no rule that was seen says so. */
  readonly readmissionDays: number | null;
}

/** How a kind of certificate is told: as who somebody is (`psn_cert_type`), and as what is shown (`mdtrt_cert_type`); null: no source tells. */
export interface CertificateCodes {
  readonly identity: string | null;
  readonly shown: string | null;
}

/** A field of a form that this region wants filled, with its name; `death` only where the patient died. */
export type RequiredField = Pick<AskedField, 'place' | 'zh' | 'en'> & { readonly when?: 'death' | undefined };

/** What one insurer's platform says and means, on one day. */
export interface InsurerRegion {
  readonly id: string;
  /** Six digits; ends in 0000 for a province, in 00 for a prefecture. */
  readonly division: string;
  readonly zh: string;
  readonly en: string;
  readonly speech: RegionSpeech;
  /** What of its forms must be filled, beyond what the hub always knows. */
  readonly required: readonly RequiredField[];
  /** By which codes certificates, cards and vouchers are told; one that is not listed cannot be sent. */
  readonly certificates: Readonly<Partial<Record<CertificateKind | ShownKind, CertificateCodes>>>;
  /** How a stay ended (`dscg_way`); a way that is not listed cannot be told. */
  readonly leavingWays: Readonly<Partial<Record<DischargeWay, string>>>;
  /** `infcode` → what it says. */
  readonly infcodes: Readonly<Record<string, 'accepted' | 'failed' | 'refused'>>;
  readonly funds: Readonly<Record<string, readonly FundRule[]>>;
  /** Whether `fund_pay_sumamt` holds the patient's account; `as-told`: cities differ, the amounts tell. */
  readonly fundSum: 'account-inside' | 'account-outside' | 'as-told';
  /** Whether `acct_pay` holds the family's account. */
  readonly familyAccount: 'in-account' | 'beside' | 'as-told';
  /** `psn_idet_type` → our category, null where it is none of ours. */
  readonly labels: Readonly<Record<string, { readonly category: string | null }>>;
  readonly insuranceTypes: Readonly<Record<string, InsuranceKind>>;
  readonly insuranceStates: Readonly<Record<string, Exclude<CoverState, 'unclear'>>>;
  /** Fields that this platform leaves empty. */
  readonly mayBeEmpty: ReadonlySet<string>;
  readonly refusals: readonly RefusalRule[];
}

/** What a county entered for its region's tables: `value` as the region's file would write it, from that day until a later one. */
export interface RegionValue {
  /** Six digits. */
  readonly division: string;
  readonly section: string;
  readonly name: string;
  readonly validFrom: LocalDate;
  /** JSON-safe. */
  readonly value: Readonly<Record<string, unknown>>;
  /** The paper that says so. */
  readonly source: string;
}

/** The regions whose tables were entered. */
export interface InsurerRegions {
  /** The tables of whom we ask, by the longest prefix: county, prefecture, province; undefined when nobody entered any. */
  readonly on: (division: string, day: string) => InsurerRegion | undefined;
}
