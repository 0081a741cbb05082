import type { Words } from './words.ts';

/** What an organisation can ask to be told of. */
export const webhookTopics = {
  decision: { zh: '决定', en: 'what was decided about a stay, and whether the deposit stays waived' },
  conditions: { zh: '条件', en: 'checks, agreements and what else a scheme asks' },
  thresholds: { zh: '限额', en: 'a rule of staged payment or settlement was reached' },
  settlement: { zh: '结算', en: 'settled, in parts or anew, taken back' },
  payment: { zh: '到账与缴费', en: 'what payers, the patient or the bank paid or owe' },
  attention: { zh: '待处理事项', en: 'something waits for somebody, or no longer; what people did about it' },
  stage: { zh: '办理阶段', en: 'a stage was reached, a stay cancelled or opened again' },
  lists: { zh: '名单下发', en: 'a delivery of the lists waits for the hospital’s system' },
  digest: { zh: '待办日报', en: 'the open work of the organisation, every morning' },
} as const satisfies Record<string, Words>;

export type WebhookTopic = keyof typeof webhookTopics;
export const webhookTopicCodes = Object.keys(webhookTopics) as readonly WebhookTopic[];
