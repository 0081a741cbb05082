import { z } from 'zod';
import { fen } from '../stays/attention-view.ts';

/** The patient's own part: owed = paid + relieved + balance. */
export const patientView = z.object({
  ...{ owedFen: fen, paidFen: fen, balanceFen: fen },
  relievedFen: fen.meta({ description: 'fen; waived and written off' }),
  deferredFen: fen.meta({ description: 'fen; what of the balance a plan of instalments defers' }),
});
