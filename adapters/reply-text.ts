import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** What of a reply's head says how its bytes are to be read. */
export interface ReplyHead {
  readonly contentType: string;
  readonly contentEncoding: string;
}

/**
 * A file (`application/octet-stream`) is kept a character a byte. All else is text: in UTF-8, or where it is none in GB 18030, which
 * holds GBK; old platforms of counties still answer so. Packed bytes, which nobody asked for, are unpacked to at most `mostBytes`; what
 * cannot be is no text.
 */
export function replyText(
  data: Buffer,
  { contentType, contentEncoding }: ReplyHead,
  mostBytes: number,
): string {
  const bytes = unpacked(data, contentEncoding.trim().toLowerCase(), mostBytes);
  if (bytes === undefined) return '';
  if (contentType.startsWith('application/octet-stream')) return bytes.toString('latin1');
  return textIn(bytes, 'utf-8') ?? textIn(bytes, 'gb18030') ?? bytes.toString('utf8');
}

function unpacked(data: Buffer, encoding: string, maxOutputLength: number): Buffer | undefined {
  try {
    switch (encoding) {
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(data, { maxOutputLength });
      case 'deflate':
        return inflateSync(data, { maxOutputLength });
      case 'br':
        return brotliDecompressSync(data, { maxOutputLength });
      default:
        return data;
    }
  } catch {
    return undefined;
  }
}

/** Undefined for bytes that are no text of this encoding. */
function textIn(bytes: Buffer, encoding: 'utf-8' | 'gb18030'): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
