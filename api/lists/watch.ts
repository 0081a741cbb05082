import type { ListId } from '../../domain/ids.ts';
import { type ListVersionName, listVersionOf, listVersionWorkflowId } from '../../domain/list.ts';
import { type ListAttention, listSteps } from '../../store/lists/attention.ts';
import type { OpenVersions } from '../../store/lists/open-versions.ts';
import type { Watch } from '../relay/watch.ts';

/** Versions of lists on their way to release, as the reconciler compares them; named `listId version`. */
export function listWatch({
  open,
  attention,
}: {
  readonly open: OpenVersions;
  readonly attention: ListAttention;
}): Watch {
  const step = listSteps.workflow;
  return {
    // However young: a version counts as begun by what its own workflow wrote.
    due: async () =>
      (await open.begun()).map((name) => ({
        name: nameOf(name),
        subject: `${name.listId}/${name.version}`,
        workflowId: listVersionWorkflowId(name),
      })),
    async expects(workflowId) {
      const name = listVersionOf(workflowId);
      return name === undefined ? undefined : open.isOpen(name);
    },
    said: async () => (await attention.ofWorkflows()).map(nameOf),
    raise: (name, code, since) => attention.raise(parted(name), { code, blockedOn: 'operator', since, step }),
    clear: (name) => attention.clear({ ...parted(name), step }),
  };
}

function nameOf({ listId, version }: ListVersionName): string {
  return `${listId} ${version}`;
}

function parted(name: string): ListVersionName {
  const [listId, version] = name.split(' ');
  return { listId: listId as ListId, version: Number(version) };
}
