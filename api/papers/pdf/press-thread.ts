/** Runs in a thread of its own, so that a long list keeps nobody else at the door waiting: makes papers one after the other. */
import { parentPort } from 'node:worker_threads';
import { invariant } from '../../../domain/invariant.ts';
import { press } from './press.ts';
import type { PressOrder } from './sheet.ts';

const make = press();

parentPort?.on('message', (order: PressOrder) => {
  invariant(parentPort !== null, 'not in a thread');
  const port = parentPort;
  void make(order).then((pressed) => port.postMessage(pressed));
});
