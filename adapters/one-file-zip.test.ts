import { expect, test } from 'vitest';
import { fileInZip, zipOfOne } from './one-file-zip.ts';

const text = 'S1\tV1\tP1\t100.00\t70.00\t0.00\t0\r\n'.repeat(500);

test('a file that is packed comes out as it was, and the same text gives the same bytes', () => {
  const zip = zipOfOne('对账.txt', text);
  expect(fileInZip(zip, 1_000_000)).toBe(text);
  expect(zipOfOne('对账.txt', text).equals(zip)).toBe(true);
  expect(zip.length).toBeLessThan(text.length / 10);
});

test('whatever byte of it is cut off, turned over or grows without end, nothing or the very text comes out', () => {
  const zip = zipOfOne('a.txt', text);
  for (let cut = 0; cut < zip.length; cut += 1)
    expect(fileInZip(zip.subarray(0, cut), 1_000_000)).toBeUndefined();
  for (let at = 0; at < zip.length; at += 1) {
    const turned = Buffer.from(zip);
    turned.writeUInt8(turned.readUInt8(at) ^ 0xff, at);
    expect([undefined, text]).toContain(fileInZip(turned, 1_000_000));
  }
  expect(fileInZip(zip, text.length - 1)).toBeUndefined();
  expect(fileInZip(Buffer.from('setl_id\t1'), 1_000)).toBeUndefined();
});
