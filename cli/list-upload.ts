import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { HubProblem } from '../domain/failures.ts';
import { formatOfFileName, listFormatCodes, listFormats } from '../domain/list-formats.ts';
import { findCounty } from './county.ts';
import { readReply, send } from './http.ts';
import { progressBar } from './list-progress.ts';
import { type ListVersion, listVersion } from './list-version.ts';

/** What is pushed, and how it is meant. */
export interface Push {
  readonly listId: string;
  readonly file: string;
  readonly quiet: boolean;
  readonly asOf?: string;
  readonly kind?: string;
  readonly review?: boolean;
  readonly format?: string;
}

/** Sends a file as it is read, showing how far it is. Throws HubProblem `file-unreadable`, `command-invalid`, `hub-unreachable`. */
export async function pushFile(push: Push): Promise<ListVersion> {
  const { listId, file, quiet } = push;
  const county = findCounty();
  // Opened first: a file that is not there is the caller's error, not the network's.
  const handle = await open(file).catch((cause: unknown) => {
    throw new HubProblem('file-unreadable', { detail: file, cause });
  });
  const { size } = await handle.stat();
  const bar = progressBar(quiet, '上传 · uploading', size);
  const body = createReadStream(file, { fd: handle, highWaterMark: 256 * 1024 });
  body.on('data', (piece) => bar.add(piece.length));
  body.pause();
  const init = {
    method: 'POST',
    headers: {
      authorization: `Bearer ${county.tokenOf({ role: 'agency', listId })}`,
      'content-type': contentTypeOf(push),
    },
    body: Readable.toWeb(body) as ReadableStream<Uint8Array>,
    duplex: 'half',
    signal: AbortSignal.timeout(7_200_000),
  } as const;
  const to = new URL(`/v1/lists/${encodeURIComponent(listId)}/versions`, county.api);
  if (push.asOf !== undefined) to.searchParams.set('asOf', push.asOf);
  if (push.kind !== undefined) to.searchParams.set('kind', push.kind);
  if (push.review === true) to.searchParams.set('review', 'true');
  try {
    return await readReply(await send(to, init), listVersion);
  } finally {
    bar.end();
  }
}

function contentTypeOf({ file, format }: Push): string {
  const said =
    format === undefined ? formatOfFileName(file) : listFormatCodes.find((code) => code === format);
  if (said === undefined)
    throw new HubProblem('command-invalid', { detail: `${file}: ${listFormatCodes.join(', ')}; --format` });
  return listFormats[said].contentType;
}
