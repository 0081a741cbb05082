import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resolutionCodes } from '../../domain/resolutions.ts';
import { answerOf, ofOwnAccord } from './acts/answers.ts';

const folders = ['.', 'acts'].map((name) => new URL(`${name}/`, import.meta.url));
const sources = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8')),
);

test('every kind of resolution is answered in a storm, or done of its own accord by whoever the plan says', () => {
  const unmet = resolutionCodes.filter(
    (kind) => answerOf(kind) === undefined && !Object.hasOwn(ofOwnAccord, kind),
  );
  expect(unmet).toEqual([]);
});

test('what a hospital does of its own accord is proposed somewhere', () => {
  const nowhere = Object.keys(ofOwnAccord).filter(
    (kind) =>
      !sources.some((text) => text.includes(`kind: '${kind}', on:`) || text.includes(`kind: '${kind}',`)),
  );
  expect(nowhere).toEqual([]);
});
