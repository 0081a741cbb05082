import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { never } from '../../domain/invariant.ts';
import { type PrintedKind, printedCodes, printedGrounds, printedKinds } from '../../domain/printed-papers.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import { operation } from '../http/operation.ts';
import { type CaseParams, caseParams } from '../http/schemas.ts';
import { day } from '../http/words.ts';
import { requireRole } from '../stays/condition-rules.ts';
import { ownWholeStay } from '../stays/stay-view.ts';
import { composed } from './compose.ts';
import { contentOf } from './content.ts';
import { paperFacts } from './paper-facts.ts';
import { papersView, printableOf } from './paper-views.ts';
import { codePoint } from './pdf/press.ts';
import { pressRoom } from './pdf/press-room.ts';

const paperParams = caseParams.extend({ kind: z.enum(printedCodes) });
const query = z.strictObject({
  day: day.optional().meta({ description: 'of daily-list: this day only; left out: every day so far' }),
  notice: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .meta({ description: 'of letter: number of the notice' }),
  byHand: z.enum(['true', 'false']).default('false').meta({
    description: 'a character that no font has leaves a box, to be written in by hand and signed',
  }),
});
type PaperParams = z.infer<typeof paperParams>;
type PaperQuery = z.infer<typeof query>;

/** What is printed for a patient. Each print is audited; the same facts and wording give the same bytes. */
export function paperRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const room = pressRoom();
  server.addHook('onClose', () => room.close());
  server.get<{ Params: CaseParams }>('/v1/stays/:caseRef/papers', listed, async (request) => {
    const whole = await ownWholeStay(deps.stays, request.caller, request.params.caseRef);
    const { caseRef } = whole.stay;
    const [papers, printed] = await Promise.all([printableOf(deps, whole), deps.stays.papersOf(caseRef)]);
    return { caseRef, papers, printed };
  });
  server.get<{ Params: PaperParams; Querystring: PaperQuery }>(
    '/v1/stays/:caseRef/papers/:kind',
    printed,
    async (request, reply) => {
      const { caseRef, kind } = request.params;
      const whole = await ownWholeStay(deps.stays, request.caller, caseRef);
      const caller = callerOfRoute(request);
      requireRole(caller, printedKinds[kind].by);
      const asked = askedFor(kind, request.query);
      const facts = await paperFacts(deps, whole);
      const content = await contentOf(deps, { kind, facts, asked });
      if (typeof content === 'string')
        throw new HubProblem('paper-not-ready', { detail: `${content}: ${printedGrounds[content].en}` });
      const { sheet, template } = composed(kind, facts, content);
      const pressed = await room.print({ sheet, byHand: request.query.byHand === 'true' });
      switch (pressed.kind) {
        case 'missing': {
          const named = pressed.characters.map((one) => `${one} ${codePoint(one)}`);
          throw new HubProblem('paper-character-missing', { detail: named.join(', ') });
        }
        case 'made': {
          const { bytes, pages } = pressed;
          const sha256 = createHash('sha256').update(bytes).digest('hex');
          const [actor, at] = [actorOf(caller), deps.clock.now()];
          const ref = whole.stay.caseRef;
          const paper = { kind, about: content.about, template, sha256, pages };
          await deps.stays.recordPrinted(ref, paper, { actor, at });
          const reason = `${kind} ${template} ${sha256}`;
          await deps.audit.appendAudit({ actor, action: 'paper-printed', subject: ref, reason, at });
          return reply
            .type('application/pdf')
            .header('content-disposition', `attachment; filename="${ref}-${kind}.pdf"`)
            .header('cache-control', 'no-store')
            .header('etag', `"${sha256}"`)
            .send(Buffer.from(bytes));
        }
        default:
          return never(pressed);
      }
    },
  );
}

/** What belongs to another kind of paper is a slip. Throws HubProblem `request-invalid`. */
function askedFor(kind: PrintedKind, { day: on, notice }: PaperQuery) {
  const errors = [
    ...(on !== undefined && kind !== 'daily-list' ? [fieldError('/day', 'field-unknown')] : []),
    ...(notice !== undefined && kind !== 'letter' ? [fieldError('/notice', 'field-unknown')] : []),
    ...(notice === undefined && kind === 'letter' ? [fieldError('/notice', 'field-missing')] : []),
  ];
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
  return { day: on, notice };
}

const listed = operation({
  id: 'listPapers',
  zh: '可打印的材料与已打印的记录',
  en: 'what can be printed now, or why not, and what was printed',
  tag: 'stays',
  params: caseParams,
  replies: { 200: { about: 'as it stands now', schema: papersView } },
  problems: ['case-unknown'],
});

const printed = operation({
  id: 'printPaper',
  zh: '打印:决定、协议、费用清单、结算单、告知函(PDF,每次打印留痕)',
  en: 'a paper as PDF; each print is audited, the ETag is the SHA-256 of the file',
  tag: 'stays',
  params: paperParams,
  query,
  replies: { 200: { about: 'the file', schema: z.string().meta({ format: 'binary' }) } },
  produces: 'application/pdf',
  problems: ['case-unknown', 'paper-character-missing', 'paper-not-ready', 'role-unfit'],
});
