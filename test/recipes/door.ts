import type { Recipe } from './recipe.ts';

const role: Recipe = {
  title: 'A role',
  first: [
    {
      file: 'domain/roles.ts',
      behind: /export const roles = \{\n/,
      put: "  inspector: { of: 'operator', zh: '督查', en: 'inspects the programme' },\n",
    },
  ],
  places: [
    {
      file: 'api/http/access.ts',
      behind: /const countyStayReaders = \[/,
      put: "'inspector', ",
      toldBy: 'tests',
      as: /"inspector"/,
    },
  ],
  generated: ['docs/client/types.ts', 'docs/openapi.json'],
  tests: ['api/http/access', 'test/architecture/documents'],
};

const operation: Recipe = {
  title: 'An operation of the door',
  first: [
    {
      file: 'api/http/access.ts',
      behind: /export const access = \{\n/,
      put: '  getCountyDay: open,\n',
    },
  ],
  places: [
    {
      file: 'test/http/access-requests.ts',
      behind: /export const requests: .* = \{\n/,
      put: '  getCountyDay: read,\n',
      toldBy: 'types',
    },
    {
      file: 'api/county/day.ts',
      put: `import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';

/** The county's day, as every date of the hub is counted. */
export function dayRoutes(server: FastifyInstance, { clock }: ApiDeps): void {
  server.get('/v1/county/day', read, async () => ({ day: clock.today() }));
}

const read = operation({
  id: 'getCountyDay',
  zh: '县内日期',
  en: 'the day in the county',
  tag: 'county',
  replies: { 200: { about: 'the day', schema: z.object({ day: z.string() }) } },
});
`,
      toldBy: 'tests',
      as: /"getCountyDay"/,
    },
    {
      file: 'api/http/server.ts',
      behind: /import \{ auditRoutes \} from .*\n/,
      put: "import { dayRoutes } from '../county/day.ts';\n",
      toldBy: 'tests',
      as: /"getCountyDay"/,
    },
    {
      file: 'api/http/server.ts',
      behind: /const resources = \[\n/,
      put: '  dayRoutes,\n',
      toldBy: 'tests',
      as: /"getCountyDay"/,
    },
  ],
  generated: ['docs/client/types.ts', 'docs/openapi.json'],
  tests: ['api/http/access', 'test/architecture/documents'],
};

const failure: Recipe = {
  title: 'A failure code',
  first: [
    {
      file: 'domain/failures.ts',
      behind: /export const failures = \{\n/,
      put: `  'county-day-unknown': refusal(
    409,
    ['县内日期未知', 'the day in the county is not known'],
    ['请检查时钟', 'look at the clock'],
  ),
`,
    },
  ],
  places: [
    {
      file: 'api/county/schemes.ts',
      behind: /'\/v1\/schemes\/:id', read, async \(request\) => \{\n/,
      put: "    if (request.params.id === '') throw new HubProblem('county-day-unknown');\n",
      toldBy: 'tests',
      as: /"county-day-unknown"/,
    },
  ],
  generated: ['docs/FAILURES.md'],
  tests: ['test/architecture/sources', 'test/architecture/documents'],
};

/** What may be asked of the door, by whom, and how it says no. */
export const doorRecipes = [role, operation, failure] as const;
