import { expect, it } from 'vitest';
import { hubProgram } from '../../cli/program.ts';
import { attentionTexts } from '../../domain/attention-texts.ts';
import { offeredFor } from '../../domain/resolutions.ts';
import { attentionCodes } from '../../domain/stay.ts';
import { readScenario } from '../scenarios/scenario.ts';
import { waysOut } from '../scenarios/ways-out.ts';
import { read } from './tree.ts';

const named = /hub ([a-z]+)(?: ([a-z]+(?:-[a-z]+)*))?/g;
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

it('a wait for which nothing is offered names its command, or the page of the Temporal UI, in both languages', () => {
  for (const code of attentionCodes) {
    const { zh, en } = attentionTexts[code].todo;
    if (offeredFor(code).length > 0) continue;
    for (const text of [zh, en]) expect(text, code).toMatch(/hub [a-z]+ [a-z-]+|Temporal UI/);
  }
});

it('each command that a wait names is one of hub', () => {
  const groups = hubProgram(() => undefined).commands;
  const known = groups.flatMap((group) => [
    group.name(),
    ...group.commands.map((one) => `${group.name()} ${one.name()}`),
  ]);
  // In Chinese text the Latin word is always the command.
  for (const code of attentionCodes)
    for (const [text, group = '', command] of attentionTexts[code].todo.zh.matchAll(named)) {
      const isGroup = known.some((one) => one.startsWith(`${group} `));
      expect(known, `${code}: ${text}`).toContain(isGroup ? `${group} ${command}` : group);
    }
});
