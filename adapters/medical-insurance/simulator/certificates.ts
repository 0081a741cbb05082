import { createHash } from 'node:crypto';
import type { CertificateKind } from '../../../domain/certificate.ts';
import { addDays, type LocalDate } from '../../../domain/dates.ts';
import { table } from '../../book.ts';
import type { CountyPerson } from '../../simulation.ts';
import type { Desk, Node, Outcome } from './desk.ts';

/** `psn_cert_type` of each certificate, and `mdtrt_cert_type` where it is what is shown. */
const codes: Readonly<Record<CertificateKind, { readonly identity: string; readonly shown: string }>> = {
  'resident-id': { identity: '01', shown: '02' },
  'hong-kong-permit': { identity: '04', shown: '04' },
  'macao-permit': { identity: '05', shown: '04' },
  'taiwan-permit': { identity: '06', shown: '04' },
  'foreigner-card': { identity: '07', shown: '05' },
  passport: { identity: '08', shown: '99' },
  'birth-certificate': { identity: '990201', shown: '99' },
};

type Holder = Pick<CountyPerson, 'idNumber' | 'certificate'>;

function codesOf({ certificate }: Holder) {
  return codes[certificate?.kind ?? 'resident-id'];
}

/** The certificate as this platform tells it. */
export function toldCertificate(person: Holder): { readonly psn_cert_type: string; readonly certno: string } {
  return { psn_cert_type: codesOf(person).identity, certno: person.idNumber };
}

/** The certificate itself, where nothing else is shown. */
export function shownAt(person: Holder): {
  readonly mdtrt_cert_type: string;
  readonly mdtrt_cert_no: string;
} {
  return { mdtrt_cert_type: codesOf(person).shown, mdtrt_cert_no: person.idNumber };
}

/** The social-security card of a person of the county. */
export function cardOf({ idNumber }: Holder): { readonly number: string; readonly serial: string } {
  const digest = createHash('sha256').update(`card/${idNumber}`).digest('hex').toUpperCase();
  return { number: digest.slice(0, 9), serial: digest.slice(9, 41) };
}

/** What the reader of a window gives of the person's e-voucher that day. */
export function tokenOf({ idNumber }: Holder, day: LocalDate): string {
  return createHash('sha256').update(`ec/${day}/${idNumber}`).digest('hex');
}

const unknown: Outcome = { code: 'E1101', message: '未查询到参保人员信息' };

/** The no to a certificate, a card or a token that is not this person's; undefined where it is. */
export function notShownBy(desk: Desk, person: CountyPerson, data: Node): Outcome | undefined {
  const { mdtrt_cert_type: type, mdtrt_cert_no: number = '', card_sn: serial } = data;
  switch (type) {
    case '01': {
      // A token lives for its day here, and for the night after it.
      const today = desk.clock.today();
      const holds = [today, addDays(today, -1)].some((day) => tokenOf(person, day) === number);
      return holds ? undefined : { code: 'E1102', message: '无效token' };
    }
    case '03': {
      if (serial === '') return { code: 'E1001', message: 'card_sn不能为空' };
      const card = cardOf(person);
      const isTheirs = card.number === number && (serial === undefined || serial === card.serial);
      return isTheirs ? undefined : unknown;
    }
    default:
      return codesOf(person).shown === type && person.idNumber === number ? undefined : unknown;
  }
}

/** Whether the certificate that was told beside it is the person's. */
export function isCertificateOf(person: CountyPerson, { psn_cert_type, certno }: Node): boolean {
  return person.idNumber === certno && codesOf(person).identity === psn_cert_type;
}

/** Numbers of certificates by the insurer's number of their person, once it was asked. */
const known = table<string>('certificates-known');

/** Remembers whom the number that was told is of. */
export function remember(desk: Desk, personNo: string, { idNumber }: Holder): void {
  desk.book.write(known, personNo, idNumber);
}

/** The person whom a visit names: by certificate, or by the insurer's number where a card or a token is shown. */
export function personOfVisit(desk: Desk, { mdtrt_cert_type: type, mdtrt_cert_no, psn_no }: Node) {
  const isCard = type === '01' || type === '03';
  const number = isCard ? desk.book.read(known, psn_no ?? '') : mdtrt_cert_no;
  return desk.people.find(number ?? '');
}
