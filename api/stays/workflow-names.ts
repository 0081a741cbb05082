import { type CaseRef, isCaseRef, type PayerId, payers } from '../../domain/ids.ts';

/** Whose workflow an id names: a stay's, one of its claims', or that of a plan of instalments. */
export interface NamedWorkflow {
  readonly caseRef: CaseRef;
  readonly claim?: { readonly payer: PayerId; readonly claimSequence: number; readonly withdrawn?: true };
  /** The number of a plan of instalments. */
  readonly plan?: number;
}

/** The other way round from `stayWorkflowId`, `reimbursementWorkflowId`, `withdrawnClaimWorkflowId` and `repaymentWorkflowId`; undefined: of another kind; `unreadable`: of this kind, and nobody's. */
export function caseOfWorkflow(workflowId: string): NamedWorkflow | 'unreadable' | undefined {
  const [kind, first = '', second = '', sequence = '', after] = workflowId.split('/');
  if (kind !== 'stay' && kind !== 'reimbursement' && kind !== 'repayment') return undefined;
  const caseRef = kind === 'stay' ? second : first;
  if (!isCaseRef(caseRef)) return 'unreadable';
  if (kind === 'stay') return { caseRef };
  if (kind === 'repayment')
    return /^[1-9]\d{0,8}$/.test(second) ? { caseRef, plan: Number(second) } : 'unreadable';
  const payer = payers.find((known) => known === second);
  if (payer === undefined || !/^\d{1,9}$/.test(sequence)) return 'unreadable';
  if (after !== undefined && after !== 'withdrawn') return 'unreadable';
  const claim = { payer, claimSequence: Number(sequence) };
  return { caseRef, claim: after === undefined ? claim : { ...claim, withdrawn: true } };
}
