import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { hubProgram } from '../../cli/program.ts';
import { commandsFor, type WaitNamed } from '../../domain/attention-commands.ts';
import { attentionTexts } from '../../domain/attention-texts.ts';
import { conditionKindCodes } from '../../domain/condition-kinds.ts';
import { localDate } from '../../domain/dates.ts';
import { offeredFor } from '../../domain/resolutions.ts';
import { attentionCodes } from '../../domain/stay.ts';
import { readScenario } from '../scenarios/scenario.ts';
import { waysOut } from '../scenarios/ways-out.ts';
import { read } from './tree.ts';

const subjects = [
  { caseRef: '2024-1' },
  { listId: 'linhe-civil-affairs', version: 3 },
  { listId: 'linhe-civil-affairs', version: null },
  { party: 'bank' },
  { party: 'hospital', name: 'ward' },
];

/** What a person is asked to fill in only where the wait does not say it. */
const placeOf = [
  ['caseRef', '<病例号>'],
  ['listId', '<名单>'],
  ['version', '<版本>'],
  ['party', '<单位>'],
  ['name', '<名称>'],
] as const;

/** Throws where the command is not there, or lacks or has too much. */
function understood(words: readonly string[]): void {
  const program = hubProgram(() => undefined);
  const all = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(all)];
  let done = false;
  for (const command of all(program)) {
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    if (command.commands.length > 0) continue;
    command.action(() => {
      done = true;
    });
  }
  program.parse([...words], { from: 'user' });
  if (!done) throw new Error('a group is no command');
}

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

it.each(attentionCodes)('what is typed about %s is a command of hub with what it requires', (code) => {
  const waits: readonly WaitNamed[] = [
    ...subjects.map((subject) => ({ code, step: 'list-age/linhe-civil-affairs', ...subject })),
    ...conditionKindCodes.map((record) => ({
      ...{ code, step: 'condition', caseRef: '2024-1' },
      detail: { kind: 'condition', condition: 'any', record, dueOn: localDate('2024-06-03') } as const,
    })),
  ];
  for (const wait of waits)
    for (const [given, place] of placeOf)
      if (wait[given] !== undefined && wait[given] !== null)
        expect(commandsFor(wait).join('\n'), code).not.toContain(place);
  for (const typed of new Set(waits.flatMap(commandsFor))) {
    // What a person fills in may be several words; here it is one.
    const [hub, ...words] = typed.replaceAll(/<[^>]+>/g, 'filled-in').split(' ');
    expect(hub).toBe('hub');
    expect(() => understood(words), typed).not.toThrow();
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
