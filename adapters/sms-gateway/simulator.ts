import { createHash, createHmac } from 'node:crypto';
import type { CountyClock } from '../../domain/clock.ts';
import { entryOf } from '../../domain/entry.ts';
import { type Book, nextNumber, table } from '../book.ts';
import {
  bodyObject,
  jsonReply,
  type Mischief,
  mischiefArgument,
  recordEffect,
  type SimulatedReply,
  type SimulatedRequest,
  type Simulator,
  textField,
} from '../simulation.ts';

/** Who may send through the simulated gateway. */
export const simulatedAccount = { id: 'AKIDsimulated', secret: 'simulated-secret' } as const;

interface Carried {
  readonly serialNo: string;
  readonly phone: string;
  readonly context: string;
  readonly sentMs: number;
  /** When the carrier reports; null: never. */
  readonly reportMs: number | null;
  readonly delivered: boolean;
}
const carried = table<Carried>('texts');

const reportAfterMs = 30_000;
const lateMs = 6 * 3_600_000;

/** `late-report` comes after six hours; under `forgets-context` its rows do not repeat our number; `refuses:` is of one number, `error:` of the whole request. */
const mischiefs = ['not-delivered', 'late-report', 'no-report', 'forgets-context', 'refuses:', 'error:'];

/** A gateway that sends whatever is handed over, as often as it is handed over, and whose carrier reports half a minute later. */
export function smsGatewaySimulator({
  book,
  clock,
}: {
  readonly book: Book;
  readonly clock: CountyClock;
}): Simulator {
  return {
    mischiefs,
    operationOf: (path) => (path === '/' ? 'text' : undefined),
    payDue: () => undefined,
    handle: (request, mischief) =>
      book.transaction(() => {
        if (request.path !== '/') return jsonReply(404, {});
        if (!isSigned(request)) return failed('AuthFailure.SignatureFailure');
        const error = mischiefArgument(mischief, 'error');
        if (error !== undefined) return failed(error);
        switch (request.headers['x-tc-action']) {
          case 'SendSms':
            return send({ book, clock }, request, mischief);
          case 'PullSmsSendStatusByPhoneNumber':
            return report({ book, clock }, request, mischief);
          default:
            return failed('InvalidAction');
        }
      }),
  };
}

type Parts = { readonly book: Book; readonly clock: CountyClock };

function send(
  { book, clock }: Parts,
  { body, headers }: SimulatedRequest,
  mischief: Mischief | undefined,
): SimulatedReply {
  const { PhoneNumberSet: numbers, TemplateParamSet: values } = bodyObject(body);
  if (!Array.isArray(numbers) || !Array.isArray(values)) return failed('MissingParameter');
  const [context, template] = [textField(body, 'SessionContext'), textField(body, 'TemplateId')];
  if (template === '' || textField(body, 'SmsSdkAppId') === '' || textField(body, 'SignName') === '')
    return failed('MissingParameter');
  const rows = numbers.map((phone: unknown) => {
    const row = { PhoneNumber: phone, SessionContext: context, Fee: 0, IsoCode: 'CN' };
    const refusal = mischiefArgument(mischief, 'refuses');
    if (refusal !== undefined) return { ...row, SerialNo: '', Code: refusal, Message: 'refused' };
    if (typeof phone !== 'string' || !/^\+861\d{10}$/.test(phone))
      return { ...row, SerialNo: '', Code: 'InvalidParameterValue.IncorrectPhoneNumber', Message: 'number' };
    const serialNo = `5000:${String(nextNumber(book, 'serial')).padStart(12, '0')}`;
    const sentMs = clock.nowMillis();
    const after = mischief === 'no-report' ? null : mischief === 'late-report' ? lateMs : reportAfterMs;
    const text = { serialNo, phone, context, sentMs, delivered: mischief !== 'not-delivered' };
    book.insert(carried, serialNo, { ...text, reportMs: after === null ? null : sentMs + after });
    const [key, messageId] = [headers['idempotency-key'] ?? '', headers['x-message-id'] ?? ''];
    recordEffect(book, { operation: 'text', key, messageId, subject: context, fen: null, at: clock.now() });
    return { ...row, SerialNo: serialNo, Fee: 1, Code: 'Ok', Message: 'send success' };
  });
  return said({ SendStatusSet: rows });
}

function report(
  { book, clock }: Parts,
  { body }: SimulatedRequest,
  mischief: Mischief | undefined,
): SimulatedReply {
  const { BeginTime: from, EndTime: until, Limit: limit } = bodyObject(body);
  if (typeof from !== 'number' || typeof until !== 'number' || typeof limit !== 'number')
    return failed('MissingParameter');
  const now = clock.nowMillis();
  const rows = book
    .rows(carried)
    .filter(
      ({ phone, sentMs }) =>
        phone === textField(body, 'PhoneNumber') && sentMs >= from * 1_000 && sentMs <= until * 1_000,
    )
    .filter(({ reportMs }) => reportMs !== null && reportMs <= now)
    .slice(-limit);
  return said({
    PullSmsSendStatusSet: rows.map(({ serialNo, phone, context, delivered, reportMs }) => ({
      ...{ CountryCode: '86', SubscriberNumber: phone.slice(3), PhoneNumber: phone, SerialNo: serialNo },
      ...{ ReportStatus: delivered ? 'SUCCESS' : 'FAIL', Description: delivered ? 'DELIVRD' : 'UNDELIV' },
      UserReceiveTime: Math.floor((reportMs ?? now) / 1_000),
      SessionContext: mischief === 'forgets-context' ? '' : context,
    })),
  });
}

function said(response: object): SimulatedReply {
  return jsonReply(200, { Response: { ...response, RequestId: 'a0aabda6-cf91-4f3e-a81f-9198114a2279' } });
}

function failed(code: string): SimulatedReply {
  return said({ Error: { Code: code, Message: code } });
}

/** TC3-HMAC-SHA256 as the gateway checks it, over the headers that the request says it signed. */
function isSigned({ headers, body }: SimulatedRequest): boolean {
  const form =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/([\d-]+)\/sms\/tc3_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/;
  const [, id, date = '', names = '', signature] = form.exec(headers.authorization ?? '') ?? [];
  if (id !== simulatedAccount.id || !names.split(';').includes('host')) return false;
  const lines = names
    .split(';')
    .map((name) => `${name}:${(entryOf(headers, name) ?? '').trim().toLowerCase()}\n`);
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const canonical = ['POST', '/', '', lines.join(''), names, hash(body)].join('\n');
  const text = [
    'TC3-HMAC-SHA256',
    headers['x-tc-timestamp'],
    `${date}/sms/tc3_request`,
    hash(canonical),
  ].join('\n');
  let key: Buffer | string = `TC3${simulatedAccount.secret}`;
  for (const part of [date, 'sms', 'tc3_request']) key = createHmac('sha256', key).update(part).digest();
  return createHmac('sha256', key).update(text).digest('hex') === signature;
}
