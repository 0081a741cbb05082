import { entryOf } from '../../../domain/entry.ts';
import { yuanString } from '../../../domain/money.ts';
import type { CountyPerson } from '../../simulation.ts';
import { balanceOf } from './accounts.ts';
import { isCertificateOf, notShownBy, remember, toldCertificate } from './certificates.ts';
import { type Incoming, node, personNumber, type Transaction } from './desk.ts';

export const labelCodes: Readonly<Record<string, string>> = {
  'extreme-poverty': '5001',
  'subsistence-allowance': '5002',
  'subsistence-marginal': '5003',
  'child-in-difficulty': '5004',
  'registered-poor': '5101',
  'relapse-prone': '5102',
  'unstable-exit': '5103',
  'marginal-prone': '5104',
  'sudden-hardship': '5105',
};

export const statusCodes = { active: '1', suspended: '2', none: '4', unclear: '' } as const;

/** The labels that the insurer holds of a person on a day, in its own codes. */
export function labelsOn(person: CountyPerson, day: string): readonly string[] {
  return person.memberships
    .filter((held) => held.since <= day && (held.until === null || day <= held.until))
    .flatMap((held) => entryOf(labelCodes, held.category) ?? []);
}

/** As the insurer has it, or as mischief wants it: payments stopped, or moved to the residents' insurance. */
function insuredAs({ insurance }: CountyPerson, mischief: Incoming['mischief']): CountyPerson['insurance'] {
  if (mischief === 'cover-suspended') return { ...insurance, status: 'suspended' };
  return mischief === 'cover-of-residents' ? { ...insurance, type: '390' } : insurance;
}

/** 1101: who a person is to the insurer. Number and name must fit each other. */
export const personInfo: Transaction = (desk, incoming) => {
  const data = node(incoming, 'data');
  const person = desk.people.find(data.certno ?? '');
  if (person === undefined || person.name !== data.psn_name || !isCertificateOf(person, data))
    return { code: 'E1101', message: '未查询到参保人员信息' };
  const refused = notShownBy(desk, person, data);
  if (refused !== undefined) return refused;
  remember(desk, personNumber(person), person);
  const { type, status, division } = insuredAs(person, incoming.mischief);
  return {
    output: {
      baseinfo: {
        psn_no: personNumber(person),
        ...toldCertificate(person),
        psn_name: person.name,
        gend: person.sex === 'male' ? '1' : '2',
        naty: '01',
        brdy: person.birthDate,
      },
      insuinfo:
        type === null
          ? []
          : [
              {
                balc: yuanString(balanceOf(desk, person).ownFen),
                insutype: type,
                psn_type: type === '310' ? '11' : '1501',
                psn_insu_stas: statusCodes[status],
                psn_insu_date: '2019-01-01',
                paus_insu_date: '',
                cvlserv_flag: '0',
                insuplc_admdvs: division ?? '',
                emp_name: '',
              },
            ],
      idetinfo: person.memberships.map((held) => ({
        psn_idet_type: entryOf(labelCodes, held.category) ?? '5999',
        psn_type_lv: '',
        memo: '',
        begntime: `${held.since} 00:00:00`,
        // Open labels have an empty end.
        endtime: held.until === null ? '' : `${held.until} 23:59:59`,
      })),
    },
  };
};
