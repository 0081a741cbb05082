import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { ListId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Database } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { openedPieces, sealPiece } from './file-pieces.ts';

// Keeps every row far below PostgreSQL's limit of 1 GB.
const chunkBytes = 1_048_576;
const abandonedHours = 24;

/** Files of lists as they came, in sealed pieces: any api copy takes them in, any worker reads them. */
export function listFiles({ db, sealer }: { readonly db: Database; readonly sealer: Sealer }) {
  async function putChunk(uploadId: string, chunk: number, bytes: Uint8Array): Promise<void> {
    const bytesSealed = sealPiece(sealer, bytes, { uploadId, chunk });
    await db.insertInto('listChunks').values({ uploadId, chunk, bytesSealed }).execute();
  }
  async function dropUpload(uploadId: string): Promise<void> {
    await db.deleteFrom('listUploads').where('uploadId', '=', uploadId).execute();
  }
  /** The file's pieces in order, sealed as they are stored. Throws InvariantError when it is gone. */
  async function* sealedPieces(uploadId: string): AsyncGenerator<Uint8Array> {
    for (let chunk = 0; ; chunk += 1) {
      const row = await db
        .selectFrom('listChunks')
        .select('bytesSealed')
        .where((eb) => eb.and({ uploadId, chunk }))
        .executeTakeFirst();
      if (row === undefined) {
        invariant(chunk > 0, 'the file of a list version is gone');
        return;
      }
      yield row.bytesSealed;
    }
  }
  /** The file's bytes in order. Throws InvariantError when it is gone, SealError when a piece was tampered with. */
  const fileBytes = (uploadId: string): AsyncGenerator<Uint8Array> =>
    openedPieces(sealer, sealedPieces(uploadId), uploadId);
  return {
    dropUpload,
    /** Writes a file piece by piece as it arrives, and forgets it when its bytes break off. Throws what the bytes throw. */
    async storeFile(listId: ListId, bytes: AsyncIterable<Uint8Array>): Promise<string> {
      await sweep(db, listId);
      const uploadId = `upl_${randomBytes(16).toString('hex')}`;
      await db.insertInto('listUploads').values({ uploadId, listId }).execute();
      try {
        let chunk = 0;
        for await (const piece of pieces(bytes)) {
          await putChunk(uploadId, chunk, piece);
          chunk += 1;
        }
        return uploadId;
      } catch (error) {
        await dropUpload(uploadId).catch(() => undefined);
        throw error;
      }
    },
    sealedPieces,
    fileBytes,
    /** The same as a stream for an answer. */
    fileStream: (uploadId: string): Readable => Readable.from(fileBytes(uploadId)),
  };
}

export type ListFiles = ReturnType<typeof listFiles>;

/** What an api that was killed left of a list's uploads. */
async function sweep(db: Database, listId: ListId): Promise<void> {
  await sql`DELETE FROM list_uploads AS u WHERE list_id = ${listId}
    AND begun_at < clock_timestamp() - make_interval(hours => ${abandonedHours})
    AND NOT EXISTS (SELECT FROM list_versions AS v WHERE u.upload_id IN (v.upload_id, v.report_id))`.execute(
    db,
  );
}

async function* pieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    held.push(piece);
    size += piece.byteLength;
    if (size < chunkBytes) continue;
    yield Buffer.concat(held);
    [held, size] = [[], 0];
  }
  // An empty file is one empty piece: it is a file all the same, and its reader says what is wrong with it.
  yield Buffer.concat(held);
}
