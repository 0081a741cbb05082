import type { InstitutionId, PersonRef } from '../../domain/ids.ts';
import type { InsurerRegion, InsurerRegions } from '../../domain/insurer-region.ts';
import { invariant } from '../../domain/invariant.ts';
import type { InsurerOperation } from '../../domain/party-answers.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { RefusalCode } from '../../domain/refusals.ts';
import type { Answer, Found } from '../answer.ts';
import type { Call, MessageHeader, RawReply } from '../call.ts';
import type { PartyHttp } from '../http.ts';
import { askWhatBecame, type DoneBefore, readWhatBecame } from './enquiry.ts';
import { type Outgoing, sessions } from './session.ts';
import { type GatewayKey, signatureHeaders } from './signing.ts';
import { pathOf, requestEnvelope, type Sender, said, writeEnvelope } from './wire/envelope.ts';
import { lookedUpBy, lookedUpWith } from './wire/message-query.ts';
import type { Question } from './wire/opened.ts';

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

interface Transaction<Request, Value> {
  readonly infno: string;
  readonly input: (
    request: Request,
    region: InsurerRegion,
    sender: Sender,
  ) => Promise<Readonly<Record<string, unknown>>>;
  readonly read: (reply: RawReply, question: Question) => Answer<Value>;
  /** A look-up of the same input that tells what became of it; left out: the platform is asked about the message. */
  readonly became?: {
    readonly infno: string;
    readonly read: (reply: RawReply, question: Question) => Found<Value>;
  };
  /** A look-up that tells what was done before under another message id, after these refusals, where the region has it. */
  readonly before?: DoneBefore<Value> & {
    readonly after: readonly RefusalCode[];
    /** 2601 reverses the transaction where its answer was lost. */
    readonly reversible?: true;
  };
}

/** What only the conformance kit asks; of no stay, so nobody answers it from paper. */
type KitOperation = 'codeTable' | 'findSettlement';
/** What is asked beside a stay: a bill tried, and a hospital's days reconciled. No stay waits for it, so nobody answers it from paper. */
type BesideOperation =
  | 'preSettle'
  | 'reconcileTotal'
  | 'uploadFile'
  | 'reconcileDetail'
  | 'downloadReconciled';

interface CommonFacts {
  readonly institution: InstitutionId;
  readonly insurance?: { readonly division: string | null };
}

/** Changes nothing, so it is asked as often as it is wanted. */
export const lookUp = { idempotent: true, queryable: false } as const;
/** Repeated ids are recognised by the simulated platforms; 2601 or a transaction of its own takes the effect back. */
export const effect = { idempotent: true, queryable: true } as const;

/** Makes the calls to an insurer, each from its transaction. */
export function callsOver({ http, institution, regions, gatewayKey }: MedicalInsuranceOptions) {
  const regionOn = (division: string, header: MessageHeader): InsurerRegion => {
    const region = regions.on(division, header.at.slice(0, 10));
    invariant(region !== undefined, 'no tables were entered for the insurer of this division');
    return region;
  };
  const asked = (body: string, header: MessageHeader): InsurerRegion =>
    regionOn(requestEnvelope.parse(JSON.parse(body)).mdtrtarea_admvs, header);
  const post = sessions({ regions, gatewayKey, post: (outgoing) => posted(http, gatewayKey, outgoing) });
  return function call<Request extends CommonFacts, Value>(
    operation: InsurerOperation | KitOperation | BesideOperation,
    traits: Call<Request, Value>['traits'],
    { infno, input, read, became, before }: Transaction<Request, Value>,
  ): Call<Request, Value> {
    const reversible = before?.reversible ? before : undefined;
    const enquiry: NonNullable<Call<Request, Value>['enquiry']> = {
      // The question carries the original's header: it changes nothing, so it needs no id of its own in the log.
      send: async (body, header) => {
        const region = asked(body, header);
        if (became !== undefined)
          return post({ region, infno: became.infno, body: lookedUpBy(body, became.infno), header });
        const outgoing = { region, infno, body, header };
        return askWhatBecame({
          outgoing,
          question: { asked: { body, header }, regions },
          post,
          before: reversible,
        });
      },
      read: (reply, question) =>
        became === undefined
          ? readWhatBecame(reply, question, { regions, read, before: reversible })
          : became.read(reply, { asked: question, regions }),
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
        return writeEnvelope({ ...message, input: await input(request, region, sender) });
      },
      send: async (body, header) => post({ region: asked(body, header), infno, body, header }),
      read: (reply, question) => read(reply, { asked: question, regions }),
      ...(traits.queryable ? { enquiry } : {}),
      ...(before === undefined
        ? {}
        : {
            readBack: {
              after: before.after,
              send: async (body, header) => {
                const region = asked(body, header);
                if (region.speech.readBack !== true) return { kind: 'no-reply', reason: 'timeout' };
                const look = lookedUpWith(body, before.infno, before.input);
                return post({ region, infno: before.infno, body: look, header });
              },
              read: (reply, question) => before.read(reply, { asked: question, regions }),
            },
          }),
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
