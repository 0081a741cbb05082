import { z } from 'zod';
import { operation } from '../http/operation.ts';
import { caseParams } from '../http/schemas.ts';
import {
  foreseenView,
  proposalsView,
  resolutionBody,
  resolutionsOfStay,
  resolutionView,
} from './resolution-views.ts';

export const numbered = caseParams.extend({ sequence: z.coerce.number().int().min(1).max(1_000_000) });
export type Numbered = z.infer<typeof numbered>;
export const seen = z.strictObject({ revision: z.int().min(0) }).meta({ id: 'Confirmation' });

const ofStay = { tag: 'operators', params: caseParams } as const;
/** What proposing may come to. */
export const fits = [
  ...(['case-unknown', 'resolution-unfit', 'resolution-stale', 'request-invalid'] as const),
  'cancel-after-settlement',
  'amendment-open',
  ...(['amend-inputs-missing', 'amend-claim-disputed'] as const),
  ...(['benefit-kept-in-emergency', 'deferral-not-offered', 'arrears-not-listed', 'arrears-minor'] as const),
  ...(['arrears-over', 'decided-before'] as const),
  ...(['answer-unfit', 'amount-beyond-claim', 'message-in-flight', 'number-of-another-stay'] as const),
] as const;

export const propose = operation({
  ...ofStay,
  id: 'proposeResolution',
  zh: '提出处理(无需第二人的即时生效)',
  en: 'propose what to do about a stay that waits; what needs no second person is done at once',
  body: resolutionBody,
  replies: { 201: { about: 'proposed, or carried out', schema: resolutionView } },
  problems: [...fits, 'resolution-open'],
});

export const preview = operation({
  ...ofStay,
  id: 'previewResolution',
  zh: '预览处理结果(不生效)',
  en: 'what it would do, fen by fen; nothing of it stays',
  body: resolutionBody,
  replies: { 200: { about: 'the accounts that would change', schema: foreseenView } },
  problems: fits,
});

export const list = operation({
  ...ofStay,
  id: 'listResolutions',
  zh: '病例的处理记录',
  en: 'what people proposed and did about a stay',
  replies: { 200: { about: 'in order of proposal', schema: resolutionsOfStay } },
  problems: ['case-unknown'],
});

export const waiting = operation({
  id: 'listProposals',
  zh: '待我方确认的处理',
  en: 'proposals that wait for a second person of the caller’s organisation',
  tag: 'operators',
  replies: { 200: { about: 'longest waiting first', schema: proposalsView } },
});

const decisionProblems = ['case-unknown', 'resolution-unknown', 'resolution-over'] as const;

export const confirm = operation({
  ...ofStay,
  id: 'confirmResolution',
  zh: '确认处理(须由有权的另一人)',
  en: 'confirm a proposal as the second person; it is carried out',
  params: numbered,
  body: seen,
  replies: { 200: { about: 'carried out', schema: resolutionView } },
  problems: [
    ...decisionProblems,
    'second-person-needed',
    'resolution-unfit',
    'resolution-stale',
    'amendment-open',
    ...(['amend-inputs-missing', 'amend-claim-disputed'] as const),
    ...(['arrears-over', 'decided-before'] as const),
    ...(['answer-unfit', 'amount-beyond-claim', 'message-in-flight', 'number-of-another-stay'] as const),
  ],
});

export const withdraw = operation({
  ...ofStay,
  id: 'withdrawResolution',
  zh: '撤回处理',
  en: 'withdraw a proposal that was not confirmed',
  params: numbered,
  replies: { 200: { about: 'withdrawn', schema: resolutionView } },
  problems: decisionProblems,
});
