import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { operation } from '../http/operation.ts';
import {
  type ListParams,
  listParams,
  ownList,
  ownVersion,
  type VersionParams,
  versionParams,
} from './versions.ts';

const scheduleBody = z.strictObject({ nightly: z.boolean() });

/** What follows a release: its receipt, the nightly head counts, and whether the hub fetches the list by itself. */
export function listUpkeepRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { reports, receipts, schedules, pullFailures } = deps.lists;
  server.get<{ Params: VersionParams }>(
    '/v1/lists/:listId/versions/:version/receipt',
    receipt,
    async (request) => {
      const version = await ownVersion(deps, request);
      if (version.releasedAt === null) throw new HubProblem('list-not-released', { detail: version.state });
      return receipts.receiptOf({ ...version, releasedAt: version.releasedAt });
    },
  );
  server.put<{ Params: ListParams; Body: z.infer<typeof scheduleBody> }>(
    '/v1/lists/:listId/pull-schedule',
    schedule,
    async (request) => {
      const { listId, agency } = await ownList(deps, request);
      if (agency === null) throw new HubProblem('list-unknown');
      const { nightly } = request.body;
      await (nightly ? schedules.pullNightly(listId) : schedules.stopPulling(listId));
      if (!nightly) await pullFailures.forget(listId);
      return { listId, nightly };
    },
  );
  server.get<{ Params: ListParams }>('/v1/lists/:listId/head-counts', headCounts, async (request) => {
    const { listId } = await ownList(deps, request);
    return { headCounts: await reports.headCounts(listId, 100) };
  });
}

const receipt = operation({
  tag: 'agencies',
  params: versionParams,
  id: 'listVersionReceipt',
  zh: '发布回执(签名)',
  en: 'the signed receipt of a released version',
  replies: {
    200: {
      about: 'a JWS (EdDSA) over what it says beside it',
      schema: z.object({
        receipt: z.object({
          listId: z.string(),
          version: z.int(),
          digest: z.string(),
          asOf: z.string(),
          releasedAt: z.string(),
          rows: z.object({ received: z.int(), accepted: z.int(), rejected: z.int() }),
          membersAfter: z.int(),
        }),
        jws: z.string(),
        publicKey: z.object({ kty: z.string(), crv: z.string(), x: z.string() }),
      }),
    },
  },
  problems: ['list-unknown', 'list-version-unknown', 'list-not-released'],
});

const schedule = operation({
  id: 'schedulePull',
  zh: '每晚从主管部门拉取名单',
  en: 'whether the hub fetches the list from its agency every night (a Temporal Schedule)',
  tag: 'agencies',
  params: listParams,
  body: scheduleBody,
  replies: { 200: { about: 'as it is now', schema: z.object({ listId: z.string(), nightly: z.boolean() }) } },
  problems: ['list-unknown', 'workflows-unavailable'],
});

const headCounts = operation({
  id: 'listHeadCounts',
  zh: '每晚人数(供核对)',
  en: 'members at the end of each day, to compare',
  tag: 'agencies',
  params: listParams,
  replies: {
    200: {
      about: 'newest first',
      schema: z.object({
        headCounts: z.array(
          z.object({
            ...{ day: z.string(), version: z.int(), members: z.int(), digest: z.string() },
            countedAt: z.string(),
          }),
        ),
      }),
    },
  },
  problems: ['list-unknown'],
});
