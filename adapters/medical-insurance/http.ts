import type { InstitutionId, PersonRef } from '../../domain/ids.ts';
import type { InsurerRegion, InsurerRegions } from '../../domain/insurer-region.ts';
import { invariant } from '../../domain/invariant.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { Answer } from '../answer.ts';
import type { Call, MessageHeader, RawReply } from '../call.ts';
import type { PartyHttp } from '../http.ts';
import type { MedicalInsurance, SettleRequest } from './port.ts';
import { type Outgoing, sessions } from './session.ts';
import { type GatewayKey, signatureHeaders } from './signing.ts';
import { claimInput, findInput, followInput, readClaim, readFollow, readFound } from './wire/claim.ts';
import { type CodeTableQuery, codeTableQuery, readCodeTable } from './wire/code-table.ts';
import { pathOf, requestEnvelope, type Sender, said, writeEnvelope } from './wire/envelope.ts';
import { feesInput, readFees } from './wire/fees.ts';
import { messageQuery, readMessageQuery } from './wire/message-query.ts';
import type { Question } from './wire/opened.ts';
import { readPreSettlement } from './wire/other-settlements.ts';
import { personQuery, readPerson } from './wire/person.ts';
import { readSettlement, settlementInput } from './wire/settlement.ts';
import { readFoundSettlement, type SettlementQuery, settlementQuery } from './wire/settlement-query.ts';
import { admissionInput, dischargeInput, readAdmission, readDischarge } from './wire/visit.ts';

export interface MedicalInsuranceOptions {
  readonly http: PartyHttp;
  /** Opens the vault for one message; the clear identity goes into the body and nowhere else. */
  readonly openPerson: (ref: PersonRef) => Promise<PersonIdentity>;
  /** The institution as the platform knows it. */
  readonly institution: (id: InstitutionId) => Sender | Promise<Sender>;
  readonly regions: InsurerRegions;
  /** How the gateway of the platform knows us; null where there is none. */
  readonly gatewayKey: GatewayKey | null;
}

const lookUp = { idempotent: true, queryable: false, reversible: false } as const;
// Repeated ids are recognised by the simulated platforms; 2601 or a transaction of its own takes the effect back.
const effect = { idempotent: true, queryable: true, reversible: true } as const;

/** The insurer over the national interface. `read` throws for nothing; `write` throws InvariantError when a fact does not fit the form. */
export function medicalInsuranceOverHttp(options: MedicalInsuranceOptions): MedicalInsurance {
  const { openPerson } = options;
  const call = callsOver(options);
  return {
    identify: call('identify', lookUp, {
      infno: '1101',
      input: async ({ personRef, on, name }) => personQuery(await openPerson(personRef), on, name),
      read: readPerson,
    }),
    admit: call('admit', effect, {
      infno: '2401',
      input: async (request, region) => admissionInput(request, await openPerson(request.personRef), region),
      read: readAdmission,
    }),
    discharge: call('discharge', effect, {
      infno: '2402',
      input: async (request, region) => dischargeInput(request, region),
      read: readDischarge,
    }),
    uploadFees: call('uploadFees', effect, {
      infno: '2301',
      input: async (request, region) => feesInput(request, region),
      read: readFees,
    }),
    wantsFees: async (id, on) => {
      const { division } = await options.institution(id);
      const region = options.regions.on(division, on);
      invariant(region !== undefined, 'no tables were entered for the insurer of this division');
      return said(region, 'feeDetail');
    },
    settle: call('settle', effect, {
      infno: '2304',
      input: async (request, region) => settlementInput(request, await openPerson(request.personRef), region),
      read: readSettlement,
    }),
    claim: call('claim', effect, {
      infno: '3203A',
      input: async (request) => claimInput(request),
      read: readClaim,
    }),
    findClaim: call('findClaim', lookUp, {
      infno: '3209A',
      input: async (request) => findInput(request),
      read: readFound,
    }),
    followClaim: call('followClaim', lookUp, {
      infno: '3209A',
      input: async (request) => followInput(request),
      read: readFollow,
    }),
  };
}

/** What the conformance kit asks beyond what a stay needs: code tables (1901), a settlement tried (2303) and looked up (5203). */
export function conformanceCalls(options: MedicalInsuranceOptions) {
  const { openPerson } = options;
  const call = callsOver(options);
  return {
    ...medicalInsuranceOverHttp(options),
    codeTable: call('codeTable', lookUp, {
      infno: '1901',
      input: async (request: CodeTableQuery) => codeTableQuery(request),
      read: readCodeTable,
    }),
    preSettle: call('preSettle', lookUp, {
      infno: '2303',
      input: async (request: SettleRequest, region) =>
        settlementInput(request, await openPerson(request.personRef), region),
      read: readPreSettlement,
    }),
    findSettlement: call('findSettlement', lookUp, {
      infno: '5203',
      input: async (request: SettlementQuery) => settlementQuery(request),
      read: readFoundSettlement,
    }),
  };
}
export type ConformanceCalls = ReturnType<typeof conformanceCalls>;

interface Transaction<Request, Value> {
  readonly infno: string;
  readonly input: (request: Request, region: InsurerRegion) => Promise<Readonly<Record<string, unknown>>>;
  readonly read: (reply: RawReply, question: Question) => Answer<Value>;
}

interface CommonFacts {
  readonly institution: InstitutionId;
  readonly insurance?: { readonly division: string | null };
}

function callsOver({ http, institution, regions, gatewayKey }: MedicalInsuranceOptions) {
  const regionOn = (division: string, header: MessageHeader): InsurerRegion => {
    const region = regions.on(division, header.at.slice(0, 10));
    invariant(region !== undefined, 'no tables were entered for the insurer of this division');
    return region;
  };
  const asked = (body: string, header: MessageHeader): InsurerRegion =>
    regionOn(requestEnvelope.parse(JSON.parse(body)).mdtrtarea_admvs, header);
  const post = sessions({ regions, gatewayKey, post: (outgoing) => posted(http, gatewayKey, outgoing) });
  return function call<Request extends CommonFacts, Value>(
    operation: string,
    traits: Call<Request, Value>['traits'],
    { infno, input, read }: Transaction<Request, Value>,
  ): Call<Request, Value> {
    const enquiry: NonNullable<Call<Request, Value>['enquiry']> = {
      // The question carries the original's header: it changes nothing, so it needs no id of its own in the log.
      send: async (body, header) => {
        const region = asked(body, header);
        // Nobody there can be asked: a lost reply stays lost until a statement or a person tells.
        if (region.speech.messageQuery === null) return { kind: 'no-reply', reason: 'timeout' };
        const query = messageQuery(body, region);
        return post({ region, ...query, header });
      },
      read: (reply, question) => readMessageQuery(reply, { asked: question, regions }, read),
    };
    return {
      party: 'medical-insurance',
      operation,
      traits,
      write: async (request, header) => {
        const sender = await institution(request.institution);
        const region = regionOn(sender.division, header);
        const insuredDivision = request.insurance?.division ?? null;
        const message = { infno, header, sender, region, insuredDivision };
        return writeEnvelope({ ...message, input: await input(request, region) });
      },
      send: async (body, header) => post({ region: asked(body, header), infno, body, header }),
      read: (reply, question) => read(reply, { asked: question, regions }),
      ...(traits.queryable ? { enquiry } : {}),
    };
  };
}

function posted(
  http: PartyHttp,
  gatewayKey: GatewayKey | null,
  { region, infno, body, header }: Outgoing,
): Promise<RawReply> {
  const signing = said(region, 'signing');
  if (signing === 'none') return http.post(pathOf(region, infno), body, header);
  invariant(
    gatewayKey !== null,
    `the gateway of ${region.id} asks for a signature: HUB_PARTY_MEDICAL_INSURANCE_TOKEN is to be id:secret`,
  );
  return http.post(pathOf(region, infno), body, header, signatureHeaders(signing, gatewayKey, { infno }));
}
