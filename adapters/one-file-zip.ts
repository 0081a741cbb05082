import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

// Signatures and lengths of the parts of a ZIP file (APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
const local = { signature: 0x04034b50, length: 30 };
const central = { signature: 0x02014b50, length: 46 };
const end = { signature: 0x06054b50, length: 22 };
const version = 20;
const utf8Name = 0x0800;
const deflated = 8;
/** 1 January 1980: the same file gives the same bytes on every day. */
const noDate = 0x0021;

/** A ZIP file that holds one file; the same text gives the same bytes. */
export function zipOfOne(name: string, text: string): Buffer {
  const [content, fileName] = [Buffer.from(text, 'utf8'), Buffer.from(name, 'utf8')];
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(version, 0);
  common.writeUInt16LE(utf8Name, 2);
  common.writeUInt16LE(deflated, 4);
  common.writeUInt16LE(noDate, 8);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(fileName.length, 22);
  const head = Buffer.concat([number32(local.signature), common, fileName, packed]);
  const entry = Buffer.alloc(central.length);
  entry.writeUInt32LE(central.signature, 0);
  entry.writeUInt16LE(version, 4);
  common.copy(entry, 6);
  const tail = Buffer.alloc(end.length);
  tail.writeUInt32LE(end.signature, 0);
  tail.writeUInt16LE(1, 8);
  tail.writeUInt16LE(1, 10);
  tail.writeUInt32LE(entry.length + fileName.length, 12);
  tail.writeUInt32LE(head.length, 16);
  return Buffer.concat([head, entry, fileName, tail]);
}

/** The text of the one file in a ZIP file; undefined for what is none, holds more than one, is damaged, or unpacks to more than `mostBytes`. */
export function fileInZip(zip: Buffer, mostBytes: number): string | undefined {
  const at = zip.lastIndexOf(number32(end.signature));
  if (at < 0 || at + end.length > zip.length || zip.readUInt16LE(at + 10) !== 1) return undefined;
  const entryAt = zip.readUInt32LE(at + 16);
  if (entryAt + central.length > zip.length || zip.readUInt32LE(entryAt) !== central.signature)
    return undefined;
  const method = zip.readUInt16LE(entryAt + 10);
  const [sum, packedLength] = [zip.readUInt32LE(entryAt + 16), zip.readUInt32LE(entryAt + 20)];
  const localAt = zip.readUInt32LE(entryAt + 42);
  if (localAt + local.length > zip.length || zip.readUInt32LE(localAt) !== local.signature) return undefined;
  const from = localAt + local.length + zip.readUInt16LE(localAt + 26) + zip.readUInt16LE(localAt + 28);
  const packed = zip.subarray(from, from + packedLength);
  if (packed.length !== packedLength) return undefined;
  const content = unpacked(packed, method, mostBytes);
  return content !== undefined && crc32(content) === sum ? content.toString('utf8') : undefined;
}

function unpacked(packed: Buffer, method: number, mostBytes: number): Buffer | undefined {
  if (method === 0) return packed.length > mostBytes ? undefined : packed;
  if (method !== deflated) return undefined;
  try {
    return inflateRawSync(packed, { maxOutputLength: mostBytes });
  } catch {
    // Damaged, or a small file that grows without end.
    return undefined;
  }
}

function number32(value: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32LE(value);
  return four;
}
