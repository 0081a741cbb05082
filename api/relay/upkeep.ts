import type { AuditTrail } from '../../store/audit/trail.ts';
import type { PartyHolds } from '../../store/messages/party-holds.ts';
import type { Retention } from '../../store/messages/retention.ts';
import type { ArrearsUpkeep } from '../../store/money/arrears-upkeep.ts';
import type { CreditUpkeep } from '../../store/money/credit-reports.ts';
import type { PatientParts } from '../../store/money/patient-part.ts';
import type { SettlementsDue } from '../../store/stays/settlement-due.ts';
import type { ConditionsDue } from '../../store/stays/standing-conditions.ts';
import { type PrepareParts, prepareDeliveries } from '../lists/prepare-deliveries.ts';
import { type DigestParts, dailyDigests } from './digests.ts';
import { hourOfCounty, type Relay, type RelayLog, startLoop } from './loop.ts';

/** What the upkeep of the store works with; times in real milliseconds. */
interface UpkeepParts extends DigestParts, Pick<PrepareParts, 'lists'> {
  readonly parties: DigestParts['parties'] & PrepareParts['parties'];
  readonly retention: Retention;
  readonly holds: Pick<PartyHolds, 'endOverdue'>;
  readonly patientParts: PatientParts;
  readonly conditionsDue: ConditionsDue;
  readonly settlementsDue: SettlementsDue;
  readonly creditUpkeep: CreditUpkeep;
  readonly arrearsUpkeep: ArrearsUpkeep;
  readonly audit: Pick<AuditTrail, 'appendOwed'>;
  /** That relay has something to deliver. */
  readonly nudge: (what: 'stays' | 'webhooks') => void;
  readonly log: RelayLog;
  /** How many county seconds pass in one real second. */
  readonly clockSpeed: number;
  readonly everyMs?: number;
}

const batch = 100;

/** Every minute finds what became due by time alone, and forgets what nobody will ask for any more, some at a time. */
export function startUpkeep(parts: UpkeepParts): Relay {
  const {
    clock,
    retention,
    holds,
    patientParts,
    conditionsDue,
    settlementsDue,
    creditUpkeep,
    arrearsUpkeep,
    audit,
    nudge,
    log,
    clockSpeed,
    everyMs = 60_000,
  } = parts;
  const findUnpaid = async (): Promise<boolean> => {
    const raised = await patientParts.raiseUnpaid(clock.now(), batch);
    if (raised > 0) nudge('stays');
    return raised === batch;
  };
  const findOverdue = async (): Promise<boolean> => {
    const now = clock.now();
    const raised = [
      await conditionsDue.raiseOverdue(now, batch),
      await settlementsDue.raiseUnsettled(now, batch),
    ];
    if (raised.some((count) => count > 0)) nudge('stays');
    return raised.includes(batch);
  };
  const renewHolds = async (): Promise<boolean> => {
    const ordered = await creditUpkeep.orderDue(clock.now(), batch);
    if (ordered > 0) nudge('stays');
    return ordered === batch;
  };
  const lookAtArrears = async (): Promise<boolean> => {
    const moved = await arrearsUpkeep.lookAtArrears(clock.now(), batch);
    if (moved > 0) nudge('stays');
    return moved === batch;
  };
  const deliverLists = async (): Promise<boolean> => {
    if ((await prepareDeliveries(parts)) > 0) nudge('webhooks');
    return false;
  };
  const forget = async (): Promise<boolean> => {
    await retention.forgetOld(clock.now());
    return false;
  };
  const endHolds = async (): Promise<boolean> => {
    const ended = await holds.endOverdue(clock.now());
    if (ended > 0) nudge('stays');
    return false;
  };
  const digest = async (): Promise<boolean> => {
    await dailyDigests(parts);
    return false;
  };
  // What an api that was killed did and could not append any more.
  const appendOwed = async (): Promise<boolean> => {
    await audit.appendOwed();
    return false;
  };
  const steps = [findUnpaid, forget, endHolds, appendOwed].map((work) => ({ work, pollMs: everyMs }));
  const digestMs = hourOfCounty(clockSpeed, everyMs);
  return startLoop(
    [
      ...steps,
      ...[digest, renewHolds, lookAtArrears, deliverLists].map((work) => ({ work, pollMs: digestMs })),
      { work: findOverdue, pollMs: Math.max(digestMs, 5_000) },
    ],
    log,
    'the upkeep could not reach the store, or write a digest',
  );
}
