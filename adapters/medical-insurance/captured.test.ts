import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import { checkCaptured } from './captured.ts';

const folder = new URL('../../policies/insurers/field-cases/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const check = (text: string) => checkCaptured(text, loadInsurerRegions(), '2026-11-28');

test('every captured reply has what it must give, and nothing else has', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(readdirSync(new URL('right/', folder)).toSorted()).toEqual(files.toSorted());
});

test.each(files)('%s comes out right', (name) => {
  expect(check(read(name))).toEqual(JSON.parse(read(`right/${name}`)));
});

test.each([
  ['no JSON', '{', { kind: 'unknown', code: 'file-unreadable', missing: ['json'] }],
  ['no division', '{"transaction":"1101"}', { code: 'file-unreadable', missing: ['askedAtDivision'] }],
  [
    'a transaction that is not read',
    '{"transaction":"9999","askedAtDivision":"500154"}',
    { kind: 'unknown', code: 'transaction-not-read' },
  ],
  [
    'a division without tables',
    '{"transaction":"2402","askedAtDivision":"370101","reply":{"infcode":0}}',
    { kind: 'unknown', code: 'unlisted-code', missing: ['region: 370101'] },
  ],
  [
    'a reply as text',
    '{"transaction":"2402","askedAtDivision":"500154","reply":"{\\"infcode\\":0}"}',
    { kind: 'done', value: null },
  ],
  [
    'half a reply',
    '{"transaction":"2402","askedAtDivision":"500154","reply":"{\\"infcode\\":0"}',
    { kind: 'unknown', code: 'unreadable' },
  ],
  [
    'a status of the gateway',
    '{"transaction":"2402","askedAtDivision":"500154","httpStatus":403,"reply":"<html>"}',
    { kind: 'refused', code: 'our-setting', missing: ['http: 403'] },
  ],
])('%s is told as such', (_what, text, expected) => {
  expect(check(text)).toMatchObject(expected);
});
