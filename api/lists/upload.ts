import { createHash } from 'node:crypto';
import { HubProblem } from '../../domain/failures.ts';
import type { ListId } from '../../domain/ids.ts';
import type { ListFiles } from '../../store/lists/files.ts';

/** A file that is in the store. */
export interface StoredFile {
  readonly uploadId: string;
  /** SHA-256, hexadecimal. */
  readonly digest: string;
  readonly bytes: number;
}

/** Takes a body in as it arrives, at any speed, in constant memory. Throws HubProblem `body-too-large`; a body that breaks off leaves nothing. */
export async function takeFile(
  files: ListFiles,
  listId: ListId,
  { body, limitBytes }: { readonly body: AsyncIterable<Uint8Array>; readonly limitBytes: number },
): Promise<StoredFile> {
  const sum = createHash('sha256');
  let bytes = 0;
  const uploadId = await files.storeFile(
    listId,
    (async function* () {
      for await (const piece of body) {
        bytes += piece.byteLength;
        if (bytes > limitBytes) throw new HubProblem('body-too-large');
        sum.update(piece);
        yield piece;
      }
    })(),
  );
  return { uploadId, digest: sum.digest('hex'), bytes };
}
