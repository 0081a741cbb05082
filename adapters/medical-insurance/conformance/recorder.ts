import type { PartyHttp } from '../../http.ts';

/** One exchange in the form that `hub insurer check` reads; amounts and codes as they came. */
export interface Captured {
  readonly transaction: string;
  readonly askedAtDivision: string;
  readonly httpStatus: number;
  readonly request: string;
  readonly reply: string;
}

/** A way to the platform that keeps what was asked and answered, as texts, in order. */
export function recorded(http: PartyHttp, division: string): { http: PartyHttp; captured: Captured[] } {
  const captured: Captured[] = [];
  const post: PartyHttp['post'] = async (path, body, ...rest) => {
    const reply = await http.post(path, body, ...rest);
    const transaction = (JSON.parse(body) as { readonly infno: string }).infno;
    if (reply.kind === 'reply')
      captured.push({
        ...{ transaction, askedAtDivision: division },
        ...{ httpStatus: reply.status, request: body, reply: reply.body },
      });
    return reply;
  };
  return { http: { ...http, post }, captured };
}
