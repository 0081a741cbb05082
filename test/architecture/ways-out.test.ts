import { expect, it } from 'vitest';
import { attentionCodes } from '../../domain/stay.ts';
import { readScenario } from '../scenarios/scenario.ts';
import { waysOut } from '../scenarios/ways-out.ts';
import { read } from './tree.ts';

/** What people do in a story. */
const byPeople = ['resolve', 'agree-plan', 'does', 'deliver', 'draw'];

it.each(attentionCodes)('somebody walks the way out of %s in a running county', (code) => {
  const file = waysOut[code];
  if (file.endsWith('.test.ts')) return expect(read(file)).toContain(`\ntest('${code}: `);
  const { story, expected, expectedSecond } = readScenario(file, read(file));
  const at = story.findIndex((one) => one.act === 'waits' && one.for === code);
  expect(at, 'it waits').toBeGreaterThan(0);
  expect(story.slice(at).filter(({ act }) => byPeople.includes(act))).not.toEqual([]);
  for (const end of [expected, expectedSecond]) expect(end?.attention.open ?? []).not.toContain(code);
});
