import type { InstitutionId, PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { Answer } from '../answer.ts';
import type { Call, MessageHeader, RawReply } from '../call.ts';
import type { PartyHttp } from '../http.ts';
import type { MedicalInsurance } from './port.ts';
import { type InsurerRegion, regionOf } from './regions.ts';
import { claimInput, followInput, readClaim, readFollow } from './wire/claim.ts';
import { type Question, type Sender, writeEnvelope } from './wire/envelope.ts';
import { messageQuery, readMessageQuery } from './wire/message-query.ts';
import { personQuery, readPerson } from './wire/person.ts';
import { readSettlement, settlementInput } from './wire/settlement.ts';
import { admissionInput, dischargeInput, readAdmission, readDischarge } from './wire/visit.ts';

export interface MedicalInsuranceOptions {
  readonly http: PartyHttp;
  /** Opens the vault for one message; the clear identity goes into the body and nowhere else. */
  readonly openPerson: (ref: PersonRef) => Promise<PersonIdentity>;
  /** The institution as the platform knows it. */
  readonly institution: (id: InstitutionId) => Sender | Promise<Sender>;
  readonly regions: readonly InsurerRegion[];
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
      input: async (request) => admissionInput(request, await openPerson(request.personRef)),
      read: readAdmission,
    }),
    discharge: call('discharge', effect, {
      infno: '2402',
      input: async (request) => dischargeInput(request),
      read: readDischarge,
    }),
    settle: call('settle', effect, {
      infno: '2304',
      input: async (request) => settlementInput(request, await openPerson(request.personRef)),
      read: readSettlement,
    }),
    claim: call('claim', effect, {
      infno: '3203A',
      input: async (request) => claimInput(request),
      read: readClaim,
    }),
    followClaim: call('followClaim', lookUp, {
      infno: '3209A',
      input: async (request) => followInput(request),
      read: readFollow,
    }),
  };
}

interface Transaction<Request, Value> {
  readonly infno: string;
  readonly input: (request: Request) => Promise<Readonly<Record<string, unknown>>>;
  readonly read: (reply: RawReply, question: Question) => Answer<Value>;
}

interface CommonFacts {
  readonly institution: InstitutionId;
  readonly insurance?: { readonly division: string | null };
}

function callsOver({ http, institution, regions }: MedicalInsuranceOptions) {
  const post = (infno: string, body: string, header: MessageHeader): Promise<RawReply> =>
    http.post(`/fsi/api/${infno}`, body, header);

  return function call<Request extends CommonFacts, Value>(
    operation: keyof MedicalInsurance,
    traits: Call<Request, Value>['traits'],
    { infno, input, read }: Transaction<Request, Value>,
  ): Call<Request, Value> {
    const enquiry: NonNullable<Call<Request, Value>['enquiry']> = {
      // The question carries the original's header: it changes nothing, so it needs no id of its own in the log.
      send: (body, header) => {
        const query = messageQuery(body, regions);
        return post(query.infno, query.body, header);
      },
      read: (reply, asked) => readMessageQuery(reply, { asked, regions }, read),
    };
    return {
      party: 'medical-insurance',
      operation,
      traits,
      write: async (request, header) => {
        const sender = await institution(request.institution);
        const region = regionOf(regions, sender.division);
        invariant(region !== undefined, 'no tables were entered for the insurer of this division');
        const insuredDivision = request.insurance?.division ?? null;
        return writeEnvelope({ infno, header, sender, region, insuredDivision, input: await input(request) });
      },
      send: (body, header) => post(infno, body, header),
      read: (reply, asked) => read(reply, { asked, regions }),
      ...(traits.queryable ? { enquiry } : {}),
    };
  };
}
