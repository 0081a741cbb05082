import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Sealer } from '../secrets/sealing.ts';

/** A piece of an agency's file as it is stored: it names people, so it is sealed; compressed first, to about a quarter. */
export function sealPiece(sealer: Sealer, bytes: Uint8Array, place: PiecePlace): Buffer {
  return sealer.sealBytes(zstdCompressSync(bytes), placeOf(place));
}

/** The bytes of all pieces of a file, in their order. Throws SealError when one was tampered with or stands in another's place. */
export async function* openedPieces(
  sealer: Sealer,
  pieces: AsyncIterable<Uint8Array>,
  uploadId: string,
): AsyncGenerator<Uint8Array> {
  let chunk = 0;
  for await (const sealed of pieces) {
    yield zstdDecompressSync(sealer.openBytes(sealed, placeOf({ uploadId, chunk })));
    chunk += 1;
  }
}

/** Which piece of which file, from 0. */
interface PiecePlace {
  readonly uploadId: string;
  readonly chunk: number;
}

function placeOf({ uploadId, chunk }: PiecePlace): string {
  return `list_chunks|bytes|${uploadId}/${chunk}`;
}
