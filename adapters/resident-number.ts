import { certificateOf } from '../domain/certificate.ts';
import type { PersonIdentity } from '../domain/person.ts';
import { CertificateUnlisted } from './call.ts';

/** The number for a form that takes no other. Throws CertificateUnlisted for somebody who has none: nobody is looked up under another's. */
export function residentNumber(person: PersonIdentity): string {
  if (person.idNumber === null) throw new CertificateUnlisted(certificateOf(person).kind);
  return person.idNumber;
}
