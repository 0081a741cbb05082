import { describe, expect, it } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { Reason } from '../../domain/decision.ts';
import type { Fen } from '../../domain/money.ts';
import { loadSchemes, requireVersion } from '../schemes.ts';
import { settleByVersion } from '../settlement/settle.ts';
import { insuredStayOf, rulesOfStay } from './insured-stay.ts';

const schemes = loadSchemes();
const day = localDate('2024-05-20');

function of(scheme: string, ...codes: readonly string[]) {
  const reasons: Reason[] = codes.map((code) => ({ code, article: '', zh: '', en: '' }));
  const version = requireVersion(schemes, scheme, day);
  const decision = { scheme, version: version.version, outcome: 'refuse' as const, reasons };
  return insuredStayOf(version, { ...decision, conditions: [], missing: [], assumed: [] });
}

describe('a stay whose deposit is not waived', () => {
  it.each([
    ['zaoqiang-2021', 'accidental-injury'],
    ['zaoqiang-2021', 'judgment-defaulter'],
    ['dalian-2022', 'judgment-defaulter'],
  ])('goes on by the text of %s, which denies the waiver alone, for %s', (scheme, code) => {
    expect(of(scheme, code)).toEqual({ kind: 'by-scheme' });
    expect(of(scheme, code, 'decided-by-hand'), 'people said no').toEqual({ kind: 'by-scheme' });
  });

  it.each([
    ['kaizhou-2024', ['category-not-covered']],
    ['kaizhou-2024', ['malicious-arrears']],
    ['zaoqiang-2021', ['insurance-type-not-covered']],
    ['zaoqiang-2021', ['institution-not-named', 'judgment-defaulter']],
    ['linhe-2017', ['decided-by-hand']],
  ])('is the hospital’s choice where %s says nothing of it: %j', (scheme, codes) => {
    expect(of(scheme, ...codes)).toEqual({ kind: 'by-choice' });
  });

  it.each([
    ['zaoqiang-2021', ['work-injury', 'judgment-defaulter'], ['work-injury']],
    ['linhe-2017', ['intoxication'], ['intoxication']],
    ['kaizhou-2024', ['category-not-covered', 'third-party-liability'], ['third-party-liability']],
    ['henan-2017', ['not-insured'], ['not-insured']],
    ['zaoqiang-2021', ['insurance-suspended'], ['insurance-suspended']],
    ['zaoqiang-2021', ['institution-not-designated'], ['institution-not-designated']],
  ])('is no insured stay where insurance does not pay by %s: %j', (scheme, codes, against) => {
    const found = of(scheme, ...codes);
    expect(found.kind === 'not' && found.because.map(({ code }) => code)).toEqual(against);
  });
});

describe('the rules of an insured stay', () => {
  const without = (scheme: string) =>
    rulesOfStay(schemes, { scheme, admittedOn: day, insuredStay: 'admission' });

  it('are those of the scheme while the waiver is not denied', () => {
    const stay = { scheme: 'linhe-2017', admittedOn: day, insuredStay: null };
    expect(rulesOfStay(schemes, stay)).toBe(requireVersion(schemes, 'linhe-2017', day));
  });

  it('promise nobody a fixed share, a guarantee or a line, and name only payers whom the insurer’s settlement answers', () => {
    for (const { id } of schemes.list()) {
      const { payers, patient, credit, county, practice } = without(id);
      expect(new Set(payers.map(({ tier }) => tier)), id).toEqual(new Set(['core']));
      expect(
        payers.flatMap(({ steps }) => steps).every(({ step }) => step === 'core-answer'),
        id,
      ).toBe(true);
      expect({ pays: patient.pays, credit, county: county.size }, id).toEqual({
        ...{ pays: 'own-part', credit: null, county: 0 },
      });
      expect(practice.has('deferral'), id).toBe(false);
    }
  });

  it('leave to the patient what the insurer did not answer, where Linhe’s poor pay a tenth', () => {
    const bill = { totalFen: 4_000_000 as Fen, outOfPolicyFen: 300_000 as Fen };
    const answers = { 'basic-insurance': { paidFen: 2_760_000 as Fen } };
    const { patientFen, shares } = settleByVersion(without('linhe-2017'), { day, bill, answers });
    expect(patientFen).toBe(1_240_000);
    expect(shares.filter(({ fen }) => fen > 0).map(({ payer }) => payer)).toEqual(['basic-insurance']);
  });
});
