/** One part of a hub, looked at; a wrong one says what to do, an unknown one how to look at it. */
export interface Finding {
  readonly part: string;
  readonly state: 'ok' | 'wrong' | 'unknown';
  readonly zh: string;
  readonly en: string;
}

/** A part that works. */
export function ok(part: string, zh: string, en: string): Finding {
  return { part, state: 'ok', zh, en };
}

/** A part that does not work, with what to do. */
export function wrong(part: string, zh: string, en: string): Finding {
  return { part, state: 'wrong', zh, en };
}

/** A part that could not be looked at; no fault by itself. */
export function unknown(part: string, zh: string, en: string): Finding {
  return { part, state: 'unknown', zh, en };
}
