import type { AnnouncementPace } from '../domain/announcements.ts';
import type { CountyClock } from '../domain/clock.ts';
import type { InsurerRegions } from '../domain/insurer-region.ts';
import type { PayerRules } from '../policies/payers/payer-rules.ts';
import type { Schemes } from '../policies/schemes.ts';
import type { AuditTrail } from '../store/audit/trail.ts';
import type { ListAttention } from '../store/lists/attention.ts';
import type { ListConflicts } from '../store/lists/conflicts.ts';
import type { ListDeliveries } from '../store/lists/deliveries.ts';
import type { DeliveryKeys } from '../store/lists/delivery-keys.ts';
import type { DeliveryPages } from '../store/lists/delivery-pages.ts';
import type { ListFiles } from '../store/lists/files.ts';
import type { HouseholdStore } from '../store/lists/households.ts';
import type { MembershipStore } from '../store/lists/memberships.ts';
import type { OpenVersions } from '../store/lists/open-versions.ts';
import type { SwitchedOn } from '../store/lists/prepared-delivery.ts';
import type { PullFailures } from '../store/lists/pull-failures.ts';
import type { ListReports } from '../store/lists/reports.ts';
import type { ListStore } from '../store/lists/versions.ts';
import type { IdempotencyStore } from '../store/messages/idempotency.ts';
import type { Outbox } from '../store/messages/outbox.ts';
import type { PartyHolds } from '../store/messages/party-holds.ts';
import type { Retention } from '../store/messages/retention.ts';
import type { ArrearsUpkeep } from '../store/money/arrears-upkeep.ts';
import type { CreditUpkeep } from '../store/money/credit-reports.ts';
import type { InsurerReconciliations } from '../store/money/insurer-reconciliations.ts';
import type { PatientParts } from '../store/money/patient-part.ts';
import type { Announcements } from '../store/notices/announcements.ts';
import type { TextMessages } from '../store/notices/text-messages.ts';
import type { PersonVault } from '../store/people/vault.ts';
import type { Changes } from '../store/postgres/changes.ts';
import type { ActorStore } from '../store/register/actors.ts';
import type { CountyParameterStore } from '../store/register/county-parameters.ts';
import type { EligibilityChecks } from '../store/register/eligibility-checks.ts';
import type { InstitutionRuleStore } from '../store/register/institution-rules.ts';
import type { PartyStore } from '../store/register/parties.ts';
import type { RegionValueStore } from '../store/register/region-values.ts';
import type { DigestRecords } from '../store/stays/digests.ts';
import type { DueWorkflows } from '../store/stays/due-workflows.ts';
import type { ReconciliationRecords } from '../store/stays/reconciliations.ts';
import type { SettlementsDue } from '../store/stays/settlement-due.ts';
import type { StandingRecords } from '../store/stays/standing.ts';
import type { ConditionsDue } from '../store/stays/standing-conditions.ts';
import type { StayStore } from '../store/stays/stays.ts';
import type { WaitingRecords } from '../store/stays/waiting.ts';
import type { AccessTokens } from './http/access-tokens.ts';
import type { LongPolls } from './http/long-poll.ts';
import type { ListFlow } from './lists/flow.ts';
import type { ListNights } from './lists/nights.ts';
import type { ListPulls } from './lists/pull-state.ts';
import type { ListReceipts } from './lists/receipts.ts';
import type { ListSchedules } from './lists/schedules.ts';
import type { PreSettlementFlow } from './money/pre-settlement-flow.ts';
import type { ReconciliationFlow } from './money/reconciliation-flow.ts';
import type { AnnouncementFlow } from './notices/announcement-flow.ts';
import type { TextFlow } from './notices/text-flow.ts';
import type { RegistryParts } from './registry/parts.ts';
import type { StayFlow } from './stays/flow.ts';
import type { StayWorkflows } from './stays/workflows.ts';
import type { WebhookParts } from './webhooks/parts.ts';

/** What the door works with; a test brings its own. */
export interface ApiDeps {
  readonly stays: StayStore;
  readonly parties: PartyStore;
  readonly actors: ActorStore;
  readonly countyParameters: CountyParameterStore;
  readonly institutionRules: InstitutionRuleStore;
  readonly eligibilityChecks: EligibilityChecks;
  /** What other processes change. */
  readonly changes: Changes;
  /** Answers to whoever waits for a change. */
  readonly polls: LongPolls;
  readonly people: Pick<PersonVault, 'register' | 'find' | 'open' | 'openMany' | 'changePhone'>;
  readonly idempotency: IdempotencyStore;
  readonly outbox: Outbox;
  readonly holds: PartyHolds;
  readonly retention: Retention;
  readonly patientParts: PatientParts;
  readonly creditUpkeep: CreditUpkeep;
  readonly arrearsUpkeep: ArrearsUpkeep;
  readonly conditionsDue: ConditionsDue;
  readonly settlementsDue: SettlementsDue;
  readonly audit: AuditTrail;
  /** Tells the relay of that kind that something new is due. */
  readonly nudge: (
    what: 'stays' | 'registry' | 'bulk' | 'insurer' | 'preSettlements' | 'webhooks' | 'texts',
  ) => void;
  readonly flow: StayFlow;
  readonly workflows: StayWorkflows;
  readonly dueWorkflows: DueWorkflows;
  readonly standing: StandingRecords;
  readonly reconciliations: ReconciliationRecords;
  readonly digests: DigestRecords;
  /** All that waits for somebody. */
  readonly waiting: WaitingRecords;
  readonly lists: {
    readonly versions: ListStore;
    readonly open: OpenVersions;
    readonly attention: ListAttention;
    readonly pullFailures: PullFailures;
    readonly files: ListFiles;
    readonly reports: ListReports;
    readonly memberships: MembershipStore;
    readonly households: HouseholdStore;
    readonly conflicts: ListConflicts;
    readonly deliveries: ListDeliveries;
    readonly deliveryPages: DeliveryPages;
    readonly deliveryKeys: DeliveryKeys;
    /** By which a hospital's system digests numbers: its own, and another one under each key. */
    readonly deliveryDigestKey: (of: Pick<SwitchedOn, 'institution' | 'thumbprint'>) => Uint8Array;
    readonly receipts: ListReceipts;
    readonly flow: ListFlow;
    readonly schedules: ListSchedules;
    readonly pulls: ListPulls;
    readonly nights: ListNights;
    readonly close: () => Promise<void>;
  };
  /** What is asked of the insurer beside stays: settlements held against its book, bills tried. */
  readonly insurer: {
    readonly reconciliations: InsurerReconciliations;
    readonly flow: ReconciliationFlow;
    readonly preSettlements: PreSettlementFlow;
  };
  /** Text messages to patients, and announcements to numbers that a bureau names. */
  readonly texts: {
    readonly messages: TextMessages;
    readonly flow: TextFlow;
    readonly announcements: Announcements;
    readonly announcementFlow: AnnouncementFlow;
  };
  /** Tokens that clients of the registry take for their credential. */
  readonly accessTokens: AccessTokens;
  readonly registry: RegistryParts;
  readonly webhooks: WebhookParts;
  /** Gives "today" and every instant that is written. */
  readonly clock: CountyClock;
  /** How many county seconds pass in one real second. */
  readonly clockSpeed: number;
  readonly schemes: Schemes;
  readonly payerRules: PayerRules;
  /** What counties entered for those tables. */
  readonly regionValues: RegionValueStore;
  /** Tables by which an insurer's reply is read. */
  readonly regions: InsurerRegions;
  readonly settings: ApiSettings;
}

export interface ApiSettings {
  /** The configured token: it sets up the first person who gives credentials, and nothing else. */
  readonly bootstrapToken: string;
  /** How long a request may wait for a decision (real ms). */
  readonly decisionWaitMs: number;
  /** A bill above this is a slip of the hand and is not taken. */
  readonly billCeilingFen: number;
  readonly bodyLimitBytes: number;
  /** Largest list file. */
  readonly listLimitBytes: number;
  /** Proxies (addresses or CIDR) whose forwarding header tells the caller's address. */
  readonly trustedProxies: readonly string[];
  /** Requests a minute of one actor or, on open routes, of one address; 0 for no limit. */
  readonly ratePerMinute: number;
  /** Keys the digests of bodies: a body holds an identity number, and a bare digest of one can be guessed. */
  readonly digestKey: Uint8Array;
  /** How fast announcements go, and when nothing goes. */
  readonly textPace: Omit<AnnouncementPace, 'clockSpeed'>;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}
