import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { reviewCodes } from '../../policies/admission/review-codes.ts';

test.each(reviewCodes)(
  'OPERATIONS says of %s, for which an admission goes to a person, what it is and where to look',
  (code) => {
    const operations = readFileSync(new URL('../../docs/OPERATIONS.md', import.meta.url), 'utf8');
    const [, section = ''] = operations.split('\n### decision-review\n');
    const [told = ''] = section.split('\n### ');
    expect(told).toContain(`| \`${code}\` |`);
  },
);
