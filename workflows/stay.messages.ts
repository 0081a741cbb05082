import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { AdmissionOutcome } from '../activities/contract.ts';
import type { CaseRef, InstitutionId } from '../domain/ids.ts';
import type { Attention, Stage } from '../domain/stay.ts';

/** Input of a stay's workflow; the case ref alone is enough to decide, everything else is in the store. */
export interface StayInput {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  /** How many county seconds pass in one real second; 1 in production. Scales business timers only. */
  readonly clockSpeed: number;
  /** Set by continue-as-new only. */
  readonly carried?: CarriedStay;
}

/** What a stay knows across continue-as-new; amounts and people stay in the store. */
export interface CarriedStay {
  readonly stage: Stage;
  readonly dischargeAsked: boolean;
  /** What operators saw at that moment; codes only. */
  readonly attention: Attention | null;
  /** Keepers of records are still to answer; missing where none is. */
  readonly keepersSilent?: true;
}

export interface AdmissionReply {
  readonly outcome: AdmissionOutcome;
}

export interface DischargeReply {
  readonly stage: Stage;
}

/** Something in the store changed the course of a stay; the store says what. */
export interface Notice {
  readonly noticeId: string;
  /** For the outbox and logs; only a settled stay reads of it whether people or a payer acted (`resolved`). `list-changed` also says "look anew at what you wait for", as 0.1.0 knows it. */
  readonly kind:
    | 'patient-paid'
    | 'decided-by-hand'
    | 'retry-now'
    | 'resolved'
    | 'list-changed'
    | 'interim-due';
  /** What the stay waits for by the store, when the notice was sent; missing in notices of version 0.1.0. */
  readonly shown?: Attention | null;
}

/** Waits for the admission decision. Sent by Update-with-Start; its update id is the case ref, with a number after it when a stay that had ended was taken up again. */
export const admission = defineUpdate<AdmissionReply>('admission');

/** The bill is in the store: settle it. Waits for the settlement; its update id is `<caseRef>/discharge`. */
export const discharge = defineUpdate<DischargeReply>('discharge');

/** A signal, so that a paused workflow takes it too. */
export const notice = defineSignal<[Notice]>('notice');
