import { maskedCertificate } from '../../domain/certificate.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { PrintedGround } from '../../domain/printed-papers.ts';
import { requireVersion, type SchemeVersion } from '../../policies/schemes.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ApiDeps } from '../deps.ts';
import type { Block } from './pdf/sheet.ts';

/** What a paper of a stay is made from; the only place beside the window's look-ups where a name meets a stay. */
export interface PaperFacts {
  readonly whole: WholeStay;
  readonly scheme: SchemeVersion;
  readonly institution: string;
  readonly name: string;
  /** Masked: the paper leaves the house. */
  readonly number: string;
  readonly address: string | null;
}

/** What fills a text: its places, its tables, and which of its cases hold. */
export interface PaperContent {
  /** Of its facts: it picks the text, and the file says it. */
  readonly day: LocalDate;
  /** The day or the notice that it is about; empty: the stay. */
  readonly about: string;
  readonly values: Readonly<Record<string, string>>;
  readonly parts: Readonly<Record<string, readonly Block[]>>;
  readonly flags: readonly string[];
  /** Of which other dated text it is made too. */
  readonly text?: string;
}

/** What it says, or why it cannot be printed now. */
export type PaperOrGround = PaperContent | PrintedGround;

/** What papers of a stay are made from: the stay with person, hospital and scheme, opened for this print. */
export async function paperFacts(deps: ApiDeps, whole: WholeStay): Promise<PaperFacts> {
  const { stay } = whole;
  const [given, person, hospital] = await Promise.all([
    deps.stays.givenName(stay.caseRef),
    deps.people.open(stay.personRef),
    deps.parties.institution(stay.institution),
  ]);
  return {
    whole,
    scheme: requireVersion(deps.schemes, stay.scheme, stay.admittedOn),
    institution: hospital?.name ?? stay.institution,
    name: given ?? person.name,
    number: maskedCertificate(person),
    address: person.address,
  };
}

/** A day as papers have it: 2024年3月8日. */
export function paperDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日`;
}
