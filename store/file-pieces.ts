import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Sealer } from './sealing.ts';

/** A piece of an agency's file as it is stored: it names people, so it is sealed; compressed first, to about a quarter. */
export function sealPiece(sealer: Sealer, bytes: Uint8Array, place: PiecePlace): Buffer {
  return sealer.sealBytes(zstdCompressSync(bytes), placeOf(place));
}

/** Throws SealError when the piece was tampered with. */
export function openPiece(sealer: Sealer, sealed: Uint8Array, place: PiecePlace): Buffer {
  return zstdDecompressSync(sealer.openBytes(sealed, placeOf(place)));
}

/** Which piece of which file, from 0. */
export interface PiecePlace {
  readonly uploadId: string;
  readonly chunk: number;
}

function placeOf({ uploadId, chunk }: PiecePlace): string {
  return `list_chunks|bytes|${uploadId}/${chunk}`;
}
