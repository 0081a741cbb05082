import { z } from 'zod';
import type { PartyId } from '../domain/ids.ts';
import { invariant } from '../domain/invariant.ts';
import { type Fen, fen } from '../domain/money.ts';
import type { Answer, Found } from './answer.ts';
import type { Asked, Call, CallTraits, MessageHeader, RawReply } from './call.ts';
import type { PartyHttp } from './http.ts';

/** One plain JSON message: where it goes, what it says, how its reply is read. */
export interface JsonMessage<Request, Value> {
  readonly party: PartyId;
  readonly operation: string;
  readonly traits: CallTraits;
  readonly http: PartyHttp;
  readonly path: string;
  /** Strict form of what is sent. */
  readonly form: z.ZodType;
  readonly write: (request: Request, header: MessageHeader) => unknown;
  readonly read: (reply: RawReply, asked: Asked) => Answer<Value>;
  readonly enquiry?: {
    readonly path: string;
    readonly write: (header: MessageHeader) => unknown;
    readonly read: (reply: RawReply, asked: Asked) => Found<Value>;
  };
}

/** Makes a call of a JSON message. `write` throws InvariantError, naming fields only, when a fact does not fit the form. */
export function jsonCall<Request, Value>(message: JsonMessage<Request, Value>): Call<Request, Value> {
  const { party, operation, traits, http, path, form, write, read, enquiry } = message;
  return {
    party,
    operation,
    traits,
    write: async (request, header) => {
      const parsed = form.safeParse(await write(request, header));
      const fields = parsed.error?.issues.map((issue) => issue.path.join('.')).join(', ') ?? '';
      invariant(parsed.success, `a message to ${party} does not fit its form: ${fields}`);
      return JSON.stringify(parsed.data);
    },
    send: (body, header) => http.post(path, body, header),
    read,
    ...(enquiry === undefined
      ? {}
      : {
          enquiry: {
            send: (_body, header) => http.post(enquiry.path, JSON.stringify(enquiry.write(header)), header),
            read: enquiry.read,
          },
        }),
  };
}

/** Fen on a JSON wire: an integer of at least 0. */
export const wireFen = z
  .int()
  .min(0)
  .transform((count): Fen => fen(count));
