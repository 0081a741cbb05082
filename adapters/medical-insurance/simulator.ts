import { entryOf } from '../../domain/entry.ts';
import { nextNumber } from '../book.ts';
import { payDueClaims } from '../claim-book.ts';
import { planNames } from '../claim-plans.ts';
import {
  answerOnce,
  bodyObject,
  firstAnswer,
  jsonReply,
  type Mischief,
  mischiefArgument,
  type SimulatedReply,
  type SimulatedRequest,
  type Simulator,
} from '../simulation.ts';
import { claim, followClaim } from './simulator/claims.ts';
import { codeTable } from './simulator/code-tables.ts';
import { unfilled } from './simulator/demands.ts';
import { type Desk, type Incoming, node, type Outcome, type Transaction } from './simulator/desk.ts';
import { dialectOf, infnoOf, refusalText, spoken } from './simulator/dialect.ts';
import { cancelFees, notUploaded, uploadFees } from './simulator/fees.ts';
import { fileInjury, fileReferral, notFiled } from './simulator/filings.ts';
import { atGateway, unknownSignature } from './simulator/gateway.ts';
import { personInfo } from './simulator/people.ts';
import { fileOf, reconcileDetail, reconcileTotal, uploadFile } from './simulator/reconciliation.ts';
import { reverse, wasReversed } from './simulator/reversal.ts';
import { benefitRules } from './simulator/rules.ts';
import { signIn, unsigned, withoutSession } from './simulator/sessions.ts';
import { findSettlement, preSettle, settle } from './simulator/settlement.ts';
import { spoiled } from './simulator/spoiled.ts';
import { cancelAdmission, cancelDischarge, cancelSettlement } from './simulator/undo.ts';
import { admit, discharge, findVisit, malformed } from './simulator/visits.ts';

/** Operations by transaction; effects are remembered by message id, look-ups are not. */
const transactions: Readonly<Record<string, { operation: string; effect: boolean; run: Transaction }>> = {
  '9001': { operation: 'signIn', effect: false, run: signIn },
  '1101': { operation: 'identify', effect: false, run: personInfo },
  '2401': { operation: 'admit', effect: true, run: admit },
  '2402': { operation: 'discharge', effect: true, run: discharge },
  '2301': { operation: 'uploadFees', effect: true, run: uploadFees },
  '2302': { operation: 'cancelFees', effect: true, run: cancelFees },
  '1901': { operation: 'codeTable', effect: false, run: codeTable },
  '2303': { operation: 'preSettle', effect: false, run: preSettle },
  '5201': { operation: 'findVisit', effect: false, run: findVisit },
  '5203': { operation: 'findSettlement', effect: false, run: findSettlement },
  '2304': { operation: 'settle', effect: true, run: settle },
  '2305': { operation: 'cancelSettlement', effect: true, run: cancelSettlement },
  '2404': { operation: 'cancelAdmission', effect: true, run: cancelAdmission },
  '2405': { operation: 'cancelDischarge', effect: true, run: cancelDischarge },
  '3203A': { operation: 'claim', effect: true, run: claim },
  '3209A': { operation: 'followClaim', effect: false, run: followClaim },
  '3201': { operation: 'reconcileTotal', effect: false, run: reconcileTotal },
  '3202': { operation: 'reconcileDetail', effect: false, run: reconcileDetail },
  '9101': { operation: 'uploadFile', effect: false, run: uploadFile },
  '9102': { operation: 'downloadReconciled', effect: false, run: () => malformed },
  '2501': { operation: 'fileReferral', effect: true, run: fileReferral },
  '2507': { operation: 'fileInjury', effect: true, run: fileInjury },
  '2601': { operation: 'reverse', effect: false, run: reverse },
  '5203A': { operation: 'enquire', effect: false, run: messageQuery },
};

/** The keys that the platform insists on; it was not written from our own schema. */
const required =
  'infno msgid mdtrtarea_admvs recer_sys_code infver opter_type opter opter_name inf_time fixmedins_code fixmedins_name input';

const mischiefs = [
  // Of anything; under the last two nothing is done.
  ...['wrong-data', 'another-person', 'another-visit', 'refuses:', 'unsigned'],
  // identify
  ...['cover-suspended', 'cover-of-residents'],
  // settle
  ...['unlisted-fund', 'critical-illness-refused', 'forgets-the-floor'],
  // reconcileTotal, reconcileDetail
  ...['misses-one', 'has-one-more', 'counts-otherwise'],
  // Whatever takes back or reverses.
  ...['did-nothing', 'period-cleared'],
  // claim
  ...['pending', 'refused-later', 'refused-later:', 'pays:', 'filed-before', ...planNames],
];

/**
 * An insurer's platform over a book of its own. A message id that was seen with the same body gets its first answer
 * again; with another body it is refused.
 */
export function insurerSimulator(desk: Desk): Simulator {
  return {
    mischiefs,
    operationOf: (path) => entryOf(transactions, infnoOf(path))?.operation,
    handle: (request, mischief) =>
      spoiled(
        desk.book.transaction(() => answer(desk, request, mischief)),
        mischief,
      ),
    turnsAway: (request) => {
      const incoming = open(request, undefined);
      return incoming !== undefined && unsigned(desk, incoming, request.body) !== undefined;
    },
    payDue: () => desk.book.transaction(() => payDueClaims(desk.book, desk.clock)),
  };
}

function answer(desk: Desk, request: SimulatedRequest, mischief: Mischief | undefined): SimulatedReply {
  payDueClaims(desk.book, desk.clock);
  const incoming = open(request, mischief);
  const transaction = entryOf(transactions, infnoOf(request.path));
  if (incoming === undefined || transaction === undefined || incoming.infno !== infnoOf(request.path))
    return jsonReply(404, { message: 'no such transaction' });
  const turnedAway = atGateway(dialectOf(incoming.division), request);
  if (turnedAway !== null) return turnedAway;
  if (mischief === 'unsigned') return unknownSignature;
  if (entryOf(benefitRules, incoming.division) === undefined)
    return jsonReply(200, envelope(desk, incoming, { code: 'E0002', message: '非本统筹区定点医药机构' }));
  // A no that was asked for is said to whoever comes first.
  const lacking = refusing(mischief)
    ? undefined
    : (unsigned(desk, incoming, request.body) ??
      unfilled(incoming) ??
      notUploaded(desk, incoming) ??
      notFiled(desk, incoming));
  if (lacking !== undefined) return jsonReply(200, envelope(desk, incoming, lacking));
  const said = (outcome: Outcome): SimulatedReply => jsonReply(200, envelope(desk, incoming, outcome));
  if (incoming.infno === '9102') {
    const file = refusing(mischief) ?? fileOf(desk, incoming);
    return 'output' in file || 'code' in file ? said(file) : { status: 200, body: file.bytes, file: true };
  }
  if (!transaction.effect) return said(refusing(mischief) ?? transaction.run(desk, incoming));
  // A claim that was only put aside was not answered: the same message may come again.
  if (mischief === 'pending') return said(transaction.run(desk, incoming));
  if (wasReversed(desk, incoming)) return said({ code: 'E0001', message: '报文ID重复' });
  return answerOnce(
    desk.book,
    { key: `${incoming.infno}/${incoming.msgid}`, body: withoutSession(request.body) },
    {
      first: () => said(refusing(mischief) ?? transaction.run(desk, incoming)),
      reused: () => said({ code: 'E0001', message: '报文ID重复' }),
    },
  );
}

/** A no for a reason of its own, where the mischief names its code. */
function refusing(mischief: Mischief | undefined): Outcome | undefined {
  const code = mischiefArgument(mischief, 'refuses');
  return code === undefined ? undefined : { code, message: entryOf(refusalWords, code) ?? '业务不予受理' };
}

/** In the platform's words, for a place where they are all that it says. */
const refusalWords: Readonly<Record<string, string>> = {
  E0002: '非本统筹区定点医药机构',
  E2404: '参保状态异常,不能办理入院登记',
  E2306: '费用总额与明细不符',
  E3205: '申请金额与结算金额不符',
};

function messageQuery(desk: Desk, incoming: Incoming): Outcome {
  const { omsgid, oinfno = '' } = node(incoming, 'data');
  if (dialectOf(incoming.division).untold.includes(oinfno))
    return { code: 'E5203', message: '该交易不支持查询' };
  const seen = firstAnswer(desk.book, `${oinfno}/${omsgid}`);
  return {
    output: {
      result: {
        omsgid,
        ...(seen === undefined ? { fond_flag: '0' } : { fond_flag: '1', orgn_rslt: seen.body }),
      },
    },
  };
}

function open({ headers, body }: SimulatedRequest, mischief: Mischief | undefined): Incoming | undefined {
  const message = bodyObject(body);
  if (required.split(' ').some((key) => !entryOf(message, key))) return undefined;
  return {
    infno: String(message.infno),
    msgid: String(message.msgid),
    key: headers['idempotency-key'] ?? '',
    division: String(message.mdtrtarea_admvs),
    institution: String(message.fixmedins_code),
    input: message.input as Incoming['input'],
    mischief,
  };
}

function envelope(desk: Desk, incoming: Incoming, outcome: Outcome): unknown {
  const time = desk.clock.now().replaceAll(/\D/g, '').slice(0, 17);
  const serial = String(nextNumber(desk.book, 'replies')).padStart(10, '0');
  const refused = 'code' in outcome;
  const dialect = dialectOf(incoming.division);
  return {
    infcode: refused ? -1 : 0,
    inf_refmsgid: `${dialect.centre ?? incoming.division}${time.slice(0, 14)}${serial}`,
    refmsg_time: time,
    respond_time: time,
    err_msg: refused ? refusalText(dialect, outcome.code, outcome.message) : null,
    warn_msg: null,
    output: refused ? null : spoken(dialect, outcome.output),
  };
}
