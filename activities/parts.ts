import type { Bank } from '../adapters/bank/port.ts';
import type { ClaimCalls } from '../adapters/claim.ts';
import type { MedicalInsurance } from '../adapters/medical-insurance/port.ts';
import type { RecordSource } from '../adapters/record-source.ts';
import type { SmsGateway } from '../adapters/sms-gateway/port.ts';
import type { AnnouncementPace } from '../domain/announcements.ts';
import type { CountyClock } from '../domain/clock.ts';
import type { PartyId } from '../domain/ids.ts';
import type { RecordParty } from '../domain/record-answers.ts';
import type { TextTemplates } from '../domain/text-messages.ts';
import type { PayerRules } from '../policies/payers/payer-rules.ts';
import type { Schemes } from '../policies/schemes.ts';
import type { HouseholdStore } from '../store/lists/households.ts';
import type { MembershipStore } from '../store/lists/memberships.ts';
import type { InsurerReconciliations } from '../store/money/insurer-reconciliations.ts';
import type { Announcements } from '../store/notices/announcements.ts';
import type { TextMessages } from '../store/notices/text-messages.ts';
import type { PersonVault } from '../store/people/vault.ts';
import type { CountyParameterStore } from '../store/register/county-parameters.ts';
import type { PartyStore } from '../store/register/parties.ts';
import type { StayStore } from '../store/stays/stays.ts';
import type { Exchange } from './exchange/exchange.ts';
import type { LookUp } from './exchange/look-up.ts';
import type { ListParts } from './lists/parts.ts';
import type { GatewayTalk } from './notices/gateway-talk.ts';

/** What activities are made of; composed in workers/. */
export interface ActivityParts {
  readonly stays: StayStore;
  readonly register: PartyStore;
  readonly countyParameters: CountyParameterStore;
  readonly memberships: MembershipStore;
  readonly households: Pick<HouseholdStore, 'householdsOf'>;
  /** Names are compared in clear, inside one step. */
  readonly people: Pick<PersonVault, 'open' | 'agreeOnName'>;
  readonly schemes: Schemes;
  readonly payerRules: PayerRules;
  readonly clock: CountyClock;
  readonly exchange: Exchange;
  /** For questions of no stay. */
  readonly lookUp: LookUp;
  readonly reconciliations: InsurerReconciliations;
  readonly insurer: MedicalInsurance;
  /** The bank that fronts the patient's own part. */
  readonly bank: Bank;
  /** How claims reach the payer that stands behind this party. */
  readonly claims: (party: PartyId) => ClaimCalls;
  /** Keepers of records that stand against an admission; null for one that the county has no address of. */
  readonly records: (keeper: RecordParty) => RecordSource | null;
  readonly lists: ListParts;
  readonly textMessages: TextMessages;
  readonly announcements: Announcements;
  readonly smsGateway: SmsGateway;
  /** How messages reach the gateway: beside the message log. */
  readonly gatewayTalk: GatewayTalk;
  readonly texting: Omit<AnnouncementPace, 'clockSpeed'> & {
    /** Null: the county has no gateway. */
    readonly templates: TextTemplates | null;
  };
}
