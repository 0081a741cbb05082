import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { partyHttp } from '../../adapters/http.ts';
import { asked } from '../../adapters/medical-insurance/questions-for-tests.ts';
import { readPerson } from '../../adapters/medical-insurance/wire/person.ts';
import { readSettlement } from '../../adapters/medical-insurance/wire/settlement.ts';
import { encodeGb18030 } from '../../county/people/gb18030.ts';

const sample = (name: string): string =>
  readFileSync(new URL(`../../adapters/medical-insurance/samples/${name}.json`, import.meta.url), 'utf8');
const header = { key: 'case_1/identify', messageId: 'M-1' };

/** What the hub hears where a platform answers these bytes. */
async function heard(bytes: Buffer, headers: Readonly<Record<string, string>> = {}, maxReplyBytes = 100_000) {
  const server = createServer((_request, response) => response.writeHead(200, headers).end(bytes));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  const http = partyHttp({ baseUrl, credential: { kind: 'none' }, timeoutMs: 2_000, maxReplyBytes });
  try {
    return await http.post('/fsi/api/1101', '{}', header);
  } finally {
    http.close();
    server.closeAllConnections();
    server.close();
  }
}

const json = { 'content-type': 'application/json' };
const [person, settlement] = [sample('1101-reply'), sample('2304-reply')];
const plain = await heard(Buffer.from(person), json);
const name = (reply: typeof plain) => {
  const answer = readPerson(reply, asked['1101']());
  return answer.kind === 'done' ? answer.value.name : answer;
};

test('a reply in GBK names the person as one in UTF-8 does', async () => {
  expect(name(plain)).toMatch(/^\p{Script=Han}+$/u);
  for (const headers of [json, { 'content-type': 'application/json;charset=GBK' }])
    expect(name(await heard(encodeGb18030(person), headers))).toBe(name(plain));
});

test('a reply that comes packed though nobody asked for it is unpacked, and no further than a reply may be long', async () => {
  const packed = { ...json, 'content-encoding': 'gzip' };
  expect(name(await heard(gzipSync(person), packed))).toBe(name(plain));
  expect(name(await heard(gzipSync(encodeGb18030(person)), packed))).toBe(name(plain));
  const grown = await heard(gzipSync('x'.repeat(1_000_000)), packed);
  expect(grown).toEqual({ kind: 'reply', status: 200, body: '' });
});

test('a reply cut off anywhere says nothing, packed or not, in either encoding', async () => {
  for (const whole of [Buffer.from(settlement.trimEnd()), encodeGb18030(settlement.trimEnd())])
    for (const share of [0, 0.3, 0.6, 0.9, 0.999]) {
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      expect(readSettlement(await heard(cut, json), asked['2304']()).kind).toBe('unknown');
    }
  const packed = gzipSync(settlement);
  const reply = await heard(packed.subarray(0, packed.length - 9), { ...json, 'content-encoding': 'gzip' });
  expect(readSettlement(reply, asked['2304']()).kind).toBe('unknown');
});
