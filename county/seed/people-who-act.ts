import { parties } from '../../domain/ids.ts';
import { recordParties } from '../../domain/record-answers.ts';
import type { Role } from '../../domain/roles.ts';
import type { ActorStore } from '../../store/register/actors.ts';
import type { PartyStore } from '../../store/register/parties.ts';
import { bearerToken } from '../secrets.ts';
import { institutions } from './institutions.ts';
import { lists } from './lists.ts';

/** A made-up person of the county with a credential of their own. */
export interface ActingPerson {
  readonly actor: string;
  readonly name: string;
  readonly token: string;
}

/** Two people of every role, by organisation; four of the health commission: who decides on an objection did not decide before. */
export type ActingPeople = Readonly<Record<string, Readonly<Partial<Record<Role, readonly ActingPerson[]>>>>>;

/** The offices of the county itself, as one organisation. */
export const countyOffice = 'county';

const surnames = ['张', '王', '李', '刘', '陈', '杨', '黄', '周', '吴', '徐', '孙', '马'];
const givenNames = ['伟', '芳', '娜', '敏', '静', '丽', '强', '磊', '洋', '艳', '勇', '杰', '涛'];

/** Which roles people have at each organisation. */
function placesOf() {
  const two: readonly (readonly [party: string, roles: readonly Role[]])[] = [
    [countyOffice, ['operator', 'security', 'auditor', 'health-commission']],
    ...institutions.map(
      ({ institution }) => [institution, ['window', 'hospital-finance', 'hospital-lead', 'ward']] as const,
    ),
    ...lists.map(({ listId }) => [listId, ['agency-officer']] as const),
    // Keepers of records are asked and a gateway carries; nobody of theirs acts in the hub.
    ...parties
      .filter((party) => party !== 'sms-gateway' && !recordParties.some((keeper) => keeper === party))
      .map((party) => [party, [payerRole[party] ?? 'payer']] as const),
  ];
  // Last: everybody before keeps the name that a county kept.
  const more = [countyOffice, ['health-commission'], [3, 4]] as const;
  return [...two.map(([party, roles]) => [party, roles, [1, 2]] as const), more];
}

const payerRole: Readonly<Partial<Record<(typeof parties)[number], Role>>> = {
  'medical-insurance': 'bureau',
  bank: 'bank',
};

/** Who acts in the county: known people keep their credentials, a revoked one is replaced. */
export async function enterPeople(
  { register, actors }: { readonly register: PartyStore; readonly actors: ActorStore },
  known: ActingPeople | undefined,
): Promise<ActingPeople> {
  const people: Record<string, Partial<Record<Role, readonly ActingPerson[]>>> = {};
  let serial = 0;
  for (const [party, roles, numbers] of placesOf())
    for (const role of roles) {
      const both: ActingPerson[] = [];
      for (const number of numbers) {
        const actor = `${role}-${number}`;
        const name = nameOf(serial);
        serial += 1;
        await actors.putActor({ party, actor, role, kind: 'person', name });
        const before = known?.[party]?.[role]?.find((person) => person.actor === actor)?.token;
        both.push({ actor, name, token: await credentialOf(register, { party, actor }, before) });
      }
      const others = people[party]?.[role] ?? [];
      people[party] = { ...people[party], [role]: [...others, ...both] };
    }
  return people;
}

async function credentialOf(
  register: PartyStore,
  { party, actor }: { readonly party: string; readonly actor: string },
  before: string | undefined,
): Promise<string> {
  if (before !== undefined && (await register.putCredential(party, before, actor)) === 'known') return before;
  // Revoked meanwhile: a revoked credential never comes back.
  const token = bearerToken();
  await register.putCredential(party, token, actor);
  return token;
}

function nameOf(serial: number): string {
  const surname = surnames[serial % surnames.length] ?? '';
  return (
    surname + (givenNames[(serial * 5 + Math.floor(serial / surnames.length)) % givenNames.length] ?? '')
  );
}
