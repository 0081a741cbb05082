import type { ArrearsEnd, ServedWay } from '../../domain/arrears.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { GivenWay, NoticeFields, PatientNoticeKind } from '../../domain/patient-notices.ts';
import type { Signer } from '../../domain/signers.ts';
import { bigint, date, flag, integer, json, moment, nullable, text } from '../postgres/column.ts';

/** Cases of arrears, objections, and what patients are to be told; numbers of people's acts are those of the stay's resolutions. */
export const arrearsTables = {
  arrearsCases: {
    caseRef: text<CaseRef>(),
    arrearsSequence: integer(),
    appliedBy: integer(),
    appliedOn: date(),
    owedFen: bigint<Fen>(),
    answerDays: integer(),
    listedMonths: integer(),
    objectionDays: integer(),
    noticedOn: nullable(date()),
    noticeWay: nullable(text<ServedWay>()),
    noticeReceipt: nullable(text()),
    noticeBy: nullable(integer()),
    answerUntil: nullable(date()),
    listedOn: nullable(date()),
    listedBy: nullable(integer()),
    expiresOn: nullable(date()),
    endedOn: nullable(date()),
    endedBecause: nullable(text<ArrearsEnd>()),
    endedBy: nullable(integer()),
  },
  patientNotices: {
    caseRef: text<CaseRef>(),
    noticeSequence: integer(),
    kind: text<PatientNoticeKind>(),
    about: text(),
    fields: json<NoticeFields>(),
    owedOn: date(),
    givenOn: nullable(date()),
    givenWay: nullable(text<GivenWay>()),
    givenBy: nullable(text()),
    receipt: nullable(text()),
  },
  ownPartOwners: {
    caseRef: text<CaseRef>(),
    ownerSequence: integer(),
    department: text(),
    person: text(),
    namedBy: text(),
    namedAt: moment(),
  },
  arrearsObjections: {
    caseRef: text<CaseRef>(),
    arrearsSequence: integer(),
    objection: integer(),
    recordedBy: integer(),
    objectedOn: date(),
    objectedBy: text<Signer>(),
    dueOn: date(),
    decidedOn: nullable(date()),
    decidedBy: nullable(integer()),
    upheld: nullable(flag()),
  },
} as const;
