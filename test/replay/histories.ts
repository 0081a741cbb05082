import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { type History, historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { workerDataConverter } from '../../temporal/data-converter.ts';
import { publicTestKeys, recordedNamespace } from './keys.ts';

/** One run of a workflow as it was recorded. */
export interface Recorded {
  /** Version of the hub that ran it. */
  readonly version: string;
  readonly workflowId: string;
  readonly history: History;
}

const folder = join(import.meta.dirname, 'histories');

/** Every recorded history, of every released version. */
export function recordedHistories(): readonly Recorded[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: version }) =>
      readdirSync(join(folder, version))
        .filter((file) => file.endsWith('.json'))
        .map((file) => {
          const { workflowId, history } = JSON.parse(readFileSync(join(folder, version, file), 'utf8')) as {
            readonly workflowId: string;
            readonly history: unknown;
          };
          return { version, workflowId, history: historyFromJSON(history) };
        }),
    );
}

/** Writes one history; `name` tells what happens in it, such as `settled-then-paid.stay`. */
export function saveHistory(name: string, { version, workflowId, history }: Recorded): string {
  const file = join(folder, version, `${name}.json`);
  mkdirSync(join(folder, version), { recursive: true });
  const recorded = JSON.parse(historyToJSON(withoutMachine(history))) as unknown;
  writeFileSync(file, `${JSON.stringify({ workflowId, history: recorded }, null, 1)}\n`);
  return file;
}

/** Names a recorded run among those of all versions. */
export function nameOf({ version, workflowId }: Recorded): string {
  return `${version} ${workflowId}`;
}

/** Replays histories against a bundle, without any server; gives what went wrong, by name. */
export async function replay(
  workflowBundle: { readonly codePath: string } | { readonly code: string },
  histories: readonly Recorded[],
): Promise<ReadonlyMap<string, Error>> {
  const failures = new Map<string, Error>();
  const results = Worker.runReplayHistories(
    { workflowBundle, dataConverter: workerDataConverter(publicTestKeys, recordedNamespace) },
    histories.map((recorded) => ({ workflowId: nameOf(recorded), history: recorded.history })),
  );
  for await (const { workflowId, error } of results) if (error !== undefined) failures.set(workflowId, error);
  return failures;
}

/** Passes every payload inside a message of Temporal through `change`, in place. */
export async function changePayloads(
  message: unknown,
  change: (payload: Payload) => Promise<Payload>,
): Promise<void> {
  if (typeof message !== 'object' || message === null || ArrayBuffer.isView(message)) return;
  for (const [name, value] of Object.entries(message)) {
    if (isPayload(value)) Reflect.set(message, name, await change(value));
    else await changePayloads(value, change);
  }
}

/** Opens what `from` sealed and seals it with the public test key. */
export async function resealed(history: History, from: PayloadCodec, to: PayloadCodec): Promise<History> {
  await changePayloads(history, async (payload) => {
    if (!isSealed(payload)) return payload;
    const [sealed] = await to.encode(await from.decode([payload]));
    if (sealed === undefined) throw new Error('the codec returned nothing');
    return sealed;
  });
  return history;
}

/** Search attributes and the SDK's own notes are not sealed: servers and SDKs must read them. */
export function isSealed(payload: Payload): boolean {
  return Buffer.from(payload.metadata?.encoding ?? []).toString() === 'binary/encrypted';
}

function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && 'metadata' in value && 'data' in value;
}

/** Process numbers and host names say where something was recorded; replay does not need them. */
function withoutMachine(history: History): History {
  const clean = (message: unknown): void => {
    if (typeof message !== 'object' || message === null || ArrayBuffer.isView(message)) return;
    for (const [name, value] of Object.entries(message)) {
      if (name === 'identity') Reflect.set(message, name, 'recorded');
      else if (name === 'taskQueue' && Reflect.get(value ?? {}, 'normalName'))
        Reflect.set(value, 'name', 'sticky');
      else clean(value);
    }
  };
  clean(history);
  return history;
}
