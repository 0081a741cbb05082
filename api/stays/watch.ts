import { type CaseRef, isCaseRef } from '../../domain/ids.ts';
import { type DueWorkflow, type OpenWork, stepOf } from '../../store/stays/open-work.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { Watch, Watched } from '../relay/watch.ts';

/** Stays and their claims, as the reconciler compares them. A stay is named with its step: `caseRef step`. */
export function stayWatch({
  openWork,
  stays,
}: {
  readonly openWork: OpenWork;
  readonly stays: Pick<StayStore, 'raiseAttention' | 'clearAttention'>;
}): Watch {
  return {
    due: async (before) => (await openWork.dueWorkflows(before)).map(watched),
    async expects(workflowId) {
      const [kind, first = '', second = ''] = workflowId.split('/');
      if (kind !== 'stay' && kind !== 'reimbursement') return undefined;
      const caseRef = kind === 'stay' ? second : first;
      if (!isCaseRef(caseRef)) return false;
      const due = await openWork.dueWorkflowsOf(caseRef);
      return due.some((one) => one.workflowId === workflowId);
    },
    said: async () => (await openWork.workflowAttention()).map(({ caseRef, step }) => `${caseRef} ${step}`),
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
  return { name: `${one.caseRef} ${stepOf(one)}`, workflowId: one.workflowId };
}

function parted(name: string): { readonly caseRef: CaseRef; readonly step: string } {
  const [caseRef, step = ''] = name.split(' ');
  return { caseRef: caseRef as CaseRef, step };
}
