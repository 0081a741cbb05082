import { z } from 'zod';
import {
  type Certificate,
  type CertificateKind,
  certificateKinds,
  certificateOf,
  plainCertificate,
  type ShownCard,
  type ShownKind,
} from '../../../domain/certificate.ts';
import { entryOf } from '../../../domain/entry.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import type { PersonIdentity } from '../../../domain/person.ts';
import { CertificateUnlisted } from '../../call.ts';
import { notOurs, type Unknown } from '../../reply.ts';
import { textIn } from './rows.ts';

/** By what a person comes to the window (`mdtrt_cert_type`, `mdtrt_cert_no`). */
export const shownForm = {
  mdtrt_cert_type: z.string().min(1).max(3),
  mdtrt_cert_no: z.string().min(1).max(100),
};
type Shown = z.infer<z.ZodObject<typeof shownForm>>;

/** Who the person is (`psn_cert_type`, `certno`). */
export const identityForm = {
  psn_cert_type: z.string().min(1).max(6),
  certno: z.string().min(1).max(50),
};
type Identity = z.infer<z.ZodObject<typeof identityForm>>;

/** The certificate by this region's code. Throws CertificateUnlisted where its file has none: nothing is sent under another's. */
export function identityFields(region: InsurerRegion, person: PersonIdentity): Identity {
  const { kind, number } = certificateOf(person);
  return { psn_cert_type: codeOf(region, kind, 'identity'), certno: number };
}

/** What is shown in its place, or the certificate itself, in the same way. `card_sn` is the card's own. */
export function shownFields(
  region: InsurerRegion,
  person: PersonIdentity,
  shown: ShownCard | null | undefined,
): Shown & { readonly cardSerial: string } {
  const [kind, number, cardSerial] = presented(certificateOf(person), shown ?? null);
  return { mdtrt_cert_type: codeOf(region, kind, 'shown'), mdtrt_cert_no: number, cardSerial };
}

function presented(
  { kind, number }: Certificate,
  shown: ShownCard | null,
): readonly [kind: CertificateKind | ShownKind, number: string, serial: string] {
  if (shown === null) return [kind, number, ''];
  return shown.kind === 'e-voucher'
    ? [shown.kind, shown.token, '']
    : [shown.kind, shown.number, shown.serial];
}

function codeOf(
  { certificates }: InsurerRegion,
  kind: CertificateKind | ShownKind,
  as: 'identity' | 'shown',
): string {
  const code = entryOf(certificates, kind)?.[as];
  if (code === undefined || code === null) throw new CertificateUnlisted(kind);
  return code;
}

/** Undefined when the certificate that a reply names is the one that was asked with. */
export function ofAnotherCertificate(
  said: Readonly<Record<string, unknown>>,
  asked: Readonly<Record<string, unknown>>,
  { certificates }: InsurerRegion,
): Unknown | undefined {
  const certno = textIn(asked, 'certno');
  if (certno === null) return undefined;
  const number = textIn(said, 'certno');
  const numbers = notOurs({ certno: number === null ? null : plainCertificate(number) }, { certno });
  if (numbers !== undefined) return numbers;
  const resident = entryOf(certificates, 'resident-id')?.identity ?? null;
  const type = textIn(asked, 'psn_cert_type');
  // Numbers of other kinds are short, and two kinds may share one; a resident number is nobody else's.
  if (type === null || type === resident) return undefined;
  return notOurs({ psn_cert_type: textIn(said, 'psn_cert_type') }, { psn_cert_type: type });
}

/** The number of a certificate that a visit was asked for with; null for a card or a token, which are none of the person's numbers. */
export function certificateShown(
  asked: Readonly<Record<string, unknown>>,
  { certificates }: InsurerRegion,
): string | null {
  const type = textIn(asked, 'mdtrt_cert_type');
  const kinds = Object.keys(certificateKinds);
  const isCertificate = kinds.some((kind) => entryOf(certificates, kind)?.shown === type);
  return type !== null && isCertificate ? textIn(asked, 'mdtrt_cert_no') : null;
}
