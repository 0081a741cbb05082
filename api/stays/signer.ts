import type { LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { PersonRef } from '../../domain/ids.ts';
import { needsGuardianOn, type Signer } from '../../domain/signers.ts';
import type { ApiDeps } from '../deps.ts';
import { fieldError } from '../http/field-errors.ts';

/** A child signs nothing for itself: the guardian does. Throws HubProblem `request-invalid` with `guardian-signs`. */
export async function expectSigner(
  { people }: Pick<ApiDeps, 'people'>,
  personRef: PersonRef,
  signed: { readonly by: Signer | undefined; readonly on: LocalDate; readonly path: string },
): Promise<void> {
  if (signed.by !== 'patient') return;
  const { birthDate } = await people.open(personRef);
  if (needsGuardianOn(birthDate, signed.on))
    throw new HubProblem('request-invalid', { errors: [fieldError(signed.path, 'guardian-signs')] });
}
