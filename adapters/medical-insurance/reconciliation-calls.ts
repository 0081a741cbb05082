import { type callsOver, lookUp } from './calls-over.ts';
import type {
  AtInstitution,
  InsurerFile,
  ReconcileDetailRequest,
  ReconcileTotalRequest,
  ReconcilingCalls,
  UploadFileRequest,
} from './reconciling.ts';
import { downloadInput, readUpload, uploadInput } from './wire/files.ts';
import { detailInput, readDetail, readReconciled, readTotal, totalInput } from './wire/reconciliation.ts';

/** What holds a hospital's settlements against the insurer's book; nothing changes there. */
export function reconciliationCalls(call: ReturnType<typeof callsOver>): ReconcilingCalls {
  return {
    reconcileTotal: call('reconcileTotal', lookUp, {
      infno: '3201',
      input: async (request: ReconcileTotalRequest, region) => totalInput(request, region),
      read: readTotal,
    }),
    uploadFile: call('uploadFile', lookUp, {
      infno: '9101',
      input: async (request: UploadFileRequest, region) => uploadInput(request, region),
      read: readUpload,
    }),
    reconcileDetail: call('reconcileDetail', lookUp, {
      infno: '3202',
      input: async (request: ReconcileDetailRequest, region) => detailInput(request, region),
      read: readDetail,
    }),
    downloadReconciled: call('downloadReconciled', lookUp, {
      infno: '9102',
      input: async (request: InsurerFile & AtInstitution) => downloadInput(request),
      read: readReconciled,
    }),
  };
}
