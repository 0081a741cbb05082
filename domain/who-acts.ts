import type { InstitutionId } from './ids.ts';
import type { Attention } from './stay.ts';

/** Who can be meant. */
export const actingRoles = ['operator', 'hospital', 'agency', 'payer', 'health-commission'] as const;
type ActingRole = (typeof actingRoles)[number];

/** Who must act next: a role, and the organisation where there is one of its own. */
export function whoActs(
  { blockedOn, code }: Pick<Attention, 'blockedOn' | 'code'>,
  institution: InstitutionId | null,
): { readonly role: ActingRole; readonly organisation: string | null } {
  // The party is only named: address, signature and credential are the hub's own settings.
  if (code === 'party-not-connected') return { role: 'operator', organisation: null };
  switch (blockedOn) {
    case 'operator':
    case 'hub':
      return { role: 'operator', organisation: null };
    case 'hospital':
      return { role: 'hospital', organisation: institution };
    case 'health-commission':
      return { role: 'health-commission', organisation: null };
    case 'civil-affairs':
    case 'rural-revitalization':
      return { role: 'agency', organisation: blockedOn };
    default:
      return { role: 'payer', organisation: blockedOn };
  }
}
