import { createCipheriv, createDecipheriv, hash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { invariant } from '../../domain/invariant.ts';

/** One row of a page: bytes, and the place that they are sealed for. */
export interface PageRow {
  readonly plain: Uint8Array;
  /** `table|column|row` */
  readonly place: string;
}

/** The two keys that a page's own key stands for. */
export interface PageKeys {
  readonly stream: Uint8Array;
  readonly tag: (message: Buffer) => string;
}

const blockBytes = 16;
/** A row's seal begins with its block's number and ends with its tag. */
const numberBytes = 4;
const tagBytes = 16;
const mostBlocks = 2 ** 32;
const placeLengthBytes = 2;
const hashBlockBytes = 64;
const digestBytes = 32;

/** HKDF-SHA-256 (RFC 5869) without salt: 32 bytes for the stream, 32 for the tags. */
export function pageKeys(key: Uint8Array): PageKeys {
  invariant(key.length === 32, 'a page key is not 32 bytes');
  const both = Buffer.from(hkdfSync('sha256', key, '', 'treat-first-hub/page/2', 64));
  return { stream: both.subarray(0, 32), tag: tagging(both.subarray(32)) };
}

/**
 * Seals the rows of one page, `before` in front of each: AES-256-CTR (NIST SP 800-38A) over the whole page from counter 0, each
 * row from a block of its own on, then HMAC-SHA-256 for each row over its block, its place and its ciphertext (128 bits). The
 * key must be new: under one key there is one page, or two texts would lie under the same stream.
 */
export function sealRows({ stream, tag }: PageKeys, before: Buffer, rows: readonly PageRow[]): Buffer[] {
  const blocks = rows.map(({ plain }) => Math.ceil(plain.length / blockBytes));
  const total = blocks.reduce((sum, count) => sum + count, 0);
  invariant(total < mostBlocks, 'a page is too long');
  const clear = Buffer.alloc(total * blockBytes);
  let block = 0;
  for (const [at, { plain }] of rows.entries()) {
    clear.set(plain, block * blockBytes);
    block += blocks[at] ?? 0;
  }
  const cipher = createCipheriv('aes-256-ctr', stream, counterAt(0));
  const page = Buffer.concat([cipher.update(clear), cipher.final()]);
  block = 0;
  return rows.map(({ plain, place }, at) => {
    const from = block * blockBytes;
    const body = page.subarray(from, from + plain.length);
    const sealed = Buffer.allocUnsafe(before.length + numberBytes + plain.length + tagBytes);
    sealed.set(before);
    sealed.writeUInt32BE(block, before.length);
    sealed.set(body, before.length + numberBytes);
    sealed.write(tag(tagged(block, place, body)), sealed.length - tagBytes, tagBytes, 'latin1');
    block += blocks[at] ?? 0;
    return sealed;
  });
}

/** Opens one row by itself: what stands behind `before`. Undefined when it is not what was sealed for that place. */
export function openRow({ stream, tag }: PageKeys, sealed: Buffer, place: string): Buffer | undefined {
  if (sealed.length < numberBytes + tagBytes) return undefined;
  const block = sealed.readUInt32BE(0);
  const body = sealed.subarray(numberBytes, sealed.length - tagBytes);
  const expected = Buffer.from(tag(tagged(block, place, body)).slice(0, tagBytes), 'latin1');
  if (!timingSafeEqual(expected, sealed.subarray(sealed.length - tagBytes))) return undefined;
  const decipher = createDecipheriv('aes-256-ctr', stream, counterAt(block));
  return Buffer.concat([decipher.update(body), decipher.final()]);
}

/** The counter block at which a row begins: its number, big-endian. */
function counterAt(block: number): Buffer {
  const counter = Buffer.alloc(blockBytes);
  counter.writeUInt32BE(block, blockBytes - numberBytes);
  return counter;
}

// One message after the other is put together in the same memory: a million rows are sealed in a go.
let scratch = Buffer.alloc(4_096);

/** What a tag covers, behind room for the hash's own block: block number, length of the place, place, ciphertext. */
function tagged(block: number, place: string, body: Uint8Array): Buffer {
  const needed = hashBlockBytes + numberBytes + placeLengthBytes + place.length * 3 + body.length;
  if (scratch.length < needed) scratch = Buffer.alloc(needed * 2);
  let at = scratch.writeUInt32BE(block, hashBlockBytes) + placeLengthBytes;
  const placeLength = scratch.write(place, at, 'utf8');
  scratch.writeUInt16BE(placeLength, at - placeLengthBytes);
  at += placeLength;
  scratch.set(body, at);
  return scratch.subarray(0, at + body.length);
}

/** HMAC-SHA-256 (RFC 2104) of what stands behind the first 64 bytes of a message, as latin1: two plain hashes cost half of what createHmac does. */
function tagging(key: Uint8Array): (message: Buffer) => string {
  const inner = Buffer.alloc(hashBlockBytes, 0x36);
  const outer = Buffer.alloc(hashBlockBytes + digestBytes, 0x5c);
  for (const [at, byte] of key.entries()) {
    inner[at] = 0x36 ^ byte;
    outer[at] = 0x5c ^ byte;
  }
  return (message) => {
    message.set(inner);
    outer.write(hash('sha256', message, 'binary'), hashBlockBytes, digestBytes, 'latin1');
    return hash('sha256', outer, 'binary');
  };
}
