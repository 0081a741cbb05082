import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Wanted } from '../../domain/wanted.ts';
import type { ApiDeps } from '../deps.ts';
import { identityOf } from '../http/certificates.ts';
import type { ResolutionBody } from './resolution-views.ts';

type NumberBody = Extract<ResolutionBody, { kind: 'correct-identity-number' }>;

/** The number as the proposal keeps it: by the ref of its person, so that the number itself stands in the vault only. Throws HubProblem `resolution-unfit`. */
export async function numberWanted(
  { stays, people }: Pick<ApiDeps, 'stays' | 'people'>,
  caseRef: CaseRef,
  {
    kind,
    evidence,
    ...right
  }: Pick<NumberBody, 'kind' | 'evidence' | 'idNumber' | 'certificate' | 'sex' | 'birthDate'>,
): Promise<Wanted> {
  const name = await stays.givenName(caseRef);
  if (name === null)
    throw new HubProblem('resolution-unfit', {
      detail: 'no name was kept with this admission: correct-name first',
    });
  return { kind, evidence, personRef: await people.register(identityOf({ ...right, name })) };
}
