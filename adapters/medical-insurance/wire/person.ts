import { z } from 'zod';
import type { LocalDate } from '../../../domain/dates.ts';
import { plainIdentityNumber } from '../../../domain/identity-number.ts';
import type { PersonIdentity } from '../../../domain/person.ts';
import type { InsuranceCover } from '../../../domain/stay.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { notOurs, unknown } from '../../reply.ts';
import type { InsuredRecord } from '../port.ts';
import { coversIn } from './covers.ts';
import { strictly } from './envelope.ts';
import { labelsIn } from './labels.ts';
import { openEnvelope, type Question } from './opened.ts';

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
export function personQuery(person: PersonIdentity, on: LocalDate): z.infer<typeof personQuestion> {
  return strictly(personQuestion, {
    data: {
      mdtrt_cert_type: '02',
      mdtrt_cert_no: person.idNumber,
      card_sn: '',
      begntime: `${on} 00:00:00`,
      psn_cert_type: '01',
      certno: person.idNumber,
      psn_name: person.name,
    },
  });
}

const personOutput = z.looseObject({
  baseinfo: z.looseObject({ psn_no: z.string().min(1), certno: z.string().min(1) }),
  insuinfo: z.unknown().optional(),
  idetinfo: z.unknown().optional(),
});

const personAsked = z.looseObject({ data: z.looseObject({ certno: z.string().optional() }).optional() });

const noInsurance: InsuranceCover = { type: null, status: 'none', division: null };
const unregistered: InsuredRecord = {
  ...{ personNo: null, insurance: noInsurance },
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
  const asked = personAsked.parse(opened.input).data?.certno;
  const foreign =
    asked === undefined
      ? undefined
      : notOurs({ certno: plainIdentityNumber(output.baseinfo.certno) }, { certno: asked });
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
  return {
    kind: 'done',
    value: {
      personNo: output.baseinfo.psn_no,
      insurance: first ?? noInsurance,
      ...{ covers, additions, labels, setAside: [...setAside, ...oddLabels] },
    },
  };
}
