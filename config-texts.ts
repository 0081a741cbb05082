/** What workers, and of their pace the api, read of text messages. Read by config.ts and its table only. */
import { z } from 'zod';
import { count } from './config-forms.ts';
import type { PartyEndpoint } from './config-parties.ts';
import { type QuietHours, type TextTemplates, textKinds } from './domain/text-messages.ts';

const hours = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;
const quietHours = z
  .string()
  .regex(hours, 'is not like 21:00-08:00')
  .transform((text): QuietHours => {
    const [, fromHour, fromMinute, hour, minute] = hours.exec(text) ?? [];
    return { from: Number(fromHour) * 60 + Number(fromMinute), until: Number(hour) * 60 + Number(minute) };
  });

const templates = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.partialRecord(z.enum(textKinds), z.string().min(1)));

/** Variables of how fast an announcement goes, and when all text messages rest. */
export const textPaceSchema = {
  HUB_SMS_PER_MINUTE: count(60).describe(
    'messages of an announcement that the gateway is handed in a minute',
  ),
  HUB_QUIET_HOURS: quietHours
    .default({ from: 21 * 60, until: 8 * 60 })
    .describe('hours in China in which no text message is sent, such as 21:00-08:00 (the default)'),
};

/** Variables of text messages that a worker alone reads. */
export const textSchema = {
  HUB_SMS_APP_ID: z
    .string()
    .min(1)
    .optional()
    .describe('number of our application at the gateway of text messages'),
  HUB_SMS_SIGN: z
    .string()
    .min(1)
    .optional()
    .describe('approved signature of text messages: who they are from'),
  HUB_SMS_REGION: z.string().min(1).default('ap-guangzhou').describe('region of the gateway that serves us'),
  HUB_SMS_TEMPLATES: templates
    .optional()
    .describe(
      `JSON: the gateway’s number of the approved template of ${textKinds.join(', ')}; what has none waits`,
    ),
};

/** How fast announcements go, and when nothing goes. */
export const textPace = (read: {
  readonly HUB_SMS_PER_MINUTE: number;
  readonly HUB_QUIET_HOURS: QuietHours;
}) => ({
  perMinute: read.HUB_SMS_PER_MINUTE,
  quietHours: read.HUB_QUIET_HOURS,
});

interface TextVariables {
  readonly HUB_SMS_APP_ID?: string | undefined;
  readonly HUB_SMS_SIGN?: string | undefined;
  readonly HUB_SMS_REGION: string;
  readonly HUB_SMS_TEMPLATES?: TextTemplates | undefined;
}

/** What was agreed with the gateway; null: the county has none. `unfinished`: only a part of it is said. */
export function textGateway(read: TextVariables, endpoint: PartyEndpoint | undefined) {
  if (endpoint === undefined) return null;
  const {
    HUB_SMS_APP_ID: appId,
    HUB_SMS_SIGN: sign,
    HUB_SMS_REGION: region,
    HUB_SMS_TEMPLATES: found,
  } = read;
  const [, id, secret] = /^([^:\s]+):(\S+)$/.exec(endpoint.token ?? '') ?? [];
  if (
    appId === undefined ||
    sign === undefined ||
    found === undefined ||
    id === undefined ||
    secret === undefined
  )
    return 'unfinished' as const;
  return { id, secret, region, host: new URL(endpoint.url).host, appId, sign, templates: found };
}
