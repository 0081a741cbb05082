import { type LocalDate, localDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { Institution } from '../../store/register/parties.ts';

/** One hospital of each place whose scheme is walked; its payers settle at once, so that the opening walk sees a stay to its end. */
export const walkInstitutions: Readonly<Record<string, InstitutionId>> = {
  'zaoqiang-2021': 'H13112100001' as InstitutionId,
  'shanzhou-2017': 'H41120300001' as InstitutionId,
  'sanmenxia-2017': 'H41120200001' as InstitutionId,
  'dalian-2022': 'H21020000001' as InstitutionId,
  'linhe-2017': 'H15080200001' as InstitutionId,
  'kaizhou-2024': 'H50015400001' as InstitutionId,
};

/** Those whose own system registers and settles with the insurer. */
export const settleThemselves: readonly InstitutionId[] = ['H50015400004' as InstitutionId];

const long = localDate('2015-01-01');

/** The simulated institutions of the counties; names are real, codes are made up in the national form. */
export const institutions: readonly Institution[] = [
  hospital(['H13112100001', '枣强县人民医院', '131121'], { settlesInstantly: true }),
  hospital(['H13112100002', '枣强县中医医院', '131121']),
  hospital(['H41120300001', '三门峡市陕州区人民医院', '411203'], { settlesInstantly: true }),
  hospital(['H41120300002', '陕州区大营镇卫生院', '411203'], { level: 1, type: 'township' }),
  hospital(['H41120200001', '三门峡市中心医院', '411202'], { level: 3, settlesInstantly: true }),
  hospital(['H41120200002', '三门峡市中医院', '411202']),
  hospital(['H21020000001', '大连医科大学附属第一医院', '210200'], { level: 3, settlesInstantly: true }),
  hospital(['H21020000002', '市中心医院', '210200'], { level: 3 }),
  hospital(['H15080200001', '区人民医院', '150802'], { settlesInstantly: true }),
  hospital(['H15080200002', '临河区双河镇卫生院', '150802'], { level: 1, type: 'township' }),
  hospital(['H50015400001', '区人民医院', '500154'], { settlesInstantly: true }),
  hospital(['H50015400002', '区中医院', '500154']),
  hospital(['H50015400003', '开州区临江中心卫生院', '500154'], { level: 1, type: 'township' }),
  hospital(['H50015400004', '开州区温泉中心卫生院', '500154'], { level: 1, type: 'township' }),
];

function hospital(
  [code, name, division]: readonly [code: string, name: string, division: string],
  more: Partial<Pick<Institution, 'level' | 'type' | 'settlesInstantly'>> = {},
): Institution {
  const designatedUntil: LocalDate | null = null;
  return {
    institution: code as InstitutionId,
    name,
    division,
    level: 2,
    kind: 'public',
    type: 'hospital',
    settlesInstantly: false,
    designatedFrom: long,
    designatedUntil,
    ...more,
  };
}
