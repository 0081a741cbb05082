/** The real workflows with one careless change: something is waited for before the story begins. The gate must see it. */
import { sleep } from '@temporalio/workflow';
import type { ListSyncInput } from '../../workflows/list-sync.messages.ts';
import { listSync as soundListSync } from '../../workflows/list-sync.ts';
import type { ReimbursementInput } from '../../workflows/reimbursement.messages.ts';
import { reimbursement as soundReimbursement } from '../../workflows/reimbursement.ts';
import type { StayInput } from '../../workflows/stay.messages.ts';
import { stay as soundStay } from '../../workflows/stay.ts';

export async function stay(input: StayInput): ReturnType<typeof soundStay> {
  await sleep('1 second');
  return soundStay(input);
}

export async function reimbursement(input: ReimbursementInput): ReturnType<typeof soundReimbursement> {
  await sleep('1 second');
  return soundReimbursement(input);
}

export async function listSync(input: ListSyncInput): ReturnType<typeof soundListSync> {
  await sleep('1 second');
  return soundListSync(input);
}
