import iconv from 'iconv-lite';

/** Encodes text as GB18030; the runtime only decodes it. Throws RangeError for what GB18030 does not have, such as a lone surrogate. */
export function encodeGb18030(text: string): Buffer {
  if (!text.isWellFormed()) throw new RangeError('a character that GB18030 does not have');
  return iconv.encode(text, 'gb18030');
}
