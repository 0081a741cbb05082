import type { Instant } from '../../domain/dates.ts';
import type { Call } from '../call.ts';

/**
 * A gateway that carries text messages to mobile numbers. It recognises no repeated message: handed over twice, it is sent twice. What
 * became of one is asked by its number, and until the carrier reported there is nothing to be found.
 */
export interface SmsGateway {
  readonly send: Call<OutboundText, TextTaken>;
  /** Null: no report yet, which says neither that it was delivered nor that it was ever sent. */
  readonly report: Call<ReportRequest, TextReport | null>;
}

/** One message to one number. */
export interface OutboundText {
  /** Ours; the gateway repeats it. */
  readonly messageRef: string;
  /** Eleven digits of the mainland. */
  readonly phone: string;
  /** The gateway's number of the approved template, and its values in order. */
  readonly template: string;
  readonly values: readonly string[];
}

/** The gateway took it; nobody was told by that. */
export interface TextTaken {
  readonly gatewayRef: string;
}

export interface ReportRequest {
  readonly messageRef: string;
  readonly phone: string;
  /** The gateway's number; null where its answer was lost. */
  readonly gatewayRef: string | null;
  readonly sentAt: Instant;
  readonly now: Instant;
}

/** What the carrier said of a message. */
export interface TextReport {
  readonly delivered: boolean;
  readonly gatewayRef: string;
  /** The carrier's own code. */
  readonly code: string;
}
