import { expect, test } from 'vitest';
import { workerLogger } from './log.ts';

test('a failure is told by name, code and frames, without what it says of anybody', () => {
  const lines: string[] = [];
  const error = Object.assign(new Error('invalid input syntax for type date: "张三"'), {
    ...{ code: '22007', detail: 'Failing row contains (张三)', config: { data: '{"name":"张三"}' } },
    cause: new Error('张三'),
  });
  const logger = workerLogger((line) => lines.push(line));
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
