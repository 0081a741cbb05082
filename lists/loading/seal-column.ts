import type { PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { PageRow } from '../../store/secrets/page-stream.ts';
import { misreadPlace, personPlace } from '../../store/secrets/seal-places.ts';
import type { Sealer } from '../../store/secrets/sealing.ts';
import { copySignature } from './copy-format.ts';
import { lineFields } from './staged-lines.ts';

interface Clear extends PageRow {
  /** Where its length stands in the piece. */
  readonly at: number;
}

/** A piece of staged lines with the one column sealed that names people: a page of its own. Throws InvariantError for rows of another form. */
export function sealColumn(piece: Uint8Array, sealer: Pick<Sealer, 'sealPage'>): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
  const clear = identitiesIn(bytes);
  if (clear.length === 0) return joined([bytes]);
  const sealed = sealer.sealPage(clear);
  const parts: Buffer[] = [];
  let copied = 0;
  for (const [at, row] of clear.entries()) {
    const seal = sealed[at] as Buffer;
    const size = Buffer.allocUnsafe(4);
    size.writeInt32BE(seal.length);
    parts.push(bytes.subarray(copied, row.at), size, seal);
    copied = row.at + 4 + row.plain.length;
  }
  parts.push(bytes.subarray(copied));
  return joined(parts);
}

function identitiesIn(bytes: Buffer): readonly Clear[] {
  const found: Clear[] = [];
  let at = bytes.subarray(0, copySignature.length).equals(copySignature) ? copySignature.length : 0;
  while (at < bytes.length) {
    const count = bytes.readInt16BE(at);
    at += 2;
    if (count < 0) break;
    invariant(count === lineFields.count, 'a staged line of another form');
    let place = '';
    for (let field = 0; field < count; field += 1) {
      const length = Math.max(bytes.readInt32BE(at), 0);
      if (field === lineFields.rowNumber) place = misreadPlace(bytes.readInt32BE(at + 4));
      else if (field === lineFields.personRef && length > 0)
        place = personPlace(bytes.toString('latin1', at + 4, at + 4 + length) as PersonRef);
      else if (field === lineFields.identity && length > 0)
        found.push({ at, place, plain: bytes.subarray(at + 4, at + 4 + length) });
      at += 4 + length;
    }
  }
  return found;
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
