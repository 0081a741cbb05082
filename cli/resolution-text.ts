import { z } from 'zod';
import {
  type ResolutionKindCode,
  type ResolutionState,
  resolutionCodes,
  resolutionKinds,
  resolutionStates,
} from '../domain/resolutions.ts';
import { yuan } from './text.ts';

/** One resolution, as the hub answers it. */
export const resolution = z.looseObject({
  ...{
    caseRef: z.string(),
    institution: z.string(),
    sequence: z.int(),
    kind: z.enum(resolutionCodes),
    on: z.string(),
    state: z.enum(resolutionStates),
  },
  ...{ proposedBy: z.string(), decidedBy: z.string().nullable(), evidence: z.string() },
  ...{ office: z.string().nullable(), confirms: z.array(z.string()).nullable() },
});
type ShownResolution = z.infer<typeof resolution>;

/** What a resolution would do. */
export const foreseen = z.looseObject({
  confirms: z.array(z.string()).nullable(),
  accounts: z.array(z.object({ account: z.string(), beforeFen: z.number(), afterFen: z.number() })),
  awaits: z.string().nullable(),
});
type ShownPreview = z.infer<typeof foreseen>;

/** What `hub resolve` asks for beside the evidence, by kind. */
export const resolutionOptions: Readonly<Record<ResolutionKindCode, string>> = {
  'ask-again': '',
  'correct-name': ' --name <证件上的姓名>',
  'correct-identity-number': ' --id-number <证件号>',
  'explain-overlap': '',
  decide: ' --outcome <admit|refuse> --office <单位>',
  'correct-diagnosis': ' --diagnosis <ICD-10=名称>',
  'give-facts': ' --clinical <文件.json>',
  'book-part': ' --paid-fen <分> --paid-on <YYYY-MM-DD>',
  resubmit: '',
  'pass-on': ' --office <单位>',
  bear: ' --approval <文号>',
  'reverse-core': ' --office <经办机构> [--account <used|not-used>]',
  'keep-settlement': ' --office <经办机构>',
  'record-outcome': ' --outcome <done|not-done> --office <对方单位> [--answer <文件.json>]',
  'enter-answer': ' --office <对方单位> --answer <文件.json>',
  'accept-answer': ' --office <承担差额的单位> --as <经办机构>/<人>',
  'file-by-hand': ' --office <对方单位> --paid-fen <分> --paid-on <YYYY-MM-DD> --receipt <凭证号>',
  amend: ' --bill <文件> [--account <used|not-used>]',
  refund: ' --refunded-on <YYYY-MM-DD> --receipt <收据号>',
  defer: ' --plan <文件.json>',
  waive:
    ' --fen <分> --source <charity|hospital-relief|relief-fund> --approval <文号> --approved-on <YYYY-MM-DD>',
  'write-off': ' --fen <分> --approval <文号> --approved-on <YYYY-MM-DD> --relief-asked-on <YYYY-MM-DD>',
  'confirm-hardship': ' --township <乡镇> --paper <编号> --confirmed-on <YYYY-MM-DD>',
  'record-death': ' --died-on <YYYY-MM-DD>',
  'apply-listing': ' --means <income|property|compensation> --paper <证据编号> --asked-on <YYYY-MM-DD>',
  'serve-notice': ' --way <letter|in-person> --served-on <YYYY-MM-DD> --receipt <回执号>',
  'record-objection': ' --objected-by <patient|family|guardian> --objected-on <YYYY-MM-DD> --paper <编号>',
  list: ' --office <卫健委>',
  'keep-listing': ' --office <卫健委>',
  unlist: ' --ground <unfounded|objection-upheld|appeal-upheld|withdrawn> --paper <编号> --office <卫健委>',
  cancel: '',
  'excuse-condition': '',
  'end-benefit':
    ' --ground <依据代码> --noticed-on <YYYY-MM-DD> --handed-to <patient|family|guardian> --ends-on <YYYY-MM-DD> --not-critical --office <经办机构>',
  'keep-benefit': '',
  'keep-cover': '',
  'ask-cover-anew': '',
  'object-to-decision': ' --objected-by <patient|family|guardian> --objected-on <YYYY-MM-DD> --paper <编号>',
  'uphold-objection': ' --ground <不成立的依据代码> --paper <编号> --office <本单位>',
  'keep-decision': ' --paper <答复编号> --office <本单位>',
  'insured-stay': '',
  impersonation: ' --found-on <YYYY-MM-DD> --office <经办机构>',
};

const states: Readonly<Record<ResolutionState, string>> = {
  proposed: '待确认 · waits for its second person',
  applied: '已办结 · carried out',
  withdrawn: '已撤回 · withdrawn',
};

/** A resolution in lines: what, about what, how it stands, by whom, and who must confirm. */
export function resolutionText(shown: ShownResolution): string {
  const { caseRef, sequence, kind, on, state, proposedBy, decidedBy, evidence } = shown;
  const { zh, en } = resolutionKinds[kind];
  return [
    `${caseRef}  ${sequence}  ${zh} · ${en} [${kind}]  ${on}`,
    `  ${states[state]}`,
    `  提出 · proposed by ${proposedBy}: ${evidence}`,
    ...(decidedBy === null || decidedBy === proposedBy ? [] : [`  确认 · decided by ${decidedBy}`]),
    ...(state === 'proposed' ? [`  → ${confirmText(shown)}`] : []),
  ].join('\n');
}

/** What a resolution would change, account by account, and who must confirm. */
export function previewText({ accounts, confirms, awaits }: ShownPreview): string {
  const lines = accounts.map(
    ({ account, beforeFen, afterFen }) => `  ${account}  ${yuan(beforeFen)} → ${yuan(afterFen)}`,
  );
  return [
    '预览,未生效 · a preview, nothing was changed',
    ...(lines.length === 0 ? ['  账目不变 · no amount moves'] : lines),
    ...(awaits === null
      ? []
      : ['  以结算为准 · what it comes to for good is known once the bill was settled']),
    confirms === null
      ? '  一人即可办理 · one person does it'
      : `  须另一人确认 · another person confirms: ${confirms.join(', ')}`,
  ].join('\n');
}

function confirmText({ caseRef, sequence, institution, office, confirms }: ShownResolution): string {
  const who = (confirms ?? []).join('|');
  return `hub resolution confirm ${caseRef} ${sequence} --as ${office ?? institution}/<${who}>`;
}
