/** Runs in a worker thread of its own, beside the one that reads, until it is ended: seals pieces of staged lines in their order. Keys come with the job, never by message. */
import { parentPort, workerData } from 'node:worker_threads';
import type { KeyRing } from '../../domain/key-ring.ts';
import { sealer } from '../../store/secrets/sealing.ts';
import { sealColumn } from './seal-column.ts';

const seals = sealer(workerData as KeyRing);

parentPort?.on('message', (piece: Uint8Array) => {
  const sealed = sealColumn(piece, seals);
  parentPort?.postMessage(sealed, [sealed.buffer]);
});
