import { HubProblem } from '../../domain/failures.ts';
import type { Fen } from '../../domain/money.ts';
import { objectionResolutions } from '../../domain/objection-resolutions.ts';
import type { Wanted } from '../../domain/wanted.ts';
import { askedConditions } from '../../policies/admission/asked-conditions.ts';
import { decide } from '../../policies/admission/decide.ts';
import { objectionRule } from '../../policies/admission/objection-rule.ts';
import { questionOfStay } from '../../policies/admission/stay-question.ts';
import { requireVersion } from '../../policies/schemes.ts';
import type { DecideAnew } from '../../store/stays/objections.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import type { ResolutionBody } from './resolution-views.ts';

type Without<Body> = Body extends unknown ? Omit<Body, 'on' | 'revision'> : never;
type Given = Without<Extract<ResolutionBody, { kind: keyof typeof objectionResolutions }>>;

/** Whether it is about an objection to the decision of an admission. */
export function isObjection<Body extends Omit<ResolutionBody, 'on' | 'revision'>>(
  body: Body,
): body is Body & Given {
  return Object.hasOwn(objectionResolutions, body.kind);
}

/**
 * What is wanted, as the proposal keeps it, with what the scheme says of days and office. Throws HubProblem `resolution-unfit`,
 * `not-allowed` for people of another office than the scheme names, `request-invalid`.
 */
export function objectionWanted(
  { schemes, clock }: Pick<ApiDeps, 'schemes' | 'clock'>,
  { role, party }: Caller,
  { stay, body }: { readonly stay: StayRecord; readonly body: Given },
): { readonly office: string | null; readonly wanted: Wanted } {
  const rule = objectionRule(requireVersion(schemes, stay.scheme, stay.admittedOn));
  if (rule === null) throw new HubProblem('resolution-unfit', { detail: `${stay.scheme} names no office` });
  if (body.kind === 'object-to-decision') {
    if (body.objectedOn > clock.today()) throw invalid('/objectedOn', 'day-in-future');
    const { kind, evidence, objectedOn, objectedBy, paper } = body;
    const { dueDays, decides } = rule;
    return { office: null, wanted: { kind, evidence, objectedOn, objectedBy, paper, dueDays, decides } };
  }
  if (role !== rule.decides)
    throw new HubProblem('not-allowed', { detail: `${stay.scheme}: decided by ${rule.decides}` });
  const { kind, evidence, office, paper } = body;
  if (office !== party) throw invalid('/office', 'office-without-power');
  const reasons = stay.decision?.reasons ?? [];
  if (kind === 'keep-decision') {
    const article = reasons.map((reason) => `${reason.article}（${reason.zh}）`).join('；');
    return { office, wanted: { kind, evidence, paper, article } };
  }
  const { ground } = body;
  if (!reasons.some(({ code }) => code === ground))
    throw new HubProblem('resolution-unfit', {
      detail: `the decision rests on: ${reasons.map(({ code }) => code).join(', ')}`,
    });
  return { office, wanted: { kind, evidence, paper, ground } };
}

function invalid(path: string, code: Parameters<typeof fieldError>[1]): HubProblem {
  return new HubProblem('request-invalid', { errors: [fieldError(path, code)] });
}

/**
 * The question of the admission asked once more, with the lists as they tell of that day now and the ground put right: a fact of the
 * person or the cause that people found not to be so, or a referral that was there.
 */
export function decideAnew(deps: ApiDeps): DecideAnew {
  const { schemes, parties, lists, countyParameters, stays } = deps;
  const { memberships } = lists;
  return async (stay, ground) => {
    const { personRef, admittedOn: on, scheme } = stay;
    if (stay.doubt !== undefined)
      throw new HubProblem('resolution-unfit', {
        detail: 'it is not certain who the person is: correct the name or the number first',
      });
    const listed = await memberships.listedOn({ personRef, on });
    const reads = {
      lists: () => parties.lists(),
      served: () => memberships.freshness(),
      institution: parties.institution,
      entered: countyParameters.countyParametersOn,
      arrival: async (caseRef: typeof stay.caseRef) => {
        const arrival = await stays.arrival(caseRef);
        return ground === 'referral-missing' ? { ...arrival, referred: true } : arrival;
      },
      arrearsRecord: stays.arrearsRecord,
    };
    const version = requireVersion(schemes, scheme, on);
    const isFact = version.exclusions.some(({ rule }) => rule === ground);
    const corrected = isFact ? { [ground]: false } : {};
    const question = await questionOfStay(schemes, { ...stay, ...listed }, reads, corrected);
    const decision = question.told(decide(schemes, scheme, question.request, { omissions: 'unknown' }));
    const holdMostFen = version.credit === null ? null : (version.credit.holdMostFen as Fen);
    return { decision, asked: askedConditions(version, decision), listed, holdMostFen };
  };
}
