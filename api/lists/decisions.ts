import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { listFormats } from '../../domain/list-formats.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { pageOf, readCursor } from '../http/page.ts';
import { pageQuery } from '../http/schemas.ts';
import { int4 } from '../http/words.ts';
import { ownVersion, type VersionParams, versionParams } from './versions.ts';
import { listErrorPage, listVersionView, problemText, viewOfRejection, viewOfVersion } from './views.ts';

const errorsQuery = z.strictObject({
  ...pageQuery,
  download: z.stringbool().default(false).meta({
    description: 'the rejected rows as the same kind of file, with their errors in one more column',
  }),
});

/** What is wrong with a version, what it would do, and what a person decides about it. */
export function listDecisionRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { versions, files, reports, flow } = deps.lists;
  server.get<{ Params: VersionParams; Querystring: z.infer<typeof errorsQuery> }>(
    '/v1/lists/:listId/versions/:version/errors',
    errors,
    async (request, reply) => {
      const version = await ownVersion(deps, request);
      const { limit, cursor, download } = request.query;
      if (download) {
        if (version.reportId === null) throw new HubProblem('list-file-gone');
        const name = `${version.listId}-${version.version}-errors.${version.format}`;
        return reply
          .type(listFormats[version.format].contentType)
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(files.fileStream(version.reportId));
      }
      const after = readCursor(cursor, int4);
      const page = { limit: limit + 1, ...(after === undefined ? {} : { after }) };
      const found = await reports.rejections(version, page);
      const { items, next } = pageOf(found, limit, ({ rowNumber }) => rowNumber);
      const summary = after === undefined ? await reports.rejectionSummary(version) : [];
      return {
        summary: summary.map((one) => ({ ...one, ...problemText(one.code) })),
        errors: items.map(viewOfRejection),
        next,
      };
    },
  );
  server.get<{ Params: VersionParams }>(
    '/v1/lists/:listId/versions/:version/preview',
    preview,
    async (request) => {
      const { rows, members, effects, reasons, ...version } = viewOfVersion(await ownVersion(deps, request));
      return {
        ...{ listId: version.listId, version: version.version, state: version.state },
        ...{ rows, members, effects, reasons },
      };
    },
  );
  for (const decision of ['release', 'reject'] as const)
    server.post<{ Params: VersionParams }>(
      `/v1/lists/:listId/versions/:version/${decision}`,
      decision === 'release' ? release : reject,
      async (request, reply) => {
        const { listId, version } = await ownVersion(deps, request);
        const caller = callerOfRoute(request);
        const by = { actor: actorOf(caller), ofKeeper: caller.of === 'agency', at: deps.clock.now() };
        const decided = await versions.decide({ listId, version }, decision, by);
        await deps.audit.appendOwed();
        if (decided.state === 'held') await flow.decided({ listId, version }, 1_000);
        return reply.status(decided.state === 'held' ? 202 : 200).send(viewOfVersion(decided));
      },
    );
}

const own = {
  tag: 'agencies',
  params: versionParams,
} as const;

const errors = operation({
  ...own,
  id: 'listVersionErrors',
  zh: '被拒绝的行及其全部错误',
  en: 'rejected rows with all their errors',
  query: errorsQuery,
  replies: { 200: { about: 'a page, or the file', schema: listErrorPage } },
  problems: ['list-unknown', 'list-version-unknown', 'list-file-gone', 'request-invalid'],
});

const preview = operation({
  ...own,
  id: 'previewListVersion',
  zh: '发布前预览(人数变化、对在院病例的影响)',
  en: 'what a release would do, to open stays too',
  replies: {
    200: {
      about: 'the preview; members are null before the check',
      schema: listVersionView.pick({
        ...{
          listId: true,
          version: true,
          state: true,
          rows: true,
          members: true,
          effects: true,
          reasons: true,
        },
      }),
    },
  },
  problems: ['list-unknown', 'list-version-unknown'],
});

const decisionReplies = {
  202: { about: 'recorded; the version follows', schema: listVersionView },
  200: { about: 'done before', schema: listVersionView },
} as const;

const release = operation({
  ...own,
  id: 'releaseListVersion',
  zh: '放行待复核的版本(须由另一人)',
  en: 'release a held version; a suspicious one needs another person than its sender',
  replies: decisionReplies,
  problems: ['list-unknown', 'list-version-unknown', 'list-not-held', 'list-decided', 'second-person-needed'],
});

const reject = operation({
  ...own,
  id: 'rejectListVersion',
  zh: '退回待复核的版本',
  en: 'reject a held version',
  replies: decisionReplies,
  problems: ['list-unknown', 'list-version-unknown', 'list-not-held', 'list-decided'],
});
