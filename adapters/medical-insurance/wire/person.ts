import { z } from 'zod';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import type { PersonIdentity } from '../../../domain/person.ts';
import type { InsuranceCover } from '../../../domain/stay.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { unknown } from '../../reply.ts';
import type { IdentifyRequest, InsuredRecord } from '../port.ts';
import { identityFields, identityForm, ofAnotherCertificate, shownFields, shownForm } from './certificate.ts';
import { coversIn } from './covers.ts';
import { strictly } from './envelope.ts';
import { labelsIn } from './labels.ts';
import { openEnvelope, type Question } from './opened.ts';

const personQuestion = z.strictObject({
  data: z.strictObject({
    ...shownForm,
    card_sn: z.string().max(32),
    begntime: z.string().length(19),
    ...identityForm,
    psn_name: z.string().min(1).max(50),
  }),
});

/** Input of 1101: by certificate, or by the card or voucher that was shown, and the certificate beside it. Throws CertificateUnlisted. */
export function personQuery(
  person: PersonIdentity,
  { on, name = person.name, shown }: Pick<IdentifyRequest, 'on' | 'name' | 'shown'>,
  region: InsurerRegion,
): z.infer<typeof personQuestion> {
  const { mdtrt_cert_type, mdtrt_cert_no, cardSerial } = shownFields(region, person, shown);
  const { psn_cert_type, certno } = identityFields(region, person);
  return strictly(personQuestion, {
    data: {
      mdtrt_cert_type,
      mdtrt_cert_no,
      card_sn: cardSerial,
      begntime: `${on} 00:00:00`,
      psn_cert_type,
      certno,
      psn_name: name,
    },
  });
}

const personOutput = z.looseObject({
  baseinfo: z.looseObject({
    psn_no: z.string().min(1),
    certno: z.string().min(1),
    psn_name: z.string().nullish(),
  }),
  insuinfo: z.unknown().optional(),
  idetinfo: z.unknown().optional(),
});

const personAsked = z.looseObject({
  data: z.looseObject({ certno: z.string().optional(), psn_cert_type: z.string().optional() }).optional(),
});

const noInsurance: InsuranceCover = { type: null, status: 'none', division: null };
const unregistered: InsuredRecord = {
  ...{ personNo: null, name: null, insurance: noInsurance },
  ...{ covers: [], additions: [], labels: [], setAside: [] },
};

/**
 * Reads the reply to 1101: the record of the person who was asked for. One unknown to the insurer is an answer: no number, no
 * cover. An odd row is set aside with its reason and the others count; where none of them is in force, an odd row may be the
 * one that is, and nothing follows.
 */
export function readPerson(reply: RawReply, question: Question): Answer<InsuredRecord> {
  const opened = openEnvelope(reply, question, personOutput);
  if (opened.kind === 'refused' && opened.code === 'person-not-found')
    return { kind: 'done', value: unregistered };
  if (opened.kind !== 'output') return opened;
  const { output, region } = opened;
  const asked = personAsked.parse(opened.input).data ?? {};
  const foreign = ofAnotherCertificate(output.baseinfo, asked, region);
  if (foreign !== undefined) return foreign;
  // A list that is not there does not say that it is empty.
  if (output.insuinfo == null && !region.mayBeEmpty.has('insuinfo'))
    return unknown('unreadable', ['insuinfo']);
  const { covers, additions, doubtful, setAside } = coversIn(output.insuinfo, region);
  const [first] = covers;
  if (first?.status !== 'active' && doubtful.length > 0) {
    const readable = doubtful.every(({ reason }) => reason !== 'unreadable');
    return unknown(
      readable ? 'unlisted-code' : 'unreadable',
      doubtful.map(({ field, says }) => (says === '' ? field : `${field}: ${says}`)),
    );
  }
  const { labels, setAside: oddLabels } = labelsIn(output.idetinfo, region);
  const { psn_no: personNo, psn_name } = output.baseinfo;
  return {
    kind: 'done',
    value: {
      // An empty name is none.
      ...{ personNo, name: psn_name || null, insurance: first ?? noInsurance },
      ...{ covers, additions, labels, setAside: [...setAside, ...oddLabels] },
    },
  };
}
