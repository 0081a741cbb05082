import { z } from 'zod';
import { entryOf } from '../../../domain/entry.ts';
import { type CoverType, coverTypes } from '../../../domain/insurance.ts';
import { invariant } from '../../../domain/invariant.ts';
import type { PersonIdentity } from '../../../domain/person.ts';
import type { InsuranceCover } from '../../../domain/stay.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs } from '../../reply.ts';
import type { AdmitRequest, DischargeRequest } from '../port.ts';
import { strictly } from './envelope.ts';
import { openEnvelope, type Question } from './opened.ts';

const admission = z.strictObject({
  mdtrtinfo: z.strictObject({
    psn_no: z.string().min(1).max(30),
    insutype: z.enum(coverTypes),
    coner_name: z.string().max(50),
    tel: z.string().max(50),
    begntime: z.string().length(19),
    mdtrt_cert_type: z.literal('02'),
    mdtrt_cert_no: z.string().length(18),
    med_type: z.string().min(1).max(6),
    ipt_no: z.string().min(1).max(30),
  }),
  diseinfo: z.array(z.never()),
});

/** Input of 2401, with the region's word for an ordinary stay. The hub holds no diagnosis: the clinical fields come from the hospital's own system (2403). */
export function admissionInput(
  request: AdmitRequest,
  person: PersonIdentity,
  medType: string,
): z.infer<typeof admission> {
  return strictly(admission, {
    mdtrtinfo: {
      psn_no: request.personNo,
      insutype: insuranceType(request.insurance),
      coner_name: person.name,
      tel: person.phone ?? '',
      begntime: `${request.admittedOn} 00:00:00`,
      mdtrt_cert_type: '02',
      mdtrt_cert_no: person.idNumber,
      med_type: medType,
      ipt_no: request.admissionNo,
    },
    diseinfo: [],
  });
}

const visitOutput = z.object({
  result: z.object({
    mdtrt_id: z.string().min(1),
    psn_no: z.string().nullish(),
    ipt_no: z.string().nullish(),
  }),
});

/** Reads the reply to 2401: the insurer's number of the visit. */
export function readAdmission(reply: RawReply, question: Question): Answer<{ readonly visitRef: string }> {
  const opened = openEnvelope(reply, question, visitOutput);
  if (opened.kind !== 'output') return opened;
  const { result } = opened.output;
  const { psn_no, ipt_no } = nodeOf(opened.input, 'mdtrtinfo');
  return notOurs(result, told({ psn_no, ipt_no })) ?? { kind: 'done', value: { visitRef: result.mdtrt_id } };
}

const discharge = z.strictObject({
  dscginfo: z.strictObject({
    mdtrt_id: z.string().min(1),
    psn_no: z.string().min(1),
    insutype: z.enum(coverTypes),
    endtime: z.string().length(19),
    dscg_way: z.literal('1'),
  }),
  diseinfo: z.array(z.never()),
});

/** Input of 2402. */
export function dischargeInput(request: DischargeRequest): z.infer<typeof discharge> {
  return strictly(discharge, {
    dscginfo: {
      mdtrt_id: request.visitRef,
      psn_no: request.personNo,
      insutype: insuranceType(request.insurance),
      endtime: `${request.dischargedOn} 00:00:00`,
      dscg_way: '1',
    },
    diseinfo: [],
  });
}

// The specification has no output; what a platform sends all the same must not be another visit's.
const leavingOutput = z
  .object({ result: z.object({ mdtrt_id: z.string().nullish(), psn_no: z.string().nullish() }).nullish() })
  .nullish()
  .catch(null);

/** Reads the reply to 2402. */
export function readDischarge(reply: RawReply, question: Question): Answer<null> {
  const opened = openEnvelope(reply, question, leavingOutput);
  if (opened.kind !== 'output') return opened;
  const { mdtrt_id, psn_no } = nodeOf(opened.input, 'dscginfo');
  return notOurs(opened.output?.result ?? {}, told({ mdtrt_id, psn_no })) ?? { kind: 'done', value: null };
}

const someTexts = z.record(z.string(), z.unknown()).catch({});

/** The texts of one node of what was asked. */
function nodeOf(input: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, string>> {
  const texts = Object.entries(someTexts.parse(entryOf(input, name)));
  return Object.fromEntries(texts.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** The fields that were really asked with. */
function told(fields: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

/** The insurance type on the wire. Throws InvariantError for somebody without insurance: there is no visit to speak of. */
export function insuranceType(insurance: InsuranceCover): CoverType {
  invariant(insurance.type !== null, 'nobody without insurance has a visit at the insurer');
  return insurance.type;
}
