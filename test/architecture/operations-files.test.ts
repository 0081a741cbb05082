import { expect, it } from 'vitest';
import { conditionBody } from '../../api/stays/condition-bodies.ts';
import { conditionKindCodes } from '../../domain/condition-kinds.ts';
import { textMessageStates } from '../../domain/text-messages.ts';
import { found, read } from './tree.ts';

const shown = found(read('docs/OPERATIONS.md'), /`(\{"kind":"[a-z-]+","doneOn".*?\})`/g).map(
  (text) => JSON.parse(text.replaceAll('…', 'a'.repeat(64))) as { readonly kind: string },
);

it('docs/OPERATIONS.md shows a file of each kind that a hospital records, and each is one that the door takes', () => {
  for (const file of shown) expect(conditionBody.safeParse(file).error?.issues, file.kind).toBeUndefined();
  const elsewhere = ['first-check', 'second-check', 'agreement', 'copies-only', 'medical-credit-answer'];
  expect([...shown.map(({ kind }) => kind), ...elsewhere].toSorted()).toEqual(conditionKindCodes.toSorted());
});

it('docs/OPERATIONS.md explains each state of a text message in the words of the listing, and the one without any', () => {
  const [, table = ''] = read('docs/OPERATIONS.md').split(/^The column \*text message\*.*$/m);
  const [rows = ''] = table.trimStart().split('\n\n');
  const explained = found(rows, /^\| (.+?) \|/gm).slice(1);
  const states = Object.values(textMessageStates).map(({ zh, en }) => `${zh} · ${en}`);
  expect(explained.toSorted()).toEqual([...states, '—'].toSorted());
});
