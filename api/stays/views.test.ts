import { expect, test } from 'vitest';
import { z } from 'zod';
import { arrivalFrom } from '../../domain/arrival.ts';
import { stayView } from './views.ts';

/** Names of the fields of a schema of JSON, however deep. */
function fieldsOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties } = schema as { readonly properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(fieldsOf)];
}

test('the view of a stay, which the county’s offices read too, has no field of what the window told at admission', () => {
  const shown = fieldsOf(z.toJSONSchema(stayView));
  expect(shown).toEqual(expect.arrayContaining(['caseRef', 'outcome', 'detail']));
  expect(Object.keys(arrivalFrom({})).filter((field) => shown.includes(field))).toEqual([]);
});
