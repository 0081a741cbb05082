import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { blindIndex } from '../../store/secrets/blind-index.ts';
import type { Listed } from '../lists/people.ts';
import { type CountyUnderTest, until } from './county-under-test.ts';

/** A version as the api shows it. */
export interface VersionSeen {
  readonly version: number;
  readonly state: string;
  readonly rows: { readonly received: number; readonly accepted: number; readonly rejected: number };
  readonly members: Readonly<Record<string, number>> | null;
  readonly reasons: readonly { readonly code: string }[];
}

/** A rejected row as the api shows it. */
interface RowSeen {
  readonly row: number;
  readonly otherRow: number | null;
  readonly problems: readonly { readonly code: string; readonly field: string | null }[];
}

export type FileBody = string | Buffer | AsyncIterable<Uint8Array>;

const types = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type Format = keyof typeof types;

const onTheWay = ['received', 'staging', 'checked'];

/** An agency at its own computer: it knows an address and a credential, and nothing of the hub's inside. */
export function agencyOf(county: CountyUnderTest, listId: string) {
  const token = county.credentials.agencies[listId]?.token ?? '';
  const path = `${county.addresses.api}/v1/lists/${listId}/versions`;
  const authorization = `Bearer ${token}`;
  const get = async (more: string): Promise<Response> =>
    fetch(`${path}/${more}`, { headers: { authorization } });
  const version = async (number: number): Promise<VersionSeen> =>
    (await (await get(String(number))).json()) as VersionSeen;
  const agency = {
    listId,
    /** Sends a file at the pace of its bytes; rejects when the connection breaks. */
    async send(
      body: FileBody,
      { format = 'csv', query = '' }: { readonly format?: Format; readonly query?: string } = {},
    ): Promise<{ readonly status: number; readonly body: VersionSeen & { readonly code?: string } }> {
      const headers = { authorization, 'content-type': types[format] };
      const sending = request(`${path}${query}`, { method: 'POST', headers });
      const answer = new Promise<{ status: number; text: string }>((resolve, reject) => {
        sending.on('error', reject).on('response', (response) => {
          let text = '';
          response
            .setEncoding('utf8')
            .on('data', (piece: string) => {
              text += piece;
            })
            .on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        });
      });
      const bytes = typeof body === 'string' || body instanceof Buffer ? [Buffer.from(body as string)] : body;
      // Whatever breaks the sending breaks the answer too, unless that came before the last byte.
      const sent = pipeline(Readable.from(bytes), sending).catch(() => undefined);
      const { status, text } = await answer;
      await sent;
      return { status, body: JSON.parse(text) as VersionSeen & { code?: string } };
    },
    version,
    /** Waits until a version serves, waits for a person, or has come to nothing. */
    settled: (number: number, withinMs = 120_000): Promise<VersionSeen> =>
      until(
        `version ${number} of ${listId}`,
        async () => {
          const seen = await version(number);
          return seen.state !== undefined && !onTheWay.includes(seen.state) && seen;
        },
        withinMs,
      ),
    async push(body: FileBody, sending: { readonly format?: Format; readonly query?: string } = {}) {
      const sent = await agency.send(body, sending);
      if (sent.status > 299) throw new Error(`${sent.status} ${sent.body.code}`);
      return agency.settled(sent.body.version);
    },
    /** Every rejected row, page by page, as `row code … →other`. */
    async errors(number: number): Promise<readonly string[]> {
      const rows: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const reply = await get(`${number}/errors?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`);
        const page = (await reply.json()) as { errors: readonly RowSeen[]; next: string | null };
        for (const { row, problems, otherRow } of page.errors)
          rows.push(
            `${row} ${problems.map(({ code }) => code).join(' ')}${otherRow === null ? '' : ` →${otherRow}`}`,
          );
        cursor = page.next;
      }
      return rows;
    },
    /** The report as it is downloaded. */
    report: (number: number): Promise<Response> => get(`${number}/errors?download=true`),
    /** What the hub has signed of a released version. */
    receipt: async (number: number): Promise<unknown> =>
      ((await (await get(`${number}/receipt`)).json()) as { receipt: unknown }).receipt,
    /** The list itself: what serves. */
    async serving(): Promise<VersionSeen | null> {
      const reply = await fetch(path.replace('/versions', ''), { headers: { authorization } });
      return ((await reply.json()) as { serving: VersionSeen | null }).serving;
    },
  };
  return agency;
}

export type Agency = ReturnType<typeof agencyOf>;

/** Which of these people the list names now, straight from the tables. */
export async function membersAmong(
  county: CountyUnderTest,
  listId: string,
  people: readonly Listed[],
): Promise<readonly Listed[]> {
  const blind = blindIndex(Buffer.from(county.secrets.indexKey, 'base64'));
  const rows = await county.sql<{ key: string }>(
    `SELECT encode(blind_index, 'hex') AS key FROM memberships JOIN people USING (person_ref)
     WHERE list_id = $1 AND known_until IS NULL AND listed`,
    [listId],
  );
  const known = new Set(rows.map(({ key }) => key));
  return people.filter(({ idNumber }) => known.has(blind(idNumber).toString('hex')));
}

/** Files of lists that no version has. */
export async function strayUploads(county: CountyUnderTest, listId: string): Promise<number> {
  const rows = await county.sql<{ strays: number }>(
    `SELECT count(*)::int AS strays FROM list_uploads u WHERE list_id = $1
       AND NOT EXISTS (SELECT FROM list_versions v WHERE u.upload_id IN (v.upload_id, v.report_id))`,
    [listId],
  );
  return rows[0]?.strays ?? -1;
}
