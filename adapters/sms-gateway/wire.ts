import { z } from 'zod';
import { entryOf } from '../../domain/entry.ts';
import type { RefusalCode } from '../../domain/refusals.ts';
import type { Answer } from '../answer.ts';
import type { Asked, RawReply } from '../call.ts';
import { askedIn, notOurs, readReply, unknown } from '../reply.ts';
import type { TextReport, TextTaken } from './port.ts';

const mainland = '+86';
/** A number as the gateway writes it (E.164). */
export const e164 = (phone: string): string => `${mainland}${phone}`;
const number = z.string().regex(/^\+86\d{11}$/);

/** What SendSms is asked with. */
export const sendForm = z.strictObject({
  PhoneNumberSet: z.tuple([number]),
  SmsSdkAppId: z.string().min(1),
  SignName: z.string().min(1),
  TemplateId: z.string().min(1),
  TemplateParamSet: z.array(z.string()),
  SessionContext: z.string().min(1),
});

/** What PullSmsSendStatusByPhoneNumber is asked with; times in seconds since 1970. */
export const reportForm = z.strictObject({
  BeginTime: z.int(),
  EndTime: z.int(),
  Offset: z.literal(0),
  Limit: z.literal(100),
  PhoneNumber: number,
  SmsSdkAppId: z.string().min(1),
});

const failed = z.object({ Code: z.string() });
const taken = z.object({
  SerialNo: z.string(),
  PhoneNumber: z.string().nullish(),
  SessionContext: z.string().nullish(),
  Code: z.string(),
});
const sendReply = z.object({
  Response: z.object({ Error: failed.nullish(), SendStatusSet: z.array(taken).nullish() }),
});
const reported = z.object({
  SerialNo: z.string(),
  PhoneNumber: z.string().nullish(),
  SessionContext: z.string().nullish(),
  ReportStatus: z.string(),
  Description: z.string().nullish(),
});
const reportReply = z.object({
  Response: z.object({ Error: failed.nullish(), PullSmsSendStatusSet: z.array(reported).nullish() }),
});

/** Its no about one number. */
const refusals: Readonly<Record<string, RefusalCode>> = {
  'InvalidParameterValue.IncorrectPhoneNumber': 'phone-number-wrong',
  'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber': 'phone-number-wrong',
  'FailedOperation.PhoneNumberInBlacklist': 'phone-number-blocked',
  'LimitExceeded.PhoneNumberDailyLimit': 'phone-limit-reached',
  'LimitExceeded.PhoneNumberOneHourLimit': 'phone-limit-reached',
  'LimitExceeded.PhoneNumberThirtySecondLimit': 'phone-limit-reached',
  'LimitExceeded.PhoneNumberSameContentDailyLimit': 'phone-limit-reached',
};

/** Kinds of error that say something of our account, signature, template or balance: no message was taken. */
const settings = [
  'AuthFailure',
  'UnauthorizedOperation',
  'FailedOperation',
  'InvalidParameter',
  'MissingParameter',
];

/** Reads the answer to one message. An answer for another message or number is none. */
export function readSend(reply: RawReply, asked: Asked): Answer<TextTaken> {
  const read = readReply(reply, sendReply);
  if (read.kind === 'unknown') return read;
  const { Error: error, SendStatusSet: rows } = read.message.Response;
  if (error) return noOf(error.Code);
  const [row, ...more] = rows ?? [];
  if (row === undefined || more.length > 0) return unknown('unreadable');
  const { PhoneNumberSet, SessionContext } = askedIn(asked, sendForm);
  const foreign = notOurs(row, { SessionContext, PhoneNumber: PhoneNumberSet[0] });
  if (foreign !== undefined) return foreign;
  if (row.Code !== 'Ok') return noOf(row.Code);
  return row.SerialNo === '' ? unknown('unreadable') : { kind: 'done', value: { gatewayRef: row.SerialNo } };
}

/** Reads what the carrier said: of all messages to the number only the row that is ours, by our number (the key) or the gateway's own (the message id). */
export function readReport(reply: RawReply, asked: Asked): Answer<TextReport | null> {
  const read = readReply(reply, reportReply);
  if (read.kind === 'unknown') return read;
  const { Error: error, PullSmsSendStatusSet: rows } = read.message.Response;
  if (error) return noOf(error.Code);
  if (!rows) return unknown('unreadable');
  const { PhoneNumber } = askedIn(asked, reportForm);
  const { key, messageId } = asked.header;
  const row = rows.find(({ SerialNo, SessionContext }) => SerialNo === messageId || SessionContext === key);
  if (row === undefined) return { kind: 'done', value: null };
  const foreign = notOurs(row, { PhoneNumber });
  if (foreign !== undefined) return foreign;
  const { ReportStatus: status, SerialNo: gatewayRef, Description: code } = row;
  if (status !== 'SUCCESS' && status !== 'FAIL') return unknown('unlisted-code', [status]);
  return { kind: 'done', value: { delivered: status === 'SUCCESS', gatewayRef, code: code ?? status } };
}

function noOf(code: string): Answer<never> {
  const refusal = entryOf(refusals, code);
  if (refusal !== undefined) return { kind: 'refused', code: refusal };
  if (code.startsWith('RequestLimitExceeded') || code.startsWith('InternalError'))
    return unknown('server-error');
  const ofSetting = settings.some(
    (kind) => code === kind || code.startsWith(`${kind}.`) || code.startsWith(`${kind}Value.`),
  );
  return unknown(ofSetting ? 'our-setting' : 'unlisted-code', [code]);
}
