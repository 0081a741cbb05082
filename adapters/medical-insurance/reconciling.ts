import type { LocalDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { CoverType } from '../../domain/insurance.ts';
import type { InsurerRow, OwnSettlement } from '../../domain/insurer-reconciliation.ts';
import type { Call } from '../call.ts';

/** What holds a hospital's settlements against the insurer's book; nothing changes there. */
export interface ReconcilingCalls {
  /** Whether the insurer's sums of a hospital's settlements of some days are ours (3201). */
  readonly reconcileTotal: Call<ReconcileTotalRequest, { readonly balanced: boolean }>;
  /** Hands a file over (9101); its number names it afterwards. */
  readonly uploadFile: Call<UploadFileRequest, { readonly fileNo: string }>;
  /** Asks to compare settlement by settlement what the file lists (3202); the result is a file. */
  readonly reconcileDetail: Call<ReconcileDetailRequest, InsurerFile>;
  /** Fetches such a result (9102): what the insurer says of each settlement. */
  readonly downloadReconciled: Call<InsurerFile & AtInstitution, readonly InsurerRow[]>;
}

export interface AtInstitution {
  readonly institution: InstitutionId;
}

/** A file that the platform keeps for a while. */
export interface InsurerFile {
  readonly fileNo: string;
  readonly filename: string;
}

export interface UploadFileRequest extends AtInstitution {
  readonly filename: string;
  /** The settlements that it lists. */
  readonly settlements: readonly ListedSettlement[];
}

/** A settlement as the file of a reconciliation lists it. */
export type ListedSettlement = OwnSettlement & { readonly personNo: string };

/** Settlements of some days, both included, by which a hospital's book and the insurer's are compared. */
interface ReconcileRequest extends AtInstitution {
  readonly fromOn: LocalDate;
  readonly toOn: LocalDate;
  readonly settlements: readonly OwnSettlement[];
}

/** Those of one kind of insurance. */
export type ReconcileTotalRequest = ReconcileRequest & { readonly type: CoverType };
export type ReconcileDetailRequest = ReconcileRequest & { readonly fileNo: string };
