import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import { formatOfFileName, listFormatCodes, listFormats } from '../domain/list-formats.ts';
import { findCounty, type Speaker } from './county.ts';
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

/** Where a file goes, and on whose behalf. */
interface FileAddress<Reply> {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly as: Speaker;
  readonly shape: z.ZodType<Reply>;
}

/** Sends a version of a list as it is read, showing how far it is. Throws HubProblem `file-unreadable`, `command-invalid`, `hub-unreachable`. */
export async function pushFile(push: Push): Promise<ListVersion> {
  const { listId, asOf, kind, review } = push;
  const query = {
    ...(asOf === undefined ? {} : { asOf }),
    ...(kind === undefined ? {} : { kind }),
    ...(review === true ? { review: 'true' } : {}),
  };
  const path = `/v1/lists/${encodeURIComponent(listId)}/versions`;
  return sendFile(push, { path, query, as: { role: 'agency', listId }, shape: listVersion });
}

/** Sends a file to an address. Throws HubProblem `file-unreadable`, `command-invalid`, `hub-unreachable`. */
export async function sendFile<Reply>(
  sent: Pick<Push, 'file' | 'quiet' | 'format'>,
  { path, query, as, shape }: FileAddress<Reply>,
): Promise<Reply> {
  const { file, quiet } = sent;
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
      authorization: `Bearer ${county.tokenOf(as)}`,
      'content-type': contentTypeOf(sent),
    },
    body: Readable.toWeb(body) as ReadableStream<Uint8Array>,
    duplex: 'half',
    signal: AbortSignal.timeout(7_200_000),
  } as const;
  const to = new URL(path, county.api);
  for (const [name, value] of Object.entries(query)) to.searchParams.set(name, value);
  try {
    return await readReply(await send(to, init), shape);
  } finally {
    bar.end();
  }
}

function contentTypeOf({ file, format }: Pick<Push, 'file' | 'format'>): string {
  const said =
    format === undefined ? formatOfFileName(file) : listFormatCodes.find((code) => code === format);
  if (said === undefined)
    throw new HubProblem('command-invalid', { detail: `${file}: ${listFormatCodes.join(', ')}; --format` });
  return listFormats[said].contentType;
}
