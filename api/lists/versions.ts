import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { daysBetween } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { ListId } from '../../domain/ids.ts';
import {
  formatOfContentType,
  type ListFormat,
  listContentTypes,
  listFormatCodes,
} from '../../domain/list-formats.ts';
import type { ListVersion } from '../../store/lists/records.ts';
import type { PopulationList } from '../../store/register/parties.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { pageQuery } from '../http/schemas.ts';
import { day, int4 } from '../http/words.ts';
import { attentionOf } from '../stays/stay-view.ts';
import { takeFile } from './upload.ts';
import {
  listVersionPage,
  listVersionState,
  listVersionView,
  listView,
  shownVersion,
  viewOfVersion,
} from './views.ts';

export const listParams = z.object({ listId: z.string().meta({ example: 'kaizhou-civil-affairs' }) });
export type ListParams = z.infer<typeof listParams>;
export const versionParams = listParams.extend({
  version: z.string().meta({ example: '3', description: 'a number, or `latest`' }),
});
export type VersionParams = z.infer<typeof versionParams>;

const pushQuery = z.strictObject({
  asOf: day.optional().meta({ description: 'the day the list speaks for; today when left out' }),
  kind: z.enum(['full', 'delta']).default('full'),
  review: z.stringbool().default(false).meta({ description: 'hold it until somebody has looked' }),
});
const query = z.strictObject(pageQuery);

/** Lists: an agency sends a version, follows it, and sees what serves. */
export function listRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { versions, files, flow } = deps.lists;
  server.register(async (scope) => {
    // The body is not read here: it goes to the store as it comes.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser([...listContentTypes], (_request, payload, done) => done(null, payload));
    scope.post<{ Params: ListParams; Querystring: z.infer<typeof pushQuery> }>(
      '/v1/lists/:listId/versions',
      { ...push, config: { ...push.config, slowBody: true } },
      async (request, reply) => {
        const list = await ownList(deps, request);
        const { asOf = deps.clock.today(), kind, review } = request.query;
        if (asOf > deps.clock.today())
          throw new HubProblem('request-invalid', { errors: [fieldError('/asOf', 'day-in-future')] });
        const body = request.body instanceof Readable ? request.body : Readable.from([]);
        const limitBytes = deps.settings.listLimitBytes;
        const file = await takeFile(files, list.listId, { body, limitBytes });
        const sentBy = actorOf(callerOfRoute(request as FastifyRequest));
        const taken = await versions.createVersion({
          ...{ listId: list.listId, kind, asOf, review, ...file, format: formatSent(request) },
          ...{ source: 'push', sentBy, at: deps.clock.now() },
        });
        // Not taken now: the relay starts it.
        if (taken.kind === 'created') await flow.start(taken.version, 1_000);
        return reply
          .status(taken.kind === 'created' ? 202 : 200)
          .header('location', `/v1/lists/${list.listId}/versions/${taken.version.version}`)
          .send(viewOfVersion(taken.version));
      },
    );
  });
  server.get<{ Params: ListParams; Querystring: z.infer<typeof query> }>(
    '/v1/lists/:listId/versions',
    history,
    async (request) => {
      const { listId } = await ownList(deps, request);
      const { limit, cursor } = request.query;
      const before = readCursor(cursor, int4);
      const page = { limit: limit + 1, ...(before === undefined ? {} : { before }) };
      const found = await versions.versions(listId, page);
      const { items, next } = pageOf(found, limit, (version) => version.version);
      return { versions: items.map(viewOfVersion), next };
    },
  );
  server.get<{ Params: VersionParams }>('/v1/lists/:listId/versions/:version', read, (request, reply) => {
    const look = () => ownVersion(deps, request).then((version) => shownVersion(deps, version));
    return deps.polls.answer(request, reply, { topic: 'list', about: request.params.listId, look });
  });
  server.get<{ Params: ListParams }>('/v1/lists/:listId', status, async (request) =>
    statusOf(deps, await ownList(deps, request)),
  );
}

const push = operation({
  id: 'pushList',
  zh: `报送名单文件(${listFormatCodes.join('、')})`,
  en: `send a list as ${listFormatCodes.join(', ')}, named by the content type; text in UTF-8 or GB18030`,
  tag: 'agencies',
  params: listParams,
  query: pushQuery,
  replies: {
    202: { about: 'taken; follow it at its address', schema: listVersionView },
    200: { about: 'this very file was sent before; that version as it is now', schema: listVersionView },
  },
  problems: ['list-unknown', 'request-invalid', 'body-too-large', 'media-type-unsupported'],
});

const history = operation({
  id: 'listVersions',
  zh: '名单版本',
  en: 'versions of a list, newest first',
  tag: 'agencies',
  params: listParams,
  query,
  replies: { 200: { about: 'a page', schema: listVersionPage } },
  problems: ['list-unknown', 'request-invalid'],
});

const read = operation({
  id: 'getListVersion',
  zh: '名单版本的进度与结果',
  en: 'how far a version is, and what it does',
  tag: 'agencies',
  params: versionParams,
  waits: true,
  replies: { 200: { about: 'the version as it is now', schema: listVersionState } },
  problems: ['list-unknown', 'list-version-unknown'],
});

const status = operation({
  id: 'getList',
  zh: '名单状态与新鲜度',
  en: 'a list: what serves, and how old it is',
  tag: 'agencies',
  params: listParams,
  replies: { 200: { about: 'the list', schema: listView } },
  problems: ['list-unknown'],
});

type WithList = FastifyRequest<{ Params: ListParams }>;
type WithVersion = FastifyRequest<{ Params: VersionParams }>;

/** The list, when the caller keeps it or is the operator; to anybody else it is simply not there. Throws HubProblem `list-unknown`. */
export async function ownList(deps: ApiDeps, request: WithList): Promise<PopulationList> {
  const caller = callerOfRoute(request);
  const list = await deps.parties.list(request.params.listId as ListId);
  const own = caller.of === 'operator' || (caller.of === 'agency' && caller.party === list?.party);
  if (list === undefined || !own) throw new HubProblem('list-unknown');
  return list;
}

/** One version of the caller's list. Throws HubProblem `list-unknown`, `list-version-unknown`. */
export async function ownVersion(deps: ApiDeps, request: WithVersion): Promise<ListVersion> {
  const { listId } = await ownList(deps, request);
  const { version } = request.params;
  const found =
    version === 'latest'
      ? (await deps.lists.versions.versions(listId, { limit: 1 }))[0]
      : /^\d{1,9}$/.test(version)
        ? await deps.lists.versions.version({ listId, version: Number(version) })
        : undefined;
  if (found === undefined) throw new HubProblem('list-version-unknown');
  return found;
}

function formatSent(request: FastifyRequest): ListFormat {
  const format = formatOfContentType(request.headers['content-type'] ?? '');
  if (format === undefined) throw new HubProblem('media-type-unsupported');
  return format;
}

async function statusOf(deps: ApiDeps, list: PopulationList) {
  const { listId, division, categories, ageLimitDays } = list;
  const [latest] = await deps.lists.versions.versions(listId, { limit: 1 });
  const serving = await deps.lists.versions.serving(listId);
  const asOf = serving?.confirmedAsOf ?? null;
  const ageDays = asOf === null ? null : daysBetween(asOf, deps.clock.today());
  const badge = ageDays === null ? 'never-released' : ageDays > ageLimitDays ? 'stale' : 'fresh';
  return {
    ...{ listId, division, categories },
    freshness: { badge, asOf, ageDays, ageLimitDays, ...badgeTexts[badge] },
    serving: serving === undefined ? null : viewOfVersion(serving),
    latest: latest === undefined ? null : viewOfVersion(latest),
    attention: (await deps.lists.attention.of(listId)).map(attentionOf),
  };
}

const badgeTexts = {
  fresh: { zh: '有效', en: 'fresh' },
  stale: { zh: '已超过更新期限', en: 'older than it may be' },
  'never-released': { zh: '尚未发布', en: 'never released' },
} as const;
