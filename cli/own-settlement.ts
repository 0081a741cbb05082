import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print, readJsonFile } from './output.ts';
import { speakerFor } from './speaker.ts';

const stay = z.looseObject({ caseRef: z.string(), stage: z.string(), institution: z.string() });

/** Delivers a reply of the insurer, from a hospital that settles itself: its own credential speaks, and the digest is made here. */
export async function deliverCoreAnswer(command: Command, caseRef: string, file: string): Promise<void> {
  const county = findCounty();
  const path = `/v1/stays/${encodeURIComponent(caseRef)}`;
  const done = await ask(county, stay, {
    ...{ method: 'POST', path: `${path}/core-answers`, as: await speakerFor(caseRef, undefined) },
    body: withDigest(readJsonFile(file)),
  });
  print(command, done, () => `${done.caseRef}  ${done.stage}  应答已收到 · the reply was taken`);
}

/** A file that brings a digest of its own is sent as it is. */
function withDigest(body: unknown): unknown {
  const told = z.looseObject({ reply: z.string(), digest: z.undefined().optional() }).safeParse(body);
  if (!told.success) return body;
  const { reply } = told.data;
  return { ...told.data, digest: createHash('sha256').update(reply, 'utf8').digest('hex') };
}
