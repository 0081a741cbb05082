import type { z } from 'zod';
import { type Instant, millisOf } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Call } from '../call.ts';
import type { PartyHttp } from '../http.ts';
import type { SmsGateway } from './port.ts';
import { type GatewayAccount, signedHeaders } from './signing.ts';
import { e164, readReport, readSend, reportForm, sendForm } from './wire.ts';

/** What the county agreed with the gateway. */
export interface GatewaySetting extends GatewayAccount {
  readonly appId: string;
  /** Approved signature: who the message says that it is from. */
  readonly sign: string;
}

/** A gateway's clock may be a little behind ours: an hour is added on both sides of the time that is asked for. */
const marginSeconds = 3_600;
const secondsOf = (at: Instant): number => Math.floor(millisOf(at) / 1_000);

/** The gateway over its JSON interface (SendSms and PullSmsSendStatusByPhoneNumber, version 2021-01-11); null: nothing was agreed with it, and it is never asked. */
export function smsGatewayOverHttp(options: {
  readonly http: PartyHttp;
  readonly setting: GatewaySetting | null;
}): SmsGateway {
  const set = (): GatewaySetting => {
    invariant(options.setting !== null, 'the gateway is asked and nothing was agreed with it');
    return options.setting;
  };
  return {
    send: signedCall(options.http, set, {
      ...{ operation: 'send', action: 'SendSms', form: sendForm, read: readSend },
      write: ({ messageRef, phone, template, values }) => ({
        ...{ PhoneNumberSet: [e164(phone)], SmsSdkAppId: set().appId, SignName: set().sign },
        ...{ TemplateId: template, TemplateParamSet: [...values], SessionContext: messageRef },
      }),
    }),
    report: signedCall(options.http, set, {
      ...{
        operation: 'report',
        action: 'PullSmsSendStatusByPhoneNumber',
        form: reportForm,
        read: readReport,
      },
      write: ({ phone, sentAt, now }) => ({
        ...{ BeginTime: secondsOf(sentAt) - marginSeconds, EndTime: secondsOf(now) + marginSeconds },
        ...{ Offset: 0, Limit: 100, PhoneNumber: e164(phone), SmsSdkAppId: set().appId },
      }),
    }),
  };
}

function signedCall<Request, Value>(
  http: PartyHttp,
  set: () => GatewaySetting,
  message: Pick<Call<Request, Value>, 'operation' | 'read'> & {
    readonly action: string;
    readonly form: z.ZodType;
    readonly write: (request: Request) => unknown;
  },
): Call<Request, Value> {
  const { operation, action, form, write, read } = message;
  return {
    ...{ party: 'sms-gateway', operation, read },
    traits: { idempotent: false, queryable: false },
    write: async (request) => {
      const parsed = form.safeParse(write(request));
      const fields = parsed.error?.issues.map((issue) => issue.path.join('.')).join(', ') ?? '';
      invariant(parsed.success, `a message to the gateway does not fit its form: ${fields}`);
      return JSON.stringify(parsed.data);
    },
    send: (body, header) =>
      http.post('/', body, header, signedHeaders(set(), { action, body, millis: Date.now() })),
  };
}
