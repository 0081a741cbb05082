import type { InstitutionId } from './ids.ts';
import type { Attention } from './stay.ts';

/** Who must act next: a role, and the organisation where there is one of its own. */
export function whoActs(
  { blockedOn }: Pick<Attention, 'blockedOn'>,
  institution: InstitutionId | null,
): { readonly role: 'operator' | 'hospital' | 'agency' | 'payer'; readonly organisation: string | null } {
  switch (blockedOn) {
    case 'operator':
    case 'hub':
      return { role: 'operator', organisation: null };
    case 'hospital':
      return { role: 'hospital', organisation: institution };
    case 'civil-affairs':
    case 'rural-revitalization':
      return { role: 'agency', organisation: blockedOn };
    default:
      return { role: 'payer', organisation: blockedOn };
  }
}
