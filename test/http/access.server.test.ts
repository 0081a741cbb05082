import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Access, access, type OperationId } from '../../api/http/access.ts';
import { type Role, roleCodes, roles } from '../../domain/roles.ts';
import { type Asked, requests } from './access-requests.ts';
import { buildWorld, partyOf, type Side, tokenOf } from './access-world.ts';
import { listsAsked, tokens, useDoor } from './door-under-test.ts';
import { refusalCode } from './refusal-code.ts';

const door = useDoor({ lists: listsAsked });
let sides: readonly [Side, Side];
let fingerprint: () => Promise<unknown>;
beforeAll(async () => {
  sides = await buildWorld(door());
  fingerprint = await everything();
});

const operation = z.object({ operationId: z.string() });
const document = z
  .object({ paths: z.record(z.string(), z.record(z.string(), operation)) })
  .parse(JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')));

/** Every operation that the documentation names, with its route. */
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId: id }]) => ({ id: id as OperationId, method, path })),
);
type Operation = (typeof operations)[number];

const county = (role: Role): boolean => roles[role].of === 'operator';
const mayOf = ({ id }: Operation): Access => access[id];
const rolesOf = (one: Operation): readonly Role[] => {
  const { roles: may } = mayOf(one);
  return may === 'anyone' ? roleCodes : may;
};
/** What is nobody's: whoever asks for the foreign must hear just this. */
const nowhere = {
  caseRef: 'case_00000000000000000000',
  inCare: 'case_00000000000000000000',
  listId: 'none',
  remittanceId: 'R99999999',
  announcementRef: `ann_${'0'.repeat(20)}`,
  bulkRef: `B-${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}`,
};

test('the table names every documented operation and nothing else, and each is walked', () => {
  const documented = operations.map(({ id }) => id as string).sort();
  expect(Object.keys(access).sort()).toEqual(documented);
  expect(Object.keys(requests).sort()).toEqual(documented);
});

describe.each(operations.filter((one) => mayOf(one).roles !== 'anyone'))('$id', (one) => {
  const asked = requests[one.id];

  test('is closed to every other role, to the configured token and to nobody in particular; nothing is written', async () => {
    const before = await fingerprint();
    for (const side of sides) {
      expect(await ask(one, { side, token: null })).toMatchObject({ answer: '401 credential-missing' });
      for (const [role, home] of callers(roleCodes.filter((code) => !rolesOf(one).includes(code))))
        expect(await as(one, side, [role, home]), `${role} of side ${home}`).toMatchObject({
          answer: '403 not-allowed',
        });
      if (mayOf(one).orBootstrap !== true)
        expect(await ask(one, { side, token: tokens.bootstrap })).toMatchObject({
          answer: '403 not-allowed',
        });
    }
    expect(await fingerprint()).toEqual(before);
  });

  test('with foreign data it is as if these were not there; nothing is written', async () => {
    const { foreign } = asked;
    const own = callers(rolesOf(one).filter((role) => !county(role)));
    // Only offices of the county may do what is nobody's own.
    expect(foreign === undefined && mayOf(one).data === 'own' && !one.id.startsWith('registry')).toBe(false);
    if (mayOf(one).data === 'county') expect(own).toEqual([]);
    if (foreign === undefined || foreign === 'left-out' || foreign === 'own-name') return;
    const before = await fingerprint();
    for (const [role, home] of own) {
      const { answer, body } = await as(one, sides[home === 0 ? 1 : 0], [role, home]);
      if (foreign === 'rejected') {
        expect([answer, body], role).toEqual(['200', expect.stringContaining('"status":"rjct"')]);
        expect(body).not.toContain('"data"');
        continue;
      }
      expect(answer, role).toBe(foreign === 'not-allowed' ? '403 not-allowed' : `404 ${foreign}`);
      if (foreign === 'not-allowed') continue;
      const none = await as(one, { ...sides[home], ...nowhere } as Side, [role, home]);
      expect(body).toBe(none.body);
    }
    // A hospital's wrong guess at a patient is counted, and that is all.
    if (foreign !== 'rejected') expect(await fingerprint()).toEqual(before);
  });

  test('is open to each of its roles with data of its own, to an office of the county with all', async () => {
    for (const [role, home] of callers(rolesOf(one)))
      for (const side of county(role) ? sides : [sides[home]]) {
        const { answer, body } = await as(one, side, [role, home]);
        expect(asked.answers, `${role} of side ${home}: ${body}`).toContain(answer);
        if (asked.foreign === 'rejected') expect(body).not.toContain('rjct');
        if (asked.foreign === 'left-out') expect(seenBy(body)).toEqual(county(role) ? [0, 1] : [home]);
      }
  });
});

describe.each(operations.filter((one) => mayOf(one).roles === 'anyone'))('$id', (one) => {
  test('is open to anybody, with and without a credential', async () => {
    for (const token of [null, 'a-made-up-one'.padEnd(40, '0'), tokenOf('bank', 0)])
      expect(requests[one.id].answers).toContain((await ask(one, { side: sides[0], token })).answer);
  });
});

/** Everybody of these roles, of both sides. */
function callers(of: readonly Role[]): readonly (readonly [role: Role, home: 0 | 1])[] {
  return of.flatMap(
    (role) =>
      (county(role)
        ? [[role, 0]]
        : [
            [role, 0],
            [role, 1],
          ]) as [Role, 0 | 1][],
  );
}

function as(one: Operation, side: Side, [role, home]: readonly [Role, 0 | 1]) {
  return ask(one, { side, token: tokenOf(role, home), party: partyOf(roles[role].of, home) });
}

interface Asking {
  /** Whose data is asked for. */
  readonly side: Side;
  readonly token: string | null;
  readonly party?: string;
}

async function ask({ id, method, path }: Operation, { side, token, party = 'nobody' }: Asking) {
  const { path: own, more, foreign }: Asked = requests[id];
  const { caseRef, listId, version } = side;
  const places: Readonly<Record<string, string>> = {
    caseRef,
    listId,
    version: String(version),
    ...own?.(side),
  };
  const { payload, headers } = more?.(side, { party }) ?? {};
  const reply = await door().server.inject({
    method: method.toUpperCase() as 'GET',
    url:
      path.replaceAll(/\{(\w+)\}/g, (_, name) => places[name] ?? '') +
      (foreign === 'left-out' ? '?limit=200' : ''),
    headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    // Not the machine itself, which may ask for metrics and health without a credential.
    remoteAddress: '10.1.1.1',
    ...(payload === undefined ? {} : { payload }),
  });
  const { statusCode: status, body } = reply;
  const code = status < 400 ? '' : ` ${refusalCode(body)}`;
  return { answer: `${status}${code}`, body };
}

/** Whose stays an answer names. */
function seenBy(body: string): readonly number[] {
  return [0, 1].filter((index) => {
    const { caseRef, inCare, bulkRef, announcementRef } = sides[index as 0 | 1];
    return [caseRef, inCare, bulkRef, announcementRef].some((known) => body.includes(known));
  });
}

/** A fingerprint of all that is stored. */
async function everything(): Promise<() => Promise<unknown>> {
  const tables = await sql<{ name: string }>`
    SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`.execute(door().db);
  const parts = tables.rows.map(
    ({ name }) =>
      `SELECT '${name}' AS name, md5(string_agg(r::text, '' ORDER BY r::text)) AS sum FROM ${name} r`,
  );
  const query = sql.raw(parts.join(' UNION ALL '));
  return async () => (await query.execute(door().db)).rows;
}
