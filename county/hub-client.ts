import { setTimeout as wait } from 'node:timers/promises';
import axios, { type AxiosInstance } from 'axios';

/** What somebody in the county says to the hub over HTTP, with that party's own credential. */
export interface HubClient {
  readonly get: <Reply>(path: string) => Promise<Reply>;
  /** Something newer than what bears the tag, as soon as there is; null when there is nothing new yet. */
  readonly news: <Reply extends object>(
    path: string,
    since: { readonly tag: string | null; readonly signal?: AbortSignal | undefined },
  ) => Promise<News<Reply> | null>;
  readonly post: <Reply>(
    path: string,
    body: unknown,
  ) => Promise<{ readonly status: number; readonly body: Reply }>;
  readonly put: (path: string, body: unknown) => Promise<void>;
  /** A file as it is. */
  readonly file: (path: string) => Promise<Uint8Array>;
}

/** An answer with its tag. */
export interface News<Reply extends object> {
  readonly tag: string;
  readonly body: Reply;
}

/** How long one call waits for news (seconds); below the client's own patience. */
const newsSeconds = 10;

/** A refused or failed call to the hub, with its problem as text: what a person reads first, then all of it. */
export class HubCallError extends Error {
  override readonly name = 'HubCallError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Throws HubCallError for every answer above 299. */
export function hubClient(api: string, token: string): HubClient {
  const http: AxiosInstance = axios.create({
    baseURL: api,
    headers: { authorization: `Bearer ${token}` },
    timeout: 15_000,
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
  });
  const checked = (path: string, status: number, data: unknown): void => {
    if (status > 299)
      throw new HubCallError(`${titleOf(data)}${path}: ${status} ${JSON.stringify(data)}`, status);
  };
  return {
    get: async <Reply>(path: string) => {
      const { status, data } = await http.get<Reply>(path);
      checked(path, status, data);
      return data;
    },
    news: async <Reply extends object>(path: string, { tag, signal }: Parameters<HubClient['news']>[1]) => {
      const headers = tag === null ? {} : { prefer: `wait=${newsSeconds}`, 'if-none-match': tag };
      const asked = { headers, ...(signal === undefined ? {} : { signal }) };
      const { status, data, headers: said } = await http.get<Reply>(path, asked);
      if (status === 304) return null;
      checked(path, status, data);
      return { tag: String(said.etag ?? ''), body: data };
    },
    post: async <Reply>(path: string, body: unknown) => {
      const { status, data } = await http.post<Reply>(path, body);
      checked(path, status, data);
      return { status, body: data };
    },
    put: async (path, body) => {
      const { status, data } = await http.put<unknown>(path, body);
      checked(path, status, data);
    },
    file: async (path) => {
      const { status, data } = await http.get<Buffer>(path, { responseType: 'arraybuffer' });
      checked(path, status, status > 299 ? data.toString() : null);
      return data;
    },
  };
}

/** Asks again for `patienceMs` where the hub says that it cannot just now, as a hospital's own system would. */
export function patientClient({ get, news, post, put, file }: HubClient, patienceMs: number): HubClient {
  const patiently = async <Reply>(call: () => Promise<Reply>): Promise<Reply> => {
    for (const deadline = performance.now() + patienceMs; ; await wait(500)) {
      try {
        return await call();
      } catch (failure) {
        const later = failure instanceof HubCallError && [429, 503].includes(failure.status);
        if (!later || performance.now() > deadline) throw failure;
      }
    }
  };
  return {
    get: (path) => patiently(() => get(path)),
    news: (path, since) => patiently(() => news(path, since)),
    post: (path, body) => patiently(() => post(path, body)),
    put: (path, body) => patiently(() => put(path, body)),
    file: (path) => patiently(() => file(path)),
  };
}

function titleOf(data: unknown): string {
  const { title, titleEn } = (data ?? {}) as { readonly title?: string; readonly titleEn?: string };
  return title === undefined ? '' : `${title} · ${titleEn ?? ''} `;
}
