import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { partyHttp } from '../../adapters/http.ts';
import type { AddressRules } from './addresses.ts';
import type { WebhookMessage } from './message.ts';

/** What became of one try; `code` says how an address answered: http-500, timeout, unreachable, address-private. */
export interface SendOutcome {
  readonly taken: boolean;
  readonly code: string;
}

/** Longest that one try may take (real ms); below the grace of an orderly stop. */
const callMs = 8_000;
/** Nobody reads what an address answers. */
const maxReplyBytes = 65_536;

/** Sends signed messages to addresses that others wrote down: checked and pinned, without redirects. */
export function webhookSender(rules: AddressRules, waitMs = callMs) {
  return {
    rules,
    /** One try. Signed as Standard Webhooks 1.0 has it, by each of the secrets. Never throws for trouble at the other end. */
    async send(url: string, secrets: readonly string[], message: WebhookMessage): Promise<SendOutcome> {
      const refused = await rules.refusal(url);
      if (refused !== null) return { taken: false, code: `address-${refused}` };
      const body = JSON.stringify(message);
      const http = partyHttp({
        ...{ baseUrl: url, credential: { kind: 'none' }, timeoutMs: waitMs, maxReplyBytes },
        lookup: rules.lookupFor(url),
      });
      try {
        const named = { key: message.id, messageId: message.id };
        const reply = await http.post('', body, named, signedHeaders(message.id, body, secrets));
        if (reply.kind === 'no-reply')
          return { taken: false, code: reply.reason === 'timeout' ? 'timeout' : 'unreachable' };
        const { status } = reply;
        return { taken: status >= 200 && status <= 299, code: `http-${status}` };
      } finally {
        http.close();
      }
    },
  };
}

export type WebhookSender = ReturnType<typeof webhookSender>;

/** A new secret in the form of the standard. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function signedHeaders(id: string, body: string, secrets: readonly string[]): Record<string, string> {
  const now = new Date();
  return {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
  };
}
