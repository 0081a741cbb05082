import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealedColumns } from './sealed-columns.ts';
import { root } from './tree.ts';

if (process.argv[1] === import.meta.filename)
  writeFileSync(join(root, 'docs', 'SEALED-DATA.md'), sealedPage());

/** docs/SEALED-DATA.md as the register in the code makes it; `npm run docs` writes it. */
export function sealedPage(): string {
  return [
    '# 加密保存的个人信息 · What is sealed',
    '',
    '<!-- Made by `npm run docs` from test/architecture/sealed-columns.ts; a test compares. -->',
    '',
    'Every column of the store whose values are sealed, each value under a place of its own, so that none opens in another row (decision [0009](decisions/0009-lists-staged-by-attempt.md)). All else in the store is',
    'codes, days, amounts, digests and references that name nobody. What has no day stays: it is the evidence of what was decided and paid. The hub has no act that erases one person:',
    'decisions and public money rest on the record. What it would mean to overwrite a seal, and what WAL and backups still hold then, is told in decision 0009. The rows of lists themselves',
    'name people by reference only; the report of rejected rows goes with its file, and after 180 days.',
    '',
    '| 列 · column | 内容 · what | 何时删除 · when it goes |',
    '|---|---|---|',
    ...Object.entries(sealedColumns).map(
      ([column, { zh, en, goes }]) =>
        `| \`${column}\` | ${zh} · ${en} | ${goes === null ? '保留 · stays' : `${goes.zh} · ${goes.en}`} |`,
    ),
    '',
  ].join('\n');
}
