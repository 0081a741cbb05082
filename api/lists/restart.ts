import type { FastifyInstance } from 'fastify';
import { HubProblem } from '../../domain/failures.ts';
import { listVersionWorkflowId } from '../../domain/list.ts';
import { listSteps } from '../../store/lists/attention.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { operation } from '../http/operation.ts';
import { lives } from '../stays/workflows.ts';
import { ownVersion, type VersionParams, versionParams } from './versions.ts';
import { listVersionState, stateOfVersion } from './views.ts';

const startMs = 4_000;

/** A version whose workflow is gone is started anew from its stored file. Audited before it takes effect. */
export function listRestartRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { open, flow, attention } = deps.lists;
  server.post<{ Params: VersionParams }>(
    '/v1/lists/:listId/versions/:version/restart',
    restart,
    async (request, reply) => {
      const found = await ownVersion(deps, request);
      const { listId, version } = found;
      const name = { listId, version };
      if (!(await open.isOpen(name))) throw new HubProblem('list-version-over', { detail: found.state });
      if (lives(await deps.workflows.state(listVersionWorkflowId(name))))
        throw new HubProblem('workflow-lives');
      const [actor, subject] = [actorOf(callerOfRoute(request)), `list/${listId}/${version}`];
      await deps.audit.appendAudit({
        ...{ actor, action: 'list-restart', subject, reason: null, at: deps.clock.now() },
      });
      if (!(await flow.start(name, startMs))) throw new HubProblem('workflows-unavailable');
      await attention.clear({ ...name, step: listSteps.workflow });
      return reply
        .status(202)
        .send(stateOfVersion(await ownVersion(deps, request), await attention.of(listId)));
    },
  );
}

const restart = operation({
  id: 'restartListVersion',
  zh: '名单版本的流程已不存在时,按库中记录重新启动',
  en: 'start what is gone anew from the store: the file is read again, what was decided stands, nothing is released twice',
  tag: 'operators',
  params: versionParams,
  replies: { 202: { about: 'started; the version goes on', schema: listVersionState } },
  problems: [
    'list-unknown',
    'list-version-unknown',
    'list-version-over',
    'workflow-lives',
    'workflows-unavailable',
  ],
});
