import { invariant, never } from '../../domain/invariant.ts';
import type { Wanted } from '../../domain/wanted.ts';
import { oweNews } from '../messages/outbox.ts';
import { amend } from '../money/amendments.ts';
import type { RetainedBy } from '../money/claim-answers.ts';
import { askRefusedAgain, bear, bookPart, resubmit } from '../money/claim-resolutions.ts';
import { acceptAnswer, keepSettlement, reverseCore } from '../money/core-resolutions.ts';
import { fileByHand } from '../money/paid-outside.ts';
import { passOn, type WorkOut } from '../money/pass-on.ts';
import { refund } from '../money/refunds.ts';
import type { Connection } from '../postgres/database.ts';
import { type AccountWanted, carryOutAccount, isAccountWanted } from './account-acts.ts';
import { enterAnswer, recordOutcome } from './answers-by-hand.ts';
import { type ArrearsWanted, carryOutArrears, isArrearsWanted } from './arrears-acts.ts';
import { cancelStay } from './cancellations.ts';
import type { Carried } from './carried.ts';
import { decideByHand } from './decided-by-hand.ts';
import { correctDiagnosis, correctPerson, giveFacts } from './fact-corrections.ts';
import { carryOutObjection, isObjectionWanted, type ObjectionWanted } from './objection-acts.ts';
import type { DecideAnew } from './objections.ts';
import { explainOverlap } from './other-stays.ts';
import type { StoreParts } from './records.ts';
import { askAgain } from './retry-acts.ts';
import { endRight } from './right-acts.ts';

/** What acts are carried out with; `workOut` where a settlement may have to be worked out again. */
export interface ResolutionTools {
  readonly sealer: StoreParts['sealer'];
  /** Where a second person carries it out. */
  readonly rules?: ActRules;
}

/** What of the schemes' and payers' rules an act needs. */
export interface ActRules {
  readonly workOut: WorkOut;
  readonly retained: RetainedBy;
  readonly decideAnew: DecideAnew;
}

function requireRules({ sealer, rules }: ResolutionTools) {
  invariant(rules !== undefined, 'what needs the rules needs a second person');
  return { sealer, ...rules };
}

/** Does what was wanted, and owes the workflows the news. Throws HubProblem `resolution-unfit`. */
export async function carryOut(tools: ResolutionTools, tx: Connection, carried: Carried): Promise<void> {
  const { caseRef, sequence, wanted } = carried;
  if (wanted.kind === 'ask-again') {
    await askRefusedAgain(tx, carried);
    return askAgain(tx, carried);
  }
  if (isArrearsWanted(wanted)) await carryOutArrears(tx, carried, wanted);
  else if (isObjectionWanted(wanted))
    await carryOutObjection(
      { sealer: tools.sealer, decideAnew: () => requireRules(tools).decideAnew },
      tx,
      carried,
      wanted,
    );
  else if (isAccountWanted(wanted)) await carryOutAccount(tools.sealer, tx, carried, wanted);
  else await act(tools, tx, carried, wanted);
  await oweNews(tx, { caseRef, noticeId: `resolution/${sequence}`, kind: 'resolved' });
}

async function act(
  tools: ResolutionTools,
  tx: Connection,
  carried: Carried,
  wanted: Exclude<Wanted, AccountWanted | ArrearsWanted | ObjectionWanted | { kind: 'ask-again' }>,
): Promise<void> {
  switch (wanted.kind) {
    case 'decide':
      await decideByHand(tools.sealer, tx, carried, wanted);
      break;
    case 'correct-name':
    case 'correct-identity-number':
    case 'explain-overlap':
      await settleWho(tools, tx, carried, wanted);
      break;
    case 'correct-diagnosis':
      await correctDiagnosis(tools.sealer, tx, carried, wanted.diagnosis);
      break;
    case 'give-facts':
      await giveFacts(tools.sealer, tx, carried, wanted.clinical);
      break;
    case 'book-part':
    case 'resubmit':
    case 'pass-on':
    case 'bear':
      await carryOutClaim(tools, tx, carried, wanted);
      break;
    case 'reverse-core':
    case 'keep-settlement':
    case 'amend':
      await carryOutBill(tools, tx, carried, wanted);
      break;
    case 'record-outcome':
    case 'enter-answer':
    case 'accept-answer':
    case 'file-by-hand':
      await carryOutPaper(tools, tx, carried, wanted);
      break;
    case 'refund':
      await refund(tx, { ...carried, refundedOn: wanted.refundedOn, receipt: wanted.receipt });
      break;
    case 'cancel':
      return cancelStay(tx, carried);
    case 'excuse-condition':
    case 'end-benefit':
    case 'keep-benefit':
    case 'keep-cover':
    case 'ask-cover-anew':
    case 'impersonation':
    case 'insured-stay':
      await endRight(tools.sealer, tx, carried, wanted);
      break;
    default:
      return never(wanted);
  }
}

/** Who the person is, or that one person was in two places. */
function settleWho(
  { sealer }: ResolutionTools,
  tx: Connection,
  carried: Carried,
  wanted: Extract<Wanted, { kind: 'correct-name' | 'correct-identity-number' | 'explain-overlap' }>,
): Promise<void> {
  return wanted.kind === 'explain-overlap'
    ? explainOverlap(tx, carried)
    : correctPerson(sealer, tx, carried, wanted);
}

/** What becomes of the bill, or of what the insurer settled of it. */
async function carryOutBill(
  { sealer }: ResolutionTools,
  tx: Connection,
  carried: Carried,
  wanted: Extract<Wanted, { kind: 'reverse-core' | 'keep-settlement' | 'amend' }>,
): Promise<void> {
  switch (wanted.kind) {
    case 'reverse-core':
      return reverseCore(tx, { ...carried, accountUsed: wanted.accountUsed });
    case 'keep-settlement':
      return keepSettlement(tx, carried);
    case 'amend':
      return amend(sealer, tx, { ...carried, bill: wanted.bill, accountUsed: wanted.accountUsed });
  }
}

/** What becomes of a claim. */
async function carryOutClaim(
  tools: ResolutionTools,
  tx: Connection,
  carried: Carried,
  wanted: Extract<Wanted, { kind: 'book-part' | 'resubmit' | 'pass-on' | 'bear' }>,
): Promise<void> {
  switch (wanted.kind) {
    case 'book-part':
      return bookPart(tx, { ...carried, paidFen: wanted.paidFen, paidOn: wanted.paidOn });
    case 'resubmit':
      return resubmit(tx, carried);
    case 'pass-on':
      return passOn(tx, { ...carried, ...tools, workOut: requireRules(tools).workOut });
    case 'bear':
      return bear(tx, carried);
  }
}

/** What a party said on paper, or what is taken as its word. */
async function carryOutPaper(
  tools: ResolutionTools,
  tx: Connection,
  carried: Carried,
  wanted: Extract<Wanted, { kind: 'record-outcome' | 'enter-answer' | 'accept-answer' | 'file-by-hand' }>,
): Promise<void> {
  switch (wanted.kind) {
    case 'record-outcome':
      return recordOutcome(requireRules(tools), tx, carried, wanted);
    case 'enter-answer':
      return enterAnswer(requireRules(tools), tx, carried, wanted);
    case 'accept-answer':
      return acceptAnswer(tx, carried);
    case 'file-by-hand':
      return fileByHand(tx, { ...carried, paidFen: wanted.paidFen, paidOn: wanted.paidOn });
  }
}
