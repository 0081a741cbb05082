import { DefaultFailureConverter } from '@temporalio/common';

/** Puts messages and stacks of failures into a payload, so that they are encrypted like everything else. Bundled into workflows. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
