import { z } from 'zod';
import { coverTypes } from '../../../domain/insurance.ts';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import type { PersonIdentity } from '../../../domain/person.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs, unknown } from '../../reply.ts';
import type { InjuryRequest, ReferralRequest } from '../port.ts';
import { strictly } from './envelope.ts';
import { insuranceType } from './insurance-type.ts';
import { openEnvelope, type Question } from './opened.ts';
import { requireFilled } from './required.ts';
import { textIn } from './rows.ts';

const text = (length: number) => z.string().max(length);
const about = {
  psn_no: z.string().min(1).max(30),
  insutype: z.enum(coverTypes),
  tel: text(50),
  addr: text(200),
};

const referral = z.strictObject({
  refmedin: z.strictObject({
    ...about,
    insu_optins: z.string().length(6),
    diag_code: text(20),
    diag_name: text(100),
    dise_cond_dscr: text(2000),
    reflin_medins_no: text(30),
    reflin_medins_name: text(200),
    mdtrtarea_admdvs: text(6),
    hosp_agre_refl_flag: z.literal('1'),
    refl_type: text(6),
    refl_date: z.string().length(10),
    refl_rea: text(200),
    refl_opnn: text(200),
    begndate: z.string().length(10),
    enddate: text(10),
    refl_old_mdtrt_id: z.string().min(1),
  }),
});

/** Input of 2501: where a patient is sent on to. Throws FieldsMissing for what the form wants and nobody gave. */
export function referralInput(
  request: ReferralRequest,
  person: PersonIdentity,
  region: InsurerRegion,
): z.infer<typeof referral> {
  const { clinical, dischargedOn, insurance, personNo, visitRef } = request;
  requireFilled(region, '2501', { clinical });
  const { transfer, diagnoses: [main] = [], complaint } = clinical;
  return strictly(referral, {
    refmedin: {
      ...{ psn_no: personNo, insutype: insuranceType(insurance), insu_optins: insurance.division ?? '' },
      ...{ tel: person.phone ?? '', addr: person.address ?? '' },
      ...{ diag_code: main?.code ?? '', diag_name: main?.name ?? '', dise_cond_dscr: complaint ?? '' },
      ...{ reflin_medins_no: transfer?.to.code ?? '', reflin_medins_name: transfer?.to.name ?? '' },
      mdtrtarea_admdvs: transfer?.division ?? '',
      hosp_agre_refl_flag: '1',
      refl_type: region.speech.referralType ?? '',
      ...{ refl_date: dischargedOn, refl_rea: transfer?.reason ?? '', refl_opnn: transfer?.opinion ?? '' },
      ...{ begndate: dischargedOn, enddate: '', refl_old_mdtrt_id: visitRef },
    },
  });
}

const injury = z.strictObject({
  data: z.strictObject({
    ...about,
    mdtrt_id: z.string().min(1),
    trum_part: text(100),
    trum_time: text(19),
    trum_site: text(200),
    trum_rea: text(500),
    adm_time: z.string().length(19),
    adm_diag_dscr: text(500),
  }),
});

/** Input of 2507: how a patient was hurt. Throws FieldsMissing for what the form wants and nobody gave. */
export function injuryInput(
  request: InjuryRequest,
  person: PersonIdentity,
  region: InsurerRegion,
): z.infer<typeof injury> {
  const { clinical, admittedOn, insurance, personNo, visitRef } = request;
  requireFilled(region, '2507', { clinical });
  const { injury: hurt, diagnoses = [] } = clinical;
  return strictly(injury, {
    data: {
      ...{ psn_no: personNo, insutype: insuranceType(insurance), mdtrt_id: visitRef },
      ...{ tel: person.phone ?? '', addr: person.address ?? '' },
      ...{ trum_part: hurt?.part ?? '', trum_site: hurt?.place ?? '', trum_rea: hurt?.cause ?? '' },
      trum_time: hurt === undefined ? '' : `${hurt.happenedOn} 00:00:00`,
      adm_time: `${admittedOn} 00:00:00`,
      adm_diag_dscr: diagnoses.map(({ name }) => name).join(';'),
    },
  });
}

const someNode = z.record(z.string(), z.unknown());
const filed = z.object({ result: someNode });

/** Reads the replies to 2501 and 2507: a yes has the number of the filing. */
export function readFiling(reply: RawReply, question: Question): Answer<null> {
  const opened = openEnvelope(reply, question, filed);
  if (opened.kind !== 'output') return opened;
  const { result } = opened.output;
  const asked = someNode.catch({}).parse(opened.input.refmedin ?? opened.input.data);
  const [psn_no, mdtrt_id] = [textIn(asked, 'psn_no'), textIn(asked, 'mdtrt_id')];
  const names = { ...(psn_no === null ? {} : { psn_no }), ...(mdtrt_id === null ? {} : { mdtrt_id }) };
  const foreign = notOurs(result, names);
  if (foreign !== undefined) return foreign;
  return textIn(result, 'trt_dcla_detl_sn') === null
    ? unknown('unreadable', ['result.trt_dcla_detl_sn'])
    : { kind: 'done', value: null };
}
