import { expect, test } from 'vitest';
import { actsOf } from './acts-of.ts';
import { firstActs } from './first-acts.ts';

const salts = [1, 77, 1_795_962_192_673, Number.MAX_SAFE_INTEGER];

test('the first stays of every start are told: each at its hospital, no two of one person, the others as the dice fall', () => {
  for (const salt of salts) {
    const first = firstActs.map((_, at) => actsOf(salt, at + 1));
    expect(first.map(({ ward }) => ward.institution)).toEqual(firstActs.map(({ at }) => at));
    expect(new Set(first.map(({ place, person }) => `${place.slug} ${person}`)).size).toBe(first.length);
    expect(first.map(({ ownPart }) => ownPart)).toEqual(firstActs.map((told) => told.ownPart ?? 'at-once'));
    expect(first.filter(({ insurerAway }) => insurerAway)).toHaveLength(1);
    expect(actsOf(salt, 12)).toEqual(actsOf(salt, 12));
  }
});
