import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ruleNames, type Violation, violationsIn } from './import-rules.ts';
import { root } from './tree.ts';

/** Each rule broken once: the file, and the forbidden line in it. */
const broken: Readonly<Record<string, readonly [file: string, line: string]>> = {
  'domain-imports-domain': ['domain/bad.ts', `import '../policies/engine.ts';`],
  'policies-import-domain': ['policies/bad.ts', `import '../store/people.ts';`],
  'shared-adapter-files-know-no-party': ['adapters/bad.ts', `import './bank/port.ts';`],
  'a-party-imports-no-other-party': ['adapters/red-cross/bad.ts', `import '../bank/port.ts';`],
  'store-imports-domain': ['store/bad.ts', `import '../adapters/answer.ts';`],
  'lists-import-domain-and-store': ['lists/bad.ts', `import '../policies/engine.ts';`],
  'temporal-imports-domain-and-secrets': ['temporal/bad.ts', `import '../store/people.ts';`],
  'activities-join-ports-policies-store': ['activities/bad.ts', `import '../adapters/bank/http.ts';`],
  'workflows-import-domain': ['workflows/bad.ts', `import type { Engine } from '../policies/engine.ts';`],
  'workflows-see-activities-as-types': [
    'workflows/worse.ts',
    `import { sweep } from '../activities/sweep.ts';`,
  ],
  'workflows-import-only-their-sdk': ['workflows/parser.ts', `import { z } from 'zod';`],
  'workflows-use-nothing-of-node': ['workflows/reader.ts', `import 'node:fs';`],
  'api-imports': ['api/bad.ts', `import '../activities/sweep.ts';`],
  'cli-imports': ['cli/bad.ts', `import '../store/people.ts';`],
  'config-imports-domain': ['config.ts', `import './policies/engine.ts';`],
  'config-only-in-composition-roots': ['api/routes/bad.ts', `import '../../config.ts';`],
  'nothing-imports-workers': ['county/bad.ts', `import '../workers/main.ts';`],
  'only-test-and-cli-import-county': ['workers/bad.ts', `import '../county/main.ts';`],
  'nothing-imports-tests': ['county/worse.ts', `import '../test/fixture.ts';`],
  'simulators-stay-out-of-production': ['workers/worse.ts', `import '../adapters/bank/simulator.ts';`],
  'domain-is-pure': ['domain/clock.ts', `{ using os = await import('node:os'); }`],
  'production-needs-no-dev-package': ['store/worse.ts', `import { describe } from 'vitest';`],
  'packages-are-declared': ['store/undeclared.ts', `import 'undici-types';`],
  'imports-resolve': ['store/lost.ts', `import './gone.ts';`],
  'no-cycles': ['policies/round.ts', `import './trip.ts';`],
};

/** What stands around the broken files and breaks no rule. */
const sound: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    dependencies: { zod: '*', '@temporalio/common': '*', '@temporalio/workflow': '*' },
    devDependencies: { vitest: '*' },
  }),
  'domain/money.ts': 'export const zero = 0;',
  'domain/money.test.ts': `import { it } from 'vitest'; import '../county/main.ts'; it('', () => {});`,
  'policies/engine.ts': `import '../domain/money.ts'; export interface Engine {}`,
  'policies/trip.ts': `import './round.ts';`,
  'store/people.ts': `import '../domain/money.ts';`,
  'store/secrets/seal.ts': `import '../../domain/money.ts';`,
  'adapters/http.ts': `import '../domain/money.ts';`,
  'workflows/search-attributes.ts': `import '@temporalio/common';`,
  'adapters/answer.ts': `import '../domain/money.ts';`,
  'adapters/bank/port.ts': `import '../answer.ts';`,
  'adapters/bank/http.ts': `import './port.ts'; import { z } from 'zod'; z.string();`,
  'adapters/bank/simulator.ts': `import './port.ts';`,
  'activities/sweep.ts': `import '../adapters/bank/port.ts'; import '../store/people.ts'; export const sweep = 1;`,
  'workflows/stay.messages.ts': `import '@temporalio/workflow';`,
  'workflows/stay.ts': `import type { sweep } from '../activities/sweep.ts'; import './stay.messages.ts';`,
  'temporal/connection.ts': `import '../domain/money.ts'; import '../store/secrets/seal.ts';`,
  'api/main.ts': `import '../config.ts'; import '../workflows/stay.messages.ts'; import '../temporal/connection.ts';`,
  'api/callbacks.ts': `import '../adapters/http.ts'; import '../workflows/search-attributes.ts';`,
  'workers/main.ts': `import '../config.ts'; import '../adapters/bank/http.ts'; import '../temporal/connection.ts';`,
  'county/main.ts': `import '../config.ts'; import '../adapters/bank/simulator.ts';`,
  'test/fixture.ts': `import '../workers/main.ts'; import '../county/main.ts';`,
};

describe('import rules', () => {
  let place: string;
  let found: readonly Violation[];

  beforeAll(async () => {
    place = mkdtempSync(join(tmpdir(), 'hub-imports-'));
    symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction');
    const files = { ...sound, ...Object.fromEntries(Object.values(broken)) };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(place, file)), { recursive: true });
      writeFileSync(join(place, file), text);
    }
    found = await violationsIn(place);
  });

  afterAll(() => {
    rmSync(place, { recursive: true, force: true });
  });

  it('hold in this tree', async () => {
    expect(await violationsIn(root)).toEqual([]);
  });

  it('are each broken once below', () => {
    expect(Object.keys(broken).toSorted()).toEqual(ruleNames.toSorted());
  });

  it.each(Object.entries(broken))('%s is reported when broken', (rule, [file]) => {
    expect(found.filter((violation) => violation.rule === rule).map(({ from }) => from)).toEqual([file]);
  });

  it('report nothing that is sound', () => {
    const guilty = new Set(Object.values(broken).map(([file]) => file));
    expect(found.filter(({ from }) => !guilty.has(from))).toEqual([]);
  });
});
