import { z } from 'zod';
import { isLocalDate, type LocalDate } from '../../../domain/dates.ts';
import { entryOf } from '../../../domain/entry.ts';
import { plainIdentityNumber } from '../../../domain/identity-number.ts';
import type { PersonIdentity } from '../../../domain/person.ts';
import type { InsuranceCover } from '../../../domain/stay.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs, unknown } from '../../reply.ts';
import type { InsuredRecord, InsurerLabel } from '../port.ts';
import type { InsurerRegion } from '../regions.ts';
import { openEnvelope, type Question, strictly } from './envelope.ts';

const personQuestion = z.strictObject({
  data: z.strictObject({
    mdtrt_cert_type: z.literal('02'),
    mdtrt_cert_no: z.string().length(18),
    card_sn: z.string(),
    begntime: z.string().length(19),
    psn_cert_type: z.literal('01'),
    certno: z.string().length(18),
    psn_name: z.string().min(1).max(50),
  }),
});

/** Input of 1101. By identity number (02), for the token of an e-voucher has expired when the question is repeated. */
export function personQuery(
  person: PersonIdentity,
  on: LocalDate,
  name: string = person.name,
): z.infer<typeof personQuestion> {
  return strictly(personQuestion, {
    data: {
      mdtrt_cert_type: '02',
      mdtrt_cert_no: person.idNumber,
      card_sn: '',
      begntime: `${on} 00:00:00`,
      psn_cert_type: '01',
      certno: person.idNumber,
      psn_name: name,
    },
  });
}

const personOutput = z.object({
  baseinfo: z.object({
    psn_no: z.string().min(1),
    certno: z.string().min(1),
    psn_name: z.string().nullish(),
  }),
  insuinfo: z
    .array(
      z.object({
        insutype: z.string(),
        psn_insu_stas: z.string(),
        insuplc_admdvs: z.string().length(6),
      }),
    )
    .nullish(),
  idetinfo: z
    .array(
      z.object({
        // The specification says three characters; real codes have four.
        psn_idet_type: z.string().min(1),
        begntime: z.string(),
        endtime: z.string().nullish(),
      }),
    )
    .nullish(),
});

type Insurance = NonNullable<z.infer<typeof personOutput>['insuinfo']>[number];

/** Reads the reply to 1101: the record of the person who was asked for. One unknown to the insurer is an answer: no number, no cover. */
export function readPerson(reply: RawReply, question: Question): Answer<InsuredRecord> {
  const opened = openEnvelope(reply, question, personOutput);
  if (opened.kind === 'refused' && opened.code === 'person-not-found')
    return { kind: 'done', value: { personNo: null, name: null, insurance: noInsurance, labels: [] } };
  if (opened.kind !== 'output') return opened;
  const { output, region } = opened;
  const foreign = notOurs(
    { certno: plainIdentityNumber(output.baseinfo.certno) },
    { certno: personQuestion.parse(opened.input).data.certno },
  );
  if (foreign !== undefined) return foreign;
  const covers: InsuranceCover[] = [];
  for (const entry of output.insuinfo ?? []) {
    if (region.otherInsurance.includes(entry.insutype)) continue;
    const cover = coverOf(entry, region);
    if (cover === undefined) return unknown('unlisted-code');
    covers.push(cover);
  }
  const labels: InsurerLabel[] = [];
  for (const entry of output.idetinfo ?? []) {
    const label = labelOf(entry, region);
    if (label === undefined) return unknown('unreadable');
    labels.push(label);
  }
  const { psn_no: personNo, psn_name } = output.baseinfo;
  // An empty name is none.
  return {
    kind: 'done',
    value: { personNo, name: psn_name || null, insurance: strongest(covers), labels },
  };
}

const noInsurance: InsuranceCover = { type: null, status: 'none', division: null };

function coverOf(entry: Insurance, region: InsurerRegion): InsuranceCover | undefined {
  const status = entryOf(region.insuranceStatus, entry.psn_insu_stas);
  if (status === undefined || (entry.insutype !== '310' && entry.insutype !== '390')) return undefined;
  return status === 'none' ? noInsurance : { type: entry.insutype, status, division: entry.insuplc_admdvs };
}

/** Of several insurances the active one counts, and the employees' before the residents'. */
function strongest(covers: readonly InsuranceCover[]): InsuranceCover {
  const rank = (cover: InsuranceCover): number =>
    (cover.status === 'active' ? 4 : 0) +
    (cover.status === 'suspended' ? 2 : 0) +
    (cover.type === '310' ? 1 : 0);
  return covers.toSorted((a, b) => rank(b) - rank(a))[0] ?? noInsurance;
}

function labelOf(
  entry: {
    readonly psn_idet_type: string;
    readonly begntime: string;
    readonly endtime?: string | null | undefined;
  },
  region: InsurerRegion,
): InsurerLabel | undefined {
  const from = entry.begntime.slice(0, 10);
  const end = entry.endtime?.slice(0, 10) ?? '';
  if (!isLocalDate(from) || !(end === '' || isLocalDate(end))) return undefined;
  const code = entry.psn_idet_type;
  return { code, category: entryOf(region.labels, code) ?? null, from, until: end === '' ? null : end };
}
