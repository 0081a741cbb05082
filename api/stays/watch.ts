import type { CaseRef } from '../../domain/ids.ts';
import { type DueWorkflow, type DueWorkflows, stepOf } from '../../store/stays/due-workflows.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { Watch, Watched } from '../relay/watch.ts';
import { type StartParts, startAnew } from './start-anew.ts';
import { caseOfWorkflow } from './workflow-names.ts';

/** Who starts a workflow anew when nobody asked for it, as events name it. */
const reconciler = 'hub/reconciler';

/** Stays and their claims, as the reconciler compares them. A stay is named with its step: `caseRef step`. */
export function stayWatch(
  parts: Omit<StartParts, 'stays'> & {
    readonly dueWorkflows: DueWorkflows;
    readonly stays: Pick<StayStore, 'raiseAttention' | 'stay'> & StartParts['stays'];
  },
): Watch {
  const { dueWorkflows, stays } = parts;
  return {
    due: async (before) => (await dueWorkflows.all(before)).map(watched),
    async expects(workflowId) {
      const named = caseOfWorkflow(workflowId);
      if (named === undefined) return undefined;
      if (named === 'unreadable') return false;
      const due = await dueWorkflows.of(named.caseRef);
      return due.some((one) => one.workflowId === workflowId);
    },
    async startAnew(workflowId) {
      const named = caseOfWorkflow(workflowId);
      if (named === undefined || named === 'unreadable') return false;
      const stay = await stays.stay(named.caseRef);
      const due = await dueWorkflows.of(named.caseRef);
      const one = due.find((other) => other.workflowId === workflowId);
      if (stay === undefined || one === undefined) return false;
      return startAnew(parts, { stay, one, actor: reconciler });
    },
    said: async () =>
      (await dueWorkflows.workflowAttention()).map(({ caseRef, step }) => `${caseRef} ${step}`),
    async raise(name, code, now) {
      const { caseRef, step } = parted(name);
      await stays.raiseAttention(caseRef, { code, blockedOn: 'operator', since: now, step }, now);
    },
    async clear(name, now) {
      const { caseRef, step } = parted(name);
      await stays.clearAttention(caseRef, step, now);
    },
  };
}

function watched(one: DueWorkflow): Watched {
  const { caseRef: subject, workflowId } = one;
  const quiet = one.kind === 'claim' && one.withdrawn === true ? ({ quiet: true } as const) : {};
  return { name: `${subject} ${stepOf(one)}`, subject, workflowId, ...quiet };
}

function parted(name: string): { readonly caseRef: CaseRef; readonly step: string } {
  const [caseRef, step = ''] = name.split(' ');
  return { caseRef: caseRef as CaseRef, step };
}
