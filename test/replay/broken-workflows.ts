/** The real workflows with one careless change: something is waited for before the story begins. The gate must see it. */
import { sleep } from '@temporalio/workflow';
import type { ReconciliationName } from '../../domain/insurer-reconciliation.ts';
import type { PreSettlementName } from '../../domain/pre-settlement.ts';
import type { AnnouncementInput } from '../../workflows/announcement.messages.ts';
import { announcement as soundAnnouncement } from '../../workflows/announcement.ts';
import { insurerReconciliation as soundReconciliation } from '../../workflows/insurer-reconciliation.ts';
import type { ListSyncInput } from '../../workflows/list-sync.messages.ts';
import { listSync as soundListSync } from '../../workflows/list-sync.ts';
import { preSettlement as soundPreSettlement } from '../../workflows/pre-settlement.ts';
import type { ReimbursementInput } from '../../workflows/reimbursement.messages.ts';
import { reimbursement as soundReimbursement } from '../../workflows/reimbursement.ts';
import type { RepaymentInput } from '../../workflows/repayment.messages.ts';
import { repayment as soundRepayment } from '../../workflows/repayment.ts';
import type { StayInput } from '../../workflows/stay.messages.ts';
import { stay as soundStay } from '../../workflows/stay.ts';
import type { TextMessagesInput } from '../../workflows/text-messages.messages.ts';
import { textMessages as soundTexts } from '../../workflows/text-messages.ts';

export async function stay(input: StayInput): ReturnType<typeof soundStay> {
  await sleep('1 second');
  return soundStay(input);
}

export async function reimbursement(input: ReimbursementInput): ReturnType<typeof soundReimbursement> {
  await sleep('1 second');
  return soundReimbursement(input);
}

export async function repayment(input: RepaymentInput): ReturnType<typeof soundRepayment> {
  await sleep('1 second');
  return soundRepayment(input);
}

export async function listSync(input: ListSyncInput): ReturnType<typeof soundListSync> {
  await sleep('1 second');
  return soundListSync(input);
}

export async function preSettlement(input: PreSettlementName): ReturnType<typeof soundPreSettlement> {
  await sleep('1 second');
  return soundPreSettlement(input);
}

export async function insurerReconciliation(
  input: ReconciliationName,
): ReturnType<typeof soundReconciliation> {
  await sleep('1 second');
  return soundReconciliation(input);
}

export async function announcement(input: AnnouncementInput): ReturnType<typeof soundAnnouncement> {
  await sleep('1 second');
  return soundAnnouncement(input);
}

export async function textMessages(input: TextMessagesInput): ReturnType<typeof soundTexts> {
  await sleep('1 second');
  return soundTexts(input);
}
