import { addMonths, type LocalDate } from './dates.ts';

/** Who can sign a paper of a stay, be handed its notice, and object. */
export const signers = ['patient', 'family', 'guardian'] as const;
export type Signer = (typeof signers)[number];

/** Age (years) below which nobody signs for themselves: whoever is sixteen and lives by own work counts as of full age (民法典 第十八条), which the window judges. Who may be listed for arrears is older (`domain/arrears.ts`). */
const signingYears = 16;

/** Whether somebody born then needs a guardian to sign on a day. */
export function needsGuardianOn(birthDate: LocalDate, day: LocalDate): boolean {
  return day < addMonths(birthDate, 12 * signingYears);
}
