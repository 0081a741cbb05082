import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldErrorTexts } from '../../api/http/field-errors.ts';
import { type FailureKind, failures } from '../../domain/failures.ts';
import type { Wording } from '../../domain/words.ts';
import { root } from './tree.ts';

const kinds: Readonly<Record<FailureKind, string>> = {
  refusal: '拒绝：须由发送方更正 · refusal: the sender changes something',
  trouble: '故障：稍后以同一请求再试 · trouble: the same request again, later',
  bug: '缺陷：由我们修复 · bug: ours to mend',
};

if (process.argv[1] === import.meta.filename)
  writeFileSync(join(root, 'docs', 'FAILURES.md'), failuresPage());

/** docs/FAILURES.md as the catalogues in the code make it; `npm run docs` writes it. */
export function failuresPage(): string {
  return [
    '# 错误代码 · Failures',
    '',
    '<!-- Made by `npm run docs` from domain/failures.ts and, for fields, api/http/field-errors.ts; a test compares. -->',
    '',
    'Every error is a problem document (RFC 9457): `code` below, `title` in Chinese, `detail` and `errors` where they help. Codes are stable; texts may be reworded. No message holds',
    'an identity number, a name or a diagnosis.',
    '',
    ...Object.entries(kinds).flatMap(([kind, title]) => [
      `## ${title}`,
      '',
      '| code | status | 含义 · meaning | 怎么办 · what to do |',
      '|---|---|---|---|',
      ...Object.entries(failures)
        .filter(([, failure]) => failure.kind === kind)
        .map(
          ([code, { status, zh, en, todo }]) =>
            `| \`${code}\` | ${status} | ${zh} · ${en} | ${todo.zh} · ${todo.en} |`,
        ),
      '',
    ]),
    '## 请求中的字段 · fields of a request',
    '',
    'Under `errors`, each with a JSON pointer; all that is wrong is told at once.',
    '',
    ...table(fieldErrorTexts),
    '## 名单文件 · list files',
    '',
    'What can be wrong with a file or a row of a list: [LIST-FILES.md](LIST-FILES.md).',
    '',
  ].join('\n');
}

function table(texts: Wording): readonly string[] {
  const rows = Object.entries(texts).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [
    '| code | 含义 · meaning |',
    '|---|---|',
    ...rows.map(([code, { zh, en }]) => `| \`${code}\` | ${zh} · ${en} |`),
    '',
  ];
}
