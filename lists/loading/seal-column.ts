import type { PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { misreadPlace, personPlace } from '../../store/secrets/seal-places.ts';
import type { Sealer } from '../../store/secrets/sealing.ts';
import { copySignature } from './copy-format.ts';
import { lineFields } from './staged-lines.ts';

/** A piece of staged lines with the one column sealed that names people. Throws InvariantError for rows of another form. */
export function sealColumn(piece: Uint8Array, sealer: Sealer): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  const parts: Buffer[] = [];
  let copied = 0;
  let at = bytes.subarray(0, copySignature.length).equals(copySignature) ? copySignature.length : 0;
  while (at < bytes.length) {
    const count = bytes.readInt16BE(at);
    at += 2;
    if (count < 0) break;
    invariant(count === lineFields.count, 'a staged line of another form');
    let place = '';
    for (let field = 0; field < count; field += 1) {
      const length = Math.max(bytes.readInt32BE(at), 0);
      const value = bytes.subarray(at + 4, at + 4 + length);
      if (field === lineFields.rowNumber) place = misreadPlace(value.readInt32BE());
      else if (field === lineFields.personRef && length > 0)
        place = personPlace(value.toString('latin1') as PersonRef);
      else if (field === lineFields.identity && length > 0) {
        const sealed = sealer.sealBytes(value, place);
        const size = Buffer.allocUnsafe(4);
        size.writeInt32BE(sealed.length);
        parts.push(bytes.subarray(copied, at), size, sealed);
        copied = at + 4 + length;
      }
      at += 4 + length;
    }
  }
  parts.push(bytes.subarray(copied));
  return joined(parts);
}

/** In memory of their own, which can be handed to another thread. */
function joined(parts: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
