/** Encodes text as GB18030; the runtime only decodes it, so the tables are its decoder turned round. Throws RangeError for a lone surrogate. */
export function encodeGb18030(text: string): Buffer {
  const bytes = Buffer.allocUnsafe(text.length * 4);
  let at = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    const sequence = code > 0xffff ? supplementary(code) : table().get(character);
    if (sequence === undefined) throw new RangeError('a character that GB18030 does not have');
    at += bytes.writeUIntBE(sequence, at, sequence > 0xffff ? 4 : 2) - at;
  }
  return bytes.subarray(0, at);
}

// Planes 1 to 16 lie in one run from 90 30 81 30.
function supplementary(code: number): number {
  return fourBytes(code - 0x10000 + 189_000);
}

function fourBytes(linear: number): number {
  const fourth = 0x30 + (linear % 10);
  const third = 0x81 + (Math.floor(linear / 10) % 126);
  const second = 0x30 + (Math.floor(linear / 1_260) % 10);
  const first = 0x81 + Math.floor(linear / 12_600);
  return first * 0x1000000 + second * 0x10000 + third * 0x100 + fourth;
}

let made: ReadonlyMap<string, number> | undefined;

function table(): ReadonlyMap<string, number> {
  made ??= reversed();
  return made;
}

function reversed(): ReadonlyMap<string, number> {
  const decoder = new TextDecoder('gb18030', { fatal: true });
  const sequences = new Map<string, number>();
  const learn = (sequence: number, bytes: Buffer): void => {
    try {
      const character = decoder.decode(bytes);
      if ([...character].length === 1 && !sequences.has(character)) sequences.set(character, sequence);
    } catch {
      // Not every pair of bytes is a character.
    }
  };
  const two = Buffer.alloc(2);
  for (let first = 0x81; first <= 0xfe; first++)
    for (let second = 0x40; second <= 0xfe; second++) {
      two.writeUInt16BE(first * 256 + second);
      learn(two.readUInt16BE(), two);
    }
  const four = Buffer.alloc(4);
  for (let linear = 0; linear < 39_420; linear++) {
    const sequence = fourBytes(linear);
    four.writeUInt32BE(sequence);
    learn(sequence, four);
  }
  return sequences;
}
