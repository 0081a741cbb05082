import type { Payload } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import type { KeyRing } from '../domain/key-ring.ts';
import { isUnsealed } from '../domain/unsealed.ts';
import { PayloadRefused, payloadCodec, workerPayloadCodec } from './payload-codec.ts';

const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const ring: KeyRing = { current: 'p2', keys: { p2: bytes(2), p1: bytes(1) } };
const codec = payloadCodec(ring, 'county');
const clear: Payload = {
  metadata: { encoding: Buffer.from('json/plain'), other: Buffer.from([0, 255]) },
  data: Buffer.from('{"caseRef":"case_x"}'),
};

async function sealed(): Promise<Payload> {
  const [payload] = await codec.encode([clear]);
  if (payload === undefined) throw new Error('nothing was encoded');
  return payload;
}

async function refusal(payload: Payload, by = codec): Promise<string> {
  const error = await by.decode([payload]).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PayloadRefused);
  return (error as PayloadRefused).code;
}

describe('the payload codec', () => {
  test('opens what it sealed, metadata and all', async () => {
    const [opened] = await codec.decode([await sealed()]);
    expect(Buffer.from(opened?.data ?? []).toString()).toBe('{"caseRef":"case_x"}');
    expect(Buffer.from(opened?.metadata?.other ?? [])).toEqual(Buffer.from([0, 255]));
  });

  test('shows nothing of the content, and never the same bytes twice', async () => {
    const [first, second] = [await sealed(), await sealed()];
    expect(Buffer.from(first.data ?? []).includes('caseRef')).toBe(false);
    expect(first.data).not.toEqual(second.data);
  });

  test('an older key still opens', async () => {
    const [old] = await payloadCodec({ ...ring, current: 'p1' }, 'county').encode([clear]);
    await expect(codec.decode([old as Payload])).resolves.toHaveLength(1);
  });

  test('a payload that was never sealed is refused, not passed through', async () => {
    expect(await refusal(clear)).toBe('payload-not-encrypted');
    expect(await refusal({})).toBe('payload-not-encrypted');
  });

  test('a worker reads a payload that was never sealed as a marker, and still refuses an unknown key and damage', async () => {
    const worker = workerPayloadCodec(ring, 'county');
    const [marker, opened] = await worker.decode([clear, await sealed()]);
    expect(isUnsealed(JSON.parse(Buffer.from(marker?.data ?? []).toString()))).toBe(true);
    expect(JSON.stringify(marker)).not.toContain('case_x');
    expect(Buffer.from(opened?.data ?? []).toString()).toBe('{"caseRef":"case_x"}');
    const payload = await sealed();
    const metadata = { ...payload.metadata, 'encryption-key-id': Buffer.from('p9') };
    expect(await refusal({ ...payload, metadata }, worker)).toBe('payload-key-unknown');
    expect(await refusal({ ...payload, data: new Uint8Array(5) }, worker)).toBe('payload-damaged');
  });

  test('another namespace cannot open it', async () => {
    expect(await refusal(await sealed(), payloadCodec(ring, 'elsewhere'))).toBe('payload-damaged');
  });

  test.each(['p1', 'p9', '__proto__', 'no such key'])(
    'relabelled with key %s it does not open',
    async (id) => {
      const payload = await sealed();
      const metadata = { ...payload.metadata, 'encryption-key-id': Buffer.from(id) };
      expect(await refusal({ ...payload, metadata })).toBe(
        id === 'p1' ? 'payload-damaged' : 'payload-key-unknown',
      );
    },
  );

  test('every flipped bit is noticed', async () => {
    const payload = await sealed();
    const length = payload.data?.length ?? 0;
    for (let at = 0; at < length; at += 1) {
      const data = Buffer.from(payload.data ?? []);
      data[at] = (data[at] ?? 0) ^ 1;
      expect(await refusal({ ...payload, data }), `byte ${at}`).toBe('payload-damaged');
    }
    expect(await refusal({ ...payload, data: new Uint8Array(5) })).toBe('payload-damaged');
  });
});
