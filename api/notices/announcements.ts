import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import type { AnnouncementRef, SchemeId } from '../../domain/ids.ts';
import { formatOfContentType, listContentTypes } from '../../domain/list-formats.ts';
import { mobileNumber } from '../../domain/text-messages.ts';
import { toldRefusal, UnreadableFile } from '../../domain/unreadable-file.ts';
import { type MobileNumbers, readMobileNumbers } from '../../lists/readers/mobile-numbers.ts';
import { announcementText } from '../../policies/notices/announcement-text.ts';
import { requireVersion } from '../../policies/schemes.ts';
import type { Announcement } from '../../store/notices/announcement-reads.ts';
import type { ApiDeps } from '../deps.ts';
import { actorOf, callerOfRoute } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import {
  announcementOperations,
  type announcementParams,
  type announcementQuery,
  type releaseBody,
  type turnBody,
  type wishBody,
} from './announcement-operations.ts';
import { listedAnnouncement, shownAnnouncement } from './announcement-view.ts';

type Params = z.infer<typeof announcementParams>;

const path = '/v1/announcements';
const one = `${path}/:announcementRef`;
const shownAtOnce = 100;
const callMs = 2_000;

/** What an insurance bureau texts to insured people: the file, the dry run, two people's release, how far it is. */
export function announcementRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const { push, list, get, release, turn, wish } = announcementOperations;
  const { texts, audit, clock } = deps;
  const { announcements, announcementFlow: flow } = texts;
  const shown = async (ref: AnnouncementRef) => {
    const found = await announcements.announcement(ref);
    if (found === undefined) throw new HubProblem('announcement-unknown');
    return shownAnnouncement(deps, found);
  };
  const by = (request: FastifyRequest) => ({ actor: actorOf(callerOfRoute(request)), at: clock.now() });
  server.register(async (scope) => {
    // Read as it comes, by the readers of lists.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser([...listContentTypes], (_request, payload, done) => done(null, payload));
    scope.post<{ Querystring: z.infer<typeof announcementQuery> }>(
      path,
      { ...push, config: { ...push.config, slowBody: true } },
      async (request, reply) => {
        const { party: organisation } = callerOfRoute(request as FastifyRequest);
        const offered = textOffered(deps, request.query.scheme as SchemeId);
        const { fileDigest, ...read } = await readFile(deps, request as FastifyRequest);
        const { created, ref } = await announcements.readIn(
          { organisation, ...offered, fileDigest, ...read },
          by(request as FastifyRequest),
        );
        await audit.appendOwed();
        const at = `${path}/${ref}`;
        return reply
          .status(created ? 201 : 200)
          .header('location', at)
          .send(await shown(ref));
      },
    );
  });
  server.get(path, list, async (request) => {
    const found = await announcements.announcements(ownerOf(request), shownAtOnce);
    return { announcements: await Promise.all(found.map((each) => listedAnnouncement(deps, each))) };
  });
  server.get<{ Params: Params }>(one, get, async (request) =>
    shownAnnouncement(deps, await ownAnnouncement(deps, request)),
  );
  server.post<{ Params: Params; Body: z.infer<typeof releaseBody> }>(
    `${one}/release`,
    release,
    async (request, reply) => {
      const { announcementRef: ref } = await ownAnnouncement(deps, request);
      const done = await announcements.release(ref, request.body.texts, by(request));
      await audit.appendOwed();
      // Not taken now: the relay starts it.
      if (done === 'released') await flow.start(ref, callMs);
      return reply.status(done === 'released' ? 200 : 202).send(await shown(ref));
    },
  );
  server.post<{ Params: Params; Body: z.infer<typeof turnBody> }>(`${one}/turn`, turn, async (request) => {
    const { announcementRef: ref } = await ownAnnouncement(deps, request);
    await announcements.turn(ref, request.body, by(request));
    await audit.appendOwed();
    await flow.turned(ref, callMs);
    return shown(ref);
  });
  server.post<{ Body: z.infer<typeof wishBody> }>(`${path}/wishes`, wish, async (request) => {
    const phone = mobileNumber(request.body.phone);
    if (phone === null)
      throw new HubProblem('request-invalid', { errors: [fieldError('/phone', 'field-format')] });
    const { wanted } = request.body;
    const changed = await announcements.unwanted.noteWish({ phone, wanted }, by(request));
    await audit.appendOwed();
    return { changed };
  });
}

/** Null: all of the county. */
function ownerOf(request: FastifyRequest): string | null {
  const { of, party } = callerOfRoute(request);
  return of === 'operator' ? null : party;
}

/** To anybody else it is simply not there. Throws HubProblem `announcement-unknown`. */
async function ownAnnouncement(
  { texts }: ApiDeps,
  request: FastifyRequest<{ Params: Params }>,
): Promise<Announcement> {
  const owner = ownerOf(request as FastifyRequest);
  const found = await texts.announcements.announcement(request.params.announcementRef as AnnouncementRef);
  if (found === undefined || (owner !== null && found.organisation !== owner))
    throw new HubProblem('announcement-unknown');
  return found;
}

/** The scheme names the message of the bureau, and a text of it holds today. Throws HubProblem `scheme-unknown`, `scheme-not-in-force`, `announcement-not-offered`. */
function textOffered({ schemes, clock }: ApiDeps, scheme: SchemeId) {
  const today = clock.today();
  const { practice } = requireVersion(schemes, scheme, today);
  const named = [...practice.values()].some(({ kind }) => kind === 'notice');
  const text = named ? announcementText(scheme, today, '') : undefined;
  if (text === undefined) throw new HubProblem('announcement-not-offered');
  return { scheme, textSince: text.since };
}

/** Throws HubProblem `recipients-refused`, `media-type-unsupported`. */
async function readFile(
  { settings }: ApiDeps,
  request: FastifyRequest,
): Promise<MobileNumbers & { readonly fileDigest: string }> {
  const format = formatOfContentType(request.headers['content-type'] ?? '');
  if (format === undefined) throw new HubProblem('media-type-unsupported');
  // Keyed: a file of few numbers is found by trying them.
  const sum = createHmac('sha256', settings.digestKey);
  const body = request.body instanceof Readable ? request.body : Readable.from([]);
  const summed = (async function* () {
    for await (const piece of body as AsyncIterable<Uint8Array>) {
      sum.update(piece);
      yield piece;
    }
  })();
  try {
    const read = await readMobileNumbers(summed, format);
    return { ...read, fileDigest: sum.digest('hex') };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    const told = toldRefusal(error.message);
    throw new HubProblem('recipients-refused', { detail: `${error.code}: ${told?.zh} · ${told?.en}` });
  }
}
