import axios, { type AxiosInstance } from 'axios';

/** What somebody in the county says to the hub over HTTP, with that party's own credential. */
export interface HubClient {
  readonly get: <Reply>(path: string) => Promise<Reply>;
  readonly post: <Reply>(
    path: string,
    body: unknown,
  ) => Promise<{ readonly status: number; readonly body: Reply }>;
}

/** A refused or failed call to the hub, with its problem as text. */
export class HubCallError extends Error {
  override readonly name = 'HubCallError';
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
    if (status > 299) throw new HubCallError(`${path}: ${status} ${JSON.stringify(data)}`);
  };
  return {
    get: async <Reply>(path: string) => {
      const { status, data } = await http.get<Reply>(path);
      checked(path, status, data);
      return data;
    },
    post: async <Reply>(path: string, body: unknown) => {
      const { status, data } = await http.post<Reply>(path, body);
      checked(path, status, data);
      return { status, body: data };
    },
  };
}
