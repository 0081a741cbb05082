import { expect, test } from 'vitest';
import { asked } from '../../adapters/medical-insurance/questions-for-tests.ts';
import { readPerson } from '../../adapters/medical-insurance/wire/person.ts';
import { readSettlement } from '../../adapters/medical-insurance/wire/settlement.ts';
import { readAdmission } from '../../adapters/medical-insurance/wire/visit.ts';
import { entryOf } from '../../domain/entry.ts';
import { refusalText } from '../../domain/refusals.ts';
import { headerWords } from '../../lists/readers/header-mapping.ts';
import {
  categories,
  currentDivision,
  exclusionCodes,
  insurance,
  regions,
} from '../../policies/codes/codes.ts';
import { redCrossDisease } from '../../policies/codes/icd10.ts';
import { readParameter } from '../../policies/engine/parameter-units.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import { loadSchemes } from '../../policies/schemes.ts';
import { read } from './tree.ts';

/** Names that every object of the language answers to, and that no table here lists. */
const inherited = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'length', 'name', ''];
const schemes = loadSchemes();
const unlisted = (...missing: readonly string[]) => ({ kind: 'unknown', reason: 'unlisted-code', missing });
/** A long text might be anything, and is not shown. */
const shown = (name: string): string => (name.length > 14 ? '?' : name);
const reply = (body: string) => ({ kind: 'reply', status: 200, body }) as const;
const sample = (name: string, from: string, to: string): string => {
  const text = read(`adapters/medical-insurance/samples/${name}.json`);
  const changed = text.replace(from, to);
  expect(changed, `${name} holds ${from}`).not.toBe(text);
  return changed;
};

test.each(inherited)('%j is no entry of any table', (name) => {
  for (const table of [exclusionCodes, categories, insurance, regions])
    expect(entryOf(table as Record<string, unknown>, name)).toBeUndefined();
  expect(entryOf(undefined, name)).toBeUndefined();
  expect(currentDivision(name)).toBe(name);
  expect(redCrossDisease(name)).toEqual({ kind: 'not-a-code' });
  expect(readParameter(name, 1)).toMatchObject({ ok: false });
  expect(refusalText(name)).toEqual({ zh: name, en: name });
  expect(loadInsurerRegions().on(name, '2026-03-09')).toBeUndefined();
  expect([...headerWords(name).keys()]).toEqual([...headerWords('no-such-agency').keys()]);
  expect(schemes.versions(name)).toEqual([]);
});

test.each(inherited.filter((name) => name !== ''))('%j on the wire of the insurer is unlisted', (name) => {
  const label = sample('1101-reply', '"psn_idet_type": "5002"', `"psn_idet_type": "${name}"`);
  expect(readPerson(reply(label), asked['1101']())).toMatchObject({
    value: { labels: [{ code: '7001' }], setAside: [{}, { reason: 'unlisted' }] },
  });
  const status = sample('1101-reply', '"psn_insu_stas": "4"', `"psn_insu_stas": "${name}"`);
  expect(readPerson(reply(status), asked['1101']())).toMatchObject({
    value: { covers: [{ type: '390' }], setAside: [{ reason: 'unlisted' }] },
  });
  const fund = sample('2304-reply', '"fund_pay_type": "310100"', `"fund_pay_type": "${name}"`);
  expect(readSettlement(reply(fund), asked['2304']())).toEqual(
    unlisted(`setldetail.0.fund_pay_type: ${shown(name)}`),
  );
  const refusal = sample('refusal', '[E2401]住院号重复', `[${name}]x`);
  expect(readAdmission(reply(refusal), asked['2401']())).toEqual(unlisted('err_msg'));
});
