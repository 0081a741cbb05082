import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { RegistryMessage } from '../../store/registry/deliveries.ts';
import type { RegistryCallback } from '../../store/registry/tables.ts';
import type { ApiDeps } from '../deps.ts';
import { HeaderFault } from './envelope.ts';
import { hubId } from './signature.ts';

/** What became of one request of a message, with or without its data. */
export interface ItemAnswer {
  readonly reference_id: string;
  readonly status: 'succ' | 'rjct';
  readonly status_reason_code?: string;
  readonly status_reason_message?: string;
  readonly [member: string]: unknown;
}

/** Acknowledgement of an asynchronous message. */
export const acknowledgement = z
  .object({
    message: z.object({
      ack_status: z.enum(['ACK', 'ERR']).meta({ description: 'ERR: nothing was taken, no callback follows' }),
      timestamp: z.string(),
      correlation_id: z.string(),
      error: z.object({ code: z.string(), message: z.string() }).optional(),
    }),
  })
  .meta({ id: 'RegistryAcknowledgement' });

/** A signed answer of a synchronous request. */
export const signedAnswer = z
  .object({
    signature: z.string(),
    header: z.looseObject({ action: z.string(), status: z.string() }),
    message: z.looseObject({}).optional(),
  })
  .meta({ id: 'RegistryAnswer' });

/** How many requests a message holds; none completed of some means that there is nothing to tell. */
type Counts = { readonly total: number; readonly completed: number };

/** Whom a callback goes to; `sentTo` is the address that its question named, where it named one. */
export interface CalledBack {
  readonly party: string;
  readonly action: RegistryCallback;
  readonly sentTo?: string | undefined;
}

/** A message of the hub as it is kept until it has arrived; signed anew on every try. */
export function callbackOf(
  deps: Pick<ApiDeps, 'clock'>,
  { sentTo, ...to }: CalledBack,
  message: object,
  { total, completed }: Counts,
): RegistryMessage {
  const messageId = randomUUID();
  const header = headerOf(deps, { ...to, messageId }, { total, completed });
  const body: KeptMessage = { header, message, ...(sentTo === undefined ? {} : { sentTo }) };
  return { ...to, messageId, body };
}

/** What is sealed of a message until it has arrived. */
export interface KeptMessage {
  readonly header: { readonly message_id: string };
  readonly message: object;
  readonly sentTo?: string;
}

/** The answer of a synchronous request, signed. */
export function answerNow(
  deps: Pick<ApiDeps, 'clock' | 'registry'>,
  to: { readonly party: string; readonly action: RegistryCallback },
  message: object | undefined,
  counts: Counts,
) {
  const header = headerOf(deps, { ...to, messageId: randomUUID() }, counts);
  const signature = deps.registry.signer.sign({ header, message });
  return message === undefined ? { signature, header } : { signature, header, message };
}

/** The answer of a synchronous request that was turned away as a whole. Throws HubProblem where the standard has no code for a header. */
export function turnAway(
  deps: Pick<ApiDeps, 'clock' | 'registry'>,
  to: { readonly party: string; readonly action: RegistryCallback },
  error: unknown,
) {
  if (!(error instanceof HeaderFault)) throw error;
  const { rjct, err, message: text } = error.fault;
  if (rjct === null) throw new HubProblem('registry-message-refused', { detail: `${err}: ${text}` });
  const header = {
    ...headerOf(deps, { ...to, messageId: randomUUID() }, { total: 0, completed: 0 }),
    ...{ status: 'rjct', status_reason_code: rjct, status_reason_message: text },
  };
  return { signature: deps.registry.signer.sign({ header, message: undefined }), header };
}

/** Taken: the answer follows as a callback. */
export function acknowledge({ clock }: Pick<ApiDeps, 'clock'>, correlationId: string) {
  return {
    message: { ack_status: 'ACK', timestamp: clock.now(), correlation_id: correlationId } as const,
  };
}

/** Nothing was taken, and why. */
export function refuse({ clock }: Pick<ApiDeps, 'clock'>, code: string, text: string) {
  const error = { code, message: text };
  return {
    message: { ack_status: 'ERR', timestamp: clock.now(), correlation_id: randomUUID(), error } as const,
  };
}

/** The standard has no code for it. */
const nothing = {
  status: 'rjct',
  status_reason_message:
    '没有这样的异步请求,或不支持该类型 · no such asynchronous request of yours, or no such type',
} as const;

/** Header of a message of the hub. */
export function headerOf(
  { clock }: Pick<ApiDeps, 'clock'>,
  about: {
    /** Undefined where nobody is known to have asked. */
    readonly party: string | undefined;
    readonly action: RegistryCallback;
    readonly messageId: string;
  },
  { total, completed }: Counts,
) {
  return {
    version: '1.0.0',
    message_id: about.messageId,
    message_ts: clock.now(),
    action: about.action,
    ...(completed < total ? nothing : { status: 'succ' }),
    total_count: total,
    completed_count: completed,
    sender_id: hubId,
    ...(about.party === undefined ? {} : { receiver_id: about.party }),
    is_msg_encrypted: false,
  };
}
