import { type HttpHandler, HttpResponse, http } from 'msw';
import type { Mischief, Simulator } from './simulation.ts';
import { fileType, jsonType } from './simulation-server.ts';

/** msw handlers of a simulated party, for unit tests; `mischief` is asked at each request. */
export function partyHandlers(
  baseUrl: string,
  simulator: Simulator,
  mischief: (operation: string) => Mischief | undefined = () => undefined,
): readonly HttpHandler[] {
  return [
    http.post(`${baseUrl}/*`, async ({ request }) => {
      const path = new URL(request.url).pathname;
      const {
        status,
        body,
        file = false,
      } = simulator.handle(
        { path, headers: Object.fromEntries(request.headers), body: await request.text() },
        mischief(simulator.operationOf(path) ?? ''),
      );
      return new HttpResponse(file ? Buffer.from(body, 'latin1') : body, {
        status,
        headers: { 'content-type': file ? fileType : jsonType },
      });
    }),
  ];
}
