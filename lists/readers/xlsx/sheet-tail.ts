const marker = 'sheetData';
/** More than an end tag with its prefix and the spaces that may stand in it. */
const tagBytes = 256;

/**
 * What follows the rows of a sheet, under a root of its own; the whole sheet when no end of rows is found. Bytes are
 * looked through, not parsed: what looks like the end may stand in a comment, and who parses the rest finds out.
 */
export async function* afterSheetData(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let carried = Buffer.alloc(0);
  let found = false;
  for await (const chunk of bytes) {
    if (found) {
      yield chunk;
      continue;
    }
    const text = Buffer.concat([carried, chunk]);
    const end = endOfRows(text);
    if (end === undefined) {
      carried = text.subarray(Math.max(0, text.length - tagBytes));
      continue;
    }
    found = true;
    yield Buffer.from(`<${end.prefix}worksheet>`);
    yield text.subarray(end.at);
  }
  if (!found) yield Buffer.from('<worksheet/>');
}

function endOfRows(text: Buffer): { readonly at: number; readonly prefix: string } | undefined {
  for (let at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + 1)) {
    const around = text.toString('latin1', Math.max(0, at - 64), at + tagBytes - 64);
    const [tag, prefix = ''] =
      /<\/((?:[^\s<>/:]+:)?)sheetData\s*>/.exec(around) ??
      /<((?:[^\s<>/:]+:)?)sheetData\s*\/>/.exec(around) ??
      [];
    if (tag !== undefined) return { at: Math.max(0, at - 64) + around.indexOf(tag) + tag.length, prefix };
  }
  return undefined;
}
