import type { Database } from '../../store/postgres/database.ts';
import type { Sealer } from '../../store/secrets/sealing.ts';
import { type WebhookDeliveries, webhookDeliveries } from '../../store/webhooks/deliveries.ts';
import { type WebhookRegister, webhookRegister } from '../../store/webhooks/webhooks.ts';
import { addressRules } from './addresses.ts';
import { type WebhookSender, webhookSender } from './sender.ts';

/** What tells organisations at addresses of their own. */
export interface WebhookParts {
  readonly register: WebhookRegister;
  readonly deliveries: WebhookDeliveries;
  readonly sender: WebhookSender;
}

/** The parts over one store; `networks` are those that the county lets be called although they are not public. */
export function webhookParts(from: {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly networks: readonly string[];
  /** How long an address may take (real ms); default 8 s. */
  readonly callMs?: number;
}): WebhookParts {
  return {
    register: webhookRegister(from),
    deliveries: webhookDeliveries(from.db),
    sender: webhookSender(addressRules(from.networks), from.callMs),
  };
}
