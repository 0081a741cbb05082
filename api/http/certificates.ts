/** Who a patient is: a resident number, or another certificate; and what was shown at the window. */
import { z } from 'zod';
import { certificateNumber, type OtherCertificate, otherCertificateCodes } from '../../domain/certificate.ts';
import { parseIdentityNumber } from '../../domain/identity-number.ts';
import { invariant } from '../../domain/invariant.ts';
import { type PersonIdentity, windowSource } from '../../domain/person.ts';
import { day, idNumber } from './words.ts';

/** A certificate of somebody who has no resident number. */
export const otherCertificate = z
  .strictObject({
    kind: z.enum(otherCertificateCodes),
    number: z.string().max(64).meta({
      example: 'E12345678',
      description:
        'as it stands on the certificate; spaces, hyphens, width and case do not matter, nor how often a permit was renewed (its last two digits)',
    }),
    issuer: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional()
      .meta({
        example: 'FRA',
        description: 'of a passport, and of it alone: who issued it, as its machine-readable lines write it',
      }),
  })
  .superRefine(({ kind, number, issuer }, context) => {
    if (certificateNumber(kind, number) === undefined)
      context.addIssue({ code: 'custom', path: ['number'], message: 'certificate-number' });
    if ((kind === 'passport') === (issuer === undefined)) {
      const message = issuer === undefined ? 'field-missing' : 'field-unknown';
      context.addIssue({ code: 'custom', path: ['issuer'], message });
    }
  })
  .meta({ id: 'OtherCertificate' });

/** Card or voucher as the window read it. */
export const shownCard = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('social-security-card'),
      number: z
        .string()
        .regex(/^[A-Za-z0-9]{6,50}$/)
        .meta({ example: 'A12345678' }),
      serial: z
        .string()
        .regex(/^[A-Za-z0-9|]{6,32}$/)
        .meta({ description: 'card_sn, as the reader gives it' }),
    }),
    z.strictObject({
      kind: z.literal('e-voucher'),
      token: z
        .string()
        .regex(/^[\w.=+/-]{6,100}$/)
        .meta({
          description: 'ecToken, as the reader gives it; once it has expired the certificate is used',
        }),
    }),
  ])
  .meta({ id: 'ShownCard' });

/** Fields of whoever has another certificate: nothing can be read from its number. */
export const whoFields = {
  idNumber: idNumber.optional(),
  certificate: otherCertificate.optional().meta({
    description: 'in the place of idNumber, of somebody who has no resident number',
  }),
};
export const bornFields = {
  sex: z.enum(['male', 'female']).optional().meta({ description: 'with certificate; idNumber tells it' }),
  birthDate: day.optional(),
};

type Who = {
  readonly idNumber?: string | undefined;
  readonly certificate?: z.infer<typeof otherCertificate> | undefined;
};
type Born = { readonly sex?: unknown; readonly birthDate?: unknown };

/** Exactly one of the two. */
export function oneCertificate({ idNumber: number, certificate }: Who, context: z.RefinementCtx): void {
  if (number === undefined && certificate === undefined)
    context.addIssue({ code: 'custom', path: ['idNumber'], message: 'field-missing' });
  if (number !== undefined && certificate !== undefined)
    context.addIssue({ code: 'custom', path: ['certificate'], message: 'certificate-beside-number' });
}

/** Sex and birth date with another certificate, and with it alone. */
export function bornAsTold(patient: Who & Born, context: z.RefinementCtx): void {
  oneCertificate(patient, context);
  for (const name of ['sex', 'birthDate'] as const) {
    const told = patient[name] !== undefined;
    if (patient.certificate !== undefined && !told)
      context.addIssue({ code: 'custom', path: [name], message: 'field-missing' });
    if (patient.idNumber !== undefined && told)
      context.addIssue({ code: 'custom', path: [name], message: 'field-unknown' });
  }
}

/** By which the vault finds a person. */
export function whoOf({ idNumber: raw, certificate }: Who): Pick<PersonIdentity, 'idNumber' | 'certificate'> {
  if (raw !== undefined) {
    const parsed = parseIdentityNumber(raw);
    invariant(parsed.ok, 'an identity number passed the door unchecked');
    return { idNumber: parsed.number };
  }
  invariant(certificate !== undefined, 'a patient without any certificate passed the door');
  return { idNumber: null, certificate: normalised(certificate) };
}

function normalised({ kind, number: raw, issuer }: z.infer<typeof otherCertificate>): OtherCertificate {
  const number = certificateNumber(kind, raw);
  invariant(number !== undefined, 'a certificate passed the door unchecked');
  return { kind, number, ...(issuer === undefined ? {} : { issuer }) };
}

/** The person as a window tells them. */
export function identityOf(
  patient: Who & {
    readonly name: string;
    readonly sex?: PersonIdentity['sex'] | undefined;
    readonly birthDate?: PersonIdentity['birthDate'] | undefined;
    readonly address?: string | undefined;
    readonly phone?: string | undefined;
  },
): PersonIdentity {
  const { name, address = null, phone = null } = patient;
  const told = { name, address, phone, saidBy: { [windowSource]: name } };
  if (patient.idNumber === undefined) {
    const { sex, birthDate } = patient;
    invariant(sex !== undefined && birthDate !== undefined, 'sex and birth date passed the door unsaid');
    return { ...whoOf(patient), sex, birthDate, ...told };
  }
  const parsed = parseIdentityNumber(patient.idNumber);
  invariant(parsed.ok, 'an identity number passed the door unchecked');
  const { number: idNumber, sex, birthDate } = parsed;
  return { idNumber, sex, birthDate, ...told };
}
