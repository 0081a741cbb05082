import fc from 'fast-check';
import { expect, test } from 'vitest';
import document from '../../docs/openapi.json' with { type: 'json' };
import { type Caller, tokens, useDoor } from '../http/door-under-test.ts';
import { answerJudge } from './answers.ts';
import { fuzzedOperations, mark } from './requests.ts';

const seed = Number(process.env.FUZZ_SEED ?? 20_240_301);
const runs = Number(process.env.FUZZ_RUNS ?? 12);
const callers: readonly (Caller | null)[] = [...(Object.keys(tokens) as Caller[]), null];
const door = useDoor();
const judge = answerJudge(document);

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
        const contentType = String(reply.headers['content-type'] ?? '');
        expect(judge(operation.id, { status, contentType, body }), url).toBeNull();
        if (status >= 400 && !url.includes(mark))
          expect(body, 'a refusal repeats nothing of the body').not.toContain(mark);
      }),
      { seed, numRuns: runs, endOnFailure: runs < 100 },
    );
  },
);
