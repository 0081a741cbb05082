import { z } from 'zod';
import type { RegistryAction } from '../../store/registry/tables.ts';
import { coded } from '../http/field-errors.ts';
import { hubId } from './signature.ts';

const chosen = z.string().min(1).max(99);

/** Header of a request, as far as it must be there before anything else is looked at. */
const requestHeader = z.looseObject({
  version: z.string().nullish().meta({ example: '1.0.0' }),
  message_id: chosen,
  message_ts: z.string().meta({ example: '2026-03-01T09:00:00+08:00' }),
  action: z.string(),
  sender_id: z.string().meta({ description: 'the caller’s own id at this hub' }),
  sender_uri: z.string().nullish().meta({
    description:
      'where this answer goes: the registered address, or one below it; empty as if it were left out',
  }),
  receiver_id: z.string().nullish().meta({ example: hubId }),
  total_count: z.int().meta({ description: 'requests in the message' }),
  is_msg_encrypted: z.boolean().nullish(),
});

/** A message of the standard, as far as it must be one before anything else is looked at. */
export const envelopeBody = z
  .looseObject({
    signature: z.string().max(2_000).nullish(),
    header: requestHeader,
    message: z.looseObject({}).meta({ description: 'by its action: docs/REGISTRY.md' }),
  })
  .meta({ id: 'RegistryMessage' });
/** What it reads as. */
export type EnvelopeBody = z.infer<typeof envelopeBody>;

// Strict: what stands in a message and would be passed over is refused by its name.
const transaction = { transaction_id: chosen };
const requests = z.array(z.unknown()).min(1);
const locale = z
  .string()
  .regex(/^[a-z]{3}$/)
  .nullish();
/** Messages by their action. */
export const messages = {
  search: z.strictObject({ ...transaction, search_request: requests }),
  subscribe: z.strictObject({ ...transaction, subscribe_request: requests }),
  unsubscribe: z.strictObject({
    ...transaction,
    timestamp: z.unknown(),
    subscription_codes: z.array(chosen).min(1),
  }),
  'txn-status': z.strictObject({
    ...transaction,
    txnstatus_request: z
      .strictObject({
        reference_id: chosen,
        // The second spelling is that of the standard's own file.
        txn_type: z.enum(['search', 'subscribe', 'subscibe', 'receipt']),
        attribute_type: z.enum(['transaction_id', 'reference_id_list', 'correlation_id']),
        attribute_value: z.union([chosen, z.array(chosen).min(1).max(100)]),
        locale,
      })
      .refine(
        ({ attribute_type: type, attribute_value: value }) =>
          type === 'reference_id_list' || typeof value === 'string',
        { path: ['attribute_value'], ...coded('field-type') },
      ),
  }),
} as const;
/** A message of an action. */
export type MessageOf<Action extends RegistryAction> = z.infer<(typeof messages)[Action]>;
