import { expect, test } from 'vitest';
import { workerLogger } from './log.ts';

test('a failure is told by name, code and frames, without what it says of anybody', () => {
  const lines: string[] = [];
  const error = Object.assign(new Error('invalid input syntax for type date: "张三"'), {
    ...{ code: '22007', detail: 'Failing row contains (张三)', config: { data: '{"name":"张三"}' } },
    cause: new Error('张三'),
  });
  const logger = workerLogger('warn', (line) => lines.push(line));
  logger.warn('Activity failed', {
    error,
    workflowId: 'stay/H1/case_1',
    attempt: 3,
    input: { name: '张三' },
  });
  logger.info('nothing of weight');
  expect(lines).toHaveLength(1);
  expect(lines.join('')).not.toContain('张三');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    ...{ level: 'WARN', message: 'Activity failed', workflowId: 'stay/H1/case_1', attempt: 3 },
    error: { name: 'Error', code: '22007', frames: expect.stringContaining('log.test.ts') },
  });
});

test.each([
  ['debug', 2],
  ['info', 1],
  ['warn', 0],
  ['silent', 0],
] as const)('HUB_LOG_LEVEL=%s says how much', (level, told) => {
  const lines: string[] = [];
  const logger = workerLogger(level, (line) => lines.push(line));
  logger.info('a worker is there');
  logger.debug('a task has come');
  expect(lines).toHaveLength(told);
});

test('silence is silence of failures too', () => {
  const lines: string[] = [];
  workerLogger('silent', (line) => lines.push(line)).error('Activity failed');
  expect(lines).toEqual([]);
});
