import { randomBytes } from 'node:crypto';
import { shownOf, whoOf } from '../../county/admission-body.ts';
import { isHurt } from '../../domain/clinical.ts';
import { exclusionCodes } from '../../policies/codes/codes.ts';
import { requireVersion } from '../../policies/schemes.ts';
import type { Scenario } from './scenario.ts';
import type { Town } from './town.ts';

/** What the window enters: who the person is, as the clerk writes it, and every ground that the scheme asks for. */
export function admissionBody(town: Town, scenario: Scenario, admission: Scenario['admission']) {
  const hospital = town.hospital(admission.hospital);
  const [person, other] =
    admission.patient === 'person'
      ? [town.personOf(scenario), town.relativeOf(scenario)]
      : [town.relativeOf(scenario), town.personOf(scenario)];
  const { scheme, day, emergency, referred, diagnosis, grounds, notAsked, slip, ifNotWaived, named } =
    admission;
  const { exclusions } = requireVersion(town.county.schemes, scheme, day);
  const asked = exclusions
    .map(({ rule }) => rule)
    .filter((code) => exclusionCodes[code as keyof typeof exclusionCodes]?.derived !== true)
    .filter((code) => !notAsked.includes(code));
  const [code, name] = diagnosis?.split(' ') ?? [];
  return {
    ...(named ? { scheme } : {}),
    ...{ institution: hospital, admittedOn: day, emergency, referred },
    admissionNo: `CJ-${randomBytes(6).toString('hex')}`,
    patient: {
      ...whoOf(slip === 'number' ? other : person),
      ...shownOf(person, town.county.today()),
      name: slip === 'name' ? `${person.name}某` : person.name,
      phone: person.phone,
      householdDivision: person.division,
    },
    ...(ifNotWaived === null ? {} : { ifNotWaived }),
    ...(diagnosis === null ? {} : { diagnosis: { code, name } }),
    ...(admission.voucher === undefined ? {} : { voucherNo: admission.voucher }),
    ...(admission.bedside ? { clinical: atTheBedside(admission) } : {}),
    facts: Object.fromEntries([
      ...asked.map((one) => [one, grounds.includes(one)]),
      ...grounds.map((one) => [one, true]),
    ]),
  };
}

/** What the forms of some insurers want of every stay, and of one for an injury. */
function atTheBedside({ diagnosis, day }: Scenario['admission']) {
  const [code = ''] = diagnosis?.split(' ') ?? [];
  const hurt = isHurt({ diagnoses: [{ code, name: code }] });
  return {
    department: { code: '0302', name: '呼吸内科' },
    doctor: { code: 'D0001024', name: '医生甲' },
    ...{ bed: '3-12', recordNo: 'BA-2024-0601', complaint: '发热咳嗽三天' },
    ...(hurt ? { injury: { happenedOn: day, part: '右小腿', place: '自家院内', cause: '摔倒' } } : {}),
  };
}
