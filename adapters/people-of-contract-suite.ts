import { localDate } from '../domain/dates.ts';
import { type IdentityNumber, parseIdentityNumber } from '../domain/identity-number.ts';
import { invariant } from '../domain/invariant.ts';
import { fen } from '../domain/money.ts';
import type { PersonIdentity } from '../domain/person.ts';
import type { CountyPerson, People } from './simulation.ts';

/** The people of the suites: invented, with numbers of the reference vectors. */
export const suitePeople: People = (() => {
  const all = [
    person('500234198012120034', {
      name: '向䶮',
      division: '500154',
      memberships: [
        {
          agency: 'civil-affairs',
          category: 'subsistence-allowance',
          label: '低保对象',
          since: localDate('2025-01-01'),
          until: null,
        },
      ],
    }),
    person('150802196503150016', { name: '巴图·额尔德尼', division: '150802' }),
    person('131121198902280042', {
      name: '刘芳',
      division: '210200',
      creditLine: { openedOn: localDate('2026-01-05'), limitFen: fen(10_000_00) },
    }),
    person('411203197010010026', { name: '赵秀英', division: '411203', status: 'suspended' }),
    withoutNumber('X1234567', { kind: 'passport', issuer: 'DEU' }, 'MARIA SCHMIDT'),
    withoutNumber('Q150015401', { kind: 'birth-certificate' }, '向小宝'),
  ];
  return {
    find: (idNumber) => all.find((one) => one.idNumber === idNumber),
    all: () => all,
    version: () => 1,
  };
})();

function person(
  idNumber: string,
  more: {
    readonly name: string;
    readonly division: string;
    readonly status?: 'suspended';
    readonly memberships?: CountyPerson['memberships'];
    readonly creditLine?: CountyPerson['creditLine'];
  },
): CountyPerson {
  const parsed = parseIdentityNumber(idNumber);
  invariant(parsed.ok, 'a person of the suites has a valid number');
  return {
    idNumber: parsed.number,
    name: more.name,
    sex: parsed.sex,
    birthDate: parsed.birthDate,
    division: more.division,
    address: '幸福村1组',
    phone: '13000000000',
    household: 'H-1',
    insurance: { type: '390', status: more.status ?? 'active', division: more.division },
    memberships: more.memberships ?? [],
    creditLine: more.creditLine ?? null,
  };
}

function withoutNumber(
  idNumber: string,
  certificate: NonNullable<CountyPerson['certificate']>,
  name: string,
): CountyPerson {
  const like = person('500234198012120034', { name, division: '500154' });
  return { ...like, idNumber, certificate, birthDate: localDate('2026-02-01') };
}

/** A person of a simulated county, as the vault would have them. */
export function asInVault({ idNumber: number, certificate, ...rest }: CountyPerson): PersonIdentity {
  if (certificate !== undefined) return { ...rest, idNumber: null, certificate: { ...certificate, number } };
  return { ...rest, idNumber: number as IdentityNumber };
}
