import type { PersonRef } from '../../domain/ids.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { Place } from './sealing.ts';

/** Where an identity is sealed for. */
export function personPlace(ref: PersonRef): Place<PersonIdentity> {
  return `people|identity|${ref}`;
}

/** Where the words of a rejected row are sealed. */
export function misreadPlace(rowNumber: number): string {
  return `list_rows|misread|${rowNumber}`;
}

/** Where the name of a person who acts is sealed for. */
export function actorPlace(party: string, actor: string): Place<{ readonly name: string }> {
  return `actors|name|${party}/${actor}`;
}

/** Where the evidence of what a person did about many stays at once is sealed for. */
export function bulkPlace(bulkRef: string): Place<string> {
  return `bulk_resolutions|evidence|${bulkRef}`;
}
