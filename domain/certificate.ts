import { type IdentityNumber, maskedIdentityNumber, parseIdentityNumber } from './identity-number.ts';
import type { Wording } from './words.ts';

/** Certificates of people who have no resident number; each is normalised and checked by its own form. */
export const otherCertificateKinds = {
  'birth-certificate': { zh: '出生医学证明(新生儿)', en: 'medical certificate of birth (newborn)' },
  'hong-kong-permit': {
    zh: '港澳居民来往内地通行证(香港)',
    en: 'mainland travel permit of a Hong Kong resident',
  },
  'macao-permit': { zh: '港澳居民来往内地通行证(澳门)', en: 'mainland travel permit of a Macao resident' },
  'taiwan-permit': { zh: '台湾居民来往大陆通行证', en: 'mainland travel permit of a Taiwan resident' },
  'foreigner-card': { zh: '外国人永久居留身份证', en: 'foreigner’s permanent residence card' },
  passport: { zh: '外国人护照', en: 'passport of a foreigner' },
} as const satisfies Wording;
export type OtherCertificateKind = keyof typeof otherCertificateKinds;
export const otherCertificateCodes = Object.keys(otherCertificateKinds) as OtherCertificateKind[];

/** Who a person is by: one of these tells people apart. */
export const certificateKinds = {
  'resident-id': {
    zh: '居民身份证(户口簿),及港澳台居民居住证',
    en: 'resident identity card, or a residence permit of Hong Kong, Macao or Taiwan residents',
  },
  ...otherCertificateKinds,
} as const satisfies Wording;
export type CertificateKind = keyof typeof certificateKinds;

/** What is shown at the window in the place of the certificate; the certificate is told all the same. */
export const shownKinds = {
  'social-security-card': { zh: '社会保障卡', en: 'social-security card' },
  'e-voucher': { zh: '医保电子凭证(ecToken)', en: 'electronic voucher (ecToken)' },
} as const satisfies Wording;
export type ShownKind = keyof typeof shownKinds;

/** A certificate of somebody without a resident number, normalised. Personal: never in ids, logs, URLs or messages. */
export interface OtherCertificate {
  readonly kind: OtherCertificateKind;
  readonly number: string;
  /** Of a passport: who issued it, three letters as its machine-readable lines write it; two countries may give one number. */
  readonly issuer?: string | undefined;
}

/** Card or voucher as the window read it; a token lives for minutes. */
export type ShownCard =
  | { readonly kind: 'social-security-card'; readonly number: string; readonly serial: string }
  | { readonly kind: 'e-voucher'; readonly token: string };

export interface Certificate {
  readonly kind: CertificateKind;
  readonly number: string;
}

/** How numbers of each kind are written, and what of them is the number: how often a permit was renewed is not. */
const forms: Readonly<Record<OtherCertificateKind, RegExp>> = {
  'birth-certificate': /^([A-Z]\d{9})$/,
  'hong-kong-permit': /^(H\d{8})(?:\d{2})?$/,
  'macao-permit': /^(M\d{8})(?:\d{2})?$/,
  'taiwan-permit': /^(\d{8})(?:\d{2})?$/,
  'foreigner-card': /^([A-Z]{3}\d{12}|9\d{16}[\dX])$/,
  passport: /^(?=.*\d)([A-Z0-9]{5,15})$/,
};

/** The number as it is kept; undefined for what is none of its kind. Width, case, spaces and hyphens do not matter. */
export function certificateNumber(kind: OtherCertificateKind, raw: string): string | undefined {
  const number = forms[kind].exec(plainNumber(raw))?.[1];
  // The card of 18 characters has the check character of a resident number.
  const checked = number?.length !== 18 || kind !== 'foreigner-card' || parseIdentityNumber(number).ok;
  return checked ? number : undefined;
}

/** A certificate's number so that two spellings of it are the same text, whatever its kind. */
export function plainCertificate(raw: string): string {
  const parsed = parseIdentityNumber(raw);
  return parsed.ok ? parsed.number : plainNumber(raw);
}

function plainNumber(raw: string): string {
  return raw
    .normalize('NFKC')
    .replace(/[\s\p{Cf}\p{DI}\p{Pd}]/gu, '')
    .toUpperCase();
}

interface Certified {
  readonly idNumber: IdentityNumber | null;
  readonly certificate?: OtherCertificate | undefined;
}

/** By which certificate a person is known. */
export function certificateOf({ idNumber, certificate }: Certified): Certificate {
  if (idNumber !== null) return { kind: 'resident-id', number: idNumber };
  if (certificate === undefined) throw new Error('a person without any certificate');
  return certificate;
}

/**
 * The text by which people are told apart. All numbers of 18 characters are of one space, a foreigner's card with them; any other
 * number means something only with its kind, and a passport's only with its issuer.
 */
export function certificateText({ idNumber, certificate }: Certified): string {
  if (idNumber !== null) return idNumber;
  const { kind, number } = certificateOf({ idNumber, certificate });
  if (number.length === 18) return number;
  return `${kind}/${certificate?.issuer ?? ''}/${number}`;
}

/** The number as a paper that leaves the house has it. */
export function maskedCertificate(person: Certified): string {
  if (person.idNumber !== null) return maskedIdentityNumber(person.idNumber);
  const { number } = certificateOf(person);
  return `${number.slice(0, 1)}${'*'.repeat(number.length - 4)}${number.slice(-3)}`;
}
