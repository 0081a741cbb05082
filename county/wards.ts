import type { IfNotWaived } from '../domain/waiver.ts';
import type { Patient } from './admission-body.ts';

/** A hospital of the living county. */
export interface Ward {
  readonly slug: string;
  readonly scheme: string;
  readonly institution: string;
  /** Its hospital sends the list of each day, and asks for the own part in stages or settles in mid-stay. */
  readonly daily?: true;
  /** It carries whom the scheme does not admit as insured stays. */
  readonly ifNotWaived?: IfNotWaived;
  /** A ground that its window finds now and then. */
  readonly ground?: string;
  /** The court lists some of its patients, by mistake. */
  readonly courtLists?: true;
  /** Its families sign for instalments. */
  readonly instalments?: true;
  /** Its admission desk forgets the second check now and then. */
  readonly forgetful?: true;
  /** Some of its patients could pay and do not. */
  readonly debtors?: true;
}

/** Where people of each place are treated, and which scheme holds there; no hospital names it. */
export const wards: readonly Ward[] = [
  { slug: 'kaizhou', scheme: 'kaizhou-2024', institution: 'H50015400002', ifNotWaived: 'insured-stay' },
  { slug: 'kaizhou', scheme: 'kaizhou-2024', institution: 'H50015400003', instalments: true },
  { slug: 'kaizhou', scheme: 'kaizhou-2024', institution: 'H50015400004', forgetful: true },
  { slug: 'linhe', scheme: 'linhe-2017', institution: 'H15080200002', debtors: true },
  { slug: 'shanzhou', scheme: 'shanzhou-2017', institution: 'H41120300002', daily: true },
  { slug: 'hubin', scheme: 'sanmenxia-2017', institution: 'H41120200002' },
  { slug: 'dalian', scheme: 'dalian-2022', institution: 'H21020000002' },
  {
    ...{ slug: 'zaoqiang', scheme: 'zaoqiang-2021', institution: 'H13112100002', daily: true },
    ...{ ground: 'accidental-injury', courtLists: true },
  },
];

/** Somebody as the ward's window enters them; `found`: it finds the ground that is found there now and then. */
export function patientOf(
  { scheme, ifNotWaived, ground }: Ward,
  named: Pick<Patient, 'person' | 'admissionNo' | 'admittedOn'>,
  found: boolean,
): Patient {
  const grounds = found && ground !== undefined ? [ground] : [];
  return { scheme, unnamed: true, ifNotWaived, grounds, ...named };
}
