import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Changes, Topic } from '../../store/postgres/changes.ts';

/** What is shown now. */
export interface Shown {
  readonly view: object;
  /** The hub itself still works on it: whoever brings no tag is answered when it has. */
  readonly underWay: boolean;
}

/** A resource that can be waited for. */
export interface Polled {
  readonly topic: Topic;
  readonly about: string;
  readonly look: () => Promise<Shown>;
}

/**
 * Answers of resources that change: with their tag, and, to whoever prefers to wait (RFC 7240, `Prefer: wait=20`), when they
 * have changed; never later than that.
 */
export interface LongPolls {
  readonly answer: (request: FastifyRequest, reply: FastifyReply, polled: Polled) => Promise<FastifyReply>;
  /** Everybody who waits is answered now, and nobody waits any more. */
  readonly end: () => void;
}

/** Longest wait that is granted, in seconds: below what proxies and connections bear. */
export const longestWaitSeconds = 30;
/** At most so many wait in one process; whoever comes then is answered at once. */
const mostWaiting = 500;
/** Something told may be lost with the process that tells: everybody who waits looks now and then by himself (real ms). */
const lookAgainMs = { heard: 2_500, unheard: 1_000 } as const;
const retryAfterSeconds = '2';
/** What a last look may take beyond the wait. */
const graceMs = 100;

/** Answers once something changed, or after the wait that the request prefers; only so many wait at once, the rest are answered at once. */
export function longPolls(changes: Changes): LongPolls {
  const ended = new AbortController();
  let waiting = 0;

  async function answer(request: FastifyRequest, reply: FastifyReply, polled: Polled): Promise<FastifyReply> {
    const seconds = preferredWait(request.headers.prefer);
    const granted = seconds > 0 && waiting < mostWaiting && !ended.signal.aborted;
    if (!granted) return send(request, reply, await polled.look());
    waiting += 1;
    try {
      void reply.header('preference-applied', `wait=${seconds}`);
      return send(request, reply, await waited(request, polled, seconds * 1_000));
    } finally {
      waiting -= 1;
    }
  }

  /** What there is to say at the latest after `ms`; throws what a look throws. */
  async function waited(request: FastifyRequest, polled: Polled, ms: number): Promise<Shown> {
    const until = performance.now() + ms;
    const left = (): number => until - performance.now();
    const bell = new Bell();
    const { topic, about, look } = polled;
    // Before the first look, so that nothing is told in between.
    const stop = changes.on(topic, (told) => {
      if (told === null || told === about) bell.ring();
    });
    const gone = new AbortController();
    const leave = (): void => gone.abort();
    request.raw.socket.once('close', leave);
    const over = AbortSignal.any([gone.signal, ended.signal]);
    try {
      let shown = await look();
      while (waits(request, shown) && left() > 0 && !over.aborted) {
        const heard = await changes.heard();
        await bell.rung(Math.min(left(), heard ? lookAgainMs.heard : lookAgainMs.unheard), over);
        // Who lost the right to see it while waiting sees nothing.
        await request.server.callAgain(request);
        shown = await within(look(), Math.max(left(), 0) + graceMs, shown);
      }
      return shown;
    } finally {
      stop();
      request.raw.socket.off('close', leave);
    }
  }

  return { answer, end: () => ended.abort() };
}

function waits({ headers }: FastifyRequest, { view, underWay }: Shown): boolean {
  const known = headers['if-none-match'];
  return known === undefined ? underWay : isKnown(known, tagOf(view));
}

function send({ headers }: FastifyRequest, reply: FastifyReply, { view, underWay }: Shown): FastifyReply {
  const tag = tagOf(view);
  void reply.header('etag', tag);
  if (underWay) void reply.header('retry-after', retryAfterSeconds);
  const known = headers['if-none-match'];
  return known !== undefined && isKnown(known, tag) ? reply.status(304).send() : reply.send(view);
}

function tagOf(view: object): string {
  return `W/"${hash('sha256', JSON.stringify(view), 'base64url').slice(0, 22)}"`;
}

function isKnown(known: string, tag: string): boolean {
  return known
    .split(',')
    .map((one) => one.trim())
    .some((one) => one === '*' || one === tag || `W/${one}` === tag);
}

/** Seconds of the preference, at most as many as are granted; 0 without one. What cannot be read is no preference (RFC 7240). */
export function preferredWait(prefer: string | readonly string[] | undefined): number {
  const said = [prefer ?? []].flat().join(',').split(',');
  for (const one of said) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;|$)/i.exec(one) ?? [];
    if (seconds !== undefined) return Math.min(Number(seconds), longestWaitSeconds);
  }
  return 0;
}

/** Wakes whoever waits for it; rung before, it does not wait. */
class Bell {
  #rang = false;
  #wake = new AbortController();

  ring(): void {
    this.#rang = true;
    this.#wake.abort();
  }

  async rung(ms: number, over: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([this.#wake.signal, over]);
    if (!this.#rang) await sleep(Math.max(ms, 1), undefined, { signal }).catch(() => undefined);
    this.#rang = false;
    this.#wake = new AbortController();
  }
}

/** A look that takes longer than there is time says what the one before said. */
async function within(look: Promise<Shown>, ms: number, before: Shown): Promise<Shown> {
  const timer = new AbortController();
  const late = sleep(ms, before, { signal: timer.signal }).catch(() => before);
  look.catch(() => undefined);
  try {
    return await Promise.race([look, late]);
  } finally {
    timer.abort();
  }
}
