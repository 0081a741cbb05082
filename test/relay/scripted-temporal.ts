import type { FollowCode, StayAddress, StayFlow, Taken, Told } from '../../api/stays/flow.ts';
import type { ShownByWorkflow, StayWorkflows, WorkflowState } from '../../api/stays/workflows.ts';
import {
  type CaseRef,
  type InstitutionId,
  reimbursementWorkflowId,
  repaymentWorkflowId,
  stayWorkflowId,
  withdrawnClaimWorkflowId,
} from '../../domain/ids.ts';
import { repaymentStep } from '../../domain/repayment-steps.ts';
import { claimStep } from '../../domain/stay.ts';
import type { ClaimStart } from '../../store/stays/due-workflows.ts';
import type { CarriedStay } from '../../workflows/stay.messages.ts';

/** A Temporal in which everything runs but what the test says, and that remembers what was started. */
export class ScriptedWorkflows implements StayWorkflows {
  readonly states = new Map<string, WorkflowState>();
  readonly started: (CarriedStay | ClaimStart | { readonly plan: number })[] = [];
  /** What visibility lists, when the test says so. */
  readonly visible = new Map<string, ShownByWorkflow>();
  readonly ended: string[] = [];
  readonly #hospital: InstitutionId;
  constructor(institution: InstitutionId) {
    this.#hospital = institution;
  }
  /** Visibility lags: it lists nobody, so each is looked at by itself. */
  running = async (): Promise<ReadonlyMap<string, ShownByWorkflow>> => this.visible;
  shown = async (id: string) => this.visible.get(id) ?? null;
  end = async (id: string) => {
    this.ended.push(id);
    this.visible.delete(id);
    this.states.set(id, 'gone');
  };
  failing = async () => [];
  state = async (id: string) => this.states.get(id) ?? 'running';
  startStay = async ({ caseRef }: { caseRef: CaseRef }, carried: CarriedStay) =>
    this.#start(stayWorkflowId(this.#hospital, caseRef), carried);
  startClaim = async ({ caseRef }: { caseRef: CaseRef }, claim: ClaimStart) =>
    this.#start(
      (claim.withdrawn === true ? withdrawnClaimWorkflowId : reimbursementWorkflowId)(
        ...([caseRef, claim.payer, claim.claimSequence] as const),
      ),
      claim,
    );
  startRepayment = async ({ caseRef }: { caseRef: CaseRef }, plan: number) =>
    this.#start(repaymentWorkflowId(caseRef, plan), { plan });
  #lives = (id: string) => (this.states.get(id) ?? 'running') === 'running';
  #start(id: string, what: CarriedStay | ClaimStart | { readonly plan: number }): boolean {
    if (this.#lives(id)) return false;
    this.states.delete(id);
    this.started.push(what);
    return true;
  }
}

/** A Temporal that does what the test says, and remembers what it was told. */
export class ScriptedFlow implements StayFlow {
  /** Other tests' stays are in the same outbox: every test asks for its own. */
  readonly heardBy = (caseRef: CaseRef) =>
    this.#calls.filter((call) => call.caseRef === caseRef).map((call) => call.what);
  readonly #calls: { readonly what: string; readonly caseRef: CaseRef }[] = [];
  answer: (call: string, stay: StayAddress) => Promise<FollowCode | 'done'> = async () =>
    'temporal-unavailable';
  #hear = async <Value>(call: string, stay: StayAddress, value: Value): Promise<Taken<Value>> => {
    this.#calls.push({ what: call, caseRef: stay.caseRef });
    const code = await this.answer(call, stay);
    return code === 'done' ? { kind: 'done', value } : { kind: 'follows', code };
  };
  admit = (stay: StayAddress) => this.#hear('admit', stay, { outcome: 'admit' } as const);
  discharge = (stay: StayAddress) => this.#hear('discharge', stay, { stage: 'Settled' } as const);
  tellDischarge = (stay: StayAddress) => this.#hear('told of the discharge', stay, null);
  notify = (to: StayAddress & Told, { kind }: { kind: string }) => {
    const step = to.plan === undefined ? to.claim && claimStep(to.claim) : repaymentStep(to.plan);
    return this.#hear(step === undefined ? kind : `${kind} ${step}`, to, null);
  };
  startRepayment = async (stay: StayAddress, plan: number) =>
    (await this.#hear(`start ${repaymentStep(plan)}`, stay, null)).kind === 'done';
  startClaim = async (stay: StayAddress, claim: ClaimStart) => {
    const what = claim.withdrawn === true ? 'ask about' : 'start';
    return (await this.#hear(`${what} ${claimStep(claim)}`, stay, null)).kind === 'done';
  };
  startStay = async (stay: StayAddress) => (await this.#hear('reopen', stay, null)).kind === 'done';
  reachable = async () => true;
  close = async () => undefined;
}
