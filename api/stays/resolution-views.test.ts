import { expect, test } from 'vitest';
import { resolutionCodes } from '../../domain/resolutions.ts';
import { resolutionBody } from './resolution-views.ts';

test('every kind of resolution has a body by which it is proposed, and no other kind has one', () => {
  const kinds = resolutionBody.options.map(({ shape }) => shape.kind.value);
  expect(kinds.toSorted()).toEqual([...resolutionCodes].toSorted());
});
