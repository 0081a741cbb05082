import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { OperationId } from '../../api/http/access.ts';
import document from '../../docs/openapi.json' with { type: 'json' };
import { type Role, roleCodes, roles } from '../../domain/roles.ts';
import { type Asked, requests } from '../http/access-requests.ts';
import { buildWorld, partyOf, type Side, tokenOf } from '../http/access-world.ts';
import { listsAsked, tokens, useDoor } from '../http/door-under-test.ts';
import { answerJudge } from './answers.ts';
import { fuzzedOperations } from './requests.ts';

const seed = Number(process.env.FUZZ_SEED ?? 20_240_301);
/** The full run (`npm run fuzz`) asks each operation so many times on the way; the small one of `npm test` a few times. */
const steps = Number(process.env.FUZZ_RUNS ?? 6) * Object.keys(requests).length;

const door = useDoor({ lists: listsAsked });
let sides: readonly [Side, Side];
beforeAll(async () => {
  sides = await buildWorld(door());
});

const judge = answerJudge(document);
const operations = fuzzedOperations(document);
const paths = new Map(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map(({ operationId }) => [operationId, path] as const),
  ),
);
type Caller = readonly [role: Role | 'nobody' | 'bootstrap', home: 0 | 1];
const callers: readonly Caller[] = [
  ...roleCodes.flatMap((role) => [[role, 0] as const, [role, 1] as const]),
  ['nobody', 0],
  ['bootstrap', 0],
];

/** What earlier answers named, by field: later requests ask for it again, in other hands and in other places. */
const heard = new Map<string, unknown[]>();
const remembered = new Set([
  ...['caseRef', 'listId', 'version', 'sequence', 'revision', 'next', 'conflictId', 'deliveryId'],
  ...['institution', 'payer', 'step', 'kind', 'since', 'party', 'actor', 'id', 'name', 'transaction_id'],
]);

test('a walk of every role through every operation, with what was heard on the way, is answered as the document says', async () => {
  const random = fc.sample(fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), {
    seed,
    numRuns: 1,
  })[0];
  if (random === undefined) throw new Error('there is no chance');
  const chance = (): number => random.next().value ?? 0;
  const pick = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(chance() * values.length)] as Value;
  const statuses = new Map<number, number>();
  const faults = new Set<string>();
  for (let step = 0; step < steps; step += 1) {
    // Each operation in turn, so that none is left out by chance.
    const operation = operations[step % operations.length] as (typeof operations)[number];
    const [role, home] = pick(callers);
    const side = sides[chance() < 0.7 ? home : home === 0 ? 1 : 0];
    const asked = chance() < 0.75 ? asMeant(operation.id as OperationId, { side, role, home }) : null;
    const fuzzed = fc.sample(operation.requests, { seed: seed + step, numRuns: 1 })[0];
    const request = asked === null ? fuzzed : withHeard(asked);
    if (request === undefined) continue;
    const token = credentialOf([role, home]);
    const reply = await door().server.inject({
      method: operation.method as 'GET',
      url: request.url,
      headers: { ...request.headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
      ...(request.payload === undefined ? {} : { payload: request.payload }),
    });
    const { statusCode: status, body } = reply;
    const answer = { status, contentType: String(reply.headers['content-type'] ?? ''), body };
    const wrong = judge(operation.id, answer);
    if (wrong !== null)
      faults.add(`${operation.id}: ${wrong} (step ${step}, ${role}/${home}, ${request.url})`);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (answer.contentType.includes('json')) remember(JSON.parse(body));
  }
  expect([...faults], `seed ${seed}`).toEqual([]);
  // A walk that is turned away at every door, or told nothing, would prove nothing.
  const good = [...statuses].filter(([status]) => status < 300).reduce((sum, [, count]) => sum + count, 0);
  expect(good).toBeGreaterThan(steps / 10);
  expect(heard.get('revision')?.length).toBeGreaterThan(1);

  /** Now and then a field of the body, or a part of the path, is something that was heard under its name. */
  function withHeard({ path, places, payload, headers }: Meant) {
    const url = path.replaceAll(/\{(\w+)\}/g, (_, name) => {
      const known = heard.get(name);
      const said = known !== undefined && chance() < 0.4 ? String(pick(known)) : (places[name] ?? '1');
      return encodeURIComponent(said);
    });
    const next = heard.get('next');
    const cursor =
      next !== undefined && chance() < 0.2 ? `?cursor=${encodeURIComponent(String(pick(next)))}` : '';
    const body = typeof payload === 'object' ? mixed(payload) : payload;
    return { url: `${url}${cursor}`, headers, payload: body as typeof payload };
  }

  function mixed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(mixed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        const known = heard.get(name);
        return [name, known !== undefined && chance() < 0.4 ? pick(known) : mixed(member)];
      }),
    );
  }
}, 900_000);

interface Meant {
  readonly path: string;
  readonly places: Readonly<Record<string, string>>;
  readonly payload: string | object | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The request that is meant to be good for whoever may make it. */
function asMeant(
  id: OperationId,
  { side, role, home }: { readonly side: Side; readonly role: Caller[0]; readonly home: 0 | 1 },
): Meant {
  const { path: own, more }: Asked = requests[id];
  const { caseRef, listId, version } = side;
  const party = role in roles ? partyOf(roles[role as Role].of, home) : 'nobody';
  const { payload, headers } = more?.(side, { party }) ?? {};
  return {
    path: paths.get(id) ?? '',
    places: { caseRef, listId, version: String(version), ...own?.(side) },
    payload: payload as string | object | undefined,
    headers: (headers ?? {}) as Readonly<Record<string, string>>,
  };
}

function credentialOf([role, home]: Caller): string | null {
  if (role === 'nobody') return null;
  return role === 'bootstrap' ? tokens.bootstrap : tokenOf(role, home);
}

function remember(value: unknown): void {
  if (Array.isArray(value)) for (const one of value) remember(one);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (remembered.has(name) && ['string', 'number'].includes(typeof member)) {
      const known = heard.get(name) ?? [];
      // The newest of each name; a walk of an hour keeps no more.
      heard.set(name, [member, ...known.filter((one) => one !== member)].slice(0, 20));
    }
    remember(member);
  }
}
