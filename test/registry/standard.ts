import { z } from 'zod';

/**
 * The messages of the Social Registry API 1.0.0 as a registry sends them, written from the standard. Members that the
 * standard does not name are allowed, as its own files allow them; values that it lists are held to its lists.
 */
const id = z.string().min(1).max(99);
const longText = z.string().max(999);
const moment = z.iso.datetime({ offset: true });
const statuses = z.enum(['rcvd', 'pdng', 'succ', 'rjct']);
const signature = z
  .string()
  .regex(
    /^Signature: namespace="spdci", kidId="[^"|]+\|[\w-]{43}\|ed25519", algorithm="ed25519", created="\d+", expires="\d+", headers="\(created\) \(expires\) digest", signature="[\w+/=]{88}"$/,
  );

const errorCodes = z.enum([
  ...([
    'err.request.bad',
    'err.request.unauthorized',
    'err.request.forbidden',
    'err.request.not_found',
  ] as const),
  ...(['err.request.timeout', 'err.version.not_supported', 'err.request.too_many_requests'] as const),
  ...(['err.sender_id.invalid', 'err.sender_uri.invalid', 'err.receiver_id.invalid'] as const),
  ...(['err.signature.missing', 'err.signature.invalid', 'err.encryption.invalid'] as const),
  'err.service.unavailable',
]);
const error = z.looseObject({ code: errorCodes, message: longText });

const headerCodes = z.enum([
  ...(['rjct.version.invalid', 'rjct.message_id.duplicate', 'rjct.message_ts.invalid'] as const),
  ...(['rjct.action.invalid', 'rjct.action.not_supported', 'rjct.total_count.invalid'] as const),
  ...(['rjct.total_count.limit_exceeded', 'rjct.errors.too_many'] as const),
]);

function header<Action extends string>(action: Action) {
  return z.looseObject({
    ...{ version: z.literal('1.0.0'), message_id: id, message_ts: moment, action: z.literal(action) },
    ...{ status: statuses, status_reason_code: headerCodes.optional() },
    ...{ status_reason_message: longText.optional(), total_count: z.int(), completed_count: z.int() },
    ...{ sender_id: id, receiver_id: id.optional(), is_msg_encrypted: z.literal(false) },
  });
}

const searchCodes = z.enum([
  ...(['rjct.reference_id.invalid', 'rjct.reference_id.duplicate', 'rjct.timestamp.invalid'] as const),
  ...(['rjct.search_criteria.invalid', 'rjct.filter.invalid', 'rjct.sort.invalid'] as const),
  ...(['rjct.pagination.invalid', 'rjct.search.too_many_records_found'] as const),
]);
const item = {
  // Empty where the question had none.
  ...{ reference_id: z.string().max(99), timestamp: moment, status: statuses },
  ...{
    status_reason_message: longText.optional(),
    locale: z
      .string()
      .regex(/^[a-z]{3}$/)
      .optional(),
  },
};
const identifier = z.looseObject({ identifier_type: z.string(), identifier_value: z.string() });
const member = z.looseObject({
  '@type': z.literal('spdci:Member'),
  member_identifier: z.array(identifier).optional(),
  registration_date: moment.optional(),
  additional_attributes: z.array(z.looseObject({})),
});
const group = z.looseObject({
  ...{ '@type': z.literal('spdci:Group'), group_type: z.string(), group_size: z.int() },
  ...{ member_list: z.array(member), additional_attributes: z.array(z.looseObject({})) },
});
const record = z.union([member, group]);
const pagination = z.looseObject({ page_size: z.int(), page_number: z.int(), total_count: z.int() });
const searchItem = z.looseObject({
  ...{ ...item, status_reason_code: searchCodes.optional(), pagination: pagination.optional() },
  data: z
    .looseObject({ version: z.literal('1.0.0'), reg_type: z.string(), reg_record_type: z.string() })
    .extend({ reg_records: z.array(record) })
    .optional(),
});
const ids = { transaction_id: id, correlation_id: id };
const searchResponse = z.looseObject({ ...ids, search_response: z.array(searchItem).min(1) });

const subscriptionInfo = z.looseObject({
  ...{ version: z.literal('1.0.0'), code: id, status: z.enum(['subscribe', 'unsubscribe']) },
  ...{ timestamp: moment, reg_type: z.string(), reg_event_type: z.string(), notify_record_type: z.string() },
});
const subscribeItem = z.looseObject({
  ...item,
  status_reason_code: z
    .enum([
      ...(['rjct.reference_id.invalid', 'rjct.reference_id.duplicate', 'rjct.timestamp.invalid'] as const),
      ...(['rjct.notify_types.invalid', 'rjct.notify_details.invalid', 'rjct.person_id.invalid'] as const),
      'rjct.event.already_subscribed',
    ])
    .optional(),
  subscriptions: z.array(subscriptionInfo).optional(),
});
const subscribeResponse = z.looseObject({ ...ids, subscribe_response: z.array(subscribeItem).min(1) });
const unsubscribeResponse = z.looseObject({
  ...{ ...ids, timestamp: moment, status: statuses, status_reason_message: longText.optional() },
  status_reason_code: z
    .enum([
      ...(['rjct.reference_id.invalid', 'rjct.reference_id.duplicate', 'rjct.timestamp.invalid'] as const),
      ...(['rjct.subscription_code.invalid', 'rjct.requester.invalid'] as const),
      'rjct.event.already_unsubscribed',
    ])
    .optional(),
  subscription_status: z.array(z.looseObject({ code: id, status: z.enum(['subscribe', 'unsubscribe']) })),
});
const statusResponse = z.looseObject({
  ...ids,
  txnstatus_response: z.looseObject({
    txn_type: z.enum(['search', 'subscribe', 'subscibe', 'receipt']),
    txn_status: z.looseObject({
      ...{ ...ids, search_response: z.array(searchItem) },
      subscribe_response: z.array(subscribeItem).optional(),
    }),
  }),
});
const notice = z.looseObject({
  transaction_id: id,
  notify_event: z
    .array(
      z.looseObject({
        ...{ reference_id: id, timestamp: moment },
        data: z.looseObject({
          ...{ version: z.literal('1.0.0'), reg_type: z.string(), reg_record_type: z.string() },
          // The whole of the standard's list; what it has no name for leaves the member out.
          reg_event_type: z.enum(['REGISTER', 'NewHouseHoldMember']).optional(),
          reg_records: record,
        }),
      }),
    )
    .min(1),
});

const callback = (action: string, message: z.ZodType) =>
  z.strictObject({ signature, header: header(action), message });
const answer = (action: string, message: z.ZodType) =>
  z.strictObject({ signature, header: header(action), message: message.optional() });

/** What goes to a party, by its action: where below the party's own address, and what it is. */
export const callbacks: Readonly<Record<string, { readonly path: string; readonly shape: z.ZodType }>> = {
  'on-search': { path: '/registry/on-search', shape: callback('on-search', searchResponse) },
  'on-subscribe': { path: '/registry/on-subscribe', shape: callback('on-subscribe', subscribeResponse) },
  'on-unsubscribe': {
    ...{ path: '/registry/on-unsubscribe', shape: callback('on-unsubscribe', unsubscribeResponse) },
  },
  'txn-on-status': { path: '/registry/txn/on-status', shape: callback('txn-on-status', statusResponse) },
  notify: { path: '/registry/notify', shape: callback('notify', notice) },
};

const acknowledgement = z.strictObject({
  message: z.union([
    z.strictObject({ ack_status: z.enum(['ACK', 'NACK']), timestamp: moment, correlation_id: id }),
    z.strictObject({ ack_status: z.literal('ERR'), timestamp: moment, correlation_id: id, error }),
  ]),
});
const httpErrors = z.strictObject({ errors: z.array(error).min(1) });
const atOnce: Readonly<Record<string, z.ZodType>> = {
  '/registry/sync/search': answer('on-search', searchResponse),
  '/registry/sync/txn/status': answer('txn-on-status', statusResponse),
};

/** What the token endpoint gives. */
export const tokenShape = z.strictObject({
  ...{ access_token: z.string().min(20), token_type: z.string(), expires_in: z.string().regex(/^\d+$/) },
});
/** What it refuses with: the form of RFC 6749, and the standard's beside it. */
export const tokenRefusalShape = httpErrors.extend({
  error: z.enum([
    ...(['invalid_request', 'invalid_client', 'unauthorized_client', 'unsupported_grant_type'] as const),
    'temporarily_unavailable',
  ]),
  error_description: z.string(),
});
/** The keys that verify what the registry signs (RFC 7517). */
export const keysShape = z.strictObject({
  keys: z.array(
    z.strictObject({
      ...{ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().regex(/^[\w-]{43}$/) },
      ...{ kid: z.string().regex(/^[\w-]{43}$/), use: z.literal('sig'), alg: z.literal('EdDSA') },
    }),
  ),
});

/** What a path of the registry answers with, by its status. */
export function answerShape(path: string, status: number): z.ZodType {
  return [401, 403, 500].includes(status) ? httpErrors : (atOnce[path] ?? acknowledgement);
}

/** What is not as the standard has it; empty for a message that is. */
export function faultsOf(shape: z.ZodType | undefined, body: unknown): readonly string[] {
  if (shape === undefined) return ['no message of the standard goes here'];
  const { error: found } = shape.safeParse(body);
  return (found?.issues ?? []).map(({ path, message }) => `/${path.join('/')}: ${message}`);
}
