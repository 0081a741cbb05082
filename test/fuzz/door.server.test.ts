import fc from 'fast-check';
import { expect, test } from 'vitest';
import document from '../../docs/openapi.json' with { type: 'json' };
import { type FailureCode, failures } from '../../domain/failures.ts';
import { type Caller, tokens, useDoor } from '../http/door-under-test.ts';
import { refusalCode } from '../http/refusal-code.ts';
import { fuzzedOperations, mark } from './requests.ts';

const seed = Number(process.env.FUZZ_SEED ?? 20_240_301);
const runs = Number(process.env.FUZZ_RUNS ?? 12);
const callers: readonly (Caller | null)[] = [...(Object.keys(tokens) as Caller[]), null];
const door = useDoor();

/** Temporal is away under this door; everything else is answered as documented. */
const away = new Set(['workflows-unavailable', 'store-unavailable']);

test.each(fuzzedOperations(document))(
  '$id answers whatever comes as the document says',
  async (operation) => {
    const asked = fc.tuple(fc.constantFrom(...callers), operation.requests);
    await fc.assert(
      fc.asyncProperty(asked, async ([caller, { url, headers, payload }]) => {
        const reply = await door().call(caller, {
          ...{ method: operation.method as 'GET', url, headers },
          ...(payload === undefined ? {} : { payload }),
        });
        const { statusCode: status, body } = reply;
        if (status >= 400) {
          const code = refusalCode(body) as FailureCode;
          expect(Object.keys(failures)).toContain(code);
          expect(failures[code].status).toBe(status);
          expect(status < 500 || away.has(code), `${status} ${code}`).toBe(true);
          if (!url.includes(mark)) expect(body, 'a refusal repeats nothing of the body').not.toContain(mark);
          // A path of another form belongs to no operation.
          if (code !== 'route-unknown') expect([...operation.statuses], code).toContain(status);
        } else expect([...operation.statuses]).toContain(status);
      }),
      { seed, numRuns: runs, endOnFailure: runs < 100 },
    );
  },
);
