import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { FailureCode } from '../../domain/failures.ts';
import { problemOf } from '../../domain/problem.ts';

/** Answers what Node itself refuses, before there is a request: with a problem document like every other refusal. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  // Whoever hung up hears nothing; after half an answer another one would be read as its end.
  if (error.code === 'ECONNRESET' || !socket.writable || hasAnswered(socket)) {
    socket.destroy();
    return;
  }
  const problem = problemOf(codeOf(error.code));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** Answers an `Expect` other than 100-continue, which Node would refuse without a document. */
export function answerExpectations(server: FastifyInstance): void {
  server.server.on('checkExpectation', (_request, response) => {
    const problem = problemOf('expectation-unsupported');
    const body = JSON.stringify(problem);
    response
      .writeHead(problem.status, {
        'content-type': 'application/problem+json',
        'content-length': Buffer.byteLength(body),
        connection: 'close',
      })
      .end(body);
  });
}

function codeOf(code: string | undefined): FailureCode {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return 'headers-too-large';
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'body-too-large';
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'request-too-slow';
    default:
      return 'http-malformed';
  }
}

/** Node keeps the answer in work with its socket, under a name without a type. */
function hasAnswered(socket: Socket): boolean {
  const message: unknown = Reflect.get(socket, '_httpMessage');
  return typeof message === 'object' && message !== null && Reflect.get(message, '_headerSent') === true;
}
