import { z } from 'zod';
import type { InsurerRegion } from '../../../domain/insurer-region.ts';
import type { Answer } from '../../answer.ts';
import type { RawReply } from '../../call.ts';
import { unknown } from '../../reply.ts';
import type { FindVisitRequest } from '../port.ts';
import { said, strictly } from './envelope.ts';
import { openEnvelope, type Question } from './opened.ts';
import { rowsOf, textIn } from './rows.ts';

const visitQuery = z.strictObject({
  data: z.strictObject({
    psn_no: z.string().min(1),
    begntime: z.string().length(19),
    endtime: z.string().length(19),
    med_type: z.string().min(1),
    mdtrt_id: z.string().min(1),
  }),
});

/** Input of 5201: one visit of a person, from its first day to today (Asia/Shanghai). */
export function visitQueryInput(
  { visitRef, personNo, admittedOn, today }: FindVisitRequest,
  region: InsurerRegion,
): z.infer<typeof visitQuery> {
  return strictly(visitQuery, {
    data: {
      ...{ psn_no: personNo, mdtrt_id: visitRef, med_type: said(region, 'medType') },
      ...{ begntime: `${admittedOn} 00:00:00`, endtime: `${today} 23:59:59` },
    },
  });
}

/** What 5201 answers: visits, one row each. */
export const visitsOutput = z.object({ mdtrtinfo: z.unknown() });

/** Reads the reply to 5201: whether the visit that was asked for is among those it shows. Other visits of the person say nothing of it. */
export function readRegistered(
  reply: RawReply,
  question: Question,
): Answer<{ readonly registered: boolean }> {
  const opened = openEnvelope(reply, question, visitsOutput);
  if (opened.kind === 'refused' && opened.code === 'visit-unknown')
    return { kind: 'done', value: { registered: false } };
  if (opened.kind !== 'output') return opened;
  const { mdtrtinfo } = opened.output;
  // A platform that shows no list says nothing of what is in it.
  if (mdtrtinfo === undefined || mdtrtinfo === null) return unknown('unreadable', ['mdtrtinfo']);
  const asked = visitQuery.parse(opened.input).data;
  const rows = rowsOf(mdtrtinfo).map(({ fields }) => fields);
  const visits = rows.map((row) => ({ visit: textIn(row, 'mdtrt_id'), person: textIn(row, 'psn_no') }));
  const unnamed = visits.findIndex(({ visit }) => visit === null);
  if (unnamed >= 0) return unknown('unreadable', [`mdtrtinfo.${unnamed}.mdtrt_id`]);
  const own = visits.filter(({ visit }) => visit === asked.mdtrt_id);
  if (own.some(({ person }) => person !== null && person !== asked.psn_no))
    return unknown('another-question', ['psn_no']);
  return { kind: 'done', value: { registered: own.length > 0 } };
}
