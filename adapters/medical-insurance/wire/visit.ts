import { z } from 'zod';
import type { Clinical } from '../../../domain/clinical.ts';
import type { LocalDate } from '../../../domain/dates.ts';
import { entryOf } from '../../../domain/entry.ts';
import { coverTypes } from '../../../domain/insurance.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import { invariant } from '../../../domain/invariant.ts';
import type { PersonIdentity } from '../../../domain/person.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs } from '../../reply.ts';
import type { AdmitRequest, DischargeRequest } from '../port.ts';
import { shownFields, shownForm } from './certificate.ts';
import { strictly } from './envelope.ts';
import { insuranceType } from './insurance-type.ts';
import { medTypeOf } from './med-type.ts';
import { openEnvelope, type Question } from './opened.ts';
import { requireFilled } from './required.ts';

const text = (length: number) => z.string().max(length);
const diagnosis = z.strictObject({
  psn_no: z.string().min(1).max(30),
  diag_type: z.literal('1'),
  maindiag_flag: z.enum(['0', '1']),
  diag_srt_no: z.string(),
  diag_code: text(20).min(1),
  diag_name: text(100).min(1),
  diag_dept: text(50),
  dise_dor_no: text(30),
  dise_dor_name: text(50),
  diag_time: z.string().length(19),
});

const admission = z.strictObject({
  mdtrtinfo: z.strictObject({
    psn_no: z.string().min(1).max(30),
    insutype: z.enum(coverTypes),
    coner_name: text(50),
    tel: text(50),
    begntime: z.string().length(19),
    ...shownForm,
    med_type: text(6).min(1),
    ipt_no: text(30).min(1),
    medrcdno: text(40),
    atddr_no: text(30),
    chfpdr_name: text(50),
    adm_diag_dscr: text(500),
    adm_dept_codg: text(30),
    adm_dept_name: text(100),
    adm_bed: text(30),
    dscg_maindiag_code: text(20),
    dscg_maindiag_name: text(100),
    main_cond_dscr: text(1000),
  }),
  diseinfo: z.array(diagnosis),
});

/** Input of 2401, with the region's word for an ordinary stay. Throws FieldsMissing for what its form wants and nobody gave. */
export function admissionInput(
  request: AdmitRequest,
  person: PersonIdentity,
  region: InsurerRegion,
): z.infer<typeof admission> {
  const { clinical, admittedOn, personNo } = request;
  requireFilled(region, '2401', { clinical });
  const { department, doctor, bed, recordNo, complaint, diagnoses = [] } = clinical;
  const { mdtrt_cert_type, mdtrt_cert_no } = shownFields(region, person, request.shown);
  const [main] = diagnoses;
  return strictly(admission, {
    mdtrtinfo: {
      psn_no: personNo,
      insutype: insuranceType(request.insurance),
      coner_name: person.name,
      tel: person.phone ?? '',
      begntime: `${admittedOn} 00:00:00`,
      mdtrt_cert_type,
      mdtrt_cert_no,
      med_type: medTypeOf(region, clinical),
      ipt_no: request.admissionNo,
      medrcdno: recordNo ?? '',
      atddr_no: doctor?.code ?? '',
      chfpdr_name: doctor?.name ?? '',
      adm_diag_dscr: diagnoses.map(({ name }) => name).join(';'),
      adm_dept_codg: department?.code ?? '',
      adm_dept_name: department?.name ?? '',
      adm_bed: bed ?? '',
      dscg_maindiag_code: main?.code ?? '',
      dscg_maindiag_name: main?.name ?? '',
      main_cond_dscr: complaint ?? '',
    },
    diseinfo: diagnosisRows(clinical, { personNo, on: admittedOn }),
  });
}

/** One row a diagnosis; the first is the main one. */
function diagnosisRows(
  { diagnoses = [], department, doctor }: Clinical,
  { personNo, on }: { readonly personNo: string; readonly on: LocalDate },
): z.infer<typeof diagnosis>[] {
  return diagnoses.map(({ code, name }, at) => ({
    psn_no: personNo,
    diag_type: '1',
    maindiag_flag: at === 0 ? '1' : '0',
    diag_srt_no: String(at + 1),
    diag_code: code,
    diag_name: name,
    diag_dept: department?.code ?? '',
    dise_dor_no: doctor?.code ?? '',
    dise_dor_name: doctor?.name ?? '',
    diag_time: `${on} 00:00:00`,
  }));
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
    dscg_dept_codg: text(30),
    dscg_dept_name: text(100),
    dscg_bed: text(30),
    dscg_way: text(3).min(1),
    die_date: text(10),
  }),
  diseinfo: z.array(diagnosis),
});

/** Input of 2402. Throws FieldsMissing for what its form wants and nobody gave, InvariantError for a way of leaving that the region's file does not list. */
export function dischargeInput(request: DischargeRequest, region: InsurerRegion): z.infer<typeof discharge> {
  const { clinical, way, personNo, dischargedOn } = request;
  requireFilled(region, '2402', { clinical, way });
  const leaving = region.leavingWays[way];
  invariant(leaving !== undefined, `policies/insurers/${region.id}.yaml does not say leavingWays.${way}`);
  const { department, bed, diedOn } = clinical;
  return strictly(discharge, {
    dscginfo: {
      mdtrt_id: request.visitRef,
      psn_no: personNo,
      insutype: insuranceType(request.insurance),
      endtime: `${dischargedOn} 00:00:00`,
      dscg_dept_codg: department?.code ?? '',
      dscg_dept_name: department?.name ?? '',
      dscg_bed: bed ?? '',
      dscg_way: leaving,
      die_date: way === 'death' ? (diedOn ?? '') : '',
    },
    diseinfo: diagnosisRows(clinical, { personNo, on: dischargedOn }),
  });
}

const leavingOutput = z
  .object({ result: z.object({ mdtrt_id: z.string().nullish(), psn_no: z.string().nullish() }).nullish() })
  .nullish()
  .catch(null);

/** Reads the reply to 2402: nothing by the specification; what comes all the same must not be another visit's. */
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
