import { z } from 'zod';
import { bulkKinds } from '../../domain/bulk-resolutions.ts';
import { parties, payers } from '../../domain/ids.ts';
import { attentionCodes } from '../../domain/stay.ts';
import { instant } from '../http/answer-words.ts';
import { operation } from '../http/operation.ts';
import { codeId, line } from '../http/words.ts';

const filter = z
  .strictObject({
    code: z.enum(attentionCodes).meta({ description: 'what they wait for', example: 'agency-wait' }),
    blockedOn: z
      .enum([...parties, 'operator', 'hospital', 'hub'])
      .optional()
      .meta({ description: 'for whom they wait', example: 'medical-insurance' }),
    institution: codeId
      .optional()
      .meta({ description: 'only its stays; a hospital means its own, whether it says so or not' }),
    payer: z.enum(payers).optional().meta({ description: 'only claims of this payer' }),
    refusal: codeId.optional().meta({
      description: 'only what a party refused under this code of the hub',
      example: 'papers-missing',
    }),
    overdue: z.literal(true).optional().meta({ description: 'only what is beyond its due day' }),
  })
  .meta({ id: 'BulkFilter' });

const asked = { kind: z.enum(bulkKinds), filter };
const pace = z.int().min(1).max(600).default(60);
export const previewBody = z.strictObject({ ...asked, perMinute: pace }).meta({ id: 'BulkQuestion' });
export type PreviewBody = z.infer<typeof previewBody>;

export const orderBody = z
  .strictObject({
    ...asked,
    evidence: line(2000).meta({ description: 'what was put right, and where that is kept' }),
    foreseen: z.int().min(1).meta({ description: 'how many the preview said can be done', example: 300 }),
    perMinute: pace.meta({ description: 'how many are carried out in a minute' }),
  })
  .meta({ id: 'BulkOrder' });
export type OrderBody = z.infer<typeof orderBody>;

const words = { zh: z.string(), en: z.string() };
/** Why one of many cannot be done, or was not. */
export const reason = z.object({ caseRef: z.string(), step: z.string(), code: z.string(), ...words });

export const previewView = z
  .object({
    foreseen: z.int().meta({ description: 'so many can be done' }),
    minutes: z.int().meta({ description: 'so long it takes at that pace' }),
    institutions: z.array(z.object({ institution: z.string(), stays: z.int() })),
    cannot: z.int(),
    reasons: z.array(reason).meta({ description: 'the first hundred that cannot, and why' }),
  })
  .meta({ id: 'BulkPreview' });

export const bulkView = z
  .object({
    bulkRef: z.string(),
    kind: z.enum(bulkKinds),
    ...words,
    filter: z.record(z.string(), z.union([z.string(), z.boolean()])),
    institution: z.string().nullable(),
    evidence: z.string(),
    perMinute: z.int(),
    orderedBy: z.string(),
    orderedAt: instant,
    waiting: z.int(),
    done: z.int(),
    notDone: z.int(),
    withdrawn: z.int(),
    reasons: z.array(reason).meta({ description: 'the first hundred that were not done, and why' }),
  })
  .meta({ id: 'BulkProgress' });

export const bulkParams = z.object({ bulkRef: z.string().regex(/^B-[0-9a-f-]{36}$/) });
export type BulkParams = z.infer<typeof bulkParams>;

const problems = ['resolution-unfit', 'bulk-too-many', 'request-invalid'] as const;

export const preview = operation({
  id: 'previewBulk',
  zh: '预览批量处理(不生效)',
  en: 'how many stays it would be done about, and which cannot and why',
  tag: 'operators',
  body: previewBody,
  replies: { 200: { about: 'nothing was changed', schema: previewView } },
  problems,
});

export const order = operation({
  id: 'orderBulk',
  zh: '批量处理:逐一执行',
  en: 'do the same about many stays; they are taken up one by one, at a pace',
  tag: 'operators',
  body: orderBody,
  replies: { 202: { about: 'ordered', schema: bulkView } },
  problems: [...problems, 'bulk-changed'],
});

export const list = operation({
  id: 'listBulk',
  zh: '批量处理的进度',
  en: 'orders about many stays, and how far they have come',
  tag: 'operators',
  replies: { 200: { about: 'latest first, at most fifty', schema: z.object({ orders: z.array(bulkView) }) } },
});

export const withdraw = operation({
  id: 'withdrawBulk',
  zh: '撤回批量处理中尚未执行的部分',
  en: 'what was not carried out yet is not carried out any more',
  tag: 'operators',
  params: bulkParams,
  replies: { 200: { about: 'what was done stays done', schema: bulkView } },
  problems: ['bulk-unknown'],
});
