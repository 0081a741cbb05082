/** A typed client of the hub: copy this file and types.ts; it needs nothing but `fetch`. */
import { addresses, type Operations, type Schemas } from './types.ts';

/** What an operation is asked with; what it does not have is left out. */
export type Asked<Id extends keyof Operations> = Needed<'params', Operations[Id]['params']> &
  Needed<'body', Operations[Id]['body']> & {
    readonly query?: Operations[Id]['query'];
    /** The same key and words are done once: send it again after a lost answer. */
    readonly idempotencyKey?: string;
  };
type Needed<Name extends string, Value> =
  Value extends Record<string, never>
    ? { readonly [name in Name]?: never }
    : { readonly [name in Name]: Value };

/** A refusal with its stable code, what is wrong and what to do, in both languages. */
export class HubRefusal extends Error {
  readonly problem: Schemas['Problem'];
  constructor(problem: Schemas['Problem']) {
    super(problem.code);
    this.problem = problem;
  }
}

/** Calls operations by their names in docs/openapi.json. Throws HubRefusal. */
export function hubClient(address: string, token: string) {
  return async <Id extends keyof Operations>(id: Id, asked: Asked<Id>): Promise<Operations[Id]['reply']> => {
    const {
      params = {},
      query = {},
      body,
      idempotencyKey,
    } = asked as {
      readonly params?: Readonly<Record<string, unknown>>;
      readonly query?: Readonly<Record<string, unknown>>;
      readonly body?: unknown;
      readonly idempotencyKey?: string;
    };
    const [method, path] = addresses[id];
    const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(params[name])),
    );
    const url = new URL(place, address);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const reply = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    const isJson = reply.headers.get('content-type')?.includes('json') === true;
    if (!reply.ok) throw new HubRefusal(JSON.parse(text) as Schemas['Problem']);
    return (isJson ? JSON.parse(text) : text) as Operations[Id]['reply'];
  };
}
