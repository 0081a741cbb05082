import { countyReaders } from './role-groups.ts';

const bureau = { roles: ['bureau'], data: 'own' } as const;
const readers = { roles: ['bureau', ...countyReaders], data: 'own' } as const;

/** Who sends announcements to insured people, and who sees how far they are; a part of the one table (access.ts). */
export const accessToAnnouncements = {
  pushAnnouncement: bureau,
  listAnnouncements: readers,
  getAnnouncement: readers,
  releaseAnnouncement: bureau,
  turnAnnouncement: bureau,
  recordAnnouncementWish: bureau,
} as const;
