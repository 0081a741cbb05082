import { z } from 'zod';
import { announcementTurns } from '../../domain/announcements.ts';
import { listFormatCodes } from '../../domain/list-formats.ts';
import { operation } from '../http/operation.ts';
import { codeId, line } from '../http/words.ts';
import { announcementView } from './announcement-view.ts';

/** Path of one announcement. */
export const announcementParams = z.object({
  announcementRef: codeId.meta({ example: 'ann_0123456789abcdefghij' }),
});
/** For which scheme a file is meant. */
export const announcementQuery = z.strictObject({ scheme: codeId.meta({ example: 'zaoqiang-2021' }) });
/** What whoever releases has seen. */
export const releaseBody = z
  .strictObject({
    texts: z.int().min(1).meta({ description: 'how many will be written to, as the dry run said' }),
  })
  .meta({ id: 'AnnouncementRelease' });
/** What becomes of one that goes out. */
export const turnBody = z
  .strictObject({ to: z.enum(announcementTurns), reason: line(200) })
  .meta({ id: 'AnnouncementTurn' });
/** Whether a number wants announcements. */
export const wishBody = z
  .strictObject({
    phone: z
      .string()
      .max(32)
      .meta({ example: '13800138000', description: 'a mobile number of the mainland' }),
    wanted: z.boolean(),
  })
  .meta({ id: 'AnnouncementWish' });

const tag = 'payers';
const one = (about: string) => ({ about, schema: announcementView });

/** The operations of announcements. */
export const announcementOperations = {
  push: operation({
    id: 'pushAnnouncement',
    zh: `上传群发告知的手机号文件(${listFormatCodes.join('、')}),试算`,
    en: `send the mobile numbers of an announcement as ${listFormatCodes.join(', ')}, named by the content type; says what would come of it`,
    ...{ tag, query: announcementQuery },
    replies: {
      201: one('read; nobody is written to before two people released it'),
      200: one('this very file was read before, and its announcement is not over'),
    },
    problems: [
      ...(['scheme-unknown', 'scheme-not-in-force', 'announcement-not-offered'] as const),
      ...(['recipients-refused', 'media-type-unsupported'] as const),
    ],
  }),
  list: operation({
    id: 'listAnnouncements',
    zh: '群发告知一览',
    en: 'announcements, newest first',
    tag,
    replies: {
      200: { about: 'the last hundred', schema: z.object({ announcements: z.array(announcementView) }) },
    },
  }),
  get: operation({
    id: 'getAnnouncement',
    zh: '群发告知的试算和进度',
    en: 'an announcement: what would come of it, and how far it is',
    ...{ tag, params: announcementParams },
    replies: { 200: one('as it stands') },
    problems: ['announcement-unknown'],
  }),
  release: operation({
    id: 'releaseAnnouncement',
    zh: '放行群发告知(两人)',
    en: 'release an announcement; two people of the bureau',
    ...{ tag, params: announcementParams, body: releaseBody },
    replies: { 202: one('another person is to release it too'), 200: one('it goes out') },
    problems: ['announcement-unknown', 'announcement-unfit', 'announcement-changed', 'second-person-needed'],
  }),
  turn: operation({
    id: 'turnAnnouncement',
    zh: '暂停、恢复或停止群发告知',
    en: 'pause an announcement, let it go on, or stop it',
    ...{ tag, params: announcementParams, body: turnBody },
    replies: { 200: one('as it stands; what the gateway took before is not called back') },
    problems: ['announcement-unknown', 'announcement-unfit'],
  }),
  wish: operation({
    id: 'recordAnnouncementWish',
    zh: '登记或取消短信退订',
    en: 'a number wants no announcements any more, or wants them again',
    ...{ tag, body: wishBody },
    replies: { 200: { about: 'noted', schema: z.object({ changed: z.boolean() }) } },
  }),
} as const;
