const marker = 'sheetData';
/** More than an end tag with its prefix and the spaces that may stand in it. */
const tagBytes = 256;

/**
 * What follows the rows of a sheet, under a root of its own; nothing when no end of rows is found. Bytes are looked
 * through, not parsed: what looks like the end may stand in a comment, and who parses the rest finds out.
 */
export async function* afterSheetData(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let before = Buffer.alloc(0);
  let found = false;
  for await (const chunk of bytes) {
    if (found) {
      yield chunk;
      continue;
    }
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    // An end may be cut in two by the pieces; only what is around the cut is put together.
    const seam = Buffer.concat([before, piece.subarray(0, tagBytes)]);
    const cut = endOfRows(seam);
    const end = cut ?? endOfRows(piece);
    if (end === undefined) {
      before = Buffer.from((piece.length < tagBytes ? seam : piece).subarray(-tagBytes));
      continue;
    }
    found = true;
    yield Buffer.from(`<${end.prefix}worksheet>`);
    yield cut === undefined
      ? piece.subarray(end.at)
      : Buffer.concat([seam.subarray(end.at), piece.subarray(tagBytes)]);
  }
}

function endOfRows(text: Buffer): { readonly at: number; readonly prefix: string } | undefined {
  for (let at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + 1)) {
    const from = Math.max(0, at - 64);
    const around = text.toString('latin1', from, at + tagBytes - 64);
    const end = /<\/(?<of>(?:[^\s<>/:]+:)?)sheetData\s*>|<(?<empty>(?:[^\s<>/:]+:)?)sheetData\s*\/>/.exec(
      around,
    );
    const { of, empty = '' } = end?.groups ?? {};
    if (end !== null) return { at: from + end.index + end[0].length, prefix: of ?? empty };
  }
  return undefined;
}
