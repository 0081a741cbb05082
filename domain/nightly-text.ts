import type { Words } from './words.ts';

const nightlyWork = {
  pull: { zh: '每晚拉取名单', en: 'fetching the list every night' },
  count: { zh: '每晚清点人数', en: 'counting its members every night' },
} as const satisfies Record<string, Words>;
const nightlyFound = {
  'schedule-paused': { zh: '计划(Schedule)已暂停', en: 'its Schedule is paused' },
  'run-paused': { zh: '最近一次运行已暂停', en: 'its last run is paused' },
  'run-ended': {
    zh: '最近一次运行被终止、取消或失败',
    en: 'its last run was terminated, cancelled or failed',
  },
} as const satisfies Record<string, Words>;

/** What is wrong with the nightly work of a list, in words. */
export function nightlyText({
  work,
  found,
}: {
  readonly work: keyof typeof nightlyWork;
  readonly found: keyof typeof nightlyFound;
}): Words {
  const [what, how] = [nightlyWork[work], nightlyFound[found]];
  return { zh: `${what.zh}:${how.zh}`, en: `${what.en}: ${how.en}` };
}
