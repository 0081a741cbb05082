import { expect, test } from 'vitest';
import type { DischargeWay } from '../../../domain/clinical.ts';
import { localDate } from '../../../domain/dates.ts';
import type { InstitutionId } from '../../../domain/ids.ts';
import { fen } from '../../../domain/money.ts';
import { loadInsurerRegions } from '../../../policies/insurers/regions.ts';
import { FieldsMissing } from '../../call.ts';
import type { DischargeRequest } from '../port.ts';
import { toldByWindow } from '../questions-for-tests.ts';
import { dialectOf } from '../simulator/dialect.ts';
import { feesInput } from './fees.ts';
import { requireFilled } from './required.ts';
import { dischargeInput } from './visit.ts';

const regionOf = (division: string) => {
  const region = loadInsurerRegions().on(division, '2026-03-09');
  if (region === undefined) throw new Error(`no region of ${division}`);
  return region;
};
const missing = (run: () => unknown): readonly string[] => {
  try {
    run();
    return [];
  } catch (failure) {
    if (!(failure instanceof FieldsMissing)) throw failure;
    return failure.fields.map(({ zh, field }) => `${zh} ${field}`);
  }
};

test('everything that a form wants is told at once, by the place’s own names; what was given is not asked for', () => {
  const linhe = regionOf('150802');
  expect(missing(() => requireFilled(linhe, '2401', { clinical: {} })).toSorted()).toEqual([
    '主治医师编码 doctor.code',
    '主要病情描述 complaint',
    '主诊医师姓名 doctor.name',
    '入院床位 bed',
    '入院科室名称 department.name',
    '入院科室编码 department.code',
    '入院诊断 diagnoses',
    '病历号 recordNo',
  ]);
  const { bed: _bed, ...others } = toldByWindow;
  expect(missing(() => requireFilled(linhe, '2401', { clinical: others }))).toEqual(['入院床位 bed']);
  expect(
    missing(() => requireFilled(linhe, '2401', { clinical: { ...toldByWindow, diagnoses: [] } })),
  ).toEqual(['入院诊断 diagnoses']);
});

test('a day of death is asked of the dead alone, and how the stay ended is the region’s own word', () => {
  const leaving = (way: DischargeWay, diedOn?: string) =>
    ({
      ...{ visitRef: 'V1', personNo: 'P1', institution: 'H13112100001', dischargedOn: '2026-03-09', way },
      insurance: { type: '390', status: 'active', division: '131121' },
      clinical: { ...toldByWindow, diedOn },
    }) as DischargeRequest;
  const form = (way: DischargeWay, diedOn?: string) =>
    dischargeInput(leaving(way, diedOn), regionOf('131121')).dscginfo;
  expect(form('transfer')).toMatchObject({ dscg_way: '2', die_date: '' });
  expect(form('death', '2026-03-08')).toMatchObject({ dscg_way: '5', die_date: '2026-03-08' });
  expect(missing(() => form('death'))).toEqual(['死亡日期 diedOn']);
});

test('items go out in batches under running numbers; items that are not the bill are asked for anew', () => {
  const linhe = regionOf('150802');
  const fee = { nationalCode: 'N1', code: 'F1', name: '床位费', count: 1, unitFen: fen(100), fen: fen(100) };
  const fees = Array.from({ length: 120 }, () => ({ ...fee, chargedOn: localDate('2026-03-08') }));
  const batch = (number: number, totalFen = 12_000) =>
    feesInput(
      {
        ...{ visitRef: 'V1', personNo: 'P1', institution: 'H15080200001' as InstitutionId, batch: number },
        insurance: { type: '390', status: 'active', division: '150802' } as const,
        ...{ clinical: { fees }, totalFen: fen(totalFen) },
      },
      linhe,
    ).feedetail.map(({ feedetl_sn }) => Number(feedetl_sn));
  expect([batch(1), batch(2), batch(3)].map((rows) => [rows.length, rows[0], rows.at(-1)])).toEqual([
    [50, 1, 50],
    [50, 51, 100],
    [20, 101, 120],
  ]);
  expect(missing(() => batch(1, 12_001))).toEqual(['费用明细 fees']);
});

test.each(['150802', '131121', '500154'])(
  'the simulated core of %s demands what its region file requires',
  (division) => {
    const required = regionOf(division)
      .required.filter(({ place, when }) => /^240[12]\./.test(place) && when === undefined)
      .map(({ place }) => place);
    const demanded = dialectOf(division).demands.filter((place) => /^240[12]\./.test(place));
    expect(demanded.toSorted()).toEqual(required.toSorted());
  },
);
