import { expect, test } from 'vitest';
import { unreadable } from '../../domain/unreadable-file.ts';

test('every refusal speaks Chinese and English', () => {
  for (const { zh, en } of Object.values(unreadable)) {
    expect(zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(en).toMatch(/^[ -~]+\.$/);
  }
});
