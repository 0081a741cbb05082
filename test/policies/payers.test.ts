import { expect, test } from 'vitest';
import { fundClasses } from '../../adapters/medical-insurance/wire/claim.ts';
import { payers } from '../../domain/ids.ts';
import { loadSchemes } from '../../policies/schemes.ts';

test('whatever a scheme has the insurer pay is a fund that the insurer can be asked to clear', () => {
  const { list, versions: versionsOf } = loadSchemes();
  const versions = list().flatMap(({ id }) => versionsOf(id));
  const paidByInsurer = versions.flatMap((version) =>
    version.payers.filter(({ party }) => party === 'medical-insurance').map(({ payer }) => payer),
  );
  expect(new Set(paidByInsurer).size).toBeGreaterThan(2);
  expect([...new Set(paidByInsurer)].filter((payer) => fundClasses[payer] === null)).toEqual([]);
  expect(Object.keys(fundClasses).toSorted()).toEqual([...payers].toSorted());
});
